#pragma once
// The desk's stories in the database: made, saved, submitted, sent back. Every change is one
// transaction that looks at the story's state again; what has been answered is on the disk. Who may
// ask for it is rights.h's business, signing and the way into the newsroom sign_offs.h's.
//
// Saving is told from content, never from time: it names the version that it began from. Where
// another was saved meanwhile, fields that only one side has changed are joined; where both have
// changed one field differently nothing is saved and both texts are there to be shown.
//
// Of an organisation's people quotas hold (quotas.h).
//
// Functions over a database that the caller has locked. Errors: NotFound; Full (a quota); Conflict
// (the story's state does not allow it any more); Damaged; those of db/database.h.
#include "db/database.h"
#include "desk/story.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// Of an organisation's people it is their organisation's story, else the newsroom's.
Result<Story> create_story(Database& database, const Account& author, const StoryFields& fields,
                           Instant now);

Result<std::optional<Story>> find_story(Database& database, std::string_view id);
Result<std::optional<StoryVersion>> find_version(Database& database, std::string_view story,
                                                 int number);
// That is there: the newest of a story that was found.
Result<StoryVersion> newest_version(Database& database, const Story& story);

// Newest first; what was discarded last.
Result<std::vector<Story>> stories_of_author(Database& database, std::string_view account);
// All that its manager may see, newest first.
Result<std::vector<Story>> stories_of_organisation(Database& database,
                                                   std::string_view organisation);
// What waits for a stage, the oldest first.
Result<std::vector<Story>> queue_of_stage(Database& database, int stage);
// In review at any stage, kept or on its way, the oldest first.
Result<std::vector<Story>> stories_in_newsroom(Database& database);

Result<std::vector<StoryEvent>> events_of(Database& database, std::string_view story);
// Whether this account has signed the story's newest round.
Result<bool> has_signed_round(Database& database, const Story& story, const Account& account);
// Bylines of the account's stories and, for the newsroom's people, of the newsroom's, the newest
// first: to choose from.
Result<std::vector<std::string>> bylines_of(Database& database, const Account& account);
// Of the story's newest round.
Result<std::vector<StorySignature>> signatures_of(Database& database, const Story& story);

struct SaveRequest {
    std::string_view story;
    std::string_view account;  // who saves
    int base = 0;              // the version that the text began from
    const StoryFields& fields;
    Instant now;
};

enum class SaveOutcome {
    Saved,      // a new version
    Unchanged,  // the newest version says the same
    Joined,     // a new version that holds another's changes too
    Conflict,   // nothing was saved
};

struct SavedStory {
    SaveOutcome outcome = SaveOutcome::Saved;
    StoryVersion newest;  // with Conflict: the other one's text
};

Result<SavedStory> save_story(Database& database, const SaveRequest& request);

// Nothing where both sides changed one field.
std::optional<StoryFields> joined(const StoryFields& base, const StoryFields& mine,
                                  const StoryFields& theirs);

struct Act {
    std::string_view story;
    const Account& account;
    Instant now;
    std::string_view note = {};
    std::optional<int> version = {};  // Conflict where the newest is another one
};

// A member's story goes to the manager, all others to the newsroom. The article's date is set.
Result<void> submit_story(Database& database, const Act& act);
Result<void> approve_story(Database& database, const Act& act);
Result<void> take_up(Database& database, const Act& act);
// Discard or Restore.
Result<void> put_away(Database& database, const Act& act, StoryAction how);

// ---- for sign_offs.h and desk_posts.h, within a transaction of theirs

// The id of a new draft.
Result<std::string> insert_story(Database& database, const Account& author,
                                 const StoryFields& fields, Instant now);
// What happened to a story that stays where it is.
Result<void> add_event(Database& database, const Story& story, const Act& act, StoryAction action);

// Moves the story on, or Conflict. `stage`: that it then waits for.
Result<void> move_story(Database& database, const Story& story, const Act& act, StoryAction action,
                        int stage);
// A version with another date; `version` of the story follows.
Result<StoryVersion> add_version(Database& database, Story& story, const StoryVersion& like);

}  // namespace gazette
