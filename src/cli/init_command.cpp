#include "cli/init_command.h"

#include "base/random.h"
#include "base/text.h"
#include "cli/diagnostic_output.h"
#include "pages/builtin_files.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace gazette {

namespace {

constexpr std::size_t kIdLength = 26;
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
    text = replace_all(text, "@site-id@", random_id(kIdLength));
    text = replace_all(text, "@article-id@", random_id(kIdLength));
    return replace_all(text, "@today@", iso_date(today));
}

Result<void> write_newsroom(Files& files, const std::string& folder, const CivilDate& today) {
    for (const std::string_view name : kFolders) {
        TRY(files.make_directories(join_path(folder, name)));
    }
    const std::string day =
        join_path(folder, fmt::format("{:04}/{:02}/{:02}", today.year, today.month, today.day));
    TRY(files.make_directories(day));
    TRY(files.write_new(join_path(folder, ".gitignore"), "/public/\n/.gazette/\n"));
    TRY(files.write_new(join_path(folder, "README.md"), filled("README.md", today)));
    TRY(files.write_new(join_path(day, "welcome.md"), filled("welcome.md", today)));
    // Last: what has a site.yml is a whole newsroom.
    TRY(files.write_new(join_path(folder, "site.yml"), filled("site.yml", today)));
    return {};
}

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
    const Result<void> written = write_newsroom(surroundings.files, command.folder, today);
    if (!written.has_value()) return refuse(surroundings, written.error());
    surroundings.out << surroundings.words.text("init-done", {shown_name(command.folder)}) << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
