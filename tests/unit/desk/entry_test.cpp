// In and out: log-in, log-out, passwords, people.
#include "desk/cookies.h"
#include "desk/passwords.h"
#include "desk/sessions.h"
#include "desk/stories.h"
#include "support/catch.h"
#include "support/desk_stage.h"

#include <string>

using namespace gazette;
using gazette::testing::DeskStage;
using gazette::testing::Fields;
using gazette::testing::form_of;
using gazette::testing::header_of;
using gazette::testing::sample_text;

namespace {

constexpr std::string_view kPassword = "运河边的旧书摊 1998";

void give_password(DeskStage& stage, const std::string& name) {
    const std::string hash = hash_password(kPassword);
    stage.core().with_database([&](Database& database) {
        const Account account = find_account_named(database, name).value().value();
        REQUIRE(set_password(database, account, {hash, name, stage.clock().now()}));
        return 0;
    });
}

Fields login(std::string_view name, std::string_view password, std::string_view next = "/") {
    return {{"name", std::string(name)},
            {"password", std::string(password)},
            {"next", std::string(next)}};
}

}  // namespace

TEST_CASE("a log-in needs name and password, and makes a new session", "[desk][entry]") {
    DeskStage stage;
    give_password(stage, "reporter");
    const HttpResponse right = stage.post("", "/login", login("reporter", kPassword, "/stories"));
    CHECK(right.status == 303);
    CHECK(header_of(right, "Location") == "/stories");
    const std::string cookie = header_of(right, "Set-Cookie");
    CHECK(cookie.find("; HttpOnly; SameSite=Lax") != std::string::npos);
    const HttpResponse again = stage.post("", "/login", login("reporter", kPassword));
    CHECK(header_of(again, "Set-Cookie") != cookie);
    // The page says the same of a wrong name and of a wrong password.
    const HttpResponse wrong = stage.post("", "/login", login("reporter", "不是这个密码的密码"));
    const HttpResponse nobody = stage.post("", "/login", login("nobody12", kPassword));
    CHECK(wrong.status == 403);
    CHECK(wrong.text.find("登录名或密码不对") != std::string::npos);
    std::string other = nobody.text;
    other.replace(other.find("nobody12"), 8, "reporter");
    CHECK(other == wrong.text);
    CHECK(header_of(wrong, "Set-Cookie").empty());
}

TEST_CASE("the dismissed do not get in", "[desk][entry]") {
    DeskStage stage;
    give_password(stage, "reporter");
    const std::string path = "/people/" + stage.account("reporter").id + "/dismiss";
    REQUIRE(stage.post("administrator", path).status == 303);
    CHECK(stage.post("", "/login", login("reporter", kPassword)).status == 403);
    CHECK(header_of(stage.get("reporter", "/stories"), "Location").starts_with("/login"));
    const std::string own = "/people/" + stage.account("administrator").id + "/dismiss";
    CHECK(stage.post("administrator", own).status == 404);
}

TEST_CASE("guessing has to wait", "[desk][entry]") {
    DeskStage stage;
    give_password(stage, "reporter");
    for (int i = 0; i < 5; ++i) {
        CHECK(stage.post("", "/login", login("reporter", "猜一猜猜一猜猜一猜猜")).status == 403);
    }
    const HttpResponse held = stage.post("", "/login", login("reporter", kPassword));
    CHECK(held.status == 429);
    CHECK(held.text.find("请过 2 秒再试") != std::string::npos);
    CHECK(stage.post("", "/login", login("editor", "x")).status == 403);
    stage.clock().pass(2);
    CHECK(stage.post("", "/login", login("reporter", kPassword)).status == 303);
}

TEST_CASE("a log-in leads to our own pages alone", "[desk][entry]") {
    DeskStage stage;
    give_password(stage, "reporter");
    for (const char* next :
         {"//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)",
          "/logout", "/login", "", "/stories?x=1", "stories"}) {
        INFO(next);
        CHECK(header_of(stage.post("", "/login", login("reporter", kPassword, next)), "Location") ==
              "/");
    }
    CHECK(header_of(stage.get("", "/queue"), "Location") == "/login?next=/queue");
    CHECK(header_of(stage.get("", "/nowhere"), "Location") == "/login");
}

TEST_CASE("a text that was typed before the session ended is saved by the log-in",
          "[desk][entry]") {
    DeskStage stage;
    give_password(stage, "reporter");
    give_password(stage, "reporter-2");
    stage.log_in_again("reporter");
    const std::string id = stage.write("reporter");
    StoryFields fields = sample_text();
    fields.body = "夜里写的。";
    Fields form = login("reporter", kPassword);
    for (const HttpField& field : form_of(fields, 2)) form.push_back(field);
    form.push_back({"carried-to", "/stories/" + id + "/edit"});
    Fields others = form;
    others[0].value = "reporter-2";
    CHECK(stage.post("", "/login", others).status == 404);
    CHECK(stage.newest(id).fields.body != "夜里写的。");
    const HttpResponse answer = stage.post("", "/login", form);
    CHECK(answer.status == 303);
    CHECK(header_of(answer, "Location") == "/stories/" + id + "/edit?done=saved");
    CHECK_FALSE(header_of(answer, "Set-Cookie").empty());
    CHECK(stage.newest(id).fields.body == "夜里写的。");
}

