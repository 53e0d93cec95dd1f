#include "desk/micropub_endpoint.h"

#include "base/random.h"
#include "base/text.h"
#include "desk/micropub_bodies.h"
#include "desk/micropub_properties.h"
#include "net/safe_fetch.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gazette {
namespace {

using Trouble = MicropubTrouble;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::string_view kEndpointPath = "/micropub";
constexpr std::string_view kMediaPath = "/media";
constexpr std::string_view kPostsPath = "/posts";
constexpr std::size_t kMostKeyBytes = 255;

// ---- answers

// Programs in browsers run anywhere; what they may do stands in their token, not in a cookie.
HttpResponse shared(HttpResponse response) {
    response.headers.push_back({"Access-Control-Allow-Origin", "*"});
    response.headers.push_back({"Access-Control-Expose-Headers", "Location"});
    response.headers.push_back({"X-Content-Type-Options", "nosniff"});
    return response;
}

HttpResponse without_body(int status) {
    HttpResponse response;
    response.status = status;
    response.headers.push_back({"Cache-Control", "no-store"});
    return shared(std::move(response));
}

HttpResponse json_response(std::string json) {
    HttpResponse response;
    response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
    response.text = std::move(json);
    return shared(std::move(response));
}

HttpResponse not_found() {
    HttpResponse response;
    response.status = 404;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"Cache-Control", "no-store"}};
    response.text = "404 Not Found\n";
    return shared(std::move(response));
}

HttpResponse other_methods(const HttpRequest& request, std::string_view allowed) {
    HttpResponse response = without_body(request.method == "OPTIONS" ? 204 : 405);
    response.headers.push_back({"Allow", std::string(allowed)});
    response.headers.push_back({"Access-Control-Allow-Methods", std::string(allowed)});
    response.headers.push_back(
        {"Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key"});
    response.headers.push_back({"Access-Control-Max-Age", "86400"});
    return response;
}

bool is_read(const HttpRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
}

// The part of a path behind "/media/" or "/posts/".
std::optional<std::string_view> id_below(std::string_view path, std::string_view folder) {
    if (!path.starts_with(folder) || path.size() <= folder.size() + 1) return std::nullopt;
    if (path[folder.size()] != '/') return std::nullopt;
    return path.substr(folder.size() + 1);
}

// ---- heads

// Of the field Authorization; empty when there is none.
Understood<std::string> bearer_token(const HttpRequest& request) {
    std::string token;
    int fields = 0;
    for (const HttpField& field : request.headers) {
        if (ascii_lower(field.name) != "authorization") continue;
        constexpr std::string_view kScheme = "bearer ";
        if (++fields > 1) return trouble(Trouble::TwoTokens);
        // Of another scheme: it names no token of ours.
        if (ascii_lower(field.value.substr(0, kScheme.size())) != kScheme) {
            return trouble(Trouble::UnknownToken);
        }
        token = trim_ascii(std::string_view(field.value).substr(kScheme.size()));
        if (token.empty()) return trouble(Trouble::UnknownToken);
    }
    return token;
}

Understood<std::string> retry_key(const HttpRequest& request) {
    const std::string_view key = request.header("Idempotency-Key").value_or("");
    const bool is_plain = std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; });
    if (key.size() > kMostKeyBytes || !is_plain) return trouble(Trouble::BadKey);
    return std::string(key);
}

// The properties that a source query asks for; empty: all.
std::vector<std::string_view> asked_properties(const HttpRequest& request) {
    std::vector<std::string_view> names;
    for (const HttpField& field : request.query) {
        if (field.name == "properties[]" || field.name == "properties")
            names.push_back(field.value);
    }
    return names;
}

}  // namespace

MicropubTrouble trouble_of(UploadProblem problem) {
    switch (problem) {
        case UploadProblem::NotAPicture:
            return Trouble::NotAPicture;
        case UploadProblem::TooLarge:
            return Trouble::PictureTooLarge;
        case UploadProblem::Unreadable:
            return Trouble::PictureUnreadable;
    }
    return Trouble::PictureUnreadable;
}

