#include "net/content_coding.h"

#include "support/catch.h"

#include <string>
#include <utility>
#include <vector>

using namespace gazette;

namespace {

std::string codings(std::string_view accept_encoding) {
    std::string names;
    for (const ContentCoding coding : AcceptableCodings::of(accept_encoding)) {
        if (!names.empty()) names += ' ';
        names += name_of(coding);
    }
    return names;
}

}  // namespace

TEST_CASE("Accept-Encoding is read as RFC 9110 §12.5.3 says", "[coding]") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", "identity"},
        {"gzip", "gzip identity"},
        {"gzip, deflate, br", "br gzip identity"},
        {"br, gzip", "br gzip identity"},
        {"gzip;q=1.0, br;q=0.5", "gzip br identity"},
        {"GZIP;Q=0.5", "gzip identity"},
        {"x-gzip", "gzip identity"},
        {"gzip ; q=0.001 ,\tbr ; q=0.002", "br gzip identity"},
        {"identity, gzip;q=0.5", "identity gzip"},
        {"identity;q=0.5, gzip;q=0.5", "gzip identity"},
        {"gzip;q=0", "identity"},
        {"gzip;q=0.000", "identity"},
        {"*", "br gzip identity"},
        {"*;q=0", ""},
        {"*;q=0, identity", "identity"},
        {"identity;q=0", ""},
        {"identity;q=0, gzip", "gzip"},
        {"identity;q=0, *", "br gzip"},
        {"gzip;q=0, *", "br identity"},
        {"gzip, *;q=0", "gzip"},
        {"gzip;q=0.2, *;q=0.8", "br identity gzip"},
        {"compress, zstd", "identity"},
        {"zstd, gzip", "gzip identity"},
        {",, ,gzip,,", "gzip identity"},
        // What does not parse is as if it were not there.
        {"gzip;q=2", "identity"},
        {"gzip;q=1.001", "identity"},
        {"gzip;q=0.1234", "identity"},
        {"gzip;q=", "identity"},
        {"gzip;q=.5", "identity"},
        {"gzip;q=-1", "identity"},
        {"gzip;x=1", "identity"},
        {"gzip;q=0.5;q=1", "identity"},
        {"gzip br", "identity"},
        {";q=1", "identity"},
    };
    for (const auto& [field, expected] : cases) {
        CAPTURE(field);
        CHECK(codings(field) == expected);
    }
}
