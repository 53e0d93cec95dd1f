#pragma once
// An HTTP/1.1 server (libmicrohttpd, epoll, a few threads) with types of our own. It parses and
// limits; what requests mean is the handler's business. TLS and HTTP/2 are the reverse proxy's.
//
// Threads: the handler is called from several at once; one request is served by one thread, and a
// handler that takes long delays the other connections of its thread.
// Limits: head 32 KiB, bodies what the handler allows, connections in all and per address, time
// without any byte. A body must have a Content-Length (411 otherwise).
#include "base/result.h"
#include "net/http_message.h"
#include "net/url.h"

#include <cstdint>
#include <memory>
#include <variant>

namespace gazette {

struct HttpServerOptions {
    ListenAddress listen = {};             // port 0: any free one
    unsigned connections = 2000;           // in all
    unsigned connections_per_address = 0;  // 0: no limit of its own (a proxy in front)
    unsigned idle_seconds = 30;            // without a byte in either direction
    unsigned threads = 4;
    unsigned stop_seconds = 10;  // how long stop() waits for running requests
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

    // Lets running requests end (for stop_seconds at most), answers new ones with 503, then closes.
    void stop();

private:
    struct State;
    explicit HttpServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// The standard's phrase for a status, for texts that people see ("Not Found").
std::string_view reason_phrase(int status);

}  // namespace gazette
