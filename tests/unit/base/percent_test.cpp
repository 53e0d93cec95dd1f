#include "base/percent.h"

#include "support/catch.h"

using namespace gazette;

TEST_CASE("a path is percent-encoded and decoded again", "[percent]") {
    CHECK(percent_encode_path("/象 a\"<>?#%&") == "/%E8%B1%A1%20a%22%3C%3E%3F%23%25%26");
    CHECK(percent_encode_path("/a-b_c.d~e") == "/a-b_c.d~e");
    CHECK(percent_decode("/%e8%B1%A1%20a") == "/象 a");
    CHECK(percent_decode("%2525") == "%25");
}

TEST_CASE("a broken escape or one that is not UTF-8 decodes to nothing", "[percent]") {
    for (const char* const text : {"%", "%4", "%zz", "a%2", "%ff", "%c0%ae", "%ed%a0%80"}) {
        CAPTURE(text);
        CHECK_FALSE(percent_decode(text));
    }
}
