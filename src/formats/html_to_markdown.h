#pragma once
// HTML as posting programs and word processors send it, as the Markdown of an article: paragraphs,
// line breaks, bold, italic, lists, headings, quotations and links to http, https, mailto and tel;
// all else leaves its words, pictures and hidden contents nothing. A table's rows become
// paragraphs.
//
// Whatever comes in, the result is text of ours: no HTML survives in it, and every character that
// would mean something in Markdown is escaped. Input is valid UTF-8. Linear; pure; any thread.
#include <string>
#include <string_view>

namespace gazette {

std::string html_to_markdown(std::string_view html);

// Words as Markdown that shows just these words: for text that is not meant as markup. One
// paragraph; line ends become spaces.
std::string markdown_escaped(std::string_view text);

}  // namespace gazette
