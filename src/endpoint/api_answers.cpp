#include "endpoint/api_answers.h"

#include "base/text.h"
#include "endpoint/explain.h"
#include "endpoint/pinned_keys.h"
#include "endpoint/tokens.h"
#include "formats/pack_zstd.h"
#include "formats/zstd_stream.h"
#include "release/protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <variant>

namespace gazette {
namespace {

constexpr std::string_view kRoot = "/api/v1/";

enum class Route {
    ListReleases,
    Declare,
    ShowRelease,
    ShowManifest,
    Publish,
    Activate,
    TakePack,
    TakeBlob,
    ListRecalls,
    Recall,
    Lift,
    Explain,
};

struct RouteRule {
    Route route;
    std::string_view method;
    std::string_view pattern;            // segments below /api/v1/; "*" is any one
    std::span<const TokenScope> scopes;  // a token needs one of them
};

constexpr std::array kMayRead = {TokenScope::Read, TokenScope::Publish, TokenScope::Rollback};
constexpr std::array kMayShow = {TokenScope::Read};
constexpr std::array kMayPublish = {TokenScope::Publish};
constexpr std::array kMayRollBack = {TokenScope::Rollback};
constexpr std::array kMayRecall = {TokenScope::Recall};
constexpr std::array kMayLift = {TokenScope::Lift};
constexpr std::array kMaySeeRecalls = {TokenScope::Read, TokenScope::Publish, TokenScope::Rollback,
                                       TokenScope::Recall, TokenScope::Lift};

// Route × scope, the whole table.
constexpr std::array<RouteRule, 12> kRoutes = {{
    {Route::ListReleases, "GET", "releases", kMayRead},
    {Route::Declare, "POST", "releases", kMayPublish},
    {Route::ShowRelease, "GET", "releases/*", kMayRead},
    {Route::ShowManifest, "GET", "releases/*/manifest", kMayRead},
    {Route::Publish, "POST", "releases/*/publish", kMayPublish},
    {Route::Activate, "POST", "releases/*/activate", kMayRollBack},
    {Route::TakePack, "POST", "packs", kMayPublish},
    {Route::TakeBlob, "PUT", "blobs/*", kMayPublish},
    {Route::ListRecalls, "GET", "recalls", kMaySeeRecalls},
    {Route::Recall, "POST", "recalls", kMayRecall},
    {Route::Lift, "POST", "lifts", kMayLift},
    {Route::Explain, "GET", "why", kMayRead},
}};

HttpResponse json_response(int status, std::string json) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "application/json"},
                        {"Cache-Control", "no-store"},
                        {"X-Content-Type-Options", "nosniff"}};
    response.text = std::move(json);
    return response;
}

HttpResponse problem(int status, std::string error, std::string message) {
    return json_response(status,
                         print_problem({std::move(error), std::move(message), std::nullopt}));
}

struct StatusOfError {
    int status;
    std::string_view error;
};

StatusOfError status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::NotFound:
            return {404, "not-found"};
        case ErrorCode::AlreadyExists:
        case ErrorCode::Conflict:
            return {409, "conflict"};
        case ErrorCode::Denied:
            return {403, "forbidden"};
        case ErrorCode::Invalid:
            return {422, "invalid"};
        case ErrorCode::TooLarge:
            return {413, "too-large"};
        case ErrorCode::Full:
            return {507, "disk-full"};
        case ErrorCode::Unreachable:
        case ErrorCode::Damaged:
        case ErrorCode::Interrupted:
        case ErrorCode::System:
        case ErrorCode::Library:
            return {500, "internal"};
    }
    return {500, "internal"};
}

HttpResponse busy(std::string message) {
    HttpResponse response = problem(503, "busy", std::move(message));
    response.headers.push_back({"Retry-After", "5"});
    return response;
}

// What went wrong inside stays inside: paths of the machine are nobody's business, and a file that
// the machine has not is not an address that the endpoint has not.
HttpResponse problem_of(const Error& error, ErrorLog& log) {
    const bool is_of_machine = error.os_error != 0 && error.code != ErrorCode::Full;
    const auto [status, word] =
        is_of_machine ? StatusOfError{500, "internal"} : status_of(error.code);
    const bool is_inner = error.os_error != 0 || status >= 500;
    if (!is_inner) return problem(status, std::string(word), describe(error));
    log.add(error);
    if (error.os_error == EMFILE || error.os_error == ENFILE) {
        return busy("the endpoint has too many files open");
    }
    return problem(status, std::string(word), "the endpoint could not do this; its log says why");
}

