// The real endpoint, killed with SIGKILL while a publisher is at work: whatever was answered stays,
// what readers get is always one whole release, and the next publish ends well.
#include "net/http_client.h"
#include "publish/publisher.h"
#include "support/background_program.h"
#include "support/catch.h"
#include "support/decoding.h"
#include "support/raw_http.h"
#include "support/release_oracle.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <signal.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

using namespace gazette;
using gazette::testing::BackgroundProgram;
using gazette::testing::in_lines;
using gazette::testing::kNothingWrong;
using gazette::testing::look_at_folder;
using gazette::testing::look_at_readers;
using gazette::testing::ProgramRun;
using gazette::testing::Promises;
using gazette::testing::RawConnection;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::TemporaryFolder;

namespace {

constexpr int kPages = 60;

// Every page says of which version it is; all but the home page are long enough for coded forms.
SampleSite version(int number) {
    std::map<std::string, std::string> content = {{"index.html", fmt::format("v{} home", number)}};
    for (int i = 0; i < kPages; ++i) {
        content[fmt::format("2022/07/06/{}.html", i)] =
            fmt::format("v{} page {}\n{}", number, i, std::string(1000, '-'));
    }
    return sample_site(content);
}

int version_of(const std::string& body) {
    int version = -1;
    if (body.starts_with('v')) std::from_chars(body.data() + 1, body.data() + body.size(), version);
    return version;
}

class County {
public:
    County() {
        REQUIRE(testing::run_program(program({"endpoint", "token", "add", "desk", "--scope",
                                              "publish", "--data", folder / "data"})) == 0);
        std::ifstream file(folder / "stdout");
        std::getline(file, token);
    }

    [[nodiscard]] ProgramRun program(std::vector<std::string> arguments) const {
        return testing::gazette_run(folder.path(), std::move(arguments));
    }

    // Started anew on any port.
    std::unique_ptr<BackgroundProgram> start() {
        auto endpoint = std::make_unique<BackgroundProgram>(
            program({"endpoint", "--data", folder / "data", "--listen", "127.0.0.1:0"}));
        const std::string line = endpoint->first_line();
        const std::size_t at = line.find("http://");
        REQUIRE(at != std::string::npos);
        url = *parse_url(line.substr(at, line.find(' ', at) - at));
        return endpoint;
    }

    void build(const SampleSite& site) const {
        REQUIRE(files->make_directories(folder / "public/2022/07/06"));
        for (const ManifestEntry& entry : site.manifest.entries) {
            REQUIRE(files->replace(folder / ("public/" + entry.path), site.blobs.at(entry.digest)));
        }
        REQUIRE(files->replace(folder / "manifest", *print_manifest(site.manifest)));
    }

    [[nodiscard]] Result<PublishReport> publish_now() const {
        PublishOptions options;
        options.out = folder / "public";
        options.manifest = folder / "manifest";
        options.target.url = url;
        options.target.token = token;
        // The killed endpoint does not come back at this address.
        options.target.retries.attempts = options.target.retries.attempts_to_reach = 1;
        return publish(options, *files);
    }

    // In a coded form, where there is one already, are the same bytes.
    static bool is_same_in_gzip(HttpClient& client, HttpCall call, const std::string& body) {
        call.headers.push_back({"Accept-Encoding", "gzip"});
        const Result<HttpReply> reply = client.send(call);
        if (!reply || reply->status != 200) return false;
        const bool is_coded = reply->header("Content-Encoding") == "gzip";
        return is_coded ? testing::gunzip(reply->body) == body : reply->body == body;
    }

    // The version that all pages are of; nothing when they are of several or any is missing.
    [[nodiscard]] std::optional<int> served_version() const {
        HttpClient client;
        std::optional<int> seen;
        for (const ManifestEntry& entry : version(0).manifest.entries) {
            HttpCall call;
            call.url = url;
            call.url.path += entry.path;
            const Result<HttpReply> reply = client.send(call);
            if (!reply || reply->status != 200) return std::nullopt;
            if (!is_same_in_gzip(client, call, reply->body)) return std::nullopt;
            const int number = version_of(reply->body);
            if (seen && *seen != number) return std::nullopt;
            seen = number;
        }
        return seen;
    }

