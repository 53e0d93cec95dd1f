#include "base/hash.h"

#include "support/catch.h"

using namespace gazette;

TEST_CASE("SHA-256 gives FIPS 180-4's own examples", "[hash]") {
    CHECK(to_hex(sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a hasher fed in pieces agrees with the whole and begins anew", "[hash]") {
    Sha256Hasher hasher;
    hasher.add("a");
    hasher.add("bc");
    CHECK(hasher.finish() == sha256("abc"));
    CHECK(hasher.finish() == sha256(""));
}

TEST_CASE("hexadecimal digests are read back and anything else is refused", "[hash]") {
    const Sha256 digest = sha256("报");
    CHECK(sha256_from_hex(to_hex(digest)) == digest);
    CHECK_FALSE(sha256_from_hex("").has_value());
    CHECK_FALSE(sha256_from_hex(std::string(63, '0')).has_value());
    CHECK_FALSE(sha256_from_hex(std::string(64, 'G')).has_value());
    CHECK_FALSE(sha256_from_hex(std::string(64, 'A')).has_value());
    const Fingerprint key = fingerprint("报");
    CHECK(fingerprint_from_hex(to_hex(key)) == key);
}

TEST_CASE("fields of a fingerprint cannot run into each other", "[hash]") {
    const auto of = [](std::string_view a, std::string_view b) {
        return FingerprintBuilder().add(a).add(b).finish();
    };
    CHECK(of("ab", "c") != of("a", "bc"));
    CHECK(of("", "x") != of("x", ""));
    CHECK(of("a", "b") == of("a", "b"));
}