std::vector<std::string_view> segments_below_root(std::string_view path) {
    return split(path.substr(kRoot.size()), '/');
}

bool matches(std::string_view pattern, const std::vector<std::string_view>& segments) {
    const std::vector<std::string_view> parts = split(pattern, '/');
    return std::ranges::equal(parts, segments, [](std::string_view part, std::string_view given) {
        return part == "*" ? !given.empty() : part == given;
    });
}

// The rule, or the answer that there is none for this path or this method.
std::variant<const RouteRule*, HttpResponse> find_route(const HttpRequest& request) {
    if (!request.path.starts_with(kRoot)) return problem(404, "not-found", "no such address");
    const std::vector<std::string_view> segments = segments_below_root(request.path);
    std::vector<std::string> allowed;
    for (const RouteRule& rule : kRoutes) {
        if (!matches(rule.pattern, segments)) continue;
        // HEAD is GET whose body the server leaves out (RFC 9110 §9.3.2).
        const bool is_head = request.method == "HEAD" && rule.method == "GET";
        if (rule.method == request.method || is_head) return &rule;
        allowed.emplace_back(rule.method);
        if (rule.method == "GET") allowed.emplace_back("HEAD");
    }
    if (allowed.empty()) return problem(404, "not-found", "no such address");
    allowed.emplace_back("OPTIONS");
    HttpResponse response;
    if (request.method == "OPTIONS") {
        response.status = 204;
    } else {
        response = problem(405, "method-not-allowed", "this address has other methods");
    }
    response.headers.push_back({"Allow", join(allowed, ", ")});
    return response;
}

HttpResponse unauthorized(std::string message) {
    HttpResponse response = problem(401, "unauthorized", std::move(message));
    response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"gazette\""});
    return response;
}

std::optional<std::uint64_t> parse_release_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size() && number > 0;
    return is_number ? std::optional(number) : std::nullopt;
}

// If-Match: "7"; "0" says that nothing is published yet.
std::optional<std::uint64_t> expected_release(const HttpRequest& request) {
    std::string_view text = trim_ascii(request.header("If-Match").value_or(""));
    if (text.size() < 3 || !text.starts_with('"') || !text.ends_with('"')) return std::nullopt;
    text = text.substr(1, text.size() - 2);
    if (text == "0") return 0;
    return parse_release_number(text);
}

std::string release_tag(std::uint64_t number) { return fmt::format("\"{}\"", number); }

HttpResponse switch_response(const Result<SwitchOutcome>& outcome, ErrorLog& log) {
    if (!outcome) return problem_of(outcome.error(), log);
    switch (outcome->kind) {
        case SwitchOutcome::Kind::Published:
        case SwitchOutcome::Kind::PublishedBefore: {
            HttpResponse response = json_response(200, print_release(outcome->release));
            response.headers.push_back({"ETag", release_tag(outcome->release.number)});
            return response;
        }
        case SwitchOutcome::Kind::Superseded: {
            ApiProblem told{"superseded", "another release was published in between", {}};
            if (outcome->release.number > 0) told.current = outcome->release;
            return json_response(412, print_problem(told));
        }
        case SwitchOutcome::Kind::Incomplete:
            return problem(409, "incomplete",
                           fmt::format("{} files are still missing", outcome->missing));
        case SwitchOutcome::Kind::Held: {
            HttpResponse response =
                problem(503, "held",
                        outcome->reason.empty()
                            ? std::string("the endpoint is on hold and publishes nothing")
                            : fmt::format("the endpoint is on hold: {}", outcome->reason));
            response.headers.push_back({"Retry-After", "60"});
            return response;
        }
    }
    return problem(500, "internal", "");
}

// A body that is read as a whole; its length was looked at before.
class SmallUpload : public HttpUpload {
public:
    void add(std::string_view piece) final { body_ += piece; }

protected:
    [[nodiscard]] const std::string& body() const { return body_; }

private:
    std::string body_;
};

// What the build of a release says that it demanded; the newsroom's key, where one is pinned, signs
// only for what it built.
bool lacks_reviews(const ApiWorkshop& workshop, std::string_view review) {
    return workshop.requires_reviews && review == "none";
}

