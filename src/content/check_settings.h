#pragma once
// `checks:` of site.yml: a newsroom switches a diagnostic off or gives it another severity. What
// may not be changed is refused when site.yml is read, so there is nothing to refuse here.
//
// Pure; any thread.
#include "base/diagnostic.h"
#include "content/site_config.h"

namespace gazette {

// Drops what is off and sets the severities that the newsroom chose. Once, when all was found and
// before anything is decided by a severity.
void apply_checks(const SiteConfig& site, Diagnostics& diagnostics);

}  // namespace gazette
