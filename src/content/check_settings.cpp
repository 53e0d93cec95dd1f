#include "content/check_settings.h"

#include <utility>

namespace gazette {

void apply_checks(const SiteConfig& site, Diagnostics& diagnostics) {
    if (site.checks.empty()) return;
    Diagnostics kept;
    for (const Diagnostic& found : diagnostics.all()) {
        const auto setting = site.checks.find(found.code);
        Severity severity = found.severity;
        if (setting != site.checks.end()) {
            if (setting->second.off) continue;
            severity = setting->second.severity.value_or(severity);
        }
        kept.add({found.code, severity}, found.file, found.position, found.arguments);
    }
    diagnostics = std::move(kept);
}

}  // namespace gazette
