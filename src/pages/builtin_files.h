#pragma once
// The default theme and the message catalogues: every file of the repository's templates/ folder,
// built into the program, so that `gazette` needs no files of its own beside it.
#include <span>
#include <string_view>

namespace gazette {

struct BuiltinFile {
    std::string_view path;  // below templates/: "site/pages/home.mustache", "messages/zh-CN.yml"
    std::string_view text;
};

// Sorted by path; static storage.
std::span<const BuiltinFile> builtin_files();

// The text of one, or nothing.
std::string_view builtin_file(std::string_view path);

}  // namespace gazette
