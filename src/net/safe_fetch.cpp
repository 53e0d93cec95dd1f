#include "net/safe_fetch.h"

#include "net/http_client.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {

Result<std::string> safe_fetch(const Url& url, const SafeFetchOptions& options) {
    const bool is_trusted =
        std::ranges::find(options.trusted_hosts, url.host) != options.trusted_hosts.end();
    HttpClient client({.plain_http = PlainHttp::Anywhere,
                       .reach = is_trusted ? Reach::Everywhere : Reach::PublicAddresses,
                       .connect_seconds = options.seconds,
                       .stall_seconds = options.seconds,
                       .whole_seconds = options.seconds,
                       .most_response_bytes = options.most_bytes});
    HttpReply reply = TRY(client.send({.url = url}));
    if (reply.status != 200) {
        return failure(ErrorCode::Invalid, fmt::format("{} answers {}", url.host, reply.status));
    }
    return std::move(reply.body);
}

}  // namespace gazette
