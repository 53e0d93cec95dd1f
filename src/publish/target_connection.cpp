#include "publish/target_connection.h"

#include "base/percent.h"
#include "base/text.h"
#include "formats/zstd_stream.h"
#include "net/http_conditions.h"
#include "release/merkle_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gazette {
namespace {

ErrorCode code_of(int status) {
    switch (status) {
        case 401:
        case 403:
            return ErrorCode::Denied;
        case 404:
            return ErrorCode::NotFound;
        case 409:
        case 412:
            return ErrorCode::Conflict;
        case 400:
        case 422:
            return ErrorCode::Invalid;
        case 413:
            return ErrorCode::TooLarge;
        case 507:
            return ErrorCode::Full;
        default:
            return ErrorCode::Unreachable;
    }
}

// What the target said, in its own words where it is one of ours.
Error refusal(const HttpReply& reply) {
    const Result<ApiProblem> problem = parse_problem(reply.body);
    const std::string why = problem ? problem->message : "the answer is not that of an endpoint";
    return Error{
        code_of(reply.status), fmt::format("the target answers {}: {}", reply.status, why), {}, 0};
}

// In a query "&", "+" and "=" have a meaning of their own.
std::string query_value(std::string_view text) {
    const std::string value = percent_encode_path(text);
    return replace_all(replace_all(replace_all(value, "&", "%26"), "+", "%2B"), "=", "%3D");
}

constexpr int kRequestTimeout = 408;  // the body was not whole in time: as if it had been cut off

bool is_busy(int status) {
    return status == 429 || status == 502 || status == 503 || status == 504;
}

std::optional<std::chrono::milliseconds> asked_wait(const HttpReply& reply) {
    const auto value = reply.header("Retry-After");
    if (!value) return std::nullopt;
    const auto date = reply.header("Date");
    return read_retry_after(*value, date ? parse_http_date(*date) : std::nullopt);
}

bool is_problem(const HttpReply& reply, int status, std::string_view error) {
    if (reply.status != status) return false;
    const Result<ApiProblem> problem = parse_problem(reply.body);
    return problem && problem->error == error;
}

}  // namespace

TargetConnection::TargetConnection(const TargetOptions& options)
    : options_(options),
      client_({.plain_http = options.plain_http,
               .stall_seconds = options.stall_seconds,
               .is_stopped = options.retries.is_stopped}) {}

HttpCall TargetConnection::call_to(std::string method, std::string_view path,
                                   std::string query) const {
    HttpCall call;
    call.method = std::move(method);
    call.url = options_.url;
    if (!call.url.path.ends_with('/')) call.url.path += '/';
    call.url.path += "api/v1/";
    call.url.path += path;
    call.url.query = std::move(query);
    call.headers.push_back({"Authorization", "Bearer " + options_.token});
    return call;
}

unsigned TargetConnection::attempts() const {
    return has_answered_ ? options_.retries.attempts : options_.retries.attempts_to_reach;
}

Result<HttpReply> TargetConnection::send(const HttpCall& call, Again again) {
    Retries retries(options_.retries);
    const auto most = [&] { return std::min(attempts(), again.most_attempts); };
    while (true) {
        ++requests_;
        sent_bytes_ += call.source ? call.source->size_bytes : call.body.size();
        Result<HttpReply> reply = client_.send(call);
        if (!reply) {
            const bool is_worth_it = again.when_cut && reply.error().code == ErrorCode::Unreachable;
            if (!is_worth_it || !retries.wait_after(reply.error(), most())) return reply;
            continue;
        }
        has_answered_ = true;
        if (!again.when_busy || !is_busy(reply->status)) return reply;
        // Somebody has told the endpoint to take nothing for now: not over in a minute.
        if (is_problem(*reply, 503, "held")) return reply;
        if (!retries.wait_after(refusal(*reply), most(), asked_wait(*reply))) return reply;
    }
}

Result<HttpReply> TargetConnection::send_part(const HttpCall& call) {
    Result<HttpReply> reply = send(call, {.when_cut = false});
    was_cut_ =
        reply ? reply->status == kRequestTimeout : reply.error().code == ErrorCode::Unreachable;
    return reply;
}

Result<std::optional<ReleaseInfo>> TargetConnection::current() {
    const HttpReply reply = TRY(send(call_to("GET", "releases/current")));
    if (is_problem(reply, 404, "not-found")) return std::optional<ReleaseInfo>();
    if (reply.status != 200) return failure(refusal(reply));
    return std::optional(TRY(parse_release(reply.body)));
}

Result<std::vector<ReleaseInfo>> TargetConnection::releases() {
    const HttpReply reply = TRY(send(call_to("GET", "releases")));
    if (reply.status != 200) return failure(refusal(reply));
    return parse_releases(reply.body);
}

Result<Manifest> TargetConnection::manifest(const ReleaseInfo& release) {
    const HttpReply reply =
        TRY(send(call_to("GET", fmt::format("releases/{}/manifest", release.number))));
    if (reply.status != 200) return failure(refusal(reply));
    Manifest manifest = TRY(parse_manifest(reply.body));
    if (merkle_root(manifest.entries) != release.root) {
        return failure(ErrorCode::Invalid, "the target's manifest has another root than it says");
    }
    return manifest;
}

