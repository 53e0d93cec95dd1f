#pragma once
// An article 稿件 as a whole: what its front matter says, typed, and its body as Markdown. This is
// the shape while it is parsed or rendered; lists and feeds keep a compact row of it (build/).
//
// Values that own all they hold; any thread. Texts are valid UTF-8, trimmed, without control
// characters but tab and line end. Docs: docs/formats/front-matter.md.
#include "base/diagnostic.h"
#include "base/time_zone.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

// Published means "once its date is past".
enum class Status : std::uint8_t { Published, Draft, Withdrawn };

// A date as people write it: with or without a time of day (then it is midnight in its zone).
struct Moment {
    Instant instant;
    bool has_time = false;

    friend auto operator<=>(const Moment&, const Moment&) = default;
};

// One role and who has it. Names of one role in different units stand in entries of their own that
// follow each other.
struct Byline {
    std::string role;  // 融媒体, 通讯员, 供稿…; as site.yml names it, aliases resolved
    std::vector<std::string> names;  // may be empty where a unit alone signs (供稿)
    std::string unit;                // the correspondent's unit, or who 供稿
    std::vector<std::string> does;   // 文, 图, 摄…
    Position position = {};

    // Where it stands does not matter.
    friend bool operator==(const Byline& a, const Byline& b) {
        return a.role == b.role && a.names == b.names && a.unit == b.unit && a.does == b.does;
    }
};

// Who did what behind the scenes: 责任编辑, 校对, 一审…
struct Credit {
    std::string role;
    std::vector<std::string> names;

    friend bool operator==(const Credit&, const Credit&) = default;
};

// A picture as an article names it; content/picture.h is the picture itself.
struct PictureReference {
    std::string src;  // as written: relative to the article's folder, else to assets/
    std::string alt;
    std::string caption;
    std::string credit;
    std::string origin;      // 资料图片 | AI生成 | 示意图 | 绘制, or empty
    std::string map_number;  // 审图号
    std::string time;
    Position position = {};
};

enum class MediaType : std::uint8_t { Video, Audio, Gallery };

// Placed in the body by ![](name).
struct MediaItem {
    std::string name;
    MediaType type = MediaType::Video;
    std::string src;
    std::vector<PictureReference> items;  // of a gallery
    std::string poster;
    std::string duration;  // as written: "1:30"
    std::string transcript;
    std::string caption;
    std::string credit;
    std::string origin;
    Position position = {};
};

struct Attachment {
    std::string src;
    std::string title;
    Position position = {};
};

// A correction 更正 or a text revision 文字修订.
struct DatedNote {
    Moment date;
    std::string text;
};

// How the source was used: 转载 whole, 据 edited from it, 综合 put together from several.
enum class SourceUse : std::uint8_t { Reprint, Edited, Compiled };

struct Source {
    std::string name;
    std::vector<std::string> other_names;  // of a story put together from several
    SourceUse use = SourceUse::Reprint;
    std::string url;
    std::string author;
    std::string title;
    std::string editor;
    std::string date;  // as written: 2022-07-05, 2022年7月5日
    std::string page;
    std::string licence;
};

struct Titles {
    std::string list;
    std::string share;
    std::string print;
};

struct Series {
    std::string name;
    std::string part;  // 上, 之三, ①
};

struct PrintPlace {
    std::string issue;  // 2022-07-06 or 2022-07-06-b
    int page = 0;
    std::string position;  // 头条, 倒头条…
};

struct Verbatim {
    std::string from;
    std::string received;
    std::string hash;
};

// The keys of the front matter, in the order in which we print them.
// clang-format off
#define GAZETTE_ARTICLE_KEYS(X)                                                         \
    X(title) X(kicker) X(subtitle) X(deck) X(titles) X(title_shown) X(series) X(date)   \
    X(event_date) X(not_before) X(updated) X(expires) X(byline) X(credits) X(genre)     \
    X(dateline) X(section) X(tags) X(column) X(column_order) X(cover) X(pictures)       \
    X(media) X(attachments) X(summary) X(slug) X(id) X(aliases) X(status)               \
    X(corrections) X(revisions) X(source) X(verbatim) X(channel) X(organisation)        \
    X(print) X(editors_note) X(author_note)
