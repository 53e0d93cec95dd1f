#pragma once
// home.yml: what the editor puts on top of the home page. Pure; any thread.
#include "base/diagnostic.h"
#include "content/issue.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kMaxHomeBytes = std::size_t{64} << 10U;

struct HomeChoice {
    std::optional<ArticleReference> lead;
    std::vector<ArticleReference> top;
};

std::optional<HomeChoice> read_home_choice(std::string_view bytes, Diagnostics& diagnostics,
                                           const std::string& path = "home.yml");

}  // namespace gazette
