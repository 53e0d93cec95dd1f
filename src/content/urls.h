#pragma once
// Every address and every link of the site is made here.
//
// An *address* is absolute below the site's path, unencoded UTF-8 in Unicode's form C:
// "/sections/要闻/". It names the file in the output folder (file_of) and stands in keys, rows and
// the manifest. A *link* is what a page writes: base path + percent-encoded address (RFC 3986 §2.1,
// path characters kept as they are). A *whole URL* is origin + link: only canonical, Open Graph,
// JSON-LD, feeds, sitemaps.
//
// Pure; const from any thread.
#include "base/time_zone.h"

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

struct SiteConfig;

// Kinds of lists that have a folder for each of their members.
enum class ListKind { Section, Tag, Channel, Organisation, Column };

enum class FeedKind { Json, Atom, Rss };

class Addresses {
public:
    explicit Addresses(const SiteConfig& site);

    // base path + percent-encoded address. An address may carry "#anchor".
    [[nodiscard]] std::string link(std::string_view address) const;
    // origin + link.
    [[nodiscard]] std::string absolute(std::string_view address) const;
    // The address that a link of this site means ("/news/a%20b.html" → "/a b.html"); nothing when
    // it lies outside the site's path.
    [[nodiscard]] std::optional<std::string> address_of(std::string_view link) const;

    [[nodiscard]] const std::string& base_path() const { return base_path_; }

private:
    std::string origin_;
    std::string base_path_;
};

// "/2022/07/06/slug.html"; the day is the site zone's.
std::string article_address(const CivilDate& day, std::string_view slug);
// "/sections/yaowen/". `word` is a slug, an id or the tag itself.
std::string list_address(ListKind kind, std::string_view word);
// "/sections/yaowen/2022-07.html"; part 2 and on: "2022-07-2.html".
std::string list_month_address(ListKind kind, std::string_view word, const CivilDate& month,
                               int part = 1);
// The same in the folder of a list, "/sections/yaowen/".
std::string month_address_in(std::string_view folder, const CivilDate& month, int part = 1);
std::string list_feed_address(ListKind kind, std::string_view word, FeedKind feed);
std::string feed_address(FeedKind feed);  // "/feed.json" "/atom.xml" "/rss.xml"
std::string archive_address();            // "/archive/"
// "/archive/2022-07.html"; part 2 and on: "2022-07_2.html", for the tenth part of July is not the
// tenth of July, whose page lies beside it.
std::string archive_month_address(const CivilDate& month, int part = 1);
// "/archive/2022-07-06.html"; part 2 and on: "2022-07-06-2.html".
std::string archive_day_address(const CivilDate& day, int part = 1);
std::string issues_address();  // "/issues/"
// `issue` is "2022-07-06" or "2022-07-06-b".
std::string issue_address(std::string_view issue);                 // "/issues/2022-07-06/"
std::string issue_page_address(std::string_view issue, int page);  // "…/02.html"
std::string guides_address();                                      // "/guides/"
std::string guide_address(std::string_view slug);                  // "/guides/slug.html"
std::string sitemap_month_address(const CivilDate& month, int part = 1);
std::string sitemap_pages_address(int part = 1);  // "/sitemaps/pages.xml", "/sitemaps/pages-2.xml"
std::string app_day_address(const CivilDate& day);  // "/app/v1/days/2022-07-06.json"

// The file of an address below the output folder: "/a/" → "a/index.html", "/b.html" → "b.html".
std::string file_of(std::string_view address);

// A word as one segment of an address: trimmed; spaces, separators, control characters and what
// file systems or URLs take amiss become "-"; never empty, "." or "..".
std::string address_word(std::string_view word);

// Why a slug or id cannot be used in an address; the words are keys of the message catalogue.
enum class SlugProblem { None, Empty, TooLong, Separator, Control, LeadingDot, Reserved };
SlugProblem slug_problem(std::string_view slug);

// "/old/a.html": begins with "/", no empty, "." or ".." segment, no control character or
// backslash, at most 1,024 bytes (SECURITY §1.8).
bool is_valid_address(std::string_view address);
// Addresses that belong to the endpoint or to the build: "/api/…", "/events", "/assets/…".
bool is_reserved_address(std::string_view address);

}  // namespace gazette
