#pragma once
// Plain text as newspapers set it, without front matter: headline lines, paragraphs that begin with
// the 消息头, a byline in parentheses at the end or at the head. The same reading of head and tail
// serves texts with front matter that leave dateline or byline to it.
//
// Pure; any thread.
#include "base/diagnostic.h"
#include "content/article.h"
#include "content/dateline.h"
#include "content/headline.h"
#include "content/site_config.h"

#include <optional>
#include <string_view>

namespace gazette {

// Takes 消息头, byline, credits, source, author's note and picture credit from the body's head and
// end, where the article has none of its own, and cuts them off. Reports what is unsure.
void take_from_text(Article& article, const SiteConfig& site, Diagnostics& diagnostics);

// Fills headline, body and body_lines from a plain text; then calls take_from_text. False when it
// is no newspaper's form: neither a 消息头 nor a byline, credit or source.
bool read_newspaper_text(std::string_view text, Article& article, const SiteConfig& site,
                         Diagnostics& diagnostics);

// A full date (2022年7月5日) in the 消息头 or where the text begins, for a plain story without a
// date. Further down stand other days: of a law, of an event to come.
std::optional<CivilDate> full_date_of(const Article& article);

}  // namespace gazette