HttpResponse micropub_made_at(std::string address) {
    HttpResponse response = without_body(201);
    response.headers.push_back({"Location", std::move(address)});
    return response;
}

HttpResponse micropub_problem(const MicropubProblem& problem, ProblemLanguage language) {
    HttpResponse response;
    response.status = status_of(problem.trouble);
    response.headers.push_back({"Cache-Control", "no-store"});
    const std::string words = sentence(problem, language);
    if (problem.trouble == Trouble::TwoTokens) {
        response.headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
        response.text = words + "\n";
        return shared(std::move(response));
    }
    if (response.status == 401) {
        std::string challenge = "Bearer realm=\"gazette\"";
        if (problem.trouble == Trouble::UnknownToken) challenge += ", error=\"invalid_token\"";
        if (problem.trouble == Trouble::MissingScope) {
            challenge += fmt::format(", error=\"insufficient_scope\", scope=\"{}\"", problem.about);
        }
        response.headers.push_back({"WWW-Authenticate", challenge});
    }
    if (response.status == 503) response.headers.push_back({"Retry-After", "5"});
    response.headers.push_back({"Content-Type", "application/json"});
    JsonWriter json(response.text);
    json.begin_object();
    json.text("error", error_word(problem.trouble)).text("error_description", words);
    if (problem.trouble == Trouble::MissingScope) json.text("scope", problem.about);
    json.end_object();
    return shared(std::move(response));
}

MicropubEndpoint::MicropubEndpoint(MicropubOptions options, MicropubParts parts)
    : options_(std::move(options)), parts_(std::move(parts)) {}

bool MicropubEndpoint::is_path(std::string_view path) {
    return path == kEndpointPath || path == kMediaPath || id_below(path, kMediaPath) ||
           id_below(path, kPostsPath);
}

std::string MicropubEndpoint::address_of_post(std::string_view id) const {
    return fmt::format("{}{}/{}", options_.base, kPostsPath, id);
}

std::string MicropubEndpoint::address_of_media(std::string_view id) const {
    return fmt::format("{}{}/{}", options_.base, kMediaPath, id);
}

std::optional<std::string> MicropubEndpoint::id_of_post(std::string_view address) const {
    const std::string start = address_of_post("");
    if (!address.starts_with(start)) return std::nullopt;
    address.remove_prefix(start.size());
    return is_random_id(address, kPostIdLength) ? std::optional(std::string(address))
                                                : std::nullopt;
}

MicropubProblem MicropubEndpoint::problem_of(const Error& error) const {
    const bool is_of_machine = error.os_error != 0;
    switch (error.code) {
        case ErrorCode::NotFound:
            if (!is_of_machine) return {Trouble::NoSuchPost};
            break;
        case ErrorCode::Conflict:
            return {Trouble::ChangedMeanwhile};
        case ErrorCode::AlreadyExists:
            if (!is_of_machine) return {Trouble::KeyUsedBefore};
            break;
        case ErrorCode::Denied:
            if (!is_of_machine) return {Trouble::Forbidden};
            break;
        case ErrorCode::Full:
            if (!is_of_machine) return {Trouble::QuotaUsedUp};
            parts_.log(error);
            return {Trouble::DiskFull};
        case ErrorCode::Unreachable:
            parts_.log(error);
            return {Trouble::Busy};
        case ErrorCode::TooLarge:
            if (!is_of_machine) return {Trouble::TooLarge};
            break;
        case ErrorCode::Invalid:
        case ErrorCode::Damaged:
        case ErrorCode::Interrupted:
        case ErrorCode::System:
        case ErrorCode::Library:
            break;
    }
    parts_.log(error);
    return {Trouble::Internal};
}

Understood<AppGrant> MicropubEndpoint::authenticate(std::string_view secret) {
    Result<std::optional<AppGrant>> found = parts_.tokens.find(secret);
    if (!found) return tl::unexpected(problem_of(found.error()));
    if (!*found) return trouble(Trouble::UnknownToken);
    return std::move(**found);
}

