#include "endpoint/access_log.h"

#include "formats/json.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace gazette;
using gazette::testing::FailingFiles;
using gazette::testing::FixedClock;
using gazette::testing::TemporaryFolder;

namespace {

HttpRequest sample_request(const std::string& path = "/index.html") {
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.client = "192.0.2.77";
    request.headers = {{"User-Agent", "curl/8"},
                       {"Authorization", "Bearer secret"},
                       {"Cookie", "secret"},
                       {"Referer", "https://example.org/?secret"}};
    request.query = {{"token", "secret"}};
    return request;
}

struct Logged {
    explicit Logged(AccessLogOptions with = {}) : options(std::move(with)) {
        options.folder = folder / "data/log";
        open();
    }

    void open() { log.emplace(files, clock, options, errors); }

    void add(const HttpRequest& request, int status = 200) {
        log->add({.request = request,
                  .status = status,
                  .body_bytes = 1234,
                  .coding = "gzip",
                  .is_complete = status != 0,
                  .duration = std::chrono::microseconds(1500)});
    }

    [[nodiscard]] std::string text(const std::string& day = "2022-07-06") {
        log->flush();
        return files.read(options.folder + "/access-" + day + ".jsonl", 1 << 20).value_or("none");
    }

    TemporaryFolder folder;
    FailingFiles files;
    FixedClock clock;
    std::mutex mutex;
    std::vector<std::string> lines;
    ErrorLog errors{[this](std::string_view line) {
        const std::scoped_lock lock(mutex);
        lines.emplace_back(line);
    }};
    AccessLogOptions options;
    std::optional<AccessLog> log;
};

}  // namespace

