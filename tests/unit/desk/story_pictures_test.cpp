#include "desk/story_pictures.h"

#include "support/catch.h"

using namespace gazette;

namespace {

const std::string kA(26, 'a');
const std::string kB(26, 'b');
constexpr std::string_view kBase = "http://desk/media/";

const KindOfMedia kKinds = [](std::string_view id) -> std::optional<PictureKind> {
    if (id == kA) return PictureKind::Jpeg;
    if (id == kB) return PictureKind::Png;
    return std::nullopt;
};

PostContent content(std::string body, std::vector<PostPhoto> photos) {
    PostContent made;
    made.body = std::move(body);
    made.photos = std::move(photos);
    return made;
}

}  // namespace

TEST_CASE("a picture's file is named by its id and kind, and known by that", "[desk][media]") {
    CHECK(picture_file_name(kA, PictureKind::Jpeg) == kA + ".jpg");
    CHECK(media_of_file(kB + ".png") == kB);
    CHECK(media_of_file("2022/07/06/" + kB + ".webp") == kB);
    for (const std::string& name :
         {std::string(), kA, kA + ".svg", kA + ".jpg.exe", "x" + kA + ".jpg", kA.substr(1) + ".jpg",
          std::string("chess.jpg"), "../" + kA, kA + "/.jpg", std::string(26, '1') + ".jpg"}) {
        CAPTURE(name);
        CHECK_FALSE(media_of_file(name));
    }
}

TEST_CASE("a post's text and pictures become a story's text, and come back", "[desk][media]") {
    const PostContent post = content("第一段。\n\n![](http://desk/media/" + kA + ")\n\n第二段。",
                                     {{kB, "棋盘 [红] *黑*"}, {kA, ""}});
    const std::string body = story_body(post, {kBase, kKinds});
    CHECK(body == "第一段。\n\n![](" + kA + ".jpg)\n\n第二段。\n\n![棋盘 \\[红\\] \\*黑\\*](" + kB +
                      ".png)\n\n![](" + kA + ".jpg)");
    const PostText text = post_text(body, kBase);
    CHECK(text.body == post.body);
    CHECK(text.photos == post.photos);
    CHECK(media_in(body) == std::vector<std::string>{kA, kB});
}

TEST_CASE("what is no picture of ours stays as it is written", "[desk][media]") {
    for (const std::string& body :
         {std::string("文"), std::string("![远处](https://example.org/a.jpg)"),
          std::string("[链接](http://desk/media/x)"),
          "![别人的](http://desk/media/" + std::string(26, 'c') + ")",
          std::string("![](chess.jpg)"), std::string("]("), std::string("![](<"),
          std::string("一](\n二")}) {
        CAPTURE(body);
        CHECK(story_body(content(body, {}), {kBase, kKinds}) == body);
        CHECK(post_text(body, kBase).body == body);
        CHECK(post_text(body, kBase).photos.empty());
    }
    // Unknown pictures are left out of the story.
    CHECK(story_body(content("文", {{std::string(26, 'c'), "x"}}), {kBase, kKinds}) == "文");
}

TEST_CASE("a picture within a paragraph is none of the post's own list", "[desk][media]") {
    const std::string body = "文\n![](" + kA + ".jpg)";
    CHECK(post_text(body, kBase).photos.empty());
    CHECK(post_text(body, kBase).body == "文\n![](http://desk/media/" + kA + ")");
    CHECK(post_text("![](" + kA + ".jpg)", kBase).photos == std::vector<PostPhoto>{{kA, ""}});
    CHECK(post_text("![x](../" + kA + ".jpg)", kBase).photos.empty());
}
