// gazette-media: reads pictures from standard input and writes their renditions, or the picture
// made anew, to standard output (media_protocol.h) until the input ends. It is the only program of
// ours that decodes pictures. It writes no file, and a picture may exhaust or crash it: gazette
// then starts another.
//
// Equal bytes and recipe give equal renditions: one thread, no metadata, everything turned upright
// and converted to sRGB. Only five loaders of libvips are let in, and sizes are checked when only a
// picture's head has been read.
#include "content/picture.h"
#include "media/generated_mark.h"
#include "media/media_protocol.h"
#include "media/picture_kind.h"
#include "media/picture_limits.h"
#include "media/webp_container.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
// vector.h needs what comes before it
// clang-format off
#include <vips/vips.h>
#include <vips/vector.h>
// clang-format on

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gazette {
namespace {

[[maybe_unused]] constexpr rlim_t kMaxAddressSpace = 3ULL << 30U;
constexpr rlim_t kMaxSecondsPerPicture = 45;
constexpr int kExitProtocol = 2;  // the other side does not speak the protocol

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};

using Image = std::unique_ptr<VipsImage, Unref>;

struct MadeRendition {
    RenditionLine line;
    std::string bytes;
};

struct Made {
    MadeLine line;
    std::vector<MadeRendition> renditions;
};

template <typename T>
using Answer = std::variant<T, RefusedLine>;

RefusedLine broken() {
    RefusedLine refused{RefusalReason::Broken, vips_error_buffer()};
    if (refused.why.empty()) refused.why = "it cannot be decoded";
    vips_error_clear();
    return refused;
}

// ---- limits ----

void limit(__rlimit_resource resource, rlim_t most) {
    struct rlimit limits {};

    if (::getrlimit(resource, &limits) != 0) return;
    limits.rlim_cur = std::min(most, limits.rlim_max);
    static_cast<void>(::setrlimit(resource, &limits));
}

// A decoder that runs away ends here, not with the machine's memory. Sanitizers reserve terabytes
// of addresses, so that limit is not for them.
void limit_resources() {
    limit(RLIMIT_CORE, 0);
    static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));  // to write is an error, not the end
    limit(RLIMIT_FSIZE, 0);
#if !defined(GAZETTE_SANITIZED)
    limit(RLIMIT_AS, kMaxAddressSpace);
