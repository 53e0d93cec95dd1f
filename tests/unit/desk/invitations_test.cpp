// Links that make an account: who may make them, what they make, and when they end.
#include "desk/invitations.h"

#include "desk/cookies.h"
#include "desk/stories.h"
#include "support/catch.h"
#include "support/desk_stage.h"

#include <fmt/format.h>

#include <string>

using namespace gazette;
using gazette::testing::DeskStage;
using gazette::testing::Fields;
using gazette::testing::header_of;

namespace {

constexpr std::string_view kChosenPassword = "运河边的旧书摊 1998";

// The path of the link that a page shows.
std::string link_on(const HttpResponse& page) {
    const std::string_view mark = "/invitations/";
    const std::size_t begin = page.text.find(mark, page.text.find("class=\"secret link\""));
    REQUIRE(begin != std::string::npos);
    return page.text.substr(begin, page.text.find('<', begin) - begin);
}

std::string invite(DeskStage& stage, const std::string& inviter, Fields fields) {
    const HttpResponse page = stage.post(inviter, "/invitations", std::move(fields));
    REQUIRE(page.status == 200);
    return link_on(page);
}

Fields person(std::string_view shown, std::string_view role, std::string_view organisation = "") {
    return {{"shown", std::string(shown)},
            {"role", std::string(role)},
            {"organisation", std::string(organisation)}};
}

Fields chosen(std::string_view login, std::string_view password = kChosenPassword) {
    return {{"login", std::string(login)}, {"password", std::string(password)}};
}

std::optional<Account> account_named(DeskStage& stage, const std::string& name) {
    return stage.core().with_database(
        [&](Database& database) { return find_account_named(database, name).value(); });
}

std::size_t open_for(DeskStage& stage, const std::string& viewer) {
    const Account account = stage.account(viewer);
    return stage.core().with_database([&](Database& database) {
        return open_invitations(database, account, stage.clock().now()).value().size();
    });
}

}  // namespace

TEST_CASE("an invitation makes the account that it says, once", "[desk][invitations]") {
    DeskStage stage;
    const std::string organisation = stage.account("manager").organisation;
    const std::string link = invite(stage, "administrator", person("小许", "member", organisation));
    // Chat programs look at links first: that uses nothing up.
    for (int look = 0; look < 3; ++look) {
        const HttpResponse page = stage.get("", link);
        CHECK(page.status == 200);
        CHECK(page.text.find("小许") != std::string::npos);
    }
    CHECK(open_for(stage, "administrator") == 1);
    const HttpResponse made = stage.post("", link, chosen("xiaoxu"));
    CHECK(made.status == 303);
    CHECK(header_of(made, "Location") == "/");
    CHECK(header_of(made, "Set-Cookie").find("HttpOnly") != std::string::npos);
    const std::optional<Account> account = account_named(stage, "xiaoxu");
    REQUIRE(account.has_value());
    CHECK(account->shown_name == "小许");
    CHECK(account->role == DeskRole::Member);
    CHECK(account->organisation == organisation);
    CHECK(open_for(stage, "administrator") == 0);
    CHECK(stage.get("", link).status == 404);
    CHECK(stage.post("", link, chosen("xiaoxu-2")).status == 404);
    CHECK_FALSE(account_named(stage, "xiaoxu-2").has_value());
    CHECK(stage.post("", "/login", {{"name", "xiaoxu"}, {"password", std::string(kChosenPassword)}})
              .status == 303);
}

TEST_CASE("what is typed at an invitation is judged, and the link still holds",
          "[desk][invitations]") {
    DeskStage stage;
    const std::string link = invite(stage, "administrator", person("老周", "reporter"));
    const auto says = [&](const Fields& fields, std::string_view words) {
        const HttpResponse page = stage.post("", link, fields);
        CHECK(page.status == 422);
        CHECK(page.text.find(words) != std::string::npos);
    };
    says(chosen("lao zhou"), "登录名只能用字母");
    says(chosen("laozhou", "短密码"), "太短了");
    says(chosen("laozhou", "laozhoulaozhou"), "太常见");
    says(chosen("reporter"), "这个登录名已经有人用了");
    CHECK(stage.post("", link, chosen("laozhou")).status == 303);
}

