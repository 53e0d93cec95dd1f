#pragma once
// Bytes that are hashed or signed: every field fixed in length or preceded by its length, numbers
// big-endian, so that no two different sequences of fields give the same bytes. Used by the Merkle
// tree, the signed message and the canonical form of a story (review/). One thread.
#include "base/hash.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gazette {

class ByteFields {
public:
    // `domain` says what the bytes are for ("gazette-leaf-v1"); a zero byte ends it.
    explicit ByteFields(std::string_view domain) : bytes_(domain) { bytes_ += '\0'; }

    ByteFields& number(std::uint64_t number) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes_ += static_cast<char>((number >> shift) & 0xFF);
        }
        return *this;
    }

    ByteFields& text(std::string_view text) {
        number(text.size());
        bytes_ += text;
        return *this;
    }

    // 32 bytes, without length.
    ByteFields& digest(const Sha256& digest) {
        for (const unsigned char byte : digest.bytes) bytes_ += static_cast<char>(byte);
        return *this;
    }

    [[nodiscard]] const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

}  // namespace gazette
