// The second factor: codes as RFC 6238 has them, set up, asked for at log-in, lost and taken away.
#include "desk/second_factor.h"

#include "desk/one_time_code.h"
#include "desk/passwords.h"
#include "desk/stories.h"
#include "support/catch.h"
#include "support/desk_stage.h"

#include <fmt/format.h>

#include <string>

using namespace gazette;
using gazette::testing::DeskStage;
using gazette::testing::Fields;
using gazette::testing::form_of;
using gazette::testing::header_of;
using gazette::testing::sample_text;

namespace {

constexpr std::string_view kPassword = "运河边的旧书摊 1998";

// One person with a password, and the secret that their phone would hold.
struct Phone {
    DeskStage& stage;
    std::string name;
    std::string secret = {};
    std::vector<std::string> recovery = {};

    Phone(DeskStage& its_stage, std::string its_name)
        : stage(its_stage), name(std::move(its_name)) {
        const std::string hash = hash_password(kPassword);
        stage.core().with_database([&](Database& database) {
            REQUIRE(
                set_password(database, stage_account(database), {hash, name, stage.clock().now()}));
            return 0;
        });
        stage.log_in_again(name);
    }

    Account stage_account(Database& database) const {
        return find_account_named(database, name).value().value();
    }

    [[nodiscard]] std::string code(std::int64_t later = 0) const {
        return one_time_code(secret, code_step(stage.clock().now()) + later);
    }

    // Through the pages. The secret is read from where the app would read it.
    void enrol() {
        Fields fields = {{"password", std::string(kPassword)}};
        if (!secret.empty()) fields.push_back({"code", code()});
        const HttpResponse offered = stage.post(name, "/account/code", fields);
        REQUIRE(offered.status == 200);
        REQUIRE(offered.text.find("<svg") != std::string::npos);
        secret = from_base32(secret_of(offered.text));
        const HttpResponse begun = stage.post(name, "/account/code/begin", {{"code", code()}});
        REQUIRE(begun.status == 200);
        recovery = codes_of(begun.text);
        CHECK(recovery.size() == kRecoveryCodes);
        stage.clock().pass(kCodeStepSeconds);  // the next code
    }

    static std::string between(const std::string& text, std::string_view begin, std::size_t& at) {
        at = text.find(begin, at);
        if (at == std::string::npos) return {};
        at += begin.size();
        return text.substr(at, text.find('<', at) - at);
    }

    static std::string secret_of(const std::string& html) {
        std::size_t at = 0;
        return between(html, "<p class=\"secret\">", at);
    }

    static std::vector<std::string> codes_of(const std::string& html) {
        std::vector<std::string> codes;
        std::size_t at = 0;
        for (std::string one = between(html, "<li class=\"secret\">", at); !one.empty();
             one = between(html, "<li class=\"secret\">", at)) {
            codes.push_back(one);
        }
        return codes;
    }

    static std::string from_base32(const std::string& shown) {
        constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        std::string bytes;
        unsigned held = 0;
        unsigned bits = 0;
        for (const char c : shown) {
            if (c == ' ') continue;
            held = (held << 5U) | static_cast<unsigned>(kAlphabet.find(c));
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes += static_cast<char>((held >> bits) & 0xFFU);
            held &= (1U << bits) - 1U;
        }
        return bytes;
    }
};

// A browser that has only what it was given at the log-in.
struct Browser {
    DeskStage& stage;
    std::string cookie = {};
    std::string token = {};

    HttpResponse ask(std::string_view method, std::string_view path, Fields fields = {}) {
        HttpRequest request;
        request.method = method;
        request.path = path;
        request.client = "127.0.0.1";
        request.headers = {{"Host", "127.0.0.1:8641"}};
        if (!cookie.empty()) request.headers.push_back({"Cookie", cookie});
        if (!token.empty()) fields.push_back({"token", token});
        HttpResponse answer = stage.send("", request, std::move(fields));
        const std::string set = header_of(answer, "Set-Cookie");
        if (!set.empty()) cookie = set.substr(0, set.find(';'));
        const std::string shown = DeskStage::hidden(answer.text, "token");
        if (!shown.empty()) token = shown;
        return answer;
    }

    HttpResponse log_in(const std::string& name, Fields more = {}) {
        more.insert(more.begin(), {{"name", name}, {"password", std::string(kPassword)}});
        HttpResponse answer = ask("POST", "/login", std::move(more));
        if (header_of(answer, "Location").starts_with("/login/code")) ask("GET", "/login/code");
        return answer;
    }

