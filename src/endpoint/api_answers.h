#pragma once
// The part of the endpoint that changes it: /api/v1 as docs/release-api.yaml describes it. Each
// route has one scope or several of which a token needs one; everything is checked before a byte
// of a body is read. Problems are JSON (release/protocol.h). Any thread.
#include "base/files.h"
#include "base/time_zone.h"
#include "endpoint/error_log.h"
#include "endpoint/release_store.h"
#include "net/http_server.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gazette {

// A route as the document has it: "GET /api/v1/releases/{release}", and the scopes of which a token
// needs one. With /metrics, which is not below /api/ but asks for a token as well.
struct ApiRoute {
    std::string name;
    std::vector<std::string> scopes;
};

std::vector<ApiRoute> api_routes();

// What the answers work with. Declarations are large in memory: their bodies together are bounded,
// and one is read at a time.
struct ApiWorkshop {
    Files& files;
    std::string data;  // the folder in which tokens and pinned keys lie
    ReleaseStore& releases;
    ErrorLog& log;
    std::mutex declaring = {};
    std::mutex explaining = {};                     // reads whole manifests: one at a time
    std::atomic<std::uint64_t> declared_bytes = 0;  // of bodies that are on their way
    bool requires_reviews = false;  // no release of a newsroom without stages of review
};

class ApiAnswers {
public:
    // All must outlive it; `data` is the folder in which tokens and pinned keys lie.
    ApiAnswers(Files& files, const Clock& clock, ReleaseStore& releases, ErrorLog& log,
               std::string data)
        : clock_(clock), workshop_{files, std::move(data), releases, log} {}

    // From now on no release is taken, or gone back to, whose build demanded no sign-offs. Before
    // the first request.
    void require_reviews() { workshop_.requires_reviews = true; }

    // For paths that begin with /api/.
    HttpHandler::Outcome begin(const HttpRequest& request);
    // For what only shows the state (/metrics): the answer to a request without a token of the
    // scope `read`.
    std::optional<HttpResponse> refuse_to_show(const HttpRequest& request);

private:
    const Clock& clock_;
    ApiWorkshop workshop_;
};

}  // namespace gazette
