#pragma once
// Random identifiers from the system's generator (libsodium). Any thread.
#include <cstddef>
#include <string>
#include <string_view>

namespace gazette {

// Of the ids of sites, articles, accounts and what else must be told apart everywhere: 130 bits.
inline constexpr std::size_t kRandomIdLength = 26;

// `length` characters of lower-case base 32 (RFC 4648 alphabet), 5 bits each; 52 make a token.
std::string random_id(std::size_t length);
// `size` bytes for a key.
std::string random_bytes(std::size_t size);
// Whether `random_id` could have made this text.
bool is_random_id(std::string_view text, std::size_t length);

}  // namespace gazette
