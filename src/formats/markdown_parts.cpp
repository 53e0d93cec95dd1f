#include "formats/markdown_parts.h"

#include "base/text.h"
#include "formats/html.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace gazette {
namespace {

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

// ---- limits

// How many quotes and list items a line opens at its head, at most.
std::size_t opened_blocks(std::string_view line) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == ' ' || c == '\t' || is_ascii_digit(c)) continue;
        const bool has_blank_behind =
            i + 1 == line.size() || line[i + 1] == ' ' || line[i + 1] == '\t';
        const bool is_list = std::string_view("-+*.)").find(c) != std::string_view::npos;
        if (c != '>' && !(is_list && has_blank_behind)) break;
        ++count;
    }
    return count;
}

enum class InlineMark : std::uint8_t { None, Bracket, Run };

constexpr std::array<InlineMark, 256> make_inline_marks() {
    std::array<InlineMark, 256> marks{};
    for (const char c : {'[', ']', '<'}) marks[static_cast<unsigned char>(c)] = InlineMark::Bracket;
    for (const char c : {'`', '*', '_'}) marks[static_cast<unsigned char>(c)] = InlineMark::Run;
    return marks;
}

// Characters that make the inline parser look back or ahead; a run of one counts once.
std::size_t count_brackets(std::string_view line) {
    static constexpr std::array<InlineMark, 256> kMarks = make_inline_marks();
    std::size_t count = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const InlineMark mark = kMarks[static_cast<unsigned char>(line[i])];
        if (mark == InlineMark::None) continue;
        if (mark == InlineMark::Bracket || i == 0 || line[i - 1] != line[i]) ++count;
    }
    return count;
}

bool is_long_definition(std::string_view line) {
    return line.size() > kMostDefinitionBytes && line.find("]:") != std::string_view::npos;
}

// OPTIMIZATION: a text with so few of the characters that the limits count keeps them all; nearly
// every body is one. They lie in three short ranges of ASCII: one pass that compilers turn into
// vector instructions, 2 instead of 7 instructions a byte.
bool keeps_limits_at_a_glance(std::string_view body) {
    if (body.size() > kMostParagraphBytes || body.find("]:") != std::string_view::npos) {
        return false;
    }
    static_assert(kMostNestedBlocks <= kMostParagraphBrackets &&
                  kMostNestedBlocks <= kMostBodyBrackets);
    constexpr std::size_t kStep = 128;  // no more than a byte can count
    std::size_t marks = 0;
    for (std::size_t begin = 0; begin < body.size(); begin += kStep) {
        std::uint8_t found = 0;
        for (const char c : body.substr(begin, kStep)) {
            const auto byte = static_cast<std::uint8_t>(c);
            found += static_cast<std::uint8_t>(byte >= ')' && byte <= '.');  // ) * + - .
            found += static_cast<std::uint8_t>(byte >= '<' && byte <= '>');
            found += static_cast<std::uint8_t>(byte >= '[' && byte <= '`');  // [ ] _ `
        }
        marks += found;
    }
    return marks <= kMostNestedBlocks;
}

// Tells the limit that is broken as lines are added.
class LimitCounter {
public:
    std::optional<BodyLimit> add(std::string_view line) {
        if (trim_ascii(line).empty()) {
            paragraph_bytes_ = 0;
            paragraph_brackets_ = 0;
            return std::nullopt;
        }
        const std::size_t brackets = count_brackets(line);
        paragraph_bytes_ += line.size();
        paragraph_brackets_ += brackets;
        body_brackets_ += brackets;
        if (paragraph_bytes_ > kMostParagraphBytes) return BodyLimit::ParagraphBytes;
        if (paragraph_brackets_ > kMostParagraphBrackets) return BodyLimit::ParagraphBrackets;
        if (body_brackets_ > kMostBodyBrackets) return BodyLimit::BodyBrackets;
        if (opened_blocks(line) > kMostNestedBlocks) return BodyLimit::NestedBlocks;
        if (is_long_definition(line)) return BodyLimit::DefinitionBytes;
        return std::nullopt;
    }

private:
    std::size_t paragraph_bytes_ = 0;
    std::size_t paragraph_brackets_ = 0;
    std::size_t body_brackets_ = 0;
};

// ---- tables

std::vector<std::string_view> cells_of(std::string_view row) {
    std::vector<std::string_view> cells;
    if (row.find('\t') != std::string_view::npos) {
        cells = split(row, '\t');
    } else {
        row = trim(row);
        if (row.starts_with('|')) row.remove_prefix(1);
        if (row.ends_with('|')) row.remove_suffix(1);
        cells = split(row, '|');
    }
    for (std::string_view& cell : cells) cell = trim(cell);
    return cells;
}

// The line below the head that other Markdown dialects ask for: "|---|:--:|".
bool is_rule(std::string_view row) {
    return row.find("---") != std::string_view::npos &&
           row.find_first_not_of("|-: \t") == std::string_view::npos;
}

void append_row(const std::vector<std::string_view>& cells, std::size_t columns,
                std::string_view open, std::string_view close, std::string& out) {
    out += "<tr>";
    for (std::size_t i = 0; i < columns; ++i) {
        const std::string_view cell = i < cells.size() ? cells[i] : std::string_view();
        // An empty head would be read out as a name.
        out += cell.empty() ? "<td>" : open;
        append_html_text(out, cell);
        out += cell.empty() ? "</td>" : close;
    }
    out += "</tr>\n";
}

}  // namespace

