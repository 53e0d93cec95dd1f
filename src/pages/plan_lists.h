#pragma once
// The planning of lists: tops, months and days of a scope, cut so that little changes when little
// changes (site_plan.h). Used by site_plan.cpp only.
#include "pages/page_draft.h"

#include <span>
#include <string>
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
    std::string folder;              // "/sections/yaowen/"
    Fingerprint facts;               // what the site says of it, on each page
    std::vector<std::uint32_t> top;  // rows of the first page, where they are not the newest
    Fingerprint facts_on_top;        // and on the first one alone
};

// Rows, newest first.
using Rows = std::span<const std::uint32_t>;

// Adds the top page and the months of a list of rows. `days`: the day of each row.
void plan_scope_lists(const std::vector<CivilDate>& days, Rows rows, const ListSubject& subject,
                      SitePlan& plan);

// Adds the archive: its index, months and days of all visible rows.
void plan_archive(const std::vector<CivilDate>& days, SitePlan& plan);

}  // namespace gazette
