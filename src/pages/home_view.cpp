// The home page: the lead, the rail beside it, the sections, the newest issue, the guides.
#include "content/opening.h"
#include "pages/date_text.h"
#include "pages/frame_parts.h"
#include "pages/parts.h"
#include "pages/roles.h"
#include "pages/views.h"

#include <fmt/format.h>

namespace gazette {
namespace {

void set_lead(const PageInput& input, const ShownRecord& shown, View& view) {
    const ArticleRow& row = input.row(shown, Shape::Body);
    View& lead = view.object("lead");
    set_card(input, row, PictureRoom::Wide, lead);
    lead.set_unless_empty("deck", row.if_rare().deck);
    const Article& article = input.bodies().read(shown.row);
    std::string opening = opening_of(examine(article.body, 1));
    if (opening.empty()) {
        lead.set_unless_empty("opening_text", row.summary);
    } else {
        lead.set("opening_text", std::move(opening));
        lead.set_unless_empty("dateline", article.dateline);
    }
    // Here the picture stands alone and needs its alternative text.
    if (const Picture* cover = input.picture(row.cover().source); cover != nullptr) {
        const PictureText text{row.cover().alt, row.cover().caption, row.cover().credit,
                               row.cover().origin};
        set_picture(input, *cover, text, PictureRoom::Wide, lead.object("picture"));
    }
}

View& section_view(const PageInput& input, std::size_t index, View& view) {
    const Section& section = input.site().sections[index];
    View& entry = view.add("sections");
    set_link(entry, "name", section.name,
             input.link(list_address(ListKind::Section, section.slug)));
    return entry;
}

void set_issue_strip(const PageInput& input, View& view) {
    const NewspaperIssue* issue = input.newest_issue();
    if (issue == nullptr) return;
    View& strip = view.object("issue");
    strip.set("date_text", date_text(issue->issue.date, DateStyle::Full, input.site().language));
    strip.set_unless_empty("number_text", issue_total_text(input, issue->issue));
    strip.set("href", input.link(issue->address));
    strip.set("all_href", input.link(issues_address()));
    strip.list("pages");
    for (const IssuePage& page : issue->issue.pages) {
        View& entry = strip.add("pages");
        entry.set("label", input.word("page-label", std::to_string(page.number)));
        entry.set("number", fmt::format("{:02}", page.number));
        entry.set("name", page.name);
        entry.set("href", input.link(issue_page_address(issue->issue.name(), page.number)));
    }
    for (const ShownRecord& shown : input.page().shows) {
        if (shown.role != static_cast<std::uint8_t>(HomeRole::IssueHeadline)) continue;
        const ArticleRow& row = input.row(shown, Shape::Title);
        View& page = strip.list("pages")[shown.group];
        page.set("headline", row.title);
        page.set("headline_html", title_html(input, row));
    }
}

void set_guides(const PageInput& input, View& view) {
    view.list("guides");
    for (const NewspaperGuide& guide : input.guides()) {
        View& entry = view.add("guides");
        set_link(entry, "title", guide.guide.title, input.link(guide.address));
        entry.set("title_html", input.frame().headline_html(guide.guide.title));
    }
    view.set_flag("has_guides", input.has_guides());
    view.set("guides_href", input.link(guides_address()));
}

}  // namespace

void home_view(const PageInput& input, View& view) {
    Frame frame;
    frame.kind = "home";
    frame.description = input.site().description;
    frame.issue = input.newest_issue();
    view.list("rail");
    view.list("sections");
    View* section = nullptr;
    std::size_t section_index = SIZE_MAX;
    for (const ShownRecord& shown : input.page().shows) {
        switch (static_cast<HomeRole>(shown.role)) {
            case HomeRole::Lead: {
                set_lead(input, shown, view);
                const ArticleRow& row = input.row(shown, Shape::Body);
                frame.date = row.day;
                frame.share_picture = picture_to_share(input, row);
                break;
            }
            case HomeRole::Rail:
                set_card(input, input.row(shown, Shape::Card), PictureRoom::Column,
                         view.add("rail"));
                break;
            case HomeRole::Section:
                if (section_index != shown.group) {
                    section = &section_view(input, shown.group, view);
                    section_index = shown.group;
                }
                set_card(input, input.row(shown, Shape::Card), PictureRoom::Column,
                         section->add("stories"));
                break;
            case HomeRole::IssueHeadline:
                break;
        }
        // The nameplate shows the newest day there is.
        const CivilDate& day = input.row(shown, Shape::Title).day;
        if (!frame.date || day > *frame.date) frame.date = day;
    }
    if (frame.issue != nullptr && (!frame.date || frame.issue->issue.date > *frame.date)) {
        frame.date = frame.issue->issue.date;
    }
    view.set_flag("has_rail", !view.list("rail").empty());
    set_issue_strip(input, view);
    set_guides(input, view);
    set_frame(input, std::move(frame), view);
}

const ViewSchema& home_schema() {
    using view::flag;
    using view::html;
    using view::list;
    using view::object;
    using view::optional;
    using view::text;
    static const ViewSchema lead{
        card_schema(),
        {optional(text("deck", "提要")),
         optional(text("dateline", "消息头, only together with opening_text")),
         optional(text("opening_text", "the first sentences, without the dateline"))}};
    static const ViewSchema section{text("name", ""), text("href", ""),
                                    list("stories", card_schema(), "at best 4; 1 to 8")};
    static const ViewSchema issue_page{text("label", "第1版"),
                                       text("number", "01"),
                                       text("name", "要闻"),
                                       text("href", ""),
                                       optional(text("headline", "the first story's title")),
                                       optional(html("headline_html", "always there with it"))};
    static const ViewSchema issue{
        text("date_text", "2022年7月6日"), optional(text("number_text", "总第1286期")),
        text("href", "path of that issue"), text("all_href", "the index of issues"),
        list("pages", issue_page, "")};
    static const ViewSchema guide{text("title", ""), html("title_html", ""), text("href", "")};
    static const ViewSchema schema{
        frame_schema(),
        {optional(object("lead", lead, "absent only when there is no story at all")),
         list("rail", card_schema(), "stories beside the lead"), flag("has_rail", ""),
         list("sections", section, "sections that have stories"),
         optional(object("issue", issue, "the newest issue")), list("guides", guide, ""),
         flag("has_guides", ""), text("guides_href", "the index of guides")}};
    return schema;
}

}  // namespace gazette
