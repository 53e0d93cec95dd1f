#pragma once
// Paths as text, "/"-separated: nothing here looks at the disk. Pure; any thread.
#include <string>
#include <string_view>

namespace gazette {

// "a" + "b" → "a/b"; an empty first part gives the second.
std::string join_path(std::string_view directory, std::string_view name);
// "a/b/c.md" → "a/b"; "" when there is no separator.
std::string_view parent_path(std::string_view path);
// "a/b/c.md" → "c.md".
std::string_view file_name(std::string_view path);
// "a/b/c.md" → ".md"; "" when there is none.
std::string_view extension(std::string_view path);

}  // namespace gazette
