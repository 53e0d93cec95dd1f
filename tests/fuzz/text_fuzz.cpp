// base/text: any bytes. What is found valid decodes to code points that encode to the same bytes.
#include "base/assert.h"
#include "base/text.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

void round_trip(std::string_view text) {
    std::string again;
    std::size_t code_points = 0;
    for (std::size_t offset = 0; offset < text.size(); ++code_points) {
        gazette::append_utf8(again, gazette::next_code_point(text, offset));
    }
    GAZETTE_ASSERT(again == text, "valid UTF-8 has one encoding");
    GAZETTE_ASSERT(code_points == gazette::count_code_points(text), "both count the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto wrong = gazette::first_invalid_utf8(bytes);
    const std::string_view text = bytes.substr(0, wrong.value_or(bytes.size()));
    round_trip(text);
    GAZETTE_ASSERT(gazette::trim(gazette::trim(text)) == gazette::trim(text), "trimming ends");
    std::size_t line_bytes = 0;
    for (const std::string_view line : gazette::split_lines(text)) line_bytes += line.size();
    GAZETTE_ASSERT(line_bytes <= text.size(), "lines are parts of the text");
    const std::string_view half = text.substr(0, text.size() / 2);
    if (text.size() < 200 && !gazette::first_invalid_utf8(half)) {
        GAZETTE_ASSERT(
            gazette::edit_distance(half, text, 3) == gazette::edit_distance(text, half, 3),
            "a distance has no direction");
    }
    return 0;
}
