#include "support/decoding.h"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace gazette::testing {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20;
// No deflated byte becomes more than 1,032; of Brotli's it is a first guess.
constexpr std::size_t kMostOfOneByte = 1032;

std::size_t room_for(std::string_view bytes) {
    return std::min(kMostBytes, (bytes.size() + 1) * kMostOfOneByte);
}

}  // namespace

// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
std::optional<std::string> gunzip(std::string_view bytes) {
    constexpr int kOnlyGzip = 15 + 16;
    z_stream stream{};
    if (inflateInit2(&stream, kOnlyGzip) != Z_OK) return std::nullopt;
    std::string out(room_for(bytes), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int ended = inflate(&stream, Z_FINISH);
    const bool is_whole = ended == Z_STREAM_END && stream.avail_in == 0;
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return is_whole ? std::optional(out) : std::nullopt;
}

std::optional<std::string> unbrotli(std::string_view bytes) {
    for (std::size_t room = room_for(bytes);; room = kMostBytes) {
        std::string out(room, '\0');
        std::size_t size = room;
        const BrotliDecoderResult ended = BrotliDecoderDecompress(
            bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
            reinterpret_cast<std::uint8_t*>(out.data()));
        out.resize(size);
        if (ended == BROTLI_DECODER_RESULT_SUCCESS) return out;
        if (room == kMostBytes) return std::nullopt;
    }
}

// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

}  // namespace gazette::testing
