#include "content/check_settings.h"

#include "content/diagnostic_codes.h"

#include <utility>

namespace gazette {

void apply_checks(const SiteConfig& site, Diagnostics& diagnostics) {
    // Sign-offs are bound to an id: without one a story is signed by nobody.
    const bool is_reviewed = !site.review.stages.empty();
    if (site.checks.empty() && !is_reviewed) return;
    Diagnostics kept;
    for (const Diagnostic& found : diagnostics.all()) {
        const auto setting = site.checks.find(found.code);
        Severity severity = found.severity;
        if (is_reviewed && found.code == codes::kIdMissing.id) {
            severity = Severity::Error;
        } else if (setting != site.checks.end()) {
            if (setting->second.off) continue;
            severity = setting->second.severity.value_or(severity);
        }
        kept.add({found.code, severity}, found.file, found.position, found.arguments);
    }
    diagnostics = std::move(kept);
}

}  // namespace gazette
