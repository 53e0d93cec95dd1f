#pragma once
// Days of the newsroom as spans of time. Pure; any thread.
#include "base/time_zone.h"

namespace gazette {

// The first moment of a day, also where clocks jump over its midnight.
Instant begin_of_day(const TimeZone& zone, const CivilDate& day);
// So many days later; earlier for less than none.
CivilDate moved_by_days(const CivilDate& day, int days);

}  // namespace gazette
