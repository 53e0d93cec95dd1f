#include "cli/init_command.h"

#include "base/random.h"
#include "base/text.h"
#include "cli/diagnostic_output.h"
#include "pages/builtin_files.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

namespace {

constexpr std::string_view kZone = "Asia/Shanghai";  // as templates/newsroom/site.yml has it
constexpr auto kFolders =
    std::to_array<std::string_view>({"assets", "guides", "issues", "static", "style", "templates"});

Result<bool> is_new_or_empty(Files& files, const std::string& folder) {
    const Result<std::vector<DirectoryEntry>> entries = files.list(folder);
    if (entries.has_value()) return entries->empty();
    if (entries.error().code != ErrorCode::NotFound) return failure(entries.error());
    // A file or a dangling link of that name is "not found" as a folder, yet not free.
    return !files.info(folder).has_value();
}

// One of templates/newsroom/, its @marks@ filled in.
std::string filled(std::string_view name, const CivilDate& today) {
    std::string text(builtin_file("newsroom/" + std::string(name)));
    text = replace_all(text, "@site-id@", random_id(kRandomIdLength));
    text = replace_all(text, "@article-id@", random_id(kRandomIdLength));
    return replace_all(text, "@today@", iso_date(today));
}

// Makes the newsroom, and takes back what it made when it cannot make all of it: half a newsroom
// would be refused by the next `init` as a folder in use.
class NewsroomMaker {
public:
    NewsroomMaker(Files& files, const std::string& folder) : files_(files), folder_(folder) {}

    Result<void> make(const CivilDate& today) {
        Result<void> made = write(today);
        if (!made) take_back();
        return made;
    }

private:
    Result<void> write(const CivilDate& today) {
        TRY(make_folder(folder_));
        for (const std::string_view name : kFolders) TRY(make_folder(join_path(folder_, name)));
        std::string day = folder_;
        for (const std::string& part :
             {fmt::format("{:04}", today.year), fmt::format("{:02}", today.month),
              fmt::format("{:02}", today.day)}) {
            day = join_path(day, part);
            TRY(make_folder(day));
        }
        TRY(make_file(join_path(folder_, ".gitignore"), "/public/\n/.gazette/\n"));
        TRY(make_file(join_path(folder_, "README.md"), filled("README.md", today)));
        TRY(make_file(join_path(day, "welcome.md"), filled("welcome.md", today)));
        // Last: what has a site.yml is a whole newsroom.
        return make_file(join_path(folder_, "site.yml"), filled("site.yml", today));
    }

    Result<void> make_folder(const std::string& path) {
        if (files_.info(path).has_value()) return {};  // the empty folder that was given
        TRY(files_.make_directories(path));
        made_.push_back(path);
        return {};
    }

    Result<void> make_file(const std::string& path, const std::string& text) {
        TRY(files_.write_new(path, text));
        made_.push_back(path);
        return {};
    }

    // Innermost first. What cannot be removed, or was filled by somebody else meanwhile, stays: the
    // error that is told is the first one.
    void take_back() {
        for (auto path = made_.rbegin(); path != made_.rend(); ++path) {
            static_cast<void>(files_.remove(*path));
        }
    }

    Files& files_;
    const std::string& folder_;
    std::vector<std::string> made_;
};

}  // namespace

ExitStatus run(const InitCommand& command, const Surroundings& surroundings) {
    const Result<bool> is_free = is_new_or_empty(surroundings.files, command.folder);
    if (!is_free.has_value()) return refuse(surroundings, is_free.error());
    if (!*is_free) {
        return refuse(surroundings, ExitStatus::Usage,
                      surroundings.words.text("init-not-empty", {shown_name(command.folder)}));
    }
    const Result<TimeZone> zone = TimeZone::load(kZone);
    if (!zone.has_value()) return refuse(surroundings, zone.error());
    const CivilDate today = zone->local(surroundings.clock.now()).time.date;
    const Result<void> written = NewsroomMaker(surroundings.files, command.folder).make(today);
    if (!written.has_value()) return refuse(surroundings, written.error());
    surroundings.out << surroundings.words.text("init-done", {shown_name(command.folder)}) << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
