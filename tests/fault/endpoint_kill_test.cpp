// The real endpoint, killed with SIGKILL while a publisher is at work: whatever was answered stays,
// what readers get is always one whole release, and the next publish ends well.
#include "net/http_client.h"
#include "publish/publisher.h"
#include "support/background_program.h"
#include "support/catch.h"
#include "support/decoding.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <signal.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <thread>

using namespace gazette;
using gazette::testing::BackgroundProgram;
using gazette::testing::ProgramRun;
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
        arguments.insert(arguments.begin(), std::string(GAZETTE_BINARY_DIR) + "/gazette");
        return {std::move(arguments),
                folder.path(),
                {"LC_ALL=C.UTF-8"},
                folder / "stdout",
                folder / "stderr"};
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

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    std::string token;
    Url url;
};

}  // namespace

TEST_CASE("an endpoint killed while a publisher works keeps what it answered, whole",
          "[fault][endpoint]") {
    County county;
    std::mt19937 random(3);  // NOLINT: the same sequence each time
    int published = 0;
    {
        const auto endpoint = county.start();
        county.build(version(0));
        REQUIRE(county.publish_now());
    }
    int interrupted = 0;
    constexpr int kRounds = 12;
    for (int round = 1; round <= kRounds; ++round) {
        CAPTURE(round);
        county.build(version(round));
        const auto endpoint = county.start();
        std::optional<Result<PublishReport>> report;
        std::thread publisher([&] { report = county.publish_now(); });
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
        endpoint->end(SIGKILL);
        publisher.join();
        const bool acknowledged = report->has_value();
        if (!acknowledged) ++interrupted;

        const auto restarted = county.start();
        const std::optional<int> served = county.served_version();
        REQUIRE(served);
        // What was answered stays; what was not may have come just before the kill.
        CHECK((*served == round || (!acknowledged && *served == published)));
        const Result<PublishReport> again = county.publish_now();
        REQUIRE(again);
        CHECK(county.served_version() == round);
        published = round;
        const int status = restarted->end(SIGTERM);
        INFO(*county.files->read(county.folder / "stderr", 100'000));
        CHECK(status == 0);
    }
    CHECK(interrupted > 0);
}

TEST_CASE("a second endpoint program on the same folder says so and ends", "[fault][endpoint]") {
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
