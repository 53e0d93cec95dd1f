#include "media/webp_container.h"

#include <cstdint>

namespace gazette {
namespace {

constexpr std::size_t kHead = 12;       // "RIFF", size, "WEBP"
constexpr std::size_t kChunkHead = 8;   // name, size
constexpr std::size_t kExtended = 10;   // VP8X: flags, reserved, width and height less one
constexpr unsigned char kAlpha = 0x10;  // of the flags
constexpr unsigned char kXmp = 0x04;

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

std::optional<Chunks> chunks_of(std::string_view webp) {
    if (webp.size() < kHead || !webp.starts_with("RIFF") || webp.substr(8, 4) != "WEBP" ||
        number_at(webp, 4) != webp.size() - kChunkHead) {
        return std::nullopt;
    }
    return find_chunks(webp.substr(kHead));
}

std::string file_of_chunks(std::string_view chunks) {
    std::string out = "RIFF";
    add_number(out, 4 + chunks.size());
    return out.append("WEBP").append(chunks);
}

struct Canvas {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool has_alpha = false;
};

// From the head of the pixels: a key frame of VP8 (RFC 6386 §9.1) or a VP8L stream (RFC 9649 §3.4).
std::optional<Canvas> canvas_of(std::string_view pixels) {
    const std::string_view data = pixels.substr(kChunkHead);
    const bool is_lossless = pixels.starts_with("VP8L");
    if (data.size() < 10 || (is_lossless && data[0] != 0x2F)) return std::nullopt;
    constexpr std::uint32_t kSide = 0x3FFF;  // 14 bits
    if (is_lossless) {
        const std::uint32_t bits = number_at(data, 1);
        return Canvas{(bits & kSide) + 1, ((bits >> 14U) & kSide) + 1, ((bits >> 28U) & 1U) != 0};
    }
    if (data.substr(3, 3) != "\x9D\x01\x2A") return std::nullopt;
    const std::uint32_t bits = number_at(data, 6);
    return Canvas{bits & kSide, (bits >> 16U) & kSide, false};
}

}  // namespace

std::optional<std::string> without_metadata(std::string_view webp) {
    const std::optional<Chunks> chunks = chunks_of(webp);
    if (!chunks) return std::nullopt;
    std::string body;
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
    return file_of_chunks(body);
}

std::optional<std::string> webp_with_xmp(std::string_view webp, std::string_view xmp) {
    const std::optional<Chunks> chunks = chunks_of(webp);
    const auto canvas = chunks ? canvas_of(chunks->pixels) : std::nullopt;
    if (!canvas || canvas->width == 0 || canvas->height == 0) return std::nullopt;
    const bool has_alpha = canvas->has_alpha || !chunks->alpha.empty();
    std::string body = "VP8X";
    add_number(body, kExtended);
    body.push_back(static_cast<char>(has_alpha ? kAlpha | kXmp : kXmp));
    body.append(3, '\0');
    for (const std::uint32_t side : {canvas->width - 1, canvas->height - 1}) {
        for (unsigned shift = 0; shift < 24; shift += 8) {
            body.push_back(static_cast<char>((side >> shift) & 0xFFU));
        }
    }
    body.append(chunks->alpha).append(chunks->pixels).append("XMP ");
    add_number(body, xmp.size());
    body += xmp;
    if (xmp.size() % 2 != 0) body.push_back('\0');
    return file_of_chunks(body);
}

}  // namespace gazette
