#include "formats/pack_zstd.h"

#include "support/catch.h"

#include <map>
#include <vector>

using namespace gazette;

namespace {

using Blobs = std::map<Sha256, std::string>;

Blobs blobs_of(const std::vector<std::string>& contents) {
    Blobs blobs;
    for (const std::string& content : contents) blobs[sha256(content)] = content;
    return blobs;
}

std::string pack_of(const Blobs& blobs) {
    PackWriter writer;
    for (const auto& [digest, bytes] : blobs) writer.add(digest, bytes);
    return writer.finish();
}

struct Unpacked {
    Result<void> result;
    Blobs blobs;
};

Unpacked unpack(std::string_view packed, const Blobs& wanted, std::size_t piece_bytes = 1 << 20) {
    Unpacked unpacked;
    PackReader reader(
        [&](const Sha256& digest) -> std::optional<std::uint64_t> {
            const auto found = wanted.find(digest);
            if (found == wanted.end()) return std::nullopt;
            return found->second.size();
        },
        [&](const Sha256& digest, std::string_view bytes) -> Result<void> {
            unpacked.blobs[digest] = std::string(bytes);
            return {};
        });
    for (std::size_t at = 0; at < packed.size() && unpacked.result; at += piece_bytes) {
        unpacked.result = reader.add(packed.substr(at, piece_bytes));
    }
    if (unpacked.result) unpacked.result = reader.finish();
    return unpacked;
}

}  // namespace

TEST_CASE("a pack gives back what was put in, however it arrives", "[pack]") {
    const Blobs blobs = blobs_of({"", "a", std::string(300'000, 'x'), "<p>象棋</p>"});
    const std::string packed = pack_of(blobs);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, packed.size()}) {
        const Unpacked unpacked = unpack(packed, blobs, piece);
        REQUIRE(unpacked.result);
        CHECK(unpacked.blobs == blobs);
    }
    const Unpacked empty = unpack(pack_of({}), {});
    CHECK(empty.result);
}

TEST_CASE("a pack cut off at any byte is refused, what was whole before it is right", "[pack]") {
    const Blobs blobs = blobs_of({"a", "bb", "象棋", std::string(1000, 'y')});
    const std::string packed = pack_of(blobs);
    for (std::size_t length = 0; length < packed.size(); ++length) {
        CAPTURE(length);
        const Unpacked unpacked = unpack(std::string_view(packed).substr(0, length), blobs);
        REQUIRE_FALSE(unpacked.result);
        for (const auto& [digest, bytes] : unpacked.blobs) CHECK(sha256(bytes) == digest);
    }
}

TEST_CASE("a pack with anything changed never yields wrong bytes", "[pack]") {
    const Blobs blobs = blobs_of({"a", "bb", "象棋", std::string(1000, 'y')});
    const std::string packed = pack_of(blobs);
    for (std::size_t at = 0; at < packed.size(); ++at) {
        std::string changed = packed;
        changed[at] = static_cast<char>(changed[at] ^ 0x55);
        const Unpacked unpacked = unpack(changed, blobs);
        for (const auto& [digest, bytes] : unpacked.blobs) CHECK(sha256(bytes) == digest);
    }
}

TEST_CASE("a pack may hold only what is wanted, once, as long as declared", "[pack]") {
    const Blobs blobs = blobs_of({"a", "bb"});
    CHECK_FALSE(unpack(pack_of(blobs), blobs_of({"a"})).result);

    PackWriter twice;
    twice.add(sha256("a"), "a");
    twice.add(sha256("a"), "a");
    CHECK_FALSE(unpack(twice.finish(), blobs).result);

    PackWriter lying;
    lying.add(sha256("a"), "b");
    const Unpacked lied = unpack(lying.finish(), blobs);
    REQUIRE_FALSE(lied.result);
    CHECK(lied.result.error().code == ErrorCode::Invalid);
    CHECK(lied.blobs.empty());

    PackWriter longer;  // a bomb: far more bytes than declared
    longer.add(sha256("a"), std::string(8 << 20, '\0'));
    const std::string bomb = longer.finish();
    CHECK(bomb.size() < 2000);
    CHECK_FALSE(unpack(bomb, blobs).result);
}

TEST_CASE("nothing may stand before or behind the one frame of a pack", "[pack]") {
    const Blobs blobs = blobs_of({"a", "bb"});
    const std::string packed = pack_of(blobs);
    CHECK_FALSE(unpack(packed + "x", blobs).result);
    CHECK_FALSE(unpack(packed + packed, blobs).result);
    const std::string skippable = std::string("\x50\x2A\x4D\x18\x01\x00\x00\x00x", 9);
    CHECK_FALSE(unpack(skippable + packed, blobs).result);
    CHECK_FALSE(unpack("not a pack at all", blobs).result);
    CHECK_FALSE(unpack("", blobs).result);
}

TEST_CASE("the refusal of whoever takes the files ends the reading of a pack", "[pack]") {
    const Blobs blobs = blobs_of({"a", "bb"});
    int taken = 0;
    PackReader reader([](const Sha256&) { return std::optional<std::uint64_t>(1); },
                      [&](const Sha256&, std::string_view) -> Result<void> {
                          ++taken;
                          return failure(ErrorCode::Full, "no space");
                      });
    PackWriter writer;
    writer.add(sha256("a"), "a");
    writer.add(sha256("b"), "b");
    const Result<void> added = reader.add(writer.finish());
    REQUIRE_FALSE(added);
    CHECK(added.error().code == ErrorCode::Full);
    CHECK(taken == 1);
}
