#include "endpoint/endpoint.h"

#include "base/hash.h"
#include "endpoint/site_answers.h"
#include "net/http_conditions.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

namespace gazette {
namespace {

constexpr std::uint64_t kFewestDescriptors = 256;
// The longest path, escaped, and what browsers and proxies add to it. OPTIMIZATION: each of
// thousands of listeners holds so much less than with the server's own limit: 8,000 of them 115
// MiB, not 215.
constexpr std::size_t kHeadBytes = std::size_t{8} << 10;

// Addresses of the endpoint itself that answer nothing yet (their first segment is reserved in
// every manifest, so no release can stand there).
bool is_reserved(std::string_view path) {
    for (const std::string_view name : {"/events", "/metrics", "/hub", "/api"}) {
        if (path == name || (path.starts_with(name) && path[name.size()] == '/')) return true;
    }
    return false;
}

// What the endpoint says of itself rather than of the site.
HttpResponse plain(int status, std::string text) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"Cache-Control", "no-store"},
                        {"X-Content-Type-Options", "nosniff"}};
    response.text = std::move(text);
    return response;
}

// What an address that only shows something answers to any other method.
HttpResponse other_method(const HttpRequest& request) {
    HttpResponse response;
    if (request.method == "OPTIONS") {
        response.status = 204;
    } else {
        response = plain(405, "405 Method Not Allowed\n");
    }
    response.headers.push_back({"Allow", std::string(kReaderMethods)});
    return response;
}

// The soft limit is 1024 on most systems, for programs that use select(); ours does not. That it
// cannot be raised only means fewer connections.
std::uint64_t raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kFewestDescriptors;
    rlimit raised = limit;
    raised.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

// A share of the connections is kept for those who read.
std::size_t listeners_within(unsigned connections) {
    constexpr unsigned kOneIn = 8;
    return connections - connections / kOneIn;
}

}  // namespace

unsigned connections_within(std::uint64_t descriptors, unsigned wanted) {
    constexpr std::uint64_t kOwnDescriptors = 64;  // epoll, lock, listening, uploads, tokens
    constexpr std::uint64_t kFewestConnections = 16;
    const std::uint64_t rest = descriptors > kOwnDescriptors ? descriptors - kOwnDescriptors : 0;
    return static_cast<unsigned>(
        std::min<std::uint64_t>(std::max(rest / 2, kFewestConnections), wanted));
}

Endpoint::Endpoint(Files& files, const Clock& clock, std::unique_ptr<FileLock> lock,
                   std::unique_ptr<ReleaseStore> releases, const EndpointOptions& options)
    : clock_(clock),
      started_(clock.now()),
      log_(options.log),
      lock_(std::move(lock)),
      releases_(std::move(releases)),
      api_(files, clock, *releases_, log_, options.data),
      coder_(files, releases_->blobs(), log_),
      events_(releases_->releases(), listeners_within(options.connections), options.heartbeat),
      changes_(*releases_) {
    if (options.requires_reviews) api_.require_reviews();
    if (options.access_log_days > 0) {
        access_log_ =
            std::make_unique<AccessLog>(files, clock,
                                        AccessLogOptions{.folder = join_path(options.data, "log"),
                                                         .address = options.access_log_address,
                                                         .keep_days = options.access_log_days},
                                        log_);
    }
    coder_.follow(releases_->current());
    releases_->tell_switches([this](std::shared_ptr<const ServedRelease> release) {
        events_.announce(release->record.info);
        coder_.follow(std::move(release));
    });
}

Endpoint::~Endpoint() { stop(); }

Result<std::unique_ptr<Endpoint>> Endpoint::start(const EndpointOptions& options, Files& files,
                                                  const Clock& clock) {
    const ListenAddress listen = TRY(parse_listen_address(options.listen));
    TRY(files.make_directories(options.data));
    auto lock = TRY(lock_file(join_path(options.data, "lock"), WhenLocked::Refuse));
    auto releases = TRY(ReleaseStore::open(files, clock, options.data, options.recalls));
    std::unique_ptr<Endpoint> endpoint(
        new Endpoint(files, clock, std::move(lock), std::move(releases), options));
    endpoint->server_ = TRY(HttpServer::start({.listen = listen,
                                               .listen_descriptor = options.listen_descriptor,
                                               .connections = options.connections,
                                               .idle_seconds = options.idle_seconds,
                                               .head_bytes = kHeadBytes},
                                              *endpoint));
    endpoint->releases_->tell_recalls(
        [server = endpoint->server_.get()](const auto& digests) { server->cut_off(digests); });
    endpoint->collection_ = std::make_unique<BackgroundCollection>(
        *endpoint->releases_, options.keep, options.collect_every, endpoint->log_);
    return endpoint;
}

std::uint16_t Endpoint::port() const { return server_->port(); }

void Endpoint::stop() {
    events_.close();  // they would be waited for
    if (server_ != nullptr) server_->stop();
    collection_.reset();
}

