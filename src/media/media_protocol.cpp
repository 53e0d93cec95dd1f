#include "media/media_protocol.h"

#include "base/assert.h"
#include "base/text.h"
#include "media/picture_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace gazette {
namespace {

constexpr std::size_t kMaxReason = 200;

struct ReasonName {
    RefusalReason reason;
    std::string_view name;
};

constexpr std::array kReasonNames{ReasonName{RefusalReason::Large, "large"},
                                  ReasonName{RefusalReason::Type, "type"},
                                  ReasonName{RefusalReason::Broken, "broken"}};

struct KindName {
    PictureKind kind;
    std::string_view name;
};

// What a cleaned picture may be.
constexpr std::array kKindNames{
    KindName{PictureKind::Jpeg, "jpg"}, KindName{PictureKind::Png, "png"},
    KindName{PictureKind::Gif, "gif"}, KindName{PictureKind::Webp, "webp"}};

// Digits only, within the bounds; nothing otherwise.
template <typename Number>
std::optional<Number> number(std::string_view text, Number least, Number most) {
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (value < least || value > most) return std::nullopt;
    return value;
}

// The words after `verb`, when there are exactly `count`.
std::optional<std::vector<std::string_view>> words_after(std::string_view verb, std::size_t count,
                                                         std::string_view line) {
    if (line.size() > kMaxProtocolLine) return std::nullopt;
    std::vector<std::string_view> words = split(line, ' ');
    if (words.size() != count + 1 || words.front() != verb) return std::nullopt;
    words.erase(words.begin());
    return words;
}

std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, kMaxReason)) out.push_back(c >= ' ' && c <= '~' ? c : ' ');
    return std::string(trim_ascii(out));
}

std::string_view format_name(PictureFormat format) {
    switch (format) {
        case PictureFormat::Webp:
            return "webp";
        case PictureFormat::Jpeg:
            return "jpg";
    }
    return {};
}

bool is_quality(int value) { return value >= 1 && value <= 100; }

}  // namespace

bool is_possible(const PictureRecipe& recipe) {
    return is_quality(recipe.webp_quality) && is_quality(recipe.jpeg_quality) &&
           !recipe.widths.empty() && recipe.widths.size() <= kMaxRecipeWidths &&
           std::all_of(recipe.widths.begin(), recipe.widths.end(),
                       [](int width) { return width >= 1 && width <= kMaxRenditionSide; });
}

std::string print(const JobLine& line) {
    return fmt::format("job {} {} {} {}\n", line.size_bytes, line.recipe.webp_quality,
                       line.recipe.jpeg_quality, fmt::join(line.recipe.widths, ","));
}

std::string print(const MadeLine& line) {
    return fmt::format("made {} {} {} {} {}\n", line.width, line.height, line.has_alpha ? 1 : 0,
                       line.says_generated ? 1 : 0, line.renditions);
}

std::string print(const RenditionLine& line) {
    return fmt::format("rendition {} {} {}\n", line.width, format_name(line.format),
                       line.size_bytes);
}

std::string print(const RefusedLine& line) {
    const auto* const named =
        std::find_if(kReasonNames.begin(), kReasonNames.end(),
                     [&](const ReasonName& entry) { return entry.reason == line.reason; });
    return fmt::format("refused {} {}\n", named->name, printable(line.why));
}

std::string print(const CleanLine& line) { return fmt::format("clean {}\n", line.size_bytes); }

std::string print(const CleanedLine& line) {
    const auto* const named = std::ranges::find(kKindNames, line.kind, &KindName::kind);
    GAZETTE_ASSERT(named != kKindNames.end(), "a cleaned picture is of a kind that has a name");
    return fmt::format("cleaned {} {} {} {}\n", line.width, line.height, named->name,
                       line.size_bytes);
}

std::optional<JobLine> parse_job(std::string_view line) {
    const auto words = words_after("job", 4, line);
    if (!words) return std::nullopt;
    const auto size = number<std::uint64_t>((*words)[0], 0, kMaxPictureBytes);
    const auto webp_quality = number((*words)[1], 1, 100);
    const auto jpeg_quality = number((*words)[2], 1, 100);
    if (!size || !webp_quality || !jpeg_quality) return std::nullopt;
    JobLine job{*size, PictureRecipe{{}, *webp_quality, *jpeg_quality}};
    for (const std::string_view word : split((*words)[3], ',')) {
        const auto width = number(word, 1, kMaxRenditionSide);
        if (!width) return std::nullopt;
        job.recipe.widths.push_back(*width);
    }
    if (!is_possible(job.recipe)) return std::nullopt;
    return job;
}

std::optional<MadeLine> parse_made(std::string_view line) {
    const auto words = words_after("made", 5, line);
    if (!words) return std::nullopt;
    const auto width = number((*words)[0], 1, kMaxPictureSide);
    const auto height = number((*words)[1], 1, kMaxPictureSide);
    const auto alpha = number((*words)[2], 0, 1);
    const auto generated = number((*words)[3], 0, 1);
    const auto count = number<std::size_t>((*words)[4], 1, 2 * kMaxRecipeWidths);
    if (!width || !height || !alpha || !generated || !count) return std::nullopt;
    return MadeLine{*width, *height, *alpha == 1, *generated == 1, *count};
}

std::optional<RenditionLine> parse_rendition(std::string_view line) {
    const auto words = words_after("rendition", 3, line);
    if (!words) return std::nullopt;
    const auto width = number((*words)[0], 1, kMaxRenditionSide);
    const auto size = number<std::uint64_t>((*words)[2], 1, kMaxRenditionBytes);
    if (!width || !size) return std::nullopt;
    for (const PictureFormat format : {PictureFormat::Webp, PictureFormat::Jpeg}) {
        if ((*words)[1] == format_name(format)) return RenditionLine{*width, format, *size};
    }
    return std::nullopt;
}

std::optional<RefusedLine> parse_refused(std::string_view line) {
    if (line.size() > kMaxProtocolLine) return std::nullopt;
    for (const ReasonName& entry : kReasonNames) {
        const std::string start = fmt::format("refused {} ", entry.name);
        if (line.starts_with(start)) {
            return RefusedLine{entry.reason, printable(line.substr(start.size()))};
        }
    }
    return std::nullopt;
}

std::optional<CleanLine> parse_clean(std::string_view line) {
    const auto words = words_after("clean", 1, line);
    if (!words) return std::nullopt;
    const auto size = number<std::uint64_t>((*words)[0], 0, kMaxPictureBytes);
    if (!size) return std::nullopt;
    return CleanLine{*size};
}

std::optional<CleanedLine> parse_cleaned(std::string_view line) {
    const auto words = words_after("cleaned", 4, line);
    if (!words) return std::nullopt;
    const auto width = number((*words)[0], 1, kMaxPictureSide);
    const auto height = number((*words)[1], 1, kMaxPictureSide);
    const auto* const named = std::ranges::find(kKindNames, (*words)[2], &KindName::name);
    const auto size = number<std::uint64_t>((*words)[3], 1, kMaxRenditionBytes);
    if (!width || !height || named == kKindNames.end() || !size) return std::nullopt;
    return CleanedLine{*width, *height, named->kind, *size};
}

}  // namespace gazette
