#include "media/helper_process.h"

#include "media/generated_mark.h"
#include "support/catch.h"
#include "support/picture_bytes.h"

using namespace gazette;
using namespace gazette::testing;

namespace {

constexpr std::chrono::seconds kLongest{60};

HelperProcess start_helper() {
    return HelperProcess::start(GAZETTE_BINARY_DIR "/gazette-media").value();
}

CleanPicture clean(std::string_view picture) {
    HelperProcess helper = start_helper();
    const auto answer = helper.clean(picture, kLongest);
    REQUIRE(answer);
    REQUIRE(std::holds_alternative<CleanPicture>(*answer));
    return std::get<CleanPicture>(*answer);
}

}  // namespace

TEST_CASE("a picture is made anew in its own format and size", "[media]") {
    const CleanPicture png_again = clean(png(40, 30));
    CHECK(png_again.line == CleanedLine{40, 30, PictureKind::Png, png_again.bytes.size()});
    CHECK(picture_kind(png_again.bytes) == PictureKind::Png);
    const CleanPicture gif_again = clean(gif(2));
    CHECK(gif_again.line == CleanedLine{1, 1, PictureKind::Gif, gif_again.bytes.size()});

    HelperProcess helper = start_helper();
    const auto made = helper.make(png(40, 30), PictureRecipe{{40}, 80, 82}, kLongest);
    REQUIRE(made);
    for (const MadeRendition& rendition : std::get<MadePicture>(*made).renditions) {
        const CleanPicture again = clean(rendition.bytes);
        CHECK(again.line.width == 40);
        CHECK(picture_kind(again.bytes) == picture_kind(rendition.bytes));
    }
}

TEST_CASE("a picture made anew stands upright and tells no place and no camera", "[media]") {
    HelperProcess helper = start_helper();
    const auto made = helper.make(png(40, 30), PictureRecipe{{40}, 80, 82}, kLongest);
    REQUIRE(made);
    const std::string jpeg = std::get<MadePicture>(*made).renditions.back().bytes;
    const std::string with_place = with_exif(jpeg, 6);
    REQUIRE(with_place.find("Exif") != std::string::npos);
    const CleanPicture cleaned = clean(with_place);
    CHECK(size_of_jpeg(cleaned.bytes) == Size{30, 40});
    CHECK(cleaned.bytes.find("Exif") == std::string::npos);
}

TEST_CASE("a picture made anew still says that a machine made it, and nothing else", "[media]") {
    HelperProcess helper = start_helper();
    const auto made = helper.make(png(40, 30), PictureRecipe{{40}, 80, 82}, kLongest);
    REQUIRE(made);
    const std::string xmp = generated_mark_xmp({"某画图软件", "0123"});
    std::vector<std::string> pictures = {with_text(png(40, 30), "AIGC", "{\"Label\":\"1\"}")};
    for (const MadeRendition& rendition : std::get<MadePicture>(*made).renditions) {
        pictures.push_back(with_xmp(rendition.bytes, rendition.line.format, xmp).value());
    }
    for (const std::string& picture : pictures) {
        const CleanPicture cleaned = clean(picture);
        CHECK(cleaned.bytes.find("trainedAlgorithmicMedia") != std::string::npos);
        CHECK(cleaned.bytes.find("某画图软件") == std::string::npos);
        const auto again = helper.make(cleaned.bytes, PictureRecipe{{40}, 80, 82}, kLongest);
        REQUIRE(again);
        CHECK(std::get<MadePicture>(*again).line.says_generated);
    }
    CHECK(clean(png(40, 30)).bytes.find("Algorithmic") == std::string::npos);
}

TEST_CASE("what is no picture or claims too much is refused, and the helper lives on", "[media]") {
    HelperProcess helper = start_helper();
    for (const std::string& bytes :
         {std::string(), std::string("<svg xmlns='http://www.w3.org/2000/svg'/>"),
          std::string("<!doctype html><script>alert(1)</script>"), png(8, 8).substr(0, 60),
          png_that_claims(30'001, 1)}) {
        const auto answer = helper.clean(bytes, kLongest);
        REQUIRE(answer);
        CHECK(std::holds_alternative<RefusedLine>(*answer));
    }
    const auto answer = helper.clean(png(8, 8), kLongest);
    REQUIRE(answer);
    CHECK(std::holds_alternative<CleanPicture>(*answer));
}
