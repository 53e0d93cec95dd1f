#include "formats/zstd_stream.h"

#include "support/catch.h"

#include <algorithm>
#include <string>
#include <string_view>

using namespace gazette;

namespace {

// What comes out when the frame comes in pieces of so many bytes.
Result<std::string> unpack(std::string_view packed, std::size_t piece_bytes) {
    std::string out;
    ZstdReader reader([&](std::string_view piece) -> Result<void> {
        out += piece;
        return {};
    });
    while (!packed.empty()) {
        TRY(reader.add(packed.substr(0, piece_bytes)));
        packed.remove_prefix(std::min(piece_bytes, packed.size()));
    }
    TRY(reader.finish());
    return out;
}

std::string long_text() {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "临河区融媒体中心 " + std::to_string(i) + "\n";
    return text;
}

}  // namespace

TEST_CASE("a zstd frame gives back its bytes, in whatever pieces it comes", "[zstd]") {
    for (const std::string& text : {std::string(), std::string("县"), long_text()}) {
        const std::string packed = compress_zstd(text);
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, packed.size()}) {
            CHECK(*unpack(packed, piece) == text);
        }
    }
    CHECK(compress_zstd(long_text()).size() < long_text().size() / 4);
}

TEST_CASE("a zstd frame that is cut off, damaged or followed by something is refused", "[zstd]") {
    const std::string packed = compress_zstd("一条消息，一条消息，一条消息");
    for (std::size_t size = 0; size < packed.size(); ++size) {
        CHECK(unpack(packed.substr(0, size), 5).error().code == ErrorCode::Invalid);
    }
    CHECK(unpack(packed + "x", 5).error().code == ErrorCode::Invalid);
    CHECK(unpack(packed + packed, 5).error().code == ErrorCode::Invalid);
    CHECK(unpack("no frame at all", 5).error().code == ErrorCode::Invalid);
}

TEST_CASE("a zstd frame asks for no window above 8 MiB", "[zstd]") {
    // Magic, no size, a window of 16 MiB (RFC 8878 §3.1.1.1.2: 10 + 14), an empty last block.
    const std::string too_wide("\x28\xB5\x2F\xFD\x00\x70\x01\x00\x00", 9);
    const std::string wide_enough("\x28\xB5\x2F\xFD\x00\x68\x01\x00\x00", 9);
    CHECK(unpack(too_wide, 100).error().code == ErrorCode::Invalid);
    CHECK(unpack(wide_enough, 100)->empty());
}

TEST_CASE("who takes the pieces of a zstd frame ends it", "[zstd]") {
    std::string many_letters;
    many_letters.resize(10'000'000, 'a');
    std::size_t taken = 0;
    ZstdReader reader([&](std::string_view piece) -> Result<void> {
        CHECK(piece.size() <= 65536);
        taken += piece.size();
        if (taken > 100'000) return failure(ErrorCode::TooLarge, "enough");
        return {};
    });
    const std::string packed = compress_zstd(many_letters);
    CHECK(reader.add(packed).error().code == ErrorCode::TooLarge);
    CHECK(taken < 200'000);
}
