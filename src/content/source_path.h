#pragma once
// How articles name files of the newsroom: pictures, attachments, other articles. Pure.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// The paths within the newsroom that `target`, as written in the file `from`, may mean, the first
// that exists counting: beside the article, then in assets/ for pictures and files; "/x" is
// from the newsroom's root alone. Empty when it leads out of the newsroom or is a URL.
std::vector<std::string> source_candidates(std::string_view from, std::string_view target);

// The same for a link of the body: percent-encoded, perhaps with "#anchor".
std::vector<std::string> link_candidates(std::string_view from, std::string_view link);

// "a/./b/../c" → "a/c"; nothing when it leads above the root or has a NUL or backslash.
std::optional<std::string> normalise_path(std::string_view path);

}  // namespace gazette
