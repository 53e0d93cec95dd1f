// Every save is a version: listed, compared, restored; and whose they are.
#include "desk/versions.h"

#include "support/catch.h"
#include "support/desk_stage.h"

#include <fmt/format.h>

#include <string>

using namespace gazette;
using gazette::testing::DeskStage;
using gazette::testing::form_of;
using gazette::testing::header_of;
using gazette::testing::sample_text;
using gazette::testing::shows;

namespace {

// Saves another text; the number of its version.
int save(DeskStage& stage, const std::string& name, const std::string& id,
         const std::string& body) {
    StoryVersion newest = stage.newest(id);
    newest.fields.body = body;
    REQUIRE(stage.post(name, "/stories/" + id + "/edit", form_of(newest.fields, newest.number))
                .status == 303);
    return stage.newest(id).number;
}

std::string versions_page(DeskStage& stage, const std::string& name, const std::string& id,
                          const std::string& query = {}) {
    return stage.get(name, "/stories/" + id + "/versions" + query).text;
}

HttpResponse restore(DeskStage& stage, const std::string& name, const std::string& id, int version,
                     int base) {
    return stage.post(name, "/stories/" + id + "/versions/restore",
                      {{"version", fmt::format("{}", version)}, {"base", fmt::format("{}", base)}});
}

}  // namespace

TEST_CASE("every version is listed with who and when, the newest first", "[desk][versions]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.clock().pass(60);
    save(stage, "reporter", id, "第三稿的正文。");
    const std::string page = versions_page(stage, "reporter", id);
    CHECK(page.find("第 3 稿") < page.find("第 2 稿"));
    CHECK(page.find("第 2 稿") < page.find("第 1 稿"));
    CHECK(shows(page, "<time>今天 08:01</time><span>reporter</span><span>7 字</span>"));
    CHECK(shows(page, "name=\"from\" value=\"2\" checked"));
    CHECK(shows(page, "name=\"to\" value=\"3\" checked"));
    stage.submit("reporter", id);
    // A hand-in dates the text: a version of its own, with what was done by it.
    CHECK(shows(versions_page(stage, "reporter", id), "<b>交稿</b>"));
}

TEST_CASE("a long list goes on on the next page", "[desk][versions]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    for (int i = 3; i <= 130; ++i) save(stage, "reporter", id, fmt::format("改到第{}次。", i));
    const std::string first = versions_page(stage, "reporter", id);
    CHECK(shows(first, "第 130 稿"));
    CHECK(shows(first, "第 31 稿"));
    CHECK_FALSE(shows(first, "第 30 稿"));
    REQUIRE(shows(first, "/versions?before=31\""));
    const std::string rest = versions_page(stage, "reporter", id, "?before=31");
    CHECK(shows(rest, "第 30 稿"));
    CHECK(shows(rest, "第 1 稿"));
    CHECK_FALSE(shows(rest, "?before="));
}

TEST_CASE("any two versions are compared by words, whichever is named first", "[desk][versions]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    save(stage, "reporter", id, "区教育局局长到会。");
    save(stage, "reporter", id, "区教育局副局长到会。");
    for (const char* query : {"?from=3&to=4", "?from=4&to=3"}) {
        const std::string page = versions_page(stage, "reporter", id, query);
        CHECK(shows(page, "第 3 → 4 稿改了什么"));
        CHECK(shows(page, "区教育局<ins>副</ins>局长到会。"));
    }
    CHECK(shows(versions_page(stage, "reporter", id, "?from=3&to=3"), "区教育局局长到会。</p>"));
    // What is no number of a version compares nothing.
    for (const char* query : {"?from=0&to=4", "?from=3&to=99", "?from=x&to=4", "?from=-1&to=4",
                              "?from=99999999999999&to=4", "?from=3"}) {
        INFO(query);
        CHECK_FALSE(shows(versions_page(stage, "reporter", id, query), "稿改了什么"));
    }
}

TEST_CASE("an old version comes back as a new one, and nothing is lost", "[desk][versions]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    const std::string before = stage.newest(id).fields.body;
    save(stage, "reporter", id, "写坏了。");
    CHECK(shows(versions_page(stage, "reporter", id, "?from=2&to=3"), "取回第 2 稿"));
    const HttpResponse answer = restore(stage, "reporter", id, 2, 3);
    CHECK(header_of(answer, "Location") == "/stories/" + id + "/versions?done=version-restored");
    CHECK(stage.newest(id).number == 4);
    CHECK(stage.newest(id).fields.body == before);
    CHECK(shows(versions_page(stage, "reporter", id, "?from=3&to=3"), "写坏了。"));
    // Twice is once; over a newer text not at all; what never was is not there.
    CHECK(restore(stage, "reporter", id, 2, 4).status == 303);
    CHECK(stage.newest(id).number == 4);
    CHECK(restore(stage, "reporter", id, 3, 3).status == 409);
    CHECK(restore(stage, "reporter", id, 77, 4).status == 404);
    CHECK(restore(stage, "reporter", id, -1, 4).status == 404);
    CHECK(stage.newest(id).number == 4);
}

TEST_CASE("what is with a reviewer is restored by them and not by its author", "[desk][versions]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.submit("reporter", id);
    const int handed_in = stage.newest(id).number;
    save(stage, "first-reviewer", id, "审稿人改的。");
    CHECK(restore(stage, "reporter", id, handed_in, handed_in + 1).status == 409);
    CHECK(restore(stage, "second-reviewer", id, handed_in, handed_in + 1).status == 404);
    CHECK(restore(stage, "editor", id, handed_in, handed_in + 1).status == 404);
    CHECK(restore(stage, "first-reviewer", id, handed_in, handed_in + 1).status == 303);
    CHECK(stage.newest(id).fields.body == sample_text().body);
    CHECK(stage.newest(id).account == stage.account("first-reviewer").id);
    CHECK_FALSE(shows(versions_page(stage, "editor", id, "?from=3&to=4"), "取回第"));
}

TEST_CASE("what was typed before it was handed in stays its author's", "[desk][versions]") {
    DeskStage stage;
    const std::string id = stage.write("member");
    const int secret = save(stage, "member", id, "不想让别人看见的一句。");
    const int shown = save(stage, "member", id, "给负责人看的正文。");
    stage.submit("member", id);
    const std::string query = fmt::format("?from={}&to={}", secret, shown);
    const auto sees = [&](const std::string& name) {
        const std::string page = versions_page(stage, name, id, query);
        return shows(page, "不想让别人看见的一句") || shows(page, fmt::format("第 {} 稿<", secret));
    };
    CHECK(sees("member"));
    CHECK_FALSE(sees("manager"));
    CHECK(shows(versions_page(stage, "manager", id), fmt::format("第 {} 稿<", shown)));
    REQUIRE(stage
                .post("manager", "/stories/" + id + "/approve",
                      {{"version", fmt::format("{}", stage.newest(id).number)}})
                .status == 303);
    const int approved = stage.newest(id).number;
    CHECK_FALSE(sees("first-reviewer"));
    CHECK_FALSE(shows(versions_page(stage, "first-reviewer", id), fmt::format("第 {} 稿<", shown)));
    CHECK(shows(versions_page(stage, "first-reviewer", id), fmt::format("第 {} 稿<", approved)));
    CHECK(restore(stage, "first-reviewer", id, secret, approved).status == 404);
    CHECK(stage.newest(id).number == approved);
}
