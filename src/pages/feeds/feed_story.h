#pragma once
// A story as feeds give it: whole. What the page says around the body belongs to it: that it is an
// advertisement, where it was taken from, what was corrected, its cover and attachments. Pure.
#include "pages/page_input.h"

#include <string>

namespace gazette {

struct FeedStory {
    std::string html;    // of the whole story
    std::string author;  // who signs it; of a reprint its author there, or the paper it is from
    std::string source;  // of a reprint: the paper it is from; else empty
};

FeedStory feed_story(const PageInput& input, const ShownRecord& shown, LinkStyle links);

// When it was written or changed last.
Instant latest_change(const ArticleRow& row);

}  // namespace gazette
