// 审校记录, of a story and of a span of days: as a page that can be printed, and as a table.
#include "desk/answers.h"
#include "desk/days.h"
#include "desk/review_records.h"
#include "formats/csv.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace gazette {

namespace {

using Names = std::map<std::string, std::string, std::less<>>;

// Accounts by the name that records have.
Result<Names> shown_names(Database& database) {
    Names names;
    for (const Account& account : TRY(list_accounts(database))) {
        names.emplace(account.name, account.shown_name);
    }
    return names;
}

std::string shown(const Names& names, const std::string& account) {
    const auto found = names.find(account);
    return found == names.end() ? account : found->second;
}

struct Days {
    CivilDate first;
    CivilDate last;
};

struct RecordFacts {
    std::vector<CheckedRecord> records;
    Names names;
    bool is_cut = false;
    std::set<std::string> only_dated;
    Days days;  // where no story is named
};

std::string_view act_key(const Record& record) {
    switch (record.type) {
        case RecordType::SignOff:
            return !record.stages.empty() && record.stage == record.stages.back()
                       ? "record-publish"
                       : "record-signoff";
        case RecordType::Return:
            return record.kind == ReturnKind::Refuse  ? "record-refuse"
                   : record.kind == ReturnKind::Spare ? "record-spare"
                                                      : "record-revise";
        case RecordType::Withdraw:
            return "record-withdraw";
        case RecordType::Schedule:
            return "record-schedule";
        case RecordType::Recall:
            return "record-recall";
        case RecordType::Lift:
            return "record-lift";
        case RecordType::Exception:
            return "record-exception";
    }
    return {};
}

// What stands in one line, in words.
struct RecordLine {
    std::string at;
    std::string title;
    std::string whose;
    std::string stage;
    std::string who;
    std::string act;
    std::string author;
    std::string note;
    std::string wrong;
};

RecordLine line_of(const Visit& visit, const RecordFacts& facts, const CheckedRecord& checked) {
    const Names& names = facts.names;
    RecordLine line;
    line.title = checked.title.empty() ? visit.words.text("untitled") : checked.title;
    if (const Organisation* organisation = visit.site->organisation(checked.organisation)) {
        line.whose = organisation->name;
    }
    if (checked.seal == RecordSeal::Broken) {
        line.wrong = visit.words.text("record-broken");
        return line;
    }
    if (checked.seal == RecordSeal::OtherKey) line.wrong = visit.words.text("record-other-key");
    const Record& record = checked.record;
    const CivilTime at = visit.site->time_zone.local(record.at).time;
    line.at = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", at.date.year, at.date.month, at.date.day,
                          at.hour, at.minute);
    line.stage = record.stage;
    line.who = shown(names, record.person);
    if (!record.stands_for.empty()) {
        line.who += visit.words.text("record-for", shown(names, record.stands_for));
    }
    if (!record.other.empty()) line.who += " · " + shown(names, record.other);
    line.act = visit.words.text(act_key(record));
    if (record.type == RecordType::SignOff && record.received != record.content &&
        !facts.only_dated.contains(to_hex(record.content))) {
        line.act += visit.words.text("record-edited");
    }
    line.author = shown(names, record.author.empty() ? checked.author : record.author);
    line.note = record.note;
    return line;
}

// ---- days

