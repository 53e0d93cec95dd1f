#pragma once
// Every save of a story is a version. Here they are listed, and an old one is made the newest
// again: as a new version, so that nothing is ever lost by it.
//
// Whose story it is sees all of them. Others see those from the moment on at which it was handed to
// them: what a member typed before is not the manager's, what was typed before the newsroom had it
// is not the newsroom's.
//
// Functions over a database that the caller has locked. Errors as in stories.h.
#include "db/database.h"
#include "desk/stories.h"
#include "desk/story.h"

#include <string>
#include <vector>

namespace gazette {

struct VersionLine {
    int number = 1;
    std::string account_shown;
    Instant saved;
    std::string title;
    int characters = 0;                   // of the text
    std::vector<StoryEvent> events = {};  // that this version was there for
};

// The oldest version that somebody who stands so to the story may see; 1 for its author.
Result<int> first_visible_version(Database& database, const Story& story,
                                  const StoryStanding& standing);

struct VersionRange {
    int first = 1;   // none before it
    int before = 0;  // only older ones than this; 0: up to the newest
    int most = 100;
};

// The newest first.
Result<std::vector<VersionLine>> versions_of(Database& database, std::string_view story,
                                             const VersionRange& range);

struct RestoreRequest {
    std::string_view story;
    const Account& account;
    int number = 0;  // the version that is wanted again
    int base = 0;    // the newest that its reader has seen; Conflict when there is a newer one
    Instant now;
};

// The newest version now; the one that was there where both say the same.
Result<StoryVersion> restore_version(Database& database, const RestoreRequest& request);

}  // namespace gazette
