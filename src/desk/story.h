#pragma once
// A story on the desk: what people type, its versions, what happened to it. Values; any thread.
#include "base/hash.h"
#include "base/time_zone.h"
#include "desk/accounts.h"
#include "desk/rights.h"
#include "desk/story_states.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// What an author may set, and nothing else: the rest of an article (id, date, address, channel,
// organisation, status …) follows from who wrote it and what the newsroom decides.
struct StoryFields {
    std::string title;
    std::string kicker;
    std::string subtitle;
    std::string byline;   // in the paper's own form: 融媒体 甲 通讯员 乙
    std::string section;  // the newsroom's own stories only; name in site.yml
    std::string tags;     // as typed: "象棋 青少年"
    std::string summary;
    std::string body;  // Markdown

    friend bool operator==(const StoryFields&, const StoryFields&) = default;
};

// The fields by their names in forms, in the order of the form.
struct StoryField {
    std::string_view name;
    std::string StoryFields::*text;
    std::size_t most_bytes;
};

inline constexpr std::size_t kMostLineBytes = 1'000;
inline constexpr std::size_t kMostBodyBytesTyped = std::size_t{512} << 10U;
inline constexpr std::array kStoryFields = {
    StoryField{"kicker", &StoryFields::kicker, kMostLineBytes},
    StoryField{"title", &StoryFields::title, kMostLineBytes},
    StoryField{"subtitle", &StoryFields::subtitle, kMostLineBytes},
    StoryField{"byline", &StoryFields::byline, kMostLineBytes},
    StoryField{"section", &StoryFields::section, kMostLineBytes},
    StoryField{"tags", &StoryFields::tags, kMostLineBytes},
    StoryField{"summary", &StoryFields::summary, 4 * kMostLineBytes},
    StoryField{"body", &StoryFields::body, kMostBodyBytesTyped},
};

// As it was sent to as it is kept: line ends are "\n", lines have no ends in them, blanks at their
// ends go. Nothing when a field is too long, no UTF-8, or holds control or hidden characters;
// `wrong` names the field then.
std::optional<StoryFields> cleaned(const StoryFields& sent, std::string_view& wrong);

struct Story {
    std::string id;            // also the article's
    std::string author;        // account
    std::string author_name;   // its log-in name, as records have it
    std::string author_shown;  // 姓名
    std::string organisation;  // empty: the newsroom's own
    StoryStatus state = StoryStatus::Draft;
    int stage = 0;  // that it waits for; 0: none
    int round = 0;  // of reviews; 0: the newsroom has never received it
    Instant since;  // when it came into this state and stage
    Instant created;
    int version = 1;
    std::string slug;
    std::string path;   // within the newsroom; empty: not yet chosen
    std::string title;  // of the newest version, for lists
};

struct StoryVersion {
    int number = 1;
    std::string account;
    std::string account_shown;
    Instant saved;
    Instant date;  // of the article; 0: not submitted yet
    StoryFields fields;
};

struct StoryEvent {
    Instant at;
    std::string account_shown;
    StoryAction action = StoryAction::Edit;
    int stage = 0;
    int version = 0;
    std::string note;
};

struct StorySignature {
    int stage = 0;
    std::string account;
    std::string account_shown;
    int version = 0;
    std::string received;  // digests in hexadecimal
    std::string content;
    Instant at;
};

// How an account stands to a story. `has_signed`: it has signed this round already.
StoryStanding standing_of(const Account& account, const Story& story, bool has_signed);

}  // namespace gazette
