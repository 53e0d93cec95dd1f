#include "publish/retries.h"

#include "support/catch.h"

#include <vector>

using namespace gazette;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const Error kWhy{ErrorCode::Unreachable, "cut off", {}, 0};

}  // namespace

TEST_CASE("waits double up to a limit and are never all the same", "[publish]") {
    CHECK(backed_off(milliseconds(500), seconds(30), 1) == milliseconds(500));
    CHECK(backed_off(milliseconds(500), seconds(30), 3) == milliseconds(2000));
    CHECK(backed_off(milliseconds(500), seconds(30), 7) == seconds(30));
    CHECK(backed_off(milliseconds(500), seconds(30), 4'000'000'000U) == seconds(30));
    for (int i = 0; i < 100; ++i) {
        const milliseconds wait = with_jitter(seconds(10));
        CHECK(wait >= seconds(5));
        CHECK(wait <= seconds(10));
    }
}

TEST_CASE("who was asked to wait does not come earlier, and not at all when it is for hours",
          "[publish]") {
    std::vector<milliseconds> waits;
    RetryOptions options;
    options.sleep = [&](milliseconds wait) { waits.push_back(wait); };
    Retries retries(options);
    CHECK(retries.wait_after(kWhy, 3, seconds(20)));
    CHECK(waits.at(0) >= seconds(20));
    CHECK(waits.at(0) < seconds(21));
    CHECK_FALSE(retries.wait_after(kWhy, 3, seconds(3600)));
    CHECK_FALSE(retries.wait_after(kWhy, 3));  // the third failure of three attempts
    CHECK(waits.size() == 1);
    retries.forget();
    CHECK(retries.wait_after(kWhy, 3));
}

TEST_CASE("who is stopped while waiting does not try again", "[publish]") {
    RetryOptions options;
    options.is_stopped = [] { return true; };
    CHECK_FALSE(Retries(options).wait_after(kWhy, 5));
}

TEST_CASE("fault 29: Retry-After is seconds or a date, and anything else is nothing", "[publish]") {
    const Instant now = *parse_rfc3339("2022-07-06T00:30:00Z");
    CHECK(read_retry_after("120", {}) == seconds(120));
    CHECK(read_retry_after("0", {}) == seconds(0));
    CHECK(read_retry_after("99999999999999", {}) == seconds(1'000'000));
    CHECK(read_retry_after("Wed, 06 Jul 2022 00:31:00 GMT", now) == seconds(60));
    CHECK(read_retry_after("Wed, 06 Jul 2022 00:29:00 GMT", now) == seconds(0));
    for (const std::string_view odd : {"", "-1", "soon", "12 s", "1.5"}) {
        CAPTURE(odd);
        CHECK_FALSE(read_retry_after(odd, now));
    }
    CHECK_FALSE(read_retry_after("Wed, 06 Jul 2022 00:31:00 GMT", {}));
}
