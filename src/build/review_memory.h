#pragma once
// What builds remember of review logs: up to which line each was verified, so that only what came
// after is verified next time (a signature takes 60 µs), and a log that was cut is found; and as
// what a story was signed, so that a log that is still the same file is not read at all. In one
// file of the folder that builds remember in, which must not lie where others can write:
// LoadOptions::memory.
//
// May be deleted at any time: then all is verified anew, and what was cut before is not seen. Plain
// values; one thread.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "review/review_log.h"

#include <map>
#include <optional>
#include <string>

namespace gazette {

// A story that was found to be signed through.
struct SignedAs {
    FileInfo log;  // the file, when it was old enough for its times to tell every later change
    // Of all that was compared: trust file, story's path, content and assets.
    Sha256 state;
    std::optional<Instant> not_before;  // by schedule

    friend bool operator==(const SignedAs&, const SignedAs&) = default;
};

struct RememberedReview {
    LogEnd verified;  // every line up to here by the key that it names
    std::optional<SignedAs> signed_as;

    friend bool operator==(const RememberedReview&, const RememberedReview&) = default;
};

using ReviewMemory = std::map<std::string, RememberedReview, std::less<>>;  // by article id

// Empty where there is none, or where it is not to be understood.
Result<ReviewMemory> read_review_memory(Files& files, const std::string& folder);

// In place of the old one, at once.
Result<void> write_review_memory(Files& files, const std::string& folder,
                                 const ReviewMemory& memory);

}  // namespace gazette