    HttpResponse type(const std::string& code) {
        return ask("POST", "/login/code", {{"code", code}, {"next", "/stories"}});
    }
};

void require_factors(DeskStage& stage) {
    const std::string path = stage.newsroom() + "/site.yml";
    const auto files = real_files();
    const std::string text = files->read(path, 100'000).value();
    REQUIRE(files->replace(path, text + "desk: {second_factor: required}\n").has_value());
}

}  // namespace

TEST_CASE("codes are those of RFC 4226 and RFC 6238", "[desk][factor]") {
    const std::string secret = "12345678901234567890";
    const char* const counted[] = {"755224", "287082", "359152", "969429", "338314",
                                   "254676", "287922", "162583", "399871", "520489"};
    for (int i = 0; i < 10; ++i) CHECK(one_time_code(secret, i) == counted[i]);
    const std::pair<std::int64_t, const char*> timed[] = {{59, "287082"},
                                                          {1'111'111'109, "081804"},
                                                          {1'111'111'111, "050471"},
                                                          {1'234'567'890, "005924"},
                                                          {2'000'000'000, "279037"},
                                                          {20'000'000'000, "353130"}};
    for (const auto& [seconds, code] : timed) {
        CHECK(one_time_code(secret, code_step(Instant{seconds})) == code);
    }
}

TEST_CASE("a code counts one step early and one late, and in whatever groups", "[desk][factor]") {
    const std::string secret = "12345678901234567890";
    const Instant now{1'234'567'890};
    const std::int64_t step = code_step(now);
    for (std::int64_t off = -3; off <= 3; ++off) {
        const auto found = step_of_code(secret, one_time_code(secret, step + off), now);
        CHECK(found.has_value() == (off >= -1 && off <= 1));
        if (found.has_value()) CHECK(*found == step + off);
    }
    CHECK(step_of_code(secret, "005 924", now) == step);
    for (const char* typed : {"", "5924", "0059240", "00592a", "-05924", "００５９２４"}) {
        CHECK_FALSE(step_of_code(secret, typed, now).has_value());
    }
}

TEST_CASE("a secret is told to apps as they expect it", "[desk][factor]") {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "MY"},
                                                           {"fo", "MZXQ"},
                                                           {"foo", "MZXW6"},
                                                           {"foob", "MZXW6YQ"},
                                                           {"fooba", "MZXW6YTB"},
                                                           {"foobar", "MZXW6YTBOI"}};
    for (const auto& [bytes, text] : vectors) CHECK(base32(bytes) == text);
    CHECK(in_groups("MZXW6YTBOI") == "MZXW 6YTB OI");
    CHECK(enrolment_address("临溪:A&B", "lin@x", "foobar") ==
          "otpauth://totp/%E4%B8%B4%E6%BA%AA%20A%26B:lin%40x?secret=MZXW6YTBOI&"
          "issuer=%E4%B8%B4%E6%BA%AA%20A%26B&algorithm=SHA1&digits=6&period=30");
}

TEST_CASE("with a second factor the password alone opens nothing", "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "reporter");
    phone.enrol();
    Browser browser{stage};
    const HttpResponse half = browser.log_in("reporter");
    CHECK(header_of(half, "Location") == "/login/code?next=/");
    for (const RouteInfo& info : all_routes()) {
        if (is_open(info.route)) continue;
        std::string path(info.pattern);
        if (const auto hole = path.find("{}"); hole != std::string::npos)
            path.replace(hole, 2, "x");
        Browser stranger{stage};
        const HttpResponse answer = browser.ask(info.method, path);
        INFO(info.pattern);
        CHECK(answer.status == (info.method == "GET" ? 303 : 401));
        CHECK(answer.text == stranger.ask(info.method, path).text);
    }
    const std::string planted = browser.cookie;
    const HttpResponse in = browser.type(phone.code());
    CHECK(in.status == 303);
    CHECK(header_of(in, "Location") == "/stories");
    CHECK(browser.ask("GET", "/stories").status == 200);
    CHECK(browser.cookie != planted);  // a new secret: the half one is worth nothing
    CHECK(Browser{stage, planted}.ask("GET", "/stories").status == 303);
    CHECK(Browser{stage, planted}.ask("GET", "/login/code").status == 303);
}

TEST_CASE("no code is accepted twice, nor one that is older than the last", "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "reporter");
    phone.enrol();
    Browser first{stage};
    first.log_in("reporter");
    Browser second{stage};
    second.log_in("reporter");
    const std::string code = phone.code(1);
    CHECK(first.type(code).status == 303);
    CHECK(second.type(code).status == 403);
    CHECK(second.type(phone.code()).status == 403);
    stage.clock().pass(2 * kCodeStepSeconds);
    CHECK(second.type(phone.code()).status == 303);
}

TEST_CASE("guessing codes has to wait, wherever the guesses come from", "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "reporter");
    phone.enrol();
    for (int i = 0; i < 5; ++i) {
        Browser browser{stage};
        browser.log_in("reporter");  // the right password does not begin the count anew
        CHECK(browser.type("000000").status == 403);
    }
    Browser browser{stage};
    browser.log_in("reporter");
    const HttpResponse held = browser.type(phone.code());
    CHECK(held.status == 429);
    CHECK(held.text.find("请过 2 秒再试") != std::string::npos);
    // Another account is not held.
    Phone other(stage, "editor");
    other.enrol();
    Browser theirs{stage};
    theirs.log_in("editor");
    CHECK(theirs.type(other.code()).status == 303);
    CHECK(browser.type(phone.code()).status == 303);  // the seconds have passed
}

TEST_CASE("half a log-in ends after ten minutes, and needs its own form", "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "reporter");
    phone.enrol();
    Browser browser{stage};
    browser.log_in("reporter");
    Browser forged{stage, browser.cookie, "0000"};
    CHECK(forged.type(phone.code()).status == 403);
    CHECK(forged.ask("GET", "/stories").status == 303);
    stage.clock().pass(601);
    CHECK(browser.type(phone.code()).status == 401);
    CHECK(browser.ask("GET", "/stories").status == 303);
}

TEST_CASE("a recovery code opens once", "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "reporter");
    phone.enrol();
    std::string typed = phone.recovery.at(3);
    for (char& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::toupper(c));
    const auto recover = [&](const std::string& code) {
        Browser browser{stage};
        browser.log_in("reporter");
        return browser.ask("POST", "/login/code", {{"recovery", code}, {"code", ""}});
    };
    const HttpResponse in = recover(typed);
    CHECK(in.status == 303);
    CHECK(header_of(in, "Location") == "/account/code?done=recovery-used");
    CHECK(recover(typed).status == 403);
    // Another account's do not fit.
    Phone other(stage, "editor");
    other.enrol();
    CHECK(recover(other.recovery.at(0)).status == 403);
    stage.log_in_again("reporter");
    CHECK(stage.get("reporter", "/account/code").text.find("还有 9 个备用码") != std::string::npos);
    // New ones end the old ones.
    const HttpResponse renewed =
        stage.post("reporter", "/account/code/recovery", {{"code", phone.code(1)}});
    CHECK(Phone::codes_of(renewed.text).size() == kRecoveryCodes);
    CHECK(recover(phone.recovery.at(5)).status == 403);
    CHECK(recover(Phone::codes_of(renewed.text).at(5)).status == 303);
}

TEST_CASE("a secret is in use only once a code of it was typed, and shown once", "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "reporter");
    CHECK(stage.post("reporter", "/account/code", {{"password", "不是这个密码的"}}).status == 422);
    const HttpResponse offered =
        stage.post("reporter", "/account/code", {{"password", std::string(kPassword)}});
    const std::string secret = Phone::secret_of(offered.text);
    CHECK(secret.size() == 39);
    CHECK(stage.post("reporter", "/account/code/begin", {{"code", "123456"}}).status == 422);
    CHECK(stage.get("reporter", "/account/code").text.find(secret) == std::string::npos);
    Browser browser{stage};
    CHECK(header_of(browser.log_in("reporter"), "Location") == "/");
    phone.enrol();
    CHECK(browser.ask("GET", "/stories").status == 303);     // that session has ended
    CHECK(stage.get("reporter", "/stories").status == 200);  // this one goes on
    // To another phone: the old one is asked for, and counts until the new one was used.
    CHECK(stage.post("reporter", "/account/code", {{"password", std::string(kPassword)}}).status ==
          403);
    const std::string before = phone.secret;
    phone.enrol();
    CHECK(phone.secret != before);
}

TEST_CASE("a stolen session guesses no way to recovery codes", "[desk][factor]") {
    DeskStage stage;
    const Phone phone(stage, "reporter");
    const HttpResponse offered =
        stage.post("reporter", "/account/code", {{"password", std::string(kPassword)}});
    const std::string secret = Phone::from_base32(Phone::secret_of(offered.text));
    const auto begin = [&](const std::string& code) {
        return stage.post("reporter", "/account/code/begin", {{"code", code}}).status;
    };
    for (int i = 0; i < 5; ++i) CHECK(begin("00000" + std::to_string(i)) == 422);
    const auto right = [&] { return one_time_code(secret, code_step(stage.clock().now())); };
    CHECK(begin(right()) == 429);
    stage.clock().pass(2);
    CHECK(begin(right()) == 200);
}

TEST_CASE("its owner ends it with password and code, unless the newsroom asks for it",
          "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "editor");
    phone.enrol();
    const auto end = [&](const std::string& code) {
        return stage.post("editor", "/account/code/end",
                          {{"password", std::string(kPassword)}, {"code", code}});
    };
    CHECK(end("000000").status == 403);
    require_factors(stage);
    CHECK(header_of(end(phone.code()), "Location") == "/account/code");
    Browser browser{stage};
    CHECK(header_of(browser.log_in("editor"), "Location").starts_with("/login/code"));
    Phone free(stage, "reporter");
    free.enrol();
    CHECK(header_of(stage.post("reporter", "/account/code/end",
                               {{"password", std::string(kPassword)}, {"code", free.code()}}),
                    "Location") == "/account/code?done=factor-ended");
    CHECK(header_of(Browser{stage}.log_in("reporter"), "Location") == "/");
}

TEST_CASE("where the newsroom asks for it, the first log-in leads to setting it up",
          "[desk][factor]") {
    DeskStage stage;
    require_factors(stage);
    for (const std::string& name : stage.names()) {
        const bool is_asked = is_asked_for_factor(stage.account(name).role);
        INFO(name);
        const std::string path = name == "manager" ? "/organisation" : "/account";
        const HttpResponse answer = stage.get(name, path);
        CHECK(answer.status == (is_asked ? 303 : 200));
        if (is_asked) CHECK(header_of(answer, "Location") == "/account/code");
    }
    const std::string page = stage.get("editor", "/account/code").text;
    CHECK(page.find("编辑部要求你的角色使用验证码") != std::string::npos);
    Phone phone(stage, "editor");
    phone.enrol();
    CHECK(stage.get("editor", "/queue").status == 200);
}

TEST_CASE("an administrator takes a factor away; a reviewer must then be vouched for again",
          "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "final-reviewer");
    phone.enrol();
    REQUIRE(stage.account("final-reviewer").may_sign());
    const std::string path = "/people/" + stage.account("final-reviewer").id + "/code";
    CHECK(stage.get("administrator", "/people").text.find(path) != std::string::npos);
    CHECK(header_of(stage.post("administrator", path), "Location") == "/people?done=factor-reset");
    CHECK(stage.get("final-reviewer", "/queue").status == 303);  // its log-ins have ended
    CHECK_FALSE(stage.account("final-reviewer").may_sign());
    CHECK(header_of(Browser{stage}.log_in("final-reviewer"), "Location") == "/");
    CHECK(stage.get("administrator", "/people").text.find("取消 final-reviewer 的登录验证码") !=
          std::string::npos);
    // Of an account that has none nothing changes; nor of one's own.
    CHECK(header_of(stage.post("administrator", path), "Location") == "/people");
    const std::string own = "/people/" + stage.account("administrator").id + "/code";
    CHECK(stage.post("administrator", own).status == 404);
}

TEST_CASE("a typed text goes through both halves of a log-in", "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "reporter");
    phone.enrol();
    const std::string id = stage.write("reporter");
    StoryFields fields = sample_text();
    fields.body = "夜里写的。";
    Fields form = form_of(fields, 2);
    form.push_back({"carried-to", "/stories/" + id + "/edit"});
    Browser browser{stage};
    const HttpResponse half = browser.log_in("reporter", form);
    CHECK(half.status == 200);
    CHECK(half.text.find("夜里写的。") != std::string::npos);
    CHECK(stage.newest(id).fields.body != "夜里写的。");
    form.push_back({"code", phone.code()});
    CHECK(browser.ask("POST", "/login/code", form).status == 303);
    CHECK(stage.newest(id).fields.body == "夜里写的。");
}

TEST_CASE("a factor that was sealed with another key opens nothing", "[desk][factor]") {
    DeskStage stage;
    Phone phone(stage, "reporter");
    phone.enrol();
    const Account account = stage.account("reporter");
    const SealingKey other = SealingKey::random();
    const auto used = stage.core().with_database([&](Database& database) {
        return use_code(database, {other, account, phone.code(), stage.clock().now()});
    });
    REQUIRE_FALSE(used.has_value());
    CHECK(used.error().code == ErrorCode::Damaged);
}
