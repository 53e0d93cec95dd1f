#pragma once
// The media client's endpoint: takes releases from publishers and serves the current one to
// readers. One process a data folder (a lock), everything it keeps lies in that folder.
//
// Not here: TLS and HTTP/2 (a reverse proxy's), articles (it knows paths and digests only).
#include "base/files.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "endpoint/access_log.h"
#include "endpoint/api_answers.h"
#include "endpoint/blob_coder.h"
#include "endpoint/error_log.h"
#include "endpoint/event_hub.h"
#include "endpoint/metrics.h"
#include "endpoint/release_changes.h"
#include "endpoint/release_collector.h"
#include "endpoint/release_store.h"
#include "net/http_server.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace gazette {

struct EndpointOptions {
    std::string data;                       // folder; made when missing
    std::string listen = "127.0.0.1:8640";  // port 0: any free one
    int listen_descriptor =
        -1;  // a listening socket instead: it stays open when the endpoint stops
    unsigned connections = 10'000;  // at most; run_endpoint fits them to the descriptors
    unsigned idle_seconds = 30;
    std::chrono::milliseconds heartbeat{15'000};  // of /events
    RecallStoreOptions recalls = {};
    std::size_t keep = 30;                            // releases; older ones go, at least 2 stay
    std::chrono::milliseconds collect_every{30'000};  // looks so often for what may go
    // The access log, in the folder's log/: of how many days it is kept (0: none is written), and
    // how much of an address.
    std::size_t access_log_days = 0;
    LoggedAddress access_log_address = LoggedAddress::Truncated;
    bool requires_reviews = false;  // refuses releases of a newsroom without stages of review
    ErrorLog::Sink log = {};        // what went wrong inside, a line each; may be empty
};

// How many connections the process can serve with so many descriptors: one for the socket and one
// for the file that it sends, and some for the endpoint itself.
unsigned connections_within(std::uint64_t descriptors, unsigned wanted);

// Running while it lives. Thread-safe after start.
class Endpoint final : private HttpHandler {
public:
    // Conflict when another endpoint has the folder; Damaged when the folder does not check.
    static Result<std::unique_ptr<Endpoint>> start(const EndpointOptions& options, Files& files,
                                                   const Clock& clock);
    ~Endpoint() override;
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;
    Endpoint(Endpoint&&) = delete;
    Endpoint& operator=(Endpoint&&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // Lets running requests end.
    void stop();

    // Makes the compressed forms of what readers get.
    [[nodiscard]] const BlobCoder& coder() const { return coder_; }

private:
    Endpoint(Files& files, const Clock& clock, std::unique_ptr<FileLock> lock,
             std::unique_ptr<ReleaseStore> releases, const EndpointOptions& options);
    Outcome begin(const HttpRequest& request) override;
    void on_finished(const FinishedExchange& exchange) override;
    void on_exception(std::string_view what) noexcept override;
    [[nodiscard]] HttpResponse health(const HttpRequest& request) const;
    HttpResponse metrics(const HttpRequest& request);
    HttpResponse events(const HttpRequest& request);
    static HttpResponse app_answer(const HttpRequest& request, std::string json);

    const Clock& clock_;
    Instant started_;
    ErrorLog log_;
    std::unique_ptr<FileLock> lock_;
    std::unique_ptr<ReleaseStore> releases_;
    ApiAnswers api_;
    BlobCoder coder_;
    EventHub events_;
    ReleaseChanges changes_;
    std::unique_ptr<BackgroundCollection> collection_;
    RequestCounters counters_;
    std::unique_ptr<AccessLog> access_log_;  // null: none is written
    std::unique_ptr<HttpServer> server_;     // last: it stops before what it uses goes
};

// Serves until `stop_descriptor` can be read (a signalfd, a pipe). `started` is told the port.
// Raises the process's limit of open files as far as it may.
Result<void> run_endpoint(const EndpointOptions& options, Files& files, const Clock& clock,
                          int stop_descriptor,
                          const std::function<void(std::uint16_t port)>& started);

}  // namespace gazette
