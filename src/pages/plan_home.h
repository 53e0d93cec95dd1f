#pragma once
// The planning of the home page and of the issues: what stands where, chosen by editors or, where
// they chose nothing, by the newest issue and the newest stories.
#include "pages/site_plan.h"

#include <cstdint>
#include <vector>

namespace gazette {

// `sections`: the visible rows of each, newest first.
void plan_home(const Newspaper& paper, const std::vector<std::vector<std::uint32_t>>& sections,
               SitePlan& plan);

// The index, the issues whose day has come, and their pages.
void plan_issues(const Newspaper& paper, SitePlan& plan);

// The newest issue whose day has come, or null.
const NewspaperIssue* newest_issue(const Newspaper& paper, const SitePlan& plan);

}  // namespace gazette