HttpResponse unreviewed() {
    return problem(403, "unreviewed",
                   "this endpoint takes only releases of a newsroom with stages of review");
}

// As JSON, or that under zstd: then what is unpacked counts among the bytes on their way like what
// came, piece by piece, so that no ratio takes more memory than is allowed to all together.
class DeclareUpload final : public HttpUpload {
public:
    enum class Coding { None, Zstd };

    // `bytes` were added to those on their way; they are taken off again at the end.
    DeclareUpload(ApiWorkshop& workshop, std::string by, std::uint64_t bytes, Coding coding)
        : workshop_(workshop), by_(std::move(by)), bytes_(bytes) {
        if (coding == Coding::None) return;
        reader_ = std::make_unique<ZstdReader>(
            [this](std::string_view piece) { return take_unpacked(piece); });
    }

    ~DeclareUpload() override { workshop_.declared_bytes -= bytes_; }

    DeclareUpload(const DeclareUpload&) = delete;
    DeclareUpload& operator=(const DeclareUpload&) = delete;
    DeclareUpload(DeclareUpload&&) = delete;
    DeclareUpload& operator=(DeclareUpload&&) = delete;

    void add(std::string_view piece) override {
        if (reader_ == nullptr) {
            json_ += piece;
        } else if (unpacked_) {
            unpacked_ = reader_->add(piece);
        }
    }

    HttpResponse finish() override {
        if (is_over_) return busy("other releases are being declared");
        if (reader_ != nullptr && unpacked_) unpacked_ = reader_->finish();
        if (!unpacked_) return unreadable(unpacked_.error());
        const std::scoped_lock lock(workshop_.declaring);
        Result<Declaration> declaration = parse_declaration(json_);
        json_ = {};
        if (!declaration) return unreadable(declaration.error());
        if (lacks_reviews(workshop_, declaration->review)) return unreviewed();
        const Result<DeclareOutcome> outcome =
            workshop_.releases.declare(std::move(*declaration), by_);
        if (!outcome) return problem_of(outcome.error(), workshop_.log);
        switch (outcome->kind) {
            case DeclareOutcome::Kind::Opened:
                return json_response(201, print_declared(outcome->declared));
            case DeclareOutcome::Kind::KnownAlready:
                return json_response(200, print_declared(outcome->declared));
            case DeclareOutcome::Kind::BaseUnknown:
                return problem(409, "base-unknown", "send the full form, with base null");
        }
        return problem(500, "internal", "");
    }

private:
    static HttpResponse unreadable(const Error& error) {
        const bool is_too_large = error.code == ErrorCode::TooLarge;
        return problem(is_too_large ? 413 : 400, is_too_large ? "too-large" : "malformed",
                       describe(error));
    }

    Result<void> take_unpacked(std::string_view piece) {
        const std::uint64_t now = workshop_.declared_bytes += piece.size();
        bytes_ += piece.size();
        if (bytes_ > kMaxDeclarationBytes) {  // also alone: no sense in coming again
            json_ = {};
            return failure(ErrorCode::TooLarge, "the declaration is larger than allowed");
        }
        if (now > kMaxDeclarationBytes) {
            json_ = {};
            is_over_ = true;
            return failure(ErrorCode::TooLarge, "others declare as well");
        }
        json_ += piece;
        return {};
    }

    ApiWorkshop& workshop_;
    std::string by_;
    std::uint64_t bytes_;
    std::string json_;
    std::unique_ptr<ZstdReader> reader_;  // null: it comes as it is
    Result<void> unpacked_;
    bool is_over_ = false;
};

class PackUpload final : public HttpUpload {
public:
    PackUpload(ApiWorkshop& workshop, std::shared_ptr<const OpenRelease> release)
        : releases_(workshop.releases),
          log_(workshop.log),
          release_(std::move(release)),
          batch_(releases_.blobs()) {}

    void add(std::string_view piece) override {
        if (result_) result_ = reader_.add(piece);
    }