Result<std::optional<Declared>> TargetConnection::declare(const Declaration& declaration) {
    const std::string packed = compress_zstd(print_declaration(declaration));
    HttpCall call = call_to("POST", "releases");
    call.headers.push_back({"Content-Type", "application/json"});
    call.headers.push_back({"Content-Encoding", "zstd"});
    call.body = packed;
    const HttpReply reply = TRY(send(call));
    if (is_problem(reply, 409, "base-unknown")) return std::optional<Declared>();
    if (reply.status != 200 && reply.status != 201) return failure(refusal(reply));
    return std::optional(TRY(parse_declared(reply.body)));
}

Result<void> TargetConnection::send_pack(const std::string& id, std::string_view pack,
                                         const Progress& progress) {
    HttpCall call = call_to("POST", "packs", "release=" + percent_encode_path(id));
    call.headers.push_back({"Content-Type", "application/zstd"});
    call.body = pack;
    call.progress = progress;
    const HttpReply reply = TRY(send_part(call));
    if (reply.status != 200) return failure(refusal(reply));
    return {};
}

Result<void> TargetConnection::send_blob(const std::string& id, const Sha256& digest,
                                         const HttpBodySource& source, const Progress& progress) {
    HttpCall call = call_to("PUT", "blobs/" + to_hex(digest), "release=" + percent_encode_path(id));
    call.headers.push_back({"Content-Type", "application/octet-stream"});
    call.source = source;
    call.progress = progress;
    const HttpReply reply = TRY(send_part(call));
    if (reply.status != 200 && reply.status != 201) return failure(refusal(reply));
    return {};
}

Result<RecallReport> TargetConnection::recall(const RecallOrder& order) {
    const std::string json = print_recall_order(order);
    HttpCall call = call_to("POST", "recalls");
    call.headers.push_back({"Content-Type", "application/json"});
    call.body = json;
    const HttpReply reply = TRY(send(call));
    if (reply.status != 200) return failure(refusal(reply));
    return parse_recall_report(reply.body);
}

Result<std::vector<Recall>> TargetConnection::recalls() {
    const HttpReply reply = TRY(send(call_to("GET", "recalls")));
    if (reply.status != 200) return failure(refusal(reply));
    return parse_recalls(reply.body);
}

Result<void> TargetConnection::lift(LiftOrder order) {
    if (options_.key) {
        order.signed_by = {options_.key->public_key().id(),
                           options_.key->sign(signed_message(order))};
    }
    const std::string json = print_lift_order(order);
    HttpCall call = call_to("POST", "lifts");
    call.headers.push_back({"Content-Type", "application/json"});
    call.body = json;
    const HttpReply reply = TRY(send(call));
    if (reply.status != 200) return failure(refusal(reply));
    return {};
}

Result<HttpReply> TargetConnection::as_reader(std::string_view path) {
    HttpCall call;
    call.url = options_.url;
    if (!call.url.path.ends_with('/')) call.url.path += '/';
    call.url.path += percent_encode_path(path);
    // The bytes themselves, and not those that a cache between us and the endpoint remembers.
    call.headers.push_back({"Accept-Encoding", "identity"});
    call.headers.push_back({"Cache-Control", "no-cache"});
    // The release is out: who waits for the end of the command is not kept for minutes.
    constexpr unsigned kMostAttempts = 3;
    return send(call, {.when_busy = false, .most_attempts = kMostAttempts});
}

Result<TargetConnection::Switched> TargetConnection::send_switch(HttpCall call, SignedAction action,
                                                                 const Switch& wanted) {
    call.headers.push_back({"If-Match", fmt::format("\"{}\"", wanted.expected_current)});
    std::string statement;
    if (options_.key) {
        ReleaseStatement said;
        said.action = action;
        said.site = wanted.site;
        said.number = wanted.expected_current + 1;
        said.base = wanted.expected_current;
        said.root = wanted.root;
        statement = print_statement(sign(said, *options_.key));
        call.headers.push_back({"Content-Type", "application/json"});
        call.body = statement;
    }
    const HttpReply reply = TRY(send(call));
    if (reply.status == 200) return Switched{false, TRY(parse_release(reply.body))};
    if (!is_problem(reply, 412, "superseded")) return failure(refusal(reply));
    std::optional<ReleaseInfo> current = TRY(parse_problem(reply.body)).current;
    // It was done, by a request before whose answer was lost (the library repeats by itself what a
    // kept connection lost), or somebody else did the very same.
    const bool is_ours = current && current->base == wanted.expected_current &&
                         current->tree_of == wanted.tree_of &&
                         (wanted.tree_of != 0 || current->root == wanted.root);
    return Switched{!is_ours, std::move(current)};
}

Result<TargetConnection::Switched> TargetConnection::publish(const std::string& id,
                                                             const Switch& wanted) {
    return send_switch(call_to("POST", fmt::format("releases/{}/publish", percent_encode_path(id))),
                       SignedAction::Publish, wanted);
}

Result<TargetConnection::Switched> TargetConnection::activate(std::uint64_t number,
                                                              const Switch& wanted,
                                                              std::string_view note) {
    return send_switch(call_to("POST", fmt::format("releases/{}/activate", number),
                               note.empty() ? std::string() : "note=" + query_value(note)),
                       SignedAction::Activate, wanted);
}

Result<Why> TargetConnection::ask_why(std::string query) {
    const HttpReply reply = TRY(send(call_to("GET", "why", std::move(query))));
    if (reply.status != 200) return failure(refusal(reply));
    return parse_why(reply.body);
}

Result<Why> TargetConnection::why_path(std::string_view path) {
    return ask_why("path=" + query_value(path));
}

Result<Why> TargetConnection::why_article(std::string_view id) {
    return ask_why("article=" + query_value(id));
}

}  // namespace gazette
