#pragma once
// style/sources.tsv, the list of sources that a newsroom may take stories from (稿源名单): a name a
// line; what stands behind a tab is for people. A first line may name the columns (name, …), "#"
// begins a comment. Pure; any thread.
#include "base/diagnostic.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::string_view kSourceListPath = "style/sources.tsv";
inline constexpr std::size_t kMaxSourceListBytes = std::size_t{8} << 20U;

// Sorted; nothing but a file that is no text is reported.
std::vector<std::string> read_source_list(std::string_view bytes, Diagnostics& diagnostics,
                                          const std::string& path = std::string(kSourceListPath));

}  // namespace gazette
