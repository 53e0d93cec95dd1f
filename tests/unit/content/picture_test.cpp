#include "content/picture.h"

#include "support/catch.h"

using namespace gazette;

namespace {

Picture picture_of(int width, int height) {
    return Picture{"assets/chess.jpg", sha256("chess"), width, height, {}, {}};
}

}  // namespace

TEST_CASE("a picture is never enlarged, its own width stands in once", "[picture]") {
    const std::vector<int> asked{960, 480, 1600};
    CHECK(rendition_widths(4000, 3000, asked) == std::vector{480, 960, 1600});
    CHECK(rendition_widths(1600, 900, asked) == std::vector{480, 960, 1600});
    CHECK(rendition_widths(1200, 900, asked) == std::vector{480, 960, 1200});
    CHECK(rendition_widths(960, 900, asked) == std::vector{480, 960});
    CHECK(rendition_widths(1, 1, asked) == std::vector{1});
    CHECK(rendition_widths(0, 10, asked).empty());
    CHECK(rendition_widths(100, 100, {0, -5}).empty());
}

TEST_CASE("a long picture is narrowed to the height that WebP can hold", "[picture]") {
    const std::vector<int> widths = rendition_widths(1080, 20'000, {480, 960, 1600});
    REQUIRE(widths == std::vector{480, 884});
    CHECK(rendition_height(picture_of(1080, 20'000), 884) <= kMaxRenditionSide);
    CHECK(rendition_widths(1, 30'000, {480}).empty());
}

TEST_CASE("a rendition's height keeps the shape", "[picture]") {
    CHECK(rendition_height(picture_of(1600, 900), 480) == 270);
    CHECK(rendition_height(picture_of(1000, 333), 480) == 160);
    CHECK(rendition_height(picture_of(30'000, 1), 480) == 1);
}

TEST_CASE("a rendition is named by its source's digest, its width and its recipe", "[picture]") {
    Picture picture = picture_of(1600, 900);
    const std::string digits = to_hex(picture.digest).substr(0, 16);
    CHECK(rendition_address(picture, 480, PictureFormat::Webp) ==
          "/pictures/" + digits + "-480.webp");
    CHECK(rendition_name(picture, 480, PictureFormat::Jpeg) == digits + "-480.jpg");

    CHECK(recipe_mark(PictureRecipe{}).empty());
    picture.mark = recipe_mark(PictureRecipe{{480}, 75, 80});
    CHECK(rendition_name(picture, 480, PictureFormat::Jpeg) == digits + "-480-q75-80.jpg");
}
