#pragma once
// Dates as people write them in front matter. Pure; any thread.
#include "base/diagnostic.h"
#include "base/time_zone.h"
#include "content/article.h"

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

enum class DateProblem {
    None,
    Unclear,     // not a date in any form that we take
    Impossible,  // 2022-02-30, 25:00
    Skipped,     // clocks jumped over that time in the site's zone
    Zone,        // +25:00, CST
};

struct DateReading {
    Moment moment;
    DateProblem problem = DateProblem::None;
    // When clocks were set back over that time: the other moment, an hour or so later.
    std::optional<Instant> later;
};

// RFC 3339 with or without zone, seconds optional; 2022-07-06; 2022-07-06 08:30; 2022/7/6;
// 2022年7月6日, 2022年7月6日 8时30分, 2022年7月6日8:30; full-width digits and signs. Without a zone
// it is the site's; without a time, midnight.
DateReading read_date(std::string_view text, const TimeZone& zone);

// The day alone; nothing when it has a time or is no date.
std::optional<CivilDate> read_day(std::string_view text);

// "2022-07-06T08:30:00+08:00", or "2022-07-06" without a time.
std::string print_moment(const Moment& moment, const TimeZone& zone);

}  // namespace gazette
