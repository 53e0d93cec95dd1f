#include "base/hash.h"

#include "base/assert.h"

#include <openssl/evp.h>
#include <xxhash.h>

#include <cstring>

namespace gazette {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

// OPTIMIZATION: EVP_sha256() looks the algorithm up at each use; fetched once it is found at once.
const EVP_MD* sha256_algorithm() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    GAZETTE_ASSERT(algorithm != nullptr, "OpenSSL's default provider has SHA-256");
    return algorithm;
}

int hex_value(char c) {
    const std::size_t at = kHexDigits.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

bool from_hex(std::string_view hex, unsigned char* out, std::size_t size) {
    if (hex.size() != size * 2) return false;
    for (std::size_t i = 0; i < size; ++i) {
        const int high = hex_value(hex[2 * i]);
        const int low = hex_value(hex[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = static_cast<unsigned char>(high * 16 + low);
    }
    return true;
}

}  // namespace

std::string bytes_to_hex(std::string_view bytes) {
    std::string hex(bytes.size() * 2, '0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        hex[2 * i] = kHexDigits[byte >> 4U];
        hex[2 * i + 1] = kHexDigits[byte & 15U];
    }
    return hex;
}

struct Sha256Hasher::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();

    State() { begin(); }

    State(const State&) = delete;
    State& operator=(const State&) = delete;
    State(State&&) = delete;
    State& operator=(State&&) = delete;

    ~State() { EVP_MD_CTX_free(context); }

    void begin() const {
        GAZETTE_ASSERT(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1,
                       "SHA-256 needs nothing from outside");
    }
};

Sha256Hasher::Sha256Hasher() : state_(std::make_unique<State>()) {}

Sha256Hasher::~Sha256Hasher() = default;
Sha256Hasher::Sha256Hasher(Sha256Hasher&&) noexcept = default;
Sha256Hasher& Sha256Hasher::operator=(Sha256Hasher&&) noexcept = default;

void Sha256Hasher::add(std::string_view bytes) {
    GAZETTE_ASSERT(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1,
                   "SHA-256 takes any bytes");
}

Sha256 Sha256Hasher::finish() {
    Sha256 digest;
    unsigned int size = 0;
    GAZETTE_ASSERT(
        EVP_DigestFinal_ex(state_->context, digest.bytes.data(), &size) == 1 && size == 32,
        "SHA-256 gives 32 bytes");
    state_->begin();
    return digest;
}

Sha256 sha256(std::string_view bytes) {
    thread_local Sha256Hasher hasher;
    hasher.add(bytes);
    return hasher.finish();
}

std::string to_hex(const Sha256& digest) {
    return bytes_to_hex({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

std::optional<Sha256> sha256_from_hex(std::string_view hex) {
    Sha256 digest;
    if (!from_hex(hex, digest.bytes.data(), digest.bytes.size())) return std::nullopt;
    return digest;
}

std::string to_hex(const Fingerprint& fingerprint) {
    std::string bytes;
    for (const std::uint64_t word : {fingerprint.high, fingerprint.low}) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes.push_back(static_cast<char>((word >> static_cast<unsigned>(shift)) & 0xFFU));
        }
    }
    return bytes_to_hex(bytes);
}

std::optional<Fingerprint> fingerprint_from_hex(std::string_view hex) {
    std::array<unsigned char, 16> bytes{};
    if (!from_hex(hex, bytes.data(), bytes.size())) return std::nullopt;
    Fingerprint value;
    for (std::size_t i = 0; i < 8; ++i) {
        value.high = (value.high << 8U) | bytes[i];
        value.low = (value.low << 8U) | bytes[i + 8];
    }
    return value;
}

Fingerprint fingerprint(std::string_view bytes) {
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return Fingerprint{hash.high64, hash.low64};
}

std::uint64_t text_hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

}  // namespace gazette

std::size_t std::hash<gazette::Sha256>::operator()(const gazette::Sha256& digest) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, digest.bytes.data(), sizeof value);
    return value;
}
