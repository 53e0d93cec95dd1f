#pragma once
// Tables for spreadsheets: CSV (RFC 4180) in UTF-8 with a byte order mark, by which Excel tells it
// from the machine's own encoding. Cells are text and nothing else: one that a spreadsheet would
// take for a formula (it begins with = + - @ or a control character) gets an apostrophe in front,
// since what people typed must not run on the machine of whoever opens the file. Pure; any thread.
#include <initializer_list>
#include <string>
#include <string_view>

namespace gazette {

class CsvWriter {
public:
    void add_row(std::initializer_list<std::string_view> cells);

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_ = "\xEF\xBB\xBF";
};

}  // namespace gazette
