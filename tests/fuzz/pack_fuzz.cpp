// formats/pack_zstd: any bytes as a pack, in pieces, and any bytes packed by ourselves as its
// content. Whatever the reader hands on was wanted, has its length and its digest.
#include "base/assert.h"
#include "formats/pack_zstd.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace {

void read(std::string_view packed, std::size_t piece_bytes) {
    gazette::PackReader reader(
        [](const gazette::Sha256& digest) -> std::optional<std::uint64_t> {
            if (digest.bytes[0] == 0) return std::nullopt;
            return digest.bytes[31];
        },
        [](const gazette::Sha256& digest, std::string_view bytes) -> gazette::Result<void> {
            GAZETTE_ASSERT(gazette::sha256(bytes) == digest, "the reader checked the digest");
            GAZETTE_ASSERT(bytes.size() == digest.bytes[31], "the reader checked the length");
            return {};
        });
    gazette::Result<void> result;
    while (result && !packed.empty()) {
        result = reader.add(packed.substr(0, piece_bytes));
        packed.remove_prefix(std::min(piece_bytes, packed.size()));
    }
    if (result) result = reader.finish();
    if (!result) {
        GAZETTE_ASSERT(!gazette::describe(result.error()).empty(), "an error has words");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read(bytes, 1 + size / 3);
    // A right frame whose records the input makes up. One writer for all: its window of 8 MiB is
    // most of what a run costs, and it begins anew after each pack.
    static gazette::PackWriter writer;
    const std::string_view first = bytes.substr(0, 256);
    writer.add(gazette::sha256(first), first);
    const std::string packed = writer.finish();
    read(packed, 5);
    return 0;
}
