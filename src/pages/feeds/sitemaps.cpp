// Sitemaps (https://www.sitemaps.org/protocol.html) by month and of the other pages, the news
// sitemap, robots.txt (RFC 9309).
#include "formats/xml.h"
#include "pages/feeds/feeds.h"
#include "pages/parts.h"

namespace gazette {
namespace {

constexpr std::string_view kSitemaps = "http://www.sitemaps.org/schemas/sitemap/0.9";
constexpr std::string_view kNews = "http://www.google.com/schemas/sitemap-news/0.9";

}  // namespace

void print_sitemap_index(const PageInput& input, std::string& out) {
    XmlWriter xml(out);
    xml.open("sitemapindex", {{"xmlns", kSitemaps}});
    for (const PageLink& link : input.page().links) {
        xml.open("sitemap").element("loc", input.whole(link.address)).close();
    }
    xml.close();
}

void print_sitemap(const PageInput& input, std::string& out) {
    XmlWriter xml(out);
    xml.open("urlset", {{"xmlns", kSitemaps}});
    for (const ShownRecord& shown : input.page().shows) {
        const ArticleRow& row = input.row(shown, Shape::Title);
        const Instant changed = row.updated.seconds != 0 ? row.updated : row.date;
        xml.open("url").element("loc", input.whole(row.address));
        xml.element("lastmod", rfc3339(input.local(changed))).close();
    }
    for (const PageLink& link : input.page().links) {
        xml.open("url").element("loc", input.whole(link.address)).close();
    }
    xml.close();
}

void print_news_sitemap(const PageInput& input, std::string& out) {
    XmlWriter xml(out);
    xml.open("urlset", {{"xmlns", kSitemaps}, {"xmlns:news", kNews}});
    const std::string& language = input.site().language;
    for (const ShownRecord& shown : input.page().shows) {
        const ArticleRow& row = input.row(shown, Shape::Title);
        xml.open("url").element("loc", input.whole(row.address));
        xml.open("news:news").open("news:publication");
        xml.element("news:name", input.site().title);
        xml.element("news:language", language == "zh-CN" ? "zh-cn" : language).close();
        xml.element("news:publication_date", rfc3339(input.local(row.date)));
        xml.element("news:title", row.title).close().close();
    }
    xml.close();
}

void print_robots(const PageInput& input, std::string& out) {
    out += "User-agent: *\nAllow: /\n\nSitemap: ";
    out += input.whole("/sitemap.xml");
    out += "\nSitemap: ";
    out += input.whole("/news-sitemap.xml");
    out += '\n';
}

}  // namespace gazette
