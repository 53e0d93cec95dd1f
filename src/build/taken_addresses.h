#pragma once
// Two files of a site at one address, found before anything is written: an alias, a redirect or a
// file of static/ that stands where the site has a page of its own.
#include "base/diagnostic.h"
#include "build/sources.h"
#include "content/newspaper.h"
#include "pages/site_plan.h"

namespace gazette {

// Whether there are any: two pages at one address can neither be left out nor written.
bool report_taken_addresses(const Newspaper& paper, const SitePlan& plan, const Sources& sources,
                            Diagnostics& diagnostics);

}  // namespace gazette
