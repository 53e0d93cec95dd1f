#include "media/webp_container.h"

#include <cstdint>

namespace gazette {
namespace {

constexpr std::size_t kHead = 12;       // "RIFF", size, "WEBP"
constexpr std::size_t kChunkHead = 8;   // name, size
constexpr std::size_t kExtended = 10;   // VP8X: flags, reserved, width and height less one
constexpr unsigned char kAlpha = 0x10;  // of the flags

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) {
        value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}

void add_number(std::string& out, std::size_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
        out.push_back(static_cast<char>((value >> shift) & 0xFFU));
    }
}

struct Chunks {
    std::string_view extended;  // the data of VP8X; the others with head and padding
    std::string_view alpha;
    std::string_view pixels;
};

// Each once; what is neither pixels nor alpha is passed over.
std::optional<Chunks> find_chunks(std::string_view rest) {
    Chunks chunks;
    while (!rest.empty()) {
        if (rest.size() < kChunkHead) return std::nullopt;
        const std::uint64_t size = number_at(rest, 4);
        const std::uint64_t padded = kChunkHead + size + size % 2;
        if (padded > rest.size()) return std::nullopt;
        const std::string_view name = rest.substr(0, 4);
        const std::string_view chunk = rest.substr(0, padded);
        if (name == "ANIM" || name == "ANMF") return std::nullopt;
        if (name == "VP8X") chunks.extended = chunk.substr(kChunkHead, size);
        if (name == "ALPH") chunks.alpha = chunk;
        if (name == "VP8 " || name == "VP8L") chunks.pixels = chunk;
        rest.remove_prefix(padded);
    }
    if (chunks.pixels.empty()) return std::nullopt;
    return chunks;
}

}  // namespace

std::optional<std::string> without_metadata(std::string_view webp) {
    if (webp.size() < kHead || !webp.starts_with("RIFF") || webp.substr(8, 4) != "WEBP" ||
        number_at(webp, 4) != webp.size() - kChunkHead) {
        return std::nullopt;
    }
    const std::optional<Chunks> chunks = find_chunks(webp.substr(kHead));
    if (!chunks) return std::nullopt;
    std::string body = "WEBP";
    if (!chunks->alpha.empty()) {
        // Only alpha that lies beside the pixels needs the extended form.
        if (chunks->extended.size() != kExtended) return std::nullopt;
        body += "VP8X";
        add_number(body, kExtended);
        body.push_back(static_cast<char>(kAlpha));
        body += chunks->extended.substr(1);
        body += chunks->alpha;
    }
    body += chunks->pixels;
    std::string out = "RIFF";
    add_number(out, body.size());
    return out + body;
}

}  // namespace gazette
