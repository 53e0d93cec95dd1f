#include "endpoint/endpoint.h"

#include "endpoint/site_answers.h"

#include <fmt/format.h>
#include <poll.h>

#include <cerrno>
#include <csignal>
#include <utility>

namespace gazette {
namespace {

// Addresses of the endpoint itself that answer nothing yet (their first segment is reserved in
// every manifest, so no release can stand there).
bool is_reserved(std::string_view path) {
    for (const std::string_view name : {"/events", "/metrics", "/hub", "/api"}) {
        if (path == name || (path.starts_with(name) && path[name.size()] == '/')) return true;
    }
    return false;
}

HttpResponse plain(int status, std::string text) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"Cache-Control", "no-store"},
                        {"X-Content-Type-Options", "nosniff"}};
    response.text = std::move(text);
    return response;
}

}  // namespace

Endpoint::Endpoint(Files& files, const Clock& clock, std::unique_ptr<FileLock> lock,
                   std::unique_ptr<ReleaseStore> releases, const std::string& data)
    : clock_(clock),
      lock_(std::move(lock)),
      releases_(std::move(releases)),
      api_(files, clock, *releases_, data) {}

Endpoint::~Endpoint() { stop(); }

Result<std::unique_ptr<Endpoint>> Endpoint::start(const EndpointOptions& options, Files& files,
                                                  const Clock& clock) {
    const ListenAddress listen = TRY(parse_listen_address(options.listen));
    TRY(files.make_directories(options.data));
    auto lock = TRY(lock_file(join_path(options.data, "lock"), WhenLocked::Refuse));
    auto releases = TRY(ReleaseStore::open(files, clock, options.data));
    std::unique_ptr<Endpoint> endpoint(
        new Endpoint(files, clock, std::move(lock), std::move(releases), options.data));
    endpoint->server_ = TRY(HttpServer::start({.listen = listen,
                                               .connections = options.connections,
                                               .idle_seconds = options.idle_seconds},
                                              *endpoint));
    return endpoint;
}

std::uint16_t Endpoint::port() const { return server_->port(); }

void Endpoint::stop() {
    if (server_ != nullptr) server_->stop();
}

HttpHandler::Outcome Endpoint::begin(const HttpRequest& request) {
    if (request.path.starts_with("/api/")) return api_.begin(request);
    if (request.path == "/healthz") return health();
    if (is_reserved(request.path)) return plain(404, "404 Not Found\n");
    const std::shared_ptr<const ServedRelease> release = releases_->current();
    return answer_reader(request, release.get(), releases_->blobs(), clock_.now());
}

HttpResponse Endpoint::health() const {
    const std::shared_ptr<const ServedRelease> release = releases_->current();
    if (!is_healthy(release.get(), releases_->blobs())) {
        return plain(503, release == nullptr ? "no release\n" : "the release cannot be read\n");
    }
    return plain(200, fmt::format("ok release {}\n", release->record.info.number));
}

Result<void> run_endpoint(const EndpointOptions& options, Files& files, const Clock& clock,
                          int stop_descriptor,
                          const std::function<void(std::uint16_t port)>& started) {
    // Files are sent with sendfile, which raises SIGPIPE when a reader leaves.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    const std::unique_ptr<Endpoint> endpoint = TRY(Endpoint::start(options, files, clock));
    started(endpoint->port());
    pollfd stop{stop_descriptor, POLLIN, 0};
    while (::poll(&stop, 1, -1) < 0) {
        if (errno != EINTR) return failure(system_error("cannot wait for the end", errno));
    }
    endpoint->stop();
    return {};
}

}  // namespace gazette
