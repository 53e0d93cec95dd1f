#pragma once
// An article as its page needs it, in few bytes: what the front matter says and the body as HTML.
// Loading packs the articles whose body looks at nothing outside of it, so that their files are not
// read and parsed a second time when pages are made. Bytes of this process alone, never of a disk:
// what was packed is unpacked without doubt.
//
// Pure; any thread.
#include "content/article.h"

#include <string>
#include <string_view>

namespace gazette {

// What is packed with an article; when unpacked, views into what was.
struct PackedTexts {
    std::string_view body_html;  // of its page
    std::string_view file;       // its bytes, for feeds; empty where they are not kept
};

// Places in the file and the body as Markdown are left out: what is wrong was reported.
struct PackedArticle {
    Article article;
    PackedTexts texts;
};

// Writes over `out`.
void pack_article(const Article& article, const PackedTexts& texts, std::string& out);
PackedArticle unpack_article(std::string_view packed);

}  // namespace gazette
