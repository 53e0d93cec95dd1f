#include "content/picture.h"

#include "base/assert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace gazette {
namespace {

constexpr std::size_t kDigestDigitsInName = 16;

std::string_view suffix(PictureFormat format) {
    switch (format) {
        case PictureFormat::Webp:
            return ".webp";
        case PictureFormat::Jpeg:
            return ".jpg";
    }
    return {};
}

}  // namespace

std::string recipe_mark(const PictureRecipe& recipe) {
    const PictureRecipe usual;
    std::string mark;
    if (recipe.webp_quality != usual.webp_quality || recipe.jpeg_quality != usual.jpeg_quality) {
        mark = fmt::format("-q{}-{}", recipe.webp_quality, recipe.jpeg_quality);
    }
    if constexpr (kPictureRecipeVersion > 1) mark += fmt::format("-r{}", kPictureRecipeVersion);
    return mark;
}

std::vector<int> rendition_widths(int width, int height, const std::vector<int>& asked) {
    if (width < 1 || height < 1) return {};
    // Rounded down, so that the height that belongs to it stays within the limit.
    const std::int64_t by_height = std::int64_t{kMaxRenditionSide} * width / height;
    const int widest =
        static_cast<int>(std::min<std::int64_t>({width, kMaxRenditionSide, by_height}));
    std::vector<int> widths;
    if (widest < 1) return widths;
    for (const int wanted : asked) {
        if (wanted > 0) widths.push_back(std::min(wanted, widest));
    }
    std::sort(widths.begin(), widths.end());
    widths.erase(std::unique(widths.begin(), widths.end()), widths.end());
    return widths;
}

int rendition_height(const Picture& picture, int width) {
    GAZETTE_ASSERT(picture.width > 0, "only pictures that were measured are shown");
    const std::int64_t doubled = 2 * std::int64_t{picture.height} * width / picture.width;
    return static_cast<int>(std::max<std::int64_t>(1, (doubled + 1) / 2));
}

std::string rendition_name(const Picture& picture, int width, PictureFormat format) {
    return fmt::format("{}-{}{}{}", to_hex(picture.digest).substr(0, kDigestDigitsInName), width,
                       picture.mark, suffix(format));
}

std::string rendition_address(const Picture& picture, int width, PictureFormat format) {
    return "/pictures/" + rendition_name(picture, width, format);
}

std::string_view media_type(PictureFormat format) {
    switch (format) {
        case PictureFormat::Webp:
            return "image/webp";
        case PictureFormat::Jpeg:
            return "image/jpeg";
    }
    return {};
}

}  // namespace gazette
