// RSS 2.0 (https://www.rssboard.org/rss-specification) with the whole text in content:encoded.
#include "formats/xml.h"
#include "pages/feeds/feed_story.h"
#include "pages/feeds/feeds.h"
#include "pages/parts.h"

#include <algorithm>

namespace gazette {
namespace {

void print_item(const PageInput& input, const ShownRecord& shown, XmlWriter& xml) {
    const ArticleRow& row = input.row(shown, Shape::Body);
    const FeedStory story = feed_story(input, shown, LinkStyle::Whole);
    xml.open("item");
    xml.element("title", row.title);
    xml.element("link", input.whole(row.address));
    xml.element("guid", input.article_urn(row), {{"isPermaLink", "false"}});
    xml.element("pubDate", rfc822(input.local(row.date)));
    // RSS itself has no word for a change; readers that know Atom's see a correction.
    if (row.updated.seconds != 0) {
        xml.element("atom:updated", rfc3339(input.local(latest_change(row))));
    }
    if (!story.author.empty()) xml.element("dc:creator", story.author);
    for (const std::string_view tag : row.tags) xml.element("category", tag);
    if (!row.summary.empty()) xml.element("description", row.summary);
    xml.element("content:encoded", story.html);
    xml.close();
}

}  // namespace

void print_rss(const PageInput& input, std::string& out) {
    const SiteConfig& site = input.site();
    const bool whole_site = input.page().scope == Scope::Site;
    const std::string title = feed_title(input);
    XmlWriter xml(out);
    xml.open("rss", {{"version", "2.0"},
                     {"xmlns:atom", "http://www.w3.org/2005/Atom"},
                     {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
                     {"xmlns:dc", "http://purl.org/dc/elements/1.1/"}});
    xml.open("channel");
    xml.element("title", title);
    xml.element("link", input.whole(scope_folder(input)));
    xml.element("description", whole_site && !site.description.empty() ? site.description : title);
    xml.element("language", site.language);
    xml.empty("atom:link", {{"rel", "self"},
                            {"type", "application/rss+xml"},
                            {"href", input.whole(input.page().address)}});
    for (const std::string& hub : site.notices.websub) {
        xml.empty("atom:link", {{"rel", "hub"}, {"href", hub}});  // WebSub §4
    }
    if (!input.page().shows.empty()) {
        Instant latest{0};
        for (const ShownRecord& shown : input.page().shows) {
            latest = std::max(latest, latest_change(input.row(shown, Shape::Body)));
        }
        xml.element("lastBuildDate", rfc822(input.local(latest)));
    }
    for (const ShownRecord& shown : input.page().shows) print_item(input, shown, xml);
    xml.close().close();
}

}  // namespace gazette
