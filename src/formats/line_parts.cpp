#include "formats/line_parts.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

namespace gazette {
namespace {

// A set of code points, made at compile time.
// OPTIMIZATION: most that are asked for are in none, which one bit tells of most of them.
class CodePointSet {
public:
    constexpr explicit CodePointSet(std::u32string_view points) : points_(points) {
        for (const char32_t c : points) bits_[c / 64 % 4] |= std::uint64_t{1} << c % 64;
    }

    [[nodiscard]] constexpr bool has(char32_t c) const {
        return (bits_[c / 64 % 4] >> c % 64 & 1U) != 0 &&
               points_.find(c) != std::u32string_view::npos;
    }

private:
    std::u32string_view points_;
    std::array<std::uint64_t, 4> bits_{};
};

constexpr CodePointSet kBlanks(U" \t\n\r\u3000\u00A0");
constexpr CodePointSet kOpenings(U"“‘（(《〈「『【〔［[〖{｛￥$#＃@");

// What no line begins with: closing brackets, stops, and marks that join what is around them.
constexpr CodePointSet kClosings(
    U"”’）)》〉」』】〕］]〗}｝，。、；：？！,.;:?!·…—-–～~％%‰℃°/／｜|");

// Marks after which a break would tear apart what they join.
constexpr CodePointSet kJoining(U"·-–～~/／.:");

bool is_digit(char32_t c) { return (c >= U'0' && c <= U'9') || (c >= U'０' && c <= U'９'); }

constexpr CodePointSet kNumerals(U"〇零一二三四五六七八九十百千万亿两");

bool is_numeral(char32_t c) { return is_digit(c) || kNumerals.has(c); }

bool is_ascii_word(char32_t c) {
    return is_digit(c) || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

bool is_ascii_mark(char32_t c) { return c < 0x80 && !is_ascii_word(c); }

bool is_single_han(std::string_view piece) {
    return is_han(first_code_point(piece)) && count_code_points(piece) == 1;
}

// Characters that lean on the word before: particles, and endings that dictionaries cut off.
constexpr CodePointSet kSuffixes(
    U"的了着过地得们吗呢吧啊等起"
    U"性化者员人家手师生长部局厅处科室站所馆园场院校会社区县市镇乡村街路"
    U"队组班厂店栏课证卡费金券书率量点期日月年岁届");

// The place behind a quotation that begins at `begin` and is so short that it stays in one line;
// `begin` itself where there is none.
std::size_t end_of_short_quotation(std::string_view text, std::size_t begin) {
    constexpr std::pair<std::string_view, std::string_view> kQuotes[] = {
        {"“", "”"}, {"‘", "’"}, {"《", "》"}, {"「", "」"}};
    constexpr std::size_t kMostCharacters = 6;
    const std::string_view rest = text.substr(begin);
    const auto* quote = std::find_if(std::begin(kQuotes), std::end(kQuotes),
                                     [&](const auto& q) { return rest.starts_with(q.first); });
    if (quote == std::end(kQuotes)) return begin;
    const std::size_t end = rest.find(quote->second);
    if (end == std::string_view::npos) return begin;
    const std::string_view inner = rest.substr(quote->first.size(), end - quote->first.size());
    const bool is_short = count_code_points(inner) <= kMostCharacters;
    return is_short ? begin + end + quote->second.size() : begin;
}

constexpr CodePointSet kDateWords(U"年月第");

// A number and what it counts, and the parts of a date.
bool is_number_joined(std::string_view before, std::string_view after) {
    const char32_t last = last_code_point(before);
    const char32_t first = first_code_point(after);
    if (is_numeral(last) && (is_numeral(first) || is_single_han(after))) return true;
    return is_digit(first) && kDateWords.has(last) && count_code_points(before) == 1;
}

bool is_mark_joined(char32_t last, char32_t first) {
    if (kOpenings.has(last) || kClosings.has(first) || kJoining.has(last)) return true;
    if (is_ascii_mark(last) || is_ascii_mark(first)) return true;
    return is_ascii_word(last) && is_ascii_word(first);
}

}  // namespace

std::vector<std::string_view> unbreakable_parts(std::string_view text,
                                                const std::vector<std::string_view>& pieces) {
    std::vector<std::string_view> parts;
    std::size_t offset = 0;
    std::size_t part_begin = 0;
    std::size_t quotation_end = 0;
    bool binds_forward = false;  // the piece before is a single character that goes with the next
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const std::string_view piece = pieces[i];
        const std::string_view before = i > 0 ? pieces[i - 1] : std::string_view();
        const bool is_single = is_single_han(piece);
        const bool follows_word =
            is_han(last_code_point(before)) || is_ascii_word(last_code_point(before));
        const bool ends_text = i + 1 == pieces.size() ||
                               kClosings.has(first_code_point(pieces[i + 1])) ||
                               kBlanks.has(first_code_point(pieces[i + 1]));
        const bool leans_back =
            is_single && follows_word && (ends_text || kSuffixes.has(first_code_point(piece)));
        const bool is_joined = offset < quotation_end || binds_forward || leans_back ||
                               is_number_joined(before, piece) ||
                               is_mark_joined(last_code_point(before), first_code_point(piece));
        const bool is_at_blank =
            kBlanks.has(last_code_point(before)) || kBlanks.has(first_code_point(piece));
        if (i > 0 && (is_at_blank || !is_joined)) {
            parts.push_back(text.substr(part_begin, offset - part_begin));
            part_begin = offset;
        }
        binds_forward = is_single && !leans_back && !binds_forward && !ends_text;
        if (offset >= quotation_end) quotation_end = end_of_short_quotation(text, offset);
        offset += piece.size();
    }
    if (part_begin < text.size()) parts.push_back(text.substr(part_begin));
    return parts;
}

bool wants_break_between(std::string_view before, std::string_view after) {
    return !kBlanks.has(last_code_point(before)) && !kBlanks.has(first_code_point(after));
}

}  // namespace gazette
