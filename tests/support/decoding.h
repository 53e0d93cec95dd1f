#pragma once
// Undoes gzip and Brotli by the libraries' own decoders, for what the program only makes.
#include <optional>
#include <string>
#include <string_view>

namespace gazette::testing {

// Nothing when the bytes are not one whole stream.
std::optional<std::string> gunzip(std::string_view bytes);
std::optional<std::string> unbrotli(std::string_view bytes);

}  // namespace gazette::testing
