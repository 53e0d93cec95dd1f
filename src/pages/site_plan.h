#pragma once
// The plan: which pages there are, what each shows and in which shape, and from that its key. Made
// from rows alone, before any page is rendered: pure, and small enough for a million articles.
//
// A page's view may ask only for what its plan lists (ShownRows asserts it), so that the key, a
// fingerprint over kind, template, settings, links and the digests of the rows shown, misses
// nothing.
#include "base/hash.h"
#include "base/string_pool.h"
#include "content/article_row.h"
#include "content/newspaper.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class PageKind : std::uint8_t {
    Home,
    List,  // top, month or day of a scope
    ArchiveIndex,
    Article,
    Notice,
    Redirect,
    Issues,
    Issue,
    IssuePage,
    Guides,
    Guide,
    NotFound,
    JsonFeed,
    AtomFeed,
    RssFeed,
    SitemapIndex,
    Sitemap,
    NewsSitemap,
    Robots,
    AppManifest,
    AppLatest,
    AppDay,
};

inline constexpr std::size_t kPageKinds = static_cast<std::size_t>(PageKind::AppDay) + 1;

std::string_view name_of(PageKind kind);

inline constexpr std::uint32_t kNoRow = UINT32_MAX;

// What a list or a feed is a list of.
enum class Scope : std::uint8_t { Site, Section, Tag, Channel, Organisation, Column };

struct ShownRecord {
    std::uint32_t row = 0;
    Shape shape = Shape::Card;
    std::uint8_t role = 0;    // the page kind's own meaning: lead, previous, related …
    std::uint16_t group = 0;  // the page kind's own meaning: which section of the home page …
};

// A link to a page that is no article: neighbouring months, the pages of an issue.
struct PageLink {
    std::uint8_t role = 0;
    std::string_view text;
    std::string_view address;
};

// Order of writing: what others point to first, so that a build that is killed leaves no dead link.
enum class WriteOrder : std::uint8_t { Articles, Lists, Last };

// What a page's key is made of. A mark is a short digest of one part: it tells which part of a key
// that changed did so, and nothing else.
enum class KeyPart : std::uint8_t {
    Template,  // and the words of the site's language
    Frame,     // settings that nearly every page shows
    Subject,   // what the page is about and is no row: a section's name, an issue, a guide
    Stories,   // the rows shown, their order and places
    Links,     // to pages that are no articles: neighbouring months, pages of an issue
};

inline constexpr std::size_t kKeyParts = static_cast<std::size_t>(KeyPart::Links) + 1;
using KeyMarks = std::array<std::uint16_t, kKeyParts>;

// A plain value: what it points to lies in the plan's pool or in the newspaper's rows.
struct PlannedPage {
    PageKind kind = PageKind::Home;
    Scope scope = Scope::Site;
    WriteOrder order = WriteOrder::Lists;
    // Index of the row, section, tag, issue, guide … that the page is about; of a redirect the row
    // whose alias it is, or kNoRow.
    std::uint32_t subject = 0;
    std::uint32_t part = 0;     // page of an issue, part of a month, counting from 0
    CivilDate period{0, 0, 0};  // month or day of a list; day 0: a month; year 0: none
    std::string_view address;   // "/sections/yaowen/2022-07.html", unencoded; a folder ends in "/"
    Fingerprint facts;          // what it shows that is no row: an issue, a guide, a list of days
    std::span<const ShownRecord> shows;
    std::span<const PageLink> links;
    Fingerprint key;
    KeyMarks marks{};  // of the key's parts
};

// Pages that are made one after the other by one thread, because they show the same bodies: the
// articles of a day and the app's file of that day.
struct PageRun {
    std::uint32_t begin = 0;  // index into SitePlan::pages
    std::uint32_t end = 0;
};

struct TagPlan {
    std::string_view name;
    std::string word;                 // its segment in addresses
    std::vector<std::uint32_t> rows;  // newest first
};

// Valid while the newspaper that it was made from is.
struct SitePlan {
    std::vector<PlannedPage> pages;  // in the order of writing
    std::vector<PageRun> runs;
    std::vector<std::uint32_t> visible;  // rows, newest first
    std::vector<bool> is_visible;        // by row
    std::vector<TagPlan> tags;           // by name
    Instant now;
    Instant next_change;  // when an embargo or an expiry changes the site by itself; 0: never
    bool drafts = false;
    StringPool pool;  // what the pages point into

    // The site changes by itself at this moment, if it is still to come.
    void note_change(Instant moment);
};

// How work is spread over threads. They are the caller's: planning knows of none, and one worker
// that does it all is as good.
struct Spread {
    using Work = std::function<void(std::size_t index, std::size_t worker)>;

    std::size_t workers = 1;
    // As TaskPool::parallel_for (base/task_pool.h).
    std::function<void(std::size_t count, std::size_t run_length, const Work& work)> over =
        [](std::size_t count, std::size_t, const Work& work) {
            for (std::size_t index = 0; index < count; ++index) work(index, 0);
        };
};

struct PlanOptions {
    Instant now;
    bool drafts = false;
    Spread spread = {};
};

// What keys need besides rows: fingerprints of the expanded templates with the words and files of
// the theme. What the program prints by itself is the program's (base/program_identity.h).
struct RendererFingerprints {
    std::array<Fingerprint, kPageKinds> by_kind{};
};

// Whether readers may see a story that the plan shows; with drafts, pages say so of each.
enum class Standing : std::uint8_t { Out, Draft, Embargoed };
Standing standing_of(const ArticleRow& row, const SitePlan& plan);

// Without keys: page_keys.h makes those.
SitePlan plan_pages(const Newspaper& paper, const PlanOptions& options);

}  // namespace gazette
