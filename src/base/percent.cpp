#include "base/percent.h"

#include "base/text.h"

#include <array>

namespace gazette {
namespace {

// All but pchar of RFC 3986 §3.3 and "/", with those of them that HTML attributes or people would
// stumble over.
constexpr ByteSet kIsEncodedInPath =
    ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$()*+,;=:@")
        .others();

std::optional<unsigned> hex_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

}  // namespace

void append_percent_encoded(std::string& out, std::string_view path) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::size_t copied = 0;
    for (std::size_t i = find_byte(path, kIsEncodedInPath, 0); i < path.size();
         i = find_byte(path, kIsEncodedInPath, copied)) {
        out.append(path, copied, i - copied);
        for (copied = i; copied < path.size(); ++copied) {  // what is encoded comes in rows
            const auto byte = static_cast<unsigned char>(path[copied]);
            if (!kIsEncodedInPath.has(byte)) break;
            const std::array<char, 3> encoded = {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
            out.append(encoded.data(), encoded.size());
        }
    }
    out.append(path, copied);
}

std::string percent_encode_path(std::string_view path) {
    std::string out;
    out.reserve(path.size());
    append_percent_encoded(out, path);
    return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        const auto high = hex_value(text[i + 1]);
        const auto low = hex_value(text[i + 2]);
        if (!high || !low) return std::nullopt;
        out += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    if (first_invalid_utf8(out)) return std::nullopt;
    return out;
}

}  // namespace gazette
