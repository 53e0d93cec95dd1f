// The real desk, killed with SIGKILL while people save and sign: what was answered is there
// afterwards, and what was signed comes into the newsroom.
#include "base/files.h"
#include "net/http_client.h"
#include "support/background_program.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <signal.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace gazette;
using gazette::testing::BackgroundProgram;
using gazette::testing::ProgramRun;
using gazette::testing::TemporaryFolder;

namespace {

constexpr std::string_view kSite =
    "id: s6qnmfalhvgaym5hfja2ijrafj\ntitle: 临溪融媒\nurl: https://news.example.org/\n"
    "timezone: Asia/Shanghai\nsections: [文化]\n";

using Fields = std::map<std::string, std::string>;

std::string encoded(const Fields& fields) {
    std::string body;
    for (const auto& [name, value] : fields) {
        body += (body.empty() ? "" : "&") + name + "=";
        for (const char c : value) body += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return body;
}

std::string between(std::string_view text, std::string_view before, std::string_view end) {
    const std::size_t begin = text.find(before);
    if (begin == std::string_view::npos) return {};
    const std::size_t from = begin + before.size();
    return std::string(text.substr(from, text.find(end, from) - from));
}

class Newsroom {
public:
    Newsroom() {
        REQUIRE(files->make_directories(folder / "news"));
        REQUIRE(files->replace(folder / "news/site.yml", kSite));
        for (const char* role :
             {"reporter", "first-reviewer", "second-reviewer", "final-reviewer"}) {
            REQUIRE(testing::run_program(program({"desk", "user", "add", role, "--role", role,
                                                  "--source", "news", "--data", "data"})) == 0);
            std::ifstream file(folder / "stdout");
            std::getline(file, passwords[role]);
        }
    }

    [[nodiscard]] ProgramRun program(std::vector<std::string> arguments) const {
        return testing::gazette_run(folder.path(), std::move(arguments));
    }

    std::unique_ptr<BackgroundProgram> start() {
        auto desk = std::make_unique<BackgroundProgram>(
            program({"desk", "--source", "news", "--data", "data", "--listen", "127.0.0.1:0"}));
        const std::string address = between(desk->first_line(), "The desk is at ", ", its");
        REQUIRE_FALSE(address.empty());
        url = *parse_url(address);
        return desk;
    }

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    std::map<std::string, std::string> passwords;
    Url url;
};

// Somebody at a browser, across restarts of the desk.
class Browser {
public:
    Browser(const Newsroom& newsroom, const std::string& name) : newsroom_(newsroom) {
        const auto answer = post(
            "/login", {{"name", name}, {"password", newsroom.passwords.at(name)}, {"next", "/"}});
        REQUIRE(answer.has_value());
        REQUIRE(answer->status == 303);
        cookie_ = between(std::string(answer->header("Set-Cookie").value_or("")) + ";", "", ";");
        token_ = between(get("/account")->body, "name=\"token\" value=\"", "\"");
    }

    [[nodiscard]] Result<HttpReply> get(const std::string& path) const {
        return send("GET", path, "");
    }

    [[nodiscard]] Result<HttpReply> post(const std::string& path, Fields fields) const {
        if (!token_.empty()) fields["token"] = token_;
        return send("POST", path, encoded(fields));
    }

    // Signs what the page shows.
    [[nodiscard]] Result<HttpReply> sign(const std::string& id) const {
        const auto page = get("/stories/" + id + "/review");
        REQUIRE(page.has_value());
        return post("/stories/" + id + "/sign",
                    {{"seen", between(page->body, "name=\"seen\" value=\"", "\"")}});
    }

private:
    [[nodiscard]] Result<HttpReply> send(const std::string& method, const std::string& path,
                                         const std::string& body) const {
        HttpClient client;
        HttpCall call;
        call.method = method;
        call.url = newsroom_.url;
        call.url.path = path;
        call.body = body;
        if (!cookie_.empty()) call.headers.push_back({"Cookie", cookie_});
        if (method == "POST") {
            call.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
        }
        return client.send(call);
    }

    const Newsroom& newsroom_;
    std::string cookie_;
    std::string token_;
};

Fields text(int number) {
    return {{"base", "0"},
            {"title", "青少年象棋协会成立"},
            {"byline", "融媒体 沈青禾"},
            {"section", "文化"},
            {"body", fmt::format("临溪讯 第{}次存稿。", number)}};
}

std::string new_story(const Browser& reporter) {
    const auto made = reporter.post("/stories", {});
    REQUIRE(made.has_value());
    return between(made->header("Location").value_or(""), "/stories/", "/edit");
}

// What the editor shows: the number of the save, and the version to begin from.
struct Shown {
    int save = 0;
    std::string version;
};

Shown shown(const Browser& reporter, const std::string& id) {
    const auto page = reporter.get("/stories/" + id + "/edit");
    REQUIRE(page.has_value());
    REQUIRE(page->status == 200);
    Shown shown;
    const std::string number = between(page->body, "临溪讯 第", "次存稿");
    std::from_chars(number.data(), number.data() + number.size(), shown.save);
    shown.version = between(page->body, "name=\"base\" value=\"", "\"");
    return shown;
}

}  // namespace

TEST_CASE("a desk killed while somebody writes keeps every save that it answered",
          "[fault][desk]") {
    Newsroom newsroom;
    std::mt19937 random(5);  // NOLINT: the same sequence each time
    auto desk = newsroom.start();
    const Browser reporter(newsroom, "reporter");
    const std::string id = new_story(reporter);
    int sent = 0;
    int interrupted = 0;
    constexpr int kRounds = 20;
    for (int round = 0; round < kRounds; ++round) {
        CAPTURE(round);
        const Shown before = shown(reporter, id);
        std::atomic<int> answered = before.save;
        std::thread writer([&] {
            std::string base = before.version;
            for (;;) {
                Fields fields = text(++sent);
                fields["base"] = base;
                const auto answer = reporter.post("/stories/" + id + "/edit", fields);
                if (!answer.has_value() || answer->status != 303) return;
                answered = sent;
                int number = 0;
                std::from_chars(base.data(), base.data() + base.size(), number);
                base = fmt::format("{}", number + 1);
            }
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 80));
        desk->end(SIGKILL);
        writer.join();
        if (answered < sent) ++interrupted;
        desk = newsroom.start();
        const int kept = shown(reporter, id).save;
        // What was not answered may have come just before the kill.
        CHECK(kept >= answered);
        CHECK(kept <= sent);
    }
    CHECK(interrupted > 0);
    CHECK(sent > kRounds);
    CHECK(desk->end(SIGTERM) == 0);
}

TEST_CASE("what was signed before a kill comes into the newsroom after it", "[fault][desk]") {
    Newsroom newsroom;
    std::mt19937 random(6);  // NOLINT: the same sequence each time
    auto desk = newsroom.start();
    const Browser reporter(newsroom, "reporter");
    const std::vector<Browser> reviewers = {Browser(newsroom, "first-reviewer"),
                                            Browser(newsroom, "second-reviewer"),
                                            Browser(newsroom, "final-reviewer")};
    constexpr int kStories = 8;
    for (int i = 0; i < kStories; ++i) {
        CAPTURE(i);
        const std::string id = new_story(reporter);
        Fields fields = text(i + 1);
        fields["base"] = "1";
        REQUIRE(reporter.post("/stories/" + id + "/submit", fields)->status == 303);
        for (std::size_t stage = 0; stage < reviewers.size(); ++stage) {
            const bool is_last = stage + 1 == reviewers.size();
            const auto answer = reviewers[stage].sign(id);
            REQUIRE(answer.has_value());
            REQUIRE(answer->status == 303);
            if (!is_last && random() % 2 == 0) continue;
            // At once, or while the press is at work.
            std::this_thread::sleep_for(std::chrono::milliseconds(random() % 15));
            desk->end(SIGKILL);
            desk = newsroom.start();
            const auto page = reporter.get("/stories/" + id);
            REQUIRE(page.has_value());
            if (!is_last)
                CHECK(reviewers[stage + 1].get("/stories/" + id + "/review")->status == 200);
        }
        // The press says when it has done it; each question is answered, so this ends.
        std::string page;
        for (int asked = 0; asked < 2'000 && page.find("已入库") == std::string::npos; ++asked) {
            page = reporter.get("/stories/" + id)->body;
        }
        CHECK(page.find("已入库") != std::string::npos);
        const auto log =
            newsroom.files->read(newsroom.folder / ("news/reviews/" + id + ".jsonl"), 1U << 20U);
        REQUIRE(log.has_value());
        CHECK(std::count(log->begin(), log->end(), '\n') == 3);
    }
    CHECK(desk->end(SIGTERM) == 0);
}
