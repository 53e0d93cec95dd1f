#pragma once
// The way of a story through its stages and out: where it will lie, what a stage is given and
// passes on, the signed records of it (docs/formats/reviews.md), and the outbox.
//
// A sign-off names the digest of the text that the reviewer saw. The last one sets the article's
// date, so that readers see the day of its publication, and puts the log and the article into the
// outbox in the same transaction: from then on the press (press.h) brings them into the newsroom,
// whatever happens. What has been answered is on the disk.
//
// Thread-safe, by DeskCore. Errors: Conflict (the story was changed or has moved on meanwhile);
// Invalid (the story's file cannot be read); those of database and files.
#include "base/hash.h"
#include "desk/stories.h"
#include "desk/visit.h"

#include <string>
#include <string_view>

namespace gazette {

// Chooses slug and path once, by the title and the day; later changes of the title leave them. A
// name that is taken gets a random ending, which tells nothing of the other story.
Result<void> choose_path(DeskCore& core, const Story& story, Instant now);

// What is signed of a version: words and files (review/canonical_form.h).
struct TextDigest {
    Sha256 content;
    Sha256 assets;
};

Result<TextDigest> digest_of(DeskCore& core, const Story& story, const StoryVersion& version);

struct SignRequest {
    const Story& story;
    const Account& account;
    std::string_view seen;  // the digest that the page showed, in hexadecimal
    Instant now;
};

// Signs for the stage that the story waits for; where it goes by that.
Result<StoryStatus> sign_story(DeskCore& core, const SignRequest& request);

// Return, Reject or Keep, with its record where a stage does it.
Result<void> send_back(DeskCore& core, const Act& act, StoryAction how);

// Path of a file of this story that the press could not write; empty: none.
Result<std::string> stuck_path(Database& database, std::string_view story);

// So many stages has the desk, one for each role that signs.
inline constexpr std::size_t kDeskStages = 3;
// Their names, as records have them: those of site.yml, else 初审, 复审, 终审.
std::vector<std::string> stage_names(const SiteConfig& site);

}  // namespace gazette
