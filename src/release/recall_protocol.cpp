#include "release/recall_protocol.h"

#include "formats/json.h"
#include "release/byte_fields.h"
#include "release/json_members.h"
#include "release/protocol.h"

#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kMaxRecallBytes = std::size_t{16} << 20;
constexpr std::size_t kMaxRecallsBytes = std::size_t{64} << 20;

JsonLimits recall_limits(std::size_t most_bytes) {
    return {.most_bytes = most_bytes, .deepest = 8};
}

void write_lift(JsonWriter& writer, const Lift& lift) {
    writer.key("lift").begin_object().text("at", rfc3339_utc(lift.at)).text("by", lift.by);
    writer.text("reason", lift.reason).key("persons").begin_array();
    for (const std::string& person : lift.persons) writer.string(person);
    writer.end_array().end_object();
}

Result<std::array<std::string, 2>> two_persons(JsonMembers& members) {
    std::array<std::string, 2> persons;
    const JsonValue::Array* const names = TRY(members.array("persons"));
    if (names->size() != persons.size())
        return failure(ErrorCode::Invalid, "'persons' are not two");
    for (std::size_t i = 0; i < persons.size(); ++i) {
        const std::string* const name = (*names)[i].string();
        if (name == nullptr) return failure(ErrorCode::Invalid, "'persons' are no names");
        persons[i] = *name;
    }
    return persons;
}

Result<Lift> read_lift(const JsonValue& value) {
    JsonMembers members = TRY(JsonMembers::of(value, "a lift"));
    Lift lift;
    lift.at = TRY(members.time("at"));
    lift.by = TRY(members.text("by"));
    lift.reason = TRY(members.text("reason"));
    lift.persons = TRY(two_persons(members));
    TRY(members.finish());
    return lift;
}

void write_recall(JsonWriter& writer, const Recall& recall) {
    writer.begin_object().text("article", recall.article).text("reason", recall.reason);
    writer.text("notice", recall.notice).text("by", recall.by);
    writer.text("at", rfc3339_utc(recall.at)).key("erased").begin_array();
    for (const Sha256& digest : recall.erased) writer.string(to_hex(digest));
    writer.end_array();
    if (recall.lift) write_lift(writer, *recall.lift);
    writer.end_object();
}

Result<Recall> read_recall(const JsonValue& value) {
    JsonMembers members = TRY(JsonMembers::of(value, "a recall"));
    Recall recall;
    recall.article = TRY(members.text("article"));
    recall.reason = TRY(members.text("reason"));
    recall.notice = TRY(members.text("notice"));
    recall.by = TRY(members.text("by"));
    recall.at = TRY(members.time("at"));
    for (const JsonValue& item : *TRY(members.array("erased"))) {
        const std::optional<Sha256> digest =
            item.string() == nullptr ? std::nullopt : sha256_from_hex(*item.string());
        if (!digest) return failure(ErrorCode::Invalid, "'erased' holds what is no digest");
        recall.erased.push_back(*digest);
    }
    if (const JsonValue* const lift = members.take("lift")) recall.lift = TRY(read_lift(*lift));
    TRY(members.finish());
    return recall;
}

}  // namespace

std::string signed_message(const LiftOrder& order) {
    return ByteFields("gazette-lift-v1")
        .text(order.site)
        .text(order.article)
        .text(rfc3339_utc(order.recalled_at))
        .text(order.reason)
        .text(order.persons[0])
        .text(order.persons[1])
        .bytes();
}

Result<void> check_recall_order(const RecallOrder& order) {
    if (order.article.empty() || !is_note(order.article))
        return failure(ErrorCode::Invalid, "'article' is no id");
    if (order.reason.empty() || !is_note(order.reason)) {
        return failure(ErrorCode::Invalid, "'reason' is not one line of at most 1,000 bytes");
    }
    if (!is_note(order.notice))
        return failure(ErrorCode::Invalid, "'notice' is not one line of at most 1,000 bytes");
    return {};
}

std::string print_recall_order(const RecallOrder& order) {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().text("article", order.article).text("reason", order.reason);
    writer.text("notice", order.notice).end_object();
    return out;
}

Result<RecallOrder> parse_recall_order(std::string_view json) {
    const JsonValue value = TRY(parse_json(json, recall_limits(kMaxRecallOrderBytes)));
    JsonMembers members = TRY(JsonMembers::of(value, "a recall"));
    RecallOrder order;
    order.article = TRY(members.text("article"));
    order.reason = TRY(members.text("reason"));
    order.notice = TRY(members.text_or_empty("notice"));
    TRY(members.finish());
    TRY(check_recall_order(order));
    return order;
}

