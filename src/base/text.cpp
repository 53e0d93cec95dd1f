#include "base/text.h"

#include "base/assert.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace gazette {
namespace {

unsigned char byte_at(std::string_view text, std::size_t offset) {
    return static_cast<unsigned char>(text[offset]);
}

// Length of the well-formed sequence at `offset`, 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t offset) {
    const unsigned char first = byte_at(text, offset);
    if (first < 0x80) return 1;
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        if (first == 0xE0) low = 0xA0;
        if (first == 0xED) high = 0x9F;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        if (first == 0xF0) low = 0x90;
        if (first == 0xF4) high = 0x8F;
    } else {
        return 0;
    }
    if (text.size() - offset < length) return 0;
    if (byte_at(text, offset + 1) < low || byte_at(text, offset + 1) > high) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte_at(text, offset + i) & 0xC0U) != 0x80) return 0;
    }
    return length;
}

// OPTIMIZATION: most of a Chinese text is three-byte sequences that need no special case (E0 and ED
// do): whether two of them begin at `offset`, asked of eight bytes at once.
bool is_plain_pair(std::string_view text, std::size_t offset) {
    std::array<unsigned char, 8> bytes{};
    if (text.size() - offset < bytes.size()) return false;
    std::memcpy(bytes.data(), text.data() + offset, bytes.size());
    const auto word = std::bit_cast<std::uint64_t>(bytes);
    constexpr auto kMask = std::bit_cast<std::uint64_t>(
        std::array<unsigned char, 8>{0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0, 0});
    constexpr auto kPair = std::bit_cast<std::uint64_t>(
        std::array<unsigned char, 8>{0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0, 0});
    const auto is_special = [](unsigned char first) { return first == 0xE0 || first == 0xED; };
    return (word & kMask) == kPair && !is_special(bytes[0]) && !is_special(bytes[3]);
}

bool is_ascii_eight(std::string_view text, std::size_t offset) {
    std::uint64_t eight = 0;
    if (text.size() - offset < sizeof eight) return false;
    std::memcpy(&eight, text.data() + offset, sizeof eight);
    return (eight & 0x8080'8080'8080'8080) == 0;
}

constexpr bool is_ascii_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

constexpr std::string_view kFullWidthSpace = "\u3000";

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
    std::size_t offset = 0;
    while (offset < text.size()) {
        if (is_plain_pair(text, offset)) {
            offset += 6;
            continue;
        }
        if (is_ascii_eight(text, offset)) {
            offset += 8;
            continue;
        }
        const std::size_t length = sequence_length(text, offset);
        if (length == 0) return offset;
        offset += length;
    }
    return std::nullopt;
}

char32_t decode_code_point(std::string_view text, std::size_t& offset) {
    GAZETTE_ASSERT(offset < text.size(), "the caller looks for more text only where there is some");
    const std::size_t length = sequence_length(text, offset);
    if (length <= 1) return byte_at(text, offset++);
    constexpr unsigned char kFirstMask[] = {0, 0, 0x1F, 0x0F, 0x07};
    char32_t value = byte_at(text, offset) & kFirstMask[length];
    for (std::size_t i = 1; i < length; ++i)
        value = (value << 6U) | (byte_at(text, offset + i) & 0x3FU);
    offset += length;
    return value;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t value) { out.push_back(static_cast<char>(value)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | (c >> 6U));
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3FU));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::size_t count_code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
    }));
}

char32_t first_code_point(std::string_view text) {
    std::size_t offset = 0;
    return text.empty() ? U'\0' : next_code_point(text, offset);
}

char32_t last_code_point(std::string_view text) {
    if (text.empty()) return U'\0';
    std::size_t offset = text.size() - 1;
    while (offset > 0 && (byte_at(text, offset) & 0xC0U) == 0x80) --offset;
    return next_code_point(text, offset);
}

std::string_view first_code_points(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t size = 0;
    std::size_t left = most;
    // OPTIMIZATION: by eights. A byte goes on with a code point when its upper bits are 10.
    constexpr std::uint64_t kLowBits = 0x0101'0101'0101'0101;
    for (std::uint64_t eight = 0; left >= sizeof eight && size + sizeof eight <= text.size();
         size += sizeof eight) {
        std::memcpy(&eight, text.data() + size, sizeof eight);
        const std::uint64_t going_on = (eight >> 7U) & ~(eight >> 6U) & kLowBits;
        left -= sizeof eight - (going_on * kLowBits >> 56U);
    }
    const auto begins = [&](std::size_t at) { return (byte_at(text, at) & 0xC0U) != 0x80; };
    while (size < text.size() && (left > 0 || !begins(size))) {
        if (begins(size)) --left;
        ++size;
    }
    return text.substr(0, size);
}

std::string_view trim_ascii(std::string_view text) {
    while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view trim(std::string_view text) {
    while (true) {
        const std::string_view before = text;
        text = trim_ascii(text);
        if (text.starts_with(kFullWidthSpace)) text.remove_prefix(kFullWidthSpace.size());
        if (text.ends_with(kFullWidthSpace)) text.remove_suffix(kFullWidthSpace.size());
        if (text.size() == before.size()) return text;
    }
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

std::string single_line(std::string_view text) {
    std::string line(trim(text));
    std::replace_if(line.begin(), line.end(), is_control, ' ');
    return line;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (const std::string& part : parts) {
        if (&part != &parts.front()) out += separator;
        out += part;
    }
    return out;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
    GAZETTE_ASSERT(!from.empty(), "nothing cannot be replaced");
    std::string out;
    while (true) {
        const std::size_t found = text.find(from);
        out += text.substr(0, found);
        if (found == std::string_view::npos) return out;
        out += to;
        text.remove_prefix(found + from.size());
    }
}

std::string ascii_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool is_han(char32_t c) {
    return c == 0x3007 || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF);
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    const auto decode = [](std::string_view text) {
        std::u32string points;
        for (std::size_t i = 0; i < text.size();) points.push_back(next_code_point(text, i));
        return points;
    };
    const std::u32string x = decode(a);
    const std::u32string y = decode(b);
    if (x.size() > y.size() + limit || y.size() > x.size() + limit) return limit + 1;
    std::vector<std::size_t> row(y.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= x.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= y.size(); ++j) {
            const std::size_t replaced = diagonal + (x[i - 1] == y[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return std::min(row.back(), limit + 1);
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    constexpr std::size_t kMostEdits = 2;
    std::string_view best;
    std::size_t best_distance = kMostEdits + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate, kMostEdits);
        if (distance < best_distance && distance < count_code_points(candidate)) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

}  // namespace gazette