// clang-format on

enum class ArticleKey : std::uint8_t {
#define GAZETTE_ARTICLE_KEY(name) name,
    GAZETTE_ARTICLE_KEYS(GAZETTE_ARTICLE_KEY)
#undef GAZETTE_ARTICLE_KEY
};

#define GAZETTE_ARTICLE_KEY(name) +1
inline constexpr std::size_t kArticleKeyCount = 0 GAZETTE_ARTICLE_KEYS(GAZETTE_ARTICLE_KEY);
#undef GAZETTE_ARTICLE_KEY

// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order of the front matter
struct Article {
    std::string path;  // within the newsroom, "/"-separated

    std::string title;
    std::string kicker;
    std::string subtitle;
    std::string deck;
    Titles titles;
    bool title_shown = true;
    std::optional<Series> series;

    Instant date;  // online; its day in the site's zone is the day of the address
    bool date_has_time = false;
    std::optional<Moment> event_date;
    std::optional<Moment> not_before;
    std::optional<Moment> updated;
    std::optional<Moment> expires;

    std::vector<Byline> byline;
    bool byline_above_body = false;  // □ under the title (P31), or after the 讯头 (P21–P24)
    std::vector<Credit> credits;
    std::string genre;     // one of known_genres(), or empty
    std::string dateline;  // 消息头 as it is printed: 东昌府讯, 新华社北京7月5日电

    std::string section;  // name of one of the site's sections, or empty
    std::vector<std::string> tags;
    std::string column;  // id
    std::optional<int> column_order;

    std::optional<PictureReference> cover;
    std::vector<PictureReference> pictures;
    std::vector<MediaItem> media;
    std::vector<Attachment> attachments;

    std::string summary;       // empty: the first sentences serve
    std::string slug;          // never empty: the file's name where none is written
    std::string id;            // never empty: the path where none is written
    bool id_is_given = false;  // …and this says which
    bool slug_is_given = false;
    std::vector<std::string> aliases;  // addresses: "/old/address.html"
    Status status = Status::Published;
    std::vector<DatedNote> corrections;
    std::vector<DatedNote> revisions;
    std::optional<Source> source;
    std::optional<Verbatim> verbatim;
    std::string channel;       // id
    std::string organisation;  // id
    std::vector<PrintPlace> print;
    std::string editors_note;
    std::string author_note;

    // Unknown keys with plain values, with ReadOptions::allow_unknown: only so that printing the
    // front matter again does not lose them.
    std::vector<std::pair<std::string, std::string>> extra;

    std::string body;     // Markdown; without the 消息头 and the byline that were read from it
    int body_line = 1;    // line of the file at which the body's first line stands
    int body_column = 1;  // and its column (the 消息头 may have stood before it)
    // Where the body's lines are not consecutive lines of the file (plain newspaper text): the
    // file's line for each.
    std::vector<int> body_lines;

    std::array<Position, kArticleKeyCount> key_positions{};

    // Where the value of a key stands; {} when it was not written.
    [[nodiscard]] Position position_of(ArticleKey key) const {
        return key_positions[static_cast<std::size_t>(key)];
    }

    // Line and column of the file for a place in `body` (both from 1).
    [[nodiscard]] Position position_in_file(Position in_body) const;
};

// 消息, 通讯… in the order of docs/formats/front-matter.md.
const std::vector<std::string_view>& known_genres();
// 资料图片, AI生成, 示意图, 绘制.
const std::vector<std::string_view>& known_origins();
// Of a picture that a machine made: it is marked inside, too.
inline constexpr std::string_view kGeneratedOrigin = "AI生成";
// 消息, 通讯, 特写, 简讯: those that must say who wrote them.
bool genre_needs_byline(std::string_view genre);

}  // namespace gazette
