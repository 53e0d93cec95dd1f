#include "content/dates.h"

#include "support/catch.h"

using namespace gazette;

namespace {

const TimeZone& shanghai() {
    static const TimeZone kZone = TimeZone::load("Asia/Shanghai").value();
    return kZone;
}

std::string utc(std::string_view text) {
    const DateReading read = read_date(text, shanghai());
    INFO(text);
    CHECK(read.problem == DateProblem::None);
    return rfc3339_utc(read.moment.instant) + (read.moment.has_time ? " time" : "");
}

DateProblem problem(std::string_view text, const TimeZone& zone = shanghai()) {
    return read_date(text, zone).problem;
}

}  // namespace

TEST_CASE("a moment with a zone is that moment", "[dates]") {
    CHECK(utc("2022-07-06T08:30:00+08:00") == "2022-07-06T00:30:00Z time");
    CHECK(utc("2022-07-06T00:30:00Z") == "2022-07-06T00:30:00Z time");
    CHECK(utc("2022-07-06 08:30:15.5 +08:00") == "2022-07-06T00:30:15Z time");
    CHECK(utc("2022-07-06T08:30+0800") == "2022-07-06T00:30:00Z time");
    CHECK(utc("2022-07-05T21:00:00-03:30") == "2022-07-06T00:30:00Z time");
}

TEST_CASE("a date without a zone is the site's, without a time its midnight", "[dates]") {
    CHECK(utc("2022-07-06") == "2022-07-05T16:00:00Z");
    CHECK(utc("2022-07-06 08:30") == "2022-07-06T00:30:00Z time");
    CHECK(utc("2022-07-06T08:30:00") == "2022-07-06T00:30:00Z time");
    CHECK(utc("2022/7/6 8:30") == "2022-07-06T00:30:00Z time");
    CHECK(utc("2022年7月6日") == "2022-07-05T16:00:00Z");
    CHECK(utc("2022年07月06日 8时30分") == "2022-07-06T00:30:00Z time");
    CHECK(utc("2022年7月6日8时") == "2022-07-06T00:00:00Z time");
    CHECK(utc("2022年7月6日 08:30") == "2022-07-06T00:30:00Z time");
}

TEST_CASE("full-width figures and signs are read", "[dates]") {
    CHECK(utc("２０２２－０７－０６　０８：３０") == "2022-07-06T00:30:00Z time");
    CHECK(utc("２０２２年７月６日") == "2022-07-05T16:00:00Z");
}

TEST_CASE("China's summer time before 1992 counts", "[dates]") {
    CHECK(utc("1988-07-01 09:00") == "1988-07-01T00:00:00Z time");
    CHECK(utc("1991-12-01 08:00") == "1991-12-01T00:00:00Z time");
    CHECK(problem("1988-04-17 02:30") == DateProblem::Skipped);
    CHECK(utc("1988-07-01T08:00:00+08:00") == "1988-07-01T00:00:00Z time");
}

TEST_CASE("a time that came twice is taken as the first, and the second is known", "[dates]") {
    const DateReading read = read_date("1991-09-15 01:30", shanghai());
    CHECK(read.problem == DateProblem::None);
    CHECK(rfc3339_utc(read.moment.instant) == "1991-09-14T16:30:00Z");
    REQUIRE(read.later.has_value());
    CHECK(rfc3339_utc(*read.later) == "1991-09-14T17:30:00Z");
    for (const char* text :
         {"1991-09-15 00:59", "1991-09-15 02:00", "1991-09-15", "1991-09-14 01:30",
          "1991-09-15T01:30:00+08:00", "2022-07-06 01:30", "1991-04-14 03:30"}) {
        INFO(text);
        CHECK_FALSE(read_date(text, shanghai()).later.has_value());
    }
}

TEST_CASE("a zone whose summer time begins at midnight has that day", "[dates]") {
    const TimeZone santiago = TimeZone::load("America/Santiago").value();
    const DateReading read = read_date("2022-09-11", santiago);
    CHECK(read.problem == DateProblem::None);
    CHECK(iso_date(santiago.local(read.moment.instant).time.date) == "2022-09-11");
}

TEST_CASE("impossible dates, times and zones are told apart", "[dates]") {
    for (const char* text :
         {"2022-02-30", "2022-13-01", "2022-00-10", "2022年2月29日", "2022-07-06 24:00",
          "2022-07-06 08:60", "2022-07-06T08:30:61Z", "0022-07-06", "2022-07-00"}) {
        INFO(text);
        CHECK(problem(text) == DateProblem::Impossible);
    }
    for (const char* text : {"2022-07-06T08:30:00+25:00", "2022-07-06 08:30 CST",
                             "2022-07-06 08:30 +08:75", "2022-07-06 08:30 北京时间"}) {
        INFO(text);
        CHECK(problem(text) == DateProblem::Zone);
    }
    for (const char* text : {"", "2022", "2022-07", "10:00", "7月6日", "昨天", "2022-07-06 早上",
                             "06.07.2022", "20220706", "2022-7", "2022年7月", "2022-07-06T", "016",
                             "no", "2022-07/06", "22-07-06"}) {
        INFO(text);
        CHECK(problem(text) == DateProblem::Unclear);
    }
    CHECK(problem(std::string(100'000, '2')) == DateProblem::Unclear);
}

TEST_CASE("a day has no time", "[dates]") {
    CHECK(read_day("2022-07-06") == CivilDate{2022, 7, 6});
    CHECK(read_day("2022年7月6日") == CivilDate{2022, 7, 6});
    CHECK_FALSE(read_day("2022-07-06 08:30").has_value());
    CHECK_FALSE(read_day("2022-02-30").has_value());
}

TEST_CASE("a printed moment reads back as the same", "[dates]") {
    for (const char* text : {"2022-07-06", "2022-07-06T08:30:00+08:00", "1988-07-01 00:00",
                             "1988-07-01", "2022-07-06 00:00", "2022-07-06T20:30:00Z"}) {
        const Moment moment = read_date(text, shanghai()).moment;
        CHECK(read_date(print_moment(moment, shanghai()), shanghai()).moment == moment);
    }
    CHECK(print_moment(read_date("2022年7月6日", shanghai()).moment, shanghai()) == "2022-07-06");
}

TEST_CASE("a date cut off at every byte is read or refused", "[dates]") {
    const std::string whole = "2022-07-06T08:30:00.25+08:00";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const DateReading read = read_date(whole.substr(0, length), shanghai());
        if (length < 10) CHECK(read.problem != DateProblem::None);
    }
}