TEST_CASE("no link makes a reviewer, an editor or an administrator", "[desk][invitations]") {
    DeskStage stage;
    for (const std::string_view role :
         {"first-reviewer", "second-reviewer", "final-reviewer", "editor", "administrator"}) {
        INFO(role);
        const HttpResponse page = stage.post("administrator", "/invitations", person("老郑", role));
        CHECK(page.status == 422);
        CHECK(page.text.find("不能用链接开") != std::string::npos);
    }
    CHECK(open_for(stage, "administrator") == 0);
}

TEST_CASE("a link ends with its week, when it is revoked, and with who made it",
          "[desk][invitations]") {
    DeskStage stage;
    const std::string old = invite(stage, "administrator", person("甲", "reporter"));
    stage.clock().pass(kInvitationDays * 24 * 3600 - 1);
    CHECK(stage.get("", old).status == 200);
    stage.clock().pass(1);
    CHECK(stage.get("", old).status == 404);
    CHECK(stage.post("", old, chosen("jia")).status == 404);
    stage.log_in_again("administrator");
    stage.log_in_again("manager");

    const std::string revoked = invite(stage, "manager", person("乙", "member"));
    const HttpResponse page = stage.get("manager", "/organisation");
    const std::size_t at = page.text.find("action=\"/invitations/");
    REQUIRE(at != std::string::npos);
    const std::size_t begin = at + 8;
    const std::string path = page.text.substr(begin, page.text.find('"', begin) - begin);
    CHECK(stage.post("manager", path).status == 303);
    CHECK(stage.get("", revoked).status == 404);

    const std::string orphaned = invite(stage, "manager", person("丙", "member"));
    const std::string dismiss = "/people/" + stage.account("manager").id + "/dismiss";
    REQUIRE(stage.post("administrator", dismiss).status == 303);
    CHECK(stage.get("", orphaned).status == 404);
    CHECK(stage.post("", orphaned, chosen("bing")).status == 404);
    CHECK_FALSE(account_named(stage, "bing").has_value());
}

TEST_CASE("a manager invites members of the own organisation, whatever the form says",
          "[desk][invitations][isolation]") {
    DeskStage stage;
    const std::string foreign = stage.account("foreign-manager").organisation;
    const std::string link = invite(stage, "manager", person("小许", "administrator", foreign));
    REQUIRE(stage.post("", link, chosen("xiaoxu")).status == 303);
    const std::optional<Account> made = account_named(stage, "xiaoxu");
    CHECK(made->role == DeskRole::Member);
    CHECK(made->organisation == stage.account("manager").organisation);

    // Nobody else's are seen or revoked.
    invite(stage, "foreign-manager", person("外人", "member"));
    CHECK(open_for(stage, "manager") == 0);
    const HttpResponse theirs = stage.get("foreign-manager", "/organisation");
    const std::size_t begin = theirs.text.find("/invitations/");
    const std::string revoke = theirs.text.substr(begin, theirs.text.find('"', begin) - begin);
    REQUIRE(revoke.ends_with("/revoke"));
    CHECK(stage.post("manager", revoke).status == 404);
    CHECK(open_for(stage, "foreign-manager") == 1);
    CHECK(stage.post("member", "/invitations", person("某人", "member")).status == 404);
    CHECK(stage.post("reporter", "/invitations", person("某人", "reporter")).status == 404);
}

TEST_CASE("too many open invitations, and people that cannot be, are refused in words",
          "[desk][invitations]") {
    DeskStage stage;
    const auto says = [&](const Fields& fields, std::string_view words) {
        const HttpResponse page = stage.post("administrator", "/invitations", fields);
        CHECK(page.status == 422);
        CHECK(page.text.find(words) != std::string::npos);
    };
    says(person("", "reporter"), "姓名要 1 到 40 个字");
    says(person("某人", "member"), "要选一个组织");
    for (std::size_t i = 0; i < kMostInvitations; ++i) {
        invite(stage, "administrator", person(fmt::format("第{}位", i), "reporter"));
    }
    says(person("又一位", "reporter"), "先撤销几个");
    // Of an organisation there are others to be had.
    invite(stage, "manager", person("新成员", "member"));
}
