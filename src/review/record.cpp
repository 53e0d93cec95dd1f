#include "review/record.h"

#include "base/base64.h"
#include "base/text.h"
#include "content/urls.h"
#include "formats/json.h"
#include "release/json_members.h"
#include "release/release_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gazette {
namespace {

constexpr std::string_view kDomain = "gazette-record-v1";
constexpr std::size_t kMaxAccountCharacters = 64;
constexpr std::size_t kKeyDigits = 16;
constexpr std::size_t kMaxPathBytes = 1024;

struct TypeName {
    RecordType type;
    std::string_view name;
};

constexpr std::array<TypeName, 7> kTypeNames = {{{RecordType::SignOff, "signoff"},
                                                 {RecordType::Return, "return"},
                                                 {RecordType::Withdraw, "withdraw"},
                                                 {RecordType::Schedule, "schedule"},
                                                 {RecordType::Recall, "recall"},
                                                 {RecordType::Lift, "lift"},
                                                 {RecordType::Exception, "exception"}}};

struct KindName {
    ReturnKind kind;
    std::string_view name;
};

constexpr std::array<KindName, 3> kKindNames = {
    {{ReturnKind::Revise, "revise"}, {ReturnKind::Refuse, "refuse"}, {ReturnKind::Spare, "spare"}}};

tl::unexpected<Error> invalid(std::string_view name) {
    return failure(ErrorCode::Invalid,
                   fmt::format("'{}' of a review record is missing or malformed", name));
}

bool is_key_id(std::string_view text) {
    return text.size() == kKeyDigits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_note(std::string_view text) {
    return !first_invalid_utf8(text) && !has_control_character(text) &&
           count_code_points(text) <= kMaxNoteCharacters;
}

bool is_path(std::string_view path) {
    return !path.empty() && path.size() <= kMaxPathBytes && !first_invalid_utf8(path) &&
           !has_control_character(path);
}

// In the years that RFC 3339 can write in UTC.
bool is_writable(Instant moment) {
    constexpr std::int64_t kYear10000 = 253'402'300'800;
    return moment.seconds >= 0 && moment.seconds < kYear10000;
}

Result<void> check_sign_off(const Record& record) {
    if (!are_stages(record.stages)) return invalid("stages");
    if (!place_of(record.stages, record.stage)) return invalid("stage");
    if (!is_path(record.path)) return invalid("path");
    if (!is_account_name(record.author)) return invalid("author");
    if (record.stands_for.empty() || is_account_name(record.stands_for)) return {};
    return invalid("stands_for");
}

// What must hold of the members that its type has.
Result<void> check_members(const Record& record) {
    switch (record.type) {
        case RecordType::SignOff:
            return check_sign_off(record);
        case RecordType::Return:
            if (!is_stage_name(record.stage)) return invalid("stage");
            return {};
        case RecordType::Exception:
            if (!is_stage_name(record.stage)) return invalid("stage");
            if (!is_account_name(record.other)) return invalid("other");
            return {};
        case RecordType::Lift:
            if (!is_account_name(record.other)) return invalid("other");
            return {};
        case RecordType::Schedule:
            if (record.not_before && !is_writable(*record.not_before)) return invalid("not_before");
            return {};
        case RecordType::Withdraw:
        case RecordType::Recall:
            return {};
    }
    return {};
}

// What must hold of every record, whoever made it.
Result<void> check(const Record& record) {
    if (slug_problem(record.site) != SlugProblem::None) return invalid("site");
    if (slug_problem(record.article) != SlugProblem::None) return invalid("article");
    if (record.seq == 0) return invalid("seq");
    if (!is_writable(record.at)) return invalid("at");
    if (!is_account_name(record.person)) return invalid("person");
    if (!is_note(record.note)) return invalid("note");
    return check_members(record);
}

void write_sign_off(JsonWriter& json, const Record& record) {
    json.text("stage", record.stage).key("stages").begin_array();
    for (const std::string& stage : record.stages) json.string(stage);
    json.end_array();
    json.text("path", record.path);
    json.text("received", to_hex(record.received));
    json.text("content", to_hex(record.content));
    json.text("assets", to_hex(record.assets));
    json.text("author", record.author);
    if (!record.stands_for.empty()) json.text("stands_for", record.stands_for);
}

void write_members(JsonWriter& json, const Record& record) {
    switch (record.type) {
        case RecordType::SignOff:
            write_sign_off(json, record);
            return;
        case RecordType::Return: {
            const auto* const kind = std::ranges::find(kKindNames, record.kind, &KindName::kind);
            json.text("stage", record.stage);
            json.text("content", to_hex(record.content)).text("kind", kind->name);
            return;
        }
        case RecordType::Exception:
            json.text("stage", record.stage);
            json.text("received", to_hex(record.received)).text("other", record.other);
            return;
        case RecordType::Lift:
            json.text("other", record.other);
            return;
        case RecordType::Schedule:
            if (record.not_before) json.text("not_before", rfc3339_utc(*record.not_before));
            return;
        case RecordType::Withdraw:
        case RecordType::Recall:
            return;
    }
}

Result<std::string> text_or_nothing(JsonMembers& members, const JsonValue& value,
                                    std::string_view name) {
    if (value.find(name) == nullptr) return std::string();
    std::string text = TRY(members.text(name));
    if (text.empty()) return invalid(name);
    return text;
}

Result<void> read_sign_off(JsonMembers& members, const JsonValue& value, Record& record) {
    record.stage = TRY(members.text("stage"));
    const JsonValue::Array* const stages = TRY(members.array("stages"));
    for (const JsonValue& stage : *stages) {
        if (stage.string() == nullptr) return invalid("stages");
        record.stages.push_back(*stage.string());
    }
    record.path = TRY(members.text("path"));
    record.received = TRY(members.digest("received"));
    record.content = TRY(members.digest("content"));
    record.assets = TRY(members.digest("assets"));
    record.author = TRY(members.text("author"));
    record.stands_for = TRY(text_or_nothing(members, value, "stands_for"));
    return {};
}

Result<void> read_return(JsonMembers& members, Record& record) {
    record.stage = TRY(members.text("stage"));
    record.content = TRY(members.digest("content"));
    const std::string name = TRY(members.text("kind"));
    const auto* const kind = std::ranges::find(kKindNames, name, &KindName::name);
    if (kind == kKindNames.end()) return invalid("kind");
    record.kind = kind->kind;
    return {};
}

Result<void> read_members(JsonMembers& members, const JsonValue& value, Record& record) {
    switch (record.type) {
        case RecordType::SignOff:
            return read_sign_off(members, value, record);
        case RecordType::Return:
            return read_return(members, record);
        case RecordType::Exception:
            record.stage = TRY(members.text("stage"));
            record.received = TRY(members.digest("received"));
            record.other = TRY(members.text("other"));
            return {};
        case RecordType::Lift:
            record.other = TRY(members.text("other"));
            return {};
        case RecordType::Schedule:
            if (value.find("not_before") != nullptr) {
                record.not_before = TRY(members.time("not_before"));
            }
            return {};
        case RecordType::Withdraw:
        case RecordType::Recall:
            return {};
    }
    return {};
}

}  // namespace

std::string_view name_of(RecordType type) {
    return std::ranges::find(kTypeNames, type, &TypeName::type)->name;
}

bool is_account_name(std::string_view text) {
    return !text.empty() && text.size() <= kMaxAccountCharacters &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("._@-").find(c) != std::string_view::npos;
           });
}

