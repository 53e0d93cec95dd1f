#include "support/request_table.h"

#include <utility>

namespace gazette::testing {
namespace {

using Fields = std::vector<HttpField>;

constexpr auto kPage = "/page.html";                              // long enough to be coded
constexpr auto kPicture = "/pictures/0123456789abcdef-640.webp";  // ten bytes, never coded
constexpr auto kBefore = "Wed, 06 Jul 2022 00:29:59 GMT";
constexpr auto kAfter = "Wed, 06 Jul 2022 00:30:01 GMT";

void append(std::vector<RequestRow>& table, std::vector<RequestRow> rows) {
    for (RequestRow& row : rows) table.push_back(std::move(row));
}

// §9.3, §10.2.1, §15.5.6
std::vector<RequestRow> methods() {
    const HttpField allow = {"Allow", "GET, HEAD, OPTIONS"};
    const std::string ours(kOnlyOurs);
    return {
        {"GET",
         kPage,
         {},
         200,
         {{"Content-Length", "{size}"},
          {"Content-Type", "text/html; charset=utf-8"},
          {"ETag", "{tag}"},
          {"Last-Modified", "{date}"},
          {"Accept-Ranges", "bytes"},
          {"Cache-Control", "no-cache"},
          {"Content-Encoding", ""},
          {"Vary", "Accept-Encoding"}}},
        {"HEAD",
         kPage,
         {},
         200,
         {{"Content-Length", "{size}"}, {"ETag", "{tag}"}, {"Vary", "Accept-Encoding"}}},
        {"OPTIONS", kPage, {}, 204, {allow, {"Content-Type", ""}}, "it has no OPTIONS"},
        {"OPTIONS", "/nothing.html", {}, 204, {allow}, "it has no OPTIONS"},
        {"OPTIONS", "*", {}, 204, {allow}, "it takes no target but a path"},
        {"GET", "*", {}, 400, {}},
        {"POST", kPage, {}, 405, {allow}},
        {"PUT", kPage, {}, 405, {allow}},
        {"DELETE", kPage, {}, 405, {allow}},
        {"PATCH", kPage, {}, 405, {allow}},
        {"TRACE", kPage, {}, 405, {allow}},
        {"get", kPage, {}, 405, {allow}, "it takes no method in lower case (400)"},
        {"OPTIONS", "/healthz", {}, 204, {allow}, ours},
        {"POST", "/healthz", {}, 405, {allow}, ours},
        {"OPTIONS", "/api/v1/releases", {}, 204, {{"Allow", "GET, HEAD, POST, OPTIONS"}}, ours},
        {"OPTIONS", "/api/v1/packs", {}, 204, {{"Allow", "POST, OPTIONS"}}, ours},
        {"DELETE", "/api/v1/packs", {}, 405, {{"Allow", "POST, OPTIONS"}}, ours},
        {"OPTIONS", "/api/v1/nothing", {}, 404, {{"Allow", ""}}, ours},
    };
}

// §13, in the order of §13.2.2
std::vector<RequestRow> conditions() {
    const Fields unchanged = {{"ETag", "{tag}"},
                              {"Vary", "Accept-Encoding"},
                              {"Cache-Control", "no-cache"},
                              {"Last-Modified", "{date}"},
                              {"Content-Type", ""}};
    const std::string one_field = "it takes one field of each name (400); §5.3: they are one list";
    return {
        {"GET", kPage, {{"If-None-Match", "{tag}"}}, 304, unchanged},
        {"HEAD", kPage, {{"If-None-Match", "{tag}"}}, 304, unchanged},
        {"GET", kPage, {{"If-None-Match", "W/{tag}"}}, 304, unchanged},
        {"GET", kPage, {{"If-None-Match", "\"x\", {tag}"}}, 304, unchanged},
        {"GET", kPage, {{"If-None-Match", "*"}}, 304, unchanged},
        // A list may come in several fields (§5.3).
        {"GET",
         kPage,
         {{"If-None-Match", "\"x\""}, {"If-None-Match", "{tag}"}},
         304,
         unchanged,
         one_field},
        {"GET", kPage, {{"If-Match", "\"x\""}, {"If-Match", "{tag}"}}, 200, {}, one_field},
        {"GET", kPage, {{"If-None-Match", "\"x\""}}, 200, {}},
        {"GET", kPage, {{"If-None-Match", "x"}}, 200, {}},
        {"GET", kPage, {{"If-None-Match", "\"x\""}, {"If-Modified-Since", "{date}"}}, 200, {}},
        {"GET", kPage, {{"If-Modified-Since", "{date}"}}, 304, unchanged},
        {"GET", kPage, {{"If-Modified-Since", kAfter}}, 304, unchanged},
        {"GET", kPage, {{"If-Modified-Since", kBefore}}, 200, {}},
        {"GET", kPage, {{"If-Modified-Since", "yesterday"}}, 200, {}},
        // The forms of old that every recipient takes (§5.6.7).
        {"GET", kPage, {{"If-Modified-Since", "Wednesday, 06-Jul-22 00:30:00 GMT"}}, 304, {}},
        {"GET", kPage, {{"If-Modified-Since", "Wed Jul  6 00:30:00 2022"}}, 304, {}},
        {"GET", kPage, {{"If-Match", "{tag}"}}, 200, {}},
        {"GET", kPage, {{"If-Match", "*"}}, 200, {}},
        {"GET", kPage, {{"If-Match", "\"x\""}}, 412, {{"ETag", ""}}},
        {"GET", kPage, {{"If-Match", "W/{tag}"}}, 412, {}},
        {"GET", kPage, {{"If-Unmodified-Since", "{date}"}}, 200, {}},
        {"GET", kPage, {{"If-Unmodified-Since", kAfter}}, 200, {}},
        {"GET", kPage, {{"If-Unmodified-Since", kBefore}}, 412, {}},
        {"GET",
         kPage,
         {{"If-Unmodified-Since", "never"}},
         200,
         {},
         "it takes what is no date for one long ago; §13.1.4: ignored"},
        {"GET",
         kPage,
         {{"If-Match", "{tag}"}, {"If-Unmodified-Since", kBefore}},
         200,
         {},
         "it looks at both; §13.2.2: the date only without If-Match"},
        {"GET", kPage, {{"If-Match", "{tag}"}, {"If-None-Match", "{tag}"}}, 304, {}},
        {"GET", kPage, {{"If-None-Match", "{tag}"}, {"Range", "bytes=0-1"}}, 304, {}},
        {"GET", kPage, {{"If-Match", "\"x\""}, {"Range", "bytes=0-1"}}, 412, {}},
    };
}

// §14
std::vector<RequestRow> ranges() {
    const auto part = [](std::string range, std::string content_range, std::string length) {
        return RequestRow{"GET",
                          kPicture,
                          {{"Range", std::move(range)}},
                          206,
                          {{"Content-Range", std::move(content_range)},
                           {"Content-Length", std::move(length)},
                           {"ETag", "{tag}"},
                           {"Content-Type", "image/webp"}}};
    };
    const auto beyond = [](std::string range) {
        return RequestRow{"GET",
                          kPicture,
                          {{"Range", std::move(range)}},
                          416,
                          {{"Content-Range", "bytes */10"}, {"ETag", ""}}};
    };
    const auto whole = [](std::string range, std::string other = {}) {
        return RequestRow{"GET",
                          kPicture,
                          {{"Range", std::move(range)}},
                          200,
                          {{"Content-Length", "10"}, {"Content-Range", ""}},
                          std::move(other)};
    };
    const auto if_range = [](std::string validator, int status, std::string other = {}) {
        return RequestRow{"GET",
                          kPicture,
                          {{"Range", "bytes=2-4"}, {"If-Range", std::move(validator)}},
                          status,
                          {{"Content-Length", status == 206 ? "3" : "10"}},
                          std::move(other)};
    };
    const std::string refused = "it refuses what does not parse (416); §14.2 allows both";
    return {
        part("bytes=0-0", "bytes 0-0/10", "1"),
        part("bytes=2-4", "bytes 2-4/10", "3"),
        part("bytes=8-", "bytes 8-9/10", "2"),
        part("bytes=-3", "bytes 7-9/10", "3"),
        part("bytes=-100", "bytes 0-9/10", "10"),
        part("bytes=5-99", "bytes 5-9/10", "5"),
        beyond("bytes=10-"),
        beyond("bytes=10-20"),
        beyond("bytes=-0"),
        whole("bytes=0-1,5-6", "it sends both in parts; §14.2 allows the whole"),
        whole("bytes=5-4", refused),
        whole("bytes=a-b", refused),
        whole("bytes="),
        whole("bytes=-", refused),
        whole("lines=0-1"),
        if_range("{tag}", 206),
        if_range("\"x\"", 200),
        if_range("W/{tag}", 200),
        if_range("{date}", 200, "its dates are of the file; ours may stand for two releases"),
        {"HEAD",
         kPicture,
         {{"Range", "bytes=2-4"}},
         200,
         {{"Content-Length", "10"}},
         "it gives HEAD a part; §14.2: only GET"},
        {"GET", "/empty.txt", {}, 200, {{"Content-Length", "0"}}},
        {"GET",
         "/empty.txt",
         {{"Range", "bytes=0-0"}},
         416,
         {{"Content-Range", "bytes */0"}},
         "it knows no range of what is empty (200)"},
    };
}

// §12.5.3 and §8.8.3: each coding is a representation with a tag of its own
std::vector<RequestRow> codings() {
    const std::string no_brotli = "it has no Brotli here";
    const std::string no_weights = "it looks for the word gzip, not for weights";
    const auto form = [](std::string accepted, const std::string& coding, std::string other = {}) {
        const bool is_coded = !coding.empty();
        return RequestRow{"GET",
                          kPage,
                          {{"Accept-Encoding", std::move(accepted)}},
                          200,
                          {{"Content-Encoding", coding},
                           {"Content-Length", is_coded ? "{size-" + coding + "}" : "{size}"},
                           {"ETag", is_coded ? "{tag-" + coding + "}" : "{tag}"},
                           {"Content-Type", "text/html; charset=utf-8"},
                           {"Vary", "Accept-Encoding"}},
                          std::move(other)};
    };
    RequestRow head = form("gzip", "gzip");
    head.method = "HEAD";
    const HttpField gzip = {"Accept-Encoding", "gzip"};
    const std::string no_ranges = "it gives no ranges of ready-made gzip";
    const Fields nothing_fits = {{"Vary", "Accept-Encoding"}, {"ETag", ""}};
    return {
        form("gzip", "gzip"),
        std::move(head),
        form("deflate, gzip;q=0.8", "gzip"),
        form("identity;q=0, gzip", "gzip"),
        form("br", "br", no_brotli),
        form("gzip, deflate, br, zstd", "br", no_brotli),
        form("*", "br", no_brotli),
        form("gzip;q=0", ""),
        form("deflate", ""),
        form("", ""),
        form("gzip;q=2", ""),
        form("gzip;q=0.5, identity", "", no_weights),
        {"GET",
         kPage,
         {{"Accept-Encoding", "identity;q=0"}},
         406,
         nothing_fits,
         "it sends the bytes all the same"},
        {"GET",
         kPage,
         {{"Accept-Encoding", "br;q=0"}, {"Accept-Encoding", "gzip"}},
         200,
         {{"Content-Encoding", "gzip"}},
         "it looks at the first field alone"},
        {"GET",
         kPage,
         {{"Accept-Encoding", "*;q=0"}},
         406,
         nothing_fits,
         "it sends the bytes all the same"},
        {"GET",
         kPage,
         {gzip, {"If-None-Match", "{tag-gzip}"}},
         304,
         {{"ETag", "{tag-gzip}"}, {"Vary", "Accept-Encoding"}, {"Content-Encoding", ""}}},
        {"GET", kPage, {gzip, {"If-None-Match", "{tag}"}}, 200, {{"Content-Encoding", "gzip"}}},
        {"GET", kPage, {{"If-None-Match", "{tag-gzip}"}}, 200, {{"Content-Encoding", ""}}},
        {"GET", kPage, {gzip, {"If-Match", "{tag-gzip}"}}, 200, {{"Content-Encoding", "gzip"}}},
        {"GET", kPage, {{"If-Match", "{tag-gzip}"}}, 412, {}},
        {"GET",
         kPage,
         {gzip, {"Range", "bytes=0-9"}},
         206,
         {{"Content-Encoding", "gzip"},
          {"Content-Range", "bytes 0-9/{size-gzip}"},
          {"ETag", "{tag-gzip}"},
          {"Vary", "Accept-Encoding"}},
         no_ranges},
        {"GET",
         kPage,
         {gzip, {"Range", "bytes=0-9"}, {"If-Range", "{tag-gzip}"}},
         206,
         {{"Content-Encoding", "gzip"}},
         no_ranges},
        {"GET",
         kPage,
         {gzip, {"Range", "bytes=0-9"}, {"If-Range", "{tag}"}},
         200,
         {{"Content-Encoding", "gzip"}}},
        {"GET",
         kPage,
         {gzip, {"Range", "bytes={size-gzip}-"}},
         416,
         {{"Content-Range", "bytes */{size-gzip}"}},
         no_ranges},
        {"GET", kPicture, {gzip}, 200, {{"Content-Encoding", ""}, {"Vary", ""}}},
        {"GET", "/", {gzip}, 200, {{"Content-Encoding", ""}, {"Vary", ""}}},
    };
}

// §15, and which address stands for which file
std::vector<RequestRow> addresses() {
    const HttpField gzip = {"Accept-Encoding", "gzip"};
    const std::string plain = "it takes it for the file of that name";
    return {
        {"GET", "/", {}, 200, {{"Content-Length", "{size}"}}},
        {"GET", "/folder/", {}, 200, {}},
        {"GET", "/folder", {}, 301, {{"Location", "*"}}},
        {"HEAD", "/folder", {}, 301, {{"Location", "*"}}},
        {"GET", "/page.html?a=b&c=%zz", {}, 200, {}},
        {"GET", "/p%61ge.html", {}, 200, {}},
        {"GET", "http://h/page.html", {}, 200, {}},
        {"GET", "/old.html", {}, 301, {{"Location", "/new.html"}}},
        {"GET", "/gone.html", {}, 410, {{"ETag", ""}, {"Vary", ""}}},
        {"HEAD", "/gone.html", {}, 410, {}},
        {"GET", "/gone.html", {{"Range", "bytes=0-1"}}, 410, {{"Content-Range", ""}}},
        {"GET", "/gone.html", {{"If-None-Match", "*"}}, 410, {}},
        {"GET", "/nothing.html", {}, 404, {{"Vary", "Accept-Encoding"}, {"ETag", ""}}},
        {"HEAD", "/nothing.html", {}, 404, {}},
        {"GET", "/nothing.html", {{"Range", "bytes=0-1"}}, 404, {{"Content-Range", ""}}},
        {"GET", "/nothing.html", {{"If-None-Match", "*"}}, 404, {}},
        {"GET", "/nothing.html", {gzip}, 404, {{"Content-Encoding", "gzip"}}},
        {"GET", "/nothing.html", {{"Accept-Encoding", "identity;q=0"}}, 404, {}},
        {"GET", "/nothing/", {}, 404, {}},
        {"GET", "/page.html/", {}, 404, {}},
        {"GET", "/404.html", {}, 404, {}, plain},
        {"GET", "//page.html", {}, 400, {}, plain},
        {"GET", "/folder%2Findex.html", {}, 400, {}, plain},
        {"GET", "/folder/../page.html", {}, 400, {}, plain},
        {"GET", "/../page.html", {}, 400, {}},
        {"GET", "/a%00b", {}, 400, {}},
        {"GET", "/%zz", {}, 400, {}},
        {"GET", "/\xFF", {}, 400, {}, "a name of any bytes may be a file's (404)"},
    };
}

}  // namespace

std::vector<RequestRow> request_table() {
    std::vector<RequestRow> table = methods();
    append(table, conditions());
    append(table, ranges());
    append(table, codings());
    append(table, addresses());
    return table;
}

}  // namespace gazette::testing
