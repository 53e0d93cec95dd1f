#include "content/opening.h"

#include "base/text.h"

#include <string_view>

namespace gazette {
namespace {

constexpr std::size_t kSummaryLength = 80;  // code points

// The first sentences that fit, else cut with an ellipsis.
std::string first_sentences(std::string_view text, std::size_t most) {
    std::size_t offset = 0;
    std::size_t sentence_end = 0;
    std::size_t count = 0;
    while (offset < text.size() && count < most) {
        const char32_t c = next_code_point(text, offset);
        ++count;
        if (c == U'。' || c == U'！' || c == U'？') sentence_end = offset;
    }
    // What announces a list or a table says nothing without it.
    const bool announces = text.ends_with("：") || text.ends_with(":");
    if (offset == text.size() && (!announces || sentence_end == 0)) return std::string(text);
    if (sentence_end > 0) return std::string(text.substr(0, sentence_end));
    return std::string(text.substr(0, offset)) + "……";
}

}  // namespace

// One less than was collected: a text as long as the limit was cut there.
std::string opening_of(const BodyFacts& facts) {
    return first_sentences(facts.first_text, kFirstTextLength - 1);
}

std::string summary_of(const BodyFacts& facts) {
    return first_sentences(opening_of(facts), kSummaryLength);
}

}  // namespace gazette