HttpHandler::Outcome Endpoint::begin(const HttpRequest& request) {
    if (request.path.starts_with("/api/")) return api_.begin(request);
    if (request.path == "*") return other_method(request);
    if (request.path == "/healthz") return health(request);
    if (request.path == "/metrics") return metrics(request);
    if (request.path == "/events") return events(request);
    if (is_reserved(request.path)) return plain(404, "404 Not Found\n");
    if (std::optional<std::string> json = changes_.answer(request.path)) {
        return app_answer(request, std::move(*json));
    }
    const std::shared_ptr<const ServedRelease> release = releases_->current();
    // After the release: a recall that comes between the two is seen.
    const std::shared_ptr<const Recalls> recalls = releases_->recalls();
    return answer_reader(request, {release.get(), *recalls, releases_->blobs(), clock_.now()},
                         log_);
}

void Endpoint::on_finished(const FinishedExchange& exchange) {
    counters_.count(exchange);
    if (access_log_ != nullptr) access_log_->add(exchange);
}

void Endpoint::on_exception(std::string_view what) noexcept {
    // To say that is the last thing that may fail here.
    try {
        log_.add(fmt::format("internal error, please report: {}", what));
    } catch (...) {
        return;
    }
}

HttpResponse Endpoint::health(const HttpRequest& request) const {
    if (request.method != "GET" && request.method != "HEAD") return other_method(request);
    const std::shared_ptr<const ServedRelease> release = releases_->current();
    if (!is_healthy(release.get(), releases_->blobs())) {
        return plain(503, release == nullptr ? "no release\n" : "the release cannot be read\n");
    }
    return plain(200, fmt::format("ok release {}\n", release->record.info.number));
}

// With a token, also on this machine: whatever a proxy hands on comes from this machine.
HttpResponse Endpoint::metrics(const HttpRequest& request) {
    if (request.method != "GET" && request.method != "HEAD") return other_method(request);
    if (std::optional<HttpResponse> refused = api_.refuse_to_show(request)) {
        return std::move(*refused);
    }
    EndpointState state;
    if (const std::shared_ptr<const ServedRelease> release = releases_->current()) {
        const ReleaseInfo& info = release->record.info;
        state.release = {info.number, info.entries, info.published_at};
    }
    state.recalled = releases_->recalls()->all().size();
    state.connections = server_->connections();
    state.started = started_;
    const BlobCoder::Counts coded = coder_.counts();
    state.coded_forms_made = coded.made;
    state.blobs_waiting = coded.waiting;
    if (access_log_ != nullptr) {
        const AccessLog::Counts lines = access_log_->counts();
        state.log_lines_written = lines.written;
        state.log_lines_lost = lines.lost;
    }
    HttpResponse response = plain(200, counters_.print(state));
    response.headers.front().value = "text/plain; version=0.0.4; charset=utf-8";
    return response;
}

HttpResponse Endpoint::events(const HttpRequest& request) {
    if (request.method != "GET" && request.method != "HEAD") return other_method(request);
    HttpResponse response;
    response.headers = {{"Content-Type", "text/event-stream; charset=utf-8"},
                        {"Cache-Control", "no-store"},
                        {"X-Accel-Buffering", "no"},  // nginx: hand each event on at once
                        {"X-Content-Type-Options", "nosniff"}};
    if (request.method == "HEAD") return response;
    response.stream = events_.listen(request.header("Last-Event-ID"));
    if (response.stream == nullptr) {
        response = plain(503, "too many listen already\n");
        response.headers.push_back({"Retry-After", "60"});
    }
    return response;
}

HttpResponse Endpoint::app_answer(const HttpRequest& request, std::string json) {
    if (request.method != "GET" && request.method != "HEAD") return other_method(request);
    constexpr std::size_t kDigits = 32;
    const std::string etag = fmt::format("\"{}\"", to_hex(sha256(json)).substr(0, kDigits));
    const ConditionalAnswer answer = evaluate_conditions(
        {.if_match = request.header("If-Match"), .if_none_match = request.header("If-None-Match")},
        {etag, std::nullopt, json.size()});
    HttpResponse response;
    response.status = answer.status;
    response.headers = {{"Content-Type", "application/json"},
                        {"Cache-Control", "no-cache"},
                        {"ETag", etag},
                        {"X-Content-Type-Options", "nosniff"}};
    // Of a 304 only the length is sent (RFC 9110 §8.6).
    if (answer.status == 200 || answer.status == 304) response.text = std::move(json);
    return response;
}

Result<void> run_endpoint(const EndpointOptions& options, Files& files, const Clock& clock,
                          int stop_descriptor,
                          const std::function<void(std::uint16_t port)>& started) {
    // Files are sent with sendfile, which raises SIGPIPE when a reader leaves.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    EndpointOptions fitted = options;
    fitted.connections = connections_within(raise_descriptor_limit(), options.connections);
    const std::unique_ptr<Endpoint> endpoint = TRY(Endpoint::start(fitted, files, clock));
    started(endpoint->port());
    pollfd stop{stop_descriptor, POLLIN, 0};
    while (::poll(&stop, 1, -1) < 0) {
        if (errno != EINTR) return failure(system_error("cannot wait for the end", errno));
    }
    endpoint->stop();
    return {};
}

}  // namespace gazette
