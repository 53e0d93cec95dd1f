#pragma once
// Addresses (RFC 3986) as far as we use them: those of targets, and the paths of requests. Strict
// on purpose: what two parsers could read differently (user names, backslashes, spaces) is refused.
// Pure; any thread. Errors: ErrorCode::Invalid.
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gazette {

struct Url {
    std::string scheme;  // "http" or "https"
    std::string host;    // lower case; an IPv6 address without its brackets
    std::uint16_t port = 0;
    std::string path;  // begins with "/", percent-encoded as it came
    std::string query;

    friend bool operator==(const Url&, const Url&) = default;
};

// http and https only, without user name and fragment.
Result<Url> parse_url(std::string_view text);
std::string to_string(const Url& url);
// localhost, 127.0.0.0/8 or ::1, as written: no name is looked up.
bool is_loopback(const Url& url);

// "127.0.0.1:8640", "[::1]:8640", ":8640" (all addresses of this machine).
struct ListenAddress {
    std::string host;  // numeric; empty: all
    std::uint16_t port = 0;
};

Result<ListenAddress> parse_listen_address(std::string_view text);

// The path of a request, decoded once: begins with "/", is UTF-8 without control characters and
// backslashes, has no segment "." or ".." and no encoded "/". "//" is refused as well.
Result<std::string> decode_request_path(std::string_view raw);

}  // namespace gazette
