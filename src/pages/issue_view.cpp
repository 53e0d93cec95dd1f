// Issues 期: their index, one issue, one page 版 of it.
#include "pages/date_text.h"
#include "pages/parts.h"
#include "pages/roles.h"
#include "pages/views.h"

#include <fmt/format.h>

namespace gazette {
namespace {

void set_page_facts(const PageInput& input, const NewspaperIssue& issue, const IssuePage& page,
                    View& view) {
    view.set("label", input.word("page-label", std::to_string(page.number)));
    view.set("number", fmt::format("{:02}", page.number));
    view.set("name", page.name);
    view.set("href", input.link(issue_page_address(issue.issue.name(), page.number)));
}

Frame issue_frame(const PageInput& input, std::string_view kind, const NewspaperIssue& issue) {
    Frame frame;
    frame.kind = kind;
    frame.title = date_text(issue.issue.date, DateStyle::Full, input.site().language) + " " +
                  issue_number_text(input, issue.issue);
    if (frame.title.ends_with(' ')) frame.title.pop_back();
    frame.in_issues = true;
    frame.date = issue.issue.date;
    frame.issue = &issue;
    return frame;
}

void set_neighbour(const PageInput& input, const NewspaperIssue& issue, std::size_t index,
                   ViewName name, View& view) {
    const IssuePage& page = issue.issue.pages[index];
    set_link(view.object(name), "text",
             input.word("page-label", std::to_string(page.number)) + " " + page.name,
             input.link(issue_page_address(issue.issue.name(), page.number)));
}

}  // namespace

void issues_view(const PageInput& input, View& view) {
    View* year = nullptr;
    std::string current;
    view.list("years");
    for (const PageLink& link : input.page().links) {
        const auto issue = std::find_if(
            input.issues().begin(), input.issues().end(),
            [&](const NewspaperIssue& candidate) { return candidate.address == link.address; });
        const CivilDate& date = issue->issue.date;
        const std::string text = date_text(date, DateStyle::Year, input.site().language);
        if (year == nullptr || text != current) {
            year = &view.add("years");
            year->set("year", text);
            current = text;
        }
        View& entry = year->add("issues");
        entry.set("date_text", date_text(date, DateStyle::Day, input.site().language));
        entry.set_unless_empty("number_text", issue_total_text(input, issue->issue));
        entry.set("href", input.link(link.address));
    }
    Frame frame;
    frame.kind = "issues";
    frame.title = input.word("issues");
    frame.in_issues = true;
    set_frame(input, std::move(frame), view);
}

void issue_view(const PageInput& input, View& view) {
    const NewspaperIssue& issue = input.issues()[input.page().subject];
    View& out = view.object("issue");
    out.set("date_text",
            date_text(issue.issue.date, DateStyle::FullWeekday, input.site().language));
    out.set_unless_empty("number_text", issue_number_text(input, issue.issue));
    out.set_unless_empty("title", issue.issue.title);
    out.set("all_href", input.link(issues_address()));
    out.list("pages");
    for (const IssuePage& page : issue.issue.pages) {
        View& entry = out.add("pages");
        set_page_facts(input, issue, page, entry);
        entry.set_unless_empty("editor", page.editor);
        entry.list("items");
    }
    for (const ShownRecord& shown : input.page().shows) {
        const ArticleRow& row = input.row(shown, Shape::Title);
        set_title_link(input, row, out.list("pages")[shown.group].add("items"));
    }
    for (const PageLink& link : input.page().links) {
        const auto date = parse_iso_date(link.text);
        const bool newer = link.role == static_cast<std::uint8_t>(IssueLink::Newer);
        set_link(out.object(newer ? ViewName("next") : ViewName("previous")), "text",
                 date ? date_text(*date, DateStyle::Full, input.site().language)
                      : std::string(link.text),
                 input.link(link.address));
    }
    set_frame(input, issue_frame(input, "issue", issue), view);
}

void issue_page_view(const PageInput& input, View& view) {
    const NewspaperIssue& issue = input.issues()[input.page().subject];
    const std::size_t part = input.page().part;
    const IssuePage& page = issue.issue.pages[part];
    View& whole = view.object("issue");
    whole.set("date_text",
              date_text(issue.issue.date, DateStyle::FullWeekday, input.site().language));
    whole.set_unless_empty("number_text", issue_number_text(input, issue.issue));
    whole.set("href", input.link(issue.address));
    whole.list("pages");
    for (std::size_t i = 0; i < issue.issue.pages.size(); ++i) {
        View& entry = whole.add("pages");
        set_page_facts(input, issue, issue.issue.pages[i], entry);
        entry.set_flag("current", i == part);
    }
    View& out = view.object("page");
    out.set("label", input.word("page-label", std::to_string(page.number)));
    out.set("number", fmt::format("{:02}", page.number));
    out.set("name", page.name);
    out.set_unless_empty("editor", page.editor);
    out.list("items");
    for (const ShownRecord& shown : input.page().shows) {
        set_card(input, input.row(shown, Shape::Card), PictureRoom::Column, out.add("items"));
    }
    out.set_flag("has_items", !input.page().shows.empty());
    const bool last = part + 1 == issue.issue.pages.size();
    if (part > 0) set_neighbour(input, issue, part - 1, "previous", view);
    if (!last) set_neighbour(input, issue, part + 1, "next", view);
    view.set_flag("has_turns", part > 0 || !last);

    Frame frame = issue_frame(input, "issue_page", issue);
    frame.title += " " + input.word("page-label", std::to_string(page.number)) + " " + page.name;
    set_frame(input, std::move(frame), view);
}

const ViewSchema& issues_schema() {
    using view::list;
    using view::optional;
    using view::text;
    static const ViewSchema issue{text("date_text", "7月6日"), optional(text("number_text", "")),
                                  text("href", "")};
    static const ViewSchema year{text("year", "2022年"), list("issues", issue, "newest first")};
    static const ViewSchema schema{frame_schema(), {list("years", year, "newest first")}};
    return schema;
}

const ViewSchema& issue_schema() {
    using view::html;
    using view::list;
    using view::object;
    using view::optional;
    using view::text;
    static const ViewSchema item{text("title", ""), html("title_html", ""), text("href", "")};
    static const ViewSchema page{
        text("label", "第1版"), text("number", "01"),         text("name", ""),
        text("href", ""),       optional(text("editor", "")), list("items", item, "")};
    static const ViewSchema turn{text("text", ""), text("href", "")};
    static const ViewSchema issue{text("date_text", "2022年7月6日 星期三"),
                                  optional(text("number_text", "2022年第78期 总第1286期")),
                                  optional(text("title", "what it is named, a special issue")),
                                  text("all_href", "the index of issues"),
                                  list("pages", page, ""),
                                  optional(object("previous", turn, "")),
                                  optional(object("next", turn, ""))};
    static const ViewSchema schema{frame_schema(), {object("issue", issue, "")}};
    return schema;
}

const ViewSchema& issue_page_schema() {
    using view::flag;
    using view::list;
    using view::object;
    using view::optional;
    using view::text;
    static const ViewSchema sheet{text("label", ""), text("number", ""), text("name", ""),
                                  text("href", ""), flag("current", "")};
    static const ViewSchema issue{text("date_text", ""), optional(text("number_text", "")),
                                  text("href", ""), list("pages", sheet, "all pages of the issue")};
    static const ViewSchema page{text("label", "第1版"),
                                 text("number", "01"),
                                 text("name", ""),
                                 optional(text("editor", "")),
                                 list("items", card_schema(), ""),
                                 flag("has_items", "")};
    static const ViewSchema turn{text("text", ""), text("href", "")};
    static const ViewSchema schema{
        frame_schema(),
        {object("issue", issue, ""), object("page", page, ""),
         optional(object("previous", turn, "page before this one")),
         optional(object("next", turn, "")), flag("has_turns", "there is previous or next")}};
    return schema;
}

}  // namespace gazette
