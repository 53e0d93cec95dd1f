#pragma once
// Moments and wall-clock time. A moment (Instant) is seconds since 1970-01-01T00:00:00Z without
// leap seconds (POSIX); wall-clock time means something only together with a TimeZone, read from
// the system's tzdata (Howard Hinnant's date library; g++ 12 has no chrono zones). China's summer
// time of 1986–1991 comes from there. Everything here is a value or immutable; any thread.
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

struct Instant {
    std::int64_t seconds = 0;

    friend auto operator<=>(const Instant&, const Instant&) = default;
};

struct CivilDate {
    int year = 1970;
    int month = 1;
    int day = 1;

    friend auto operator<=>(const CivilDate&, const CivilDate&) = default;
};

struct CivilTime {
    CivilDate date;
    int hour = 0;
    int minute = 0;
    int second = 0;

    friend auto operator<=>(const CivilTime&, const CivilTime&) = default;
};

// Years 1–9999, real months and days.
bool is_real(const CivilDate& date);
bool is_real(const CivilTime& time);  // second ≤ 59
int weekday(const CivilDate& date);   // 0 Sunday … 6 Saturday
CivilDate next_day(const CivilDate& date);

// "2022-07-06"; nothing when the text is anything else or no real date.
std::optional<CivilDate> parse_iso_date(std::string_view text);
std::string iso_date(const CivilDate& date);   // 2022-07-06
std::string iso_month(const CivilDate& date);  // 2022-07

class TimeZone {
public:
    // An IANA name: "Asia/Shanghai". ErrorCode::Invalid when tzdata has none of that name.
    static Result<TimeZone> load(std::string_view name);
    static TimeZone utc();

    struct Local {
        CivilTime time;
        int offset_seconds = 0;  // east of Greenwich
    };

    [[nodiscard]] Local local(Instant instant) const;

    // The moment of a wall-clock time; the earlier of two when clocks were set back; nothing when
    // clocks jumped over it.
    [[nodiscard]] std::optional<Instant> instant(const CivilTime& time) const;

    [[nodiscard]] const std::string& name() const { return name_; }

private:
    TimeZone(std::string name, const void* zone) : name_(std::move(name)), zone_(zone) {}

    std::string name_;
    const void* zone_;  // date::time_zone, owned by the library for the program's life
};

// The moment of a wall-clock time at a fixed offset.
Instant instant_at_offset(const CivilTime& time, int offset_seconds);

// RFC 3339 with a zone ("2022-07-06T08:30:00+08:00", "…Z"); nothing otherwise.
std::optional<Instant> parse_rfc3339(std::string_view text);
std::string rfc3339(const TimeZone::Local& local);  // 2022-07-06T08:30:00+08:00
std::string rfc3339_utc(Instant instant);           // 2022-07-06T00:30:00Z
std::string rfc822(const TimeZone::Local& local);   // Wed, 06 Jul 2022 08:30:00 +0800 (RSS 2.0)
std::string http_date(Instant instant);  // Wed, 06 Jul 2022 00:30:00 GMT (RFC 9110 §5.6.7)

// Where "now" comes from; a test gives its own. Commands ask once and hand the moment down.
class Clock {
public:
    Clock() = default;
    virtual ~Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    Clock(Clock&&) = delete;
    Clock& operator=(Clock&&) = delete;

    [[nodiscard]] virtual Instant now() const = 0;
};

std::unique_ptr<Clock> system_clock();

}  // namespace gazette
