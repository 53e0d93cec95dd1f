#pragma once
// What kind of picture some bytes claim to be, by their first bytes (never by a file's name). Only
// the kinds that the newsroom may use; SVG, TIFF, PDF and the rest are nothing here. Pure.
#include <optional>
#include <string_view>

namespace gazette {

enum class PictureKind { Jpeg, Png, Webp, Gif, Heif };

inline constexpr std::string_view kNotAPicture = "not a JPEG, PNG, WebP, GIF, HEIC or AVIF";

std::optional<PictureKind> picture_kind(std::string_view bytes);

}  // namespace gazette
