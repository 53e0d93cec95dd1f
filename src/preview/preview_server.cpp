#include "preview/preview_server.h"

#include "base/guarded.h"
#include "base/percent.h"
#include "base/text.h"
#include "build/repeated_build.h"
#include "content/urls.h"
#include "net/http_conditions.h"
#include "net/http_server.h"
#include "pages/builtin_files.h"
#include "preview/folder_watch.h"
#include "release/content_type.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

namespace {

constexpr std::uint64_t kMostPageBytes = std::uint64_t{64} << 20U;
constexpr std::string_view kOwnFolder = "/.gazette-output";  // the build's notes are no page

HttpResponse plain(int status, std::string text) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
    response.text = std::move(text);
    return response;
}

HttpResponse own_file(std::string_view path, std::string_view type) {
    HttpResponse response;
    response.headers = {{"Content-Type", std::string(type)}};
    response.text = builtin_file(path);
    return response;
}

// Nothing of a preview is kept by the browser; pages run under the rule that the site is made for.
void add_common_fields(HttpResponse& response) {
    response.headers.push_back({"Cache-Control", "no-store"});
    response.headers.push_back({"Content-Security-Policy", "default-src 'self'"});
    response.headers.push_back({"X-Content-Type-Options", "nosniff"});
    response.headers.push_back({"Cross-Origin-Resource-Policy", "same-origin"});
    response.headers.push_back({"Referrer-Policy", "no-referrer"});
}

class PreviewHandler : public HttpHandler {
public:
    PreviewHandler(const PreviewOptions& options, Files& files)
        : options_(options), files_(files) {}

    Outcome begin(const HttpRequest& request) override {
        HttpResponse response = answer(request);
        add_common_fields(response);
        return response;
    }

    // Known once the server runs, before it is told to anybody.
    void set_port(std::uint16_t port) {
        port_.with([port](std::uint16_t& known) { known = port; });
    }

    void replace_state(PreviewState state) {
        state_.with([&](PreviewState& current) { current = std::move(state); });
    }

    PreviewState state() {
        return state_.with([](const PreviewState& current) { return current; });
    }

private:
    HttpResponse answer(const HttpRequest& request);
    HttpResponse page(const std::string& path, int status, const PreviewState& state);
    HttpResponse site_file(const HttpRequest& request, const std::string& address);

    [[nodiscard]] std::string file_path(const std::string& address) const {
        return join_path(options_.build.out, file_of(address));
    }

    const PreviewOptions& options_;
    Files& files_;
    Guarded<std::uint16_t> port_;
    Guarded<PreviewState> state_;
};

HttpResponse PreviewHandler::answer(const HttpRequest& request) {
    const std::uint16_t port = port_.with([](const std::uint16_t& known) { return known; });
    if (!is_own_host(request.header("Host").value_or(""), port)) {
        return plain(421, "This is not the host that you asked for.\n");
    }
    if (request.method != "GET" && request.method != "HEAD") {
        HttpResponse refused = plain(405, "A preview can only be read.\n");
        refused.headers.push_back({"Allow", "GET, HEAD"});
        return refused;
    }
    if (request.path == kPreviewBuild) return plain(200, fmt::format("{}\n", state().build));
    if (request.path == kPreviewScript) {
        return own_file("preview/preview.js", content_type_for("a.js"));
    }
    if (request.path == kPreviewStyle) {
        return own_file("preview/preview.css", content_type_for("a.css"));
    }
    const std::string& base = options_.base_path;
    if (!base.empty() && (request.path == "/" || request.path == base)) {
        HttpResponse redirect = plain(302, "");
        redirect.headers.push_back({"Location", percent_encode_path(base) + "/"});
        return redirect;
    }
    const PreviewState now = state();
    if (!now.has_site) {
        HttpResponse response;
        response.status = 503;
        response.headers = {{"Content-Type", "text/html; charset=utf-8"}};
        response.text = findings_page(now, options_.words);
        return response;
    }
    const bool is_below = request.path.starts_with(base + "/");
    return site_file(request,
                     is_below ? request.path.substr(base.size()) : std::string("/404.html"));
}

