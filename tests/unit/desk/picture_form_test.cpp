// Pictures that come with the editor's form: into the text all together, or not at all.
#include "desk/media_table.h"
#include "desk/stories.h"
#include "desk/story_pictures.h"
#include "formats/json.h"
#include "support/catch.h"
#include "support/desk_stage.h"
#include "support/picture_bytes.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

using namespace gazette;
using gazette::testing::DeskStage;
using gazette::testing::Fields;
using gazette::testing::form_of;
using gazette::testing::header_of;
using gazette::testing::png;
using gazette::testing::TemporaryFolder;

namespace {

struct File {
    std::string name;
    std::string bytes;
};

struct Words {
    std::string alt;
    std::string caption = {};
    std::string credit = {};
};

// A desk that takes pictures.
struct World {
    World() { stage.handler().set_media(*media); }

    HttpResponse bring(const std::string& name, const std::string& story, const Fields& fields,
                       const std::vector<File>& files, bool as_script = true) {
        std::string body;
        const auto part = [&](std::string_view head, std::string_view value) {
            body += fmt::format("--Zz\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", head,
                                value);
        };
        for (const HttpField& field : fields) {
            part(fmt::format("name=\"{}\"", field.name), field.value);
        }
        for (const File& file : files) {
            part(fmt::format("name=\"picture\"; filename=\"{}\"", file.name), file.bytes);
        }
        HttpRequest request;
        request.method = "POST";
        request.path = "/stories/" + story + "/pictures";
        request.headers = {{"Host", "127.0.0.1:8641"},
                           {"Content-Type", "multipart/form-data; boundary=Zz"}};
        if (as_script) request.headers.push_back({"Accept", "application/json"});
        return stage.send_body(name, std::move(request), body + "--Zz--\r\n");
    }

    Fields fields(const std::string& name, const std::vector<Words>& words) {
        Fields made = {{"token", stage.token(name)}};
        for (const Words& one : words) {
            made.push_back({"alt", one.alt});
            made.push_back({"caption", one.caption});
            made.push_back({"credit", one.credit});
        }
        return made;
    }

    std::size_t kept() { return rows.ids().value().size(); }

    DeskStage stage;
    TemporaryFolder folder;
    MediaTable rows{stage.core()};
    std::unique_ptr<MediaStore> media =
        MediaStore::open(stage.core().files(), stage.clock(), rows,
                         {.data = folder.path(), .helper = GAZETTE_BINARY_DIR "/gazette-media"})
            .value();
};

std::vector<std::string> lines_of(const HttpResponse& response) {
    const auto json = parse_json(response.text);
    REQUIRE(json.has_value());
    std::vector<std::string> lines;
    for (const JsonValue& line : *json->find("lines")->array()) lines.push_back(*line.string());
    return lines;
}

}  // namespace

TEST_CASE("several pictures become lines of the text, each with its words", "[desk][pictures]") {
    World world;
    const std::string id = world.stage.write("reporter");
    const HttpResponse answer = world.bring(
        "reporter", id,
        world.fields("reporter", {{"孩子们围着[棋盘]"}, {"合影", "说 \"好\" 的一张", "林砚 摄"}}),
        {{"棋盘.png", png(40, 30)}, {"合影.png", png(20, 30)}});
    REQUIRE(answer.status == 200);
    const std::vector<std::string> lines = lines_of(answer);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].starts_with("![孩子们围着\\[棋盘\\]]("));
    CHECK(lines[0].ends_with(".png)"));
    CHECK(lines[1].ends_with(".png \"说 \\\"好\\\" 的一张　林砚 摄\")"));
    CHECK(world.kept() == 2);
    // Saved with the text, they are the story's: whoever reviews it sees them.
    StoryVersion version = world.stage.newest(id);
    version.fields.body += "\n\n" + lines[0];
    REQUIRE(
        world.stage
            .post("reporter", "/stories/" + id + "/edit", form_of(version.fields, version.number))
            .status == 303);
    CHECK(world.stage.newest(id).fields.body.ends_with(lines[0]));
    CHECK(media_in(world.stage.newest(id).fields.body).size() == 1);
}

