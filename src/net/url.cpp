#include "net/url.h"

#include "base/percent.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace gazette {
namespace {

tl::unexpected<Error> invalid(std::string what) {
    return failure(ErrorCode::Invalid, std::move(what));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_alphanumeric(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

Result<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return invalid(fmt::format("'{}' is no port", text));
    }
    return port;
}

struct Authority {
    std::string host;
    std::optional<std::uint16_t> port;
};

bool is_ipv6_character(char c) { return is_hex_digit(c) || c == ':' || c == '.'; }

bool is_host_character(char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; }

// "host", "host:port", "[::1]:port"; the host may be empty here.
Result<Authority> parse_authority(std::string_view text) {
    Authority authority;
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return invalid("a '[' without ']' in an address");
        authority.host = ascii_lower(text.substr(1, end - 1));
        if (authority.host.empty() || !std::ranges::all_of(authority.host, is_ipv6_character)) {
            return invalid("what stands in brackets is no IPv6 address");
        }
        rest = text.substr(end + 1);
    } else {
        const std::size_t colon = std::min(text.find(':'), text.size());
        authority.host = ascii_lower(text.substr(0, colon));
        if (!std::ranges::all_of(authority.host, is_host_character)) {
            return invalid("the host holds a character that hosts do not have");
        }
        rest = text.substr(colon);
    }
    if (rest.empty()) return authority;
    if (!rest.starts_with(':')) return invalid("something stands behind the host");
    authority.port = TRY(parse_port(rest.substr(1)));
    return authority;
}

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
    const auto printable = [](char c) { return c > ' ' && c < '\x7F' && c != '\\'; };
    if (!std::ranges::all_of(text, printable)) {
        return invalid("an address holds a space, a backslash or what is not ASCII");
    }
    Url url;
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos)
        return invalid("an address begins with http:// or https://");
    url.scheme = ascii_lower(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https") {
        return invalid("an address begins with http:// or https://");
    }
    std::string_view rest = text.substr(colon + 3);
    if (rest.find('#') != std::string_view::npos) return invalid("an address with a fragment");
    const std::size_t authority_bytes = std::min(rest.find_first_of("/?"), rest.size());
    const Authority authority = TRY(parse_authority(rest.substr(0, authority_bytes)));
    if (authority.host.empty()) return invalid("an address without a host");
    url.host = authority.host;
    url.port = authority.port.value_or(url.scheme == "https" ? 443 : 80);
    rest.remove_prefix(authority_bytes);
    const std::size_t question = std::min(rest.find('?'), rest.size());
    url.path = rest.substr(0, question);
    if (url.path.empty()) url.path = "/";
    if (question < rest.size()) url.query = rest.substr(question + 1);
    return url;
}

std::string to_string(const Url& url) {
    const bool usual_port = url.port == (url.scheme == "https" ? 443 : 80);
    return fmt::format("{}://{}{}{}{}{}", url.scheme, bracketed(url.host),
                       usual_port ? "" : fmt::format(":{}", url.port), url.path,
                       url.query.empty() ? "" : "?", url.query);
}

bool is_loopback(const Url& url) {
    if (url.host == "localhost" || url.host == "::1") return true;
    const std::vector<std::string_view> parts = split(url.host, '.');
    const auto is_byte = [](std::string_view part) {
        return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, is_digit);
    };
    return parts.size() == 4 && parts[0] == "127" && std::ranges::all_of(parts, is_byte);
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
    const Authority authority = TRY(parse_authority(text));
    if (!authority.port) return invalid("an address to listen on has a port: 127.0.0.1:8640");
    return ListenAddress{authority.host, *authority.port};
}

Result<std::string> decode_request_path(std::string_view raw) {
    if (!raw.starts_with('/')) return invalid("a path begins with a slash");
    std::optional<std::string> unescaped = percent_decode(raw);
    if (!unescaped) return invalid("a path with a broken escape, or that is not UTF-8");
    std::string decoded = std::move(*unescaped);
    if (std::ranges::count(decoded, '/') != std::ranges::count(raw, '/')) {
        return invalid("a path with an encoded slash");
    }
    const auto forbidden = [](char c) { return is_control(c) || c == '\\'; };
    if (std::ranges::any_of(decoded, forbidden)) {
        return invalid("a path with a control character or a backslash");
    }
    const std::vector<std::string_view> segments = split(std::string_view(decoded).substr(1), '/');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const bool is_last = i + 1 == segments.size();
        if (segments[i] == "." || segments[i] == ".." || (segments[i].empty() && !is_last)) {
            return invalid("a path with an empty, '.' or '..' segment");
        }
    }
    return decoded;
}

}  // namespace gazette
