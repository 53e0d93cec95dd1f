#pragma once
// Brings a site that was built to a target: takes the difference with the target's current release,
// declares the new one, uploads what the target misses, asks for the switch, reads back what
// readers get. Safe to interrupt and to repeat at any moment: nothing that readers see changes
// before the switch, and a second run meets what the first has done.
//
// Was somebody quicker, their release is compared and ours put on top of it, once; not when theirs
// is a rollback: who takes something back just now is not overruled by who did not know of it.
//
// Only files that the manifest names are sent, and only while they have its digests: a stranger's
// file is not looked at, a changed one stops the publish (ErrorCode::Conflict, naming it). Other
// errors: those of TargetConnection and Files. One thread.
#include "base/files.h"
#include "base/result.h"
#include "publish/read_back.h"
#include "publish/removals.h"
#include "publish/target_connection.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gazette {

struct PublishOptions {
    std::string out;       // the built site
    std::string manifest;  // the file of its manifest
    std::string seen;      // where the target's manifest is kept between runs; empty: nowhere
    TargetOptions target = {};
    std::string note = {};
    bool allow_removals = false;
    // Send every file, also those that the target has: mends what its disk has damaged.
    bool resend = false;
    // Only say what would be sent: nothing is.
    bool dry_run = false;
    // Of the bytes that the target misses; may be empty.
    std::function<void(std::uint64_t done_bytes, std::uint64_t all_bytes)> progress = {};
};

// What a release changes for readers.
struct Changes {
    std::vector<std::string> added;    // paths, sorted
    std::vector<std::string> altered;  // also in nothing but type, status or what it shows
    std::vector<std::string> removed;
    std::uint64_t bytes = 0;  // of files that the current release does not have at any path
};

struct PublishReport {
    enum class Outcome {
        Published,
        Unchanged,    // the target has this very tree already
        Superseded,   // somebody published in between: release says who; nothing changed
        Refused,      // removals or returning say what is wrong with it; nothing changed
        WouldChange,  // a dry run: changes says what
    } outcome = Outcome::Published;

    ReleaseInfo release;  // the current one now; number 0: nothing is published
    Removals removals;
    std::vector<std::string> returning = {};  // by a rollback: see withdrawn_that_return
    std::size_t changed = 0;                  // entries, new ones with them
    std::size_t erased = 0;                   // entries
    std::size_t uploaded = 0;                 // files
    std::uint64_t sent_bytes = 0;
    std::size_t requests = 0;
    Changes changes = {};                         // of a dry run
    std::optional<ReleaseInfo> overtook = {};     // published in between; ours stands on top of it
    std::optional<ReadBack> read_back = {};       // after a switch
    std::vector<std::string> changed_feeds = {};  // paths; after a switch
};

Result<PublishReport> publish(const PublishOptions& options, Files& files);

// Newest first.
Result<std::vector<ReleaseInfo>> list_releases(const TargetOptions& target);

struct RollbackOptions {
    TargetOptions target = {};
    std::uint64_t number = 0;  // 0: the one before the current, see release_before
    std::string note = {};
    bool allow_withdrawn = false;  // although stories that were withdrawn come back
};

// Back to the tree of a release. Published, Superseded, or Refused with `returning`.
Result<PublishReport> rollback(const RollbackOptions& options);

// What readers had before the newest of `releases` (newest first): of one that went back to another
// tree what stood before that tree, so that going back twice does not bring back what the first
// time took away. 0: there is none.
std::uint64_t release_before(const std::vector<ReleaseInfo>& releases);

}  // namespace gazette
