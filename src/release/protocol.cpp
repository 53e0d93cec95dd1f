#include "release/protocol.h"

#include "base/text.h"
#include "formats/json.h"
#include "release/json_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace gazette {
namespace {

void write_entry(JsonWriter& writer, const ManifestEntry& entry) {
    writer.begin_object().text("path", entry.path);
    if (entry.status != 200) writer.key("status").number(entry.status);
    writer.text("digest", to_hex(entry.digest));
    writer.key("size").number(static_cast<std::int64_t>(entry.size_bytes));
    writer.text("type", entry.type);
    if (entry.cache != CacheRule::NoCache) writer.text("cache", name_of(entry.cache));
    if (!entry.location.empty()) writer.text("location", entry.location);
    if (!entry.own.empty()) writer.text("own", entry.own);
    if (!entry.notice.empty()) writer.text("notice", entry.notice);
    if (!entry.shows.empty()) {
        writer.key("shows").begin_array();
        for (const Shows& shown : entry.shows) {
            writer.begin_object().text("id", shown.id).key("body").boolean(shown.body).end_object();
        }
        writer.end_array();
    }
    writer.end_object();
}

Result<ManifestEntry> read_entry(const JsonValue& value) {
    JsonMembers members = TRY(JsonMembers::of(value, "an entry"));
    ManifestEntry entry;
    entry.path = TRY(members.text("path"));
    entry.status =
        static_cast<int>(std::min<std::uint64_t>(TRY(members.number_or("status", 200)), 999));
    entry.digest = TRY(members.digest("digest"));
    entry.size_bytes = TRY(members.number("size"));
    entry.type = TRY(members.text("type"));
    const std::string cache = TRY(members.text_or_empty("cache"));
    const std::optional<CacheRule> rule =
        cache.empty() ? std::optional(CacheRule::NoCache) : cache_rule_named(cache);
    if (!rule) return failure(ErrorCode::Invalid, fmt::format("'{}' is no cache rule", cache));
    entry.cache = *rule;
    entry.location = TRY(members.text_or_empty("location"));
    entry.own = TRY(members.text_or_empty("own"));
    entry.notice = TRY(members.text_or_empty("notice"));
    if (const JsonValue::Array* const shows = TRY(members.array_or_null("shows"))) {
        for (const JsonValue& item : *shows) {
            JsonMembers shown = TRY(JsonMembers::of(item, "an item of 'shows'"));
            std::string id = TRY(shown.text("id"));
            const bool body = TRY(shown.boolean("body"));
            TRY(shown.finish());
            entry.shows.push_back({std::move(id), body});
        }
    }
    TRY(members.finish());
    TRY(check_entry(entry));
    return entry;
}

std::string_view name_of(SignedAction action) {
    switch (action) {
        case SignedAction::Publish:
            return "publish";
        case SignedAction::Activate:
            return "activate";
    }
    return {};
}

void write_release(JsonWriter& writer, const ReleaseInfo& release) {
    writer.begin_object();
    writer.key("number").number(static_cast<std::int64_t>(release.number));
    writer.key("base").number(static_cast<std::int64_t>(release.base));
    if (release.tree_of != 0) {
        writer.key("tree_of").number(static_cast<std::int64_t>(release.tree_of));
    }
    writer.text("root", to_hex(release.root));
    writer.text("site", release.site);
    writer.text("review", release.review);
    writer.text("published_at", rfc3339_utc(release.published_at));
    writer.text("by", release.by);
    writer.text("note", release.note);
    writer.key("entries").number(static_cast<std::int64_t>(release.entries));
    if (!release.key.empty()) {
        writer.text("key", release.key);
        writer.key("epoch").number(static_cast<std::int64_t>(release.epoch));
    }
    if (release.damaged != 0) {
        writer.key("damaged").number(static_cast<std::int64_t>(release.damaged));
    }
    writer.end_object();
}

Result<ReleaseInfo> read_release(const JsonValue& value) {
    JsonMembers members = TRY(JsonMembers::of(value, "a release"));
    ReleaseInfo release;
    release.number = TRY(members.number("number"));
    release.base = TRY(members.number("base"));
    release.tree_of = TRY(members.number_or("tree_of", 0));
    release.root = TRY(members.digest("root"));
    release.site = TRY(members.text("site"));
    release.review = TRY(members.text("review"));
    const std::optional<Instant> published = parse_rfc3339(TRY(members.text("published_at")));
    if (!published) return failure(ErrorCode::Invalid, "'published_at' is no time");
    release.published_at = *published;
    release.by = TRY(members.text("by"));
    release.note = TRY(members.text("note"));
    release.entries = TRY(members.number("entries"));
    release.key = TRY(members.text_or_empty("key"));
    release.epoch = TRY(members.number_or("epoch", 0));
    release.damaged = TRY(members.number_or("damaged", 0));
    TRY(members.finish());
    return release;
}

JsonLimits limits_for(std::size_t most_bytes) { return {.most_bytes = most_bytes, .deepest = 8}; }

// A value takes 40 bytes in memory, however short its text: "[0,0,0…" would become 42 times as
// large. Entries as they are have a value for each 15 bytes or more.
JsonLimits limits_for_declaration(std::size_t bytes) {
    constexpr std::size_t kFewBytes = 1000;
    constexpr std::size_t kBytesOfValue = 8;
    JsonLimits limits = limits_for(kMaxDeclarationBytes);
    limits.most_values = std::min(kMaxDeclarationValues, kFewBytes + bytes / kBytesOfValue);
    return limits;
}

}  // namespace

