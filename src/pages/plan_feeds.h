#pragma once
// The planning of what machines read: feeds, sitemaps, the app's files.
#include "pages/plan_lists.h"
#include "pages/site_plan.h"

#include <vector>

namespace gazette {

// JSON Feed, Atom and RSS of one section, channel or organisation.
void plan_scope_feeds(const Newspaper& paper, Rows rows, const ListSubject& subject,
                      SitePlan& plan);

// The site's feeds, the sitemaps, the app's manifest, latest stories and days.
void plan_site_feeds(const Newspaper& paper, const std::vector<CivilDate>& days, SitePlan& plan);

}  // namespace gazette
