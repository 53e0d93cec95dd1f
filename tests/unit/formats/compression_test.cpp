#include "formats/brotli.h"
#include "formats/gzip.h"
#include "support/catch.h"
#include "support/decoding.h"

#include <cstdint>
#include <string>

using namespace gazette;
using gazette::testing::gunzip;
using gazette::testing::unbrotli;

TEST_CASE("what is compressed comes back as it was, and the same bytes give the same",
          "[compression]") {
    std::string page;
    while (page.size() < 300'000) page += "<p>东昌府讯　象棋比赛在体育馆举行。</p>\n";
    std::string noise;
    std::uint32_t state = 1;
    while (noise.size() < 100'000) {
        state = state * 1'664'525U + 1'013'904'223U;
        noise += static_cast<char>(state >> 24U);
    }
    for (const std::string& bytes :
         {std::string(), std::string("x"), std::string(1, '\0'), page, noise, page + noise}) {
        CAPTURE(bytes.size());
        CHECK(gunzip(gzip_compress(bytes)) == bytes);
        CHECK(unbrotli(brotli_compress(bytes)) == bytes);
        CHECK(gzip_compress(bytes) == gzip_compress(bytes));
        CHECK(brotli_compress(bytes) == brotli_compress(bytes));
    }
    CHECK(gzip_compress(page).size() < page.size() / 50);
    CHECK(brotli_compress(page).size() < gzip_compress(page).size());
    // RFC 1952 §2.3: no time, no name.
    CHECK(gzip_compress("x").substr(0, 8) == std::string("\x1F\x8B\x08\0\0\0\0\0", 8));
    CHECK_FALSE(gunzip(gzip_compress(page).substr(0, 100)));
}
