#pragma once
// Whether an unbroken chain of sign-offs leads from the submitted text of a story to the very text
// that lies in the newsroom. The rules are those of docs/formats/reviews.md:
//
//   - every record is of this site and this story, has the number that follows and names the line
//     before it, and is signed by a key that is pinned;
//   - the stages sign in their order, each given what the one before passed on; the first begins a
//     new round, and a later stage may sign again, which ends its own sign-off and those behind it;
//   - persons differ from each other and from the author, but for whom an exception names;
//   - a return, a withdrawal, a recall and a sign-off of other bytes end what was signed before;
//   - at the end all stages have signed, for this path, and the last passed on these bytes.
//
// Pure; any thread.
#include "base/hash.h"
#include "base/time_zone.h"
#include "review/review_log.h"
#include "review/trust.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// A story as it lies in the newsroom.
struct StoryState {
    std::string id;
    std::string path;
    Sha256 content;  // content_digest
    Sha256 assets;   // assets_digest
};

enum class ChainStatus : std::uint8_t {
    Signed,     // through all stages: it may be published
    Waiting,    // not yet, and nothing is suspicious
    Withdrawn,  // taken back by its author
    Recalled,   // barred
    Broken,     // was signed and is another now, or the log is not what a desk writes
};

enum class ChainProblem : std::uint8_t {
    // Waiting
    NotBegun,      // nobody has signed
    StageMissing,  // `stage` has not signed
    Returned,      // `stage` gave it back
    // Broken: the story
    TextChanged,   // since it was signed
    FilesChanged,  // a picture or another file; its text perhaps as well
    OlderText,     // one that was signed once, and then another was
    PathChanged,   // it was signed where `detail` says
    // Broken: what was signed, by `line`
    StagesDiffer,    // signed under other stages than are pinned
    StageOrder,      // `stage` before its turn
    TextBetween,     // `stage` was given something else than the stage before passed on
    PersonTwice,     // `detail` signed another stage too
    PersonIsAuthor,  // `detail` wrote the story
    SignedWhileRecalled,
    LiftByOne,  // one person under two names it is not
    // Broken: the log, by `line`
    LogUnreadable,  // `detail` says why
    KeyUnknown,     // signed by a key that is not pinned: `detail`
    KeyEnded,       // revoked, or not yet of use when it signed: `detail`
    SignatureWrong,
    RecordMalformed,  // `detail` says why
    NumberBroken,     // a record is missing, or stands there twice
    LineBroken,       // the line before is another
    LogCut,           // it does not go on from where it was seen to end before
    OtherSite,        // the record is of the site `detail`
    OtherStory,       // … of the story `detail`
};

struct ChainFinding {
    ChainProblem problem = ChainProblem::NotBegun;
    std::size_t line = 0;  // of the log, from 1; 0: none in particular
    std::string stage;
    std::string detail;

    friend bool operator==(const ChainFinding&, const ChainFinding&) = default;
};

struct ChainOutcome {
    ChainStatus status = ChainStatus::Waiting;
    std::vector<ChainFinding> findings;  // why it is not signed; the first says most
    std::vector<Record> round;           // the sign-offs that count, in the order of the stages
    bool has_exception = false;          // one of them by an exception
    bool was_signed = false;             // through all stages, this text or an earlier one
    std::optional<Instant> not_before;   // by the newest schedule
    LogEnd end;                          // of the log, where all of it could be read
    std::size_t signatures = 0;          // that were looked at
};

// What is known of a log from before. Either may be empty. Every line names the one before it, so
// the end is enough to know all of it.
struct KnownLog {
    // Up to here the signatures were seen to fit the keys that they name, and where that is
    // remembered nobody else can write. Logs only grow: one that does not hold this line was cut,
    // or put back from a time before a return or a recall.
    LogEnd verified;
    // Up to here it went out with a release that a revoked key is still trusted for.
    LogEnd published;
};

// `log` is the file's bytes, empty where there is no file.
ChainOutcome check_chain(const SiteTrust& trust, const StoryState& story, std::string_view log,
                         const KnownLog& known = {});

}  // namespace gazette
