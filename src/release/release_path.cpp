#include "release/release_path.h"

#include "base/text.h"
#include "formats/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace gazette {
namespace {

constexpr std::size_t kMaxSegmentBytes = 255;
constexpr std::array<std::string_view, 5> kReserved = {"api", "events", "healthz", "hub",
                                                       "metrics"};

tl::unexpected<Error> invalid(std::string what) {
    return failure(ErrorCode::Invalid, std::move(what));
}

// Two paths that look alike must be alike: normal form C, nothing that shows other than it reads,
// no code point that is no character (U+FFFE would turn the order of bytes around for a reader).
bool is_in_one_spelling(std::string_view path) {
    if (is_ascii(path)) return true;
    for (std::size_t offset = 0; offset < path.size();) {
        const char32_t c = next_code_point(path, offset);
        if ((c & 0xFFFEU) == 0xFFFEU) return false;
    }
    return is_nfc(path) && !first_hidden_control(path);
}

// OPTIMIZATION: nearly every path is of these letters, and nothing but its segments can be wrong.
constexpr bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-' ||
           c == '_' || (c >= 'A' && c <= 'Z');
}

Result<void> check_characters(std::string_view path) {
    if (std::ranges::all_of(path, is_plain)) return {};
    if (first_invalid_utf8(path)) return invalid("a path is not UTF-8");
    if (has_control_character(path) || path.find('\\') != std::string_view::npos) {
        return invalid("a path holds a control character or a backslash");
    }
    if (!is_in_one_spelling(path)) {
        return invalid(fmt::format(
            "the path '{}' is not in normal form C (NFC), or holds hidden characters", path));
    }
    return {};
}

}  // namespace

bool has_control_character(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (is_control(text[i])) return true;
        if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
            return true;
        }
    }
    return false;
}

Result<void> check_release_path(std::string_view path) {
    if (path.empty() || path.size() > kMaxReleasePathBytes) {
        return invalid(
            fmt::format("a path is empty or longer than {} bytes", kMaxReleasePathBytes));
    }
    TRY(check_characters(path));
    const std::vector<std::string_view> segments = split(path, '/');
    for (const std::string_view segment : segments) {
        if (segment.empty() || segment == "." || segment == "..") {
            return invalid(fmt::format("the path '{}' has an empty, '.' or '..' segment", path));
        }
        if (segment.size() > kMaxSegmentBytes) {
            return invalid(
                fmt::format("the path '{}' has a segment over {} bytes", path, kMaxSegmentBytes));
        }
    }
    if (std::ranges::find(kReserved, segments.front()) != kReserved.end()) {
        return invalid(fmt::format("the path '{}' is one of the endpoint's own addresses", path));
    }
    return {};
}

}  // namespace gazette