bool is_note(std::string_view text) {
    if (text.size() > kMaxNoteBytes || first_invalid_utf8(text)) return false;
    for (std::size_t offset = 0; offset < text.size();) {
        const char32_t c = next_code_point(text, offset);
        if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;
    }
    return true;
}

std::string print_declaration(const Declaration& declaration) {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().key("base");
    if (declaration.base) {
        writer.number(static_cast<std::int64_t>(*declaration.base));
    } else {
        writer.null();
    }
    writer.text("root", to_hex(declaration.root));
    writer.text("site", declaration.site);
    writer.text("review", declaration.review);
    writer.key("preview").boolean(declaration.preview);
    writer.text("note", declaration.note);
    writer.key("put").begin_array();
    for (const ManifestEntry& entry : declaration.delta.put) write_entry(writer, entry);
    writer.end_array().key("delete").begin_array();
    for (const std::string& path : declaration.delta.erase) writer.string(path);
    writer.end_array().end_object();
    return out;
}

Result<Declaration> parse_declaration(std::string_view json) {
    const JsonValue value = TRY(parse_json(json, limits_for_declaration(json.size())));
    JsonMembers members = TRY(JsonMembers::of(value, "a declaration"));
    Declaration declaration;
    declaration.base = TRY(members.number_or_null("base"));
    declaration.root = TRY(members.digest("root"));
    declaration.site = TRY(members.text("site"));
    declaration.review = TRY(members.text("review"));
    declaration.preview = TRY(members.boolean("preview"));
    declaration.note = TRY(members.text("note"));
    if (!is_note(declaration.note))
        return failure(ErrorCode::Invalid, "'note' is not one short line of text");
    const JsonValue::Array* const put = TRY(members.array("put"));
    declaration.delta.put.reserve(put->size());
    for (const JsonValue& entry : *put) declaration.delta.put.push_back(TRY(read_entry(entry)));
    for (const JsonValue& path : *TRY(members.array("delete"))) {
        if (path.string() == nullptr)
            return failure(ErrorCode::Invalid, "'delete' holds what is no path");
        declaration.delta.erase.push_back(*path.string());
    }
    TRY(members.finish());
    TRY(check_delta_paths(declaration.delta));
    return declaration;
}

std::string print_declared(const Declared& declared) {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().text("id", declared.id).key("missing").begin_array();
    for (const Sha256& digest : declared.missing) writer.string(to_hex(digest));
    writer.end_array().end_object();
    return out;
}

Result<Declared> parse_declared(std::string_view json) {
    const JsonValue value = TRY(parse_json(json, limits_for(kMaxDeclarationBytes)));
    JsonMembers members = TRY(JsonMembers::of(value, "the answer"));
    Declared declared;
    declared.id = TRY(members.text("id"));
    for (const JsonValue& item : *TRY(members.array("missing"))) {
        const std::optional<Sha256> digest =
            item.string() == nullptr ? std::nullopt : sha256_from_hex(*item.string());
        if (!digest) return failure(ErrorCode::Invalid, "'missing' holds what is no digest");
        declared.missing.push_back(*digest);
    }
    TRY(members.finish());
    return declared;
}

