#pragma once
// UTF-8 text without a library: validity, code points, trimming, splitting. What needs Unicode's
// tables (normalisation, word breaks, pinyin) is in formats/unicode.h. Pure; any thread.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// Offset of the first byte that is not valid UTF-8 (Unicode 15 §3.9, table 3-7: no surrogates, no
// overlong forms), or nothing when all is valid.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// The same as next_code_point, for any sequence.
char32_t decode_code_point(std::string_view text, std::size_t& offset);

// Decodes the code point at `offset` of valid UTF-8 and moves `offset` behind it.
// OPTIMIZATION: most of a Chinese text is three-byte sequences that need no special case.
inline char32_t next_code_point(std::string_view text, std::size_t& offset) {
    if (offset + 2 < text.size()) {
        const auto byte = [&](std::size_t i) {
            return static_cast<unsigned char>(text[offset + i]);
        };
        if (byte(0) >= 0xE1 && byte(0) <= 0xEC && (byte(1) & 0xC0U) == 0x80 &&
            (byte(2) & 0xC0U) == 0x80) {
            const char32_t c =
                ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
            offset += 3;
            return c;
        }
    }
    return decode_code_point(text, offset);
}

void append_utf8(std::string& out, char32_t code_point);

bool is_ascii(std::string_view text);

// A set of bytes, made at compile time.
class ByteSet {
public:
    constexpr ByteSet() = default;

    constexpr explicit ByteSet(std::string_view bytes) {
        for (const char c : bytes) add(static_cast<unsigned char>(c));
    }

    constexpr void add(unsigned char byte) {
        has_[byte] = true;
        is_ascii_ = is_ascii_ && byte < 0x80;
    }

    // All bytes that are not in it.
    [[nodiscard]] constexpr ByteSet others() const {
        ByteSet set;
        for (unsigned byte = 0; byte < 256; ++byte) {
            if (!has_[byte]) set.add(static_cast<unsigned char>(byte));
        }
        return set;
    }

    [[nodiscard]] constexpr bool has(unsigned char byte) const { return has_[byte]; }

    [[nodiscard]] constexpr bool is_ascii() const { return is_ascii_; }

private:
    std::array<bool, 256> has_{};
    bool is_ascii_ = true;
};

// The first byte of a set at or after `from`; the text's size when there is none.
// OPTIMIZATION: eight at a time, for what is escaped is rare in running text; and most eights of a
// Chinese text hold nothing of ASCII.
inline std::size_t find_byte(std::string_view text, const ByteSet& set, std::size_t from) {
    constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080;
    std::uint64_t eight = 0;
    const auto is_in = [&](std::size_t at) {
        return set.has(static_cast<unsigned char>(text[at]));
    };
    for (; from + sizeof eight <= text.size(); from += sizeof eight) {
        if (set.is_ascii()) {
            std::memcpy(&eight, text.data() + from, sizeof eight);
            if ((eight & kHighBits) == kHighBits) continue;
        }
        unsigned any = 0;
        for (std::size_t i = 0; i < sizeof eight; ++i)
            any |= static_cast<unsigned>(is_in(from + i));
        if (any != 0) break;
    }
    while (from < text.size() && !is_in(from)) ++from;
    return from;
}

// a < b, byte by byte, for sorting many.
// OPTIMIZATION: most paths and ids differ in their first sixteen bytes, which are compared as
// numbers.
inline bool is_before(std::string_view a, std::string_view b) {
    constexpr std::size_t kAtATime = sizeof(std::uint64_t);
    if (a.size() < 2 * kAtATime || b.size() < 2 * kAtATime) return a < b;
    const auto number_at = [](const char* bytes) {
        std::uint64_t number = 0;
        std::memcpy(&number, bytes, kAtATime);
        return std::endian::native == std::endian::little ? __builtin_bswap64(number) : number;
    };
    for (const std::size_t at : {std::size_t{0}, kAtATime}) {
        const std::uint64_t of_a = number_at(a.data() + at);
        const std::uint64_t of_b = number_at(b.data() + at);
        if (of_a != of_b) return of_a < of_b;
    }
    return a.substr(2 * kAtATime) < b.substr(2 * kAtATime);
}

// The first and the last code point of valid UTF-8; U+0000 of nothing.
char32_t first_code_point(std::string_view text);
char32_t last_code_point(std::string_view text);

// Number of code points of valid UTF-8.
std::size_t count_code_points(std::string_view text);

// The beginning of valid UTF-8 that holds `most` code points, or all of it.
std::string_view first_code_points(std::string_view text, std::size_t most);

// ASCII white space and U+3000 (the full-width space), at both ends.
std::string_view trim(std::string_view text);

// ASCII white space only.
std::string_view trim_ascii(std::string_view text);

// Of ASCII; line ends and tabs are such, too.
bool is_control(char c);

// Trimmed, with control characters as spaces.
std::string single_line(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

// Lines without their ends; "\n" and "\r\n" both end one. No empty last line for a final end.
std::vector<std::string_view> split_lines(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

std::string ascii_lower(std::string_view text);

// True for CJK ideographs (Unified, Extensions A–H, compatibility) and 〇.
bool is_han(char32_t code_point);

// Edit distance in code points, at most `limit` + 1 (then it stops): for "did you mean".
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The candidate nearest to `word` within two edits, or empty.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace gazette
