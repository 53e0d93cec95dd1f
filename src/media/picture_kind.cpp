#include "media/picture_kind.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

using namespace std::string_view_literals;

// ISO/IEC 14496-12 §4.3: a box "ftyp" comes first, then its major brand. The brands are those of
// ISO/IEC 23008-12 (HEIC; mif1 is written by many for either) and of AVIF, single pictures only.
bool is_heif(std::string_view bytes) {
    constexpr std::array kBrands{"heic"sv, "heix"sv, "mif1"sv, "avif"sv};
    if (bytes.size() < 12 || bytes.substr(4, 4) != "ftyp") return false;
    return std::find(kBrands.begin(), kBrands.end(), bytes.substr(8, 4)) != kBrands.end();
}

}  // namespace

std::optional<PictureKind> picture_kind(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xD8\xFF"sv)) return PictureKind::Jpeg;
    if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return PictureKind::Png;
    if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) return PictureKind::Gif;
    if (bytes.starts_with("RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP"sv) {
        return PictureKind::Webp;
    }
    if (is_heif(bytes)) return PictureKind::Heif;
    return std::nullopt;
}

}  // namespace gazette
