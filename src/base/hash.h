#pragma once
// Two hashes for two purposes. Sha256 (FIPS 180-4, OpenSSL's: five times libsodium's) names bytes
// that others check: manifests, blobs, pictures. Fingerprint (XXH3, 128 bits) is for keys of our
// own making, never where somebody could profit from a collision. Hashers: one thread each. Digests
// are plain values.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

struct Sha256 {
    std::array<unsigned char, 32> bytes{};

    friend auto operator<=>(const Sha256&, const Sha256&) = default;
};

Sha256 sha256(std::string_view bytes);
std::string to_hex(const Sha256& digest);                     // 64 lower-case digits
std::optional<Sha256> sha256_from_hex(std::string_view hex);  // exactly 64 lower-case digits
std::string bytes_to_hex(std::string_view bytes);

class Sha256Hasher {
public:
    Sha256Hasher();
    ~Sha256Hasher();
    Sha256Hasher(const Sha256Hasher&) = delete;
    Sha256Hasher& operator=(const Sha256Hasher&) = delete;
    Sha256Hasher(Sha256Hasher&&) noexcept;
    Sha256Hasher& operator=(Sha256Hasher&&) noexcept;

    void add(std::string_view bytes);
    // The digest of all that was added; the hasher begins anew.
    Sha256 finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct Fingerprint {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;
};

std::string to_hex(const Fingerprint& fingerprint);  // 32 lower-case digits
std::optional<Fingerprint> fingerprint_from_hex(std::string_view hex);
Fingerprint fingerprint(std::string_view bytes);

// For tables of texts in memory (XXH3, 64 bits).
std::uint64_t text_hash(std::string_view text);

// Collects fields so that no two different sequences of fields give the same bytes: every field is
// preceded by its length. Cheap: one buffer, hashed at the end.
class FingerprintBuilder {
public:
    FingerprintBuilder& add(std::string_view field) {
        add(static_cast<std::int64_t>(field.size()));
        put(field.data(), field.size());
        return *this;
    }

    FingerprintBuilder& add(std::int64_t number) {
        put(&number, sizeof number);
        return *this;
    }

    FingerprintBuilder& add(const Fingerprint& other) {
        add(static_cast<std::int64_t>(other.high));
        return add(static_cast<std::int64_t>(other.low));
    }

    [[nodiscard]] Fingerprint finish() const { return fingerprint({buffer_.data(), size_}); }

    void clear() { size_ = 0; }

private:
    // OPTIMIZATION: a build adds some twenty fields a page, most of eight bytes, so they are copied
    // here and not by a call for each.
    void put(const void* bytes, std::size_t size) {
        if (buffer_.size() - size_ < size) buffer_.resize(2 * (size_ + size) + kFirstSize);
        if (size > 0) std::memcpy(buffer_.data() + size_, bytes, size);
        size_ += size;
    }

    static constexpr std::size_t kFirstSize = 240;

    std::string buffer_;
    std::size_t size_ = 0;  // of the buffer's bytes, those that were put there
};

}  // namespace gazette

template <>
struct std::hash<gazette::Sha256> {
    std::size_t operator()(const gazette::Sha256& digest) const noexcept;
};

template <>
struct std::hash<gazette::Fingerprint> {
    std::size_t operator()(const gazette::Fingerprint& value) const noexcept {
        return static_cast<std::size_t>(value.low);
    }
};
