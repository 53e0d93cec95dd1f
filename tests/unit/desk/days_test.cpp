#include "desk/days.h"

#include "support/catch.h"

using namespace gazette;

TEST_CASE("a day begins at midnight of the newsroom, or when clocks first show it",
          "[desk][days]") {
    const TimeZone shanghai = TimeZone::load("Asia/Shanghai").value();
    CHECK(rfc3339_utc(begin_of_day(shanghai, {2022, 7, 6})) == "2022-07-05T16:00:00Z");
    // Clocks jumped from 00:00 to 01:00 there.
    const TimeZone sao_paulo = TimeZone::load("America/Sao_Paulo").value();
    CHECK(rfc3339_utc(begin_of_day(sao_paulo, {2018, 11, 4})) == "2018-11-04T03:00:00Z");
}

TEST_CASE("days are counted over the ends of months and years", "[desk][days]") {
    CHECK(moved_by_days({2022, 12, 31}, 1) == CivilDate{2023, 1, 1});
    CHECK(moved_by_days({2024, 3, 1}, -1) == CivilDate{2024, 2, 29});
    CHECK(moved_by_days({2022, 7, 6}, 0) == CivilDate{2022, 7, 6});
    CHECK(moved_by_days({2022, 7, 6}, -366) == CivilDate{2021, 7, 5});
}