std::string print_release(const ReleaseInfo& release) {
    std::string out;
    JsonWriter writer(out);
    write_release(writer, release);
    return out;
}

Result<ReleaseInfo> parse_release(std::string_view json) {
    const JsonValue value = TRY(parse_json(json));
    return read_release(value);
}

std::string print_releases(const std::vector<ReleaseInfo>& releases) {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().key("releases").begin_array();
    for (const ReleaseInfo& release : releases) write_release(writer, release);
    writer.end_array().end_object();
    return out;
}

Result<std::vector<ReleaseInfo>> parse_releases(std::string_view json) {
    const JsonValue value = TRY(parse_json(json, limits_for(std::size_t{64} << 20)));
    JsonMembers members = TRY(JsonMembers::of(value, "the answer"));
    std::vector<ReleaseInfo> releases;
    for (const JsonValue& item : *TRY(members.array("releases"))) {
        releases.push_back(TRY(read_release(item)));
    }
    TRY(members.finish());
    return releases;
}

std::string print_statement(const SignedStatement& given) {
    const ReleaseStatement& statement = given.statement;
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().text("action", name_of(statement.action));
    writer.text("site", statement.site);
    writer.key("number").number(static_cast<std::int64_t>(statement.number));
    writer.key("base").number(static_cast<std::int64_t>(statement.base));
    writer.text("root", to_hex(statement.root));
    writer.text("reviews_root", to_hex(statement.reviews_root));
    writer.text("audit_head", to_hex(statement.audit_head));
    writer.key("audit_count").number(static_cast<std::int64_t>(statement.audit_count));
    writer.key("epoch").number(static_cast<std::int64_t>(statement.epoch));
    writer.text("key", given.key).text("signature", print(given.signature)).end_object();
    return out;
}

Result<SignedStatement> parse_statement(std::string_view json) {
    const JsonValue value = TRY(parse_json(json, limits_for(kMaxStatementBytes)));
    JsonMembers members = TRY(JsonMembers::of(value, "a statement"));
    SignedStatement given;
    ReleaseStatement& statement = given.statement;
    const std::string action = TRY(members.text("action"));
    if (action != name_of(SignedAction::Publish) && action != name_of(SignedAction::Activate)) {
        return failure(ErrorCode::Invalid, "'action' is neither publish nor activate");
    }
    statement.action =
        action == name_of(SignedAction::Publish) ? SignedAction::Publish : SignedAction::Activate;
    statement.site = TRY(members.text("site"));
    statement.number = TRY(members.number("number"));
    statement.base = TRY(members.number("base"));
    statement.root = TRY(members.digest("root"));
    statement.reviews_root = TRY(members.digest("reviews_root"));
    statement.audit_head = TRY(members.digest("audit_head"));
    statement.audit_count = TRY(members.number("audit_count"));
    statement.epoch = TRY(members.number("epoch"));
    given.key = TRY(members.text("key"));
    const std::optional<Signature> signature = parse_signature(TRY(members.text("signature")));
    if (!signature) return failure(ErrorCode::Invalid, "'signature' is not 64 bytes in base64url");
    given.signature = *signature;
    TRY(members.finish());
    return given;
}

std::string print_problem(const ApiProblem& problem) {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().text("error", problem.error).text("message", problem.message);
    if (problem.current) {
        writer.key("current");
        write_release(writer, *problem.current);
    }
    writer.end_object();
    return out;
}

Result<ApiProblem> parse_problem(std::string_view json) {
    const JsonValue value = TRY(parse_json(json));
    JsonMembers members = TRY(JsonMembers::of(value, "the answer"));
    ApiProblem problem;
    problem.error = TRY(members.text("error"));
    problem.message = TRY(members.text("message"));
    if (const JsonValue* const current = members.take("current")) {
        problem.current = TRY(read_release(*current));
    }
    TRY(members.finish());
    return problem;
}

}  // namespace gazette