TEST_CASE("without a script the text comes along and is saved with the picture behind it",
          "[desk][pictures]") {
    World world;
    const std::string id = world.stage.write("member");
    StoryVersion version = world.stage.newest(id);
    version.fields.body = "新写的一段。\r\n";
    Fields fields = world.fields("member", {{"棋盘"}});
    for (const HttpField& field : form_of(version.fields, version.number)) fields.push_back(field);
    const HttpResponse answer =
        world.bring("member", id, fields, {{"a.png", png(40, 30)}}, /*as_script=*/false);
    CHECK(answer.status == 303);
    CHECK(header_of(answer, "Location") == "/stories/" + id + "/edit?done=saved");
    CHECK(world.stage.newest(id).fields.body.starts_with("新写的一段。\n\n![棋盘]("));
    // What goes wrong keeps the text all the same.
    version = world.stage.newest(id);
    version.fields.body += "\n\n又一段。";
    fields = world.fields("member", {{""}});
    for (const HttpField& field : form_of(version.fields, version.number)) fields.push_back(field);
    const HttpResponse refused =
        world.bring("member", id, fields, {{"b.png", png(41, 30)}}, /*as_script=*/false);
    CHECK(refused.status == 422);
    CHECK(refused.text.find("请给“b.png”写上替代文字") != std::string::npos);
    CHECK(world.stage.newest(id).fields.body.ends_with("又一段。"));
}

TEST_CASE("pictures come all or none, and the answer names the one that is wrong",
          "[desk][pictures]") {
    World world;
    const std::string id = world.stage.write("reporter");
    const auto says = [&](const std::vector<File>& files, std::string_view words) {
        const HttpResponse answer =
            world.bring("reporter", id, world.fields("reporter", {{"一"}, {"二"}}), files);
        INFO(answer.text);
        CHECK(answer.status == 422);
        CHECK(lines_of(answer).empty());
        CHECK(answer.text.find(words) != std::string::npos);
    };
    says({}, "还没有选图片");
    says({{"好.png", png(40, 30)}, {"坏.png", "<svg xmlns='http://www.w3.org/2000/svg'/>"}},
         "“坏.png”不是图片");
    says({{"断.png", png(40, 30).substr(0, 200)}, {"好.png", png(40, 30)}}, "“断.png”打不开");
    says({{"一.png", png(40, 30)}, {"二.png", png(41, 30)}, {"三.png", png(42, 30)}},
         "请给“三.png”写上替代文字");
}

TEST_CASE("nobody brings a picture to what is not theirs, and no other page does",
          "[desk][pictures][isolation]") {
    World world;
    const std::string id = world.stage.write("member");
    const std::vector<File> files = {{"a.png", png(40, 30)}};
    const auto status = [&](const std::string& name, const Fields& fields) {
        return world.bring(name, id, fields, files).status;
    };
    for (const std::string name :
         {"member-2", "foreign-member", "reporter", "editor", "administrator", "first-reviewer"}) {
        INFO(name);
        CHECK(status(name, world.fields(name, {{"棋盘"}})) == 404);
    }
    CHECK(status("", {{"alt", "棋盘"}}) == 401);
    CHECK(status("member", {{"alt", "棋盘"}}) == 403);
    CHECK(status("member", {{"token", world.stage.token("reporter")}, {"alt", "棋盘"}}) == 403);
    // The token counts only in front of the files.
    CHECK(status("member", {{"alt", "棋盘"}, {"token", world.stage.token("member")}}) == 403);
    CHECK(world.kept() == 0);
    CHECK(status("member", world.fields("member", {{"棋盘"}})) == 200);
    world.stage.submit("member", id);
    CHECK(status("member", world.fields("member", {{"棋盘"}})) == 409);
}

TEST_CASE("a form of pictures that is broken or too long changes nothing", "[desk][pictures]") {
    World world;
    const std::string id = world.stage.write("reporter");
    HttpRequest request;
    request.method = "POST";
    request.path = "/stories/" + id + "/pictures";
    request.headers = {{"Host", "127.0.0.1:8641"},
                       {"Content-Type", "multipart/form-data; boundary=Zz"}};
    CHECK(world.stage.send_body("reporter", request, "no form at all").status == 400);
    request.headers.back().value = "multipart/form-data";
    CHECK(world.stage.send_body("reporter", request, "").status == 415);
    std::vector<File> many;
    for (unsigned i = 0; i < 21; ++i) {
        many.push_back({fmt::format("{}.png", i), png(4, 4, gazette::testing::PngColour::Rgb, i)});
    }
    const HttpResponse answer =
        world.bring("reporter", id, world.fields("reporter", std::vector<Words>(21, {"图"})), many);
    CHECK(answer.status == 413);
    CHECK(world.stage.newest(id).fields.body.find("![") == std::string::npos);
}
