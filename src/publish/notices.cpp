#include "publish/notices.h"

#include "base/hash.h"
#include "base/text.h"
#include "formats/json.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <optional>

namespace gazette {
namespace {

constexpr std::string_view kWebSub = "websub";
constexpr std::string_view kWebhook = "webhook";

tl::unexpected<Error> malformed(std::string_view member) {
    return failure(ErrorCode::Invalid, fmt::format("{} of a notice is missing or wrong", member));
}

Result<std::string> text_of(const JsonValue& notice, std::string_view member) {
    const JsonValue* const value = notice.find(member);
    if (value == nullptr || value->string() == nullptr) return malformed(member);
    return *value->string();
}

Result<std::int64_t> number_of(const JsonValue& notice, std::string_view member) {
    const JsonValue* const value = notice.find(member);
    const bool is_number = value != nullptr && value->integer() != nullptr;
    if (!is_number || *value->integer() < 0) return malformed(member);
    return *value->integer();
}

std::string form_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        if (is_plain) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string_view bytes_of(const Sha256& digest) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

}  // namespace

std::string print_notice(const Notice& notice) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("version").number(1);
    json.text("kind", notice.kind == Notice::Kind::WebSub ? kWebSub : kWebhook);
    json.text("url", notice.url).text("topic", notice.topic).text("body", notice.body);
    json.text("secret_file", notice.secret_file);
    json.key("made_at").number(notice.made_at.seconds);
    json.key("next_try").number(notice.next_try.seconds);
    json.key("failures").number(notice.failures).end_object();
    return out + "\n";
}

Result<Notice> parse_notice(std::string_view json) {
    constexpr std::size_t kMembers = 9;
    constexpr std::int64_t kMostFailures = 1'000'000;
    const JsonValue value = TRY(parse_json(json, {.deepest = 2, .most_values = 2 * kMembers}));
    if (value.object() == nullptr || value.object()->size() != kMembers) {
        return malformed("a member");
    }
    if (TRY(number_of(value, "version")) != 1) return malformed("version");
    Notice notice;
    const std::string kind = TRY(text_of(value, "kind"));
    if (kind != kWebSub && kind != kWebhook) return malformed("kind");
    notice.kind = kind == kWebSub ? Notice::Kind::WebSub : Notice::Kind::Webhook;
    notice.url = TRY(text_of(value, "url"));
    notice.topic = TRY(text_of(value, "topic"));
    notice.body = TRY(text_of(value, "body"));
    notice.secret_file = TRY(text_of(value, "secret_file"));
    notice.made_at.seconds = TRY(number_of(value, "made_at"));
    notice.next_try.seconds = TRY(number_of(value, "next_try"));
    const std::int64_t failures = TRY(number_of(value, "failures"));
    if (failures > kMostFailures) return malformed("failures");
    notice.failures = static_cast<unsigned>(failures);
    return notice;
}

std::string webhook_body(const PublishedNews& news, std::string_view id) {
    const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    std::string out;
    JsonWriter json(out);
    json.begin_object().text("event", "published").text("id", id);
    json.text("site", news.site).text("title", news.title).text("url", news.url);
    json.text("target", news.target).key("release").number(number(news.release));
    json.text("root", news.root).text("published_at", rfc3339_utc(news.published_at));
    json.key("changed").number(number(news.changed));
    json.key("removed").number(number(news.removed)).end_object();
    return out;
}

std::string websub_body(std::string_view topic) {
    return "hub.mode=publish&hub.url=" + form_encoded(topic);
}

std::string webhook_signature(std::string_view secret, std::string_view body) {
    return "sha256=" + hmac_sha256(secret, body);
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
    constexpr std::size_t kBlock = 64;
    std::array<char, kBlock> inner{};
    std::array<char, kBlock> outer{};
    const Sha256 short_key = sha256(key);
    const std::string_view used = key.size() > kBlock ? bytes_of(short_key) : key;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const auto byte = static_cast<unsigned char>(i < used.size() ? used[i] : '\0');
        inner[i] = static_cast<char>(byte ^ 0x36U);
        outer[i] = static_cast<char>(byte ^ 0x5CU);
    }
    Sha256Hasher hasher;
    hasher.add({inner.data(), inner.size()});
    hasher.add(message);
    const Sha256 within = hasher.finish();
    hasher.add({outer.data(), outer.size()});
    hasher.add(bytes_of(within));
    return to_hex(hasher.finish());
}

}  // namespace gazette