    HttpResponse finish() override {
        if (result_) result_ = reader_.finish();
        // What came whole before an error is right, and need not come again.
        const Result<void> kept = batch_.commit();
        if (!result_) return problem_of(result_.error(), log_);
        if (!kept) return problem_of(kept.error(), log_);
        const Result<std::size_t> missing = releases_.count_missing(*release_);
        if (!missing) return problem_of(missing.error(), log_);
        return json_response(
            200, fmt::format(R"({{"stored":{},"missing":{}}})", batch_.stored(), *missing));
    }

private:
    [[nodiscard]] std::optional<std::uint64_t> declared_size(const Sha256& digest) const {
        const auto found = release_->size_of.find(digest);
        return found == release_->size_of.end() ? std::nullopt : std::optional(found->second);
    }

    const ReleaseStore& releases_;
    ErrorLog& log_;
    std::shared_ptr<const OpenRelease> release_;
    BlobBatch batch_;
    Result<void> result_;
    PackReader reader_{
        [this](const Sha256& digest) { return declared_size(digest); },
        [this](const Sha256& digest, std::string_view bytes) { return batch_.add(digest, bytes); }};
};

class BlobUpload final : public HttpUpload {
public:
    BlobUpload(ApiWorkshop& workshop, const Sha256& digest, bool is_known)
        : log_(workshop.log),
          blob_(workshop.releases.blobs()),
          digest_(digest),
          is_known_(is_known) {}

    void add(std::string_view piece) override {
        if (result_) result_ = blob_.add(piece);
    }

    HttpResponse finish() override {
        if (result_) result_ = blob_.finish(digest_);
        if (!result_) return problem_of(result_.error(), log_);
        return json_response(is_known_ ? 200 : 201, R"({"stored":1})");
    }

private:
    ErrorLog& log_;
    LargeBlob blob_;
    Sha256 digest_;
    bool is_known_;
    Result<void> result_;
};

// A publish or an activate: its body is a signed statement, or nothing.
class SwitchUpload final : public SmallUpload {
public:
    struct Order {
        SignedAction action = SignedAction::Publish;
        std::string id = {};                   // Publish: of the open release
        std::optional<ReleaseInfo> tree = {};  // Activate: whose tree is wanted
        SwitchRequest request;
    };

    SwitchUpload(ApiWorkshop& workshop, Order order)
        : workshop_(workshop), order_(std::move(order)) {}

    HttpResponse finish() override {
        if (!body().empty()) {
            Result<SignedStatement> statement = parse_statement(body());
            if (!statement) return problem(400, "malformed", describe(statement.error()));
            order_.request.statement = std::move(*statement);
        }
        if (order_.tree && lacks_reviews(workshop_, order_.tree->review)) return unreviewed();
        const Result<std::vector<PinnedKey>> keys = list_keys(workshop_.files, workshop_.data);
        if (!keys) return problem_of(keys.error(), workshop_.log);
        if (keys->empty()) {
            order_.request.statement.reset();  // nobody here could say whose it is
        } else if (const std::optional<ReleaseStatement> expected = expected_statement()) {
            const Result<void> checked =
                check_statement(*keys, order_.request.statement, *expected);
            if (!checked) return problem(403, "unsigned", describe(checked.error()));
        }
        return switch_response(make_switch(), workshop_.log);
    }

private:
    // Nothing where the release is not open: then there is nothing to switch to either.
    [[nodiscard]] std::optional<ReleaseStatement> expected_statement() const {
        ReleaseStatement expected;
        expected.action = order_.action;
        expected.base = order_.request.expected_current;
        expected.number = expected.base + 1;
        if (order_.tree) {
            expected.site = order_.tree->site;
            expected.root = order_.tree->root;
            return expected;
        }
        const std::shared_ptr<const OpenRelease> open = workshop_.releases.find_open(order_.id);
        if (open == nullptr) return std::nullopt;
        expected.site = open->manifest.site;
        expected.root = open->root;
        return expected;
    }

    Result<SwitchOutcome> make_switch() {
        ReleaseStore& releases = workshop_.releases;
        return order_.tree ? releases.activate(order_.tree->number, order_.request)
                           : releases.publish(order_.id, order_.request);
    }

    ApiWorkshop& workshop_;
    Order order_;
};

class RecallUpload final : public SmallUpload {
public:
    RecallUpload(ApiWorkshop& workshop, std::string by) : workshop_(workshop), by_(std::move(by)) {}

    HttpResponse finish() override {
        const Result<RecallOrder> order = parse_recall_order(body());
        if (!order) return problem(400, "malformed", describe(order.error()));
        const Result<RecallReport> report = workshop_.releases.recall(*order, by_);
        if (!report) return problem_of(report.error(), workshop_.log);
        return json_response(200, print_recall_report(*report));
    }

private:
    ApiWorkshop& workshop_;
    std::string by_;
};

