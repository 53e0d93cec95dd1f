#include "endpoint/site_answers.h"

#include "base/percent.h"
#include "endpoint/blob_coder.h"
#include "endpoint/recalled_page.h"
#include "net/content_coding.h"
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
    Damaged,       // missing, or of another length than it should have
    Busy,          // the process has no descriptor left: not the file's fault, and soon over
    Unacceptable,  // is there, but in no coding that the client takes
};

// The bytes that an answer is made of, open in the coding in which they are sent. A part of an
// answer of status 206 is a part of these.
struct Opened {
    FileBody file;  // the whole
    ContentCoding coding = ContentCoding::Identity;
};

// A regular file and its size; -1 with errno when it cannot be opened.
FileBody open_file(const std::string& path) {
    FileBody file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW), 0, 0);
    if (!file.is_open()) return file;

    struct stat found {};

    if (::fstat(file.descriptor(), &found) != 0 || !S_ISREG(found.st_mode)) {
        errno = EINVAL;
        return {-1, 0, 0};
    }
    file.narrow(0, static_cast<std::uint64_t>(found.st_size));
    return file;
}

std::variant<Opened, Unreadable> open_blob(const BlobStore& blobs, const ManifestEntry& entry) {
    FileBody file = open_file(blobs.path_of(entry.digest));
    if (!file.is_open()) {
        return errno == EMFILE || errno == ENFILE ? Unreadable::Busy : Unreadable::Damaged;
    }
    if (file.length() != entry.size_bytes) return Unreadable::Damaged;
    return Opened{std::move(file), ContentCoding::Identity};
}

// The first form that is there, in the client's order. A form that was not made yet, or does not
// pay (an empty file), is passed over.
std::variant<Opened, Unreadable> open_acceptable(const BlobStore& blobs, const ManifestEntry& entry,
                                                 const AcceptableCodings& codings) {
    for (const ContentCoding coding : codings) {
        if (coding == ContentCoding::Identity) return open_blob(blobs, entry);
        if (!has_coded_forms(entry)) continue;
        FileBody file = open_file(blobs.path_of(entry.digest, coding));
        if (!file.is_open() || file.length() <= kCodedTrailerBytes) continue;
        file.narrow(0, file.length() - kCodedTrailerBytes);
        return Opened{std::move(file), coding};
    }
    return Unreadable::Unacceptable;
}

AcceptableCodings codings_of(const HttpRequest& request) {
    return AcceptableCodings::of(request.list_header("Accept-Encoding").value_or(""));
}

// Whoever keeps an answer must know on what it depended, whichever form it was.
void add_vary(HttpResponse& response, const ManifestEntry& entry) {
    if (has_coded_forms(entry)) response.headers.push_back({"Vary", "Accept-Encoding"});
}

// A damaged file comes again with the next publish, which is told of it.
HttpResponse answer_unreadable(Unreadable why, const ManifestEntry& entry, const Source& source) {
    switch (why) {
        case Unreadable::Damaged: {
            source.log.add(fmt::format("/{}: the blob {} is missing or has another length than {}",
                                       entry.path, to_hex(entry.digest), entry.size_bytes));
            source.blobs.suspect(entry.digest);
            HttpResponse response = text_response(503);
            response.headers.push_back({"Retry-After", "60"});
            return response;
        }
        case Unreadable::Busy: {
            source.log.add(fmt::format("/{}: too many files are open", entry.path));
            HttpResponse response = text_response(503);
            response.headers.push_back({"Retry-After", "1"});
            return response;
        }
        case Unreadable::Unacceptable: {
            HttpResponse response = text_response(406);
            response.headers.push_back({"Vary", "Accept-Encoding"});
            return response;
        }
    }
    return text_response(500);
}

// Strong: 128 bits of the digest name the bytes, and each coding is a representation of its own.
std::string etag_of(const ManifestEntry& entry, ContentCoding coding) {
    constexpr std::size_t kDigits = 32;
    const bool is_coded = coding != ContentCoding::Identity;
    return fmt::format("\"{}{}{}\"", to_hex(entry.digest).substr(0, kDigits), is_coded ? "-" : "",
                       is_coded ? name_of(coding) : "");
}

// The answer to the conditions and the range that a request carries.
ConditionalAnswer evaluate(const HttpRequest& request, const Representation& representation) {
    const std::optional<std::string> if_match = request.list_header("If-Match");
    const std::optional<std::string> if_none_match = request.list_header("If-None-Match");
    const RequestConditions conditions{
        .if_match = if_match,
        .if_none_match = if_none_match,
        .if_modified_since = request.header("If-Modified-Since"),
        .if_unmodified_since = request.header("If-Unmodified-Since"),
        .if_range = request.header("If-Range"),
        .range = request.method == "GET" ? request.header("Range") : std::nullopt};
    return evaluate_conditions(conditions, representation);
}

