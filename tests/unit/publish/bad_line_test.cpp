// Publishing over lines that break, stall and lose answers, to servers that are too busy.
#include "publish/publisher.h"
#include "support/catch.h"
#include "support/lossy_proxy.h"
#include "support/publish_newsroom.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>

using namespace gazette;
using gazette::testing::county_site;
using gazette::testing::Fault;
using gazette::testing::LossyProxy;
using gazette::testing::PublishNewsroom;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using Outcome = PublishReport::Outcome;

namespace {

// A newsroom whose way to its endpoint leads over the proxy.
struct FarNewsroom : PublishNewsroom {
    explicit FarNewsroom(const LossyProxy::Script& script)
        : proxy(std::make_unique<LossyProxy>(endpoint->port(), script)) {
        options.target.url.port = proxy->port();
    }

    std::unique_ptr<LossyProxy> proxy;  // goes before the endpoint
};

// Bytes that do not pack.
std::string noise(std::size_t size, std::uint64_t seed) {
    std::string bytes;
    while (bytes.size() < size) {
        const Sha256 piece = sha256(fmt::format("{} {}", seed, bytes.size()));
        bytes.append(piece.bytes.begin(), piece.bytes.end());
    }
    bytes.resize(size);
    return bytes;
}

SampleSite heavy_site() {
    std::map<std::string, std::string> content = {{"index.html", "home"}};
    for (std::uint64_t i = 0; i < 60; ++i) {
        content[fmt::format("pictures/{:016x}-640.webp", i)] = noise(50'000, i);
    }
    return sample_site(content);
}

constexpr std::string_view kBusy =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n";

}  // namespace

TEST_CASE("a line that breaks again and again brings all in the end", "[publish][line]") {
    FarNewsroom newsroom([](std::size_t) { return Fault{.cut_after_bytes = 700'000}; });
    newsroom.build(heavy_site());
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Published);
    CHECK(report.uploaded == 61);
    CHECK(newsroom.proxy->connections() > 4);
    CHECK(newsroom.get("/pictures/0000000000000007-640.webp").ends_with(noise(50'000, 7)));
    // What had arrived was not sent again and again.
    CHECK(newsroom.proxy->received().size() < std::size_t{3} * 3'000'000);
}

TEST_CASE("a line that breaks in a large file sends that file again", "[publish][line]") {
    FarNewsroom newsroom([](std::size_t connection) {
        return connection == 0 ? Fault{.cut_after_bytes = 5'000'000} : Fault{};
    });
    const std::string video = noise(9'000'000, 1);
    newsroom.build(sample_site({{"index.html", "home"}, {"media/v.mp4", video}}));
    CHECK(newsroom.publish_now().outcome == Outcome::Published);
    CHECK(newsroom.get("/media/v.mp4").ends_with(video.substr(8'900'000)));
    CHECK(newsroom.waits.size() == 1);
}

TEST_CASE("a line that breaks while all is sent again forgets nothing", "[publish][line]") {
    std::atomic<bool> breaks = false;
    FarNewsroom newsroom([&](std::size_t) {
        return breaks.exchange(false) ? Fault{.cut_after_bytes = 2'000'000} : Fault{};
    });
    newsroom.build(heavy_site());
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    newsroom.options.resend = true;
    breaks = true;
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Unchanged);
    CHECK(report.uploaded == 61);
    CHECK(report.sent_bytes > 3'000'000);
}

TEST_CASE("fault 29: a busy target is asked again when it said", "[publish][line]") {
    FarNewsroom newsroom([](std::size_t connection) {
        return connection < 2 ? Fault{.answer = std::string(kBusy)} : Fault{};
    });
    newsroom.build(county_site(3));
    CHECK(newsroom.publish_now().outcome == Outcome::Published);
    REQUIRE(newsroom.waits.size() == 2);
    CHECK(newsroom.waits[0] >= std::chrono::seconds(7));
}

TEST_CASE("a target that is busy for ever, or asks for hours, is given up", "[publish][line]") {
    std::string answer(kBusy);
    const auto script = [&](std::size_t) { return Fault{.answer = answer}; };
    {
        FarNewsroom newsroom(script);
        newsroom.build(county_site(3));
        const Result<PublishReport> report = publish(newsroom.options, *newsroom.files);
        REQUIRE_FALSE(report);
        CHECK(report.error().code == ErrorCode::Unreachable);
        CHECK(newsroom.waits.size() + 1 == newsroom.options.target.retries.attempts);
    }
    answer.replace(answer.find("After: 7"), 8, "After: 86400");
    FarNewsroom newsroom(script);
    newsroom.build(county_site(3));
    CHECK_FALSE(publish(newsroom.options, *newsroom.files));
    CHECK(newsroom.waits.empty());
}

TEST_CASE("a pack that a busy target refused is sent again", "[publish][line]") {
    FarNewsroom newsroom([](std::size_t connection) {
        return connection == 0 ? Fault{.answer_to = "/packs", .answer = std::string(kBusy)}
                               : Fault{};
    });
    newsroom.build(county_site(3));
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Published);
    CHECK(newsroom.waits.size() == 1);
}

TEST_CASE("fault 21: a lost answer to the switch meets the same release", "[publish][line]") {
    FarNewsroom newsroom([](std::size_t connection) {
        return connection == 0 ? Fault{.lose_answer_to = "/publish "} : Fault{};
    });
    newsroom.build(county_site(3));
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Published);
    CHECK(report.release.number == 1);
    CHECK_FALSE(report.overtook);
    CHECK(list_releases(newsroom.options.target)->size() == 1);
}

TEST_CASE("a lost answer to a rollback meets the same release", "[publish][line]") {
    std::atomic<bool> loses = false;
    FarNewsroom newsroom(
        [&](std::size_t) { return loses ? Fault{.lose_answer_to = "/activate"} : Fault{}; });
    for (const std::string home : {"one", "two"}) {
        newsroom.build(county_site(3, home));
        REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    }
    loses = true;
    RollbackOptions back{.target = newsroom.options.target};
    back.target.retries.sleep = [&](std::chrono::milliseconds) { loses = false; };
    const Result<PublishReport> report = rollback(back);
    REQUIRE(report);
    CHECK(report->outcome == Outcome::Published);
    CHECK(report->release.tree_of == 1);
    CHECK(list_releases(newsroom.options.target)->size() == 3);
}

TEST_CASE("fault 21: lost answers to every step end in one release", "[publish][line]") {
    for (const std::string step : {"GET /api/v1/releases/current", "POST /api/v1/releases ",
                                   "POST /api/v1/packs", "/publish ", "GET / "}) {
        CAPTURE(step);
        FarNewsroom newsroom([&](std::size_t connection) {
            return connection == 0 ? Fault{.lose_answer_to = step} : Fault{};
        });
        newsroom.build(county_site(3));
        const PublishReport report = newsroom.publish_now();
        CHECK(report.outcome == Outcome::Published);
        CHECK(report.release.number == 1);
        CHECK(report.read_back->right == 2);
        // None where the library itself repeats what a kept connection has lost.
        CHECK(newsroom.waits.size() <= 1);
        CHECK(newsroom.get("/").ends_with("home"));
    }
}

TEST_CASE("fault 20: a line that is cut after any byte of a publish ends in one release",
          "[publish][line]") {
    std::atomic<std::size_t> cut = 0;
    std::atomic<bool> is_first = true;
    FarNewsroom newsroom([&](std::size_t) {
        return is_first.exchange(false) ? Fault{.cut_after_bytes = cut} : Fault{};
    });
    constexpr std::size_t kStep = 37;
    std::uint64_t release = 0;
    bool was_cut = true;
    for (std::size_t bytes = 1; was_cut; bytes += kStep) {
        CAPTURE(bytes);
        newsroom.build(county_site(3, fmt::format("home {}", bytes)));
        cut = bytes;
        is_first = true;
        const std::size_t before = newsroom.proxy->connections();
        const PublishReport report = newsroom.publish_now();
        REQUIRE(report.outcome == Outcome::Published);
        REQUIRE(report.release.number == ++release);
        REQUIRE(report.read_back->wrong.empty());
        was_cut = newsroom.proxy->connections() > before + 1;
    }
    CHECK(release > 20);
}

TEST_CASE("fault 28: a token that ends during a publish loses nothing that was sent",
          "[publish][line]") {
    PublishNewsroom newsroom;
    newsroom.build(heavy_site());
    const std::string data = newsroom.folder / "data";
    bool is_first = true;
    newsroom.options.progress = [&](std::uint64_t done, std::uint64_t all) {
        if (done < all || !std::exchange(is_first, false)) return;
        REQUIRE(revoke_token(*newsroom.files, data, "desk"));
    };
    const Result<PublishReport> report = publish(newsroom.options, *newsroom.files);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Denied);
    CHECK(newsroom.get("/").find("503") != std::string::npos);

    newsroom.options.target.token =
        *add_token(*newsroom.files, data, {"new", {TokenScope::Publish}, {}}, newsroom.clock.now());
    const PublishReport again = newsroom.publish_now();
    CHECK(again.outcome == Outcome::Published);
    CHECK(again.uploaded == 0);
}

TEST_CASE("fault 22: a connection on which nothing moves is given up and made anew",
          "[publish][line]") {
    FarNewsroom newsroom(
        [](std::size_t connection) { return connection == 0 ? Fault{.stalls = true} : Fault{}; });
    newsroom.options.target.stall_seconds = 1;
    newsroom.build(county_site(3));
    CHECK(newsroom.publish_now().outcome == Outcome::Published);
    CHECK(newsroom.waits.size() == 1);
}

TEST_CASE("who is asked to stop stops, also while nothing moves", "[publish][line]") {
    FarNewsroom newsroom([](std::size_t) { return Fault{.stalls = true}; });
    newsroom.build(county_site(3));
    int asked = 0;
    newsroom.options.target.retries.is_stopped = [&] { return ++asked > 1; };
    const Result<PublishReport> report = publish(newsroom.options, *newsroom.files);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Interrupted);
}

TEST_CASE("a target that is not there is told soon", "[publish][line]") {
    PublishNewsroom newsroom;
    newsroom.build(county_site(3));
    newsroom.endpoint->stop();
    newsroom.endpoint.reset();
    const Result<PublishReport> report = publish(newsroom.options, *newsroom.files);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Unreachable);
    CHECK(newsroom.waits.size() == 2);
}

