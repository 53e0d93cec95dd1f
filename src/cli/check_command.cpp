#include "cli/check_command.h"

#include "base/random.h"
#include "build/build.h"
#include "cli/diagnostic_output.h"
#include "cli/newsroom_folder.h"
#include "cli/trust_file.h"
#include "content/diagnostic_codes.h"
#include "content/front_matter.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <variant>

namespace gazette {

namespace {

// A path that was asked for and cannot be checked; `key` is the text that says so.
struct WrongPath {
    std::string_view key;
    std::string path;
};

// Paths are given from the current folder, or from the newsroom's, and needed within the newsroom.
Result<std::variant<std::vector<std::string>, WrongPath>> paths_within(
    Files& files, const std::string& newsroom, const std::vector<std::string>& paths) {
    std::vector<std::string> within;
    if (paths.empty()) return within;
    const std::string root = TRY(files.resolve(newsroom));
    for (const std::string& path : paths) {
        Result<std::string> whole = files.resolve(path);
        if (!whole.has_value()) whole = files.resolve(join_path(newsroom, path));
        if (!whole.has_value()) {
            if (whole.error().code != ErrorCode::NotFound) return failure(whole.error());
            return WrongPath{"path-missing", shown_name(path)};
        }
        if (*whole == root) return std::vector<std::string>{};
        const std::string start = root == "/" ? root : root + "/";
        if (!whole->starts_with(start)) {
            return WrongPath{"path-outside", shown_name(path)};
        }
        within.push_back(whole->substr(start.size()));
    }
    return within;
}

// Writes an id into one article; false when it has no front matter to write it into.
Result<bool> add_id(Files& files, const std::string& newsroom, const std::string& path) {
    const std::string file = TRY(files.resolve(join_path(newsroom, path)));
    const std::string root = TRY(files.resolve(newsroom));
    if (!file.starts_with(root + "/")) return false;
    const FileInfo info = TRY(files.info(file));
    const std::string bytes = TRY(files.read(file, kMaxArticleBytes));
    const std::optional<std::string> mended =
        with_front_matter_key(bytes, "id", random_id(kRandomIdLength));
    if (!mended.has_value()) return false;
    TRY(files.replace_durably(file, *mended, info.mode));
    return true;
}

Result<std::size_t> add_missing_ids(const Diagnostics& diagnostics, Files& files,
                                    const std::string& newsroom) {
    std::size_t added = 0;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        if (diagnostic.code != codes::kIdMissing.id) continue;
        const bool is_added = TRY(
            add_id(files, newsroom, diagnostic.file).context("adding an id to " + diagnostic.file));
        added += is_added ? 1 : 0;
    }
    return added;
}

}  // namespace

ExitStatus run(const CheckCommand& command, const Surroundings& surroundings) {
    Files& files = surroundings.files;
    const std::string newsroom = newsroom_folder(files, command.source);
    const NewsroomFacts facts =
        newsroom_facts(files, newsroom, language_of(surroundings.environment));
    std::optional<Instant> now = surroundings.clock.now();
    if (!command.now.empty()) now = read_now(command.now, facts.time_zone);
    if (!now.has_value()) {
        return refuse(surroundings, ExitStatus::Usage,
                      surroundings.words.text("no-time", {command.now}));
    }
    const auto paths = paths_within(files, newsroom, command.paths);
    if (!paths.has_value()) return refuse(surroundings, paths.error());
    if (const auto* wrong = std::get_if<WrongPath>(&*paths)) {
        return refuse(surroundings, ExitStatus::Usage,
                      surroundings.words.text(wrong->key, {wrong->path}));
    }
    const auto& within = std::get<std::vector<std::string>>(*paths);

    BuildOptions options;
    options.source = newsroom;
    options.now = *now;
    options.allow_unknown = command.allow_unknown;
    const Result<void> pinned = pin_reviews(files, surroundings.environment, options);
    if (!pinned.has_value()) return refuse(surroundings, ExitStatus::Usage, pinned.error());
    Diagnostics diagnostics;
    Result<void> checked = check(options, within, files, diagnostics);
    const Words words = Words::in(facts.language);
    if (checked.has_value() && command.fix) {
        const Result<std::size_t> added = add_missing_ids(diagnostics, files, newsroom);
        if (!added.has_value()) return refuse(surroundings, added.error());
        surroundings.err << words.text("check-fixed", {fmt::format("{}", *added)}) << '\n';
        diagnostics = {};
        checked = check(options, within, files, diagnostics);
    }
    if (!checked.has_value()) return refuse(surroundings, checked.error());

    diagnostics.sort();
    const MessageCatalogue texts = diagnostic_texts(facts.language);
    if (command.json) {
        surroundings.out << diagnostics_json(diagnostics, texts) << '\n';
    } else {
        print_diagnostics(diagnostics, texts, files, newsroom, surroundings.out);
        surroundings.out << words.text("check-summary",
                                       {fmt::format("{}", diagnostics.count(Severity::Error)),
                                        fmt::format("{}", diagnostics.count(Severity::Warning))})
                         << '\n';
    }
    if (refuses_configuration(diagnostics)) return ExitStatus::Usage;
    return diagnostics.has_errors() ? ExitStatus::ContentWrong : ExitStatus::Right;
}

}  // namespace gazette
