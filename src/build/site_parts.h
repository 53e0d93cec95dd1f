#pragma once
// What the steps before gave, handed to those that write: borrowed, for the time of one build.
#include "build/load.h"
#include "build/sources.h"
#include "build/theme.h"
#include "pages/site_plan.h"

namespace gazette {

struct SiteParts {
    const Sources& sources;
    Loaded& loaded;  // its picture store may make a rendition again
    const SitePlan& plan;
    const Theme& theme;
};

}  // namespace gazette
