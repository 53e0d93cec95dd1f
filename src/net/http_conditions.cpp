#include "net/http_conditions.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace gazette {
namespace {

enum class Comparison { Strong, Weak };

// Whether a list of entity tags holds ours, which is strong (§8.8.3.2). "*" is any.
bool names_etag(std::string_view list, std::string_view etag, Comparison comparison) {
    list = trim_ascii(list);
    if (list == "*") return true;
    while (!list.empty()) {
        const bool weak = list.starts_with("W/");
        if (weak) list.remove_prefix(2);
        if (!list.starts_with('"')) return false;
        const std::size_t end = list.find('"', 1);
        if (end == std::string_view::npos) return false;
        const bool counts = comparison == Comparison::Weak || !weak;
        if (counts && list.substr(0, end + 1) == etag) return true;
        list = trim_ascii(list.substr(end + 1));
        if (!list.empty() && !list.starts_with(',')) return false;
        if (!list.empty()) list = trim_ascii(list.substr(1));
    }
    return false;
}

std::optional<std::uint64_t> parse_position(std::string_view text) {
    std::uint64_t position = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
    // Beyond 64 bits is beyond every end of ours.
    const bool all_digits =
        !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!all_digits) return std::nullopt;
    if (error == std::errc::result_out_of_range) return UINT64_MAX;
    return end == text.data() + text.size() ? std::optional(position) : std::nullopt;
}

ConditionalAnswer whole(const Representation& representation) {
    return {200, 0, representation.size_bytes};
}

// §14.1.2 and §14.2: one range of bytes, or the whole.
ConditionalAnswer evaluate_range(std::string_view range, const Representation& representation) {
    constexpr std::string_view kUnit = "bytes=";
    if (!ascii_lower(range.substr(0, kUnit.size())).starts_with(kUnit)) {
        return whole(representation);
    }
    const std::string_view spec = trim_ascii(range.substr(kUnit.size()));
    const std::size_t dash = spec.find('-');
    if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) {
        return whole(representation);
    }
    const std::uint64_t size = representation.size_bytes;
    const std::string_view first_text = spec.substr(0, dash);
    const std::string_view last_text = spec.substr(dash + 1);
    if (first_text.empty()) {  // the last n bytes
        const std::optional<std::uint64_t> suffix = parse_position(last_text);
        if (!suffix) return whole(representation);
        if (*suffix == 0 || size == 0) return {416, 0, 0};
        const std::uint64_t length = std::min(*suffix, size);
        return {206, size - length, length};
    }
    const std::optional<std::uint64_t> first = parse_position(first_text);
    const std::optional<std::uint64_t> last =
        last_text.empty() ? std::optional<std::uint64_t>(UINT64_MAX) : parse_position(last_text);
    if (!first || !last || *last < *first) return whole(representation);
    if (*first >= size) return {416, 0, 0};
    return {206, *first, std::min(*last, size - 1) - *first + 1};
}

// §13.1.5: an exact match of a strong tag or of the date; else the range is not given.
bool range_applies(std::string_view if_range, const Representation& representation) {
    if_range = trim_ascii(if_range);
    if (if_range.starts_with('"') || if_range.starts_with("W/")) {
        return if_range == representation.etag;
    }
    // A date of ours may stand for two releases within a second, so it is no strong validator.
    return false;
}

bool is_after(const std::optional<Instant>& modified, const std::optional<Instant>& date) {
    return modified && date && *modified > *date;
}

}  // namespace

// The steps of §13.2.2 in their order.
ConditionalAnswer evaluate_conditions(const RequestConditions& conditions,
                                      const Representation& representation) {
    if (conditions.if_match) {  // 1
        if (!names_etag(*conditions.if_match, representation.etag, Comparison::Strong)) {
            return {412, 0, 0};
        }
    } else if (conditions.if_unmodified_since) {  // 2
        if (is_after(representation.last_modified,
                     parse_http_date(*conditions.if_unmodified_since))) {
            return {412, 0, 0};
        }
    }
    if (conditions.if_none_match) {  // 3
        if (names_etag(*conditions.if_none_match, representation.etag, Comparison::Weak)) {
            return {304, 0, 0};
        }
    } else if (conditions.if_modified_since) {  // 4
        const std::optional<Instant> since = parse_http_date(*conditions.if_modified_since);
        if (since && representation.last_modified && *representation.last_modified <= *since) {
            return {304, 0, 0};
        }
    }
    const bool wants_range =
        conditions.range &&
        (!conditions.if_range || range_applies(*conditions.if_range, representation));
    if (wants_range) return evaluate_range(*conditions.range, representation);  // 5
    return whole(representation);                                               // 6
}

namespace {

// "Wednesday, 06-Jul-22 00:30:00 GMT" as IMF-fixdate; empty when it has another form.
std::string from_rfc850(std::string_view text) {
    constexpr std::array<std::string_view, 7> kDays = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    constexpr std::size_t kRestBytes = 24;  // ", 06-Jul-22 00:30:00 GMT"
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos || text.size() - comma != kRestBytes) return {};
    const std::string_view day = text.substr(0, comma);
    const std::string_view rest = text.substr(comma);
    if (std::ranges::find(kDays, day) == kDays.end() || rest[4] != '-' || rest[8] != '-') return {};
    const std::string_view century = rest[9] < '7' ? "20" : "19";
    return fmt::format("{}, {} {} {}{}{}", day.substr(0, 3), rest.substr(2, 2), rest.substr(5, 3),
                       century, rest.substr(9, 2), rest.substr(11));
}

// "Wed Jul  6 00:30:00 2022", likewise.
std::string from_asctime(std::string_view text) {
    constexpr std::size_t kBytes = 24;
    if (text.size() != kBytes || text[3] != ' ' || text[7] != ' ' || text[10] != ' ') return {};
    const char tens = text[8] == ' ' ? '0' : text[8];
    return fmt::format("{}, {}{} {} {} {} GMT", text.substr(0, 3), tens, text[9], text.substr(4, 3),
                       text.substr(20), text.substr(11, 8));
}

std::optional<Instant> parse_fixdate(std::string_view text) {
    constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::size_t kFixdateBytes = 29;
    if (text.size() != kFixdateBytes) return std::nullopt;
    const auto number = [&](std::size_t at, std::size_t digits) {
        return static_cast<int>(std::min<std::uint64_t>(
            parse_position(text.substr(at, digits)).value_or(99'999), 99'999));
    };
    const auto* const month = std::ranges::find(kMonths, text.substr(8, 3));
    if (month == kMonths.end()) return std::nullopt;
    CivilTime time;
    time.date = {number(12, 4), 1 + static_cast<int>(month - kMonths.begin()), number(5, 2)};
    time.hour = number(17, 2);
    time.minute = number(20, 2);
    time.second = number(23, 2);
    if (!is_real(time)) return std::nullopt;
    const Instant instant = instant_at_offset(time, 0);
    // What prints the same is the one right form, day of the week included.
    return http_date(instant) == text ? std::optional(instant) : std::nullopt;
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
    text = trim_ascii(text);
    if (const std::optional<Instant> instant = parse_fixdate(text)) return instant;
    if (const std::optional<Instant> instant = parse_fixdate(from_rfc850(text))) return instant;
    return parse_fixdate(from_asctime(text));
}

}  // namespace gazette
