// An article's own page.
#include "base/path.h"
#include "base/text.h"
#include "formats/html.h"
#include "pages/date_text.h"
#include "pages/frame_parts.h"
#include "pages/json_ld.h"
#include "pages/parts.h"
#include "pages/roles.h"
#include "pages/source_credit.h"
#include "pages/source_text.h"
#include "pages/views.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kIsoDateSize = 10;

// A series and its parts around this one, in reading order; rows are newest first.
void set_series(const PageInput& input, const Series& series, const ArticleRow& self, View& view) {
    view.set("name", series.name);
    view.set_unless_empty("part", series.part);
    view.list("parts");
    const auto add = [&](const ArticleRow& row, bool is_self) {
        View& part = view.add("parts");
        part.set("title_html", title_html(input, row));
        part.set_unless_empty("part", row.if_rare().part);
        if (!is_self) part.set("href", input.link(row.address));
    };
    const std::uint32_t number = input.page().shows.front().row;
    bool is_self_shown = false;
    for (const ShownRecord& shown : input.page().shows) {
        if (static_cast<ArticleRole>(shown.role) != ArticleRole::SeriesPart) continue;
        if (shown.row < number && !std::exchange(is_self_shown, true)) add(self, true);
        add(input.row(shown, Shape::Title), false);
    }
    if (!is_self_shown && !view.list("parts").empty()) add(self, true);
    view.set_flag("has_parts", !view.list("parts").empty());
}

void set_headline(const PageInput& input, const Article& article, const ArticleRow& row,
                  View& view) {
    view.set("title", article.title);
    view.set("title_html", title_html(input, row));
    view.set_flag("title_shown", article.title_shown);
    view.set_unless_empty("kicker", input.kicker(row));
    if (!article.subtitle.empty()) view.set("subtitle_html", html_escaped(article.subtitle));
    view.set_unless_empty("deck", article.deck);
    view.set_unless_empty("editors_note", article.editors_note);
    view.set_unless_empty("author_note", article.author_note);
    if (article.series) set_series(input, *article.series, row, view.object("series"));
    if (is_told(article.genre)) view.set("genre", article.genre);
    view.set_flag("advertisement", article.genre == "广告" || article.genre == "公益广告");
}

void set_byline(const Article& article, View& view) {
    view.list("byline");
    for (const Byline& byline : article.byline) {
        View& entry = view.add("byline");
        entry.set_unless_empty("role", byline.role);
        entry.set("names", byline_names(byline));
        entry.set_unless_empty("does", join(byline.does, "/"));
    }
    if (!article.byline_above_body) view.set_unless_empty("signature", signature_text(article));
    view.set_unless_empty("dateline", article.dateline);
}

void set_dates(const PageInput& input, const Article& article, const ArticleRow& row, View& view) {
    const std::string& language = input.site().language;
    const TimeZone::Local local = input.local(article.date);
    view.set("date_text", date_text(row.day, DateStyle::Full, language));
    view.set("date_iso", article.date_has_time ? rfc3339(local) : iso_date(row.day));
    if (article.date_has_time) view.set("time_text", time_text(local.time));
    if (!article.updated) return;
    const TimeZone::Local updated = input.local(article.updated->instant);
    std::string text = date_text(updated.time.date, DateStyle::Full, language);
    if (article.updated->has_time) text += " " + time_text(updated.time);
    view.set("updated_text", std::move(text));
    view.set("updated_iso",
             article.updated->has_time ? rfc3339(updated) : iso_date(updated.time.date));
}

void set_source(const PageInput& input, const Article& article, View& view) {
    if (!article.source) return;
    View& source = view.object("source");
    source.set("name", source_credit(input, *article.source));
    source.set_unless_empty("href", article.source->url);
    source.set_unless_empty("line", source_details(input, *article.source));
}

void set_places(const PageInput& input, const ArticleRow& row, View& view) {
    const SiteConfig& site = input.site();
    const auto place = [&](ViewName name, std::int16_t index, const auto& list, ListKind kind) {
        if (index == ArticleRow::kNone) return;
        const auto& entry = list[static_cast<std::size_t>(index)];
        set_link(view.object(name), "name", entry.name, input.link(list_address(kind, entry.id)));
    };
    if (row.section != ArticleRow::kNone) {
        view.share("section", input.frame().section(input, static_cast<std::size_t>(row.section)));
    }
    place("column", row.column, site.columns, ListKind::Column);
    place("channel", row.channel, site.channels, ListKind::Channel);
    place("organisation", row.organisation, site.organisations, ListKind::Organisation);
}

