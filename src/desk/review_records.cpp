#include "desk/review_records.h"

#include <algorithm>
#include <utility>

namespace gazette {

namespace {

constexpr std::string_view kColumns =
    "select r.story, v.title, s.organisation, a.name, r.line from record r "
    "join story s on s.id = r.story join account a on a.id = s.author "
    "join version v on v.story = s.id and v.number = s.version ";

RecordRows rows_of(const std::vector<DbRow>& found) {
    RecordRows rows;
    for (const DbRow& row : found) {
        rows.rows.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)});
    }
    rows.is_cut = rows.rows.size() > static_cast<std::size_t>(kMostRecordRows);
    if (rows.is_cut) rows.rows.pop_back();
    return rows;
}

// Of one story, or of all where none is named.
Result<std::set<std::string>> only_dated(Database& database, std::string_view story,
                                         const RecordSpan& span) {
    std::set<std::string> contents;
    for (const DbRow& row : TRY(database.query(
             "select g.content from signature g join signature q on q.story = g.story and "
             "q.round = g.round and q.stage = g.stage - 1 "
             "join version v on v.story = g.story and v.number = g.version "
             "join version p on p.story = q.story and p.number = q.version "
             "where g.stage = 3 and g.at >= $1 and g.at < $2 and ($3 = '' or g.story = $3) and "
             "v.title = p.title and v.kicker = p.kicker and v.subtitle = p.subtitle and "
             "v.byline = p.byline and v.section = p.section and v.tags = p.tags and "
             "v.summary = p.summary and v.body = p.body",
             {span.begin.seconds, span.end.seconds, story}))) {
        contents.insert(row.text(0));
    }
    return contents;
}

CheckedRecord checked(const RecordRow& row, const PublicKey& key) {
    CheckedRecord checked{row.story,  row.title,          row.organisation,
                          row.author, RecordSeal::Broken, {}};
    std::string_view line = row.line;
    if (line.ends_with('\n')) line.remove_suffix(1);
    const Result<SealedRecord> sealed = parse_sealed(line);
    if (!sealed.has_value()) return checked;
    const bool is_ours = sealed->key == key.id();
    Result<Record> record = is_ours ? open_sealed(*sealed, key) : parse_payload(sealed->payload);
    // One that was moved here from another story is as good as none.
    if (!record.has_value() || record->article != row.story) return checked;
    checked.seal = is_ours ? RecordSeal::Right : RecordSeal::OtherKey;
    checked.record = *std::move(record);
    return checked;
}

}  // namespace

Result<RecordRows> record_rows_of(Database& database, std::string_view story) {
    constexpr RecordSpan kAlways{{0}, {INT64_MAX}};
    RecordRows rows = rows_of(TRY(
        database.query(std::string(kColumns).append("where r.story = $1 order by r.seq limit $2"),
                       {story, kMostRecordRows + 1})));
    rows.only_dated = TRY(only_dated(database, story, kAlways));
    return rows;
}

Result<RecordRows> record_rows_between(Database& database, const RecordSpan& span) {
    RecordRows rows = rows_of(TRY(
        database.query(std::string(kColumns).append(
                           "where r.story in (select story from event where at >= $1 and at < $2) "
                           "order by s.since desc, r.story, r.seq limit $3"),
                       {span.begin.seconds, span.end.seconds, kMostRecordRows + 1})));
    rows.only_dated = TRY(only_dated(database, {}, span));
    return rows;
}

std::vector<CheckedRecord> checked_records(const std::vector<RecordRow>& rows,
                                           const PublicKey& key) {
    std::vector<CheckedRecord> records;
    records.reserve(rows.size());
    for (const RecordRow& row : rows) records.push_back(checked(row, key));
    std::ranges::stable_sort(records, [](const CheckedRecord& a, const CheckedRecord& b) {
        const bool is_broken = a.seal == RecordSeal::Broken;
        if (is_broken != (b.seal == RecordSeal::Broken)) return is_broken;
        return a.record.at.seconds < b.record.at.seconds;
    });
    return records;
}

std::vector<CheckedRecord> within(std::vector<CheckedRecord> records, const RecordSpan& span) {
    std::erase_if(records, [&](const CheckedRecord& one) {
        return one.seal != RecordSeal::Broken &&
               (one.record.at < span.begin || one.record.at >= span.end);
    });
    return records;
}

}  // namespace gazette