// ---------------------------------------------------------------- requests

Understood<MicropubCall> MicropubEndpoint::read_head(const HttpRequest& request) {
    MicropubCall call;
    call.language = problem_language(request.header("Accept-Language").value_or(""));
    auto key = retry_key(request);
    if (!key) return tl::unexpected(key.error());
    call.key = std::move(*key);
    const auto token = bearer_token(request);
    if (!token) return tl::unexpected(token.error());
    if (token->empty()) return call;
    auto grant = authenticate(*token);
    if (!grant) return tl::unexpected(grant.error());
    call.grant = std::move(*grant);
    return call;
}

HttpHandler::Outcome MicropubEndpoint::begin(const HttpRequest& request) {
    const ProblemLanguage language =
        problem_language(request.header("Accept-Language").value_or(""));
    const bool takes_post = request.path == kEndpointPath || request.path == kMediaPath;
    const bool takes_get = request.path != kMediaPath;
    const bool is_post = takes_post && request.method == "POST";
    if (!is_post && !(takes_get && is_read(request))) {
        const std::string_view reading =
            takes_post ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS";
        return other_methods(request, takes_get ? reading : "POST, OPTIONS");
    }
    Understood<MicropubCall> call = read_head(request);
    if (!call) return micropub_problem(call.error(), language);
    if (is_post) return begin_post(request, std::move(*call));
    if (!call->grant) return micropub_problem({Trouble::NoToken}, language);
    const AppGrant& grant = *call->grant;
    if (const auto id = id_below(request.path, kMediaPath)) return show_media(*id, grant);
    if (const auto id = id_below(request.path, kPostsPath)) return show_post(*id, grant);
    return query(request, grant, *call);
}

HttpHandler::Outcome MicropubEndpoint::begin_post(const HttpRequest& request, MicropubCall call) {
    const ProblemLanguage language = call.language;
    if (request.content_length.value_or(0) > options_.most_body_bytes) {
        return micropub_problem({Trouble::TooLarge}, language);
    }
    const std::string_view type = request.header("Content-Type").value_or("");
    auto body = request.path == kMediaPath ? open_media_body(*this, std::move(call), type)
                                           : open_micropub_body(*this, std::move(call), type);
    if (!body) return micropub_problem(body.error(), language);
    return std::move(*body);
}

// ---------------------------------------------------------------- reading

HttpResponse MicropubEndpoint::show_media(std::string_view id, const AppGrant& grant) {
    const Result<MediaRow> row = parts_.media.find(grant.author, id);
    if (!row) {
        if (row.error().code != ErrorCode::NotFound) parts_.log(row.error());
        return not_found();
    }
    Result<FileBody> file = parts_.media.open_file(*row);
    if (!file) {
        parts_.log(file.error());
        return not_found();
    }
    HttpResponse response;
    response.headers = {{"Content-Type", std::string(media_type(row->kind))},
                        {"Cache-Control", "private, no-cache"},
                        {"Content-Security-Policy", "default-src 'none'; sandbox"}};
    response.file = std::move(*file);
    return shared(std::move(response));
}

HttpResponse MicropubEndpoint::show_post(std::string_view id, const AppGrant& grant) {
    if (!is_random_id(id, kPostIdLength)) return not_found();
    const Result<Post> post = parts_.posts.find(grant.author, id);
    if (!post) {
        if (post.error().code != ErrorCode::NotFound) parts_.log(post.error());
        return not_found();
    }
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("type").begin_array().string("h-entry").end_array();
    json.key("properties").begin_object();
    write_properties(json, properties_of(*post, [this](std::string_view media) {
                         return address_of_media(media);
                     }));
    json.end_object().end_object();
    return json_response(std::move(text));
}

