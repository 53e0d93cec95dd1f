#pragma once
// The part of the endpoint that changes it: /api/v1 as docs/release-api.yaml describes it. Each
// route has one scope or several of which a token needs one; everything is checked before a byte
// of a body is read. Problems are JSON (release/protocol.h). Any thread.
#include "base/files.h"
#include "base/time_zone.h"
#include "endpoint/release_store.h"
#include "net/http_server.h"

#include <string>
#include <utility>
#include <vector>

namespace gazette {

// A route as the document has it: "GET /api/v1/releases/{release}", and the scopes of which a token
// needs one.
struct ApiRoute {
    std::string name;
    std::vector<std::string> scopes;
};

std::vector<ApiRoute> api_routes();

class ApiAnswers {
public:
    // All must outlive it; `data` is the folder in which the tokens lie.
    ApiAnswers(Files& files, const Clock& clock, ReleaseStore& releases, std::string data)
        : files_(files), clock_(clock), releases_(releases), data_(std::move(data)) {}

    // For paths that begin with /api/.
    HttpHandler::Outcome begin(const HttpRequest& request);

private:
    Files& files_;
    const Clock& clock_;
    ReleaseStore& releases_;
    std::string data_;
};

}  // namespace gazette