TEST_CASE("a request is a line of JSON, without query, token or whole address", "[access-log]") {
    Logged logged;
    logged.add(sample_request());
    CHECK(logged.text() == R"({"time":"2022-07-06T00:30:00Z","address":"192.0.2.0","method":"GET",)"
                           R"("path":"/index.html","status":200,"bytes":1234,"duration_ms":1.5,)"
                           R"("encoding":"gzip","agent":"curl/8"})"
                           "\n");
    CHECK(logged.files.info(logged.options.folder + "/access-2022-07-06.jsonl")->mode == 0600);

    // What a client writes stays within its line, and within measure.
    HttpRequest hostile = sample_request("/\"}\n{\"东昌府");
    hostile.headers = {{"User-Agent", "a\"b\n\xFF\xC0" + std::string(1000, 'x')}};
    logged.add(hostile, 0);
    const std::string text = logged.text();
    const std::string second = text.substr(text.find('\n') + 1);
    CHECK(std::ranges::count(second, '\n') == 1);
    CHECK(second.find(R"("path":"/\"}\n{\"东昌府","status":0)") != std::string::npos);
    CHECK(second.find(R"("complete":false,"agent":"a\"b\n??xxx)") != std::string::npos);
    CHECK(second.size() < 600);
    CHECK(parse_json(second));
    CHECK(text.find("secret") == std::string::npos);
    CHECK(logged.log->counts().written == 2);
}

TEST_CASE("the address is whole, cut or not there, as it was chosen", "[access-log]") {
    Logged full({.address = LoggedAddress::Full});
    full.add(sample_request());
    CHECK(full.text().find(R"("address":"192.0.2.77")") != std::string::npos);
    Logged none({.address = LoggedAddress::None});
    none.add(sample_request());
    CHECK(none.text().find("address") == std::string::npos);
    CHECK(none.text().find("192.0") == std::string::npos);
}

TEST_CASE("a day has its file, and the newest days are kept whatever the clock says",
          "[access-log]") {
    constexpr std::int64_t kDay = 86'400;
    Logged logged({.keep_days = 3});
    REQUIRE(logged.files.make_directories(logged.options.folder));
    const std::vector<std::string> strange = {"access-2020-01-01.jsonl.gz", "access-old.jsonl",
                                              "access-.jsonl", "notes", "access-2020-13-01.jsonl"};
    for (const std::string& name : strange) {
        REQUIRE(logged.files.replace(logged.options.folder + "/" + name, "mine"));
    }
    for (int day = 0; day < 5; ++day) {
        logged.add(sample_request(fmt::format("/{}", day)));
        CHECK(logged.text(fmt::format("2022-07-{:02}", 6 + day)).find(fmt::format("/{}\"", day)) !=
              std::string::npos);
        logged.clock.time.seconds += kDay;
    }
    const auto has = [&](const std::string& name) {
        return logged.files.info(logged.options.folder + "/" + name).has_value();
    };
    CHECK_FALSE(has("access-2022-07-07.jsonl"));
    CHECK(has("access-2022-07-08.jsonl"));
    // A year ahead: one day goes for the new one, and not all.
    logged.clock.time.seconds += 365 * kDay;
    logged.add(sample_request());
    logged.log->flush();
    CHECK(has("access-2022-07-09.jsonl"));
    CHECK(has("access-2022-07-10.jsonl"));
    CHECK(has("access-2023-07-11.jsonl"));
    for (const std::string& name : strange) CHECK(has(name));
}

TEST_CASE("a line that was cut off is ended before the next", "[access-log]") {
    Logged logged;
    logged.add(sample_request("/one"));
    REQUIRE(logged.text() != "none");
    logged.log.reset();
    const std::string path = logged.options.folder + "/access-2022-07-06.jsonl";
    REQUIRE(logged.files.append(path, R"({"time":"2022)", false));
    logged.open();
    logged.add(sample_request("/two"));
    logged.add(sample_request("/three"));
    const std::string text = logged.text();
    CHECK(std::ranges::count(text, '\n') == 4);
    CHECK(text.find("{\"time\":\"2022\n{\"time\"") != std::string::npos);
}

TEST_CASE("a full disk costs lines and nothing else, and is told once", "[access-log]") {
    Logged logged;
    std::atomic<bool> is_full = true;
    logged.files.refuses = [&](std::string_view step, const std::string&) {
        return is_full && (step == "append" || step == "replace");
    };
    for (int i = 0; i < 3; ++i) {
        logged.add(sample_request("/lost"));
        logged.log->flush();
    }
    CHECK(logged.log->counts().lost == 3);
    CHECK(logged.lines.size() == 1);
    is_full = false;
    logged.add(sample_request("/kept"));
    const std::string text = logged.text();
    CHECK(text.find("/kept") != std::string::npos);
    CHECK(text.find("/lost") == std::string::npos);
    CHECK(logged.log->counts().written == 1);
    // And again: the next time it is told again.
    is_full = true;
    logged.add(sample_request());
    logged.log->flush();
    CHECK(logged.lines.size() == 2);
}

TEST_CASE("a disk that stands still delays no request and lets no memory grow", "[access-log]") {
    Logged logged({.most_waiting_bytes = 10'000});
    std::atomic<bool> is_stuck = true;
    std::atomic<bool> is_reached = false;
    logged.files.refuses = [&](std::string_view step, const std::string&) {
        if (step != "append") return false;
        is_reached = true;
        while (is_stuck) std::this_thread::yield();
        return false;
    };
    logged.add(sample_request());
    while (!is_reached) std::this_thread::yield();
    // Each returns although nothing can be written; what does not fit is lost, and counted.
    constexpr int kRequests = 1000;
    for (int i = 0; i < kRequests; ++i) logged.add(sample_request());
    const std::uint64_t lost = logged.log->counts().lost;
    CHECK(lost > kRequests / 2);
    CHECK(lost < kRequests);
    is_stuck = false;
    logged.log->flush();
    CHECK(logged.log->counts().written == kRequests + 1 - lost);
}

TEST_CASE("what waits when the endpoint ends is written", "[access-log]") {
    Logged logged;
    for (int i = 0; i < 10; ++i) logged.add(sample_request());
    logged.log.reset();
    const auto text =
        logged.files.read(logged.options.folder + "/access-2022-07-06.jsonl", 1 << 20);
    REQUIRE(text);
    CHECK(std::ranges::count(*text, '\n') == 10);
}
