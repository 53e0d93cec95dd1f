#include "desk/cookies.h"

#include "base/text.h"

#include <fmt/format.h>

namespace gazette {

namespace {

constexpr std::string_view kName = "gazette-desk";
constexpr std::string_view kHostName = "__Host-gazette-desk";
constexpr int kSeconds = 14 * 24 * 3600;

std::optional<std::string> cookie(std::string_view header, std::string_view name) {
    for (const std::string_view part : split(header, ';')) {
        const std::string_view pair = trim_ascii(part);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        return std::string(pair.substr(equals + 1));
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> session_cookie(const HttpRequest& request, std::string_view url) {
    const auto header = request.header("Cookie");
    if (!header.has_value()) return std::nullopt;
    return cookie(*header, url.starts_with("https://") ? kHostName : kName);
}

HttpField set_session_cookie(std::string_view secret, std::string_view url) {
    const bool is_secure = url.starts_with("https://");
    return {"Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}",
                                      is_secure ? kHostName : kName, secret,
                                      secret.empty() ? 0 : kSeconds, is_secure ? "; Secure" : "")};
}

}  // namespace gazette
