#include "release/signature.h"

#include "support/catch.h"

#include <functional>
#include <set>
#include <vector>

using namespace gazette;

TEST_CASE("the signed message has the bytes that the format lays down", "[signature]") {
    ReleaseStatement statement;
    statement.site = "dcf";
    statement.number = 7;
    statement.base = 6;
    statement.root.bytes.fill(0x11);
    statement.reviews_root.bytes.fill(0x22);
    statement.audit_head.bytes.fill(0x33);
    statement.audit_count = 258;
    statement.epoch = 2;
    const std::string message = signed_message(statement);
    CHECK(bytes_to_hex(message) ==
          "67617a657474652d7075626c6973682d763100"  // gazette-publish-v1, a zero byte
          "0000000000000003646366"                  // site
          "0000000000000007"
          "0000000000000006" +
              std::string(64, '1') + std::string(64, '2') + std::string(64, '3') +
              "0000000000000102"
              "0000000000000002");
}

TEST_CASE("no two statements have one signed message", "[signature]") {
    const std::vector<std::function<void(ReleaseStatement&)>> changes = {
        [](ReleaseStatement&) {},
        [](ReleaseStatement& s) { s.action = SignedAction::Activate; },
        [](ReleaseStatement& s) { s.site = "x"; },
        [](ReleaseStatement& s) { s.number = 1; },
        [](ReleaseStatement& s) { s.base = 1; },
        [](ReleaseStatement& s) { s.root.bytes[0] = 1; },
        [](ReleaseStatement& s) { s.reviews_root.bytes[0] = 1; },
        [](ReleaseStatement& s) { s.audit_head.bytes[0] = 1; },
        [](ReleaseStatement& s) { s.audit_count = 1; },
        [](ReleaseStatement& s) { s.epoch = 1; },
    };
    std::set<std::string> messages;
    for (const auto& change : changes) {
        ReleaseStatement statement;
        change(statement);
        messages.insert(signed_message(statement));
    }
    CHECK(messages.size() == changes.size());
}

namespace {

// Hexadecimal digits as bytes.
std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

template <typename Bytes>
std::string hex_of(const Bytes& value) {
    return bytes_to_hex({reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()});
}

}  // namespace

TEST_CASE("keys sign as RFC 8032 does", "[signature]") {
    struct Example {
        std::string seed;
        std::string public_key;
        std::string message;
        std::string signature;
    };

    const std::vector<Example> examples = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
         "cf9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
         "0f11d8c387b2eaeb4302aeeb00d291612bb0c00"}};
    for (const Example& example : examples) {
        const SigningKey key = SigningKey::from_seed(from_hex(example.seed));
        CHECK(hex_of(key.public_key()) == example.public_key);
        const std::string message = from_hex(example.message);
        const Signature signature = key.sign(message);
        CHECK(hex_of(signature) == example.signature);
        CHECK(key.public_key().fits(message, signature));
        CHECK_FALSE(key.public_key().fits(message + "x", signature));
        for (std::size_t i = 0; i < signature.bytes.size(); ++i) {
            Signature other = signature;
            other.bytes[i] ^= 1U;
            CHECK_FALSE(key.public_key().fits(message, other));
        }
    }
}

TEST_CASE("a key that fits every message is no key", "[signature]") {
    // The neutral point of the curve, and a signature of nothing: R = A, s = 0.
    PublicKey neutral;
    neutral.bytes[0] = 1;
    Signature signature;
    signature.bytes[0] = 1;
    CHECK_FALSE(neutral.fits("anything", signature));
}

TEST_CASE("keys and signatures are read as they were printed, and in no other spelling",
          "[signature]") {
    const SigningKey key = SigningKey::from_seed(std::string(32, 'k'));
    const std::string secret = key.print();
    CHECK(secret.starts_with("gazette-signing-key:"));
    REQUIRE(SigningKey::parse(secret));
    CHECK(SigningKey::parse(secret)->public_key() == key.public_key());
    const std::string shown = print(key.public_key());
    CHECK(shown.starts_with("ed25519:"));
    CHECK(shown.size() == 8 + 43);
    CHECK(parse_public_key(shown) == key.public_key());
    const std::string signature = print(key.sign("m"));
    CHECK(parse_signature(signature) == key.sign("m"));
    for (const std::string& text : {secret, shown, signature}) {
        for (const std::string& wrong :
             {text + "=", text + "A", text + " ", text.substr(1), text.substr(0, text.size() - 1),
              text.substr(0, text.size() - 1) + "~", std::string()}) {
            INFO(wrong);
            CHECK_FALSE(SigningKey::parse(wrong));
            CHECK_FALSE(parse_public_key(wrong));
            CHECK_FALSE(parse_signature(wrong));
        }
    }
    // The last letter of 32 bytes has two bits that mean nothing: they must be zero.
    std::string respelt = shown;
    respelt.back() = static_cast<char>(respelt.back() + 1);
    CHECK_FALSE(parse_public_key(respelt));
    CHECK(key.public_key().id().size() == 16);
    CHECK(key.public_key().id() != SigningKey::from_seed(std::string(32, 'l')).public_key().id());
}
