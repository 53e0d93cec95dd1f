#pragma once
// Micropub over HTTP (W3C Recommendation of 23 May 2017): by it, programs of many makers post for
// an organisation.
//
//   /micropub       POST: create, update, delete, undelete (form, JSON, multipart); GET: queries
//   /media          POST: a picture, kept until a post names it
//   /media/<id>     GET: that picture
//   /posts/<id>     GET: a post as its author may see it (the address that creating answers)
//
// All of it asks for a token, in the field Authorization or in a form's access_token, never in
// both. Cookies are not looked at, so any page of any origin may call (CORS "*"). In a multipart
// request the token comes before any file, or no byte of a file is kept. What is somebody else's
// and what does not exist have the same answer, byte by byte.
//
// Where the Recommendation and its public test suite differ: a missing scope is 401 with
// `insufficient_scope` (so says the Recommendation; later drafts and RFC 6750 say 403), and two
// tokens are 400 without JSON. Thread-safe; docs/formats/micropub.md.
#include "base/guarded.h"
#include "desk/app_tokens.h"
#include "desk/media_store.h"
#include "desk/micropub_request.h"
#include "desk/posts.h"
#include "net/http_server.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct MicropubOptions {
    std::string base;  // "https://desk.example.org": what addresses begin with, without a last "/"
    std::uint64_t most_body_bytes = std::uint64_t{64} << 20U;
    // Pictures that posts name are fetched from there wherever it is (net/safe_fetch.h).
    std::vector<std::string> trusted_hosts = {};
    std::chrono::seconds longest_fetching{20};  // for all pictures of a request
};

// What the answers work with; all must outlive the endpoint.
struct MicropubParts {
    Posts& posts;
    MediaStore& media;
    AppTokens& tokens;
    std::function<void(const Error&)> log;  // what went wrong inside; thread-safe
};

// One request, as far as its head tells.
struct MicropubCall {
    std::optional<AppGrant> grant;  // of the token in the head
    std::string key;                // Idempotency-Key
    ProblemLanguage language = ProblemLanguage::Chinese;
};

class MicropubEndpoint {
public:
    MicropubEndpoint(MicropubOptions options, MicropubParts parts);

    // Whether the path is one of those above.
    static bool is_path(std::string_view path);
    HttpHandler::Outcome begin(const HttpRequest& request);

    // ---- for the readers of bodies (micropub_bodies.h)

    [[nodiscard]] const MicropubOptions& options() const { return options_; }

    [[nodiscard]] MediaStore& media() { return parts_.media; }

    Understood<AppGrant> authenticate(std::string_view secret);
    HttpResponse perform(const MicropubRequest& request, const AppGrant& grant,
                         const MicropubCall& call);
    [[nodiscard]] std::string address_of_media(std::string_view id) const;
    // Logged where it is of the machine.
    [[nodiscard]] MicropubProblem problem_of(const Error& error) const;

private:
    struct Fetching {
        bool is_running = false;
    };

    Understood<MicropubCall> read_head(const HttpRequest& request);
    HttpHandler::Outcome begin_post(const HttpRequest& request, MicropubCall call);
    HttpResponse query(const HttpRequest& request, const AppGrant& grant, const MicropubCall& call);
    HttpResponse source(const HttpRequest& request, const AppGrant& grant,
                        const MicropubCall& call);
    HttpResponse show_post(std::string_view id, const AppGrant& grant);
    HttpResponse show_media(std::string_view id, const AppGrant& grant);
    [[nodiscard]] std::string address_of_post(std::string_view id) const;
    [[nodiscard]] std::optional<std::string> id_of_post(std::string_view address) const;

    HttpResponse create(const MicropubRequest& request, const AppGrant& grant,
                        const MicropubCall& call);
    Understood<PostChange> update(const MicropubRequest& request, const AppGrant& grant);
    Understood<PostChange> change(const MicropubRequest& request, const AppGrant& grant);
    Understood<std::string> media_of(std::string_view address, const PostAuthor& author,
                                     std::chrono::steady_clock::time_point until);
    Understood<std::string> fetch(std::string_view address, const PostAuthor& author,
                                  std::chrono::steady_clock::time_point until);

    MicropubOptions options_;
    MicropubParts parts_;
    Guarded<Fetching> fetching_;
};

// The answer to a request that went wrong.
HttpResponse micropub_problem(const MicropubProblem& problem, ProblemLanguage language);
// 201, with the address of what was made.
HttpResponse micropub_made_at(std::string address);
// What went wrong with an upload, in words of the protocol.
MicropubTrouble trouble_of(UploadProblem problem);

}  // namespace gazette