Result<SealedRecord> parse_sealed(std::string_view line) {
    JsonLimits limits;
    limits.most_bytes = kMaxPayloadBytes * 2;
    limits.deepest = 1;
    limits.most_values = 4;
    const JsonValue value = TRY(parse_json(line, limits));
    JsonMembers members = TRY(JsonMembers::of(value, "a review record"));
    SealedRecord sealed;
    auto payload = bytes_from_base64url(TRY(members.text("payload")));
    if (!payload || payload->size() > kMaxPayloadBytes) return invalid("payload");
    sealed.payload = std::move(*payload);
    sealed.key = TRY(members.text("key"));
    if (!is_key_id(sealed.key)) return invalid("key");
    const std::optional<Signature> signature = parse_signature(TRY(members.text("sig")));
    if (!signature) return invalid("sig");
    sealed.signature = *signature;
    TRY(members.finish());
    if (print_sealed(sealed) != line) {
        return failure(ErrorCode::Invalid, "a review record is not written as this program does");
    }
    sealed.digest = sha256(line);
    return sealed;
}

std::string print_sealed(const SealedRecord& sealed) {
    return fmt::format(R"({{"payload":"{}","key":"{}","sig":"{}"}})", base64url(sealed.payload),
                       sealed.key, print(sealed.signature));
}

std::string signed_message(std::string_view payload) {
    std::string message(kDomain);
    message += '\0';
    message += payload;
    return message;
}

Result<Record> open_sealed(const SealedRecord& sealed, const PublicKey& key) {
    if (!key.fits(signed_message(sealed.payload), sealed.signature)) {
        return failure(ErrorCode::Denied, "the signature of a review record does not fit");
    }
    return parse_payload(sealed.payload);
}

Result<Record> parse_payload(std::string_view payload) {
    JsonLimits limits;
    limits.most_bytes = kMaxPayloadBytes;
    limits.deepest = 2;
    const JsonValue value = TRY(parse_json(payload, limits));
    JsonMembers members = TRY(JsonMembers::of(value, "the payload of a review record"));
    Record record;
    const std::string name = TRY(members.text("type"));
    const auto* const type = std::ranges::find(kTypeNames, name, &TypeName::name);
    if (type == kTypeNames.end()) return invalid("type");
    record.type = type->type;
    record.site = TRY(members.text("site"));
    record.article = TRY(members.text("article"));
    record.seq = TRY(members.number("seq"));
    record.prev = TRY(members.digest("prev"));
    record.at = TRY(members.time("at"));
    record.person = TRY(members.text("person"));
    TRY(read_members(members, value, record));
    record.note = TRY(text_or_nothing(members, value, "note"));
    TRY(members.finish());
    TRY(check(record));
    return record;
}

Result<std::string> print_payload(const Record& record) {
    TRY(check(record));
    std::string payload;
    JsonWriter json(payload);
    json.begin_object();
    json.text("type", name_of(record.type));
    json.text("site", record.site).text("article", record.article);
    json.key("seq").number(static_cast<std::int64_t>(record.seq));
    json.text("prev", to_hex(record.prev));
    json.text("at", rfc3339_utc(record.at)).text("person", record.person);
    write_members(json, record);
    if (!record.note.empty()) json.text("note", record.note);
    json.end_object();
    if (payload.size() > kMaxPayloadBytes) {
        return failure(ErrorCode::TooLarge, "a review record is too long");
    }
    return payload;
}

}  // namespace gazette
