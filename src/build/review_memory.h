#pragma once
// Which review logs were verified up to which line, so that the next build verifies only what came
// after (a signature takes 60 µs: half a minute for the archive of a paper). In one file of the
// folder that builds remember in, which must not lie where others can write: LoadOptions::memory.
//
// Belongs to one set of pinned keys and counts for nothing beside another. May be deleted at any
// time. Plain values; one thread.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"
#include "review/review_log.h"

#include <map>
#include <string>
#include <string_view>

namespace gazette {

using VerifiedLogs = std::map<std::string, LogEnd, std::less<>>;  // by article id

// Empty where there is none, where it is of other keys (`trust`: Trust::digest), or not to be
// understood. `folder`: see LoadOptions::memory.
Result<VerifiedLogs> read_verified_logs(Files& files, const std::string& folder,
                                        const Sha256& trust);

// In place of the old one, at once.
Result<void> write_verified_logs(Files& files, const std::string& folder, const Sha256& trust,
                                 const VerifiedLogs& logs);

}  // namespace gazette
