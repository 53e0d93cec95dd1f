// release/why: what a target answers to gazette why. What is read prints to what reads the same;
// errors can be told.
#include "base/assert.h"
#include "release/why.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const gazette::Result<gazette::Why> why = gazette::parse_why(bytes);
    if (!why) {
        GAZETTE_ASSERT(!gazette::describe(why.error()).empty(), "an error has words");
        return 0;
    }
    const std::string printed = gazette::print_why(*why);
    const gazette::Result<gazette::Why> again = gazette::parse_why(printed);
    GAZETTE_ASSERT(again && gazette::print_why(*again) == printed, "it reads as it was printed");
    return 0;
}
