#pragma once
// What a newsroom signs when it publishes or goes back to a release, so that a stolen token alone
// publishes nothing: Ed25519 (RFC 8032, by libsodium) over the bytes that docs/formats/release.md
// lays down. Keys and signatures as text are base64url without padding (RFC 4648 §5) behind a word
// that says what they are. Pure; any thread.
#include "base/hash.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

enum class SignedAction { Publish, Activate };

struct ReleaseStatement {
    SignedAction action = SignedAction::Publish;
    std::string site;
    std::uint64_t number = 0;  // that the release will have
    std::uint64_t base = 0;    // number of the release that it replaces; 0: none
    Sha256 root;
    Sha256 reviews_root;            // over the heads of all review logs; zero bytes: none
    Sha256 audit_head;              // newest line of the audit log; zero bytes: none
    std::uint64_t audit_count = 0;  // its lines
    std::uint64_t epoch = 0;        // of the press: raised at each take-over

    friend bool operator==(const ReleaseStatement&, const ReleaseStatement&) = default;
};

// The exact bytes to sign.
std::string signed_message(const ReleaseStatement& statement);

struct Signature {
    std::array<unsigned char, 64> bytes{};

    friend bool operator==(const Signature&, const Signature&) = default;
};

struct PublicKey {
    std::array<unsigned char, 32> bytes{};

    // Sixteen hexadecimal digits by which people and records name it.
    [[nodiscard]] std::string id() const;
    // False also for keys of small order, which would fit any message.
    [[nodiscard]] bool fits(std::string_view message, const Signature& signature) const;

    friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

// The private half. Its memory is wiped when it goes.
class SigningKey {
public:
    static constexpr std::size_t kSeedBytes = 32;

    // From so many bytes of a good random generator.
    static SigningKey from_seed(std::string_view seed);
    SigningKey(const SigningKey&) = default;
    SigningKey& operator=(const SigningKey&) = default;
    ~SigningKey();

    [[nodiscard]] PublicKey public_key() const;
    [[nodiscard]] Signature sign(std::string_view message) const;

    // "gazette-signing-key:…", to be kept where only its owner reads.
    [[nodiscard]] std::string print() const;
    static std::optional<SigningKey> parse(std::string_view text);

private:
    SigningKey() = default;

    std::array<unsigned char, 64> bytes_{};  // seed, public key
};

std::string print(const PublicKey& key);  // "ed25519:…"
std::optional<PublicKey> parse_public_key(std::string_view text);
std::string print(const Signature& signature);
std::optional<Signature> parse_signature(std::string_view text);

// A statement with who signed it.
struct SignedStatement {
    ReleaseStatement statement;
    std::string key;  // PublicKey::id
    Signature signature;

    friend bool operator==(const SignedStatement&, const SignedStatement&) = default;
};

SignedStatement sign(const ReleaseStatement& statement, const SigningKey& key);

}  // namespace gazette
