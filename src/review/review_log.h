#pragma once
// A review log: the lines of reviews/<id>.jsonl, each a record that names the line before it. The
// file is rewritten whole (a torn line would stop the paper) and ends with a line feed.
//
// Values; pure; any thread. Errors: Damaged (naming the line), TooLarge.
#include "base/hash.h"
#include "base/result.h"
#include "release/signature.h"
#include "review/record.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::string_view kReviewFolder = "reviews";
inline constexpr std::size_t kMaxLogBytes = std::size_t{4} << 20U;
inline constexpr std::size_t kMostRecords = 4096;

// "reviews/<id>.jsonl", within the newsroom; nothing when no log can have that name.
std::string review_log_path(std::string_view article_id);

// Where a log ends, and what the next record must follow.
struct LogEnd {
    std::uint64_t count = 0;  // its records
    Sha256 head;              // digest of the last line; zero: none

    friend bool operator==(const LogEnd&, const LogEnd&) = default;
};

using ReviewLog = std::vector<SealedRecord>;

// Of nothing: no records. No signature is looked at.
Result<ReviewLog> parse_review_log(std::string_view bytes);
std::string print_review_log(const ReviewLog& log);
LogEnd end_of(const ReviewLog& log);

// For a desk: the record behind `end` (its seq and prev are set here), signed; with its line feed.
// `end` then is where the log ends with it. Invalid: see print_payload.
Result<std::string> sign_record(Record record, const SigningKey& key, LogEnd& end);

// The same for a log as it is on disk ("" where there is none): the log with the record behind it.
Result<std::string> with_record(std::string_view log, Record record, const SigningKey& key);

// SHA-256 over the heads of all logs, in any order: what a release is signed with (reviews_root).
struct LogHead {
    std::string article;
    LogEnd end;
};

Sha256 reviews_root(std::vector<LogHead> heads);

}  // namespace gazette
