#pragma once
// Addresses that were published must not vanish: what the last build's manifest has and the plan
// has not. Lists come and go; articles, guides and printed pages stay, be it as a notice or a
// redirect.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/result.h"
#include "pages/site_plan.h"

#include <string>
#include <string_view>

namespace gazette {

// Reports each of them as a warning. Nothing when there is no manifest in `out`, when it is damaged
// (the next build writes it anew), or when it is a preview's.
Result<void> report_vanished(Files& files, const std::string& out, const SitePlan& plan,
                             Diagnostics& diagnostics);

// Whether the file at this path of the output is one whose address stays: an article's, a guide's,
// an issue's or one of its pages'.
bool is_lasting_path(std::string_view path);

}  // namespace gazette
