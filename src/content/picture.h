#pragma once
// A picture of the newsroom as pages show it: facts about the source and the renditions made of it
// (media/picture_store.h makes them; pages only name them). Pure values; any thread.
//
// A rendition is named by the digest of its source and the recipe, never by its own bytes: what an
// encoder of another version writes changes no page.
#include "base/hash.h"

#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class PictureFormat { Webp, Jpeg };

// Counts up whenever the same settings begin to give other pictures; enters the names then.
inline constexpr int kPictureRecipeVersion = 1;

// The most pixels a rendition is high or wide: the WebP format ends there (14 bits a side).
inline constexpr int kMaxRenditionSide = 16'383;

// How renditions are made, from site.yml's `pictures:`.
struct PictureRecipe {
    std::vector<int> widths{480, 960, 1600};  // in pixels, any order
    int webp_quality = 80;                    // 1–100
    int jpeg_quality = 82;

    friend bool operator==(const PictureRecipe&, const PictureRecipe&) = default;
};

// What a recipe adds to the names: nothing for the usual qualities, else "-q75-80".
std::string recipe_mark(const PictureRecipe& recipe);

// What the name of a picture says that is marked inside as made by a machine: another file.
inline constexpr std::string_view kGeneratedMark = "-ai";

struct Picture {
    std::string source;  // path within the newsroom
    Sha256 digest;       // of the source's bytes
    int width = 0;       // of the source, in pixels, after its orientation was applied
    int height = 0;
    std::vector<int> widths;  // of the renditions, rising; each exists in both formats
    std::string mark;         // recipe_mark(), and kGeneratedMark where it is marked so

    friend bool operator==(const Picture&, const Picture&) = default;
};

// The widths that a source of this size is given: those asked for that are smaller, and its own in
// place of the first that is not. Never enlarged; none higher than kMaxRenditionSide (a long
// screenshot's widest is as wide as that leaves it). Empty when it cannot be shown at all.
std::vector<int> rendition_widths(int width, int height, const std::vector<int>& asked);

// The height that belongs to a rendition's width, at least 1.
int rendition_height(const Picture& picture, int width);

// "1f0c…16 digits…-960.webp"; ".jpg" for JPEG.
std::string rendition_name(const Picture& picture, int width, PictureFormat format);

// The address below the site's path: "/pictures/" and the name.
std::string rendition_address(const Picture& picture, int width, PictureFormat format);

std::string_view media_type(PictureFormat format);  // "image/webp", "image/jpeg"

}  // namespace gazette
