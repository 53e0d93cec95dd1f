#include "desk/days.h"

#include <chrono>

namespace gazette {

Instant begin_of_day(const TimeZone& zone, const CivilDate& day) {
    constexpr int kLongestJump = 3;  // hours
    for (int hour = 0; hour <= kLongestJump; ++hour) {
        if (const auto at = zone.instant({day, hour, 0, 0})) return *at;
    }
    return instant_at_offset({day, 0, 0, 0}, 0);
}

CivilDate moved_by_days(const CivilDate& day, int days) {
    const auto month = static_cast<unsigned>(day.month);
    const auto day_of_month = static_cast<unsigned>(day.day);
    const std::chrono::year_month_day date(std::chrono::year(day.year), std::chrono::month(month),
                                           std::chrono::day(day_of_month));
    const std::chrono::year_month_day then(std::chrono::sys_days(date) + std::chrono::days(days));
    return {static_cast<int>(then.year()), static_cast<int>(static_cast<unsigned>(then.month())),
            static_cast<int>(static_cast<unsigned>(then.day()))};
}

}  // namespace gazette
