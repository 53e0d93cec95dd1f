#include "review/stages.h"

#include "base/text.h"
#include "formats/unicode.h"

#include <algorithm>

namespace gazette {

bool is_stage_name(std::string_view name) {
    if (name.empty() || name == "none" || first_invalid_utf8(name)) return false;
    if (first_hidden_control(name) || count_code_points(name) > kMaxStageCharacters) return false;
    return name.find_first_of(", \t") == std::string_view::npos && trim(name) == name;
}

bool are_stages(const ReviewStages& stages) {
    if (stages.empty() || stages.size() > kMostStages) return false;
    if (!std::ranges::all_of(stages, is_stage_name)) return false;
    ReviewStages sorted = stages;
    std::ranges::sort(sorted);
    return std::ranges::adjacent_find(sorted) == sorted.end();
}

std::string print_stages(const ReviewStages& stages) {
    return stages.empty() ? "none" : join(stages, ",");
}

std::optional<std::size_t> place_of(const ReviewStages& stages, std::string_view name) {
    const auto found = std::ranges::find(stages, name);
    if (found == stages.end()) return std::nullopt;
    return static_cast<std::size_t>(found - stages.begin());
}

}  // namespace gazette
