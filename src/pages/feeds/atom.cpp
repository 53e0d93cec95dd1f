// Atom (RFC 4287): the newest stories with their whole text as HTML.
#include "formats/xml.h"
#include "pages/feeds/feed_story.h"
#include "pages/feeds/feeds.h"
#include "pages/parts.h"

#include <algorithm>

namespace gazette {
namespace {

void print_link(XmlWriter& xml, std::string_view relation, std::string_view type,
                std::string_view href) {
    xml.empty("link", {{"rel", relation}, {"type", type}, {"href", href}});
}

void print_author(XmlWriter& xml, std::string_view name) {
    xml.open("author").element("name", name).close();
}

void print_entry(const PageInput& input, const ShownRecord& shown, XmlWriter& xml) {
    const ArticleRow& row = input.row(shown, Shape::Body);
    const FeedStory story = feed_story(input, shown, LinkStyle::Whole);
    xml.open("entry");
    xml.element("id", input.article_urn(row));
    xml.element("title", row.title);
    print_link(xml, "alternate", "text/html", input.whole(row.address));
    xml.element("published", rfc3339(input.local(row.date)));
    xml.element("updated", rfc3339(input.local(latest_change(row))));
    if (!story.author.empty()) print_author(xml, story.author);
    for (const std::string_view tag : row.tags) xml.empty("category", {{"term", tag}});
    if (!row.summary.empty()) xml.element("summary", row.summary);
    xml.element("content", story.html, {{"type", "html"}});
    xml.close();
}

}  // namespace

void print_atom(const PageInput& input, std::string& out) {
    const SiteConfig& site = input.site();
    const bool whole_site = input.page().scope == Scope::Site;
    Instant updated{0};
    for (const ShownRecord& shown : input.page().shows) {
        updated = std::max(updated, latest_change(input.row(shown, Shape::Body)));
    }
    XmlWriter xml(out);
    xml.open("feed", {{"xmlns", "http://www.w3.org/2005/Atom"}, {"xml:lang", site.language}});
    xml.element("id", input.whole(input.page().address));
    xml.element("title", feed_title(input));
    if (whole_site && !site.description.empty()) xml.element("subtitle", site.description);
    xml.element("updated", rfc3339(input.local(updated)));
    print_link(xml, "self", "application/atom+xml", input.whole(input.page().address));
    print_link(xml, "alternate", "text/html", input.whole(scope_folder(input)));
    for (const std::string& hub : site.notices.websub) {
        xml.empty("link", {{"rel", "hub"}, {"href", hub}});  // WebSub §4
    }
    print_author(xml, site.title);
    for (const ShownRecord& shown : input.page().shows) print_entry(input, shown, xml);
    xml.close();
}

}  // namespace gazette
