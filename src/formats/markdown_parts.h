#pragma once
// What the Markdown of a body needs besides the library: limits, anchors, tables, addresses that
// may be linked, line breaks in Chinese text. Pure, without cmark; for markdown.cpp and its tests.
#include "formats/markdown.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// The first limit that a body breaks. One pass over the bytes; blocks are told apart roughly (by
// blank lines), and on the safe side.
std::optional<BrokenLimit> first_broken_limit(std::string_view body);

// Anchors of headings: the letters, digits and Han characters of the text, all else a hyphen; a
// second one of the same name gets "-2". Ids of the default theme's own are never given.
class AnchorMaker {
public:
    AnchorMaker();

    std::string make(std::string_view heading);

private:
    // The number that was tried last for a name: 20,000 headings "x" must not take an hour.
    std::map<std::string, int, std::less<>> taken_;
};

// Relative addresses and http, https, mailto, tel. Schemes are found as browsers find them: control
// characters and blanks before and within do not hide one (WHATWG URL, "basic URL parser").
bool is_allowed_target(std::string_view target);

// True when a line break between these two characters (0: none) is only one of the source.
bool joins_without_space(char32_t before, char32_t after);

// A fenced block whose first word is `table`: a row a line, cells by Tab where the row has one,
// else by "|"; bars around a row and a rule line of "|---|" are understood. Views into the input.
struct TableBlock {
    std::string_view caption;
    std::vector<std::vector<std::string_view>> rows;  // the first is the head
    std::vector<int> lines;                           // of each row within the block, from 1
};

std::optional<TableBlock> parse_table(std::string_view info, std::string_view text);

void append_table(const TableBlock& table, const BodyOptions& options, std::string& out);

}  // namespace gazette
