#include "formats/csv.h"

namespace gazette {

namespace {

bool is_risky(std::string_view cell) {
    constexpr std::string_view kSigns = "=+-@\t\r\n";
    // What looks like one of them to a spreadsheet in Chinese or Japanese.
    constexpr std::string_view kWideSigns[] = {"＝", "＋", "－", "＠"};
    if (cell.empty()) return false;
    for (const std::string_view sign : kWideSigns) {
        if (cell.starts_with(sign)) return true;
    }
    return kSigns.find(cell.front()) != std::string_view::npos;
}

void append_cell(std::string& text, std::string_view cell) {
    text += '"';
    if (is_risky(cell)) text += '\'';
    for (const char c : cell) {
        if (c == '"') text += '"';
        if (c != '\0') text += c;
    }
    text += '"';
}

}  // namespace

void CsvWriter::add_row(std::initializer_list<std::string_view> cells) {
    bool is_first = true;
    for (const std::string_view cell : cells) {
        if (!is_first) text_ += ',';
        is_first = false;
        append_cell(text_, cell);
    }
    text_ += "\r\n";
}

}  // namespace gazette
