#pragma once
// What changed between two texts, by words as Chinese has them (ICU's dictionary): the shortest way
// from one to the other (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986).
// Texts that have little in common are shown as one that went and one that came.
// One thread a breaker; pure otherwise.
#include "formats/unicode.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class RunKind : std::uint8_t { Same, Removed, Added };

struct TextRun {
    RunKind kind = RunKind::Same;
    std::string text;

    friend bool operator==(const TextRun&, const TextRun&) = default;
};

// In reading order; what was removed before what was added in its place. Without the added runs it
// is `before`, without the removed ones `now`.
std::vector<TextRun> diff_words(std::string_view before, std::string_view now,
                                WordBreaker& breaker);

}  // namespace gazette
