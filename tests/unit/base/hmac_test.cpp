#include "base/hmac.h"

#include "base/hash.h"
#include "support/catch.h"

#include <string>

using namespace gazette;

namespace {

std::string hex(const HmacSha1& code) {
    return bytes_to_hex(std::string(code.begin(), code.end()));
}

}  // namespace

TEST_CASE("HMAC-SHA-1 is that of RFC 2202", "[hash]") {
    CHECK(hex(hmac_sha1(std::string(20, '\x0b'), "Hi There")) ==
          "b617318655057264e28bc0b6fb378c8ef146be00");
    CHECK(hex(hmac_sha1("Jefe", "what do ya want for nothing?")) ==
          "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    CHECK(hex(hmac_sha1(std::string(80, '\xaa'),
                        "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "aa4ae5e15272d00e95705637ce8a3b55ed402112");
    CHECK(hex(hmac_sha1("", "")) == "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
}
