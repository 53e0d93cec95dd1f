#pragma once
// The API of one endpoint as functions (release/protocol.h, docs/release-api.yaml). One thread.
//
// Errors: Denied (token), NotFound, Conflict, Invalid, TooLarge, Full as the endpoint says;
// Unreachable. The sentence that the endpoint gave is in the error.
#include "base/result.h"
#include "net/http_client.h"
#include "release/protocol.h"
#include "release/recall_protocol.h"
#include "release/why.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct TargetOptions {
    Url url;  // of the site: the API lies below its path
    std::string token;
    std::optional<SigningKey> key = {};  // with which publishes and rollbacks are signed
    PlainHttp plain_http = PlainHttp::LoopbackOnly;
};

class TargetConnection {
public:
    explicit TargetConnection(const TargetOptions& options)
        : options_(options), client_({.plain_http = options.plain_http}) {}

    // Nothing before the first publish.
    Result<std::optional<ReleaseInfo>> current();
    Result<std::vector<ReleaseInfo>> releases();
    Result<Manifest> manifest(const ReleaseInfo& release);

    // Nothing: the endpoint does not know the base, the full form is wanted.
    Result<std::optional<Declared>> declare(const Declaration& declaration);
    Result<void> send_pack(const std::string& id, std::string_view pack);
    Result<void> send_blob(const std::string& id, const Sha256& digest,
                           const HttpBodySource& source);

    struct Switched {
        bool superseded = false;             // somebody published in between
        std::optional<ReleaseInfo> release;  // the new one, or theirs
    };

    // The tree that shall be current, and what it shall replace (0: nothing).
    struct Switch {
        std::string site;
        Sha256 root;
        std::uint64_t expected_current = 0;
    };

    Result<Switched> publish(const std::string& id, const Switch& wanted);
    Result<Switched> activate(std::uint64_t number, const Switch& wanted, std::string_view note);

    Result<RecallReport> recall(const RecallOrder& order);
    Result<std::vector<Recall>> recalls();
    // Signed with the key, if there is one.
    Result<void> lift(LiftOrder order);

    // What readers get at a path of the site (decoded, without the first slash), or of an article.
    Result<Why> why_path(std::string_view path);
    Result<Why> why_article(std::string_view id);

    [[nodiscard]] std::size_t requests() const { return requests_; }

    [[nodiscard]] std::uint64_t sent_bytes() const { return sent_bytes_; }

private:
    [[nodiscard]] HttpCall call_to(std::string method, std::string_view path,
                                   std::string query = {}) const;
    Result<HttpReply> send(const HttpCall& call);
    Result<Why> ask_why(std::string query);
    Result<Switched> send_switch(HttpCall call, SignedAction action, const Switch& wanted);

    TargetOptions options_;
    HttpClient client_;
    std::size_t requests_ = 0;
    std::uint64_t sent_bytes_ = 0;  // of bodies
};

}  // namespace gazette