std::string printed(const CivilDate& day) {
    return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

// As asked for, the last week else; at most a year, which ends with the last day.
Days days_of(const Visit& visit) {
    constexpr int kUsual = 6;
    constexpr int kMost = 366;
    const CivilDate today = visit.site->time_zone.local(visit.now).time.date;
    Days days{moved_by_days(today, -kUsual), today};
    if (const auto to = parse_iso_date(visit.request.parameter("to").value_or(""))) {
        days = {moved_by_days(*to, -kUsual), *to};
    }
    if (const auto from = parse_iso_date(visit.request.parameter("from").value_or(""))) {
        days.first = *from;
    }
    if (days.last < days.first) std::swap(days.first, days.last);
    days.first = std::max(days.first, moved_by_days(days.last, -kMost));
    return days;
}

Result<RecordFacts> facts_of(const Visit& visit) {
    RecordFacts facts;
    facts.days = days_of(visit);
    const TimeZone& zone = visit.site->time_zone;
    const RecordSpan span{begin_of_day(zone, facts.days.first),
                          begin_of_day(zone, moved_by_days(facts.days.last, 1))};
    RecordRows rows;
    TRY(visit.core.with_database([&](Database& database) -> Result<void> {
        rows = visit.story.has_value() ? TRY(record_rows_of(database, visit.story->id))
                                       : TRY(record_rows_between(database, span));
        facts.names = TRY(shown_names(database));
        return {};
    }));
    facts.is_cut = rows.is_cut;
    facts.only_dated = std::move(rows.only_dated);
    facts.records = checked_records(rows.rows, visit.core.key().public_key());
    if (!visit.story.has_value()) facts.records = within(std::move(facts.records), span);
    return facts;
}

void add_record_lines(View& view, const Visit& visit, const RecordFacts& facts) {
    view.list("records");
    std::set<std::string_view> stories;
    for (const CheckedRecord& checked : facts.records) {
        stories.insert(checked.story);
        const RecordLine line = line_of(visit, facts, checked);
        View& one = view.add("records");
        one.set("at", line.at);
        one.set("title", line.title);
        one.set("href", "/stories/" + checked.story + "/records");
        one.set("stage", line.stage);
        one.set("who", line.who);
        one.set("act", line.act);
        one.set("author", line.author);
        one.set_unless_empty("whose", line.whose);
        one.set_unless_empty("note", line.note);
        one.set_unless_empty("wrong", line.wrong);
    }
    view.set("count", visit.words.text("records-count", fmt::format("{}", facts.records.size())));
    if (!visit.story.has_value())
        view.set("stories", visit.words.text("records-stories", fmt::format("{}", stories.size())));
    view.set_flag("has_records", !facts.records.empty());
    view.set_flag("is_cut", facts.is_cut);
}

// RFC 6266: a name for all, and the right one for those that read it.
HttpResponse table_answer(std::string bytes, std::string_view name) {
    HttpResponse response;
    response.headers = {
        {"Content-Type", "text/csv; charset=utf-8"},
        {"Content-Disposition",
         fmt::format("attachment; filename=\"reviews-{0}.csv\"; "
                     "filename*=UTF-8''%E5%AE%A1%E6%A0%A1%E8%AE%B0%E5%BD%95-{0}.csv",
                     name)}};
    response.text = std::move(bytes);
    return response;
}

std::string table_of(const Visit& visit, const RecordFacts& facts) {
    const DeskWords& words = visit.words;
    CsvWriter table;
    table.add_row({words.text("record-at"), words.text("title"), words.text("organisation"),
                   words.text("record-author"), words.text("record-stage"),
                   words.text("record-who"), words.text("record-act"), words.text("record-note"),
                   words.text("record-seal"), words.text("record-number"),
                   words.text("record-story"), words.text("record-content")});
    for (const CheckedRecord& checked : facts.records) {
        const RecordLine line = line_of(visit, facts, checked);
        const bool is_readable = checked.seal != RecordSeal::Broken;
        table.add_row(
            {line.at, line.title, line.whose, line.author, line.stage, line.who, line.act,
             line.note, line.wrong.empty() ? words.text("record-right") : line.wrong,
             is_readable ? fmt::format("{}", checked.record.seq) : std::string(), checked.story,
             is_readable && checked.record.content != Sha256() ? to_hex(checked.record.content)
                                                               : std::string()});
    }
    if (facts.is_cut) table.add_row({words.text("records-cut")});
    return table.text();
}

}  // namespace

Result<HttpResponse> answer_records(const Visit& visit) {
    const RecordFacts facts = TRY(facts_of(visit));
    View view = TRY(frame_view(visit, visit.words.text("records")));
    view.set_flag("wide", true);
    const std::string from = printed(facts.days.first);
    const std::string to = printed(facts.days.last);
    if (visit.story.has_value()) {
        view.set("story", story_href(*visit.story));
        view.set("heading", visit.words.title(*visit.story));
        view.set("table", story_href(*visit.story, "records.csv"));
    } else {
        view.set("from", from);
        view.set("to", to);
        view.set("heading", from == to ? from : fmt::format("{} — {}", from, to));
        view.set("table", fmt::format("/records.csv?from={}&to={}", from, to));
    }
    view.set("printed", visit.words.text("records-printed", visit.time(visit.now)));
    add_record_lines(view, visit, facts);
    return page_answer(visit, DeskPage::Records, view);
}

Result<HttpResponse> answer_records_table(const Visit& visit) {
    const RecordFacts facts = TRY(facts_of(visit));
    const std::string name =
        visit.story.has_value()
            ? visit.story->id
            : fmt::format("{}-{}", printed(facts.days.first), printed(facts.days.last));
    return table_answer(table_of(visit, facts), name);
}

}  // namespace gazette