HttpResponse MicropubEndpoint::source(const HttpRequest& request, const AppGrant& grant,
                                      const MicropubCall& call) {
    const auto id = id_of_post(request.parameter("url").value_or(""));
    if (!id) return micropub_problem({Trouble::NoSuchPost}, call.language);
    const Result<Post> post = parts_.posts.find(grant.author, *id);
    if (!post) return micropub_problem(problem_of(post.error()), call.language);
    MicropubProperties properties =
        properties_of(*post, [this](std::string_view media) { return address_of_media(media); });
    const std::vector<std::string_view> asked = asked_properties(request);
    if (!asked.empty()) {
        std::erase_if(properties, [&](const MicropubProperty& property) {
            return std::ranges::find(asked, property.name) == asked.end();
        });
    }
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    // Who asks for some properties gets these and no type (§3.7.2).
    if (asked.empty()) json.key("type").begin_array().string("h-entry").end_array();
    json.key("properties").begin_object();
    write_properties(json, properties);
    json.end_object().end_object();
    return json_response(std::move(text));
}

HttpResponse MicropubEndpoint::query(const HttpRequest& request, const AppGrant& grant,
                                     const MicropubCall& call) {
    const std::string_view what = request.parameter("q").value_or("");
    if (what == "source") return source(request, grant, call);
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    if (what == "config") {
        json.text("media-endpoint", options_.base + std::string(kMediaPath));
        json.key("q").begin_array();
        for (const std::string_view name : {"config", "source", "syndicate-to", "category"}) {
            json.string(name);
        }
        json.end_array();
    }
    if (what == "config" || what == "syndicate-to") {
        json.key("syndicate-to").begin_array().end_array();
    } else if (what == "category") {
        const auto tags = parts_.posts.tags(grant.author);
        if (!tags) return micropub_problem(problem_of(tags.error()), call.language);
        json.key("categories").begin_array();
        for (const std::string& tag : *tags) json.string(tag);
        json.end_array();
    } else {
        return micropub_problem({Trouble::UnknownQuery}, call.language);
    }
    json.end_object();
    return json_response(std::move(text));
}

// ---------------------------------------------------------------- changing

HttpResponse MicropubEndpoint::perform(const MicropubRequest& request, const AppGrant& grant,
                                       const MicropubCall& call) {
    if (request.action == MicropubAction::Create) return create(request, grant, call);
    const Understood<PostChange> changed = change(request, grant);
    if (!changed) return micropub_problem(changed.error(), call.language);
    return without_body(*changed == PostChange::Done ? 204 : 202);
}

HttpResponse MicropubEndpoint::create(const MicropubRequest& request, const AppGrant& grant,
                                      const MicropubCall& call) {
    const bool may_hand_in = grant.allows(AppScope::Create);
    if (!may_hand_in && !grant.allows(AppScope::Draft)) {
        return micropub_problem({Trouble::MissingScope, "create"}, call.language);
    }
    if (request.type != "entry") return micropub_problem({Trouble::NotAnEntry}, call.language);
    const SteadyTime until = std::chrono::steady_clock::now() + options_.longest_fetching;
    const auto read = content_of(request.properties, [&](std::string_view address) {
        return media_of(address, grant.author, until);
    });
    if (!read) return micropub_problem(read.error(), call.language);
    const Result<MadePost> made = parts_.posts.create(
        grant.author,
        {.content = read->content, .is_draft = read->is_draft || !may_hand_in, .key = call.key});
    if (!made) return micropub_problem(problem_of(made.error()), call.language);
    return micropub_made_at(address_of_post(made->id));
}

Understood<PostChange> MicropubEndpoint::change(const MicropubRequest& request,
                                                const AppGrant& grant) {
    const auto scope_of = [](MicropubAction action) {
        switch (action) {
            case MicropubAction::Create:
                return AppScope::Create;
            case MicropubAction::Update:
                return AppScope::Update;
            case MicropubAction::Delete:
                return AppScope::Delete;
            case MicropubAction::Undelete:
                return AppScope::Undelete;
        }
        return AppScope::Create;
    };
    const AppScope scope = scope_of(request.action);
    if (!grant.allows(scope)) return trouble(Trouble::MissingScope, std::string(name_of(scope)));
    if (request.action == MicropubAction::Update) return update(request, grant);
    const auto id = id_of_post(request.url);
    if (!id) return trouble(Trouble::NoSuchPost);
    const Result<PostChange> changed = request.action == MicropubAction::Delete
                                           ? parts_.posts.remove(grant.author, *id)
                                           : parts_.posts.restore(grant.author, *id);
    if (!changed) return tl::unexpected(problem_of(changed.error()));
    return *changed;
}

