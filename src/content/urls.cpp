#include "content/urls.h"

#include "base/percent.h"
#include "base/text.h"
#include "content/site_config.h"
#include "formats/unicode.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gazette {
namespace {

constexpr std::size_t kMaxAddressBytes = 1'024;
constexpr std::size_t kMaxSlugBytes = 200;  // a file name may hold 255, with ".html" and a suffix

std::string_view folder_of(ListKind kind) {
    switch (kind) {
        case ListKind::Section:
            return "sections";
        case ListKind::Tag:
            return "tags";
        case ListKind::Channel:
            return "channels";
        case ListKind::Organisation:
            return "organisations";
        case ListKind::Column:
            return "columns";
    }
    return "";
}

std::string_view file_of_feed(FeedKind feed) {
    switch (feed) {
        case FeedKind::Json:
            return "feed.json";
        case FeedKind::Atom:
            return "atom.xml";
        case FeedKind::Rss:
            return "rss.xml";
    }
    return "";
}

// "2022-07.html", "2022-07-2.html": `period` is a month or a day, parts count from 1.
std::string part_file(std::string period, char mark, int part, std::string_view ending) {
    if (part > 1) period += fmt::format("{}{}", mark, part);
    return period.append(ending);
}

// Control characters (C0, DEL, C1), and what changes the direction of text or is invisible.
bool is_unfit_for_names(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x00AD || c == 0x061C ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

bool has_unfit_character(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        if (is_unfit_for_names(next_code_point(text, i))) return true;
    }
    return false;
}

}  // namespace

Addresses::Addresses(const SiteConfig& site) : origin_(site.origin), base_path_(site.base_path) {}

std::string Addresses::link(std::string_view address) const {
    const std::size_t hash = address.find('#');
    std::string out;
    out.reserve(base_path_.size() + address.size());
    append_percent_encoded(out, base_path_);
    append_percent_encoded(out, address.substr(0, hash));
    if (hash != std::string_view::npos) {
        out += '#';
        append_percent_encoded(out, address.substr(hash + 1));
    }
    return out;
}

std::string Addresses::absolute(std::string_view address) const { return origin_ + link(address); }

std::optional<std::string> Addresses::address_of(std::string_view link) const {
    auto path = percent_decode(link);
    if (!path || !path->starts_with(base_path_)) return std::nullopt;
    path->erase(0, base_path_.size());
    if (!path->starts_with('/')) return std::nullopt;
    return path;
}

std::string article_address(const CivilDate& day, std::string_view slug) {
    return fmt::format(FMT_COMPILE("/{:04}/{:02}/{:02}/{}.html"), day.year, day.month, day.day,
                       nfc(slug));
}

std::string list_address(ListKind kind, std::string_view word) {
    return fmt::format("/{}/{}/", folder_of(kind), address_word(word));
}

std::string list_month_address(ListKind kind, std::string_view word, const CivilDate& month,
                               int part) {
    return month_address_in(list_address(kind, word), month, part);
}

std::string month_address_in(std::string_view folder, const CivilDate& month, int part) {
    return std::string(folder) + part_file(iso_month(month), '-', part, ".html");
}

std::string list_feed_address(ListKind kind, std::string_view word, FeedKind feed) {
    return list_address(kind, word).append(file_of_feed(feed));
}

std::string feed_address(FeedKind feed) { return std::string("/").append(file_of_feed(feed)); }

std::string archive_address() { return "/archive/"; }

std::string archive_month_address(const CivilDate& month, int part) {
    return archive_address() + part_file(iso_month(month), '_', part, ".html");
}

std::string archive_day_address(const CivilDate& day, int part) {
    return archive_address() + part_file(iso_date(day), '-', part, ".html");
}

std::string issues_address() { return "/issues/"; }

std::string issue_address(std::string_view issue) { return fmt::format("/issues/{}/", issue); }

