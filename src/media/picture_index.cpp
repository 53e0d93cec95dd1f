#include "media/picture_index.h"

#include "base/assert.h"
#include "media/media_protocol.h"
#include "media/picture_limits.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <limits>
#include <type_traits>

namespace gazette {
namespace {

constexpr std::string_view kMagic = "gazette pictures\n";
constexpr std::uint32_t kVersion = 2;

class Writer {
public:
    template <typename Number>
    Writer& add(Number value) {
        static_assert(std::is_integral_v<Number>);
        auto rest = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof(Number); ++i, rest >>= 8U) {
            bytes_.push_back(static_cast<char>(rest & 0xFFU));
        }
        return *this;
    }

    Writer& add(const Sha256& digest) {
        bytes_.append(digest.bytes.begin(), digest.bytes.end());
        return *this;
    }

    Writer& add_text(std::string_view text) {
        GAZETTE_ASSERT(text.size() <= std::numeric_limits<std::uint16_t>::max(),
                       "a path that could be opened is at most PATH_MAX long");
        add(static_cast<std::uint16_t>(text.size()));
        bytes_ += text;
        return *this;
    }

    Writer& add_bytes(std::string_view bytes) {
        bytes_ += bytes;
        return *this;
    }

    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

// Every read says whether there was enough; after the first false nothing more is read.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    template <typename Number>
    [[nodiscard]] bool read(Number& value) {
        static_assert(std::is_integral_v<Number>);
        std::string_view bytes;
        if (!take(sizeof(Number), bytes)) return false;
        std::uint64_t collected = 0;
        for (std::size_t i = sizeof(Number); i-- > 0;) {
            collected = (collected << 8U) | static_cast<unsigned char>(bytes[i]);
        }
        value = static_cast<Number>(collected);
        return true;
    }

    [[nodiscard]] bool read(Sha256& digest) {
        std::string_view bytes;
        if (!take(digest.bytes.size(), bytes)) return false;
        std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
        return true;
    }

    [[nodiscard]] bool read_text(std::string& text) {
        std::uint16_t size = 0;
        std::string_view bytes;
        if (!read(size) || !take(size, bytes)) return false;
        text = bytes;
        return true;
    }

