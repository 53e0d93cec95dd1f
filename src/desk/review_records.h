#pragma once
// 审校记录: who checked what and when, as the signed records have it (review/record.h). Each is
// held against its signature; one that does not fit is listed all the same, and said to be so.
//
// The rows are fetched from a database that the caller has locked; opening them takes a tenth of a
// millisecond each and needs no database. Errors: those of db/database.h.
#include "base/time_zone.h"
#include "db/database.h"
#include "release/signature.h"
#include "review/record.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// A record as it is kept, with what the desk knows of its story and its people.
struct RecordRow {
    std::string story;
    std::string title;         // that the story has now
    std::string organisation;  // id; empty: the newsroom's
    std::string author;        // account, by its log-in name
    std::string line;
};

enum class RecordSeal : std::uint8_t {
    Right,
    OtherKey,  // signed by a key that this desk no longer uses: it cannot tell
    Broken,    // the record was changed after it was signed
};

struct CheckedRecord {
    std::string story;
    std::string title;
    std::string organisation;
    std::string author;
    RecordSeal seal = RecordSeal::Right;
    Record record;  // of a broken one nothing that it says is believed: empty
};

struct RecordRows {
    std::vector<RecordRow> rows;
    bool is_cut = false;  // there are more than are listed
    // Contents that the last stage passed on with the text that it was given: it dates the article
    // as it signs, so that the digests differ, and nobody has edited anything.
    std::set<std::string> only_dated;
};

// The end is not in it.
struct RecordSpan {
    Instant begin;
    Instant end;
};

inline constexpr int kMostRecordRows = 5'000;

Result<RecordRows> record_rows_of(Database& database, std::string_view story);
// Of the stories that something was decided about in the span; all their records.
Result<RecordRows> record_rows_between(Database& database, const RecordSpan& span);

// In the order of their times; what is broken, and has none, first.
std::vector<CheckedRecord> checked_records(const std::vector<RecordRow>& rows,
                                           const PublicKey& key);
// Those of the span, and what is broken.
std::vector<CheckedRecord> within(std::vector<CheckedRecord> records, const RecordSpan& span);

}  // namespace gazette
