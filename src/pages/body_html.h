#pragma once
// An article's or guide's body as HTML: links between the newsroom's files become addresses,
// pictures become figures with renditions, media declared in the front matter stand where the text
// places them.
#include "content/newspaper.h"
#include "formats/markdown.h"
#include "formats/message_catalogue.h"
#include "pages/page_input.h"
#include "pages/site_plan.h"

#include <string>

namespace gazette {

struct BodyContext {
    const Newspaper& paper;
    const SitePlan& plan;
    const MessageCatalogue& words;
};

// Appends. What is broken was reported when it was loaded; here its words alone remain. A link to a
// story that readers may not see yet leaves no trace of it.
void render_article_body(const BodyContext& context, const Article& article, LinkStyle links,
                         std::string& out);

// Appends the same as render_article_body for LinkStyle::Path, where that needs nothing of the
// newsroom: no picture, medium or table, no link to one of its files. False, with nothing appended,
// where it does. `facts` and `body` are of the article's body.
bool render_own_body(const Article& article, const BodyFacts& facts, const ParsedBody& body,
                     std::string& out);

void render_guide_body(const BodyContext& context, const Guide& guide, std::string& out);

}  // namespace gazette
