#include "content/opening.h"

#include "base/text.h"

#include <string_view>

namespace gazette {
namespace {

constexpr std::size_t kSummaryLength = 80;  // code points

// Up to the last stop; empty when there is none.
std::string_view whole_sentences(std::string_view text) {
    constexpr std::size_t kStopBytes = 3;
    for (std::size_t end = text.size(); end >= kStopBytes; --end) {
        const std::string_view last = text.substr(end - kStopBytes, kStopBytes);
        if (last == "。" || last == "！" || last == "？") return text.substr(0, end);
    }
    return {};
}

// The first sentences that fit, else cut with an ellipsis.
std::string first_sentences(std::string_view text, std::size_t most) {
    const std::string_view fitting = first_code_points(text, most);
    const std::string_view sentences = whole_sentences(fitting);
    // What announces a list or a table says nothing without it.
    const bool announces = text.ends_with("：") || text.ends_with(":");
    if (fitting.size() == text.size() && (!announces || sentences.empty())) {
        return std::string(text);
    }
    if (!sentences.empty()) return std::string(sentences);
    return std::string(fitting) + "……";
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
