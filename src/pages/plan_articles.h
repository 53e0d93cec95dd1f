#pragma once
// The planning of articles' own pages: neighbours in the section and related stories. Related ones
// are older and share tags, so that an article's page hardly ever changes when others are added.
#include "pages/site_plan.h"

namespace gazette {

// One page a visible article, newest first.
void plan_articles(const Newspaper& paper, SitePlan& plan);

}  // namespace gazette
