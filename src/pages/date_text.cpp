#include "pages/date_text.h"

#include <fmt/compile.h>

#include <array>
#include <cstdint>

namespace gazette {
namespace {

constexpr std::array<std::string_view, 7> kChineseWeekdays = {"日", "一", "二", "三",
                                                              "四", "五", "六"};
constexpr std::array<std::string_view, 7> kEnglishWeekdays = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kEnglishMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string chinese(const CivilDate& d, DateStyle style) {
    const auto week = [&] { return kChineseWeekdays[static_cast<std::size_t>(weekday(d))]; };
    switch (style) {
        case DateStyle::Full:
            return fmt::format(FMT_COMPILE("{}年{}月{}日"), d.year, d.month, d.day);
        case DateStyle::FullWeekday:
            return fmt::format(FMT_COMPILE("{}年{}月{}日 星期{}"), d.year, d.month, d.day, week());
        case DateStyle::Day:
            return fmt::format(FMT_COMPILE("{}月{}日"), d.month, d.day);
        case DateStyle::DayWeekday:
            return fmt::format(FMT_COMPILE("{}月{}日 星期{}"), d.month, d.day, week());
        case DateStyle::Month:
            return fmt::format(FMT_COMPILE("{}年{}月"), d.year, d.month);
        case DateStyle::MonthAlone:
            return fmt::format(FMT_COMPILE("{}月"), d.month);
        case DateStyle::Year:
            return fmt::format(FMT_COMPILE("{}年"), d.year);
    }
    return {};
}

std::string english(const CivilDate& d, DateStyle style) {
    const std::string_view month = kEnglishMonths[static_cast<std::size_t>(d.month - 1)];
    const auto week = [&] { return kEnglishWeekdays[static_cast<std::size_t>(weekday(d))]; };
    switch (style) {
        case DateStyle::Full:
            return fmt::format(FMT_COMPILE("{} {} {}"), d.day, month, d.year);
        case DateStyle::FullWeekday:
            return fmt::format(FMT_COMPILE("{}, {} {} {}"), week(), d.day, month, d.year);
        case DateStyle::Day:
            return fmt::format(FMT_COMPILE("{} {}"), d.day, month);
        case DateStyle::DayWeekday:
            return fmt::format(FMT_COMPILE("{}, {} {}"), week(), d.day, month);
        case DateStyle::Month:
            return fmt::format(FMT_COMPILE("{} {}"), month, d.year);
        case DateStyle::MonthAlone:
            return std::string(month);
        case DateStyle::Year:
            return fmt::format(FMT_COMPILE("{}"), d.year);
    }
    return {};
}

}  // namespace

std::string date_text(const CivilDate& date, DateStyle style, std::string_view language) {
    return language.starts_with("zh") ? chinese(date, style) : english(date, style);
}

std::string time_text(const CivilTime& time) {
    return fmt::format(FMT_COMPILE("{:02}:{:02}"), time.hour, time.minute);
}

std::string size_text(std::uint64_t size_bytes) {
    constexpr std::uint64_t kKilo = 1'000;
    if (size_bytes < kKilo) return fmt::format("{} B", size_bytes);
    if (size_bytes < kKilo * kKilo) return fmt::format("{} KB", (size_bytes + kKilo / 2) / kKilo);
    return fmt::format("{:.1f} MB", static_cast<double>(size_bytes) / (kKilo * kKilo));
}

}  // namespace gazette
