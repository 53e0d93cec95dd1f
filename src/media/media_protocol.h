#pragma once
// What gazette and gazette-media say to each other, one line of ASCII each, the lines that announce
// bytes followed by exactly so many:
//
//   → job <bytes> <webp quality> <jpeg quality> <width,width…>
//   ← made <width> <height> <alpha: 0 or 1> <generated: 0 or 1> <renditions>    then for each:
//     rendition <width> webp|jpg <bytes>
//   ← refused large|type|broken <why>
//
//   → clean <bytes>
//   ← cleaned <width> <height> jpg|png|gif|webp <bytes>       or refused, as above
//
// The bytes go through the pipe rather than by a path: what is decoded is then exactly what was
// digested, and the helper needs no file at all. Neither side trusts the other; a line that does
// not parse ends the conversation. Pure; any thread.
#include "content/picture.h"
#include "media/picture_kind.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

inline constexpr std::size_t kMaxProtocolLine = 512;  // bytes, with its end
inline constexpr std::size_t kMaxRecipeWidths = 16;
inline constexpr std::uint64_t kMaxRenditionBytes = 64ULL << 20U;

struct JobLine {
    std::uint64_t size_bytes = 0;
    PictureRecipe recipe;

    friend bool operator==(const JobLine&, const JobLine&) = default;
};

struct MadeLine {
    int width = 0;
    int height = 0;
    bool has_alpha = false;
    bool says_generated = false;  // its own metadata say that a machine made it
    std::size_t renditions = 0;

    friend bool operator==(const MadeLine&, const MadeLine&) = default;
};

struct RenditionLine {
    int width = 0;
    PictureFormat format = PictureFormat::Webp;
    std::uint64_t size_bytes = 0;

    friend bool operator==(const RenditionLine&, const RenditionLine&) = default;
};

enum class RefusalReason { Large, Type, Broken };

struct RefusedLine {
    RefusalReason reason = RefusalReason::Broken;
    std::string why;  // printable ASCII, one line

    friend bool operator==(const RefusedLine&, const RefusedLine&) = default;
};

// The same picture once more: upright, in sRGB, without metadata (no place, no device), in the
// format it came in; a HEIC or AVIF as JPEG, an animation as its first picture.
struct CleanLine {
    std::uint64_t size_bytes = 0;

    friend bool operator==(const CleanLine&, const CleanLine&) = default;
};

struct CleanedLine {
    int width = 0;
    int height = 0;
    PictureKind kind = PictureKind::Jpeg;  // never Heif
    std::uint64_t size_bytes = 0;

    friend bool operator==(const CleanedLine&, const CleanedLine&) = default;
};

// Each with its line end; a reason's text is cut and made printable.
std::string print(const JobLine& line);
std::string print(const MadeLine& line);
std::string print(const RenditionLine& line);
std::string print(const RefusedLine& line);
std::string print(const CleanLine& line);
std::string print(const CleanedLine& line);

// The line without its end; nothing when it is anything else or beyond a limit.
std::optional<JobLine> parse_job(std::string_view line);
std::optional<MadeLine> parse_made(std::string_view line);
std::optional<RenditionLine> parse_rendition(std::string_view line);
std::optional<RefusedLine> parse_refused(std::string_view line);
std::optional<CleanLine> parse_clean(std::string_view line);
std::optional<CleanedLine> parse_cleaned(std::string_view line);

// The widths and qualities are ones that a job may ask for.
bool is_possible(const PictureRecipe& recipe);

}  // namespace gazette
