#pragma once
// Which Markdown is nothing but paragraphs of a line each, without any sign that could mean more:
// most news. Such a body needs no parser (CommonMark 0.30 §4.8 is all that applies), and reading it
// costs a tenth. What is in doubt is not plain: then cmark reads it. Pure; any thread.
#include <algorithm>
#include <string_view>

namespace gazette {

// Lines of text with empty lines between, nothing that Markdown could take for markup.
bool is_plain_prose(std::string_view body);

// Calls visit(paragraph) for each paragraph of plain prose.
template <typename Visit>
void for_each_paragraph(std::string_view prose, Visit visit) {
    while (!prose.empty()) {
        const std::size_t end = std::min(prose.find('\n'), prose.size());
        if (end > 0) visit(prose.substr(0, end));
        prose.remove_prefix(std::min(end + 1, prose.size()));
    }
}

}  // namespace gazette