    // What the checker of all faults finds.
    [[nodiscard]] std::string wrong_now(std::uint64_t acknowledged) const {
        const Promises promises{.number = acknowledged};
        std::vector<std::string> wrong = look_at_folder(*files, folder / "data", promises);
        for (std::string& line : look_at_readers(url.port, *files, folder / "data", promises)) {
            wrong.push_back(std::move(line));
        }
        return in_lines(wrong);
    }

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    std::string token;
    Url url;
};

// Readers that ask as fast as they are answered.
class Load {
public:
    explicit Load(std::uint16_t port) {
        for (int i = 0; i < 3; ++i) {
            threads_.emplace_back([this, port] {
                HttpClient client;
                HttpCall call;
                call.url = Url{"http", "127.0.0.1", port, "/2022/07/06/1.html", ""};
                while (!stops_) static_cast<void>(client.send(call));
            });
        }
    }

    ~Load() {
        stops_ = true;
        for (std::thread& thread : threads_) thread.join();
    }

    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    Load(Load&&) = delete;
    Load& operator=(Load&&) = delete;

private:
    std::atomic<bool> stops_ = false;
    std::vector<std::thread> threads_;
};

// A browser at /events: comes back with the last id that it heard.
class Listener {
public:
    void connect(std::uint16_t port) {
        line_ = std::make_unique<RawConnection>(port);
        const std::string from = last_id_.empty() ? "" : "Last-Event-ID: " + last_id_ + "\r\n";
        line_->send("GET /events HTTP/1.1\r\nHost: h\r\n" + from + "\r\n");
    }

    // Until it heard of this release, or (0) until the stream or the line ends.
    void hear(std::uint64_t release) {
        const bool heard_it = !numbers.empty() && numbers.back() >= release;
        if (release > 0 && heard_it) return;
        const std::string text = release == 0
                                     ? line_->receive_until("0\r\n\r\n")
                                     : line_->receive_until(fmt::format("\"number\":{},", release));
        was_reset = was_reset || text.find("event: reset") != std::string::npos;
        for (std::size_t at = text.find("\nid: "); at != std::string::npos;
             at = text.find("\nid: ", at + 1)) {
            const std::size_t begin = at + 5;
            last_id_ = text.substr(begin, text.find('\n', begin) - begin);
            numbers.push_back(std::strtoull(last_id_.c_str(), nullptr, 10));
        }
    }

    std::vector<std::uint64_t> numbers;
    bool was_reset = false;

private:
    std::unique_ptr<RawConnection> line_;
    std::string last_id_;
};

}  // namespace

