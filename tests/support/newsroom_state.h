#pragma once
// A newsroom as values that a random test can change, and the files that it is on disk. Its texts
// have numbers of six digits in them, so that most changes keep the size of a file and only its
// time tells them.
#include "base/time_zone.h"
#include "support/dice.h"
#include "support/newsroom.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gazette::testing {

// Empty texts are keys that are not written.
struct StoryState {
    std::string path;  // "2022/07/05/s000001.md"
    std::string id;
    std::string title;
    std::string text;
    std::string date;
    std::string section;
    std::string column;
    std::string column_order;
    std::string channel;
    std::string organisation;
    std::string status;
    std::string slug;
    std::string not_before;
    std::string expires;
    std::string correction;  // its text
    std::string byline;
    std::string summary;
    std::string attachment;  // a path that begins at the newsroom
    std::string cover;
    std::string picture;  // in the text
    std::vector<std::string> tags;
    std::vector<std::string> aliases;
    std::vector<std::string> links;  // as Markdown has them: "/2022/07/05/s000001.md#小标题"
    bool has_heading = false;
    std::map<std::string, std::string> other_keys;  // as the front matter has them
    std::string wrong_line;                         // there, too
};

struct NamedState {
    std::string id;
    std::string name;
    std::string description;
    std::string more;  // ", from: 2022-07-01"
};

struct SiteState {
    std::string title;
    std::string description;
    std::string base_path;
    std::string time_zone;
    std::string language;
    std::string licence;
    std::map<std::string, std::string> other_keys;
    std::string wrong_line;
    std::size_t feed_items = 5;
    std::vector<NamedState> sections;  // `id` is the slug; they have no description
    std::vector<NamedState> channels;
    std::vector<NamedState> organisations;
    std::vector<NamedState> columns;
};

struct NewsroomState {
    SiteState site;
    std::vector<StoryState> stories;
    Tree files;  // all others, by path
    bool has_pictures = false;
    bool has_reviews = false;
    Instant now;          // of the next build
    Instant next_change;  // as the last build told it
    std::uint64_t last_number = 0;
};

struct NewsroomKind {
    bool has_pictures = false;
    bool has_reviews = false;  // stages; what has its log is signed, most are
};

// Eleven stories of a week, and some of all else.
NewsroomState first_newsroom(const NewsroomKind& kind, Dice& dice);

// All its files.
Tree files_of(const NewsroomState& state);

// All as it was when it was right, but the clock and the numbers go on.
void mend(NewsroomState& state, const NewsroomState& right);

// ---- what edits are made of ----

// "000042": never the same twice.
std::string next_number(NewsroomState& state);
// About the newsroom's first `now`, with a zone or without.
std::string some_moment(Dice& dice);
StoryState new_story(NewsroomState& state, Dice& dice);
std::string new_issue(NewsroomState& state, Dice& dice);
std::string new_guide(NewsroomState& state, Dice& dice);
std::string new_home(NewsroomState& state, Dice& dice);
std::string new_picture(NewsroomState& state, Dice& dice);

}  // namespace gazette::testing
