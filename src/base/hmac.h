#pragma once
// HMAC with SHA-1 (RFC 2104, OpenSSL's): what one-time passwords are made of (RFC 4226), and for
// nothing else. SHA-1 is broken where somebody may look for collisions; a keyed code is not such a
// place, and authenticator apps know no other. Pure; any thread.
#include <array>
#include <cstdint>
#include <string_view>

namespace gazette {

using HmacSha1 = std::array<std::uint8_t, 20>;

HmacSha1 hmac_sha1(std::string_view key, std::string_view message);

}  // namespace gazette
