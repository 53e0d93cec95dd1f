#pragma once
// The proof of incremental builds: a newsroom is edited at random and built into the same folder
// again and again, and after each build its output is compared with what a clean build makes of a
// copy of the newsroom that remembers nothing. All follows from one number, the seed.
//
// Times. A build believes a file's times only when they are older than two seconds by the file
// system's own clock, so in a fast test it would believe none, and the fast way would never run.
// Nobody can set a file's ctime; therefore the clock is moved: builds see the files that tell it
// (`clock` below .gazette/ and .gazette-output/, FailingFiles::clock_ahead_ns) an hour later. To be
// honest, a file changed after a build must then have another time than before it, which the real
// two seconds make sure of: so the proof waits after each build until the clock has ticked (some
// milliseconds). With YoungFiles it neither moves the clock nor waits, and files are stamped by a
// clock that ticks every two seconds: then many an edit has no other time than the one before.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace gazette::testing {

enum class ProofKind {
    OldFiles,    // all times are believed
    YoungFiles,  // few are, and edits follow within a tick of the clock
    MixedFiles,  // believed in some builds
    Pictures,    // mixed, with pictures
    FullDisk,    // mixed; the disk gets full in some builds
    Killed,      // mixed; some builds are killed by SIGKILL
    Reviewed,    // mixed, with stages of review, where most edits are signed
};

inline constexpr std::size_t kProofKinds = 7;

// The seed of a kind's n-th sequence; it says the kind, too.
std::uint64_t proof_seed(ProofKind kind, std::uint64_t number);

struct ProofResult {
    // Of the first build that was not right: the edits up to it, what is wrong, and how to see it
    // again. Empty: all were right.
    std::string failure;
    std::set<std::string> edits;         // the names of those that were made
    std::size_t builds = 0;              // compared
    std::size_t refused = 0;             // of these: for what is wrong with the content
    std::size_t remembering_builds = 0;  // of these: read less than half of the articles
    std::size_t skipping_builds = 0;     // of these: made less than half of the pages
    std::size_t repeated_builds = 0;     // of these: looked at the files and did no more
    std::size_t files_written = 0;
    std::size_t interrupted_builds = 0;  // by a full disk or by SIGKILL
};

ProofResult prove_incremental_builds(std::uint64_t seed, std::size_t builds);

// The names of all edits that a sequence of that kind may make.
std::set<std::string> edits_of(ProofKind kind);

}  // namespace gazette::testing
