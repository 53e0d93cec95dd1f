// An organisation's own page, and how much it may send.
#include "desk/quotas.h"

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
using gazette::testing::shows;

namespace {

constexpr std::int64_t kDay = 86'400;

void set(DeskStage& stage, const Quota& quota) {
    REQUIRE(stage.core().with_database([&](Database& database) {
        return set_quota(database, "chess-association", quota, "administrator",
                         stage.clock().now());
    }));
}

HttpResponse try_submit(DeskStage& stage, const std::string& author, const std::string& id) {
    const StoryVersion newest = stage.newest(id);
    return stage.post(author, "/stories/" + id + "/submit", form_of(newest.fields, newest.number));
}

Fields numbers(const std::string& posts, const std::string& drafts = "5",
               const std::string& pictures = "6", const std::string& mib = "7") {
    return {{"posts_a_day", posts},
            {"open_drafts", drafts},
            {"pictures_a_day", pictures},
            {"picture_mib", mib}};
}

constexpr const char* kSave = "/organisations/chess-association/quota";

}  // namespace

TEST_CASE("an administrator sets what an organisation may send", "[desk][quotas]") {
    DeskStage stage;
    const std::string page = stage.get("administrator", "/organisations").text;
    CHECK(shows(page, "象棋协会"));
    CHECK(shows(page, "水岸微光志愿服务队"));
    CHECK(shows(page,
                "name=\"posts_a_day\" type=\"number\" inputmode=\"numeric\" min=\"0\" "
                "max=\"1000\" value=\"100\""));
    CHECK(header_of(stage.post("administrator", kSave, numbers("3")), "Location") ==
          "/organisations?done=quota-set");
    const auto quota = [&](const std::string& organisation) {
        return stage.core().with_database(
            [&](Database& database) { return quota_of(database, organisation).value(); });
    };
    CHECK(quota("chess-association") == Quota{3, 5, 6, 7});
    CHECK(quota("volunteers") == Quota());
    CHECK(shows(stage.get("administrator", "/people").text, "改定组织 chess-association 的额度"));
}

TEST_CASE("what is no quota is refused with what was typed", "[desk][quotas]") {
    DeskStage stage;
    for (const char* wrong : {"", "-1", "1001", "3.5", "三", "99999999999999999999", " 3", "3 "}) {
        INFO(wrong);
        const HttpResponse answer = stage.post("administrator", kSave, numbers(wrong));
        CHECK(answer.status == 422);
        CHECK(shows(answer.text, "额度要填整数"));
        CHECK(shows(answer.text, fmt::format("value=\"{}\"", wrong)));
    }
    CHECK(stage.post("administrator", kSave).status == 422);
    CHECK(stage.post("administrator", "/organisations/no-such/quota", numbers("3")).status == 404);
    const Quota quota = stage.core().with_database(
        [](Database& database) { return quota_of(database, "chess-association").value(); });
    CHECK(quota == Quota());
}

TEST_CASE("an organisation hands in as many stories in 24 hours as it may", "[desk][quotas]") {
    DeskStage stage;
    set(stage, {.posts_a_day = 2});
    const std::string first = stage.write("member", "第一篇");
    CHECK(try_submit(stage, "member", first).status == 303);
    stage.pass(kDay / 2);
    CHECK(try_submit(stage, "manager", stage.write("manager", "第二篇")).status == 303);
    const std::string third = stage.write("member-2", "第三篇");
    const HttpResponse refused = try_submit(stage, "member-2", third);
    CHECK(refused.status == 429);
    CHECK(shows(refused.text, "这一篇存好了，一个字没有丢"));
    CHECK(shows(refused.text, "第三篇"));
    CHECK(stage.story(third).state == StoryStatus::Draft);
    // Another organisation and the newsroom are not held by it.
    CHECK(try_submit(stage, "foreign-member", stage.write("foreign-member", "别家的")).status ==
          303);
    CHECK(try_submit(stage, "reporter", stage.write("reporter", "编辑部的")).status == 303);
    // What was sent back is no new one.
    REQUIRE(stage
                .post("manager", "/stories/" + first + "/return",
                      {{"how", "return"},
                       {"reason", "写清楚地点"},
                       {"version", fmt::format("{}", stage.story(first).version)}})
                .status == 303);
    CHECK(try_submit(stage, "member", first).status == 303);
    // Half a day later the first one is no longer of these 24 hours.
    stage.pass(kDay / 2 + 1);
    CHECK(try_submit(stage, "member-2", third).status == 303);
}

TEST_CASE("drafts that lie open are counted, and those fetched back with them", "[desk][quotas]") {
    DeskStage stage;
    set(stage, {.open_drafts = 2});
    const std::string first = stage.write("member", "第一篇");
    stage.write("member-2", "第二篇");
    const HttpResponse refused = stage.post("member", "/stories");
    CHECK(refused.status == 429);
    CHECK(shows(refused.text, "你们组织没交的草稿已有 2 篇"));
    REQUIRE(stage.post("member", "/stories/" + first + "/discard").status == 303);
    const std::string third = stage.write("member", "第三篇");
    CHECK(stage.post("member", "/stories/" + first + "/restore").status == 429);
    CHECK(stage.story(first).state == StoryStatus::Discarded);
    stage.submit("member", third);
    CHECK(stage.post("member", "/stories/" + first + "/restore").status == 303);
    CHECK(stage.post("foreign-member", "/stories").status == 303);
    CHECK(stage.post("reporter", "/stories").status == 303);
}

