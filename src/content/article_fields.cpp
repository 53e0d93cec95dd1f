#include "content/article_fields.h"

#include "base/text.h"
#include "content/byline.h"
#include "content/byline_report.h"
#include "content/dates.h"
#include "content/diagnostic_codes.h"
#include "content/source_line.h"
#include "content/urls.h"
#include "formats/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gazette {
namespace {

constexpr std::size_t kMaxTagCharacters = 50;
constexpr std::size_t kMaxIdBytes = 100;
constexpr int kMaxPage = 999;

// What every key's reader gets.
struct Context {
    const Reading& reading;
    const SiteConfig& site;
    Article& article;
    ArticleKey key;

    [[nodiscard]] std::string_view name() const { return name_of(key); }
};

using Reader = void (*)(const Context&, const YamlNode&);

template <std::string Article::*Member>
void read_line(const Context& c, const YamlNode& node) {
    c.article.*Member = c.reading.line(c.name(), node);
}

template <std::string Article::*Member>
void read_text(const Context& c, const YamlNode& node) {
    c.article.*Member = c.reading.text(c.name(), node);
}

template <std::optional<Moment> Article::*Member>
void read_moment(const Context& c, const YamlNode& node) {
    c.article.*Member = c.reading.moment(c.name(), node, c.site.time_zone);
}

template <typename Item>
std::vector<std::string_view> words_of(const std::vector<Item>& items, std::string Item::*member) {
    std::vector<std::string_view> words;
    words.reserve(items.size());
    for (const Item& item : items) words.push_back(item.*member);
    return words;
}

// Reports a word that is none of the known ones, with the nearest, or else the first of them.
void report_unknown(const Context& c, const DiagnosticCode& code, const YamlNode& node,
                    std::string_view word, const std::vector<std::string_view>& known) {
    constexpr std::size_t kMostListed = 20;
    std::string hint(nearest(word, known));
    if (hint.empty()) {
        for (std::size_t i = 0; i < std::min(known.size(), kMostListed); ++i) {
            hint.append(i == 0 ? "" : "、").append(known[i]);
        }
    }
    c.reading.report(code, node.position, {std::string(word), std::move(hint)});
}

void read_titles(const Context& c, const YamlNode& node) {
    if (!c.reading.is_map("titles", node)) return;
    const Fields fields(c.reading, node, {"list", "share", "print"});
    c.article.titles = {fields.line("list"), fields.line("share"), fields.line("print")};
}

void read_title_shown(const Context& c, const YamlNode& node) {
    c.article.title_shown = c.reading.truth("title_shown", node).value_or(true);
}

void read_series(const Context& c, const YamlNode& node) {
    if (node.is_scalar()) {
        c.article.series = Series{c.reading.line("series", node), {}};
    } else if (c.reading.is_map("series", node)) {
        const Fields fields(c.reading, node, {"name", "part"});
        c.article.series = Series{fields.line("name"), fields.line("part")};
    }
}

void read_date(const Context& c, const YamlNode& node) {
    const auto date = c.reading.moment("date", node, c.site.time_zone);
    if (!date) return;
    c.article.date = date->instant;
    c.article.date_has_time = date->has_time;
}

void take_byline(const Context& c, const YamlNode& node, BylineReading&& read) {
    report_byline(c.reading, read, node.position);
    for (Byline& entry : read.byline) {
        entry.position = node.position;
        c.article.byline.push_back(std::move(entry));
    }
    for (Credit& credit : read.credits) c.article.credits.push_back(std::move(credit));
}

void read_byline_text(const Context& c, const YamlNode& node) {
    std::string_view text = node.text;
    const std::string line = c.reading.line("byline", node);
    text = trim(line);
    for (const auto& [open, close] : {std::pair("（", "）"), std::pair("(", ")")}) {
        if (text.starts_with(open) && text.ends_with(close) &&
            text.size() >= std::string_view(open).size() + std::string_view(close).size()) {
            text.remove_prefix(std::string_view(open).size());
            text.remove_suffix(std::string_view(close).size());
        }
    }
    if (!text.empty()) take_byline(c, node, read_byline(text, c.site));
}

void read_byline_entry(const Context& c, const YamlNode& node) {
    const Fields fields(c.reading, node, {"role", "names", "unit", "does"});
    Byline entry;
    entry.role = fields.line("role");
    entry.names = fields.lines("names");
    entry.unit = fields.line("unit");
    entry.does = fields.lines("does");
    entry.position = node.position;
    if (const std::string_view role = c.site.role(entry.role); !role.empty()) entry.role = role;
    if (entry.names.empty() && entry.unit.empty()) {
        BylineReading nameless;
        nameless.roles_without_name.push_back(entry.role);
        report_byline(c.reading, nameless, node.position);
        return;
    }
    // A unit alone gives the story; the medium itself has no role.
    if (entry.role.empty() && !c.site.is_own_name(entry.unit)) {
        entry.role = entry.names.empty() ? "供稿" : "作者";
    }
    c.article.byline.push_back(std::move(entry));
}

void read_byline_key(const Context& c, const YamlNode& node) {
    if (node.is_scalar()) return read_byline_text(c, node);
    if (node.is_map()) return read_byline_entry(c, node);
    for (const YamlNode& item : node.items()) {
        if (item.is_map()) {
            read_byline_entry(c, item);
        } else if (item.is_scalar()) {
            read_byline_text(c, item);
        } else {
            c.reading.report_wrong_type("byline", item, "@map");
        }
    }
}

void read_credits(const Context& c, const YamlNode& node) {
    c.article.credits = c.reading.credits("credits", node);
    for (Credit& credit : c.article.credits) {
        if (const std::string_view role = credit_role(credit.role); !role.empty()) {
            credit.role = role;
        }
    }
}

void read_genre(const Context& c, const YamlNode& node) {
    std::string genre = c.reading.line("genre", node);
    const auto& known = known_genres();
    if (genre.empty()) return;
    if (std::find(known.begin(), known.end(), genre) == known.end()) {
        report_unknown(c, codes::kGenreUnknown, node, genre, known);
        return;
    }
    c.article.genre = std::move(genre);
}

void read_section(const Context& c, const YamlNode& node) {
    std::string name = c.reading.line("section", node);
    if (name.empty()) return;
    if (c.site.section(name) == nullptr) {
        report_unknown(c, codes::kSectionUnknown, node, name,
                       words_of(c.site.sections, &Section::name));
        return;
    }
    c.article.section = std::move(name);
}

void read_channel(const Context& c, const YamlNode& node) {
    std::string id = c.reading.line("channel", node);
    if (id.empty()) return;
    if (c.site.channel(id) == nullptr) {
        report_unknown(c, codes::kChannelUnknown, node, id,
                       words_of(c.site.channels, &Channel::id));
        return;
    }
    c.article.channel = std::move(id);
}

void read_organisation(const Context& c, const YamlNode& node) {
    std::string id = c.reading.line("organisation", node);
    if (id.empty()) return;
    if (c.site.organisation(id) == nullptr) {
        report_unknown(c, codes::kOrganisationUnknown, node, id,
                       words_of(c.site.organisations, &Organisation::id));
        return;
    }
    c.article.organisation = std::move(id);
}

void read_column(const Context& c, const YamlNode& node) {
    std::string id = c.reading.line("column", node);
    if (id.empty()) return;
    if (c.site.column(id) == nullptr) {
        report_unknown(c, codes::kColumnUnknown, node, id, words_of(c.site.columns, &Column::id));
        return;
    }
    c.article.column = std::move(id);
}

void read_column_order(const Context& c, const YamlNode& node) {
    c.article.column_order = c.reading.number("column_order", node, -100'000, 100'000);
}

void read_tags(const Context& c, const YamlNode& node) {
    for (std::string& tag : c.reading.lines("tags", node)) {
        const bool is_right =
            count_code_points(tag) <= kMaxTagCharacters && address_word(tag) != "-";
        if (!is_right) {
            c.reading.report(codes::kTagInvalid, node.position,
                             {tag, fmt::format("{}", kMaxTagCharacters)});
        } else if (auto& tags = c.article.tags;
                   std::find(tags.begin(), tags.end(), tag) == tags.end()) {
            tags.push_back(std::move(tag));
        }
    }
}

// A file of the newsroom: no URL. With a slash at its front it is sought from the newsroom's
// folder.
std::string read_local_path(const Context& c, const Fields& fields, std::string_view key,
                            const DiagnosticCode& remote) {
    std::string src = fields.line(key);
    if (src.find("://") != std::string::npos || src.starts_with("//")) {
        c.reading.report(remote, fields.position(key), {src});
        src.clear();
    } else if (src.find('\\') != std::string::npos) {
        c.reading.report(codes::kPathInvalid, fields.position(key), {src});
        src.clear();
    }
    return src;
}

PictureReference read_picture(const Context& c, const YamlNode& node) {
    PictureReference picture;
    picture.position = node.position;
    if (node.is_scalar()) {
        picture.src = c.reading.line(c.name(), node);
        return picture;
    }
    const Fields fields(c.reading, node,
                        {"src", "alt", "caption", "credit", "origin", "map_number", "time"});
    picture.src = read_local_path(c, fields, "src", codes::kPictureRemote);
    if (fields.find("src") == nullptr) {
        c.reading.report(codes::kKeyMissing, node.position, {"src"});
    }
    picture.position = fields.position("src");
    picture.alt = fields.line("alt");
    picture.caption = fields.text("caption");
    picture.credit = fields.line("credit");
    if (const auto* origin = fields.find("origin")) {
        picture.origin = c.reading.one_of("origin", *origin, known_origins());
    }
    picture.map_number = fields.line("map_number");
    picture.time = fields.line("time");
    return picture;
}

std::vector<PictureReference> read_picture_list(const Context& c, std::string_view key,
                                                const YamlNode& node) {
    std::vector<PictureReference> out;
    if (node.is_map() || (node.is_scalar() && !node.is_null())) {
        out.push_back(read_picture(c, node));
    }
    for (const YamlNode& item : node.items()) {
        if (item.is_list()) {
            c.reading.report_wrong_type(key, item, "@map");
        } else {
            out.push_back(read_picture(c, item));
        }
    }
    std::erase_if(out, [](const PictureReference& picture) { return picture.src.empty(); });
    return out;
}

void read_cover(const Context& c, const YamlNode& node) {
    if (node.is_list()) return c.reading.report_wrong_type("cover", node, "@map");
    PictureReference cover = read_picture(c, node);
    if (!cover.src.empty()) c.article.cover = std::move(cover);
}

void read_pictures(const Context& c, const YamlNode& node) {
    c.article.pictures = read_picture_list(c, "pictures", node);
}

void read_media(const Context& c, const YamlNode& node) {
    for (const YamlNode* item : c.reading.maps("media", node)) {
        const Fields fields(c.reading, *item,
                            {"name", "type", "src", "items", "poster", "duration", "transcript",
                             "caption", "credit", "origin"});
        MediaItem media;
        media.position = fields.position("src");
        media.name = fields.required_line("name");
        if (const auto* type = fields.find("type")) {
            const std::string word = c.reading.one_of("type", *type, {"video", "audio", "gallery"});
            if (word == "audio") media.type = MediaType::Audio;
            if (word == "gallery") media.type = MediaType::Gallery;
        } else {
            c.reading.report(codes::kKeyMissing, item->position, {"type"});
        }
        media.src = read_local_path(c, fields, "src", codes::kPictureRemote);
        media.poster = read_local_path(c, fields, "poster", codes::kPictureRemote);
        if (const auto* items = fields.find("items")) {
            media.items = read_picture_list(c, "items", *items);
        }
        const bool is_gallery = media.type == MediaType::Gallery;
        if (is_gallery ? fields.find("items") == nullptr : fields.find("src") == nullptr) {
            c.reading.report(codes::kKeyMissing, item->position, {is_gallery ? "items" : "src"});
        }
        media.duration = fields.line("duration");
        media.transcript = fields.text("transcript");
        media.caption = fields.text("caption");
        media.credit = fields.line("credit");
        if (const auto* origin = fields.find("origin")) {
            media.origin = c.reading.one_of("origin", *origin, known_origins());
        }
        const auto has_name = [&](const MediaItem& other) { return other.name == media.name; };
        if (std::any_of(c.article.media.begin(), c.article.media.end(), has_name)) {
            c.reading.report(codes::kNameDuplicate, item->position, {"media", media.name});
        }
        c.article.media.push_back(std::move(media));
    }
}

void read_attachments(const Context& c, const YamlNode& node) {
    for (const YamlNode* item : c.reading.maps("attachments", node)) {
        const Fields fields(c.reading, *item, {"src", "title"});
        Attachment attachment{read_local_path(c, fields, "src", codes::kPathInvalid),
                              fields.line("title"), fields.position("src")};
        if (fields.find("src") == nullptr) {
            c.reading.report(codes::kKeyMissing, item->position, {"src"});
        }
        if (!attachment.src.empty()) c.article.attachments.push_back(std::move(attachment));
    }
}

void read_slug(const Context& c, const YamlNode& node) {
    std::string slug = c.reading.line("slug", node);
    if (slug_problem(slug) != SlugProblem::None) {
        c.reading.report(codes::kSlugInvalid, node.position, {slug});
        return;
    }
    c.article.slug = std::move(slug);
    c.article.slug_is_given = true;
}

void read_id(const Context& c, const YamlNode& node) {
    std::string id = c.reading.line("id", node);
    const bool is_right =
        !id.empty() && id.size() <= kMaxIdBytes && std::all_of(id.begin(), id.end(), [](char l) {
            return (l >= 'a' && l <= 'z') || (l >= 'A' && l <= 'Z') || (l >= '0' && l <= '9') ||
                   l == '-' || l == '_' || l == '.' || l == ':';
        });
    if (!is_right) {
        c.reading.report(codes::kIdInvalid, node.position, {id});
        return;
    }
    c.article.id = std::move(id);
    c.article.id_is_given = true;
}

void read_aliases(const Context& c, const YamlNode& node) {
    for (const std::string& written : c.reading.lines("aliases", node)) {
        std::string alias = nfc(written);
        if (!is_valid_address(alias)) {
            c.reading.report(codes::kAddressInvalid, node.position, {alias});
        } else if (is_reserved_address(alias)) {
            c.reading.report(codes::kAddressReserved, node.position, {alias});
        } else {
            c.article.aliases.push_back(std::move(alias));
        }
    }
}

void read_status(const Context& c, const YamlNode& node) {
    const std::string word = c.reading.one_of("status", node, {"published", "draft", "withdrawn"});
    if (word == "draft") c.article.status = Status::Draft;
    if (word == "withdrawn") c.article.status = Status::Withdrawn;
}

std::vector<DatedNote> read_notes(const Context& c, const YamlNode& node) {
    std::vector<DatedNote> out;
    for (const YamlNode* item : c.reading.maps(c.name(), node)) {
        const Fields fields(c.reading, *item, {"date", "text"});
        DatedNote note;
        if (const auto* date = fields.find("date")) {
            note.date = c.reading.moment("date", *date, c.site.time_zone).value_or(Moment{});
        } else {
            c.reading.report(codes::kKeyMissing, item->position, {"date"});
        }
        note.text = fields.text("text");
        if (note.text.empty()) c.reading.report(codes::kKeyMissing, item->position, {"text"});
        out.push_back(std::move(note));
    }
    return out;
}

void read_corrections(const Context& c, const YamlNode& node) {
    c.article.corrections = read_notes(c, node);
}

void read_revisions(const Context& c, const YamlNode& node) {
    c.article.revisions = read_notes(c, node);
}

void read_source(const Context& c, const YamlNode& node) {
    if (node.is_scalar()) {
        Source source;
        source.name = c.reading.line("source", node);
        if (!source.name.empty()) c.article.source = std::move(source);
        return;
    }
    if (!c.reading.is_map("source", node)) return;
    const Fields fields(
        c.reading, node,
        {"name", "use", "url", "author", "title", "editor", "date", "page", "licence"});
    Source source;
    std::vector<std::string> names = fields.lines("name");
    if (names.empty()) {
        c.reading.report(codes::kKeyMissing, node.position, {"name"});
        return;
    }
    source.name = std::move(names.front());
    source.other_names.assign(std::make_move_iterator(names.begin() + 1),
                              std::make_move_iterator(names.end()));
    if (!source.other_names.empty()) source.use = SourceUse::Compiled;
    if (const auto* use = fields.find("use")) {
        const std::string word = c.reading.one_of("use", *use, {"转载", "据", "综合"});
        if (word == "转载") source.use = SourceUse::Reprint;
        if (word == "据") source.use = SourceUse::Edited;
        if (word == "综合") source.use = SourceUse::Compiled;
    }
    source.url = fields.url("url");
    source.author = fields.line("author");
    source.title = fields.line("title");
    source.editor = fields.line("editor");
    source.date = fields.line("date");
    source.page = fields.line("page");
    source.licence = fields.line("licence");
    c.article.source = std::move(source);
}

void read_verbatim(const Context& c, const YamlNode& node) {
    if (!c.reading.is_map("verbatim", node)) return;
    const Fields fields(c.reading, node, {"from", "received", "hash"});
    c.article.verbatim =
        Verbatim{fields.required_line("from"), fields.line("received"), fields.line("hash")};
}

void read_print(const Context& c, const YamlNode& node) {
    for (const YamlNode* item : c.reading.maps("print", node)) {
        const Fields fields(c.reading, *item, {"issue", "page", "position"});
        PrintPlace place;
        place.issue = fields.required_line("issue");
        const std::string_view day = std::string_view(place.issue).substr(0, 10);
        if (!place.issue.empty() && !parse_iso_date(day)) {
            c.reading.report(codes::kDateUnclear, fields.position("issue"), {"issue", place.issue});
        }
        if (const auto* page = fields.find("page")) {
            place.page = c.reading.number("page", *page, 1, kMaxPage).value_or(0);
        }
        place.position = fields.line("position");
        c.article.print.push_back(std::move(place));
    }
}

constexpr std::array<std::string_view, kArticleKeyCount> kKeyNames = {
#define GAZETTE_ARTICLE_KEY(name) #name,
    GAZETTE_ARTICLE_KEYS(GAZETTE_ARTICLE_KEY)
#undef GAZETTE_ARTICLE_KEY
};

// In the order of GAZETTE_ARTICLE_KEYS.
constexpr std::array<Reader, kArticleKeyCount> kReaders = {
    read_line<&Article::title>,
    read_line<&Article::kicker>,
    read_line<&Article::subtitle>,
    read_text<&Article::deck>,
    read_titles,
    read_title_shown,
    read_series,
    read_date,
    read_moment<&Article::event_date>,
    read_moment<&Article::not_before>,
    read_moment<&Article::updated>,
    read_moment<&Article::expires>,
    read_byline_key,
    read_credits,
    read_genre,
    read_line<&Article::dateline>,
    read_section,
    read_tags,
    read_column,
    read_column_order,
    read_cover,
    read_pictures,
    read_media,
    read_attachments,
    read_text<&Article::summary>,
    read_slug,
    read_id,
    read_aliases,
    read_status,
    read_corrections,
    read_revisions,
    read_source,
    read_verbatim,
    read_channel,
    read_organisation,
    read_print,
    read_text<&Article::editors_note>,
    read_text<&Article::author_note>,
};

}  // namespace

std::string_view name_of(ArticleKey key) { return kKeyNames[static_cast<std::size_t>(key)]; }

void read_article_fields(const Reading& reading, const YamlNode& root, const SiteConfig& site,
                         const ReadOptions& options, Article& article) {
    for (const auto& [key, value] : root.pairs()) {
        const auto found = std::find(kKeyNames.begin(), kKeyNames.end(), key.text);
        if (found == kKeyNames.end()) {
            if (!options.allow_unknown) {
                reading.report_unknown_key(key, {kKeyNames.begin(), kKeyNames.end()});
            } else if (value.is_scalar() && !value.is_null()) {
                article.extra.emplace_back(key.text, reading.text(key.text, value));
            }
            continue;
        }
        const auto index = static_cast<std::size_t>(found - kKeyNames.begin());
        if (value.is_null()) continue;
        article.key_positions[index] = value.position;
        kReaders[index](Context{reading, site, article, static_cast<ArticleKey>(index)}, value);
    }
}

}  // namespace gazette
