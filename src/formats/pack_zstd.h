#pragma once
// A pack: many files sent as one. It is a single zstd frame (RFC 8878, window of at most 8 MiB) of
//   [SHA-256: 32 bytes] [length: 64 bits, big-endian] [bytes]
// one after the other; nothing else, no names, no links (why not tar: docs/formats/release.md).
//
// Reading is hostile-safe: every digest must be one that the reader asked for, with the length it
// expects, once, and the bytes must have that digest; so nobody makes us unpack more than was
// declared, whatever the ratio. Memory: the window and one file. One thread each.
#include "base/hash.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

inline constexpr std::size_t kMaxPackBytes = std::size_t{64} << 20;  // packed
// What is larger is sent by itself.
inline constexpr std::uint64_t kMaxPackedFileBytes = std::uint64_t{8} << 20;

class PackWriter {
public:
    PackWriter();
    ~PackWriter();
    PackWriter(const PackWriter&) = delete;
    PackWriter& operator=(const PackWriter&) = delete;
    PackWriter(PackWriter&&) = delete;
    PackWriter& operator=(PackWriter&&) = delete;

    // At most kMaxPackedFileBytes.
    void add(const Sha256& digest, std::string_view bytes);

    // Bytes that were added, before packing.
    [[nodiscard]] std::uint64_t unpacked_bytes() const;

    // The pack; the writer begins anew.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

class PackReader {
public:
    // The length that a wanted file has; nothing for one that is not wanted.
    using Wanted = std::function<std::optional<std::uint64_t>(const Sha256&)>;
    // Takes a file that has been checked; an error ends the reading.
    using Sink = std::function<Result<void>(const Sha256&, std::string_view bytes)>;

    PackReader(Wanted wanted, Sink sink);
    ~PackReader();
    PackReader(const PackReader&) = delete;
    PackReader& operator=(const PackReader&) = delete;
    PackReader(PackReader&&) = delete;
    PackReader& operator=(PackReader&&) = delete;

    // The next piece of the pack, as it arrives. After an error the reader is of no more use; what
    // the sink took before is right. Invalid, TooLarge, or what the sink gave.
    Result<void> add(std::string_view packed);
    // Invalid when the pack is cut off.
    Result<void> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gazette
