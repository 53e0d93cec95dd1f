#include "endpoint/site_answers.h"

#include "base/percent.h"
#include "endpoint/recalled_page.h"
#include "net/http_conditions.h"
#include "net/http_server.h"
#include "release/content_type.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace gazette {
namespace {

constexpr std::string_view kNotFoundPage = "404.html";
constexpr std::string_view kIndex = "index.html";

// Pages run no inline script and ask no other host for anything (DESIGN: `default-src 'self'`).
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSecurityHeaders = {{
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
     "form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "strict-origin-when-cross-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
}};

HttpResponse response_of(int status) {
    HttpResponse response;
    response.status = status;
    for (const auto& [name, value] : kSecurityHeaders) {
        response.headers.push_back({std::string(name), std::string(value)});
    }
    return response;
}

HttpResponse text_response(int status) {
    HttpResponse response = response_of(status);
    response.headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
    response.headers.push_back({"Cache-Control", "no-store"});
    response.text = fmt::format("{} {}\n", status, reason_phrase(status));
    return response;
}

// What an answer is made from; lives as long as the request.
struct Source {
    const BlobStore& blobs;
    ErrorLog& log;
};

enum class Unreadable {
    Damaged,  // missing, or of another length than it should have
    Busy,     // the process has no descriptor left: not the file's fault, and soon over
};

std::variant<int, Unreadable> open_blob(const BlobStore& blobs, const ManifestEntry& entry) {
    const int fd = ::open(blobs.path_of(entry.digest).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == EMFILE || errno == ENFILE ? Unreadable::Busy : Unreadable::Damaged;

    struct stat found {};

    const bool is_whole = ::fstat(fd, &found) == 0 && S_ISREG(found.st_mode) &&
                          static_cast<std::uint64_t>(found.st_size) == entry.size_bytes;
    if (is_whole) return fd;
    ::close(fd);
    return Unreadable::Damaged;
}

HttpResponse answer_unreadable(Unreadable why, const ManifestEntry& entry, ErrorLog& log) {
    switch (why) {
        case Unreadable::Damaged: {
            log.add(fmt::format("/{}: the blob {} is missing or has another length than {}",
                                entry.path, to_hex(entry.digest), entry.size_bytes));
            return text_response(500);
        }
        case Unreadable::Busy: {
            log.add(fmt::format("/{}: too many files are open", entry.path));
            HttpResponse response = text_response(503);
            response.headers.push_back({"Retry-After", "1"});
            return response;
        }
    }
    return text_response(500);
}

// Strong: 128 bits of the digest name the bytes.
std::string etag_of(const ManifestEntry& entry) {
    constexpr std::size_t kDigits = 32;
    return fmt::format("\"{}\"", to_hex(entry.digest).substr(0, kDigits));
}

RequestConditions conditions_of(const HttpRequest& request) {
    return {.if_match = request.header("If-Match"),
            .if_none_match = request.header("If-None-Match"),
            .if_modified_since = request.header("If-Modified-Since"),
            .if_unmodified_since = request.header("If-Unmodified-Since"),
            .if_range = request.header("If-Range"),
            .range = request.method == "GET" ? request.header("Range") : std::nullopt};
}

void add_validators(HttpResponse& response, const ManifestEntry& entry,
                    const Representation& representation) {
    response.headers.push_back({"ETag", std::string(representation.etag)});
    response.headers.push_back({"Cache-Control", std::string(cache_control(entry.cache))});
    if (representation.last_modified) {
        response.headers.push_back({"Last-Modified", http_date(*representation.last_modified)});
    }
}

HttpResponse file_response(int status, int fd, const ManifestEntry& entry, std::uint64_t offset,
                           std::uint64_t length) {
    HttpResponse response = response_of(status);
    response.headers.push_back({"Content-Type", entry.type});
    response.file = FileBody(fd, offset, length);
    return response;
}

// Everything that is not a plain 200: conditions and ranges do not apply (RFC 9110 §13.2.1).
HttpResponse answer_special(int status, const ManifestEntry& entry, const Source& source) {
    const std::variant<int, Unreadable> opened = open_blob(source.blobs, entry);
    if (const auto* why = std::get_if<Unreadable>(&opened)) {
        return answer_unreadable(*why, entry, source.log);
    }
    HttpResponse response =
        file_response(status, std::get<int>(opened), entry, 0, entry.size_bytes);
    response.headers.push_back({"Cache-Control", "no-cache"});
    if (status == 301) response.headers.push_back({"Location", entry.location});
    return response;
}

HttpResponse answer_file(const HttpRequest& request, const ManifestEntry& entry,
                         const Source& source, std::optional<Instant> modified_at) {
    const std::variant<int, Unreadable> opened = open_blob(source.blobs, entry);
    if (const auto* why = std::get_if<Unreadable>(&opened)) {
        return answer_unreadable(*why, entry, source.log);
    }
    const int fd = std::get<int>(opened);
    const std::string etag = etag_of(entry);
    const Representation representation{etag, modified_at, entry.size_bytes};
    const ConditionalAnswer answer = evaluate_conditions(conditions_of(request), representation);
    if (answer.status == 200 || answer.status == 206) {
        HttpResponse response =
            file_response(answer.status, fd, entry, answer.offset, answer.length);
        response.headers.push_back({"Accept-Ranges", "bytes"});
        if (answer.status == 206) {
            response.headers.push_back(
                {"Content-Range",
                 fmt::format("bytes {}-{}/{}", answer.offset, answer.offset + answer.length - 1,
                             entry.size_bytes)});
        }
        add_validators(response, entry, representation);
        return response;
    }
    // Of the file a 304 has only the length, which the server sends as that of the 200 (RFC 9110
    // §8.6); a length of its own, 0, would be wrong.
    FileBody body(fd, 0, entry.size_bytes);
    HttpResponse response = answer.status == 304 ? response_of(304) : text_response(answer.status);
    if (answer.status == 304) {
        add_validators(response, entry, representation);
        response.file = std::move(body);
    }
    if (answer.status == 416) {
        response.headers.push_back({"Content-Range", fmt::format("bytes */{}", entry.size_bytes)});
    }
    return response;
}

// "./name/": relative, so that it is right below whatever path a proxy puts the site.
HttpResponse redirect_to_folder(std::string_view path) {
    HttpResponse response = text_response(301);
    response.headers.push_back(
        {"Location", fmt::format("./{}/", percent_encode_path(file_name(path)))});
    return response;
}

HttpResponse answer_recalled(const Recall* recall) {
    HttpResponse response = response_of(410);
    response.headers.push_back({"Content-Type", std::string(content_type_for("410.html"))});
    response.headers.push_back({"Cache-Control", "no-store"});
    response.text = recalled_page(recall);
    return response;
}

// Until the newsroom's next release, which it makes at once.
HttpResponse answer_held() {
    HttpResponse response = text_response(503);
    response.headers.push_back({"Retry-After", "10"});
    return response;
}

HttpResponse answer_unknown(const ServedRelease& release, const Source& source) {
    const ManifestEntry* const page = find_entry(release.manifest, kNotFoundPage);
    return page == nullptr ? text_response(404) : answer_special(404, *page, source);
}

}  // namespace

HttpResponse answer_reader(const HttpRequest& request, const SiteNow& site, ErrorLog& log) {
    if (request.method != "GET" && request.method != "HEAD") {
        HttpResponse response = text_response(405);
        response.headers.push_back({"Allow", "GET, HEAD"});
        return response;
    }
    const ServedRelease* const release = site.release;
    if (release == nullptr) {
        HttpResponse response = text_response(503);
        response.headers.push_back({"Retry-After", "60"});
        return response;
    }
    const Source source{site.blobs, log};
    const Instant modified = release->record.modified_at;
    const std::optional<Instant> modified_at =
        modified <= site.now ? std::optional(modified) : std::nullopt;
    std::string path = request.path.substr(1);  // decode_request_path: begins with a slash
    const bool is_folder = path.empty() || path.ends_with('/');
    if (is_folder) path += kIndex;
    const ManifestEntry* const entry = find_entry(release->manifest, path);
    if (entry == nullptr) {
        const ManifestEntry* const earlier = release->earlier_assets.find(path);
        if (earlier != nullptr) return answer_file(request, *earlier, source, modified_at);
        const bool has_index =
            !is_folder && find_entry(release->manifest, fmt::format("{}/{}", path, kIndex));
        return has_index ? redirect_to_folder(path) : answer_unknown(*release, source);
    }
    switch (site.recalls.bar_of(*entry)) {
        case Recalls::Bar::Gone:
            return answer_recalled(site.recalls.find(entry->own));
        case Recalls::Bar::Held:
            return answer_held();
        case Recalls::Bar::None:
            break;
    }
    if (entry->status != 200 || path == kNotFoundPage) {
        return answer_special(path == kNotFoundPage ? 404 : entry->status, *entry, source);
    }
    return answer_file(request, *entry, source, modified_at);
}

bool is_healthy(const ServedRelease* release, const BlobStore& blobs) {
    if (release == nullptr) return false;
    const ManifestEntry* const home = find_entry(release->manifest, kIndex);
    if (home == nullptr) return !release->manifest.entries.empty();
    const std::variant<int, Unreadable> opened = open_blob(blobs, *home);
    const int* const fd = std::get_if<int>(&opened);
    if (fd != nullptr) ::close(*fd);
    return fd != nullptr;
}

}  // namespace gazette
