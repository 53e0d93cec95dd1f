#include "base/text.h"
#include "endpoint/api_answers.h"
#include "support/catch.h"
#include "support/file_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

using namespace gazette;

namespace {

// "GET /api/v1/releases [read, publish]" for every operation of docs/release-api.yaml. The document
// has one path a line at two spaces, one method at four, its scopes at six.
std::set<std::string> documented_routes() {
    const std::string text =
        gazette::testing::file_bytes(GAZETTE_SOURCE_DIR "/docs/release-api.yaml");
    std::set<std::string> routes;
    std::string path;
    std::string method;
    for (const std::string_view line : split_lines(text)) {
        const std::string word = std::string(trim_ascii(line.substr(0, line.find_last_of(':'))));
        const bool is_path = line.starts_with("  /");
        const bool is_method = line.starts_with("    ") && !line.starts_with("     ");
        if (is_path) path = word;
        if (is_method) method = word;
        constexpr std::string_view kScopes = "      x-scopes: ";
        if (!line.starts_with(kScopes)) continue;
        std::ranges::transform(method, method.begin(), [](char c) {
            return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        });
        routes.insert(fmt::format("{} {} {}", method, path, line.substr(kScopes.size())));
    }
    return routes;
}

}  // namespace

TEST_CASE("the API's document has the routes and scopes of the code, and no others", "[endpoint]") {
    std::set<std::string> routes;
    for (const ApiRoute& route : api_routes()) {
        routes.insert(route.name + " [" + join(route.scopes, ", ") + "]");
    }
    CHECK(routes.size() == 13);
    CHECK(documented_routes() == routes);
}