TEST_CASE("faults 1 and 8: an endpoint killed under load keeps what it answered, whole",
          "[fault][endpoint]") {
    County county;
    std::mt19937 random(3);  // NOLINT: the same sequence each time
    int published = 0;
    {
        const auto endpoint = county.start();
        county.build(version(0));
        REQUIRE(county.publish_now());
    }
    std::uint64_t last = 1;  // that was acknowledged
    int interrupted = 0;
    constexpr int kRounds = 8;
    for (int round = 1; round <= kRounds; ++round) {
        CAPTURE(round);
        county.build(version(round));
        const auto endpoint = county.start();
        std::optional<Result<PublishReport>> report;
        std::optional<Load> load(county.url.port);
        std::thread publisher([&] { report = county.publish_now(); });
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
        endpoint->end(SIGKILL);
        publisher.join();
        load.reset();
        const bool acknowledged = report->has_value();
        if (!acknowledged) ++interrupted;

        const auto restarted = county.start();
        const std::optional<int> served = county.served_version();
        REQUIRE(served);
        CHECK(county.wrong_now(acknowledged ? report->value().release.number : last) ==
              kNothingWrong);
        // What was answered stays; what was not may have come just before the kill.
        CHECK((*served == round || (!acknowledged && *served == published)));
        const Result<PublishReport> again = county.publish_now();
        REQUIRE(again);
        CHECK(county.served_version() == round);
        last = again->release.number;
        published = round;
        const int status = restarted->end(SIGTERM);
        INFO(*county.files->read(county.folder / "stderr", 100'000));
        CHECK(status == 0);
    }
    CHECK(interrupted > 0);
}

TEST_CASE("fault 9: a second endpoint program on the same folder says so and ends",
          "[fault][endpoint]") {
    County county;
    const auto endpoint = county.start();
    ProgramRun second =
        county.program({"endpoint", "--data", county.folder / "data", "--listen", "127.0.0.1:0"});
    second.stdout_file = county.folder / "second-stdout";
    second.stderr_file = county.folder / "second-stderr";
    CHECK(testing::run_program(second) == 3);
    CHECK(county.files->read(second.stderr_file, 10'000)->find("in use") != std::string::npos);
    CHECK(endpoint->end(SIGTERM) == 0);
}

TEST_CASE("fault 7: asked to stop with many listeners and an upload open it ends both in order",
          "[fault][endpoint]") {
    County county;
    const auto endpoint = county.start();
    county.build(version(0));
    REQUIRE(county.publish_now());
    std::vector<Listener> listeners(200);
    for (Listener& listener : listeners) {
        listener.connect(county.url.port);
        listener.hear(1);
    }
    SampleSite next = version(1);
    Declaration declaration = testing::declare_all(next);
    const std::string body = print_declaration(declaration);
    const RawConnection upload(county.url.port);
    upload.send(
        fmt::format("POST /api/v1/releases HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {}\r\n"
                    "Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
                    county.token, body.size()));
    REQUIRE(upload.receive_until("\r\n\r\n").find("100") != std::string::npos);  // it has begun
    upload.send(body.substr(0, body.size() / 2));
    int status = -1;
    std::thread stopping([&] { status = endpoint->end(SIGTERM); });
    for (Listener& listener : listeners) listener.hear(0);  // each stream ends
    upload.send(body.substr(body.size() / 2));
    CHECK(testing::status_of(upload.receive_all()) == 201);
    stopping.join();
    CHECK(status == 0);
}

TEST_CASE("fault 39: after a kill every listener is back and has heard of each release once",
          "[fault][endpoint][events]") {
    County county;
    std::vector<Listener> listeners(60);
    std::mt19937 random(5);  // NOLINT: the same sequence each time
    std::uint64_t number = 0;
    constexpr int kRounds = 4;
    for (int round = 0; round < kRounds; ++round) {
        CAPTURE(round);
        const auto endpoint = county.start();
        for (Listener& listener : listeners) listener.connect(county.url.port);
        county.build(version(2 * round));
        const Result<PublishReport> whole = county.publish_now();
        REQUIRE(whole);
        county.build(version(2 * round + 1));
        std::thread publisher([&] { static_cast<void>(county.publish_now()); });
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 40));
        endpoint->end(SIGKILL);
        publisher.join();
        for (Listener& listener : listeners) listener.hear(0);
        number = whole->release.number;
    }
    const auto endpoint = county.start();
    for (Listener& listener : listeners) listener.connect(county.url.port);
    county.build(version(2 * kRounds));
    const Result<PublishReport> last = county.publish_now();
    REQUIRE(last);
    CHECK(last->release.number > number);
    for (Listener& listener : listeners) {
        listener.hear(last->release.number);
        CHECK_FALSE(listener.was_reset);
        std::vector<std::uint64_t> all;
        for (std::uint64_t n = 1; n <= last->release.number; ++n) all.push_back(n);
        CHECK(listener.numbers == all);
    }
}