// An update says what to change, so it holds for whatever the post is by then.
Understood<PostChange> MicropubEndpoint::update(const MicropubRequest& request,
                                                const AppGrant& grant) {
    constexpr int kMostTries = 3;
    const auto id = id_of_post(request.url);
    if (!id) return trouble(Trouble::NoSuchPost);
    const SteadyTime until = std::chrono::steady_clock::now() + options_.longest_fetching;
    for (int tried = 1;; ++tried) {
        Result<Post> post = parts_.posts.find(grant.author, *id);
        if (!post) return tl::unexpected(problem_of(post.error()));
        const MicropubProperties now = properties_of(
            *post, [this](std::string_view media) { return address_of_media(media); });
        auto read = content_of(updated(now, request), [&](std::string_view address) {
            return media_of(address, grant.author, until);
        });
        if (!read) return tl::unexpected(read.error());
        const bool hands_in = post->is_draft && !read->is_draft;
        if (hands_in && !grant.allows(AppScope::Create)) {
            return trouble(Trouble::MissingScope, "create");
        }
        post->content = std::move(read->content);
        post->is_draft = post->is_draft && read->is_draft;
        const Result<PostChange> changed = parts_.posts.update(grant.author, *post);
        if (changed) return *changed;
        if (changed.error().code != ErrorCode::Conflict || tried == kMostTries) {
            return tl::unexpected(problem_of(changed.error()));
        }
    }
}

// ---------------------------------------------------------------- pictures by address

Understood<std::string> MicropubEndpoint::media_of(std::string_view address,
                                                   const PostAuthor& author, SteadyTime until) {
    const std::string own = address_of_media("");
    if (!address.starts_with(own)) return fetch(address, author, until);
    const Result<MediaRow> row = parts_.media.find(author, address.substr(own.size()));
    if (row) return row->id;
    if (row.error().code == ErrorCode::NotFound) return trouble(Trouble::PictureOutOfReach);
    return tl::unexpected(problem_of(row.error()));
}

// Somebody else's picture is never shown from where it lies: it is fetched and kept like an upload.
// One at a time, for each holds a thread of the server while it lasts.
Understood<std::string> MicropubEndpoint::fetch(std::string_view address, const PostAuthor& author,
                                                SteadyTime until) {
    const Result<Url> url = parse_url(address);
    if (!url) return trouble(Trouble::PictureOutOfReach);
    const auto left =
        std::chrono::ceil<std::chrono::seconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return trouble(Trouble::PictureOutOfReach);
    const bool is_mine = fetching_.with(
        [](Fetching& fetching) { return !std::exchange(fetching.is_running, true); });
    if (!is_mine) return trouble(Trouble::Busy);
    const Result<std::string> bytes =
        safe_fetch(*url, {.most_bytes = static_cast<std::size_t>(parts_.media.most_bytes()),
                          .seconds = static_cast<unsigned>(left.count()),
                          .trusted_hosts = options_.trusted_hosts});
    fetching_.with([](Fetching& fetching) { fetching.is_running = false; });
    if (!bytes) {
        const bool is_too_large = bytes.error().code == ErrorCode::TooLarge;
        return trouble(is_too_large ? Trouble::PictureTooLarge : Trouble::PictureOutOfReach);
    }
    const Result<KeptMedia> kept = parts_.media.keep(author, *bytes);
    if (!kept) return tl::unexpected(problem_of(kept.error()));
    if (const auto* const problem = std::get_if<UploadProblem>(&*kept)) {
        return trouble(trouble_of(*problem));
    }
    return std::get<MediaRow>(*kept).id;
}

}  // namespace gazette
