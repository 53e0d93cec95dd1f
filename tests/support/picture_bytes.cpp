#include "support/picture_bytes.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace gazette::testing {
namespace {

using namespace std::string_view_literals;

void add_big_endian(std::string& out, std::uint32_t value, int bytes = 4) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU));
    }
}

void add_little_endian(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i, value >>= 8U) out.push_back(static_cast<char>(value & 0xFFU));
}

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

// RFC 2083 §15 (CRC-32 of a chunk's type and data).
std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

std::uint32_t adler32(std::string_view bytes) {
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const char c : bytes) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16U | a;
}

// RFC 1950 and 1951 §3.2.4: stored blocks only.
std::string zlib_stored(std::string_view bytes) {
    std::string out = "\x78\x01";
    do {
        const std::string_view block = bytes.substr(0, 0xFFFF);
        bytes.remove_prefix(block.size());
        out.push_back(bytes.empty() ? '\1' : '\0');
        add_little_endian(out, static_cast<std::uint32_t>(block.size()), 2);
        add_little_endian(out, static_cast<std::uint32_t>(block.size()) ^ 0xFFFFU, 2);
        out += block;
    } while (!bytes.empty());
    return out;
}

void add_chunk(std::string& png, std::string_view type, std::string_view data) {
    add_big_endian(png, static_cast<std::uint32_t>(data.size()));
    const std::string body = std::string(type) + std::string(data);
    png += body;
    add_big_endian(png, crc32(body));
}

std::string png_of(std::uint32_t width, std::uint32_t height, PngColour colour,
                   std::string_view pixels) {
    std::string head;
    add_big_endian(head, width);
    add_big_endian(head, height);
    head += {'\x08', static_cast<char>(colour), '\0', '\0', '\0'};
    std::string data = zlib_stored(pixels);
    add_big_endian(data, adler32(pixels));
    std::string out = "\x89PNG\r\n\x1A\n";
    add_chunk(out, "IHDR", head);
    add_chunk(out, "IDAT", data);
    add_chunk(out, "IEND", "");
    return out;
}

// One entry of a TIFF directory (TIFF 6.0 §2), big-endian.
void add_entry(std::string& tiff, std::uint32_t tag, std::uint32_t type, std::uint32_t count,
               std::string_view value) {
    add_big_endian(tiff, tag, 2);
    add_big_endian(tiff, type, 2);
    add_big_endian(tiff, count);
    tiff += value;
    tiff.append(4 - value.size(), '\0');
}

std::string offset(std::uint32_t value) {
    std::string out;
    add_big_endian(out, value);
    return out;
}

void add_degrees(std::string& tiff, std::uint32_t degrees, std::uint32_t minutes) {
    for (const std::uint32_t number : {degrees, minutes, 0U}) {
        add_big_endian(tiff, number);
        add_big_endian(tiff, 1);
    }
}

}  // namespace

std::string with_text(std::string_view png, std::string_view keyword, std::string_view text) {
    constexpr std::size_t kSignatureAndHead = 8 + 25;
    std::string out(png.substr(0, kSignatureAndHead));
    add_chunk(out, "tEXt", std::string(keyword) + '\0' + std::string(text));
    return out.append(png.substr(kSignatureAndHead));
}

std::string png(int width, int height, PngColour colour, unsigned seed) {
    const std::size_t bands = colour == PngColour::Grey ? 1 : colour == PngColour::Rgb ? 3 : 4;
    std::string pixels;
    for (int y = 0; y < height; ++y) {
        pixels.push_back('\0');  // no filter
        for (int x = 0; x < width; ++x) {
            const std::array<unsigned, 4> bytes{
                static_cast<unsigned>(x * 255 / width), static_cast<unsigned>(y * 255 / height),
                (seed * 37U) % 256U, static_cast<unsigned>(x * 255 / width)};
            for (std::size_t band = 0; band < bands; ++band) {
                pixels.push_back(static_cast<char>(bytes[band]));
            }
        }
    }
    return png_of(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), colour,
                  pixels);
}

