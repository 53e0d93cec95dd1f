#include "support/request_table.h"

#include "base/text.h"
#include "endpoint/endpoint.h"
#include "formats/brotli.h"
#include "formats/gzip.h"
#include "support/background_program.h"
#include "support/catch.h"
#include "support/raw_http.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>

using namespace gazette;
using gazette::testing::BackgroundProgram;
using gazette::testing::FixedClock;
using gazette::testing::raw_exchange;
using gazette::testing::request_table;
using gazette::testing::RequestRow;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::status_of;
using gazette::testing::TemporaryFolder;

namespace {

std::string long_page(const std::string& words) {
    std::string page;
    while (page.size() < 4000) page += "<p>" + words + "</p>\n";
    return page;
}

std::map<std::string, std::string> content() {
    return {{"index.html", "<p>home</p>"},
            {"404.html", long_page("not here")},
            {"page.html", long_page("东昌府讯")},
            {"folder/index.html", "folder"},
            {"old.html", "moved"},
            {"gone.html", "withdrawn"},
            {"empty.txt", ""},
            {"pictures/0123456789abcdef-640.webp", "0123456789"}};
}

struct Answer {
    int status = 0;
    std::vector<HttpField> fields;
    std::string body;

    [[nodiscard]] std::string field(std::string_view name) const {
        const auto found = std::ranges::find(fields, ascii_lower(name), &HttpField::name);
        return found == fields.end() ? std::string() : found->value;
    }
};

Answer parse_answer(const std::string& bytes) {
    Answer answer;
    answer.status = status_of(bytes);
    const std::size_t end = std::min(bytes.find("\r\n\r\n"), bytes.size());
    for (const std::string_view line : split_lines(std::string_view(bytes).substr(0, end))) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        answer.fields.push_back(
            {ascii_lower(line.substr(0, colon)), std::string(trim_ascii(line.substr(colon + 1)))});
    }
    answer.body = bytes.substr(std::min(end + 4, bytes.size()));
    return answer;
}

Answer ask(std::uint16_t port, const std::string& method, const std::string& target,
           const std::vector<HttpField>& fields) {
    std::string request = fmt::format("{} {} HTTP/1.1\r\nHost: h\r\n", method, target);
    for (const HttpField& field : fields) {
        request += fmt::format("{}: {}\r\n", field.name, field.value);
    }
    return parse_answer(raw_exchange(port, request + "Connection: close\r\n\r\n"));
}

// A server that is asked the rows of the table.
class Asked {
public:
    explicit Asked(std::uint16_t port) : port_(port) {}

    Answer answer(const RequestRow& row) {
        std::vector<HttpField> fields = row.fields;
        for (HttpField& field : fields) field.value = filled(row, field.value);
        return ask(port_, row.method, row.target, fields);
    }

    // With what stands in braces put in.
    std::string filled(const RequestRow& row, std::string text) {
        if (text.find('{') == std::string::npos) return text;
        for (const std::string coding : {"", "gzip", "br"}) {
            const Answer plain = whole(row.target, coding);
            const std::string suffix = coding.empty() ? "" : "-" + coding;
            text = replace_all(text, fmt::format("{{tag{}}}", suffix), plain.field("ETag"));
            text = replace_all(text, fmt::format("{{size{}}}", suffix),
                               std::to_string(plain.body.size()));
        }
        return replace_all(text, "{date}", whole(row.target, "").field("Last-Modified"));
    }

private:
    const Answer& whole(const std::string& target, const std::string& coding) {
        const auto [known, is_new] = whole_.try_emplace(target + " " + coding);
        if (is_new) {
            known->second = ask(port_, "GET", target, {{"Accept-Encoding", coding}});
        }
        return known->second;
    }

    std::uint16_t port_;
    std::map<std::string, Answer> whole_;
};

std::string told(const RequestRow& row) {
    std::string text = row.method + " " + row.target;
    for (const HttpField& field : row.fields) text += "\n  " + field.name + ": " + field.value;
    return text;
}

// Our endpoint with the site of content(), all forms made.
struct OurServer {
    OurServer() {
        SampleSite site = sample_site(content());
        for (ManifestEntry& entry : site.manifest.entries) {
            if (entry.path == "404.html") entry.status = 404;
            if (entry.path == "gone.html") entry.status = 410;
            if (entry.path != "old.html") continue;
            entry.status = 301;
            entry.location = "/new.html";
        }
        {
            const auto store = *ReleaseStore::open(*files, clock, folder / "data");
            const auto declared = store->declare(gazette::testing::declare_all(site), "test");
            REQUIRE(declared);
            BlobBatch batch(store->blobs());
            for (const auto& [digest, bytes] : site.blobs) REQUIRE(batch.add(digest, bytes));
            REQUIRE(batch.commit());
            REQUIRE(store->publish(declared->declared.id, {0, "test"}));
        }
        endpoint =
            *Endpoint::start({.data = folder / "data", .listen = "127.0.0.1:0"}, *files, clock);
        endpoint->coder().wait_until_done();
    }

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    FixedClock clock;
    std::unique_ptr<Endpoint> endpoint;
};

}  // namespace

