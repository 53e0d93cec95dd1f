#include "release/why.h"

#include "formats/json.h"
#include "release/json_members.h"

#include <utility>

namespace gazette {
namespace {

void write_entry(JsonWriter& writer, const WhyEntry& why) {
    const ManifestEntry& entry = why.entry;
    writer.begin_object().text("path", entry.path);
    writer.key("status").number(entry.status);
    writer.text("digest", to_hex(entry.digest));
    writer.key("size").number(static_cast<std::int64_t>(entry.size_bytes));
    writer.text("type", entry.type);
    writer.text("location", entry.location);
    writer.text("own", entry.own);
    writer.text("notice", entry.notice);
    writer.key("shows").begin_array();
    for (const Shows& shown : entry.shows) {
        writer.begin_object().text("id", shown.id).key("body").boolean(shown.body).end_object();
    }
    writer.end_array();
    writer.text("recalled", why.recalled);
    writer.key("damaged").boolean(why.is_damaged);
    writer.key("since").number(static_cast<std::int64_t>(why.since));
    writer.text("since_at", rfc3339_utc(why.since_at));
    writer.key("may_be_older").boolean(why.may_be_older).end_object();
}

// Members that are not asked for are left alone: an older program reads a newer endpoint's answer.
Result<WhyEntry> read_entry(const JsonValue& value) {
    JsonMembers reader = TRY(JsonMembers::of(value, "an entry"));
    WhyEntry why;
    ManifestEntry& entry = why.entry;
    entry.path = TRY(reader.text("path"));
    const std::uint64_t status = TRY(reader.number("status"));
    if (status > 999) return failure(ErrorCode::Invalid, "'status' is none");
    entry.status = static_cast<int>(status);
    entry.digest = TRY(reader.digest("digest"));
    entry.size_bytes = TRY(reader.number("size"));
    entry.type = TRY(reader.text("type"));
    entry.location = TRY(reader.text("location"));
    entry.own = TRY(reader.text("own"));
    entry.notice = TRY(reader.text("notice"));
    for (const JsonValue& shown : *TRY(reader.array("shows"))) {
        JsonMembers of = TRY(JsonMembers::of(shown, "an item of 'shows'"));
        std::string id = TRY(of.text("id"));
        const bool has_body = TRY(of.boolean("body"));
        entry.shows.push_back({std::move(id), has_body});
    }
    why.recalled = TRY(reader.text("recalled"));
    why.is_damaged = TRY(reader.boolean("damaged"));
    why.since = TRY(reader.number("since"));
    why.since_at = TRY(reader.time("since_at"));
    why.may_be_older = TRY(reader.boolean("may_be_older"));
    return why;
}

}  // namespace

std::string print_why(const Why& why) {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().key("release").number(static_cast<std::int64_t>(why.release));
    writer.text("published_at", rfc3339_utc(why.published_at)).text("by", why.by);
    writer.key("found").number(static_cast<std::int64_t>(why.all_entries));
    writer.key("entries").begin_array();
    for (const WhyEntry& entry : why.entries) write_entry(writer, entry);
    writer.end_array();
    if (why.recall) {
        writer.key("recall").begin_object().text("at", rfc3339_utc(why.recall->at));
        writer.text("by", why.recall->by).text("notice", why.recall->notice).end_object();
    }
    writer.end_object();
    return out;
}

Result<Why> parse_why(std::string_view json) {
    const JsonValue value = TRY(parse_json(json));
    JsonMembers reader = TRY(JsonMembers::of(value, "the answer"));
    Why why;
    why.release = TRY(reader.number("release"));
    why.published_at = TRY(reader.time("published_at"));
    why.by = TRY(reader.text("by"));
    why.all_entries = TRY(reader.number("found"));
    for (const JsonValue& entry : *TRY(reader.array("entries"))) {
        why.entries.push_back(TRY(read_entry(entry)));
    }
    if (const JsonValue* const recall = value.find("recall")) {
        JsonMembers of = TRY(JsonMembers::of(*recall, "the recall"));
        WhyRecall told;
        told.at = TRY(of.time("at"));
        told.by = TRY(of.text("by"));
        told.notice = TRY(of.text("notice"));
        why.recall = std::move(told);
    }
    return why;
}

}  // namespace gazette
