#pragma once
// Two hashes for two purposes. Sha256 (FIPS 180-4, OpenSSL's: five times libsodium's) names bytes
// that others check: manifests, blobs, pictures. Fingerprint (XXH3, 128 bits) is for keys of our
// own making, never where somebody could profit from a collision. Hashers: one thread each. Digests
// are plain values.
#include <array>
#include <cstddef>
#include <cstdint>
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

// Collects fields so that no two different sequences of fields give the same bytes: every field is
// preceded by its length. Cheap: one buffer, hashed at the end.
class FingerprintBuilder {
public:
    FingerprintBuilder& add(std::string_view field);
    FingerprintBuilder& add(std::int64_t number);
    FingerprintBuilder& add(const Fingerprint& other);

    [[nodiscard]] Fingerprint finish() const { return fingerprint(buffer_); }

    void clear() { buffer_.clear(); }

private:
    std::string buffer_;
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
