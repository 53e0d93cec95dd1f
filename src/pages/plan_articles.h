#pragma once
// The planning of articles' own pages: neighbours in the section and related stories. Related ones
// are older and share tags, so that an article's page hardly ever changes when others are added.
#include "pages/site_plan.h"

#include <cstdint>
#include <span>
#include <vector>

namespace gazette {

// The tags of each visible story, as numbers of SitePlan::tags.
struct StoryTags {
    std::vector<std::uint32_t> numbers;  // of one story after the other
    std::vector<std::uint32_t> begins;   // where a story's begin; one more than there are stories

    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t story) const {
        return std::span(numbers).subspan(begins[story], begins[story + 1] - begins[story]);
    }
};

// One page a visible article, newest first.
void plan_articles(const Newspaper& paper, const StoryTags& tags, const Spread& spread,
                   SitePlan& plan);

}  // namespace gazette