std::string print_recall_report(const RecallReport& report) {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().text("article", report.article);
    writer.key("was_known").boolean(report.was_known);
    writer.key("gone").number(static_cast<std::int64_t>(report.gone));
    writer.key("held").number(static_cast<std::int64_t>(report.held));
    writer.key("erased").number(static_cast<std::int64_t>(report.erased)).end_object();
    return out;
}

Result<RecallReport> parse_recall_report(std::string_view json) {
    const JsonValue value = TRY(parse_json(json));
    JsonMembers members = TRY(JsonMembers::of(value, "the answer"));
    RecallReport report;
    report.article = TRY(members.text("article"));
    report.was_known = TRY(members.boolean("was_known"));
    report.gone = TRY(members.number("gone"));
    report.held = TRY(members.number("held"));
    report.erased = TRY(members.number("erased"));
    TRY(members.finish());
    return report;
}

Result<void> check_lift_order(const LiftOrder& order) {
    if (order.site.empty()) return failure(ErrorCode::Invalid, "'site' is no id");
    if (order.article.empty() || !is_note(order.article))
        return failure(ErrorCode::Invalid, "'article' is no id");
    if (order.reason.empty() || !is_note(order.reason)) {
        return failure(ErrorCode::Invalid, "'reason' is not one line of at most 1,000 bytes");
    }
    for (const std::string& person : order.persons) {
        if (person.empty() || !is_note(person))
            return failure(ErrorCode::Invalid, "'persons' are no names");
    }
    if (order.persons[0] == order.persons[1])
        return failure(ErrorCode::Invalid, "'persons' are not two");
    return {};
}

std::string print_lift_order(const LiftOrder& order) {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().text("site", order.site).text("article", order.article);
    writer.text("recalled_at", rfc3339_utc(order.recalled_at)).text("reason", order.reason);
    writer.key("persons").begin_array();
    for (const std::string& person : order.persons) writer.string(person);
    writer.end_array();
    if (order.signed_by) {
        writer.text("key", order.signed_by->key);
        writer.text("signature", print(order.signed_by->signature));
    }
    writer.end_object();
    return out;
}

Result<LiftOrder> parse_lift_order(std::string_view json) {
    const JsonValue value = TRY(parse_json(json, recall_limits(kMaxRecallOrderBytes)));
    JsonMembers members = TRY(JsonMembers::of(value, "a lift"));
    LiftOrder order;
    order.site = TRY(members.text("site"));
    order.article = TRY(members.text("article"));
    order.recalled_at = TRY(members.time("recalled_at"));
    order.reason = TRY(members.text("reason"));
    order.persons = TRY(two_persons(members));
    if (value.find("key") != nullptr || value.find("signature") != nullptr) {
        LiftOrder::Signed by;
        by.key = TRY(members.text("key"));
        const std::optional<Signature> signature = parse_signature(TRY(members.text("signature")));
        if (!signature) return failure(ErrorCode::Invalid, "'signature' is none");
        by.signature = *signature;
        order.signed_by = std::move(by);
    }
    TRY(members.finish());
    TRY(check_lift_order(order));
    return order;
}

std::string print_recall(const Recall& recall) {
    std::string out;
    JsonWriter writer(out);
    write_recall(writer, recall);
    return out;
}

Result<Recall> parse_recall(std::string_view json) {
    const JsonValue value = TRY(parse_json(json, recall_limits(kMaxRecallBytes)));
    return read_recall(value);
}

std::string print_recalls(const std::vector<Recall>& recalls) {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().key("recalls").begin_array();
    for (const Recall& recall : recalls) write_recall(writer, recall);
    writer.end_array().end_object();
    return out;
}

Result<std::vector<Recall>> parse_recalls(std::string_view json) {
    const JsonValue value = TRY(parse_json(json, recall_limits(kMaxRecallsBytes)));
    JsonMembers members = TRY(JsonMembers::of(value, "the answer"));
    std::vector<Recall> recalls;
    for (const JsonValue& item : *TRY(members.array("recalls"))) {
        recalls.push_back(TRY(read_recall(item)));
    }
    TRY(members.finish());
    return recalls;
}

}  // namespace gazette
