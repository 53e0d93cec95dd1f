#include "formats/gzip.h"

#include "base/assert.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace gazette {
namespace {

constexpr int kLevel = 9;
constexpr int kWindowBits = 15;
constexpr int kAsGzip = 16;  // added to the window: gzip's head and checksum, not zlib's
constexpr int kMemoryLevel = 9;

class Deflater {
public:
    Deflater() {
        const int begun = deflateInit2(&stream_, kLevel, Z_DEFLATED, kWindowBits + kAsGzip,
                                       kMemoryLevel, Z_DEFAULT_STRATEGY);
        GAZETTE_ASSERT(begun == Z_OK, "the parameters are right, and memory ends the program");
    }

    ~Deflater() { deflateEnd(&stream_); }

    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;
    Deflater(Deflater&&) = delete;
    Deflater& operator=(Deflater&&) = delete;

    // Takes the next bytes, and with `flush` Z_FINISH ends.
    void add(std::string_view bytes, int flush, std::string& out) {
        // zlib's own interface: what it reads it does not change, but its type is not const.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        do {
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
            stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
            stream_.avail_out = static_cast<uInt>(buffer_.size());
            const int done = deflate(&stream_, flush);
            GAZETTE_ASSERT(done != Z_STREAM_ERROR, "the stream was begun and has not ended");
            out.append(buffer_.data(), buffer_.size() - stream_.avail_out);
        } while (stream_.avail_out == 0);
    }

private:
    z_stream stream_{};
    std::array<char, std::size_t{32} << 10> buffer_{};
};

}  // namespace

std::string gzip_compress(std::string_view bytes) {
    constexpr std::size_t kMostAtOnce = std::numeric_limits<uInt>::max() / 2;
    std::string out;
    Deflater deflater;
    while (bytes.size() > kMostAtOnce) {
        deflater.add(bytes.substr(0, kMostAtOnce), Z_NO_FLUSH, out);
        bytes.remove_prefix(kMostAtOnce);
    }
    deflater.add(bytes, Z_FINISH, out);
    return out;
}

}  // namespace gazette
