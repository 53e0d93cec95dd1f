#include "formats/brotli.h"

#include "base/assert.h"

#include <brotli/encode.h>

#include <cstddef>
#include <cstdint>

namespace gazette {

std::string brotli_compress(std::string_view bytes) {
    constexpr int kQuality = 9;
    std::string out(BrotliEncoderMaxCompressedSize(bytes.size()), '\0');
    std::size_t size = out.size();
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const BROTLI_BOOL done =
        BrotliEncoderCompress(kQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, bytes.size(),
                              reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                              reinterpret_cast<std::uint8_t*>(out.data()));
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    GAZETTE_ASSERT(done == BROTLI_TRUE, "there is room for the largest result");
    out.resize(size);
    return out;
}

}  // namespace gazette
