#include "build/packed_article.h"

#include "base/assert.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace gazette {
namespace {

// Numbers of any size, seven bits a byte, the lowest first.
class Packer {
public:
    explicit Packer(std::string& out) : out_(out) {}

    void number(std::uint64_t value) {
        while (value >= 0x80) {
            out_ += static_cast<char>(value | 0x80U);
            value >>= 7U;
        }
        out_ += static_cast<char>(value);
    }

    void text(std::string_view value) {
        number(value.size());
        out_ += value;
    }

    // How many elements follow.
    template <typename Items>
    void size(const Items& items) {
        number(items.size());
    }

    template <typename Number>
    void integer(Number value) {
        number(static_cast<std::uint64_t>(value));
    }

    template <typename T>
    bool presence(const std::optional<T>& value) {
        number(value ? 1 : 0);
        return value.has_value();
    }

private:
    std::string& out_;
};

class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0;; shift += 7U) {
            GAZETTE_ASSERT(!bytes_.empty() && shift < 64, "packed by this process");
            const auto byte = static_cast<unsigned char>(bytes_.front());
            bytes_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) return value;
        }
    }

    std::string_view view() {
        const std::uint64_t size = number();
        GAZETTE_ASSERT(size <= bytes_.size(), "packed by this process");
        const std::string_view text = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return text;
    }

    void text(std::string& value) { value.assign(view()); }

    template <typename Items>
    void size(Items& items) {
        items.resize(number());
    }

    template <typename Number>
    void integer(Number& value) {
        value = static_cast<Number>(number());
    }

    template <typename T>
    bool presence(std::optional<T>& value) {
        if (number() == 0) return false;
        value.emplace();
        return true;
    }

private:
    std::string_view bytes_;
};

// ---- what an article consists of, once for both directions: of constants for the Packer

template <typename T, typename Meant>
concept Is = std::same_as<std::remove_const_t<T>, Meant>;

template <typename T>
concept IsOptional = Is<T, std::optional<typename T::value_type>>;

template <typename T>
concept IsVector = Is<T, std::vector<typename T::value_type>>;

// In one call each value of any of the types below.
template <typename Archive, typename... Values>
void all(Archive& archive, Values&... values);

template <typename Archive, Is<std::string> T>
void one(Archive& archive, T& value) {
    archive.text(value);
}

template <typename Archive, typename Number>
requires std::integral<Number> || std::is_enum_v<Number>

void one(Archive& archive, Number& value) { archive.integer(value); }

template <typename Archive, IsOptional T>
void one(Archive& archive, T& value) {
    if (archive.presence(value)) all(archive, *value);
}

template <typename Archive, IsVector T>
void one(Archive& archive, T& items) {
    archive.size(items);
    for (auto& item : items) all(archive, item);
}

template <typename Archive, Is<std::pair<std::string, std::string>> T>
void one(Archive& archive, T& value) {
    all(archive, value.first, value.second);
}

template <typename Archive, Is<Titles> T>
void one(Archive& archive, T& value) {
    auto& [list, share, print] = value;
    all(archive, list, share, print);
}

template <typename Archive, Is<Series> T>
void one(Archive& archive, T& value) {
    auto& [name, part] = value;
    all(archive, name, part);
}

template <typename Archive, Is<Moment> T>
void one(Archive& archive, T& value) {
    all(archive, value.instant.seconds, value.has_time);
}

template <typename Archive, Is<Byline> T>
void one(Archive& archive, T& value) {
    auto& [role, names, unit, does, position] = value;
    (void)position;
    all(archive, role, names, unit, does);
}

template <typename Archive, Is<Credit> T>
void one(Archive& archive, T& value) {
    auto& [role, names] = value;
    all(archive, role, names);
}

template <typename Archive, Is<PictureReference> T>
void one(Archive& archive, T& value) {
    auto& [src, alt, caption, credit, origin, map_number, time, position] = value;
    (void)position;
    all(archive, src, alt, caption, credit, origin, map_number, time);
}

template <typename Archive, Is<MediaItem> T>
void one(Archive& archive, T& value) {
    auto& [name, type, src, items, poster, duration, transcript, caption, credit, origin,
           position] = value;
    (void)position;
    all(archive, name, type, src, items, poster, duration, transcript, caption, credit, origin);
}

template <typename Archive, Is<Attachment> T>
void one(Archive& archive, T& value) {
    auto& [src, title, position] = value;
    (void)position;
    all(archive, src, title);
}

template <typename Archive, Is<DatedNote> T>
void one(Archive& archive, T& value) {
    auto& [date, text] = value;
    all(archive, date, text);
}

template <typename Archive, Is<Source> T>
void one(Archive& archive, T& value) {
    auto& [name, others, use, url, author, title, editor, date, page, licence] = value;
    all(archive, name, others, use, url, author, title, editor, date, page, licence);
}

template <typename Archive, Is<PrintPlace> T>
void one(Archive& archive, T& value) {
    auto& [issue, page, position] = value;
    all(archive, issue, page, position);
}

template <typename Archive, Is<Verbatim> T>
void one(Archive& archive, T& value) {
    auto& [from, received, hash] = value;
    all(archive, from, received, hash);
}

// The names of all members, so that one that is added cannot be forgotten here.
template <typename Archive, Is<Article> T>
void one(Archive& archive, T& article) {
    auto& [path, title, kicker, subtitle, deck, titles, title_shown, series, date, date_has_time,
           event_date, not_before, updated, expires, byline, byline_above_body, credits, genre,
           dateline, section, tags, column, column_order, cover, pictures, media, attachments,
           summary, slug, id, id_is_given, slug_is_given, aliases, status, corrections, revisions,
           source, verbatim, channel, organisation, print, editors_note, author_note, extra, body,
           body_line, body_column, body_lines, key_positions] = article;
    (void)body, (void)body_line, (void)body_column, (void)body_lines, (void)key_positions;
    all(archive, path, title, kicker, subtitle, deck, titles, title_shown, series, date.seconds);
    all(archive, date_has_time, event_date, not_before, updated, expires, byline);
    all(archive, byline_above_body, credits, genre, dateline, section, tags, column);
    all(archive, column_order, cover, pictures, media, attachments, summary, slug, id);
    all(archive, id_is_given, slug_is_given, aliases, status, corrections, revisions, source);
    all(archive, verbatim, channel, organisation, print, editors_note, author_note, extra);
}

template <typename Archive, typename... Values>
void all(Archive& archive, Values&... values) {
    (one(archive, values), ...);
}

}  // namespace

void pack_article(const Article& article, const PackedTexts& texts, std::string& out) {
    out.clear();
    Packer packer(out);
    one(packer, article);
    packer.text(texts.body_html);
    packer.text(texts.file);
}

PackedArticle unpack_article(std::string_view packed) {
    Unpacker unpacker(packed);
    PackedArticle result;
    one(unpacker, result.article);
    result.texts.body_html = unpacker.view();
    result.texts.file = unpacker.view();
    return result;
}

}  // namespace gazette
