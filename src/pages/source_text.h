#pragma once
// Bylines, sources and signatures as one line of text, as papers print them. Pure.
#include "content/article.h"

#include <string>
#include <string_view>

namespace gazette {

// "许知禾　林砚", "区民政局 林砚", "区教体局".
std::string byline_names(const Byline& byline);
// "融媒体 许知禾　通讯员 林砚"; empty without a byline.
std::string byline_line(const Article& article);
// "（融媒体 许知禾　通讯员 林砚）"; empty without a byline.
std::string signature_text(const Article& article);

std::string source_names(const Source& source);

// What an attachment is called: the file's name where nothing is written.
std::string_view attachment_title(const Attachment& attachment);

}  // namespace gazette
