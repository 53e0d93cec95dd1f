#pragma once
// Pictures as bytes, made without any picture library: what a test says of gazette-media must not
// rest on the library that gazette-media uses.
#include <cstdint>
#include <string>
#include <string_view>

namespace gazette::testing {

enum class PngColour : unsigned char { Grey = 0, Rgb = 2, RgbAlpha = 6 };

// A PNG with a gradient, its data stored uncompressed. `seed` changes the pixels.
std::string png(int width, int height, PngColour colour = PngColour::Rgb, unsigned seed = 0);

// `png` with a text (tEXt) behind its head.
std::string with_text(std::string_view png, std::string_view keyword, std::string_view text);

// A PNG whose head claims a size that its few bytes do not hold.
std::string png_that_claims(std::uint32_t width, std::uint32_t height);

// One red pixel; two pictures in it when `frames` is 2.
std::string gif(int frames);

// `jpeg` with an Exif segment after its start: orientation (1–8), a camera's name and a place
// (GPS 36°27' N 115°59' E).
std::string with_exif(std::string_view jpeg, unsigned orientation);

struct Size {
    int width = 0;
    int height = 0;

    friend bool operator==(const Size&, const Size&) = default;
};

// From a JPEG's frame head, {0, 0} when there is none.
Size size_of_jpeg(std::string_view jpeg);

// From a lossy (VP8) or extended (VP8X) WebP, {0, 0} else.
Size size_of_webp(std::string_view webp);

}  // namespace gazette::testing