class LiftUpload final : public SmallUpload {
public:
    LiftUpload(ApiWorkshop& workshop, std::string by) : workshop_(workshop), by_(std::move(by)) {}

    HttpResponse finish() override {
        const Result<LiftOrder> order = parse_lift_order(body());
        if (!order) return problem(400, "malformed", describe(order.error()));
        const Result<std::vector<PinnedKey>> keys = list_keys(workshop_.files, workshop_.data);
        if (!keys) return problem_of(keys.error(), workshop_.log);
        const Result<void> meant = check_is_meant(*order, *keys);
        if (!meant) return problem(403, "unsigned", describe(meant.error()));
        const Result<void> lifted = workshop_.releases.lift(*order, by_);
        if (!lifted) return problem_of(lifted.error(), workshop_.log);
        return json_response(200, print_recalls(workshop_.releases.recalls()->all()));
    }

private:
    // By this newsroom, and signed where a key is pinned.
    [[nodiscard]] Result<void> check_is_meant(const LiftOrder& order,
                                              const std::vector<PinnedKey>& keys) const {
        const std::shared_ptr<const ServedRelease> current = workshop_.releases.current();
        if (current == nullptr || current->manifest.site != order.site) {
            return failure(ErrorCode::Denied, "this endpoint serves another site");
        }
        if (keys.empty()) return {};
        if (!order.signed_by) {
            return failure(ErrorCode::Denied, "this endpoint takes only lifts that are signed");
        }
        return check_signature(keys, order.signed_by->key, signed_message(order),
                               order.signed_by->signature);
    }

    ApiWorkshop& workshop_;
    std::string by_;
};

// One request that was let in: its route, its token.
class Admitted {
public:
    Admitted(const HttpRequest& request, const Token& token, ApiWorkshop& workshop)
        : request_(request),
          token_(token),
          workshop_(workshop),
          releases_(workshop.releases),
          segments_(segments_below_root(request.path)) {}

    HttpHandler::Outcome begin(Route route) {
        switch (route) {
            case Route::ListReleases:
                return list();
            case Route::Declare:
                return declare();
            case Route::ShowRelease:
                return show();
            case Route::ShowManifest:
                return manifest();
            case Route::Publish:
                return publish();
            case Route::Activate:
                return activate();
            case Route::TakePack:
                return take_pack();
            case Route::TakeBlob:
                return take_blob();
            case Route::ListRecalls:
                return json_response(200, print_recalls(releases_.recalls()->all()));
            case Route::Recall:
                return recall();
            case Route::Lift:
                return lift();
            case Route::Explain:
                return explain_why();
        }
        return problem(500, "internal", "");
    }

private:
    HttpResponse list() {
        const std::vector<ReleaseInfo> releases = releases_.releases();
        HttpResponse response = json_response(200, print_releases(releases));
        response.headers.push_back(
            {"ETag", release_tag(releases.empty() ? 0 : releases.front().number)});
        return response;
    }

    HttpHandler::Outcome declare() {
        if (request_.content_length.value_or(0) > kMaxDeclarationBytes) return too_large();
        const std::string coding =
            ascii_lower(trim_ascii(request_.header("Content-Encoding").value_or("")));
        if (!coding.empty() && coding != "identity" && coding != "zstd") return unknown_coding();
        const std::uint64_t bytes = request_.content_length.value_or(0);
        if (workshop_.declared_bytes.fetch_add(bytes) + bytes > kMaxDeclarationBytes) {
            workshop_.declared_bytes -= bytes;
            return busy("other releases are being declared");
        }
        const auto how =
            coding == "zstd" ? DeclareUpload::Coding::Zstd : DeclareUpload::Coding::None;
        return std::make_unique<DeclareUpload>(workshop_, token_.name, bytes, how);
    }

    HttpResponse show() {
        std::optional<ReleaseInfo> release = named_release();
        if (!release) return no_release();
        const std::shared_ptr<const ServedRelease> current = releases_.current();
        if (current != nullptr && current->record.info.number == release->number) {
            const Result<std::size_t> damaged = releases_.count_damaged();
            if (!damaged) return problem_of(damaged.error(), workshop_.log);
            release->damaged = *damaged;
        }
        return json_response(200, print_release(*release));
    }

