// What the media client reads: /app/v1/ (docs/formats/app-v1.md). Stories are IPTC ninjs 3.1 items
// (https://iptc.org/std/ninjs/), a file a day.
#include "formats/json.h"
#include "pages/feeds/feed_story.h"
#include "pages/feeds/feeds.h"
#include "pages/parts.h"

namespace gazette {
namespace {

constexpr std::string_view kSchema = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json";

std::string_view media_kind(const ArticleRow& row) {
    return row.genre == "图片新闻" ? "picture" : "text";
}

void print_headlines(const ArticleRow& row, JsonWriter& json) {
    json.key("headlines").begin_array();
    const auto headline = [&](std::string_view role, std::string_view text) {
        if (text.empty()) return;
        json.begin_object().text("role", role).text("value", text).end_object();
    };
    headline("kicker", row.if_rare().kicker);
    headline("main", row.title);
    headline("subtitle", row.if_rare().subtitle);
    json.end_array();
}

void print_renditions(const PageInput& input, const Picture& picture, JsonWriter& json) {
    json.key("renditions").begin_array();
    for (const int width : picture.widths) {
        json.begin_object();
        json.text("name", std::to_string(width));
        json.text("href", input.whole(rendition_address(picture, width, PictureFormat::Jpeg)));
        json.text("contentType", media_type(PictureFormat::Jpeg));
        json.key("width").number(width);
        json.key("height").number(rendition_height(picture, width));
        json.end_object();
    }
    json.end_array();
}

void print_cover(const PageInput& input, const ArticleRow& row, JsonWriter& json) {
    const Picture* cover = input.picture(row.cover().source);
    if (cover == nullptr) return;
    json.key("associations").begin_array().begin_object();
    json.text("name", "cover");
    json.text("uri",
              input.whole(rendition_address(*cover, cover->widths.back(), PictureFormat::Jpeg)));
    json.text("type", "picture");
    if (!row.cover().caption.empty()) {
        json.key("descriptions").begin_array();
        json.begin_object().text("role", "caption").text("value", row.cover().caption).end_object();
        json.end_array();
    }
    if (!row.cover().alt.empty()) {
        json.key("altIds").begin_array();
        json.begin_object().text("role", "alt").text("value", row.cover().alt).end_object();
        json.end_array();
    }
    if (!row.cover().credit.empty()) json.text("by", row.cover().credit);
    // 资料图片, AI生成 …: what a reader must be told of where a picture comes from.
    if (!row.cover().origin.empty()) {
        json.key("digitalSourceType").begin_object().text("name", row.cover().origin).end_object();
    }
    print_renditions(input, *cover, json);
    json.end_object().end_array();
}

void print_subjects(const PageInput& input, const ArticleRow& row, JsonWriter& json) {
    json.key("subjects").begin_array();
    const auto subject = [&](std::string_view relation, std::string_view name) {
        json.begin_object().text("name", name).text("rel", relation).end_object();
    };
    if (row.section != ArticleRow::kNone) {
        subject("section", input.site().sections[static_cast<std::size_t>(row.section)].name);
    }
    for (const std::string_view tag : row.tags) subject("tag", tag);
    json.end_array();
}

void print_item(const PageInput& input, const ShownRecord& shown, JsonWriter& json) {
    const ArticleRow& row = input.row(shown, Shape::Body);
    const FeedStory story = feed_story(input, shown, LinkStyle::Path);
    json.begin_object();
    json.key("standard").begin_object();
    json.text("name", "ninjs").text("version", "3.1").text("schema", kSchema).end_object();
    json.text("uri", input.article_urn(row));
    json.text("type", media_kind(row));
    json.text("representationType", "full");
    json.text("pubStatus", "usable");
    json.text("language", input.site().language);
    json.text("firstCreated", rfc3339(input.local(row.date)));
    json.text("versionCreated",
              rfc3339(input.local(row.updated.seconds != 0 ? row.updated : row.date)));
    if (row.updated.seconds != 0) {
        json.text("contentCreated", rfc3339(input.local(row.date)));
    }
    json.text("by", story.author);
    if (is_told(row.genre)) {
        json.key("genres").begin_array();
        json.begin_object().text("name", row.genre).end_object().end_array();
    }
    if (!story.source.empty()) {
        json.key("infoSources").begin_array();
        json.begin_object().text("name", story.source).text("role", "source").end_object();
        json.end_array();
    }
    print_headlines(row, json);
    if (!row.summary.empty()) {
        json.key("descriptions").begin_array();
        json.begin_object().text("role", "summary").text("value", row.summary).end_object();
        json.end_array();
    }
    json.key("bodies").begin_array();
    json.begin_object().text("role", "main").text("contentType", "text/html");
    json.text("value", story.html).end_object().end_array();
    print_subjects(input, row, json);
    if (row.organisation != ArticleRow::kNone) {
        const auto& organisation =
            input.site().organisations[static_cast<std::size_t>(row.organisation)];
        json.key("organisations").begin_array();
        json.begin_object().text("name", organisation.name).text("rel", "publisher").end_object();
        json.end_array();
    }
    print_cover(input, row, json);
    json.key("altIds").begin_array();
    json.begin_object().text("role", "address").text("value", row.address).end_object();
    json.end_array();
    json.end_object();
}

void print_named(JsonWriter& json, std::string_view name, std::string_view id,
                 std::string_view address) {
    json.begin_object().text("id", id).text("name", name).text("href", address).end_object();
}

}  // namespace

void print_app_manifest(const PageInput& input, std::string& out) {
    const SiteConfig& site = input.site();
    JsonWriter json(out);
    json.begin_object();
    json.text("version", "1").text("site", site.id).text("title", site.title);
    json.text("url", input.whole("/")).text("language", site.language);
    json.key("sections").begin_array();
    for (const Section& section : site.sections) {
        print_named(json, section.name, section.slug,
                    input.link(list_address(ListKind::Section, section.slug)));
    }
    json.end_array().key("channels").begin_array();
    for (const Channel& channel : site.channels) {
        print_named(json, channel.name, channel.id,
                    input.link(list_address(ListKind::Channel, channel.id)));
    }
    json.end_array();
    if (const NewspaperIssue* issue = input.newest_issue(); issue != nullptr) {
        json.key("issue").begin_object();
        json.text("date", iso_date(issue->issue.date));
        if (!issue->issue.total.empty()) json.text("total", issue->issue.total);
        json.text("href", input.link(issue->address)).end_object();
    }
    // The days there are, newest first, by year: "07-06".
    json.key("days").begin_object();
    std::string_view year;
    for (const PageLink& link : input.page().links) {
        if (link.role != 0) continue;
        const std::string_view day = link.text;
        if (day.substr(0, 4) != year) {
            if (!year.empty()) json.end_array();
            year = day.substr(0, 4);
            json.key(year).begin_array();
        }
        json.string(day.substr(5));
    }
    if (!year.empty()) json.end_array();
    json.end_object().end_object();
    out += '\n';
}

void print_app_items(const PageInput& input, std::string& out) {
    const PlannedPage& page = input.page();
    JsonWriter json(out);
    json.begin_object();
    if (page.period.year != 0) json.text("date", iso_date(page.period));
    json.key("items").begin_array();
    for (const ShownRecord& shown : page.shows) print_item(input, shown, json);
    json.end_array().end_object();
    out += '\n';
}

}  // namespace gazette
