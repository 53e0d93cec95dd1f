#include "release/signature.h"

#include "base/assert.h"
#include "base/base64.h"
#include "release/byte_fields.h"

#include <sodium.h>

#include <algorithm>

namespace gazette {
namespace {

constexpr std::string_view kPublicWord = "ed25519:";
constexpr std::string_view kSecretWord = "gazette-signing-key:";
constexpr int kAlphabet = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

static_assert(sizeof(PublicKey::bytes) == crypto_sign_PUBLICKEYBYTES);
static_assert(sizeof(Signature::bytes) == crypto_sign_BYTES);
static_assert(SigningKey::kSeedBytes == crypto_sign_SEEDBYTES);
static_assert(crypto_sign_SECRETKEYBYTES == 64);

std::string_view domain_of(SignedAction action) {
    switch (action) {
        case SignedAction::Publish:
            return "gazette-publish-v1";
        case SignedAction::Activate:
            return "gazette-activate-v1";
    }
    return {};
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

template <std::size_t Size>
std::string to_base64(const std::array<unsigned char, Size>& bytes) {
    return base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// Exactly as many bytes as there is room, in the one way to write them.
template <std::size_t Size>
bool from_base64(std::string_view text, std::array<unsigned char, Size>& bytes) {
    std::size_t size = 0;
    const int status = sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(),
                                         nullptr, &size, nullptr, kAlphabet);
    return status == 0 && size == bytes.size() && to_base64(bytes) == text;
}

bool take_word(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

}  // namespace

std::string signed_message(const ReleaseStatement& statement) {
    return ByteFields(domain_of(statement.action))
        .text(statement.site)
        .number(statement.number)
        .number(statement.base)
        .digest(statement.root)
        .digest(statement.reviews_root)
        .digest(statement.audit_head)
        .number(statement.audit_count)
        .number(statement.epoch)
        .bytes();
}

std::string PublicKey::id() const {
    constexpr std::size_t kDigits = 16;
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return to_hex(sha256(text)).substr(0, kDigits);
}

bool PublicKey::fits(std::string_view message, const Signature& signature) const {
    return crypto_sign_verify_detached(signature.bytes.data(), bytes_of(message), message.size(),
                                       bytes.data()) == 0;
}

SigningKey SigningKey::from_seed(std::string_view seed) {
    GAZETTE_ASSERT(seed.size() == kSeedBytes, "a seed has 32 bytes");
    SigningKey key;
    PublicKey half;
    crypto_sign_seed_keypair(half.bytes.data(), key.bytes_.data(), bytes_of(seed));
    return key;
}

SigningKey::~SigningKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

PublicKey SigningKey::public_key() const {
    PublicKey key;
    std::copy(bytes_.begin() + kSeedBytes, bytes_.end(), key.bytes.begin());
    return key;
}

Signature SigningKey::sign(std::string_view message) const {
    Signature signature;
    crypto_sign_detached(signature.bytes.data(), nullptr, bytes_of(message), message.size(),
                         bytes_.data());
    return signature;
}

std::string SigningKey::print() const {
    return std::string(kSecretWord) +
           base64url({reinterpret_cast<const char*>(bytes_.data()), kSeedBytes});
}

std::optional<SigningKey> SigningKey::parse(std::string_view text) {
    std::array<unsigned char, kSeedBytes> seed{};
    if (!take_word(text, kSecretWord) || !from_base64(text, seed)) return std::nullopt;
    SigningKey key = from_seed({reinterpret_cast<const char*>(seed.data()), seed.size()});
    sodium_memzero(seed.data(), seed.size());
    return key;
}

std::string print(const PublicKey& key) { return std::string(kPublicWord) + to_base64(key.bytes); }

std::optional<PublicKey> parse_public_key(std::string_view text) {
    PublicKey key;
    if (!take_word(text, kPublicWord) || !from_base64(text, key.bytes)) return std::nullopt;
    return key;
}

std::string print(const Signature& signature) { return to_base64(signature.bytes); }

std::optional<Signature> parse_signature(std::string_view text) {
    Signature signature;
    if (!from_base64(text, signature.bytes)) return std::nullopt;
    return signature;
}

SignedStatement sign(const ReleaseStatement& statement, const SigningKey& key) {
    return {statement, key.public_key().id(), key.sign(signed_message(statement))};
}

}  // namespace gazette
