#pragma once
// An HTTP client (libcurl) for our own targets: keeps its connection, follows no redirect, limits
// what it takes in, and gives up when nothing moves. One thread a client.
//
// Plain HTTP goes to loopback only, unless told: a token must not cross a network in the clear.
// Errors: Denied (plain HTTP, or an address that is not public where only such are to be reached),
// Unreachable (no connection, cut off, nothing moves), TooLarge,
// Interrupted (asked to stop). An answer of any status is a value, not an error.
#include "base/result.h"
#include "net/http_message.h"
#include "net/url.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class PlainHttp { LoopbackOnly, Anywhere };

// PublicAddresses: each address is looked at when its socket is opened, and no proxy is asked. For
// what others name, see safe_fetch.h.
enum class Reach { Everywhere, PublicAddresses };

struct HttpClientOptions {
    PlainHttp plain_http = PlainHttp::LoopbackOnly;
    Reach reach = Reach::Everywhere;
    unsigned connect_seconds = 10;
    unsigned stall_seconds = 60;  // without progress; a slow line may take as long as it needs
    unsigned whole_seconds = 0;   // for all of a call; 0: as long as it needs
    std::size_t most_response_bytes = std::size_t{1} << 30;
    // Asked about once a second, also while nothing moves: true breaks the call off. May be empty.
    std::function<bool()> is_stopped = {};
};

// A body that is read while it is sent, e.g. a large file. It may be read anew from the beginning
// when a connection that was kept turns out to be dead.
struct HttpBodySource {
    std::uint64_t size_bytes = 0;
    // Fills a part of the buffer from this offset and returns how much; 0 before the end is an
    // error of the caller's making, so it should tell one.
    std::function<Result<std::size_t>(std::uint64_t offset, char* buffer, std::size_t bytes)> read;
};

struct HttpCall {
    std::string method = "GET";
    Url url = {};
    std::vector<HttpField> headers = {};
    std::string_view body = {};                 // must live until send() returns
    std::optional<HttpBodySource> source = {};  // instead of body
    // Told how much of the body has gone out, now and then; may be empty.
    std::function<void(std::uint64_t sent_bytes)> progress = {};
};

struct HttpReply {
    int status = 0;
    std::vector<HttpField> headers;
    std::string body;

    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

class HttpClient {
public:
    explicit HttpClient(const HttpClientOptions& options = {});
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    HttpClient(HttpClient&&) = delete;
    HttpClient& operator=(HttpClient&&) = delete;

    Result<HttpReply> send(const HttpCall& call);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gazette