TEST_CASE("nothing at all may be sent where a quota is zero", "[desk][quotas]") {
    DeskStage stage;
    const std::string id = stage.write("member");
    set(stage, {.posts_a_day = 0, .open_drafts = 0});
    CHECK(try_submit(stage, "member", id).status == 429);
    CHECK(stage.post("member-2", "/stories").status == 429);
    // What is there can still be written on.
    StoryVersion newest = stage.newest(id);
    newest.fields.body = "还能改。";
    CHECK(stage.post("member", "/stories/" + id + "/edit", form_of(newest.fields, newest.number))
              .status == 303);
}

TEST_CASE("an organisation's page counts its posts, a member's page their own", "[desk][quotas]") {
    DeskStage stage;
    const auto counts = [&](const std::string& name) {
        const std::string page = stage.get(name, "/organisation").text;
        std::string found;
        for (auto at = page.find("<li><b>"); at != std::string::npos && found.size() < 200;
             at = page.find("<li><b>", at + 1)) {
            const auto end = page.find("</li>", at);
            const std::string item = page.substr(at + 7, end - at - 7);
            if (item.find("<span>") == std::string::npos) found += item + "|";
        }
        return found;
    };
    const std::string nothing =
        "0</b>交稿<small>本月 0</small>|0</b>等候|0</b>退回|0</b>见报<small>本月 0</small>|";
    CHECK(counts("manager") == nothing);
    stage.write("member", "草稿不算");
    const std::string waiting = stage.write("member", "等着的");
    stage.submit("member", waiting);
    const std::string returned = stage.write("member-2", "退回的");
    stage.submit("member-2", returned);
    REQUIRE(stage
                .post("manager", "/stories/" + returned + "/return",
                      {{"how", "return"},
                       {"reason", "写清楚地点"},
                       {"version", fmt::format("{}", stage.story(returned).version)}})
                .status == 303);
    CHECK(counts("manager") ==
          "2</b>交稿<small>本月 2</small>|1</b>等候|1</b>退回|0</b>见报<small>本月 0</small>|");
    CHECK(counts("member") ==
          "1</b>交稿<small>本月 1</small>|1</b>等候|0</b>退回|0</b>见报<small>本月 0</small>|");
    CHECK(counts("foreign-manager") == nothing);
    stage.pass(31 * kDay);  // another month
    CHECK(counts("manager") ==
          "2</b>交稿<small>本月 0</small>|1</b>等候|1</b>退回|0</b>见报<small>本月 0</small>|");
}

TEST_CASE("an organisation's page says who is of it and what is left", "[desk][quotas]") {
    DeskStage stage;
    set(stage, {.posts_a_day = 1});
    stage.submit("member", stage.write("member"));
    for (const std::string name : {"member", "manager"}) {
        const std::string page = stage.get(name, "/organisation").text;
        INFO(name);
        CHECK(shows(page, "<li><b>member-2</b><span>组织成员</span></li>"));
        CHECK(shows(page, "<li><b>manager</b><span>组织负责人</span></li>"));
        CHECK_FALSE(shows(page, "foreign-member"));
        CHECK(
            shows(page, "<li class=\"is-full\"><span>24 小时内交稿（篇）</span><b>1 / 1</b></li>"));
        CHECK(shows(page, "<li><span>没交的草稿（篇）</span><b>0 / 200</b></li>"));
    }
    REQUIRE(stage.post("administrator", "/people/" + stage.account("member-2").id + "/dismiss")
                .status == 303);
    CHECK_FALSE(shows(stage.get("manager", "/organisation").text, "<b>member-2</b>"));
}

TEST_CASE("pictures are counted by number and by room", "[desk][quotas]") {
    DeskStage stage;
    set(stage, {.pictures_a_day = 2, .picture_mib = 3});
    const Instant now = stage.clock().now();
    const auto check = [&](std::int64_t bytes, Instant at) {
        const auto checked = stage.core().with_database([&](Database& database) {
            return check_new_picture(database, "chess-association", bytes, at);
        });
        return checked.has_value();
    };
    const std::string member = stage.account("member").id;
    const auto add = [&](const std::string& id, std::int64_t bytes) {
        REQUIRE(stage.core().with_database([&](Database& database) {
            return database.run(
                "insert into media (id, account, organisation, client, kind, width, height, "
                "bytes, uploaded, created) values ($1, $2, 'chess-association', '', 'jpg', 1, 1, "
                "$3, '', $4)",
                {id, member, bytes, now.seconds});
        }));
    };
    constexpr std::int64_t kMib = std::int64_t{1} << 20;
    CHECK(check(3 * kMib, now));
    CHECK_FALSE(check(3 * kMib + 1, now));
    add("a", kMib);
    CHECK(check(2 * kMib, now));
    CHECK_FALSE(check(2 * kMib + 1, now));
    add("b", 1);
    CHECK_FALSE(check(1, now));
    CHECK(check(1, Instant{now.seconds + kDay + 1}));
    CHECK_FALSE(check(2 * kMib, Instant{now.seconds + kDay + 1}));
}
