// Saving: nothing acknowledged is lost, nobody overwrites what they have not seen, and a text
// survives its session.
#include "desk/stories.h"
#include "formats/json.h"
#include "support/catch.h"
#include "support/desk_stage.h"

#include <fmt/format.h>

#include <string>

using namespace gazette;
using gazette::testing::DeskStage;
using gazette::testing::form_of;
using gazette::testing::header_of;
using gazette::testing::sample_text;

namespace {

std::string edit_path(const std::string& id) { return "/stories/" + id + "/edit"; }

JsonValue json_of(const HttpResponse& response) {
    auto json = parse_json(response.text);
    INFO(response.text);
    REQUIRE(json.has_value());
    return *std::move(json);
}

std::string text_of(const JsonValue& json, std::string_view name) {
    const JsonValue* const value = json.find(name);
    return value == nullptr || value->string() == nullptr ? std::string() : *value->string();
}

StoryFields with_body(std::string body) {
    StoryFields fields = sample_text();
    fields.body = std::move(body);
    return fields;
}

}  // namespace

TEST_CASE("every save is a version, and saving the same again is none", "[desk][editor]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    CHECK(stage.story(id).version == 2);
    const StoryFields fields = with_body("临溪讯 第二稿。");
    const auto saved = json_of(stage.post_json("reporter", edit_path(id), form_of(fields, 2)));
    CHECK(text_of(saved, "outcome") == "saved");
    CHECK(*saved.find("version")->integer() == 3);
    CHECK(text_of(saved, "saved") == "今天 08:00 已保存");
    // The answer was lost on the way: the same is sent again.
    const auto again = json_of(stage.post_json("reporter", edit_path(id), form_of(fields, 2)));
    CHECK(text_of(again, "outcome") == "unchanged");
    CHECK(*again.find("version")->integer() == 3);
    stage.core().with_database([&](Database& database) {
        CHECK(find_version(database, id, 2).value()->fields.body.find("三盘棋") !=
              std::string::npos);
        return 0;
    });
}

TEST_CASE("two tabs that change different fields are joined", "[desk][editor]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    const StoryFields began = stage.newest(id).fields;
    StoryFields one = began;
    one.title = "象棋协会今天成立";
    StoryFields other = began;
    other.summary = "区里有了自己的青少年象棋协会。";
    REQUIRE(stage.post_json("reporter", edit_path(id), form_of(one, 2)).status == 200);
    const auto answer = json_of(stage.post_json("reporter", edit_path(id), form_of(other, 2)));
    CHECK(text_of(answer, "outcome") == "joined");
    CHECK(text_of(*answer.find("fields"), "title") == one.title);
    CHECK(stage.newest(id).fields.title == one.title);
    CHECK(stage.newest(id).fields.summary == other.summary);
    CHECK(stage.newest(id).fields.body == began.body);
}

TEST_CASE("two texts of one field are both shown and neither is lost", "[desk][editor]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    REQUIRE(stage.post_json("reporter", edit_path(id), form_of(with_body("第一个标签页写的。"), 2))
                .status == 200);
    const HttpResponse refused =
        stage.post_json("reporter", edit_path(id), form_of(with_body("第二个标签页写的。"), 2));
    CHECK(refused.status == 409);
    const auto answer = json_of(refused);
    CHECK(text_of(answer, "outcome") == "conflict");
    CHECK(text_of(*answer.find("fields"), "body") == "第一个标签页写的。");
    CHECK(stage.newest(id).fields.body == "第一个标签页写的。");
    // The page without a script shows both, and saves on top of what it has shown.
    const HttpResponse page =
        stage.post("reporter", edit_path(id), form_of(with_body("第二个标签页写的。"), 2));
    CHECK(page.status == 409);
    CHECK(page.text.find("第一个标签页写的。") != std::string::npos);
    CHECK(page.text.find("第二个标签页写的。") != std::string::npos);
    CHECK(DeskStage::hidden(page.text, "base") == "3");
    REQUIRE(stage.post("reporter", edit_path(id), form_of(with_body("两个合在一起。"), 3)).status ==
            303);
    CHECK(stage.newest(id).fields.body == "两个合在一起。");
    // A base that never was is no way around it.
    CHECK(stage.post_json("reporter", edit_path(id), form_of(with_body("x"), 99)).status == 409);
    CHECK(stage.post_json("reporter", edit_path(id), form_of(with_body("x"), -1)).status == 409);
}

TEST_CASE("what was joined is exact", "[desk][editor]") {
    StoryFields base;
    base.title = "一";
    base.body = "二";
    StoryFields mine = base;
    StoryFields theirs = base;
    CHECK(joined(base, mine, theirs) == base);
    mine.title = "三";
    CHECK(joined(base, mine, theirs) == mine);
    theirs.title = "三";
    theirs.body = "四";
    CHECK(joined(base, mine, theirs) == theirs);  // the same change twice is none
    theirs.title = "五";
    CHECK_FALSE(joined(base, mine, theirs).has_value());
}

