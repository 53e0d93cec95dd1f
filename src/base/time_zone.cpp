#include "base/time_zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>

namespace gazette {
namespace {

using std::chrono::seconds;

constexpr std::array<std::string_view, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

date::year_month_day to_ymd(const CivilDate& d) {
    return date::year{d.year} / date::month{static_cast<unsigned>(d.month)} /
           date::day{static_cast<unsigned>(d.day)};
}

CivilDate from_ymd(const date::year_month_day& d) {
    return CivilDate{static_cast<int>(d.year()), static_cast<int>(static_cast<unsigned>(d.month())),
                     static_cast<int>(static_cast<unsigned>(d.day()))};
}

date::local_seconds to_local_seconds(const CivilTime& t) {
    return date::local_days{to_ymd(t.date)} + std::chrono::hours{t.hour} +
           std::chrono::minutes{t.minute} + seconds{t.second};
}

CivilTime civil_time(std::int64_t local_seconds) {
    const seconds since{local_seconds};
    const auto days = date::floor<date::days>(since);
    const std::int64_t in_day = (since - days).count();
    return CivilTime{from_ymd(date::year_month_day{date::sys_days{days}}),
                     static_cast<int>(in_day / 3600), static_cast<int>(in_day / 60 % 60),
                     static_cast<int>(in_day % 60)};
}

// Exactly `width` digits.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t width) {
    if (text.size() < at + width) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + width; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// "+08:00", "-03:30", "Z", "z": seconds east of Greenwich.
std::optional<int> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    const auto hours = digits(text, 1, 2);
    const auto minutes = digits(text, 4, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const int offset = *hours * 3600 + *minutes * 60;
    return text[0] == '-' ? -offset : offset;
}

// OPTIMIZATION: a page of a list has a hundred dates, and fmt takes ten times as long for one.
void put_digits(char* at, int number, int count) {
    for (int i = count; i-- > 0; number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

void put_date(char* at, const CivilDate& d) {
    put_digits(at, d.year, 4);
    put_digits(at + 5, d.month, 2);
    put_digits(at + 8, d.day, 2);
}

}  // namespace

bool is_real(const CivilDate& d) {
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= 31 && to_ymd(d).ok();
}

bool is_real(const CivilTime& t) {
    return is_real(t.date) && t.hour >= 0 && t.hour <= 23 && t.minute >= 0 && t.minute <= 59 &&
           t.second >= 0 && t.second <= 59;
}

int weekday(const CivilDate& d) {
    return static_cast<int>(date::weekday{date::sys_days{to_ymd(d)}}.c_encoding());
}

CivilDate next_day(const CivilDate& d) {
    return from_ymd(date::year_month_day{date::sys_days{to_ymd(d)} + date::days{1}});
}

std::optional<CivilDate> parse_iso_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day) return std::nullopt;
    const CivilDate d{*year, *month, *day};
    return is_real(d) ? std::optional(d) : std::nullopt;
}

std::string iso_date(const CivilDate& d) {
    std::array<char, 10> text{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0'};
    put_date(text.data(), d);
    return {text.data(), text.size()};
}

std::string iso_month(const CivilDate& d) { return fmt::format("{:04}-{:02}", d.year, d.month); }

Result<TimeZone> TimeZone::load(std::string_view name) {
    try {
        return TimeZone(std::string(name), date::locate_zone(std::string(name)));
    } catch (const std::runtime_error&) {
        return failure(ErrorCode::Invalid, fmt::format("no time zone is named '{}'", name));
    }
}

TimeZone TimeZone::utc() { return {"Etc/UTC", date::locate_zone("Etc/UTC")}; }

TimeZone::Local TimeZone::local(Instant instant) const {
    const auto* zone = static_cast<const date::time_zone*>(zone_);
    const auto info = zone->get_info(date::sys_seconds{seconds{instant.seconds}});
    return Local{civil_time(instant.seconds + info.offset.count()),
                 static_cast<int>(info.offset.count())};
}

std::optional<Instant> TimeZone::instant(const CivilTime& time) const {
    const auto* zone = static_cast<const date::time_zone*>(zone_);
    const date::local_seconds local = to_local_seconds(time);
    const date::local_info info = zone->get_info(local);
    if (info.result == date::local_info::nonexistent) return std::nullopt;
    return Instant{(local.time_since_epoch() - info.first.offset).count()};
}

Instant instant_at_offset(const CivilTime& time, int offset_seconds) {
    return Instant{to_local_seconds(time).time_since_epoch().count() - offset_seconds};
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
        return std::nullopt;
    }
    const auto day = parse_iso_date(text.substr(0, 10));
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!day || !hour || !minute || !second || text[13] != ':' || text[16] != ':') {
        return std::nullopt;
    }
    std::size_t rest = 19;
    if (text[rest] == '.') {  // a fraction of a second is read and dropped
        ++rest;
        const std::size_t begin = rest;
        while (rest < text.size() && text[rest] >= '0' && text[rest] <= '9') ++rest;
        if (rest == begin) return std::nullopt;
    }
    const auto offset = parse_offset(text.substr(rest));
    const CivilTime time{*day, *hour, *minute, *second};
    if (!offset || !is_real(time)) return std::nullopt;
    return instant_at_offset(time, *offset);
}

std::string rfc3339(const TimeZone::Local& local) {
    const int minutes = std::abs(local.offset_seconds) / 60;
    const CivilTime& t = local.time;
    std::string text = "0000-00-00T00:00:00+00:00";
    put_date(text.data(), t.date);
    put_digits(text.data() + 11, t.hour, 2);
    put_digits(text.data() + 14, t.minute, 2);
    put_digits(text.data() + 17, t.second, 2);
    if (local.offset_seconds < 0) text[19] = '-';
    put_digits(text.data() + 20, minutes / 60, 2);
    put_digits(text.data() + 23, minutes % 60, 2);
    return text;
}

std::string rfc3339_utc(Instant instant) {
    const CivilTime t = civil_time(instant.seconds);
    return fmt::format("{}T{:02}:{:02}:{:02}Z", iso_date(t.date), t.hour, t.minute, t.second);
}

std::string rfc822(const TimeZone::Local& local) {
    const CivilTime& t = local.time;
    const int minutes = std::abs(local.offset_seconds) / 60;
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} {}{:02}{:02}",
                       kWeekdays[static_cast<std::size_t>(weekday(t.date))], t.date.day,
                       kMonths[static_cast<std::size_t>(t.date.month - 1)], t.date.year, t.hour,
                       t.minute, t.second, local.offset_seconds < 0 ? '-' : '+', minutes / 60,
                       minutes % 60);
}

std::string http_date(Instant instant) {
    const CivilTime t = civil_time(instant.seconds);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                       kWeekdays[static_cast<std::size_t>(weekday(t.date))], t.date.day,
                       kMonths[static_cast<std::size_t>(t.date.month - 1)], t.date.year, t.hour,
                       t.minute, t.second);
}

namespace {

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override {
        return Instant{
            std::chrono::duration_cast<seconds>(std::chrono::system_clock::now().time_since_epoch())
                .count()};
    }
};

}  // namespace

std::unique_ptr<Clock> system_clock() { return std::make_unique<SystemClock>(); }

}  // namespace gazette
