#include "base/base64.h"

#include <sodium.h>

namespace gazette {
namespace {

constexpr int kAlphabet = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

std::string base64url(std::string_view bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), kAlphabet), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      kAlphabet);
    text.pop_back();  // the zero at its end
    return text;
}

std::optional<std::string> bytes_from_base64url(std::string_view text) {
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t size = 0;
    const int status =
        sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, kAlphabet);
    if (status != 0) return std::nullopt;
    bytes.resize(size);
    if (base64url(bytes) != text) return std::nullopt;
    return bytes;
}

}  // namespace gazette