    // A number that must lie within bounds.
    template <typename Number>
    [[nodiscard]] bool read_int(int& value, int least, int most) {
        Number stored{};
        if (!read(stored) || stored > static_cast<Number>(most)) return false;
        value = static_cast<int>(stored);
        return value >= least;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    bool take(std::size_t size, std::string_view& bytes) {
        if (rest_.size() < size) return false;
        bytes = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return true;
    }

    std::string_view rest_;
};

bool read_source(Reader& reader, PictureIndex& index) {
    std::string path;
    IndexedSource source;
    return reader.read_text(path) && reader.read(source.stamp.size_bytes) &&
           reader.read(source.stamp.modified_ns) && reader.read(source.stamp.changed_ns) &&
           reader.read(source.stamp.inode) && reader.read(source.digest) &&
           index.sources.emplace(std::move(path), source).second;
}

bool read_rendition(Reader& reader, IndexedRendition& rendition) {
    int format = 0;
    if (!reader.read_int<std::uint32_t>(rendition.width, 1, kMaxRenditionSide) ||
        !reader.read_int<std::uint8_t>(format, 0, 1) || !reader.read(rendition.size_bytes) ||
        !reader.read(rendition.digest)) {
        return false;
    }
    rendition.format = format == 0 ? PictureFormat::Webp : PictureFormat::Jpeg;
    return rendition.size_bytes <= kMaxRenditionBytes;
}

bool read_picture(Reader& reader, PictureIndex& index) {
    PictureIndex::Key key;
    IndexedPicture picture;
    int alpha = 0;
    int generated = 0;
    int count = 0;
    if (!reader.read(key.first) || !reader.read_text(key.second) ||
        !reader.read_int<std::uint32_t>(picture.width, 1, kMaxPictureSide) ||
        !reader.read_int<std::uint32_t>(picture.height, 1, kMaxPictureSide) ||
        !reader.read_int<std::uint8_t>(alpha, 0, 1) ||
        !reader.read_int<std::uint8_t>(generated, 0, 1) ||
        !reader.read_int<std::uint8_t>(count, 1, 2 * int{kMaxRecipeWidths})) {
        return false;
    }
    picture.has_alpha = alpha == 1;
    picture.says_generated = generated == 1;
    picture.renditions.resize(static_cast<std::size_t>(count));
    for (IndexedRendition& rendition : picture.renditions) {
        if (!read_rendition(reader, rendition)) return false;
    }
    return index.pictures.emplace(std::move(key), std::move(picture)).second;
}

std::string serialize_body(const PictureIndex& index) {
    Writer body;
    body.add(static_cast<std::uint32_t>(index.sources.size()));
    for (const auto& [path, source] : index.sources) {
        body.add_text(path).add(source.stamp.size_bytes).add(source.stamp.modified_ns);
        body.add(source.stamp.changed_ns).add(source.stamp.inode).add(source.digest);
    }
    body.add(static_cast<std::uint32_t>(index.pictures.size()));
    for (const auto& [key, picture] : index.pictures) {
        body.add(key.first).add_text(key.second).add(static_cast<std::uint32_t>(picture.width));
        body.add(static_cast<std::uint32_t>(picture.height));
        body.add(static_cast<std::uint8_t>(picture.has_alpha ? 1 : 0));
        body.add(static_cast<std::uint8_t>(picture.says_generated ? 1 : 0));
        body.add(static_cast<std::uint8_t>(picture.renditions.size()));
        for (const IndexedRendition& rendition : picture.renditions) {
            body.add(static_cast<std::uint32_t>(rendition.width));
            body.add(static_cast<std::uint8_t>(rendition.format == PictureFormat::Webp ? 0 : 1));
            body.add(rendition.size_bytes).add(rendition.digest);
        }
    }
    return body.take();
}

}  // namespace

SourceStamp stamp_of(const FileInfo& info) {
    return SourceStamp{info.size_bytes, info.modified_ns, info.changed_ns, info.inode};
}

std::string recipe_key(const PictureRecipe& recipe) {
    return fmt::format("v{} q{} q{} {}", kPictureRecipeVersion, recipe.webp_quality,
                       recipe.jpeg_quality, fmt::join(recipe.widths, ","));
}

std::string serialize(const PictureIndex& index) {
    const std::string body = serialize_body(index);
    const Fingerprint sum = fingerprint(body);
    Writer out;
    out.add_bytes(kMagic).add(kVersion).add(static_cast<std::uint64_t>(body.size()));
    out.add(sum.high).add(sum.low).add_bytes(body);
    return out.take();
}

Result<PictureIndex> parse_picture_index(std::string_view bytes) {
    const auto damaged = [](std::string what) {
        return failure(ErrorCode::Damaged, "the picture index " + std::move(what));
    };
    if (!bytes.starts_with(kMagic)) return damaged("does not begin as one");
    Reader reader(bytes.substr(kMagic.size()));
    std::uint32_t version = 0;
    std::uint64_t length = 0;
    Fingerprint sum;
    if (!reader.read(version) || !reader.read(length) || !reader.read(sum.high) ||
        !reader.read(sum.low)) {
        return damaged("is cut off");
    }
    if (version != kVersion) return damaged("is of another version");
    if (length != reader.rest().size() || fingerprint(reader.rest()) != sum) {
        return damaged("does not have its checksum");
    }
    // A count only says how often to try: nothing is reserved by it.
    PictureIndex index;
    std::uint32_t count = 0;
    if (!reader.read(count)) return damaged("is cut off");
    for (; count > 0; --count) {
        if (!read_source(reader, index)) return damaged("has a wrong source");
    }
    if (!reader.read(count)) return damaged("is cut off");
    for (; count > 0; --count) {
        if (!read_picture(reader, index)) return damaged("has a wrong picture");
    }
    if (!reader.at_end()) return damaged("has something behind its end");
    return index;
}

}  // namespace gazette
