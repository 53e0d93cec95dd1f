#include "base/time_zone.h"
#include "support/catch.h"

using namespace gazette;

TEST_CASE("China's summer time of 1986 to 1991 is right", "[time]") {
    const TimeZone zone = TimeZone::load("Asia/Shanghai").value();
    CHECK(rfc3339(zone.local(*parse_rfc3339("1988-07-01T00:00:00Z"))) ==
          "1988-07-01T09:00:00+09:00");
    CHECK(rfc3339(zone.local(*parse_rfc3339("2022-07-06T00:30:00Z"))) ==
          "2022-07-06T08:30:00+08:00");
    CHECK(zone.instant({{1988, 7, 1}, 9, 0, 0}) == parse_rfc3339("1988-07-01T00:00:00Z"));
    // Clocks went from 02:00 to 03:00 on 1988-04-17: that hour never was.
    CHECK_FALSE(zone.instant({{1988, 4, 17}, 2, 30, 0}).has_value());
}

TEST_CASE("an unknown time zone is refused", "[time]") {
    const auto zone = TimeZone::load("Asia/Dongchangfu");
    REQUIRE_FALSE(zone.has_value());
    CHECK(zone.error().code == ErrorCode::Invalid);
}

TEST_CASE("RFC 3339 is read strictly", "[time]") {
    CHECK(parse_rfc3339("2022-07-06T08:30:00+08:00") == Instant{1657067400});
    CHECK(parse_rfc3339("2022-07-06T00:30:00.25Z") == Instant{1657067400});
    for (const char* wrong : {"2022-07-06T08:30:00", "2022-02-30T08:30:00Z", "2022-07-06T24:00:00Z",
                              "2022-07-06T08:60:00Z", "2022-07-06T08:30:00+25:00",
                              "2022-7-6T08:30:00Z", "2022-07-06T08:30:00.Z", ""}) {
        CHECK_FALSE(parse_rfc3339(wrong).has_value());
    }
}

TEST_CASE("dates print as feeds and HTTP want them", "[time]") {
    const TimeZone zone = TimeZone::load("Asia/Shanghai").value();
    const Instant moment{1657067400};
    CHECK(rfc822(zone.local(moment)) == "Wed, 06 Jul 2022 08:30:00 +0800");
    CHECK(http_date(moment) == "Wed, 06 Jul 2022 00:30:00 GMT");
    CHECK(rfc3339_utc(moment) == "2022-07-06T00:30:00Z");
    CHECK(weekday({2022, 7, 6}) == 3);
    CHECK(iso_date(next_day({2022, 2, 28})) == "2022-03-01");
}
