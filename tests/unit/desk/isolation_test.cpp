// The rights table, walked from outside: every route, every role, every relation to a story. What
// is not allowed must be answered with the very bytes of an address that does not exist.
#include "desk/rights.h"
#include "desk/stories.h"
#include "support/catch.h"
#include "support/desk_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace gazette;
using gazette::testing::DeskStage;

namespace {

constexpr std::string_view kUnknownId = "zzzzzzzzzzzzzzzzzzzzzzzzzz";

std::string path_of(const RouteInfo& info, std::string_view id) {
    std::string path(info.pattern);
    const std::size_t hole = path.find("{}");
    if (hole != std::string::npos) path.replace(hole, 2, id);
    return path;
}

std::string all_of(const HttpResponse& response) {
    std::string all = fmt::format("{}\n", response.status);
    for (const HttpField& field : response.headers) {
        all += fmt::format("{}: {}\n", field.name, field.value);
    }
    return all + "\n" + response.text;
}

HttpResponse ask(DeskStage& stage, const std::string& name, const RouteInfo& info,
                 std::string_view id) {
    const std::string path = path_of(info, id);
    return info.method == "GET" ? stage.get(name, path) : stage.post(name, path);
}

// Stories in every place that tells people apart.
struct Situations {
    DeskStage stage;
    std::vector<std::string> stories;

    Situations() {
        const auto add = [&](const std::string& author) {
            stories.push_back(stage.write(author, fmt::format("第{}篇稿件", stories.size() + 1)));
            return stories.back();
        };
        add("reporter");  // a draft
        add("member");    // a member's draft
        const std::string waiting = add("member");
        stage.submit("member", waiting);  // at the organisation
        const std::string first = add("reporter");
        stage.submit("reporter", first);  // at the first stage
        const std::string own = add("first-reviewer");
        stage.submit("first-reviewer", own);  // a reviewer's own
        const std::string second = add("manager");
        stage.submit("manager", second);  // an organisation's, at the second stage
        REQUIRE(stage.sign("first-reviewer", second).status == 303);
        const std::string kept = add("reporter");
        stage.submit("reporter", kept);
        REQUIRE(stage
                    .post("first-reviewer", "/stories/" + kept + "/return",
                          {{"how", "keep"}, {"reason", "留着周末用"}, {"version", "3"}})
                    .status == 303);
    }
};

}  // namespace

TEST_CASE("whatever the table does not allow is answered like what is not there",
          "[desk][isolation]") {
    auto situations = std::make_unique<Situations>();
    const std::vector<std::string> names = situations->stage.names();
    std::size_t allowed_count = 0;
    std::size_t refused_count = 0;
    for (const RouteInfo& info : all_routes()) {
        if (!names_story(info.route)) continue;
        for (const std::string& name : names) {
            for (std::size_t i = 0; i < situations->stories.size(); ++i) {
                DeskStage& stage = situations->stage;
                const std::string id = situations->stories[i];
                const Account account = stage.account(name);
                const Story story = stage.story(id);
                const bool has_signed = stage.core().with_database([&](Database& database) {
                    return has_signed_round(database, story, account).value();
                });
                const bool is_allowed =
                    may_use(info.route, account.role, standing_of(account, story, has_signed));
                INFO(info.method << " " << info.pattern << " as " << name << ", story " << i + 1);
                const HttpResponse unknown = ask(stage, name, info, kUnknownId);
                REQUIRE(unknown.status == 404);
                const HttpResponse answer = ask(stage, name, info, id);
                ++(is_allowed ? allowed_count : refused_count);
                if (is_allowed) {
                    CHECK(answer.status != 404);
                    CHECK(answer.status < 500);
                } else {
                    CHECK(all_of(answer) == all_of(unknown));
                    CHECK(stage.story(id).since == story.since);
                }
                // What was allowed may have changed the story: the others meet it as it was.
                if (info.method == "POST" && is_allowed) {
                    situations = std::make_unique<Situations>();
                }
            }
        }
    }
    CHECK(allowed_count > 100);
    CHECK(refused_count > 1000);
}

TEST_CASE("routes without a story are there for the roles that the table names alone",
          "[desk][isolation]") {
    DeskStage stage;
    for (const RouteInfo& info : all_routes()) {
        if (names_story(info.route) || is_open(info.route) || info.route == Route::Logout) continue;
        for (const std::string& name : stage.names()) {
            const Account account = stage.account(name);
            INFO(info.method << " " << info.pattern << " as " << name);
            const HttpResponse answer = ask(stage, name, info, kUnknownId);
            const bool is_allowed = may_use(info.route, account.role);
            const bool names_somebody = info.pattern.find("{}") != std::string_view::npos;
            if (is_allowed && info.route == Route::PostAddress) {
                // Whatever the id: the story's page decides.
                CHECK(gazette::testing::header_of(answer, "Location") ==
                      fmt::format("/stories/{}", kUnknownId));
                continue;
            }
            if (is_allowed && !names_somebody) {
                CHECK(answer.status != 404);
                CHECK(answer.status < 500);
            } else {
                CHECK(all_of(answer) == all_of(stage.get(name, "/no-such-page")));
            }
        }
    }
}

