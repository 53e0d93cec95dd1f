#include "endpoint/event_hub.h"

#include "base/hash.h"
#include "support/catch.h"

#include <array>
#include <atomic>
#include <thread>

using namespace gazette;
using namespace std::chrono_literals;

namespace {

ReleaseInfo release(std::uint64_t number, const std::string& tree = "tree") {
    ReleaseInfo info;
    info.number = number;
    info.root = sha256(tree + std::to_string(number));
    return info;
}

std::string id_of(std::uint64_t number, const std::string& tree = "tree") {
    return std::to_string(number) + "." +
           to_hex(sha256(tree + std::to_string(number))).substr(0, 12);
}

// All that can be read now, in small bites; without the retry line, which is random.
std::string read_all(HttpStream& stream) {
    std::string text;
    std::array<char, 7> bite{};
    while (const std::size_t bytes = stream.read(bite.data(), bite.size())) {
        text.append(bite.data(), bytes);
    }
    if (text.starts_with("retry: ")) text = text.substr(text.find("\n\n") + 2);
    return text;
}

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        ++found;
    }
    return found;
}

}  // namespace

TEST_CASE("a listener hears of the current release and of each that follows", "[events]") {
    EventHub hub({release(2), release(1)}, 10, 1h);
    const auto stream = hub.listen(std::nullopt);
    REQUIRE(stream != nullptr);
    CHECK(read_all(*stream).starts_with("event: release\nid: " + id_of(2) +
                                        "\ndata: {\"number\":2,"));
    CHECK(read_all(*stream).empty());
    int woken = 0;
    REQUIRE(stream->wait([&] { ++woken; }));
    hub.announce(release(3));
    CHECK(woken == 1);
    hub.announce(release(4));
    CHECK(woken == 1);  // once is enough
    CHECK_FALSE(stream->wait([&] { ++woken; }));
    const std::string news = read_all(*stream);
    CHECK(count(news, "event: release") == 2);
    CHECK(news.find("id: " + id_of(3)) < news.find("id: " + id_of(4)));
    CHECK_FALSE(stream->is_over());
}

TEST_CASE("fault 39: who comes back gets what was missed, or is told to begin anew", "[events]") {
    EventHub hub({release(3), release(2), release(1)}, 10, 1h);
    const auto heard = [&](const std::string& last) { return read_all(*hub.listen(last)); };
    CHECK(count(heard(id_of(1)), "event: release") == 2);
    CHECK(heard(id_of(3)).empty());
    for (const std::string& last :
         {id_of(2, "other tree"), id_of(9), std::string("x"), std::string("2")}) {
        const std::string text = heard(last);
        CHECK(text.starts_with("event: reset\nid: " + id_of(3)));
        CHECK(count(text, "event:") == 1);
    }
    CHECK(heard("").starts_with("event: release\nid: " + id_of(3)));
    // So long ago that nobody remembers; and one that slept through as many.
    const auto sleeper = hub.listen(id_of(3));
    for (std::uint64_t number = 4; number < 400; ++number) hub.announce(release(number));
    CHECK(heard(id_of(3)).starts_with("event: reset\nid: " + id_of(399)));
    const std::string text = read_all(*sleeper);
    CHECK(text.starts_with("event: reset\nid: " + id_of(399)));
    CHECK(count(text, "event:") == 1);
    CHECK(count(heard(id_of(398)), "event: release") == 1);
}

TEST_CASE("before the first release there is nothing to hear but the heart", "[events]") {
    EventHub hub({}, 10, 5ms);
    const auto stream = hub.listen(std::nullopt);
    std::atomic<bool> is_woken{false};
    std::string text = read_all(*stream);
    while (text.empty()) {
        if (stream->wait([&] { is_woken = true; })) {
            while (!is_woken) std::this_thread::yield();
        }
        is_woken = false;
        text = read_all(*stream);
    }
    CHECK(text == "event: beat\ndata: {\"number\":0}\n\n");
    hub.announce(release(1));
    CHECK(read_all(*stream).starts_with("event: release\nid: " + id_of(1)));
}

TEST_CASE("there are only so many listeners, and none after the end", "[events]") {
    EventHub hub({release(1)}, 2, 1h);
    auto first = hub.listen(std::nullopt);
    auto second = hub.listen(std::nullopt);
    CHECK(hub.listen(std::nullopt) == nullptr);
    CHECK(hub.listeners() == 2);
    first.reset();
    auto third = hub.listen(std::nullopt);
    REQUIRE(third != nullptr);
    CHECK_FALSE(read_all(*third).empty());
    bool is_woken = false;
    REQUIRE(third->wait([&] { is_woken = true; }));
    // One that was woken and went meanwhile is not called.
    REQUIRE_FALSE(read_all(*second).empty());
    REQUIRE(second->wait([] { FAIL("it has gone"); }));
    second.reset();
    hub.close();
    CHECK(is_woken);
    CHECK(third->is_over());
    CHECK(hub.listen(std::nullopt) == nullptr);
    third.reset();
    CHECK(hub.listeners() == 0);
}
