#include "content/diagnostic_codes.h"

#include <algorithm>
#include <array>

namespace gazette {

std::span<const DiagnosticCode> all_diagnostic_codes() {
#define GAZETTE_DIAGNOSTIC_CODE(constant, id, severity) DiagnosticCode{id, Severity::severity},
    static constexpr auto kAll =
        std::to_array({GAZETTE_DIAGNOSTIC_CODES(GAZETTE_DIAGNOSTIC_CODE, GAZETTE_DIAGNOSTIC_CODE)});
#undef GAZETTE_DIAGNOSTIC_CODE
    return kAll;
}

bool may_be_changed(std::string_view id) {
#define GAZETTE_FIXED_CODE(constant, id, severity)
#define GAZETTE_CHANGEABLE_CODE(constant, id, severity) std::string_view(id),
    static constexpr auto kChangeable =
        std::to_array({GAZETTE_DIAGNOSTIC_CODES(GAZETTE_FIXED_CODE, GAZETTE_CHANGEABLE_CODE)});
#undef GAZETTE_FIXED_CODE
#undef GAZETTE_CHANGEABLE_CODE
    return std::find(kChangeable.begin(), kChangeable.end(), id) != kChangeable.end();
}

}  // namespace gazette
