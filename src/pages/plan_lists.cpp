#include "pages/plan_lists.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

bool same_month(const CivilDate& a, const CivilDate& b) {
    return a.year == b.year && a.month == b.month;
}

// Splits rows into runs of equal periods.
template <typename Same>
std::vector<Rows> split_periods(const std::vector<CivilDate>& days, Rows rows, Same same) {
    std::vector<Rows> periods;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= rows.size(); ++i) {
        if (i < rows.size() && same(days[rows[i]], days[rows[begin]])) continue;
        periods.push_back(rows.subspan(begin, i - begin));
        begin = i;
    }
    return periods;
}

// A part of a period. Parts are numbered from the oldest story, so that full ones stay as they are:
// of 250 stories part 0 holds the oldest 100, part 2 the newest 50.
struct Part {
    CivilDate period;  // day 0: a month
    std::uint32_t number = 0;
    Rows rows;
    std::string_view text;     // "2022-07", "2022-07 (2)"
    std::string_view address;  // both in the plan's pool
};

std::string part_address(const ListSubject& list, const CivilDate& period, int part) {
    if (list.scope != Scope::Site) return month_address_in(list.folder, period, part);
    return period.day == 0 ? archive_month_address(period, part)
                           : archive_day_address(period, part);
}

// Newest part first.
void cut_into_parts(Rows rows, const CivilDate& period, const ListSubject& list, SitePlan& plan,
                    std::vector<Part>& parts) {
    const std::string name = period.day == 0 ? iso_month(period) : iso_date(period);
    const auto count =
        static_cast<std::uint32_t>((rows.size() + kStoriesPerPart - 1) / kStoriesPerPart);
    for (std::uint32_t number = count; number-- > 0;) {
        const std::size_t oldest = number * kStoriesPerPart;
        const std::size_t size = std::min(kStoriesPerPart, rows.size() - oldest);
        const std::string text = number == 0 ? name : fmt::format("{} ({})", name, number + 1);
        const std::string address = part_address(list, period, static_cast<int>(number) + 1);
        parts.push_back({period, number, rows.subspan(rows.size() - oldest - size, size),
                         plan.pool.keep(text), plan.pool.keep(address)});
    }
}

void show_cards(Rows rows, PageDraft& draft) {
    for (const std::uint32_t row : rows) draft.show(row, Shape::Card);
}

void link(PageDraft& draft, ListLink role, std::string_view text, std::string_view address) {
    draft.links.push_back({static_cast<std::uint8_t>(role), text, address});
}

void begin_list(PageDraft& draft, std::string_view address, const ListSubject& subject) {
    draft.begin(PageKind::List, address);
    draft.page.scope = subject.scope;
    draft.page.subject = subject.subject;
    draft.page.facts = subject.facts;
}

// One page a part; neighbours are linked, and nothing else: a new month changes one old page.
void add_part_pages(const std::vector<Part>& parts, const ListSubject& subject, SitePlan& plan) {
    PageDraft draft;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        begin_list(draft, parts[i].address, subject);
        draft.page.period = parts[i].period;
        draft.page.part = parts[i].number;
        show_cards(parts[i].rows, draft);
        if (i > 0) link(draft, ListLink::Newer, parts[i - 1].text, parts[i - 1].address);
        if (i + 1 < parts.size()) {
            link(draft, ListLink::Older, parts[i + 1].text, parts[i + 1].address);
        }
        draft.add_to(plan);
    }
}

std::vector<Part> month_parts(const std::vector<CivilDate>& days, Rows rows,
                              const ListSubject& list, SitePlan& plan) {
    std::vector<Part> parts;
    for (const Rows month : split_periods(days, rows, same_month)) {
        CivilDate period = days[month.front()];
        period.day = 0;
        cut_into_parts(month, period, list, plan, parts);
    }
    return parts;
}

// Each month once, newest first, pointing to its newest part.
void link_months(const std::vector<Part>& parts, PageDraft& draft) {
    constexpr std::size_t kIsoMonthSize = 7;
    const CivilDate* last = nullptr;
    for (const Part& part : parts) {
        if (last != nullptr && *last == part.period) continue;
        link(draft, ListLink::Month, part.text.substr(0, kIsoMonthSize), part.address);
        last = &part.period;
    }
}

}  // namespace

void plan_scope_lists(const std::vector<CivilDate>& days, Rows rows, const ListSubject& subject,
                      SitePlan& plan) {
    const std::vector<Part> parts = month_parts(days, rows, subject, plan);
    PageDraft top;
    begin_list(top, plan.pool.keep(subject.folder), subject);
    top.page.facts = FingerprintBuilder().add(subject.facts).add(subject.facts_on_top).finish();
    const Rows chosen = subject.top.empty() ? rows : Rows(subject.top);
    show_cards(chosen.first(std::min(chosen.size(), kStoriesOnTop)), top);
    link_months(parts, top);
    top.add_to(plan);
    add_part_pages(parts, subject, plan);
}

void plan_archive(const std::vector<CivilDate>& days, SitePlan& plan) {
    const ListSubject subject{Scope::Site, 0, archive_address(), {}, {}, {}};
    const std::vector<Part> months = month_parts(days, plan.visible, subject, plan);
    PageDraft index;
    index.begin(PageKind::ArchiveIndex, plan.pool.keep(subject.folder));
    link_months(months, index);
    index.add_to(plan);
    add_part_pages(months, subject, plan);

    std::vector<Part> day_parts;
    const auto same_day = [](const CivilDate& a, const CivilDate& b) { return a == b; };
    for (const Rows day : split_periods(days, plan.visible, same_day)) {
        cut_into_parts(day, days[day.front()], subject, plan, day_parts);
    }
    add_part_pages(day_parts, subject, plan);
}

}  // namespace gazette
