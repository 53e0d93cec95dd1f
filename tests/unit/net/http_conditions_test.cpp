#include "net/http_conditions.h"

#include "support/catch.h"

#include <vector>

using namespace gazette;

namespace {

constexpr std::string_view kDate = "Wed, 06 Jul 2022 00:30:00 GMT";
constexpr std::string_view kBefore = "Wed, 06 Jul 2022 00:29:59 GMT";
constexpr std::string_view kAfter = "Wed, 06 Jul 2022 00:30:01 GMT";

ConditionalAnswer answer(const RequestConditions& conditions, std::uint64_t size = 100) {
    return evaluate_conditions(conditions, {"\"abc\"", parse_http_date(kDate), size});
}

}  // namespace

TEST_CASE("a conditional request is answered as RFC 9110 §13 says", "[conditions]") {
    struct Case {
        RequestConditions conditions;
        int status;
    };

    const std::vector<Case> cases = {
        {{}, 200},
        {{.if_none_match = "\"abc\""}, 304},
        {{.if_none_match = "W/\"abc\""}, 304},
        {{.if_none_match = "\"x\", \"abc\""}, 304},
        {{.if_none_match = "\"x\",W/\"y,\" , \"abc\""}, 304},
        {{.if_none_match = "*"}, 304},
        {{.if_none_match = "\"x\""}, 200},
        {{.if_none_match = "abc"}, 200},
        {{.if_none_match = "\"abc"}, 200},
        {{.if_none_match = "\"x\"", .if_modified_since = kDate}, 200},  // the date is ignored
        {{.if_modified_since = kDate}, 304},
        {{.if_modified_since = kAfter}, 304},
        {{.if_modified_since = kBefore}, 200},
        {{.if_modified_since = "yesterday"}, 200},
        {{.if_match = "\"abc\""}, 200},
        {{.if_match = "*"}, 200},
        {{.if_match = "W/\"abc\""}, 412},  // strong comparison
        {{.if_match = "\"x\""}, 412},
        {{.if_match = "\"abc\"", .if_none_match = "\"abc\""}, 304},
        {{.if_match = "\"abc\"", .if_unmodified_since = kBefore}, 200},
        {{.if_unmodified_since = kBefore}, 412},
        {{.if_unmodified_since = kDate}, 200},
        {{.if_unmodified_since = "never"}, 200},
        {{.if_none_match = "\"abc\"", .range = "bytes=0-1"}, 304},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        CAPTURE(i);
        CHECK(answer(cases[i].conditions).status == cases[i].status);
    }
}

TEST_CASE("a range is given as RFC 9110 §14 says", "[conditions]") {
    struct Case {
        std::string_view range;
        int status;
        std::uint64_t offset;
        std::uint64_t length;
    };

    for (const Case& c : std::vector<Case>{
             {"bytes=0-0", 206, 0, 1},
             {"bytes=0-", 206, 0, 100},
             {"bytes=10-19", 206, 10, 10},
             {"bytes=90-1000", 206, 90, 10},
             {"bytes=99-", 206, 99, 1},
             {"bytes=-1", 206, 99, 1},
             {"bytes=-1000", 206, 0, 100},
             {"BYTES=0-1", 206, 0, 2},
             {"bytes=0-99999999999999999999999", 206, 0, 100},
             {"bytes=100-", 416, 0, 0},
             {"bytes=99999999999999999999999-", 416, 0, 0},
             {"bytes=-0", 416, 0, 0},
             {"bytes=0-1,5-6", 200, 0, 100},
             {"bytes=5-4", 200, 0, 100},
             {"bytes=a-b", 200, 0, 100},
             {"bytes=", 200, 0, 100},
             {"bytes=-", 200, 0, 100},
             {"bytes=+1-2", 200, 0, 100},
             {"pages=1-2", 200, 0, 100},
             {"", 200, 0, 100},
         }) {
        CAPTURE(c.range);
        const ConditionalAnswer given = answer({.range = c.range});
        CHECK(given.status == c.status);
        CHECK(given.offset == c.offset);
        CHECK(given.length == c.length);
    }
    CHECK(answer({.range = "bytes=0-0"}, 0).status == 416);
    CHECK(answer({.range = "bytes=-5"}, 0).status == 416);
}

TEST_CASE("fault 37: a range of another version is not given", "[conditions]") {
    CHECK(answer({.if_range = "\"abc\"", .range = "bytes=0-1"}).status == 206);
    CHECK(answer({.if_range = "\"old\"", .range = "bytes=0-1"}).status == 200);
    CHECK(answer({.if_range = "W/\"abc\"", .range = "bytes=0-1"}).status == 200);
    CHECK(answer({.if_range = kDate, .range = "bytes=0-1"}).status == 200);
    CHECK(answer({.if_range = "\"old\"", .range = "bytes=500-"}).status == 200);
}

TEST_CASE("the three forms of an HTTP date are dates, and nothing else is", "[conditions]") {
    for (const std::string_view text :
         {kDate, std::string_view("Wednesday, 06-Jul-22 00:30:00 GMT"),
          std::string_view("Wed Jul  6 00:30:00 2022")}) {
        CAPTURE(text);
        REQUIRE(parse_http_date(text));
        CHECK(http_date(*parse_http_date(text)) == kDate);
    }
    // The standard's own examples.
    for (const std::string_view text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun Nov  6 08:49:37 1994"}) {
        CAPTURE(text);
        CHECK(parse_http_date(text) == Instant{784'111'777});
    }
    CHECK(parse_http_date("Wed Nov 16 08:49:37 1994"));
    for (const std::string text :
         {"", "Thu, 06 Jul 2022 00:30:00 GMT", "Wed, 06 Jul 2022 00:30:00 UTC",
          "Wed, 31 Feb 2022 00:30:00 GMT", "Wed, 06 Jul 2022 24:30:00 GMT",
          "Thursday, 06-Jul-22 00:30:00 GMT", "Wed, 06-Jul-22 00:30:00 GMT",
          "Wednesday, 06 Jul 22 00:30:00 GMT", "Wednesday, 06-Jul-22 00:30:00 UTC",
          "Wednesday, 06-Jul-2 00:30:00 GMT", "Wednesday,", ",", "Wed Jul 6 00:30:00 2022",
          "Thu Jul  6 00:30:00 2022", "Wed Jul 32 00:30:00 2022", "Wed Jul  6 00:30:00 202x",
          "Wed, -6 Jul 2022 00:30:00 GMT"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_http_date(text));
    }
}
