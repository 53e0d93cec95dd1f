#pragma once
// The WebP file format's outer shell (RFC 9649 §2): a RIFF file of chunks. Pure.
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// `webp` with nothing in it but the picture: its pixels and their alpha. Needed because libvips
// 8.14 writes an EXIF chunk of its own into every WebP, even when asked to strip it. Nothing when
// the chunks do not fit into each other, or the picture moves.
std::optional<std::string> without_metadata(std::string_view webp);

// Such a picture with an XMP packet. Nothing when its chunks do not fit into each other.
std::optional<std::string> webp_with_xmp(std::string_view webp, std::string_view xmp);

}  // namespace gazette
