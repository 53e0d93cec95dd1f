#include "content/body_limits.h"

#include "base/text.h"
#include "content/diagnostic_codes.h"
#include "content/front_matter.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

bool is_bracket(char c) { return c == '[' || c == ']' || c == '<'; }

// How many block quotes and lists a line opens or stands in, as far as one can tell from it alone:
// the marks at its beginning, and the indentation before them.
int nesting_of(std::string_view line) {
    int marks = 0;
    std::size_t indentation = 0;
    std::size_t at = 0;
    while (at < line.size()) {
        const char c = line[at];
        const bool ends_word = at + 1 >= line.size() || line[at + 1] == ' ' || line[at + 1] == '\t';
        if (c == ' ' || c == '\t') {
            indentation += c == '\t' ? 4 : 1;
            ++at;
        } else if (c == '>' || ((c == '-' || c == '*' || c == '+') && ends_word)) {
            ++marks;
            ++at;
        } else {
            std::size_t digits = at;
            while (digits < line.size() && digits - at < 9 && line[digits] >= '0' &&
                   line[digits] <= '9') {
                ++digits;
            }
            const bool is_item =
                digits > at && digits < line.size() && (line[digits] == '.' || line[digits] == ')');
            if (!is_item) break;
            ++marks;
            at = digits + 1;
        }
    }
    if (marks == 0) return 0;
    // The blanks between marks belong to them; deeper indentation stands for lists begun above.
    const std::size_t above = indentation / 2;
    return marks + static_cast<int>(above) - std::min(marks, static_cast<int>(above));
}

struct Paragraph {
    int line = 0;  // 0: none is open
    std::size_t bytes = 0;
    int brackets = 0;
};

// True when the paragraph is within its limits.
bool keeps_limits(const Reading& reading, const Paragraph& paragraph) {
    if (paragraph.bytes > kMaxParagraphBytes) {
        reading.report(codes::kParagraphTooLong, {paragraph.line, 1},
                       {fmt::format("{}", kMaxParagraphBytes)});
        return false;
    }
    if (paragraph.brackets > kMaxBracketsInParagraph) {
        reading.report(codes::kBracketsTooMany, {paragraph.line, 1},
                       {fmt::format("{}", kMaxBracketsInParagraph)});
        return false;
    }
    return true;
}

}  // namespace

bool keeps_body_limits(const Reading& reading, std::string_view body, int first_line) {
    if (body.size() > kMaxBodyBytes) {
        reading.report(codes::kBodyTooLong, {first_line, 1},
                       {fmt::format("{}", body.size()), fmt::format("{}", kMaxBodyBytes)});
        return false;
    }
    bool is_right = true;
    Paragraph paragraph;
    int line_number = first_line;
    for (std::size_t at = 0; at < body.size(); ++line_number) {
        const std::size_t end = std::min(body.find('\n', at), body.size());
        const std::string_view line = body.substr(at, end - at);
        at = end + 1;
        if (trim_ascii(line).empty()) {
            is_right = keeps_limits(reading, paragraph) && is_right;
            paragraph = {};
            continue;
        }
        if (paragraph.line == 0) paragraph.line = line_number;
        paragraph.bytes += line.size() + 1;
        paragraph.brackets += static_cast<int>(std::count_if(line.begin(), line.end(), is_bracket));
        if (nesting_of(line) > kMaxNesting) {
            reading.report(codes::kNestingTooDeep, {line_number, 1},
                           {fmt::format("{}", kMaxNesting)});
            return false;  // once is enough: such a file has thousands of such lines
        }
    }
    return keeps_limits(reading, paragraph) && is_right;
}

}  // namespace gazette