TEST_CASE("a stranger cannot tell any address from another", "[desk][isolation]") {
    Situations situations;
    DeskStage& stage = situations.stage;
    const HttpResponse nowhere = stage.post("", "/no/such/page");
    for (const RouteInfo& info : all_routes()) {
        if (is_open(info.route)) continue;
        INFO(info.method << " " << info.pattern);
        for (const std::string_view id : {std::string_view(situations.stories[3]), kUnknownId}) {
            const HttpResponse answer = ask(stage, "", info, id);
            if (info.method == "POST") {
                CHECK(all_of(answer) == all_of(nowhere));
                CHECK(answer.status == 401);
            } else {
                CHECK(answer.status == 303);
                const auto location = gazette::testing::header_of(answer, "Location");
                CHECK(location.starts_with("/login"));
            }
            CHECK(answer.text.find("第") == std::string::npos);
        }
    }
}

TEST_CASE("lists show nobody what belongs to others", "[desk][isolation]") {
    DeskStage stage;
    const std::string secret = stage.write("member", "只有象棋协会知道的事");
    const auto is_seen = [&](const std::string& name) {
        for (const char* path : {"/stories", "/organisation", "/queue", "/people", "/account"}) {
            if (stage.get(name, path).text.find("只有象棋协会知道的事") != std::string::npos) {
                return true;
            }
        }
        return false;
    };
    for (const std::string& name : stage.names()) CHECK(is_seen(name) == (name == "member"));
    stage.submit("member", secret);
    for (const std::string& name : stage.names()) {
        INFO(name);
        CHECK(is_seen(name) == (name == "member" || name == "manager"));
    }
    REQUIRE(stage
                .post("manager", "/stories/" + secret + "/approve",
                      {{"version", fmt::format("{}", stage.story(secret).version)}})
                .status == 303);
    for (const std::string name : {"foreign-member", "foreign-manager", "member-2", "reporter"}) {
        INFO(name);
        CHECK_FALSE(is_seen(name));
    }
    CHECK(is_seen("first-reviewer"));
    CHECK(is_seen("editor"));
}

TEST_CASE("an address is chosen without a word about other people's drafts", "[desk][isolation]") {
    DeskStage stage;
    const std::string first = stage.write("member", "春苗行动启动");
    stage.submit("member", first);
    const std::string second = stage.write("foreign-manager", "春苗行动启动");
    stage.submit("foreign-manager", second);
    const std::string third = stage.write("reporter", "春苗行动启动");
    stage.submit("reporter", third);
    CHECK(stage.story(second).path == "2022/07/06/chunmiao-xingdong-qidong.md");
    CHECK(stage.story(third).path != stage.story(second).path);
    CHECK(stage.story(third).path.starts_with("2022/07/06/chunmiao-xingdong-qidong-"));
}

TEST_CASE("a form that does not come from our page changes nothing", "[desk][isolation]") {
    Situations situations;
    DeskStage& stage = situations.stage;
    const std::string id = situations.stories[0];
    for (const RouteInfo& info : all_routes()) {
        if (info.method != "POST" || info.route == Route::Login) continue;
        // Programs show a token and never a cookie: micropub_endpoint_test.cpp.
        if (is_for_programs(info.route)) continue;
        // Its token is that of a log-in that waits for a code: second_factor_test.cpp.
        if (info.route == Route::Code) continue;
        // Its token is in its address: invitations_test.cpp.
        if (info.route == Route::AcceptInvitation) continue;
        INFO(info.pattern);
        HttpRequest request;
        request.method = "POST";
        request.path = path_of(info, id);
        request.headers = {{"Host", "127.0.0.1:8641"}};
        // No token, one of another's session, or another's page.
        CHECK(stage.send("reporter", request).status == 403);
        CHECK(stage.send("reporter", request, {{"token", stage.token("reporter-2")}}).status ==
              403);
        request.headers.push_back({"Origin", "http://127.0.0.1:8642"});
        CHECK(stage.send("reporter", request, {{"token", stage.token("reporter")}}).status == 403);
        request.headers = {{"Host", "127.0.0.1:8641"}, {"Sec-Fetch-Site", "cross-site"}};
        CHECK(stage.send("reporter", request, {{"token", stage.token("reporter")}}).status == 403);
        // A stranger's name that points to this machine.
        request.headers = {{"Host", "desk.attacker.example:8641"}};
        CHECK(stage.send("reporter", request, {{"token", stage.token("reporter")}}).status == 421);
    }
    CHECK(stage.story(id).version == 2);
}

TEST_CASE("every page forbids what could turn it against its reader", "[desk][isolation]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    for (const std::string& path :
         {std::string("/stories"), "/stories/" + id, "/stories/" + id + "/edit",
          std::string("/nowhere"), std::string("/login")}) {
        INFO(path);
        const HttpResponse page = stage.get("reporter", path);
        const auto header = [&](std::string_view name) {
            return gazette::testing::header_of(page, name);
        };
        CHECK(header("Content-Security-Policy").find("default-src 'none'") == 0);
        CHECK(header("Content-Security-Policy").find("unsafe") == std::string::npos);
        CHECK(header("Content-Security-Policy").find("frame-ancestors 'none'") !=
              std::string::npos);
        CHECK(header("X-Content-Type-Options") == "nosniff");
        CHECK(header("Cache-Control") == "no-store");
        CHECK(page.text.find("<script>") == std::string::npos);
        CHECK(page.text.find(" style=") == std::string::npos);
        CHECK(page.text.find(" onclick") == std::string::npos);
    }
    const HttpResponse preview = stage.get("reporter", "/stories/" + id + "/preview");
    CHECK(preview.status == 200);
    CHECK(gazette::testing::header_of(preview, "Content-Security-Policy").starts_with("sandbox;"));
}
