#include "formats/plain_prose.h"

#include "base/text.h"

namespace gazette {
namespace {

// Bytes that may mean something wherever they stand, and control characters.
constexpr ByteSet make_markup_table() {
    ByteSet table("\\`*_[]<>&!\x7F");
    for (unsigned char c = 0; c < 0x20; ++c) table.add(c);
    return table;
}

constexpr ByteSet kIsMarkup = make_markup_table();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1. " or "1) ": the beginning of a list.
bool begins_as_item(std::string_view line) {
    const auto end = std::find_if_not(line.begin(), line.end(), is_digit);
    return end != line.begin() && end != line.end() && (*end == '.' || *end == ')');
}

bool is_plain_line(std::string_view line) {
    constexpr std::string_view kNotFirst = " #+-=~|:";
    if (kNotFirst.find(line.front()) != std::string_view::npos) return false;
    if (line.back() == ' ' || begins_as_item(line)) return false;
    return find_byte(line, kIsMarkup, 0) == line.size();
}

}  // namespace

bool is_plain_prose(std::string_view body) {
    if (body.starts_with("\xEF\xBB\xBF")) return false;
    bool was_text = false;
    while (!body.empty()) {
        const std::size_t end = std::min(body.find('\n'), body.size());
        const bool is_text = end > 0;
        // A second line of a paragraph is joined by rules of its own.
        if (is_text && (was_text || !is_plain_line(body.substr(0, end)))) return false;
        was_text = is_text;
        body.remove_prefix(std::min(end + 1, body.size()));
    }
    return true;
}

}  // namespace gazette
