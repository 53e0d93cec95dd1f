#include "content/diagnostic_codes.h"

#include <array>

namespace gazette {

std::span<const DiagnosticCode> all_diagnostic_codes() {
#define GAZETTE_DIAGNOSTIC_CODE(constant, id, severity) DiagnosticCode{id, Severity::severity},
    static constexpr auto kAll = std::to_array({GAZETTE_DIAGNOSTIC_CODES(GAZETTE_DIAGNOSTIC_CODE)});
#undef GAZETTE_DIAGNOSTIC_CODE
    return kAll;
}

}  // namespace gazette