std::string png_that_claims(std::uint32_t width, std::uint32_t height) {
    return png_of(width, height, PngColour::Rgb, std::string(100, '\0'));
}

std::string gif(int frames) {
    constexpr auto kFrame = ",\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"sv;
    std::string out("GIF89a\1\0\1\0\x80\0\0\xFF\0\0\0\0\0"sv);
    for (int i = 0; i < frames; ++i) out += kFrame;
    return out + ";";
}

// Exif 2.3 §4.5–4.6: "Exif\0\0", a TIFF head, IFD 0 with orientation and the GPS directory.
std::string with_exif(std::string_view jpeg, unsigned orientation) {
    constexpr std::uint32_t kFirst = 8;
    constexpr std::uint32_t kMake = kFirst + 2 + 3 * 12 + 4;
    constexpr std::string_view kMaker = "Secret Camera\0"sv;
    constexpr std::uint32_t kGps = kMake + static_cast<std::uint32_t>(kMaker.size());
    constexpr std::uint32_t kLatitude = kGps + 2 + 4 * 12 + 4;
    std::string tiff("MM\0*"sv);
    add_big_endian(tiff, kFirst);
    add_big_endian(tiff, 3, 2);
    add_entry(tiff, 0x010F, 2, static_cast<std::uint32_t>(kMaker.size()), offset(kMake));
    add_entry(tiff, 0x0112, 3, 1, std::string{'\0', static_cast<char>(orientation)});
    add_entry(tiff, 0x8825, 4, 1, offset(kGps));
    add_big_endian(tiff, 0);
    tiff += kMaker;
    add_big_endian(tiff, 4, 2);
    add_entry(tiff, 1, 2, 2, "N");
    add_entry(tiff, 2, 5, 3, offset(kLatitude));
    add_entry(tiff, 3, 2, 2, "E");
    add_entry(tiff, 4, 5, 3, offset(kLatitude + 24));
    add_big_endian(tiff, 0);
    add_degrees(tiff, 36, 27);
    add_degrees(tiff, 115, 59);
    std::string out(jpeg.substr(0, 2));
    out += "\xFF\xE1";
    add_big_endian(out, static_cast<std::uint32_t>(tiff.size() + 8), 2);
    return out + std::string("Exif\0\0"sv) + tiff + std::string(jpeg.substr(2));
}

// ITU-T T.81 §B.2.2: SOF0–SOF2 hold height and width.
Size size_of_jpeg(std::string_view jpeg) {
    std::size_t at = 2;
    while (at + 9 < jpeg.size() && byte_at(jpeg, at) == 0xFF) {
        const std::uint32_t marker = byte_at(jpeg, at + 1);
        if (marker >= 0xC0 && marker <= 0xC2) {
            return {static_cast<int>(byte_at(jpeg, at + 7) << 8U | byte_at(jpeg, at + 8)),
                    static_cast<int>(byte_at(jpeg, at + 5) << 8U | byte_at(jpeg, at + 6))};
        }
        at += 2 + (byte_at(jpeg, at + 2) << 8U | byte_at(jpeg, at + 3));
    }
    return {};
}

// RFC 6386 §9.1 (VP8) and RFC 9649 §2.7 (VP8X).
Size size_of_webp(std::string_view webp) {
    if (webp.size() < 30) return {};
    const auto number = [&](std::size_t at, int bytes) {
        std::uint32_t value = 0;
        for (int i = bytes; i-- > 0;)
            value = value << 8U | byte_at(webp, at + static_cast<std::size_t>(i));
        return static_cast<int>(value);
    };
    if (webp.substr(12, 4) == "VP8 ") return {number(26, 2) & 0x3FFF, number(28, 2) & 0x3FFF};
    if (webp.substr(12, 4) == "VP8X") return {number(24, 3) + 1, number(27, 3) + 1};
    return {};
}

}  // namespace gazette::testing