    HttpResponse manifest() {
        const std::optional<ReleaseInfo> release = named_release();
        if (!release) return no_release();
        Result<std::string> bytes = releases_.manifest_bytes(release->number);
        if (!bytes) return problem_of(bytes.error(), workshop_.log);
        HttpResponse response = json_response(200, std::move(*bytes));
        response.headers.front().value = "text/plain; charset=utf-8";
        return response;
    }

    HttpHandler::Outcome publish() {
        const std::optional<std::uint64_t> expected = expected_release(request_);
        if (!expected) return precondition_required();
        return make_switch({.id = std::string(segments_[1]),
                            .request = {.expected_current = *expected, .by = token_.name}});
    }

    HttpHandler::Outcome make_switch(SwitchUpload::Order order) {
        if (request_.content_length.value_or(0) > kMaxStatementBytes) return too_large();
        return std::make_unique<SwitchUpload>(workshop_, std::move(order));
    }

    HttpHandler::Outcome activate() {
        const std::optional<ReleaseInfo> release = named_release();
        if (!release) return no_release();
        const std::optional<std::uint64_t> expected = expected_release(request_);
        if (!expected) return precondition_required();
        const std::string note(request_.parameter("note").value_or(""));
        if (!is_note(note)) return problem(400, "malformed", "'note' is not one short line");
        return make_switch(
            {.action = SignedAction::Activate,
             .tree = release,
             .request = {.expected_current = *expected, .by = token_.name, .note = note}});
    }

    HttpHandler::Outcome recall() {
        if (request_.content_length.value_or(0) > kMaxRecallOrderBytes) return too_large();
        return std::make_unique<RecallUpload>(workshop_, token_.name);
    }

    HttpHandler::Outcome lift() {
        if (request_.content_length.value_or(0) > kMaxRecallOrderBytes) return too_large();
        return std::make_unique<LiftUpload>(workshop_, token_.name);
    }

    HttpResponse explain_why() {
        const std::optional<std::string_view> path = request_.parameter("path");
        const std::optional<std::string_view> article = request_.parameter("article");
        if (path.has_value() == article.has_value()) {
            return problem(400, "malformed", "ask for either a path or an article");
        }
        WhyQuestion question;
        question.path = path.value_or("");
        question.article = article.value_or("");
        if (path && question.path.starts_with('/')) question.path.erase(0, 1);
        const std::scoped_lock lock(workshop_.explaining);
        const Result<Why> why = explain(releases_, question);
        if (!why) return problem_of(why.error(), workshop_.log);
        return json_response(200, print_why(*why));
    }

    HttpHandler::Outcome take_pack() {
        if (request_.content_length.value_or(0) > kMaxPackBytes) return too_large();
        std::shared_ptr<const OpenRelease> release = open_release();
        if (release == nullptr) return no_open_release();
        return std::make_unique<PackUpload>(workshop_, std::move(release));
    }

    HttpHandler::Outcome take_blob() {
        const std::shared_ptr<const OpenRelease> release = open_release();
        if (release == nullptr) return no_open_release();
        const std::optional<Sha256> digest = sha256_from_hex(segments_[1]);
        const auto declared = digest ? release->size_of.find(*digest) : release->size_of.end();
        if (declared == release->size_of.end()) {
            return problem(422, "invalid", "the release does not name this digest");
        }
        if (request_.content_length.value_or(0) != declared->second) {
            return problem(422, "invalid",
                           fmt::format("{} bytes are declared for this digest", declared->second));
        }
        const Result<std::optional<std::uint64_t>> known = releases_.blobs().size_of(*digest);
        if (!known) return problem_of(known.error(), workshop_.log);
        // One that is known is taken all the same: its length says nothing of its bytes, and to
        // send it again is how a damaged one is mended.
        return std::make_unique<BlobUpload>(workshop_, *digest, *known == declared->second);
    }

    std::shared_ptr<const OpenRelease> open_release() {
        return releases_.find_open(request_.parameter("release").value_or(""));
    }

