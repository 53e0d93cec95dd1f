#pragma once
// home.yml: what the editor puts on top of the home page. Pure; any thread.
#include "base/diagnostic.h"
#include "content/issue.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct HomeChoice {
    std::optional<ArticleReference> lead;
    std::vector<ArticleReference> top;
};

std::optional<HomeChoice> read_home_choice(std::string_view bytes, Diagnostics& diagnostics,
                                           const std::string& path = "home.yml");

}  // namespace gazette
