#include "cli/theme_command.h"

#include "cli/diagnostic_output.h"
#include "pages/builtin_files.h"

#include <fmt/format.h>

#include <string_view>

namespace gazette {

namespace {

constexpr std::string_view kTheme = "site/";

// The first file of the theme that is in `folder` already, or empty.
std::string first_in_the_way(Files& files, const std::string& folder) {
    for (const BuiltinFile& file : builtin_files()) {
        if (!file.path.starts_with(kTheme)) continue;
        std::string path = join_path(folder, file.path);
        if (files.info(path).has_value()) return path;
    }
    return {};
}

Result<std::size_t> write_theme(Files& files, const std::string& folder) {
    std::size_t written = 0;
    for (const BuiltinFile& file : builtin_files()) {
        if (!file.path.starts_with(kTheme)) continue;
        const std::string path = join_path(folder, file.path);
        TRY(files.make_directories(std::string(parent_path(path))));
        TRY(files.write_new(path, file.text));
        ++written;
    }
    return written;
}

}  // namespace

ExitStatus run(const ThemeExportCommand& command, const Surroundings& surroundings) {
    const std::string in_the_way = first_in_the_way(surroundings.files, command.folder);
    if (!in_the_way.empty()) {
        return refuse(surroundings, ExitStatus::Usage,
                      surroundings.words.text("theme-in-the-way", {shown_name(in_the_way)}));
    }
    const Result<std::size_t> written = write_theme(surroundings.files, command.folder);
    if (!written.has_value()) return refuse(surroundings, written.error());
    surroundings.out << surroundings.words.text(
                            "theme-done", {fmt::format("{}", *written), shown_name(command.folder)})
                     << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
