#include "formats/zstd_stream.h"

#include "base/assert.h"

#include <fmt/format.h>
#include <zstd.h>

#include <array>
#include <cstddef>
#include <utility>

namespace gazette {
namespace {

// A declaration of 2.5 MB becomes 0.368 MB at level 3, 0.356 MB at level 9.
constexpr int kLevel = 9;
constexpr int kWindowLog = 23;  // 8 MiB
constexpr std::size_t kPieceBytes = 65536;

struct DecompressionFree {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

// Of this level zstd's own window is 4 MiB, below what the reader allows.
std::string compress_zstd(std::string_view bytes) {
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), kLevel);
    GAZETTE_ASSERT(ZSTD_isError(size) == 0, "compressing into enough memory cannot fail");
    packed.resize(size);
    return packed;
}

struct ZstdReader::State {
    Sink sink;
    std::unique_ptr<ZSTD_DCtx, DecompressionFree> context{ZSTD_createDCtx()};
    bool frame_ended = false;
};

ZstdReader::ZstdReader(Sink sink) : state_(std::make_unique<State>()) {
    state_->sink = std::move(sink);
    GAZETTE_ASSERT(state_->context != nullptr, "there is memory for a decompressor");
    const std::size_t set =
        ZSTD_DCtx_setParameter(state_->context.get(), ZSTD_d_windowLogMax, kWindowLog);
    GAZETTE_ASSERT(ZSTD_isError(set) == 0, "the window is within zstd's bounds");
}

ZstdReader::~ZstdReader() = default;

Result<void> ZstdReader::add(std::string_view packed) {
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    std::array<char, kPieceBytes> buffer{};
    bool more_waits = false;
    while (in.pos < in.size || more_waits) {
        if (state_->frame_ended) {
            return failure(ErrorCode::Invalid, "something stands behind the zstd frame");
        }
        ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
        const std::size_t left = ZSTD_decompressStream(state_->context.get(), &out, &in);
        if (ZSTD_isError(left) != 0) {
            return failure(ErrorCode::Invalid,
                           fmt::format("the zstd frame is damaged: {}", ZSTD_getErrorName(left)));
        }
        state_->frame_ended = left == 0;
        more_waits = !state_->frame_ended && out.pos == out.size;
        TRY(state_->sink(std::string_view(buffer.data(), out.pos)));
    }
    return {};
}

Result<void> ZstdReader::finish() {
    if (!state_->frame_ended) return failure(ErrorCode::Invalid, "the zstd frame is cut off");
    return {};
}

}  // namespace gazette
