#pragma once
// What lists, feeds, menus and keys need of an article: its row. The whole Article is there only
// while it is parsed or rendered; a million rows are to fit into 0.8 GB, so a row owns nothing: its
// texts and arrays lie in a StringPool that lives as long as the Newspaper. Plain values; any
// thread may read.
#include "base/diagnostic.h"
#include "base/hash.h"
#include "base/time_zone.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gazette {

// The shapes in which a page may show an article. A page's key holds, for each article it shows,
// the digest of that shape alone: a changed body leaves the lists as they are.
enum class Shape : std::uint8_t {
    Title,  // address and title: neighbours, menus of an issue
    Card,   // what a list shows
    Body,   // everything, pictures included: the article's own page, full feeds, the app's days
};

enum class Visibility : std::uint8_t {
    Public,     // from its moment on
    Draft,      // never, unless drafts are asked for
    Withdrawn,  // its address answers with the neutral notice
    LeftOut,    // wrong, and the build was told to go on: as if it were not there
};

struct CoverRow {
    std::string_view source;  // path within the newsroom, empty: no cover
    std::string_view alt;
    std::string_view caption;
    std::string_view credit;
    std::string_view origin;
    Fingerprint digest;  // of the picture, as its renditions show it
};

// What few articles have.
struct RareRow {
    std::string_view list_title;  // where it differs from title
    std::string_view kicker;
    std::string_view subtitle;
    std::string_view deck;
    std::string_view series;  // its name
    std::string_view part;    // of the series: 上, 之三
    CoverRow cover;
};

// A link in the body to another file of the newsroom or to an address of the site.
struct LinkRow {
    static constexpr std::uint32_t kElsewhere = UINT32_MAX;

    std::string_view target;  // as written
    Position position;
    std::uint32_t row = kElsewhere;  // of the newsroom's article that it leads to
};

enum class FileUse : std::uint8_t { Cover, Picture, Media, Attachment };

// A picture, video, sound or attachment that the article needs.
struct FileRow {
    std::string_view target;  // as written
    std::string_view source;  // path within the newsroom; empty until found
    Position position;
    FileUse use = FileUse::Picture;
    bool is_generated = false;  // a picture that a machine made
};

// Of a story that is reviewed: what cannot be guarded by a Fingerprint, which anybody can collide.
struct SignableRow {
    Sha256 file;                  // of the file's bytes
    std::optional<Sha256> words;  // of what is signed of it (review/); nothing: not to be read
};

// What a build keeps beside a row: the file's bytes, or the article packed
// (build/packed_article.h).
enum class KeptForm : std::uint8_t { Nothing, File, Packed };

struct ArticleRow {
    static constexpr std::int16_t kNone = -1;

    std::string_view path;     // source, within the newsroom
    std::string_view id;       // the path where the file has none
    std::string_view address;  // "/2022/07/06/x.html", unencoded
    std::string_view title;
    std::string_view title_html;  // with <wbr> between words
    std::string_view summary;
    std::string_view byline;  // in one line
    std::string_view genre;
    RareRow* rare = nullptr;  // null: nothing of it
    std::span<std::string_view> tags;
    std::span<std::string_view> aliases;
    std::span<LinkRow> links;
    std::span<FileRow> files;
    std::span<std::string_view> anchors;

    Instant date;
    Instant visible_from;  // the latest of date and not_before
    Instant updated;       // 0: never
    Instant expires;       // 0: never
    CivilDate day;         // of `date`, in the site's zone: what the address follows

    Fingerprint file_digest;  // of the file's bytes
    std::string_view kept;    // what the build keeps of it for its page, see kept_form
    const SignableRow* signable = nullptr;  // null where the newsroom has no stages of review
    Fingerprint title_digest;               // of each shape, see build/row_digests.h
    Fingerprint card_digest;
    Fingerprint body_digest;
    Fingerprint words_digest;  // of the card's words, a part of card_digest

    std::int16_t section = kNone;  // indices into the SiteConfig
    std::int16_t channel = kNone;
    std::int16_t organisation = kNone;
    std::int16_t column = kNone;
    std::int16_t column_order = 0;
    Visibility visibility = Visibility::Public;
    bool corrected = false;
    bool has_video = false;
    bool reprint = false;  // has a source: left out of the news sitemap
    KeptForm kept_form = KeptForm::Nothing;

    // Empty where there is none.
    [[nodiscard]] const RareRow& if_rare() const {
        static constexpr RareRow kNothing;
        return rare != nullptr ? *rare : kNothing;
    }

    [[nodiscard]] const CoverRow& cover() const { return if_rare().cover; }
};

}  // namespace gazette