TEST_CASE("fault 27: a file that is changed while it is sent is refused by name",
          "[publish][line]") {
    PublishNewsroom newsroom;
    newsroom.build(sample_site({{"index.html", "home"}, {"media/v.mp4", noise(9'000'000, 1)}}));
    const std::string file = newsroom.options.out + "/media/v.mp4";
    bool is_changed = false;
    newsroom.options.progress = [&](std::uint64_t, std::uint64_t) {
        // In its last bytes, which have not gone out yet.
        if (std::exchange(is_changed, true)) return;
        std::string other = noise(9'000'000, 1);
        other.back() = static_cast<char>(~other.back());
        std::filesystem::resize_file(file, 8'999'999);
        REQUIRE(newsroom.files->append(file, other.substr(8'999'999), false));
    };
    const Result<PublishReport> report = publish(newsroom.options, *newsroom.files);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Conflict);
    CHECK(describe(report.error()).find("media/v.mp4") != std::string::npos);
    CHECK(newsroom.get("/").find("503") != std::string::npos);
}

TEST_CASE("a target that dies after the switch has published, and the rest is said soon",
          "[publish][line]") {
    FarNewsroom newsroom([](std::size_t connection) {
        return connection == 0 ? Fault{.answer_to = "GET / ", .answer = "HTTP/1.1 oops"}
                               : Fault{.cut_after_bytes = 0};
    });
    newsroom.build(county_site(3));
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Published);
    CHECK(report.read_back->wrong == "index.html");
    CHECK(newsroom.waits.size() <= 2);
}
