#include "formats/qr_code.h"

#include "support/catch.h"
#include "support/temporary_folder.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

using namespace gazette;

namespace {

// Reads the number at `at` and moves behind it and one more character.
std::size_t next_number(std::string_view text, std::size_t& at) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    REQUIRE(error == std::errc());
    at = static_cast<std::size_t>(end - text.data()) + 1;
    return number;
}

// The picture that the SVG's path draws, as a portable bit map, eight pixels a module.
std::string bit_map_of(const std::string& svg) {
    constexpr std::string_view kBox = "viewBox=\"0 0 ";
    std::size_t box = svg.find(kBox) + kBox.size();
    const std::size_t size = next_number(svg, box);
    std::vector<std::string> rows(size, std::string(size, '0'));
    for (std::size_t at = svg.find('M'); at != std::string::npos; at = svg.find('M', at)) {
        ++at;
        const std::size_t x = next_number(svg, at);
        const std::size_t y = next_number(svg, at);
        const std::size_t length = next_number(svg, at);
        for (std::size_t i = 0; i < length; ++i) rows.at(y).at(x + i) = '1';
    }
    std::string out = "P1\n" + std::to_string(size * 8) + " " + std::to_string(size * 8) + "\n";
    for (const std::string& row : rows) {
        for (int i = 0; i < 8; ++i) {
            for (const char module : row) out += std::string(8, module);
            out += '\n';
        }
    }
    return out;
}

}  // namespace

TEST_CASE("a QR code is an SVG without styles, labelled", "[qr]") {
    const auto svg = qr_svg("https://news.example.org/", "<扫码>");
    REQUIRE(svg.has_value());
    CHECK(svg->starts_with("<svg xmlns="));
    CHECK(svg->find("aria-label=\"&lt;扫码&gt;\"") != std::string::npos);
    CHECK(svg->find("style") == std::string::npos);
    CHECK(svg->find("viewBox=\"0 0 33 33\"") != std::string::npos);
}

TEST_CASE("a QR code is refused for nothing and for too much", "[qr]") {
    CHECK(qr_svg("", "x").error().code == ErrorCode::Invalid);
    CHECK(qr_svg(std::string(kMostQrBytes, 'x'), "x").has_value());
    CHECK(qr_svg(std::string(kMostQrBytes + 1, 'x'), "x").error().code == ErrorCode::TooLarge);
    CHECK(qr_svg(std::string(100, '\0'), "x").has_value());
}

TEST_CASE("a scanner reads from a QR code what was put in", "[qr]") {
    if (std::system("command -v zbarimg >/dev/null 2>&1") != 0) {
        WARN("skipped: zbarimg is not installed");
        return;
    }
    const std::string text = "https://news.example.org/guides/%E7%A4%BE.html?a=1&b=2";
    const testing::TemporaryFolder folder;
    const std::string path = folder / "code.pbm";
    std::ofstream(path) << bit_map_of(qr_svg(text, "x").value());
    const std::string command = "zbarimg --quiet --raw " + path + " 2>/dev/null";
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    char line[200] = {};
    const char* read = std::fgets(line, sizeof line, pipe);
    CHECK(pclose(pipe) == 0);
    REQUIRE(read != nullptr);
    CHECK(std::string(line) == text + "\n");
}
