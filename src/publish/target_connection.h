#pragma once
// The API of one endpoint as functions (release/protocol.h, docs/release-api.yaml). One thread.
//
// A request that is cut off or answered 429, 502, 503 or 504 is made again after a while
// (retries.h): all of them may be, since the endpoint answers a repeated one as the first. A pack
// or a blob that was cut off is not: who sends them asks first what is still missing.
//
// Errors: Denied (token), NotFound, Conflict, Invalid, TooLarge, Full as the endpoint says;
// Unreachable, Interrupted. The sentence that the endpoint gave is in the error.
#include "base/result.h"
#include "net/http_client.h"
#include "publish/retries.h"
#include "release/protocol.h"
#include "release/recall_protocol.h"
#include "release/why.h"

#include <cstddef>
#include <cstdint>
#include <functional>
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
    unsigned stall_seconds = 60;  // nothing moves for so long: cut off
    RetryOptions retries = {};    // its is_stopped breaks off running requests as well
};

class TargetConnection {
public:
    // `options` must outlive this.
    explicit TargetConnection(const TargetOptions& options);

    // Nothing before the first publish.
    Result<std::optional<ReleaseInfo>> current();
    Result<std::vector<ReleaseInfo>> releases();
    Result<Manifest> manifest(const ReleaseInfo& release);

    // Nothing: the endpoint does not know the base, the full form is wanted.
    Result<std::optional<Declared>> declare(const Declaration& declaration);

    // Told how much has gone out of the pack or blob that is being sent; may be empty.
    using Progress = std::function<void(std::uint64_t sent_bytes)>;
    Result<void> send_pack(const std::string& id, std::string_view pack,
                           const Progress& progress = {});
    Result<void> send_blob(const std::string& id, const Sha256& digest,
                           const HttpBodySource& source, const Progress& progress = {});

    // Whether the last pack or blob failed because its connection broke or nothing moved.
    [[nodiscard]] bool was_cut() const { return was_cut_; }

    // How often and how long to wait for this target now.
    [[nodiscard]] unsigned attempts() const;

    struct Switched {
        bool superseded = false;             // somebody published in between
        std::optional<ReleaseInfo> release;  // the new one, or theirs
    };

    // The tree that shall be current, and what it shall replace (0: nothing).
    struct Switch {
        std::string site;
        Sha256 root;
        std::uint64_t expected_current = 0;
        std::uint64_t tree_of = 0;  // with activate: of which release
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

    // What a reader gets at a path of a release, without a token: any status is an answer.
    Result<HttpReply> as_reader(std::string_view path);

    [[nodiscard]] std::size_t requests() const { return requests_; }

    [[nodiscard]] std::uint64_t sent_bytes() const { return sent_bytes_; }

private:
    [[nodiscard]] HttpCall call_to(std::string method, std::string_view path,
                                   std::string query = {}) const;
    Result<Why> ask_why(std::string query);

    // What else than success is tried again.
    struct Again {
        bool when_cut = true;
        bool when_busy = true;  // 429, 502, 503, 504
        unsigned most_attempts = 1'000;
    };

    Result<HttpReply> send(const HttpCall& call) { return send(call, Again()); }

    Result<HttpReply> send(const HttpCall& call, Again again);
    Result<HttpReply> send_part(const HttpCall& call);
    Result<Switched> send_switch(HttpCall call, SignedAction action, const Switch& wanted);

    const TargetOptions& options_;
    HttpClient client_;
    bool has_answered_ = false;
    bool was_cut_ = false;
    std::size_t requests_ = 0;
    std::uint64_t sent_bytes_ = 0;  // of bodies
};

}  // namespace gazette
