#pragma once
// The stages 审次 of a newsroom's reviews, in their order: 初审, 复审, 终审. Each is a word; a
// sign-off names the whole list beside its own, so that a stage that is taken away later is seen.
// Pure.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

using ReviewStages = std::vector<std::string>;

// Together they fit into the line of a manifest.
inline constexpr std::size_t kMostStages = 6;
inline constexpr std::size_t kMaxStageCharacters = 10;

// One word of visible characters, no comma in it.
bool is_stage_name(std::string_view name);
// At least one, at most kMostStages, none twice.
bool are_stages(const ReviewStages& stages);
// "初审,复审,终审": what a manifest says that a build demanded; "none" for no stages.
std::string print_stages(const ReviewStages& stages);
// Its place among the stages.
std::optional<std::size_t> place_of(const ReviewStages& stages, std::string_view name);

}  // namespace gazette
