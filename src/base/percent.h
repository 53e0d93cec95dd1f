#pragma once
// Percent-encoding (RFC 3986 §2.1) of paths. Pure; any thread.
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// UTF-8 to what may stand in a path: pchar of §3.3 and "/" stay as they are, without those that
// HTML attributes or people would stumble over.
std::string percent_encode_path(std::string_view path);
void append_percent_encoded(std::string& out, std::string_view path);
// Nothing when an escape is broken or the result is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace gazette
