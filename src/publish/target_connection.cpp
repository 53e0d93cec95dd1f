#include "publish/target_connection.h"

#include "base/percent.h"
#include "base/text.h"
#include "release/merkle_tree.h"

#include <fmt/format.h>

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

bool is_problem(const HttpReply& reply, int status, std::string_view error) {
    if (reply.status != status) return false;
    const Result<ApiProblem> problem = parse_problem(reply.body);
    return problem && problem->error == error;
}

}  // namespace

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

Result<HttpReply> TargetConnection::send(const HttpCall& call) {
    ++requests_;
    sent_bytes_ += call.source ? call.source->size_bytes : call.body.size();
    return client_.send(call);
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
    const std::string json = print_declaration(declaration);
    HttpCall call = call_to("POST", "releases");
    call.headers.push_back({"Content-Type", "application/json"});
    call.body = json;
    const HttpReply reply = TRY(send(call));
    if (is_problem(reply, 409, "base-unknown")) return std::optional<Declared>();
    if (reply.status != 200 && reply.status != 201) return failure(refusal(reply));
    return std::optional(TRY(parse_declared(reply.body)));
}

Result<void> TargetConnection::send_pack(const std::string& id, std::string_view pack) {
    HttpCall call = call_to("POST", "packs", "release=" + percent_encode_path(id));
    call.headers.push_back({"Content-Type", "application/zstd"});
    call.body = pack;
    const HttpReply reply = TRY(send(call));
    if (reply.status != 200) return failure(refusal(reply));
    return {};
}

Result<void> TargetConnection::send_blob(const std::string& id, const Sha256& digest,
                                         const HttpBodySource& source) {
    HttpCall call = call_to("PUT", "blobs/" + to_hex(digest), "release=" + percent_encode_path(id));
    call.headers.push_back({"Content-Type", "application/octet-stream"});
    call.source = source;
    const HttpReply reply = TRY(send(call));
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
    return Switched{true, TRY(parse_problem(reply.body)).current};
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
