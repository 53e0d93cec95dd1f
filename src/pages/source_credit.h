#pragma once
// What a page must say of a story that was taken over: where it comes from, and as the rules for
// reprints ask its author, title and editor there. In the site's words. Pure.
#include "pages/page_input.h"

#include <string>
#include <string_view>

namespace gazette {

// "光明网", "据新华社", "综合新华社、某某新闻".
std::string source_credit(const PageInput& input, const Source& source);
// "7月5日 第2版　作者：许知禾　原题：《…》"; empty where the story does not say.
std::string source_details(const PageInput& input, const Source& source);

// "第2版" of "2"; what is no number is left as it is.
std::string page_text(const PageInput& input, std::string_view number);

}  // namespace gazette
