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
constexpr EscapeTable make_table(bool quotes) {
    EscapeTable table{};
    table['&'] = 1;
    table['<'] = 2;
    table['>'] = 3;
    if (quotes) {
        table['"'] = 4;
        table['\''] = 5;
    }
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

std::string html_escaped(std::string_view text) {
    std::string out;
    append_html_escaped(out, text);
    return out;
}

}  // namespace gazette
