#include "base/base64.h"

#include "support/catch.h"

#include <string>
#include <vector>

using namespace gazette;

TEST_CASE("bytes are written in the alphabet for addresses, without padding", "[base64]") {
    // RFC 4648 §10, and two bytes whose letters are the ones that differ.
    CHECK(base64url("").empty());
    CHECK(base64url("f") == "Zg");
    CHECK(base64url("fo") == "Zm8");
    CHECK(base64url("foo") == "Zm9v");
    CHECK(base64url("foobar") == "Zm9vYmFy");
    CHECK(base64url("\xFB\xFF") == "-_8");
    CHECK(base64url("象棋") == "6LGh5qOL");
}

TEST_CASE("only the one spelling of bytes is read", "[base64]") {
    for (const std::string& bytes :
         {std::string(), std::string("f"), std::string("fo"), std::string("foo"),
          std::string(1000, '\xFF'), std::string(1, '\0')}) {
        CHECK(bytes_from_base64url(base64url(bytes)) == bytes);
    }
    for (const char* const wrong :
         {"Z", "Zg==", "Zh", "Zm9", "Zm8 ", " Zm8", "Zm\n8", "-/8", "+_8", "Zm9v!", "象"}) {
        INFO(wrong);
        CHECK_FALSE(bytes_from_base64url(wrong));
    }
}
