// release/manifest: any bytes, as they are and with a right last line put behind them (a fuzzer
// finds no checksum). What is read prints to bytes that read the same; errors can be told.
#include "base/assert.h"
#include "base/hash.h"
#include "release/manifest.h"
#include "release/merkle_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

void read(std::string_view bytes) {
    const gazette::Result<gazette::Manifest> manifest = gazette::parse_manifest(bytes);
    if (!manifest) {
        GAZETTE_ASSERT(!gazette::describe(manifest.error()).empty(), "an error has words");
        return;
    }
    const gazette::Result<std::string> printed = gazette::print_manifest(*manifest);
    GAZETTE_ASSERT(printed && *printed == bytes, "there is one way to write a manifest");
    const std::size_t count = manifest->entries.size();
    GAZETTE_ASSERT(count == 0 || gazette::merkle_root(manifest->entries) != gazette::Sha256{},
                   "a release has a root");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read(bytes);
    const auto lines = static_cast<std::size_t>(std::ranges::count(bytes, '\n'));
    const std::size_t head_lines = std::min<std::size_t>(lines, 4);
    read(fmt::format("{}end {} {}\n", bytes, lines - head_lines,
                     gazette::to_hex(gazette::sha256(bytes))));
    return 0;
}
