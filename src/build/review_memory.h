#pragma once
// Up to which line each review log was verified, so that the next build verifies only what came
// after (a signature takes 60 µs: half a minute for the archive of a paper), and finds logs that
// were cut. In one file of the folder that builds remember in, which must not lie where others can
// write: LoadOptions::memory.
//
// Which keys are pinned does not matter: every line names its key, and is asked for it each time.
// May be deleted at any time: then all is verified anew, and what was cut before is not seen. Plain
// values; one thread.
#include "base/files.h"
#include "base/result.h"
#include "review/review_log.h"

#include <map>
#include <string>

namespace gazette {

using VerifiedLogs = std::map<std::string, LogEnd, std::less<>>;  // by article id

// Empty where there is none, or where it is not to be understood.
Result<VerifiedLogs> read_verified_logs(Files& files, const std::string& folder);

// In place of the old one, at once.
Result<void> write_verified_logs(Files& files, const std::string& folder, const VerifiedLogs& logs);

}  // namespace gazette