TEST_CASE("every request of the table is answered as RFC 9110 says", "[endpoint][requests]") {
    const OurServer server;
    Asked asked(server.endpoint->port());
    const std::map<std::string, std::string> files = content();
    for (const RequestRow& row : request_table()) {
        const Answer answer = asked.answer(row);
        INFO(told(row));
        CHECK(answer.status == row.status);
        for (const HttpField& expected : row.expected) {
            INFO(expected.name);
            const std::string value = answer.field(expected.name);
            if (expected.value == "*") {
                CHECK_FALSE(value.empty());
            } else {
                CHECK(value == asked.filled(row, expected.value));
            }
        }
        const bool has_body = row.method != "HEAD" && row.status != 304 && row.status != 204;
        if (!has_body) CHECK(answer.body.empty());
        if (has_body) CHECK(answer.field("Content-Length") == std::to_string(answer.body.size()));
        CHECK_FALSE(answer.field("Date").empty());
    }
    // What stands in braces is right as well.
    const std::string page = files.at("page.html");
    const RequestRow row{"GET", "/page.html", {}, 200, {}, {}};
    CHECK(asked.filled(row, "{size} {size-gzip} {size-br}") ==
          fmt::format("{} {} {}", page.size(), gzip_compress(page).size(),
                      brotli_compress(page).size()));
    const std::string digest = to_hex(sha256(page)).substr(0, 32);
    CHECK(asked.filled(row, "{tag} {tag-gzip} {tag-br}") ==
          fmt::format("\"{0}\" \"{0}-gzip\" \"{0}-br\"", digest));
}

namespace {

// nginx with the same files beside it, each long text with its .gz; nothing where it is not
// installed.
class Nginx {
public:
    Nginx() {
        for (const std::string path : {"/usr/sbin/nginx", "/usr/local/sbin/nginx"}) {
            if (::access(path.c_str(), X_OK) == 0) program_ = path;
        }
        if (program_.empty()) return;
        for (const auto& [path, bytes] : content()) {
            put(path, bytes);
            if (bytes.size() > 1000) put(path + ".gz", gzip_compress(bytes));
        }
        REQUIRE(files_->replace(folder_ / "nginx.conf", configuration()));
        process_.emplace(gazette::testing::ProgramRun{
            {program_, "-c", folder_ / "nginx.conf", "-p", folder_.path(), "-g", "daemon off;"},
            folder_.path(),
            {},
            folder_ / "out",
            folder_ / "err"});
        is_ready_ = waits_until_ready();
    }

    [[nodiscard]] bool is_installed() const { return !program_.empty(); }

    [[nodiscard]] bool is_ready() const { return is_ready_; }

    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    // One that was free a moment ago.
    static std::uint16_t free_port() {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t bytes = sizeof address;
        // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): the sockets' own interface
        REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), bytes) == 0);
        REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &bytes) == 0);
        // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
        ::close(fd);
        return ntohs(address.sin_port);
    }

    void put(const std::string& path, const std::string& bytes) {
        const std::string full = folder_ / ("site/" + path);
        REQUIRE(files_->make_directories(std::string(parent_path(full))));
        REQUIRE(files_->replace(full, bytes));
        constexpr timespec kPublished{1'657'067'400, 0};  // as FixedClock
        const std::array times = {kPublished, kPublished};
        REQUIRE(::utimensat(AT_FDCWD, full.c_str(), times.data(), 0) == 0);
    }

    [[nodiscard]] std::string configuration() const {
        return fmt::format(R"(master_process off;
pid {0}/pid;
error_log {0}/error.log;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; text/plain txt; image/webp webp; }}
  charset utf-8;
  access_log off;
  gzip_static on;
  gzip_vary on;
  if_modified_since before;
  absolute_redirect off;
  client_body_temp_path {0}/t1; proxy_temp_path {0}/t2; fastcgi_temp_path {0}/t3;
  uwsgi_temp_path {0}/t4; scgi_temp_path {0}/t5;
  server {{
    listen 127.0.0.1:{1};
    root {0}/site;
    error_page 404 /404.html;
    location = /old.html {{ return 301 /new.html; }}
    location = /gone.html {{ return 410; }}
  }}
}}
)",
                           folder_.path(), port_);
    }

    [[nodiscard]] bool waits_until_ready() const {
        constexpr int kTries = 500;
        for (int i = 0; i < kTries; ++i) {
            try {
                return status_of(raw_exchange(port_,
                                              "GET / HTTP/1.1\r\nHost: h\r\n"
                                              "Connection: close\r\n\r\n")) == 200;
            } catch (const std::runtime_error&) {
                ::usleep(10'000);  // until it listens: it tells nobody
            }
        }
        return false;
    }

    std::unique_ptr<Files> files_ = real_files();
    TemporaryFolder folder_;
    std::string program_;
    std::uint16_t port_ = free_port();
    bool is_ready_ = false;
    std::optional<BackgroundProgram> process_;
};

// What both are to answer alike.
std::string compared(const Answer& answer) {
    std::string text = std::to_string(answer.status);
    for (const std::string_view name : {"Content-Range", "Content-Encoding"}) {
        text += "\n" + std::string(name) + ": " + answer.field(name);
    }
    const bool is_of_the_file = answer.status == 200 || answer.status == 206;
    if (is_of_the_file) text += "\nbody " + to_hex(sha256(answer.body)).substr(0, 8);
    return text;
}

}  // namespace

TEST_CASE("nginx answers the table alike, but where the table says why not",
          "[endpoint][requests][nginx]") {
    const Nginx nginx;
    if (!nginx.is_installed()) {
        std::cout << "\nskipped: " << Catch::getResultCapture().getCurrentTestName()
                  << ": nginx is not installed\n";
        return;
    }
    REQUIRE(nginx.is_ready());
    const OurServer server;
    Asked ours(server.endpoint->port());
    Asked theirs(nginx.port());
    for (const RequestRow& row : request_table()) {
        if (row.other == gazette::testing::kOnlyOurs) continue;
        const std::string our_answer = compared(ours.answer(row));
        const std::string their_answer = compared(theirs.answer(row));
        INFO(told(row));
        if (row.other.empty()) {
            CHECK(their_answer == our_answer);
        } else {
            INFO("expected to differ: " << row.other);
            CHECK(their_answer != our_answer);
        }
    }
}