TEST_CASE("an ended session is told to the script, and costs no text", "[desk][editor]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.clock().pass(13 * 3600);
    const HttpResponse refused =
        stage.post_json("reporter", edit_path(id), form_of(with_body("夜里写的。"), 2));
    CHECK(refused.status == 401);
    CHECK(text_of(json_of(refused), "problem") == "login");
    CHECK(stage.newest(id).fields.body != "夜里写的。");

    // Without a script the log-in page carries the text along.
    const HttpResponse page =
        stage.post("reporter", edit_path(id), form_of(with_body("夜里写的“话”。"), 2));
    CHECK(page.status == 401);
    CHECK(page.text.find("夜里写的“话”。") != std::string::npos);
    CHECK(DeskStage::hidden(page.text, "carried-to") == edit_path(id));
    CHECK(page.text.find("name=\"token\"") == std::string::npos);
}

TEST_CASE("what cannot be a text is refused with the field's name", "[desk][editor]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    const auto refused_field = [&](const StoryFields& fields) {
        const HttpResponse answer = stage.post_json("reporter", edit_path(id), form_of(fields, 2));
        CHECK(answer.status == 422);
        return text_of(json_of(answer), "field");
    };
    StoryFields fields = sample_text();
    fields.title = "标题\xE2\x80\xAE倒过来";  // a bidirectional override
    CHECK(refused_field(fields) == "title");
    fields = sample_text();
    fields.body = std::string("正文\0里", 10);
    CHECK(refused_field(fields) == "body");
    fields = sample_text();
    fields.summary = "\xFF\xFE";
    CHECK(refused_field(fields) == "summary");
    fields = sample_text();
    fields.tags = std::string(kMostLineBytes + 1, 'x');
    CHECK(refused_field(fields) == "tags");
    fields = sample_text();
    fields.body = std::string(kMostBodyBytesTyped + 1, 'x');
    CHECK(refused_field(fields) == "body");
    CHECK(stage.story(id).version == 2);
}

TEST_CASE("texts are cleaned of what browsers add and of nothing else", "[desk][editor]") {
    std::string_view wrong;
    StoryFields sent;
    sent.title = "  标题里\n有换行\t ";
    sent.body = "\r\n第一段\r\n\r\n  第二段，缩进不动\r\n\r\n";
    const auto kept = cleaned(sent, wrong);
    REQUIRE(kept.has_value());
    CHECK(kept->title == "标题里 有换行");
    CHECK(kept->body == "第一段\n\n  第二段，缩进不动");
    CHECK(wrong.empty());
}

TEST_CASE("a body and its marks come back from the page as they were typed", "[desk][editor]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    const std::string body = "<script>alert(1)</script> & \"引号\" </textarea>";
    REQUIRE(stage.post("reporter", edit_path(id), form_of(with_body(body), 2)).status == 303);
    CHECK(stage.newest(id).fields.body == body);
    const std::string page = stage.get("reporter", edit_path(id)).text;
    CHECK(page.find("<script>alert") == std::string::npos);
    CHECK(page.find("&lt;/textarea&gt;") != std::string::npos);
}

TEST_CASE("findings stand at their field and at the line of the body", "[desk][editor]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    StoryFields fields = sample_text();
    fields.section = "没有的栏目";
    fields.body = "临溪讯 好。\n\n第三行有 <b>标签</b>。";
    const auto answer = json_of(stage.post_json("reporter", edit_path(id), form_of(fields, 2)));
    std::string found;
    for (const JsonValue& finding : *answer.find("findings")->array()) {
        found += text_of(finding, "field") + " " + text_of(finding, "line") + "\n";
    }
    CHECK(found.find("section \n") != std::string::npos);
    CHECK(found.find("body 第3行\n") != std::string::npos);
}

TEST_CASE("what is put away can be fetched back", "[desk][editor]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    REQUIRE(stage.post("reporter", "/stories/" + id + "/discard").status == 303);
    CHECK(stage.story(id).state == StoryStatus::Discarded);
    CHECK(stage.post("reporter", edit_path(id), form_of(sample_text(), 2)).status == 409);
    CHECK(stage.get("reporter", edit_path(id)).status == 303);
    REQUIRE(stage.post("reporter", "/stories/" + id + "/restore").status == 303);
    CHECK(stage.story(id).state == StoryStatus::Draft);
    CHECK(stage.newest(id).fields.body.find("三盘棋") != std::string::npos);
    CHECK(stage.post("reporter", "/stories/" + id + "/restore").status == 409);
}

TEST_CASE("an empty sheet is not begun twice", "[desk][editor]") {
    DeskStage stage;
    const std::string first = header_of(stage.post("reporter", "/stories"), "Location");
    CHECK(header_of(stage.post("reporter", "/stories"), "Location") == first);
    CHECK(header_of(stage.post("reporter-2", "/stories"), "Location") != first);
}
