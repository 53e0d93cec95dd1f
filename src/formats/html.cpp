#include "formats/html.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace gazette {
namespace {

constexpr std::array<std::string_view, 6> kReferences = {"",     "&amp;",  "&lt;",
                                                         "&gt;", "&quot;", "&#39;"};

using EscapeTable = std::array<std::uint8_t, 256>;

// For each byte the index of its reference, 0 where it stands for itself.
constexpr EscapeTable make_table(bool single_quotes) {
    EscapeTable table{};
    table['&'] = 1;
    table['<'] = 2;
    table['>'] = 3;
    table['"'] = 4;
    if (single_quotes) table['\''] = 5;
    return table;
}

constexpr EscapeTable kTextTable = make_table(false);
constexpr EscapeTable kQuotedTable = make_table(true);

void append_by_table(std::string& out, std::string_view text, const EscapeTable& table) {
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::uint8_t reference = table[static_cast<unsigned char>(text[i])];
        if (reference == 0) continue;
        out.append(text, copied, i - copied);
        out += kReferences[reference];
        copied = i + 1;
    }
    out.append(text, copied);
}

}  // namespace

void append_html_text(std::string& out, std::string_view text) {
    append_by_table(out, text, kTextTable);
}

void append_html_escaped(std::string& out, std::string_view text) {
    append_by_table(out, text, kQuotedTable);
}

void append_html_href(std::string& out, std::string_view url) {
    constexpr std::string_view kPlain = "-_.!~*(),%#@?=;:/+$";
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (const char c : url) {
        const bool is_alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_alphanumeric || kPlain.find(c) != std::string_view::npos) {
            out += c;
        } else if (c == '&') {
            out += "&amp;";
        } else if (c == '\'') {
            out += "&#39;";
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 0xFU];
        }
    }
}

std::string html_escaped(std::string_view text) {
    std::string out;
    append_html_escaped(out, text);
    return out;
}

}  // namespace gazette