void set_corrections(const PageInput& input, const Article& article, View& view) {
    view.list("corrections");
    for (const DatedNote& correction : article.corrections) {
        View& entry = view.add("corrections");
        const TimeZone::Local local = input.local(correction.date.instant);
        entry.set("date_text", date_text(local.time.date, DateStyle::Day, input.site().language));
        entry.set("text", correction.text);
    }
    view.set_flag("has_corrections", !article.corrections.empty());
}

void set_attachments(const PageInput& input, const Article& article, View& view) {
    view.list("attachments");
    for (const Attachment& attachment : article.attachments) {
        const NewspaperFile* file = input.file(article.path, attachment.src);
        if (file == nullptr) continue;  // reported when it was loaded
        View& entry = view.add("attachments");
        set_link(entry, "title", std::string(attachment_title(attachment)),
                 input.link(file->address));
        std::string kind(extension(attachment.src));
        for (char& c : kind) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (kind.starts_with('.')) kind.erase(0, 1);
        entry.set("size", kind + " " + size_text(file->size_bytes));
    }
    view.set_flag("has_attachments", !view.list("attachments").empty());
}

// Where it stood in the paper: by the issues that name it, and by its own word for issues that have
// no file.
void set_print(const PageInput& input, const Article& article, View& view) {
    view.list("print");
    const auto add = [&](std::string_view day, std::string_view page) -> View* {
        const auto date = parse_iso_date(day);
        if (!date) return nullptr;
        std::string text = date_text(*date, DateStyle::Full, input.site().language);
        if (!page.empty()) text += " " + page_text(input, page);
        View& entry = view.add("print");
        entry.set("text", std::move(text));
        return &entry;
    };
    const std::span<const PageLink> links = input.page().links;
    for (const PageLink& link : links) {
        // "2022-07-06 1": issue and page, as planning writes them.
        const std::string_view place = link.text;
        const std::size_t space = place.find(' ');
        if (View* entry = add(place.substr(0, space), place.substr(space + 1))) {
            entry->set("href", input.link(link.address));
        }
    }
    for (const PrintPlace& place : article.print) {
        const std::string_view day = std::string_view(place.issue).substr(0, kIsoDateSize);
        const bool is_told = std::any_of(links.begin(), links.end(), [&](const PageLink& link) {
            return link.text.starts_with(day);
        });
        if (is_told) continue;
        View* const entry = add(day, place.page == 0 ? "" : fmt::format("{}", place.page));
        if (entry != nullptr) entry->set_unless_empty("position", place.position);
    }
    const std::string& title = article.titles.print;
    if (!view.list("print").empty() && title != article.title) {
        view.set_unless_empty("print_title", title);
    }
}

void set_foot_facts(const PageInput& input, const Article& article, View& view) {
    view.list("tags");
    for (const std::string& tag : article.tags) {
        set_link(view.add("tags"), "name", tag,
                 input.link(list_address(ListKind::Tag, address_word(tag))));
    }
    view.set_flag("has_tags", !article.tags.empty());
    view.list("credits");
    if (input.site().credits_shown) {
        for (const Credit& credit : article.credits) {
            View& entry = view.add("credits");
            entry.set("role", credit.role);
            entry.set("names", join(credit.names, "　"));
        }
    }
    set_print(input, article, view);
}

// Neighbours and related stories.
void set_others(const PageInput& input, View& view) {
    bool turns = false;
    view.list("related");
    for (const ShownRecord& shown : input.page().shows) {
        switch (static_cast<ArticleRole>(shown.role)) {
            case ArticleRole::Previous:
            case ArticleRole::Next: {
                const ArticleRow& row = input.row(shown, Shape::Title);
                const bool next = shown.role == static_cast<std::uint8_t>(ArticleRole::Next);
                set_title_link(input, row,
                               view.object(next ? ViewName("next") : ViewName("previous")));
                turns = true;
                break;
            }
            case ArticleRole::Related:
                set_card(input, input.row(shown, Shape::Card), PictureRoom::Column,
                         view.add("related"));
                break;
            case ArticleRole::Self:
            case ArticleRole::Linked:
            case ArticleRole::SeriesPart:
                break;
        }
    }
    view.set_flag("has_turns", turns);
    view.set_flag("has_related", !view.list("related").empty());
}

}  // namespace

