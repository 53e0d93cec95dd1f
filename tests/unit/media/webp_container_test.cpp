#include "media/webp_container.h"

#include "support/catch.h"

#include <string>

using namespace gazette;

namespace {

std::string number(std::size_t value) {
    std::string out;
    for (int i = 0; i < 4; ++i, value >>= 8U) out.push_back(static_cast<char>(value & 0xFFU));
    return out;
}

std::string chunk(const std::string& name, const std::string& data) {
    return name + number(data.size()) + data + std::string(data.size() % 2, '\0');
}

std::string riff(const std::string& chunks) {
    return "RIFF" + number(4 + chunks.size()) + "WEBP" + chunks;
}

std::string extended(char flags) { return chunk("VP8X", flags + std::string("\0\0\0abcdef", 9)); }

}  // namespace

TEST_CASE("a WebP loses everything but its pixels", "[media]") {
    const std::string pixels = chunk("VP8 ", "pixels!");
    CHECK(without_metadata(riff(extended(0x2C) + chunk("ICCP", "profile") + pixels +
                                chunk("EXIF", "where") + chunk("XMP ", "who"))) == riff(pixels));
    CHECK(without_metadata(riff(pixels)) == riff(pixels));
    const std::string lossless = chunk("VP8L", "x");
    CHECK(without_metadata(riff(extended(0x18) + lossless + chunk("EXIF", "e"))) == riff(lossless));
}

TEST_CASE("a WebP keeps its alpha", "[media]") {
    const std::string shown = chunk("ALPH", "alpha") + chunk("VP8 ", "pixels");
    CHECK(without_metadata(riff(extended(0x3C) + shown + chunk("EXIF", "e"))) ==
          riff(extended(0x10) + shown));
}

TEST_CASE("a WebP whose chunks do not fit is refused", "[media]") {
    const std::string whole = riff(extended(0x18) + chunk("ALPH", "al") + chunk("VP8 ", "pixels"));
    REQUIRE(without_metadata(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_FALSE(without_metadata(whole.substr(0, size)));
    }
    CHECK_FALSE(without_metadata(whole + "x"));
    CHECK_FALSE(without_metadata(riff("")));
    CHECK_FALSE(without_metadata(riff(chunk("ALPH", "a") + chunk("VP8 ", "p"))));
    CHECK_FALSE(without_metadata(riff("VP8 \xFF\xFF\xFF\xFFpixels")));
    CHECK_FALSE(without_metadata(riff(chunk("ANIM", "a") + chunk("VP8 ", "p"))));
}
