#pragma once
// The folder within an output folder that says "gazette builds here": its manifest and its journal.
#include <string_view>

namespace gazette {

inline constexpr std::string_view kOutputMarker = ".gazette-output";

}  // namespace gazette