std::optional<BrokenLimit> first_broken_limit(std::string_view body) {
    if (body.size() > kMostBodyBytes) return BrokenLimit{BodyLimit::Bytes, {1, 1}};
    if (keeps_limits_at_a_glance(body)) return std::nullopt;
    LimitCounter counter;
    int line_number = 1;
    for (std::size_t begin = 0; begin < body.size(); ++line_number) {
        const std::size_t end = std::min(body.find('\n', begin), body.size());
        if (const auto limit = counter.add(body.substr(begin, end - begin)))
            return BrokenLimit{*limit, {line_number, 1}};
        begin = end + 1;
    }
    return std::nullopt;
}

AnchorMaker::AnchorMaker() : taken_{{"corrections", 1}, {"main", 1}, {"print", 1}} {}

std::string AnchorMaker::make(std::string_view heading) {
    std::string anchor;
    for (std::size_t i = 0; i < heading.size();) {
        const char32_t c = next_code_point(heading, i);
        const bool is_ascii = c < 0x80;
        const bool is_word =
            is_ascii ? is_ascii_letter(static_cast<char>(c)) || is_ascii_digit(static_cast<char>(c))
                     : is_han(c) || (c >= 0xC0 && c < 0x2000) || (c >= 0x3040 && c <= 0x30FF);
        if (is_word) {
            append_utf8(anchor, c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        } else if (!anchor.empty() && !anchor.ends_with('-')) {
            anchor += '-';
        }
    }
    while (anchor.ends_with('-')) anchor.pop_back();
    if (anchor.empty()) anchor = "part";
    const auto [found, is_new] = taken_.try_emplace(anchor, 1);
    if (is_new) return anchor;
    while (true) {
        std::string unique = anchor + "-" + std::to_string(++found->second);
        if (taken_.try_emplace(unique, 1).second) return unique;
    }
}

bool is_allowed_target(std::string_view target) {
    std::string scheme;
    for (const char c : target) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) continue;  // browsers skip them
        if (c == ':') {
            constexpr std::array<std::string_view, 4> kAllowed = {"http", "https", "mailto", "tel"};
            return std::find(kAllowed.begin(), kAllowed.end(), scheme) != kAllowed.end();
        }
        const bool is_scheme_character =
            is_ascii_letter(c) || is_ascii_digit(c) || c == '+' || c == '-' || c == '.';
        if (!is_scheme_character || (scheme.empty() && !is_ascii_letter(c))) return true;
        scheme += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return true;
}

bool joins_without_space(char32_t before, char32_t after) {
    // Han, kana, and the punctuation and forms that are as wide; none of them has spaces around it.
    const auto is_wide = [](char32_t c) {
        return is_han(c) || (c >= 0x2E80 && c <= 0x312F) || (c >= 0xFE30 && c <= 0xFE4F) ||
               (c >= 0xFF01 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6);
    };
    return before != 0 && after != 0 && (is_wide(before) || is_wide(after));
}

std::optional<TableBlock> parse_table(std::string_view info, std::string_view text) {
    constexpr std::string_view kWord = "table";
    constexpr std::string_view kCaption = "caption=";
    info = trim(info);
    if (!info.starts_with(kWord)) return std::nullopt;
    info.remove_prefix(kWord.size());
    if (!info.empty() && info.front() != ' ' && info.front() != '\t') return std::nullopt;
    TableBlock table;
    info = trim(info);
    if (info.starts_with(kCaption)) table.caption = trim(info.substr(kCaption.size()));
    if (table.caption.size() >= 2 && table.caption.front() == '"' && table.caption.back() == '"')
        table.caption = table.caption.substr(1, table.caption.size() - 2);
    int line = 0;
    for (const std::string_view row : split_lines(text)) {
        ++line;
        if (trim(row).empty() || (table.rows.size() == 1 && is_rule(row))) continue;
        table.rows.push_back(cells_of(row));
        table.lines.push_back(line);
    }
    return table;
}

void append_table(const TableBlock& table, const BodyOptions& options, std::string& out) {
    const bool is_page = options.shape == BodyShape::Page;
    const std::string_view label = table.caption.empty() ? options.table_label : table.caption;
    if (table.rows.empty()) return;
    if (is_page) {
        // Focusable, so that a table wider than the screen can be scrolled without a mouse.
        out += "<div class=\"table-scroll\" tabindex=\"0\"";
        if (!label.empty()) {
            out += " role=\"region\" aria-label=\"";
            append_html_escaped(out, label);
            out += '"';
        }
        out += ">\n";
    }
    out += "<table>\n";
    if (!table.caption.empty()) {
        out += "<caption>";
        append_html_text(out, table.caption);
        out += "</caption>\n";
    }
    std::size_t columns = 0;
    for (const auto& row : table.rows) columns = std::max(columns, row.size());
    out += "<thead>\n";
    append_row(table.rows.front(), columns, "<th scope=\"col\">", "</th>", out);
    out += "</thead>\n<tbody>\n";
    for (std::size_t i = 1; i < table.rows.size(); ++i)
        append_row(table.rows[i], columns, "<td>", "</td>", out);
    out += "</tbody>\n</table>\n";
    if (is_page) out += "</div>\n";
}

}  // namespace gazette
