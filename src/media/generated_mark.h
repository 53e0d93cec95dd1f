#pragma once
// The mark inside a picture's file that it was made by a machine, as GB 45438-2025 asks beside the
// words that readers see: XMP (ISO 16684-1) with the standard's field AIGC in the namespace that
// TC260-PG-20258A gives it, and IPTC's digital source type for everybody else. Renditions are made
// without any metadata; this is put into the finished file, so that the cache of renditions knows
// nothing of it. Pure; any thread.
#include "content/picture.h"

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// Who says so. Of who made the picture a newsroom knows nothing that it could vouch for.
struct GeneratedMark {
    std::string_view propagator;  // the medium's name
    std::string_view id;          // of the picture there
};

// The XMP packet.
std::string generated_mark_xmp(const GeneratedMark& mark);

// A JPEG or WebP file with that packet; nothing when the file is not as its format wants it.
std::optional<std::string> with_xmp(std::string_view file, PictureFormat format,
                                    std::string_view xmp);

}  // namespace gazette
