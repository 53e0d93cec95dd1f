// Lists: the top of a section, tag, channel, organisation or column, its months, and the archive's
// index, months and days.
#include "pages/date_text.h"
#include "pages/parts.h"
#include "pages/plan_lists.h"
#include "pages/views.h"

namespace gazette {
namespace {

CivilDate first_of(CivilDate month) {
    if (month.day == 0) month.day = 1;
    return month;
}

std::string period_text(const PageInput& input, const CivilDate& period) {
    const DateStyle style = period.day == 0 ? DateStyle::Month : DateStyle::Full;
    return date_text(first_of(period), style, input.site().language);
}

// "2022-07", "2022-07-06", "2022-07 (2)" as planning writes them, in the site's language.
std::string link_text(const PageInput& input, std::string_view plain) {
    const std::string day(plain.substr(0, plain.find(' ')));
    const bool is_month = day.size() == 7;
    auto date = parse_iso_date(is_month ? day + "-01" : day);
    if (date && is_month) date->day = 0;
    return date ? period_text(input, *date).append(plain.substr(day.size())) : std::string(plain);
}

void add_groups(const PageInput& input, View& view) {
    const PlannedPage& page = input.page();
    const bool day_page = page.scope == Scope::Site && page.period.day != 0;
    View* group = nullptr;
    CivilDate day{0, 0, 0};
    view.list("groups");
    for (const ShownRecord& shown : page.shows) {
        const ArticleRow& row = input.row(shown, Shape::Card);
        if (group == nullptr || row.day != day) {
            day = row.day;
            group = &view.add("groups");
            group->set("date_text", date_text(day, DateStyle::DayWeekday, input.site().language));
            group->set("date_iso", iso_date(day));
            if (!day_page) group->set("href", input.link(archive_day_address(day)));
        }
        set_card(input, row, PictureRoom::Small, group->add("stories"));
    }
}

void add_links(const PageInput& input, View& view) {
    bool turns = false;
    view.list("months");
    for (const PageLink& link : input.page().links) {
        const std::string text = link_text(input, link.text);
        switch (static_cast<ListLink>(link.role)) {
            case ListLink::Newer:
                set_link(view.object("newer"), "text", text, input.link(link.address));
                turns = true;
                break;
            case ListLink::Older:
                set_link(view.object("older"), "text", text, input.link(link.address));
                turns = true;
                break;
            case ListLink::Month: {
                View& month = view.add("months");
                set_link(month, "text", text, input.link(link.address));
                month.set_flag("current", link.address == input.page().address);
                break;
            }
        }
    }
    view.set_flag("has_turns", turns);
    view.set_flag("has_months", !view.list("months").empty());
}

void add_organisations(const PageInput& input, View& view) {
    const PlannedPage& page = input.page();
    view.list("organisations");
    if (page.scope == Scope::Channel && page.period.year == 0) {
        for (const Organisation& organisation : input.site().organisations) {
            if (organisation.channel != input.site().channels[page.subject].id) continue;
            View& entry = view.add("organisations");
            set_link(entry, "name", organisation.name,
                     input.link(list_address(ListKind::Organisation, organisation.id)));
            entry.set_unless_empty("about", organisation.description);
        }
    }
    view.set_flag("has_organisations", !view.list("organisations").empty());
}

struct About {
    std::string_view kicker_label;
    std::string intro;
    std::string editors_note;
    std::string period;
};

// "2022年6月28日—2022年8月31日"; one end alone says which it is; empty where there is neither.
std::string period_of(const PageInput& input, const Column& column) {
    const auto day = [&](const CivilDate& date) {
        return date_text(date, DateStyle::Full, input.site().language);
    };
    if (column.from && column.to) {
        return day(*column.from) + input.word("period-between") + day(*column.to);
    }
    if (column.from) return input.word("period-from", day(*column.from));
    return column.to ? input.word("period-to", day(*column.to)) : std::string();
}

About about(const PageInput& input) {
    const SiteConfig& site = input.site();
    const std::uint32_t subject = input.page().subject;
    switch (input.page().scope) {
        case Scope::Site:
            return {"archive", {}, {}, {}};
        case Scope::Section:
            return {"scope-section", {}, {}, {}};
        case Scope::Tag:
            return {"scope-tag", {}, {}, {}};
        case Scope::Channel:
            return {"scope-channel", site.channels[subject].description, {}, {}};
        case Scope::Organisation:
            return {"scope-organisation", site.organisations[subject].description, {}, {}};
        case Scope::Column:
            return {"scope-column", site.columns[subject].description,
                    site.columns[subject].editors_note, period_of(input, site.columns[subject])};
    }
    return {};
}

// "民生 2022年7月 (2)": no two pages have the same title.
std::string page_title(const PageInput& input) {
    const PlannedPage& page = input.page();
    std::string title = page.scope == Scope::Site ? std::string() : scope_name(input);
    if (page.period.year != 0) {
        if (!title.empty()) title += " ";
        title += period_text(input, page.period);
    }
    if (page.part > 0) title += " (" + std::to_string(page.part + 1) + ")";
    return title;
}

}  // namespace

void list_view(const PageInput& input, View& view) {
    const PlannedPage& page = input.page();
    Frame frame;
    frame.kind = "list";
    frame.title = page_title(input);
    if (page.scope == Scope::Section) frame.section = static_cast<std::int16_t>(page.subject);
    if (page.scope == Scope::Channel) frame.channel = static_cast<std::int16_t>(page.subject);
    About about_page = about(input);
    frame.description = about_page.intro;
    view.set("kicker_label", input.word(about_page.kicker_label));
    view.set("heading", frame.title);
    if (page.period.year == 0) {
        view.set_unless_empty("intro", about_page.intro);
        view.set_unless_empty("period_text", about_page.period);
        view.set_unless_empty("editors_note", about_page.editors_note);
    }
    add_organisations(input, view);
    add_groups(input, view);
    add_links(input, view);
    set_frame(input, std::move(frame), view);
}

void archive_view(const PageInput& input, View& view) {
    View* year = nullptr;
    std::string current;
    view.list("years");
    for (const PageLink& link : input.page().links) {
        const auto month = parse_iso_date(std::string(link.text) + "-01");
        if (!month) continue;  // planning writes months only
        const std::string text = date_text(*month, DateStyle::Year, input.site().language);
        if (year == nullptr || text != current) {
            year = &view.add("years");
            year->set("year", text);
            current = text;
        }
        set_link(year->add("months"), "text",
                 date_text(*month, DateStyle::MonthAlone, input.site().language),
                 input.link(link.address));
    }
    Frame frame;
    frame.kind = "archive";
    frame.title = input.word("archive");
    set_frame(input, std::move(frame), view);
}

const ViewSchema& list_schema() {
    using view::flag;
    using view::list;
    using view::object;
    using view::optional;
    using view::text;
    static const ViewSchema organisation{text("name", ""), text("href", ""),
                                         optional(text("about", ""))};
    static const ViewSchema group{text("date_text", "7月6日 星期三"), text("date_iso", ""),
                                  optional(text("href", "the day's archive page")),
                                  list("stories", card_schema(), "")};
    static const ViewSchema turn{text("text", "2022年8月"), text("href", "")};
    static const ViewSchema month{text("text", ""), text("href", ""), flag("current", "")};
    static const ViewSchema schema{
        frame_schema(),
        {optional(text("kicker_label", "what this is a list of: 栏目, 标签, 频道, 组织, 专栏")),
         text("heading", "民生, 2022年7月, 2022年7月6日"),
         optional(text("intro", "what the site says of this section, channel …")),
         optional(text("period_text", "from when to when a column runs")),
         optional(text("editors_note", "编者按 of a column")),
         list("organisations", organisation, "of a channel"), flag("has_organisations", ""),
         list("groups", group, "one a day, newest first"), optional(object("newer", turn, "")),
         optional(object("older", turn, "")), flag("has_turns", "there is newer or older"),
         list("months", month, ""), flag("has_months", "")}};
    return schema;
}

const ViewSchema& archive_schema() {
    using view::list;
    using view::text;
    static const ViewSchema month{text("text", "7月"), text("href", "")};
    static const ViewSchema year{text("year", "2022年"), list("months", month, "")};
    static const ViewSchema schema{frame_schema(), {list("years", year, "newest first")}};
    return schema;
}

}  // namespace gazette
