// JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the newest stories with their whole text.
#include "formats/json.h"
#include "pages/feeds/feed_story.h"
#include "pages/feeds/feeds.h"
#include "pages/parts.h"

namespace gazette {
namespace {

void print_item(const PageInput& input, const ShownRecord& shown, JsonWriter& json) {
    const ArticleRow& row = input.row(shown, Shape::Body);
    const FeedStory story = feed_story(input, shown, LinkStyle::Whole);
    json.begin_object();
    json.text("id", input.article_urn(row));
    json.text("url", input.whole(row.address));
    json.text("title", row.title);
    json.text("content_html", story.html);
    if (!row.summary.empty()) json.text("summary", row.summary);
    if (const Picture* cover = input.picture(row.cover().source); cover != nullptr) {
        json.text("image", input.whole(rendition_address(*cover, cover->widths.back(),
                                                         PictureFormat::Jpeg)));
    }
    json.text("date_published", rfc3339(input.local(row.date)));
    if (row.updated.seconds != 0) json.text("date_modified", rfc3339(input.local(row.updated)));
    if (!story.author.empty()) {
        json.key("authors").begin_array();
        json.begin_object().text("name", story.author).end_object();
        json.end_array();
    }
    if (!row.tags.empty()) {
        json.key("tags").begin_array();
        for (const std::string_view tag : row.tags) json.string(tag);
        json.end_array();
    }
    json.end_object();
}

}  // namespace

void print_json_feed(const PageInput& input, std::string& out) {
    const SiteConfig& site = input.site();
    const bool whole_site = input.page().scope == Scope::Site;
    JsonWriter json(out);
    json.begin_object();
    json.text("version", "https://jsonfeed.org/version/1.1");
    json.text("title", feed_title(input));
    json.text("home_page_url", input.whole(scope_folder(input)));
    json.text("feed_url", input.whole(input.page().address));
    if (whole_site && !site.description.empty()) json.text("description", site.description);
    json.text("language", site.language);
    json.key("authors").begin_array();
    json.begin_object().text("name", site.title).text("url", input.whole("/")).end_object();
    json.end_array();
    if (!site.notices.websub.empty()) {
        json.key("hubs").begin_array();
        for (const std::string& hub : site.notices.websub) {
            json.begin_object().text("type", "WebSub").text("url", hub).end_object();
        }
        json.end_array();
    }
    json.key("items").begin_array();
    for (const ShownRecord& shown : input.page().shows) print_item(input, shown, json);
    json.end_array().end_object();
    out += '\n';
}

}  // namespace gazette