std::string issue_page_address(std::string_view issue, int page) {
    return fmt::format("/issues/{}/{:02}.html", issue, page);
}

std::string guides_address() { return "/guides/"; }

std::string guide_address(std::string_view slug) { return fmt::format("/guides/{}.html", slug); }

std::string sitemap_month_address(const CivilDate& month, int part) {
    return "/sitemaps/" + part_file(iso_month(month), '-', part, ".xml");
}

std::string sitemap_pages_address(int part) {
    return "/sitemaps/" + part_file("pages", '-', part, ".xml");
}

std::string app_day_address(const CivilDate& day) {
    return fmt::format("/app/v1/days/{}.json", iso_date(day));
}

std::string file_of(std::string_view address) {
    while (address.starts_with('/')) address.remove_prefix(1);
    std::string file(address);
    if (file.empty() || file.ends_with('/')) file += "index.html";
    return file;
}

std::string address_word(std::string_view word) {
    std::string out;
    const std::string normal = nfc(trim(word));
    word = normal;
    for (std::size_t i = 0; i < word.size();) {
        const std::size_t begin = i;
        const char32_t c = next_code_point(word, i);
        const bool bad = is_unfit_for_names(c) || c == U' ' || c == U'\u3000' || c == U'/' ||
                         c == U'\\' || c == U'#' || c == U'?' || c == U'%' || c == U':' ||
                         c == U'*' || c == U'"' || c == U'<' || c == U'>' || c == U'|' ||
                         (c == U'.' && out.empty());
        if (!bad) {
            out += word.substr(begin, i - begin);
        } else if (!out.ends_with('-')) {
            out += '-';
        }
        if (out.size() > kMaxSlugBytes) break;
    }
    return out.empty() ? "-" : out;
}

SlugProblem slug_problem(std::string_view slug) {
    // What the build or a web server gives a meaning of its own, in any folder.
    static constexpr std::array<std::string_view, 4> kReserved = {"index", "feed", "atom", "rss"};
    if (slug.empty()) return SlugProblem::Empty;
    if (slug.size() > kMaxSlugBytes) return SlugProblem::TooLong;
    if (slug.front() == '.') return SlugProblem::LeadingDot;
    if (slug.find_first_of("/\\?#%:*\"<>|") != std::string_view::npos)
        return SlugProblem::Separator;
    if (has_unfit_character(slug) || trim(slug).size() != slug.size()) return SlugProblem::Control;
    if (std::find(kReserved.begin(), kReserved.end(), slug) != kReserved.end()) {
        return SlugProblem::Reserved;
    }
    return SlugProblem::None;
}

bool is_valid_address(std::string_view address) {
    if (!address.starts_with('/') || address.size() > kMaxAddressBytes) return false;
    if (first_invalid_utf8(address) || has_unfit_character(address)) return false;
    if (address.find_first_of("\\?#") != std::string_view::npos) return false;
    std::string_view rest = address.substr(1);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.empty()) return address == "/";
    for (const std::string_view segment : split(rest, '/')) {
        if (segment.empty() || segment == "." || segment == "..") return false;
    }
    return true;
}

bool is_reserved_address(std::string_view address) {
    static constexpr std::array<std::string_view, 5> kFolders = {"/api/", "/assets/", "/pictures/",
                                                                 "/app/", "/sitemaps/"};
    static constexpr std::array<std::string_view, 13> kFiles = {
        "/",         "/events",     "/healthz",     "/metrics",          "/hub",
        "/404.html", "/robots.txt", "/sitemap.xml", "/news-sitemap.xml", "/feed.json",
        "/atom.xml", "/rss.xml",    "/index.html"};
    for (const std::string_view folder : kFolders) {
        if (address.starts_with(folder) || address == folder.substr(0, folder.size() - 1)) {
            return true;
        }
    }
    return std::find(kFiles.begin(), kFiles.end(), address) != kFiles.end();
}

}  // namespace gazette
