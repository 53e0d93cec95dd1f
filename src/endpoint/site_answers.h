#pragma once
// What readers get: GET and HEAD of the files of one release (RFC 9110), with the headers that keep
// a reader's browser safe. A request is answered from one release as a whole, whatever is published
// meanwhile. No word of articles, no writing. Any thread.
//
// "/" stands for "index.html" of its folder; a folder without its slash is sent there; what is not
// in the release is answered with its own 404.html. The body is a descriptor of the blob, or of its
// coded form where one is there and the client takes it (RFC 9110 §12.5.3): a representation of its
// own, with its own ETag, to which conditions and ranges apply. Nothing is coded here. Files of
// the theme (assets/ with a hash in the name) of the two releases before are served as well: a page
// that a browser got just before a change asks for its style sheet just after.
#include "base/time_zone.h"
#include "endpoint/blob_store.h"
#include "endpoint/error_log.h"
#include "endpoint/release_store.h"
#include "net/http_message.h"

#include <string_view>

namespace gazette {

// What an address of the site answers to, as Allow says it.
inline constexpr std::string_view kReaderMethods = "GET, HEAD, OPTIONS";

// From what a request is answered; borrowed for as long as that takes.
struct SiteNow {
    const ServedRelease* release = nullptr;  // null: nothing was published yet
    // What they bar is answered with 410, or with 503 until a release is without it, whatever the
    // conditions.
    const Recalls& recalls;
    const BlobStore& blobs;
    Instant now = {};  // only keeps Last-Modified out of the future
};

// A file that cannot be read is told to the log.
HttpResponse answer_reader(const HttpRequest& request, const SiteNow& site, ErrorLog& log);

// Whether readers get the site: a release is there and its home page can be read.
bool is_healthy(const ServedRelease* release, const BlobStore& blobs);

}  // namespace gazette
