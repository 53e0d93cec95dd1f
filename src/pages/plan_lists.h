#pragma once
// The planning of lists: tops, months and days of a scope, cut so that little changes when little
// changes (site_plan.h). Used by site_plan.cpp only.
#include "pages/site_plan.h"

#include <vector>

namespace gazette {

// Stories of one part of a month, and of a day's page.
inline constexpr std::size_t kStoriesPerPart = 100;
// Stories on the top page of a scope.
inline constexpr std::size_t kStoriesOnTop = 30;

enum class ListLink : std::uint8_t { Newer, Older, Month };

struct ListSubject {
    Scope scope = Scope::Site;
    std::uint32_t subject = 0;
    std::string folder;  // "/sections/yaowen/"
};

// Adds the top page (not for Scope::Site) and the months of a list of rows, newest first.
void plan_scope_lists(const Newspaper& paper, const std::vector<std::uint32_t>& rows,
                      const ListSubject& subject, SitePlan& plan);

// Adds the archive: its index, months and days of all visible rows.
void plan_archive(const Newspaper& paper, SitePlan& plan);

}  // namespace gazette
