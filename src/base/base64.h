#pragma once
// Bytes as text: base64url without padding (RFC 4648 §5), by libsodium. Pure; any thread.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

std::string base64url(std::string_view bytes);

// Only the one spelling that base64url gives: no padding, no white space, no stray bits at the end.
std::optional<std::string> bytes_from_base64url(std::string_view text);

}  // namespace gazette
