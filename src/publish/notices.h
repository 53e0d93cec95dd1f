#pragma once
// What others are told after a publish, as values: a ping to a WebSub hub that a feed has changed
// (W3C WebSub, 23 January 2018, §7: how a publisher tells its hub is between the two; all hubs take
// the form of PubSubHubbub 0.4 §7.1, `hub.mode=publish` and `hub.url`), and a webhook, JSON that is
// signed with HMAC-SHA256 (RFC 2104). docs/formats/notices.md describes both. Pure; any thread.
#include "base/result.h"
#include "base/time_zone.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gazette {

struct Notice {
    enum class Kind { WebSub, Webhook } kind = Kind::WebSub;
    std::string url;          // of the hub, or of the webhook
    std::string topic;        // of a ping: the feed's address
    std::string body;         // of a webhook
    std::string secret_file;  // of a webhook; empty: not signed
    Instant made_at;
    Instant next_try;  // not before
    unsigned failures = 0;

    friend bool operator==(const Notice&, const Notice&) = default;
};

// As it waits on disk. Reading is strict: ErrorCode::Invalid.
std::string print_notice(const Notice& notice);
Result<Notice> parse_notice(std::string_view json);

// What happened, as a webhook tells it.
struct PublishedNews {
    std::string site;    // its id
    std::string title;   // of the site
    std::string url;     // of the site
    std::string target;  // its name
    std::uint64_t release = 0;
    std::string root;  // hexadecimal
    Instant published_at;
    std::uint64_t changed = 0;  // addresses
    std::uint64_t removed = 0;
};

// `id`: the receiver knows a repeated notice by it.
std::string webhook_body(const PublishedNews& news, std::string_view id);

// "hub.mode=publish&hub.url=…"
std::string websub_body(std::string_view topic);

// "sha256=…" in hexadecimal: what the receiver computes over the body that it got.
std::string webhook_signature(std::string_view secret, std::string_view body);

// RFC 2104 with SHA-256, in hexadecimal.
std::string hmac_sha256(std::string_view key, std::string_view message);

}  // namespace gazette
