#pragma once
// An HTTP/1.1 server (libmicrohttpd, epoll, a few threads) with types of our own. It parses and
// limits; what requests mean is the handler's business. TLS and HTTP/2 are the reverse proxy's.
//
// Threads: the handler is called from several at once; one request is served by one thread, and a
// handler that takes long delays the other connections of its thread.
// Limits: head (431), bodies what the handler allows, connections in all and per address, time
// without any byte, time for a whole head and a whole body (408). A body must have a Content-Length
// (411 otherwise). What two parsers could read differently is refused and its connection closed
// (RFC 9112 §3.2, §5.1, §6.3): no Host or two, two lengths that differ, a length beside a coding,
// a name with a blank behind it.
#include "base/result.h"
#include "net/http_message.h"
#include "net/url.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <variant>

namespace gazette {

struct HttpServerOptions {
    ListenAddress listen = {};             // port 0: any free one
    int listen_descriptor = -1;            // a listening socket instead, borrowed: it stays open
    unsigned connections = 2000;           // in all
    unsigned connections_per_address = 0;  // 0: no limit of its own (a proxy in front)
    unsigned idle_seconds = 30;            // without a byte in either direction
    // For a head, and for what the library makes of it; a little less than this is a head's limit.
    // Half of it is memory that each connection holds as long as it is open.
    std::size_t head_bytes = std::size_t{32} << 10;
    unsigned head_seconds = 60;  // for a head; more than idle, which ends the silent ones
    unsigned body_seconds = 60;  // for a body, and a second more for so many bytes of it:
    std::uint64_t slowest_body_bytes = 8192;
    unsigned threads = 4;
    unsigned stop_seconds = 10;  // how long stop() waits for running requests
};

// A request whose answer was sent, or given up.
struct FinishedExchange {
    const HttpRequest& request;    // of one that was refused before the handler: what could be read
    int status = 0;                // 0: the client left before there was an answer
    std::uint64_t body_bytes = 0;  // of the answer's body; as planned, where it is not complete
    std::string_view coding = {};  // its Content-Encoding; empty: none
    bool is_complete = false;      // it was handed to the system as a whole
    std::chrono::microseconds duration = {};  // since the head was there
};

class HttpHandler {
public:
    virtual ~HttpHandler() = default;
    HttpHandler(const HttpHandler&) = delete;
    HttpHandler& operator=(const HttpHandler&) = delete;
    HttpHandler(HttpHandler&&) = delete;
    HttpHandler& operator=(HttpHandler&&) = delete;

    using Outcome = std::variant<HttpResponse, std::unique_ptr<HttpUpload>>;
    // The head of a request has arrived: answer, or take its body. An answer to a request whose
    // body is still to come closes the connection.
    virtual Outcome begin(const HttpRequest& request) = 0;

    // For logs and counters; the connection's thread waits for it.
    virtual void on_finished(const FinishedExchange& /*exchange*/) {}

    // An exception came out of begin(), of an upload or of on_finished(): a bug. The connection is
    // closed.
    virtual void on_exception(std::string_view /*what*/) noexcept {}

protected:
    HttpHandler() = default;
};

class HttpServer {
public:
    // `handler` must outlive the server. Unreachable or System when the address cannot be had.
    static Result<std::unique_ptr<HttpServer>> start(const HttpServerOptions& options,
                                                     HttpHandler& handler);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    HttpServer(HttpServer&&) = delete;
    HttpServer& operator=(HttpServer&&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // That are open now.
    [[nodiscard]] unsigned connections() const;

    // Breaks off the running answers that are made of one of these (HttpResponse::source): the
    // connection is reset, so that nobody takes the half for the whole. An answer to GET or HEAD
    // that a handler has made before this call and that was not begun yet is made anew, so the
    // handler must refuse by then. What the system's buffers hold is dropped when the connection's
    // thread has closed it, a moment later. Thread-safe; may be called by the handler.
    void cut_off(const std::unordered_set<Sha256>& sources);

    // Takes no more connections, answers what comes on those that it has (for stop_seconds at most,
    // a second for those that have said nothing yet), each with "Connection: close", then closes.
    // With a borrowed socket no client is refused: what comes from now on waits in its queue for
    // the next process.
    void stop();

private:
    struct State;
    explicit HttpServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// The standard's phrase for a status, for texts that people see ("Not Found").
std::string_view reason_phrase(int status);

}  // namespace gazette
