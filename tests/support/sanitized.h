#pragma once

// Tests that go through the same steps again and again take fewer of them under the sanitizers:
// there they last three times as long, while what a sanitizer looks for shows at the first visit
// of a place. Whether the outcome is right is for the builds without.

namespace gazette::testing {

#ifdef GAZETTE_SANITIZED
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

}  // namespace gazette::testing