TEST_CASE("a log-out ends the session for good", "[desk][entry]") {
    DeskStage stage;
    REQUIRE(stage.get("reporter", "/stories").status == 200);
    const HttpResponse out = stage.post("reporter", "/logout");
    CHECK(out.status == 303);
    CHECK(header_of(out, "Set-Cookie").find("Max-Age=0") != std::string::npos);
    CHECK(stage.get("reporter", "/stories").status == 303);
}

TEST_CASE("a new password needs the old one and must be a good one", "[desk][entry]") {
    DeskStage stage;
    give_password(stage, "reporter");
    stage.log_in_again("reporter");
    const auto change = [&](std::string_view old, std::string_view wanted) {
        return stage.post("reporter", "/account/password",
                          {{"old", std::string(old)}, {"new", std::string(wanted)}});
    };
    CHECK(change("错的", "一句自己才知道的话 42").text.find("现在的密码不对") != std::string::npos);
    CHECK(change(kPassword, "短").text.find("太短了") != std::string::npos);
    CHECK(change(kPassword, "password123456").text.find("太常见") != std::string::npos);
    CHECK(change(kPassword, "一句自己才知道的话 42").status == 303);
    CHECK(stage.get("reporter", "/stories").status == 200);  // this session goes on
    CHECK(stage.post("", "/login", login("reporter", kPassword)).status == 403);
    CHECK(stage.post("", "/login", login("reporter", "一句自己才知道的话 42")).status == 303);
}

TEST_CASE("an administrator adds people, and passwords are shown once", "[desk][entry]") {
    DeskStage stage;
    const auto add = [&](std::string login_name, std::string role, std::string organisation) {
        return stage.post("administrator", "/people",
                          {{"shown", "林砚"},
                           {"login", std::move(login_name)},
                           {"role", std::move(role)},
                           {"organisation", std::move(organisation)}});
    };
    const HttpResponse made = add("lin.yan", "final-reviewer", "");
    CHECK(made.status == 200);
    const std::size_t begin = made.text.find("class=\"secret\">") + 15;
    const std::string password = made.text.substr(begin, 24);
    CHECK(stage.post("", "/login", login("lin.yan", password)).status == 303);
    CHECK(stage.get("administrator", "/people").text.find(password) == std::string::npos);
    CHECK(add("lin.yan", "editor", "").text.find("已经有人用了") != std::string::npos);
    CHECK(add("林", "editor", "").text.find("登录名只能用") != std::string::npos);
    CHECK(add("a", "member", "").text.find("要选一个组织") != std::string::npos);
    CHECK(add("b", "editor", "volunteers").text.find("要选一个组织") != std::string::npos);
    CHECK(add("c", "member", "no-such").text.find("要选一个组织") != std::string::npos);
    CHECK(add("d", "chief", "").status == 422);
    CHECK(add("e", "member", "volunteers").status == 200);
}

TEST_CASE("the cookie is bound to the host under https", "[desk][entry]") {
    CHECK(set_session_cookie("abc", "https://desk.example.org").value ==
          "__Host-gazette-desk=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600; Secure");
    CHECK(set_session_cookie("", "").value ==
          "gazette-desk=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    HttpRequest request;
    request.headers = {{"Cookie", "gazette-desk=weak; __Host-gazette-desk=strong"}};
    CHECK(session_cookie(request, "https://desk.example.org") == "strong");
    CHECK(session_cookie(request, "") == "weak");
    request.headers = {{"Cookie", "gazette-deskx=1; xgazette-desk=2; gazette-desk"}};
    CHECK_FALSE(session_cookie(request, "").has_value());
}

TEST_CASE("pages speak the language that the browser asks for", "[desk][entry]") {
    DeskStage stage;
    HttpRequest request;
    request.method = "GET";
    request.path = "/login";
    request.headers = {{"Host", "127.0.0.1:8641"}, {"Accept-Language", "de, en-GB;q=0.8, zh"}};
    CHECK(stage.send("", request).text.find("<html lang=\"en\">") != std::string::npos);
    request.headers[1].value = "zh-TW";
    CHECK(stage.send("", request).text.find("<html lang=\"zh-CN\">") != std::string::npos);
    request.headers.pop_back();
    CHECK(stage.send("", request).text.find("登录") != std::string::npos);
}

TEST_CASE("behind a proxy guessing is counted by whom the proxy names, else by nobody's word",
          "[desk][entry]") {
    DeskStage stage;
    const auto guess = [&](const std::string& forwarded) {
        HttpRequest request;
        request.method = "POST";
        request.path = "/login";
        request.client = "127.0.0.1";
        request.headers = {{"Host", "127.0.0.1:8641"}, {"X-Forwarded-For", forwarded}};
        return stage.send("", request, login("nobody", "x")).status;
    };
    // No proxy: another address in each request does not help.
    int status = 0;
    for (int i = 0; i < 6; ++i) status = guess("192.0." + std::to_string(i) + ".1");
    CHECK(status == 429);
}
