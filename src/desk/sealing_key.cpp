#include "desk/sealing_key.h"

#include "base/assert.h"
#include "base/base64.h"
#include "base/path.h"
#include "base/random.h"
#include "base/text.h"

#include <sodium.h>

#include <utility>

namespace gazette {

namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::uint64_t kMostFileBytes = 1024;

static_assert(SealingKey::kBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

// libsodium counts bytes as unsigned char.
const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

Result<SealingKey> SealingKey::open(Files& files, const std::string& data) {
    const std::string path = join_path(data, "sealing-key");
    if (!files.info(path).has_value()) {
        constexpr std::uint32_t kOwnerOnly = 0600;
        const SealingKey key = random();
        TRY(files.replace_durably(path, base64url(key.bytes_) + "\n", kOwnerOnly));
        return key;
    }
    const std::string text = TRY(files.read(path, kMostFileBytes));
    std::optional<std::string> bytes = bytes_from_base64url(trim(text));
    if (!bytes.has_value() || bytes->size() != kBytes) {
        return failure(ErrorCode::Damaged, path + " holds no key");
    }
    return SealingKey(*std::move(bytes));
}

SealingKey SealingKey::random() { return SealingKey(random_bytes(kBytes)); }

std::string SealingKey::seal(std::string_view secret, std::string_view name) const {
    // 192 random bits: no two are alike, however many are sealed.
    std::string sealed = random_bytes(kNonceBytes);
    std::string box(secret.size() + kTagBytes, '\0');
    unsigned long long size = 0;
    const int status = crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytes_of(box), &size, bytes_of(secret), secret.size(), bytes_of(name), name.size(), nullptr,
        bytes_of(std::string_view(sealed)), bytes_of(std::string_view(bytes_)));
    GAZETTE_ASSERT(status == 0 && size == box.size(), "sealing has no way to fail");
    return base64url(sealed.append(box));
}

std::optional<std::string> SealingKey::unseal(std::string_view sealed,
                                              std::string_view name) const {
    const std::optional<std::string> bytes = bytes_from_base64url(sealed);
    if (!bytes.has_value() || bytes->size() < kNonceBytes + kTagBytes) return std::nullopt;
    const std::string_view nonce = std::string_view(*bytes).substr(0, kNonceBytes);
    const std::string_view box = std::string_view(*bytes).substr(kNonceBytes);
    std::string secret(box.size() - kTagBytes, '\0');
    unsigned long long size = 0;
    const int status = crypto_aead_xchacha20poly1305_ietf_decrypt(
        bytes_of(secret), &size, nullptr, bytes_of(box), box.size(), bytes_of(name), name.size(),
        bytes_of(nonce), bytes_of(std::string_view(bytes_)));
    if (status != 0) return std::nullopt;
    return secret;
}

}  // namespace gazette