HttpResponse PreviewHandler::page(const std::string& path, int status, const PreviewState& state) {
    const Result<std::string> html = files_.read(path, kMostPageBytes);
    if (!html.has_value()) return plain(404, "There is no such page.\n");
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/html; charset=utf-8"}};
    response.text = with_preview_parts(*html, state, options_.words);
    return response;
}

// A file of the site, in parts where the browser asks so (videos).
HttpResponse PreviewHandler::site_file(const HttpRequest& request, const std::string& address) {
    const std::string path = file_path(address);
    const Result<FileInfo> info = files_.info(path);
    const bool is_there = info.has_value() && info->kind == FileKind::File &&
                          !address.starts_with(kOwnFolder) && address != "/404.html";
    if (!is_there) return page(file_path("/404.html"), 404, state());
    const std::string_view type = content_type_for(path);
    if (type.starts_with("text/html")) return page(path, 200, state());

    const std::string etag = fmt::format("\"{}-{}\"", info->size_bytes, info->modified_ns);
    RequestConditions conditions;
    conditions.if_none_match = request.header("If-None-Match");
    conditions.if_range = request.header("If-Range");
    conditions.range = request.header("Range");
    const ConditionalAnswer asked =
        evaluate_conditions(conditions, {etag, std::nullopt, info->size_bytes});
    HttpResponse response;
    response.status = asked.status;
    response.headers = {
        {"Content-Type", std::string(type)}, {"ETag", etag}, {"Accept-Ranges", "bytes"}};
    if (asked.status == 416) {
        response.headers.push_back({"Content-Range", fmt::format("bytes */{}", info->size_bytes)});
    }
    if (asked.status == 206) {
        response.headers.push_back(
            {"Content-Range", fmt::format("bytes {}-{}/{}", asked.offset,
                                          asked.offset + asked.length - 1, info->size_bytes)});
    }
    if (asked.length == 0) return response;
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return plain(404, "There is no such file.\n");
    response.file.emplace(fd, asked.offset, asked.length);
    return response;
}

// One build and what the pages show of it, from then on.
void build_once(const PreviewOptions& options, RepeatedBuild& builds,
                const std::optional<std::vector<std::string>>& touched, PreviewHandler& handler) {
    Diagnostics diagnostics;
    const Result<BuildReport> report = builds.build(options.now(), touched, diagnostics);
    diagnostics.sort();
    const bool is_written = report.has_value() && report->written;
    PreviewState state = handler.state();
    ++state.build;
    state.is_stale = state.has_site && !is_written;
    state.has_site = state.has_site || is_written;
    state.findings.clear();
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        state.findings.push_back(
            {diagnostic.severity == Severity::Error, options.print(diagnostic)});
    }
    if (!report.has_value()) state.findings.push_back({true, describe(report.error())});
    handler.replace_state(state);
    options.on_built(report, state);
}

}  // namespace

bool is_own_host(std::string_view host, std::uint16_t port) {
    const std::string name = ascii_lower(host);
    const std::string suffix = fmt::format(":{}", port);
    for (const std::string_view own : {"localhost", "127.0.0.1", "[::1]"}) {
        if (name == std::string(own) + suffix) return true;
        if (port == 80 && name == own) return true;
    }
    return false;
}

Result<void> serve_preview(const PreviewOptions& options, Files& files, int stop) {
    // Watching begins before the first build: what changes during it is built again.
    const std::unique_ptr<FolderWatch> watch =
        TRY(FolderWatch::open(files, {options.build.source, {}, false})
                .context("watching " + options.build.source));
    PreviewHandler handler(options, files);
    HttpServerOptions listen;
    listen.listen = {"127.0.0.1", options.port};
    listen.stop_seconds = 1;
    const std::unique_ptr<HttpServer> server =
        TRY(HttpServer::start(listen, handler).context("starting the preview"));
    handler.set_port(server->port());

    RepeatedBuild builds(options.build, files);
    build_once(options, builds, std::nullopt, handler);
    options.on_ready(fmt::format("http://127.0.0.1:{}{}/", server->port(), options.base_path));
    while (watch->wait(stop) == FolderWatch::Woken::Changed) {
        build_once(options, builds, watch->touched(), handler);
    }
    server->stop();
    return {};
}

}  // namespace gazette
