#pragma once
// Structured data for search engines: schema.org NewsArticle as JSON-LD, safe within <script>.
#include "pages/page_input.h"

#include <string>

namespace gazette {

std::string article_json_ld(const PageInput& input, const ArticleRow& row, const Article& article);

}  // namespace gazette