    // By number, or "current".
    std::optional<ReleaseInfo> named_release() {
        if (segments_[1] == "current") {
            const std::shared_ptr<const ServedRelease> current = releases_.current();
            return current == nullptr ? std::nullopt : std::optional(current->record.info);
        }
        const std::optional<std::uint64_t> number = parse_release_number(segments_[1]);
        if (!number) return std::nullopt;
        const std::vector<ReleaseInfo> releases = releases_.releases();
        const auto found = std::ranges::find(releases, *number, &ReleaseInfo::number);
        return found == releases.end() ? std::nullopt : std::optional(*found);
    }

    static HttpResponse no_release() { return problem(404, "not-found", "no such release"); }

    static HttpResponse no_open_release() {
        return problem(404, "not-found", "no such open release: declare it again");
    }

    // RFC 9110 §15.5.16: with what it would take.
    static HttpResponse unknown_coding() {
        HttpResponse response =
            problem(415, "unknown-coding", "the body may come as it is, or under zstd");
        response.headers.push_back({"Accept-Encoding", "zstd"});
        return response;
    }

    static HttpResponse too_large() {
        return problem(413, "too-large", "the body is larger than allowed");
    }

    static HttpResponse precondition_required() {
        return problem(428, "precondition-required",
                       "say which release you expect to replace: If-Match: \"<number>\"");
    }

    const HttpRequest& request_;
    const Token& token_;
    ApiWorkshop& workshop_;
    ReleaseStore& releases_;
    std::vector<std::string_view> segments_;
};

// The request's token, if it has one of the scopes; else the answer.
std::variant<Token, HttpResponse> find_admitted(const HttpRequest& request,
                                                std::span<const TokenScope> scopes,
                                                ApiWorkshop& workshop, Instant now) {
    constexpr std::string_view kScheme = "bearer ";
    const std::string_view authorization = request.header("Authorization").value_or("");
    if (ascii_lower(authorization.substr(0, kScheme.size())) != kScheme) {
        return unauthorized("a bearer token is needed");
    }
    const Result<std::vector<Token>> tokens = list_tokens(workshop.files, workshop.data);
    if (!tokens) return problem_of(tokens.error(), workshop.log);
    const std::string_view secret = trim_ascii(authorization.substr(kScheme.size()));
    std::optional<Token> token = find_token(*tokens, secret, now);
    if (!token) return unauthorized("the token is unknown, revoked or has expired");
    const bool is_allowed =
        std::ranges::any_of(scopes, [&](TokenScope scope) { return token->allows(scope); });
    if (is_allowed) return std::move(*token);
    return problem(403, "forbidden", fmt::format("the token '{}' may not do this", token->name));
}

}  // namespace

std::vector<ApiRoute> api_routes() {
    std::vector<ApiRoute> routes;
    for (const RouteRule& rule : kRoutes) {
        const std::string_view parameter =
            rule.pattern.starts_with("blobs/") ? "{digest}" : "{release}";
        ApiRoute route;
        route.name =
            fmt::format("{} {}{}", rule.method, kRoot, replace_all(rule.pattern, "*", parameter));
        for (const TokenScope scope : rule.scopes) route.scopes.emplace_back(name_of(scope));
        routes.push_back(std::move(route));
    }
    ApiRoute metrics{"GET /metrics", {}};
    for (const TokenScope scope : kMayShow) metrics.scopes.emplace_back(name_of(scope));
    routes.push_back(std::move(metrics));
    return routes;
}

HttpHandler::Outcome ApiAnswers::begin(const HttpRequest& request) {
    std::variant<const RouteRule*, HttpResponse> found = find_route(request);
    if (auto* const refused = std::get_if<HttpResponse>(&found)) return std::move(*refused);
    const RouteRule& rule = *std::get<const RouteRule*>(found);
    if (request.query_is_broken) {
        return problem(400, "malformed", "the query has a broken escape, or is not UTF-8");
    }
    std::variant<Token, HttpResponse> admitted =
        find_admitted(request, rule.scopes, workshop_, clock_.now());
    if (auto* const refused = std::get_if<HttpResponse>(&admitted)) return std::move(*refused);
    return Admitted(request, std::get<Token>(admitted), workshop_).begin(rule.route);
}

std::optional<HttpResponse> ApiAnswers::refuse_to_show(const HttpRequest& request) {
    std::variant<Token, HttpResponse> admitted =
        find_admitted(request, kMayShow, workshop_, clock_.now());
    auto* const refused = std::get_if<HttpResponse>(&admitted);
    return refused == nullptr ? std::nullopt : std::optional(std::move(*refused));
}

}  // namespace gazette