void article_view(const PageInput& input, View& view) {
    const ShownRecord& self = input.page().shows.front();
    const ArticleRow& row = input.row(self, Shape::Body);
    const RenderedArticle rendered = input.bodies().render(self.row, LinkStyle::Path);
    const Article& article = *rendered.article;

    View& story = view.object("article");
    set_headline(input, article, row, story);
    set_byline(article, story);
    set_dates(input, article, row, story);
    set_source(input, article, story);
    set_places(input, row, story);
    const Picture* cover = input.picture(row.cover().source);
    if (cover != nullptr && !is_cover_in_body(row)) {
        const PictureText text{row.cover().alt, row.cover().caption, row.cover().credit,
                               row.cover().origin};
        set_picture(input, *cover, text, PictureRoom::Wide, story.object("cover"));
    }
    story.borrow("body_html", rendered.body_html);
    set_corrections(input, article, story);
    set_attachments(input, article, story);
    set_foot_facts(input, article, story);
    set_others(input, story);

    Frame frame;
    frame.kind = "article";
    frame.title = article.title;
    frame.share_title = article.titles.share;
    frame.description = std::string(row.summary);
    frame.share_type = "article";
    frame.share_picture = picture_to_share(input, row);
    frame.section = row.section;
    frame.channel = row.channel;
    frame.date = row.day;
    frame.json_ld = article_json_ld(input, row, article);
    set_frame(input, std::move(frame), view);
}

const ViewSchema& article_schema() {
    using view::flag;
    using view::html;
    using view::list;
    using view::object;
    using view::optional;
    using view::text;
    static const ViewSchema byline{optional(text("role", "")),
                                   text("names", "names and units in one text"),
                                   optional(text("does", "文/图"))};
    static const ViewSchema source{
        text("name", "据新华社"), optional(text("href", "")),
        optional(text("line", "date, page, author, title, editor and licence there"))};
    static const ViewSchema named{text("name", ""), text("href", "")};
    static const ViewSchema titled{text("title", ""), html("title_html", ""), text("href", "")};
    static const ViewSchema part{optional(text("part", "上, 之三")), html("title_html", ""),
                                 optional(text("href", "none: this story"))};
    static const ViewSchema series{text("name", ""), optional(text("part", "上, 之三")),
                                   list("parts", part, "those around this one, in reading order"),
                                   flag("has_parts", "there are others")};
    static const ViewSchema correction{text("date_text", ""), text("text", "")};
    static const ViewSchema attachment{text("title", ""), text("href", ""),
                                       text("size", "PDF 1.2 MB")};
    static const ViewSchema credit{text("role", ""), text("names", "")};
    static const ViewSchema print{text("text", "2022年7月6日 第1版"),
                                  optional(text("href", "of the page, where the issue has a file")),
                                  optional(text("position", "头条"))};
    static const ViewSchema article{
        text("title", ""),
        html("title_html", "with <wbr> between words"),
        flag("title_shown", "false: a 图片新闻 without a visible title"),
        optional(text("kicker", "引题")),
        optional(html("subtitle_html", "副题")),
        optional(text("deck", "提要")),
        optional(text("editors_note", "编者按")),
        optional(text("author_note", "作者系县林业局工程师")),
        list("byline", byline, ""),
        optional(text("signature", "at the end, as the paper sets it")),
        optional(text("dateline", "also in body_html")),
        text("date_text", "2022年7月6日"),
        text("date_iso", ""),
        optional(text("time_text", "08:30")),
        optional(text("updated_text", "")),
        optional(text("updated_iso", "always there where updated_text is")),
        optional(object("source", source, "来源 of a reprint")),
        optional(object("section", named, "")),
        optional(object("column", named, "")),
        optional(object("channel", named, "")),
        optional(object("organisation", named, "")),
        optional(text("genre", "")),
        flag("advertisement", "广告 is printed above the title"),
        optional(object("series", series, "")),
        optional(object("cover", picture_schema(), "")),
        html("body_html", ""),
        list("corrections", correction, ""),
        flag("has_corrections", ""),
        list("attachments", attachment, ""),
        flag("has_attachments", ""),
        list("tags", named, ""),
        flag("has_tags", ""),
        list("credits", credit, ""),
        list("print", print, "where it stood in the printed paper"),
        optional(text("print_title", "and under which title, where that was another")),
        optional(object("previous", titled, "")),
        optional(object("next", titled, "")),
        flag("has_turns", "there is previous or next"),
        list("related", card_schema(), "up to four"),
        flag("has_related", "")};
    static const ViewSchema schema{frame_schema(), {object("article", article, "")}};
    return schema;
}

}  // namespace gazette
