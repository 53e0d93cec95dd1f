#pragma once
// QR codes (ISO/IEC 18004) as SVG, for guides and posters. Pure; any thread.
#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace gazette {

constexpr std::size_t kMostQrBytes = 2331;  // what correction level M holds

// One <svg> with the quiet zone of four modules that the standard asks for; dark modules in
// currentColor on whatever ground the style sheet gives (it must be light). `label` is what it says
// to those who do not see it. Error correction M: paper gets dirty. Refuses an empty text (Invalid)
// and a longer one than kMostQrBytes (TooLarge).
Result<std::string> qr_svg(std::string_view text, std::string_view label);

}  // namespace gazette
