#include "media/picture_index.h"

#include "support/catch.h"

using namespace gazette;

namespace {

PictureIndex small_index() {
    PictureIndex index;
    const Sha256 digest = sha256("chess");
    index.sources["assets/象棋.jpg"] =
        IndexedSource{{1234, -5, 1'700'000'000'123'456'789, 42}, digest};
    index.sources["assets/b.png"] = IndexedSource{{1, 2, 3, 4}, sha256("b")};
    index.pictures[{digest, recipe_key(PictureRecipe{})}] =
        IndexedPicture{1600,
                       900,
                       true,
                       true,
                       {{480, PictureFormat::Webp, 100, sha256("w")},
                        {480, PictureFormat::Jpeg, 200, sha256("j")}}};
    return index;
}

}  // namespace

TEST_CASE("the picture index is read as it was written", "[media]") {
    const PictureIndex index = small_index();
    const auto read = parse_picture_index(serialize(index));
    REQUIRE(read);
    CHECK(*read == index);
    CHECK(parse_picture_index(serialize(PictureIndex{})).value() == PictureIndex{});
}

TEST_CASE("a picture index that is cut anywhere is damaged", "[media]") {
    const std::string bytes = serialize(small_index());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto read = parse_picture_index(bytes.substr(0, size));
        REQUIRE_FALSE(read);
        CHECK(read.error().code == ErrorCode::Damaged);
    }
    CHECK_FALSE(parse_picture_index(bytes + "x"));
}

TEST_CASE("a picture index with one changed byte is damaged", "[media]") {
    const std::string bytes = serialize(small_index());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 0x10);
        CHECK_FALSE(parse_picture_index(changed));
    }
}

TEST_CASE("a number out of its bounds is found although the checksum is right", "[media]") {
    const auto damaged = [](auto change) {
        PictureIndex index = small_index();
        change(index.pictures.begin()->second);
        const auto read = parse_picture_index(serialize(index));
        return !read && read.error().code == ErrorCode::Damaged;
    };
    CHECK(damaged([](IndexedPicture& picture) { picture.width = 0; }));
    CHECK(damaged([](IndexedPicture& picture) { picture.height = 1'000'000; }));
    CHECK(damaged([](IndexedPicture& picture) { picture.renditions.clear(); }));
    CHECK(damaged([](IndexedPicture& picture) { picture.renditions[0].width = 1 << 20; }));
    CHECK(damaged([](IndexedPicture& picture) { picture.renditions[0].size_bytes = ~0ULL; }));
}
