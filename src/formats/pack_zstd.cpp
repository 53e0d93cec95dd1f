#include "formats/pack_zstd.h"

#include "base/assert.h"
#include "formats/zstd_stream.h"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kHeadBytes = sizeof(Sha256::bytes) + kLengthBytes;
constexpr int kWindowLog = 23;  // 8 MiB
constexpr int kLevel = 3;

struct CompressionFree {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

std::array<char, kHeadBytes> pack_head(const Sha256& digest, std::uint64_t length) {
    std::array<char, kHeadBytes> head{};
    std::ranges::transform(digest.bytes, head.begin(),
                           [](unsigned char byte) { return static_cast<char>(byte); });
    for (std::size_t i = 0; i < kLengthBytes; ++i) {
        head[kHeadBytes - 1 - i] = static_cast<char>((length >> (8 * i)) & 0xFF);
    }
    return head;
}

std::pair<Sha256, std::uint64_t> read_head(std::string_view head) {
    Sha256 digest;
    std::ranges::transform(head.substr(0, digest.bytes.size()), digest.bytes.begin(),
                           [](char byte) { return static_cast<unsigned char>(byte); });
    std::uint64_t length = 0;
    for (const char byte : head.substr(digest.bytes.size())) {
        length = length << 8 | static_cast<unsigned char>(byte);
    }
    return {digest, length};
}

}  // namespace

struct PackWriter::State {
    std::unique_ptr<ZSTD_CCtx, CompressionFree> context{ZSTD_createCCtx()};
    std::string packed;
    std::uint64_t unpacked_bytes = 0;

    void compress(std::string_view bytes, ZSTD_EndDirective directive) {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        std::array<char, 65536> buffer{};
        while (true) {
            ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
            const std::size_t left = ZSTD_compressStream2(context.get(), &out, &in, directive);
            GAZETTE_ASSERT(ZSTD_isError(left) == 0, "compressing into memory cannot fail");
            packed.append(buffer.data(), out.pos);
            const bool done = directive == ZSTD_e_end ? left == 0 : in.pos == in.size;
            if (done) return;
        }
    }
};

PackWriter::PackWriter() : state_(std::make_unique<State>()) {
    GAZETTE_ASSERT(state_->context != nullptr, "there is memory for a compressor");
    const auto set = [this](ZSTD_cParameter parameter, int value) {
        const std::size_t result = ZSTD_CCtx_setParameter(state_->context.get(), parameter, value);
        GAZETTE_ASSERT(ZSTD_isError(result) == 0, "level and window are within zstd's bounds");
    };
    set(ZSTD_c_compressionLevel, kLevel);
    set(ZSTD_c_windowLog, kWindowLog);
}

PackWriter::~PackWriter() = default;

void PackWriter::add(const Sha256& digest, std::string_view bytes) {
    GAZETTE_ASSERT(bytes.size() <= kMaxPackedFileBytes, "larger files are sent by themselves");
    const std::array<char, kHeadBytes> head = pack_head(digest, bytes.size());
    state_->compress(std::string_view(head.data(), head.size()), ZSTD_e_continue);
    state_->compress(bytes, ZSTD_e_continue);
    state_->unpacked_bytes += bytes.size();
}

std::uint64_t PackWriter::unpacked_bytes() const { return state_->unpacked_bytes; }

std::string PackWriter::finish() {
    state_->compress({}, ZSTD_e_end);
    state_->unpacked_bytes = 0;
    return std::exchange(state_->packed, {});
}

struct PackReader::State {
    Wanted wanted;
    Sink sink;
    ZstdReader frame{[this](std::string_view unpacked) { return take(unpacked); }};
    std::unordered_set<Sha256> seen;
    std::size_t packed_bytes = 0;

    // The file that is being read: its head until it is whole, then its bytes.
    std::string head;
    Sha256 digest;
    std::uint64_t length = 0;
    std::string bytes;

    Result<void> begin_file() {
        std::tie(digest, length) = read_head(head);
        const std::optional<std::uint64_t> expected = wanted(digest);
        if (!expected) {
            return failure(ErrorCode::Invalid,
                           fmt::format("the pack holds {}, which is not wanted", to_hex(digest)));
        }
        if (*expected != length || length > kMaxPackedFileBytes) {
            return failure(ErrorCode::Invalid,
                           fmt::format("the pack gives {} {} bytes; {} are declared",
                                       to_hex(digest), length, *expected));
        }
        if (!seen.insert(digest).second) {
            return failure(ErrorCode::Invalid,
                           fmt::format("the pack holds {} twice", to_hex(digest)));
        }
        bytes.clear();
        bytes.reserve(static_cast<std::size_t>(length));
        return {};
    }

    Result<void> end_file() {
        if (sha256(bytes) != digest) {
            return failure(
                ErrorCode::Invalid,
                fmt::format("what the pack calls {} has another digest", to_hex(digest)));
        }
        head.clear();
        return sink(digest, bytes);
    }

    Result<void> take(std::string_view unpacked) {
        while (true) {
            if (head.size() < kHeadBytes) {
                const std::string_view part = unpacked.substr(0, kHeadBytes - head.size());
                head += part;
                unpacked.remove_prefix(part.size());
                if (head.size() < kHeadBytes) return {};
                TRY(begin_file());
            }
            const auto missing = static_cast<std::size_t>(length) - bytes.size();
            const std::string_view part = unpacked.substr(0, missing);
            bytes += part;
            unpacked.remove_prefix(part.size());
            if (bytes.size() < length) return {};
            TRY(end_file());
        }
    }
};

PackReader::PackReader(Wanted wanted, Sink sink) : state_(std::make_unique<State>()) {
    state_->wanted = std::move(wanted);
    state_->sink = std::move(sink);
}

PackReader::~PackReader() = default;

Result<void> PackReader::add(std::string_view packed) {
    state_->packed_bytes += packed.size();
    if (state_->packed_bytes > kMaxPackBytes) {
        return failure(ErrorCode::TooLarge,
                       fmt::format("a pack of more than {} bytes", kMaxPackBytes));
    }
    return state_->frame.add(packed);
}

Result<void> PackReader::finish() {
    TRY(state_->frame.finish());
    if (!state_->head.empty()) {
        return failure(ErrorCode::Invalid, "the pack ends in the middle of a file");
    }
    return {};
}

}  // namespace gazette