#endif
    static_cast<void>(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

// The limit counts the whole life of the process; it is moved on with every picture.
void limit_seconds_of_next_picture() {
    struct rusage used {};

    if (::getrusage(RUSAGE_SELF, &used) != 0) return;
    const auto seconds = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
    limit(RLIMIT_CPU, seconds + 1 + kMaxSecondsPerPicture);
}

// ---- pictures ----

// Everything that reads is shut but these.
void allow_loaders() {
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (const char* const loader :
         {"VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer",
          "VipsForeignLoadNsgifBuffer", "VipsForeignLoadHeifBuffer"}) {
        vips_operation_block_set(loader, FALSE);
    }
}

// Reads the head only; pixels are decoded when they are asked for.
Image open_picture(PictureKind kind, const std::string& bytes) {
    using Load = int (*)(void*, size_t, VipsImage**, ...);
    const auto load = [kind]() -> Load {
        switch (kind) {
            case PictureKind::Jpeg:
                return vips_jpegload_buffer;
            case PictureKind::Png:
                return vips_pngload_buffer;
            case PictureKind::Webp:
                return vips_webpload_buffer;
            case PictureKind::Gif:
                return vips_gifload_buffer;
            case PictureKind::Heif:
                return vips_heifload_buffer;
        }
        return nullptr;
    }();
    VipsImage* image = nullptr;
    // libvips takes no const, and does not write.
    void* const data = const_cast<char*>(bytes.data());
    if (load(data, bytes.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL, nullptr) != 0) return {};
    return Image(image);
}

// Whether its metadata call it a machine's work: IPTC's digital source type or the field of GB
// 45438-2025, in XMP, or the latter as a text of a PNG file.
bool says_generated(VipsImage* image) {
    const void* data = nullptr;
    size_t size = 0;
    if (vips_image_get_typeof(image, VIPS_META_XMP_NAME) != 0 &&
        vips_image_get_blob(image, VIPS_META_XMP_NAME, &data, &size) == 0) {
        const std::string_view xmp(static_cast<const char*>(data), size);
        // "trained…" and "compositeWithTrained…".
        for (const std::string_view sign : {"rainedAlgorithmicMedia", "AIGC"}) {
            if (xmp.find(sign) != std::string_view::npos) return true;
        }
    }
    const std::unique_ptr<gchar*, void (*)(gchar**)> fields(vips_image_get_fields(image),
                                                            g_strfreev);
    for (gchar** field = fields.get(); field != nullptr && *field != nullptr; ++field) {
        const std::string_view name(*field);
        if (name.starts_with("png-comment-") && name.ends_with("-AIGC")) return true;
    }
    return false;
}

// What a picture's head tells.
struct Head {
    MadeLine line;              // its size when it stands upright
    bool is_plain_rgb = false;  // without a profile: taken as sRGB, as browsers do
};

Answer<Head> read_head(const std::string& bytes) {
    const std::optional<PictureKind> kind = picture_kind(bytes);
    if (!kind) return RefusedLine{RefusalReason::Type, std::string(kNotAPicture)};
    const Image image = open_picture(*kind, bytes);
    if (!image) return broken();
    MadeLine line{vips_image_get_width(image.get()), vips_image_get_height(image.get()),
                  vips_image_hasalpha(image.get()) != 0, says_generated(image.get()), 0};
    const std::string size = fmt::format("{} x {} pixels", line.width, line.height);
    if (line.width < 1 || line.height < 1) return RefusedLine{RefusalReason::Broken, size};
    if (line.width > kMaxPictureSide || line.height > kMaxPictureSide ||
        std::int64_t{line.width} * line.height > kMaxPicturePixels) {
        return RefusedLine{RefusalReason::Large, size};
    }
    if (vips_image_get_orientation_swap(image.get()) != 0) std::swap(line.width, line.height);
    const bool has_profile = vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0;
    const bool is_cmyk = vips_image_get_interpretation(image.get()) == VIPS_INTERPRETATION_CMYK;
    return Head{line, !has_profile && !is_cmyk};
}

// In memory, so that it is decoded once; nothing when pixels are missing.
Image evaluate(VipsImage* lazy) {
    const Image pipeline(lazy);
    Image image(vips_image_copy_memory(pipeline.get()));
    // Untagged pixels are sRGB to every browser; the profile would be 7 KB in each WebP.
    if (image) vips_image_remove(image.get(), VIPS_META_ICC_NAME);
    return image;
}

// Upright and in sRGB. Reads JPEG and WebP at a fraction of their size where that is enough.
Image decode(const std::string& bytes, int width, const Head& head) {
    VipsImage* scaled = nullptr;
    void* const data = const_cast<char*>(bytes.data());
    // `fail_on` goes to the loader: the operation's own is not passed on by 8.14. A null name ends
    // the options early, so that pixels that are sRGB already are not converted there and back.
    if (vips_thumbnail_buffer(data, bytes.size(), &scaled, width, "height", VIPS_MAX_COORD, "size",
                              VIPS_SIZE_DOWN, "option_string", "[fail_on=truncated]",
                              head.is_plain_rgb ? nullptr : "export_profile", "srgb",
                              nullptr) != 0) {
        return {};
    }
    return evaluate(scaled);
}

// OPTIMIZATION: the narrower ones from the widest instead of the source again: 0.52 s instead of
// 0.60 s of processor time for a picture of 12 megapixels.
Image narrow(VipsImage* widest, int width) {
    VipsImage* scaled = nullptr;
    if (vips_thumbnail_image(widest, &scaled, width, "height", VIPS_MAX_COORD, "size",
                             VIPS_SIZE_DOWN, nullptr) != 0) {
        return {};
    }
    return evaluate(scaled);
}

std::string take_buffer(void* data, size_t size) {
    std::string bytes(static_cast<const char*>(data), size);
    g_free(data);
    return bytes;
}

std::optional<std::string> encode_webp(VipsImage* image, int quality) {
    void* data = nullptr;
    size_t size = 0;
    if (vips_webpsave_buffer(image, &data, &size, "Q", quality, "effort", 4, "strip", TRUE,
                             nullptr) != 0) {
        return std::nullopt;
    }
    return without_metadata(take_buffer(data, size));
}

std::optional<std::string> encode_jpeg(VipsImage* image, int quality) {
    // JPEG has no alpha: what is transparent lies on the page's white.
    const std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> white(
        vips_array_double_newv(1, 255.0),
        [](VipsArrayDouble* area) { vips_area_unref(VIPS_AREA(area)); });
    void* data = nullptr;
    size_t size = 0;
    if (vips_jpegsave_buffer(image, &data, &size, "Q", quality, "interlace", TRUE,
                             "optimize_coding", TRUE, "strip", TRUE, "background", white.get(),
                             nullptr) != 0) {
        return std::nullopt;
    }
    return take_buffer(data, size);
}

// False when it cannot be encoded.
bool add_renditions(VipsImage* image, const PictureRecipe& recipe, Made& made) {
    const int width = vips_image_get_width(image);
    auto webp = encode_webp(image, recipe.webp_quality);
    if (!webp) return false;
    auto jpeg = encode_jpeg(image, recipe.jpeg_quality);
    if (!jpeg) return false;
    made.renditions.push_back({{width, PictureFormat::Webp, webp->size()}, std::move(*webp)});
    made.renditions.push_back({{width, PictureFormat::Jpeg, jpeg->size()}, std::move(*jpeg)});
    return true;
}

Answer<Made> make(const JobLine& job, const std::string& bytes) {
    const Answer<Head> read = read_head(bytes);
    if (const auto* refused = std::get_if<RefusedLine>(&read)) return *refused;
    const Head& head = std::get<Head>(read);
    const std::vector<int> widths =
        rendition_widths(head.line.width, head.line.height, job.recipe.widths);
    if (widths.empty()) {
        return RefusedLine{RefusalReason::Large, "higher than any rendition of it can be"};
    }
    const Image widest = decode(bytes, widths.back(), head);
    if (!widest) return broken();
    Made made{head.line, {}};
    for (const int width : widths) {
        Image narrowed;
        if (width != widths.back()) {
            narrowed = narrow(widest.get(), width);
            if (!narrowed) return broken();
        }
        VipsImage* const image = narrowed ? narrowed.get() : widest.get();
        if (vips_image_get_width(image) != width) {
            return RefusedLine{RefusalReason::Broken, "its head and its pixels differ in size"};
        }
        if (!add_renditions(image, job.recipe, made)) return broken();
    }
    made.line.renditions = made.renditions.size();
    return made;
}

// ---- the same picture, made anew ----

struct Cleaned {
    CleanedLine line;
    std::string bytes;
};

// What people upload is kept in this quality; renditions are made of it once more.
constexpr int kCleanQuality = 92;

std::optional<std::string> encode_png(VipsImage* image) {
    void* data = nullptr;
    size_t size = 0;
    if (vips_pngsave_buffer(image, &data, &size, "strip", TRUE, nullptr) != 0) return std::nullopt;
    return take_buffer(data, size);
}

std::optional<std::string> encode_gif(VipsImage* image) {
    void* data = nullptr;
    size_t size = 0;
    if (vips_gifsave_buffer(image, &data, &size, "strip", TRUE, nullptr) != 0) return std::nullopt;
    return take_buffer(data, size);
}

std::optional<std::string> encode_as(PictureKind kind, VipsImage* image) {
    switch (kind) {
        case PictureKind::Jpeg:
        case PictureKind::Heif:
            return encode_jpeg(image, kCleanQuality);
        case PictureKind::Png:
            return encode_png(image);
        case PictureKind::Webp:
            return encode_webp(image, kCleanQuality);
        case PictureKind::Gif:
            return encode_gif(image);
    }
    return std::nullopt;
}

Answer<Cleaned> clean(const std::string& bytes) {
    const Answer<Head> read = read_head(bytes);
    if (const auto* refused = std::get_if<RefusedLine>(&read)) return *refused;
    const Head& head = std::get<Head>(read);
    const Image image = decode(bytes, head.line.width, head);
    if (!image) return broken();
    const int width = vips_image_get_width(image.get());
    const int height = vips_image_get_height(image.get());
    if (width != head.line.width || height != head.line.height) {
        return RefusedLine{RefusalReason::Broken, "its head and its pixels differ in size"};
    }
    PictureKind kind = picture_kind(bytes).value_or(PictureKind::Jpeg);
    if (kind == PictureKind::Heif) kind = PictureKind::Jpeg;
    // All else that it says of itself goes; that a machine made it must stay, and in a PNG or GIF
    // there is no place for it that we write.
    const bool is_generated = head.line.says_generated;
    if (is_generated && kind != PictureKind::Jpeg) kind = PictureKind::Webp;
    auto encoded = encode_as(kind, image.get());
    if (encoded && is_generated) {
        const bool is_jpeg = kind == PictureKind::Jpeg;
        encoded = with_xmp(*encoded, is_jpeg ? PictureFormat::Jpeg : PictureFormat::Webp,
                           generated_mark_xmp({}));
    }
    if (!encoded) return broken();
    if (encoded->size() > kMaxRenditionBytes) {
        return RefusedLine{RefusalReason::Large, "it would be too large without its compression"};
    }
    return Cleaned{{width, height, kind, encoded->size()}, std::move(*encoded)};
}

// ---- the conversation ----

// False at the end of the input or an error.
bool read_exactly(char* out, std::size_t size) {
    while (size > 0) {
        const ssize_t got = ::read(STDIN_FILENO, out, size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        out += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

// Byte by byte: lines are short, and nothing behind the line may be taken with it.
std::optional<std::string> read_line() {
    std::string line;
    char c = 0;
    while (line.size() < kMaxProtocolLine && read_exactly(&c, 1)) {
        if (c == '\n') return line;
        line.push_back(c);
    }
    return std::nullopt;
}

bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool send(const Answer<Made>& answer) {
    if (const auto* refused = std::get_if<RefusedLine>(&answer)) return write_all(print(*refused));
    const Made& made = std::get<Made>(answer);
    if (!write_all(print(made.line))) return false;
    return std::all_of(made.renditions.begin(), made.renditions.end(), [](const auto& rendition) {
        return write_all(print(rendition.line)) && write_all(rendition.bytes);
    });
}

bool send(const Answer<Cleaned>& answer) {
    if (const auto* refused = std::get_if<RefusedLine>(&answer)) return write_all(print(*refused));
    const Cleaned& cleaned = std::get<Cleaned>(answer);
    return write_all(print(cleaned.line)) && write_all(cleaned.bytes);
}

int converse() {
    while (const auto line = read_line()) {
        const std::optional<JobLine> job = parse_job(*line);
        const std::optional<CleanLine> cleaning = parse_clean(*line);
        if (!job && !cleaning) return kExitProtocol;
        std::string bytes(job ? job->size_bytes : cleaning->size_bytes, '\0');
        if (!read_exactly(bytes.data(), bytes.size())) return kExitProtocol;
        limit_seconds_of_next_picture();
        if (!(job ? send(make(*job, bytes)) : send(clean(bytes)))) return kExitProtocol;
    }
    return EXIT_SUCCESS;
}

int run(const char* program) {
    if (VIPS_INIT(program) != 0) {
        static_cast<void>(std::fprintf(stderr, "gazette-media: %s", vips_error_buffer()));
        return EXIT_FAILURE;
    }
    // The same bytes on every machine: one thread, and no code made for the processor at hand
    // (which would also want to write a file of it).
    vips_concurrency_set(1);
    vips_vector_set_enabled(FALSE);
    vips_cache_set_max(0);  // no picture is met twice
    allow_loaders();
    limit_resources();
    const int status = converse();
    vips_shutdown();
    return status;
}

}  // namespace
}  // namespace gazette

#if defined(__SANITIZE_THREAD__)
// The thread sanitizer sees no lock of a library that was not built for it, and all threads here
// are libvips's own.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __tsan_default_suppressions() {
    return "called_from_lib:libvips\nrace:libvips\nrace:libglib\n";
}
#endif

int main(int, char** arguments) {
    try {
        return gazette::run(arguments[0]);
    } catch (const std::exception& error) {  // out of memory: gazette starts another
        static_cast<void>(std::fprintf(stderr, "gazette-media: %s\n", error.what()));
        return EXIT_FAILURE;
    }
}