void add_validators(HttpResponse& response, const ManifestEntry& entry,
                    const Representation& representation) {
    response.headers.push_back({"ETag", std::string(representation.etag)});
    response.headers.push_back({"Cache-Control", std::string(cache_control(entry.cache))});
    add_vary(response, entry);
    if (representation.last_modified) {
        response.headers.push_back({"Last-Modified", http_date(*representation.last_modified)});
    }
}

HttpResponse file_response(int status, Opened opened, const ManifestEntry& entry) {
    HttpResponse response = response_of(status);
    response.headers.push_back({"Content-Type", entry.type});
    if (opened.coding != ContentCoding::Identity) {
        response.headers.push_back({"Content-Encoding", std::string(name_of(opened.coding))});
    }
    response.file = std::move(opened.file);
    response.source = entry.digest;
    return response;
}

// Everything that is not a plain 200: conditions and ranges do not apply (RFC 9110 §13.2.1).
// A client that takes no coding of it gets its bytes: better than a status that hides this one.
HttpResponse answer_special(const HttpRequest& request, int status, const ManifestEntry& entry,
                            const Source& source) {
    std::variant<Opened, Unreadable> opened =
        open_acceptable(source.blobs, entry, codings_of(request));
    const auto* why = std::get_if<Unreadable>(&opened);
    if (why != nullptr && *why == Unreadable::Unacceptable) {
        opened = open_blob(source.blobs, entry);
        why = std::get_if<Unreadable>(&opened);
    }
    if (why != nullptr) return answer_unreadable(*why, entry, source);
    HttpResponse response = file_response(status, std::move(std::get<Opened>(opened)), entry);
    response.headers.push_back({"Cache-Control", "no-cache"});
    add_vary(response, entry);
    if (status == 301) response.headers.push_back({"Location", entry.location});
    return response;
}

HttpResponse answer_file(const HttpRequest& request, const ManifestEntry& entry,
                         const Source& source, std::optional<Instant> modified_at) {
    std::variant<Opened, Unreadable> found =
        open_acceptable(source.blobs, entry, codings_of(request));
    if (const auto* why = std::get_if<Unreadable>(&found)) {
        return answer_unreadable(*why, entry, source);
    }
    Opened opened = std::move(std::get<Opened>(found));
    const std::uint64_t size = opened.file.length();
    const std::string etag = etag_of(entry, opened.coding);
    const Representation representation{etag, modified_at, size};
    const ConditionalAnswer answer = evaluate(request, representation);
    if (answer.status == 200 || answer.status == 206) {
        opened.file.narrow(answer.offset, answer.length);
        HttpResponse response = file_response(answer.status, std::move(opened), entry);
        response.headers.push_back({"Accept-Ranges", "bytes"});
        if (answer.status == 206) {
            response.headers.push_back(
                {"Content-Range", fmt::format("bytes {}-{}/{}", answer.offset,
                                              answer.offset + answer.length - 1, size)});
        }
        add_validators(response, entry, representation);
        return response;
    }
    // Of the file a 304 has only the length, which the server sends as that of the 200 (RFC 9110
    // §8.6); a length of its own, 0, would be wrong.
    HttpResponse response = answer.status == 304 ? response_of(304) : text_response(answer.status);
    if (answer.status == 304) {
        add_validators(response, entry, representation);
        response.file = std::move(opened.file);
    }
    if (answer.status == 416) {
        response.headers.push_back({"Content-Range", fmt::format("bytes */{}", size)});
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

HttpResponse answer_unknown(const HttpRequest& request, const ServedRelease& release,
                            const Source& source) {
    const ManifestEntry* const page = find_entry(release.manifest, kNotFoundPage);
    return page == nullptr ? text_response(404) : answer_special(request, 404, *page, source);
}

}  // namespace

HttpResponse answer_reader(const HttpRequest& request, const SiteNow& site, ErrorLog& log) {
    if (request.method == "OPTIONS") {
        HttpResponse response = response_of(204);
        response.headers.push_back({"Allow", std::string(kReaderMethods)});
        return response;
    }
    if (request.method != "GET" && request.method != "HEAD") {
        HttpResponse response = text_response(405);
        response.headers.push_back({"Allow", std::string(kReaderMethods)});
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
        return has_index ? redirect_to_folder(path) : answer_unknown(request, *release, source);
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
        const int status = path == kNotFoundPage ? 404 : entry->status;
        return answer_special(request, status, *entry, source);
    }
    return answer_file(request, *entry, source, modified_at);
}

bool is_healthy(const ServedRelease* release, const BlobStore& blobs) {
    if (release == nullptr) return false;
    const ManifestEntry* const home = find_entry(release->manifest, kIndex);
    if (home == nullptr) return !release->manifest.entries.empty();
    return std::holds_alternative<Opened>(open_blob(blobs, *home));
}

}  // namespace gazette
