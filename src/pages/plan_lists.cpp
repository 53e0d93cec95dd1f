#include "pages/plan_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace gazette {
namespace {

using Rows = std::span<const std::uint32_t>;

bool same_month(const CivilDate& a, const CivilDate& b) {
    return a.year == b.year && a.month == b.month;
}

// Splits rows, newest first, into runs of equal periods.
template <typename Same>
std::vector<Rows> split_periods(const Newspaper& paper, Rows rows, Same same) {
    std::vector<Rows> periods;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= rows.size(); ++i) {
        if (i < rows.size() && same(paper.rows[rows[i]].day, paper.rows[rows[begin]].day)) continue;
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
    std::string address;
};

std::string part_address(const std::string& folder, const CivilDate& period, std::uint32_t number) {
    const std::string name = period.day == 0 ? iso_month(period) : iso_date(period);
    return number == 0 ? fmt::format("{}{}.html", folder, name)
                       : fmt::format("{}{}-{}.html", folder, name, number + 1);
}

// Newest part first.
void cut_into_parts(Rows rows, const CivilDate& period, const std::string& folder,
                    std::vector<Part>& parts) {
    const auto count =
        static_cast<std::uint32_t>((rows.size() + kStoriesPerPart - 1) / kStoriesPerPart);
    for (std::uint32_t number = count; number-- > 0;) {
        const std::size_t oldest = number * kStoriesPerPart;
        const std::size_t size = std::min(kStoriesPerPart, rows.size() - oldest);
        parts.push_back({period, number, rows.subspan(rows.size() - oldest - size, size),
                         part_address(folder, period, number)});
    }
}

std::string part_text(const Part& part) {
    const std::string period =
        part.period.day == 0 ? iso_month(part.period) : iso_date(part.period);
    return part.number == 0 ? period : fmt::format("{} ({})", period, part.number + 1);
}

void show_cards(Rows rows, PlannedPage& page) {
    for (const std::uint32_t row : rows) page.shows.push_back({row, Shape::Card, 0, 0});
}

void link(PlannedPage& page, ListLink role, std::string text, std::string address) {
    page.links.push_back({static_cast<std::uint8_t>(role), std::move(text), std::move(address)});
}

// One page a part; neighbours are linked, and nothing else: a new month changes one old page.
void add_part_pages(const std::vector<Part>& parts, const ListSubject& subject, SitePlan& plan) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
        PlannedPage page;
        page.kind = PageKind::List;
        page.scope = subject.scope;
        page.subject = subject.subject;
        page.period = parts[i].period;
        page.part = parts[i].number;
        page.address = parts[i].address;
        show_cards(parts[i].rows, page);
        if (i > 0) link(page, ListLink::Newer, part_text(parts[i - 1]), parts[i - 1].address);
        if (i + 1 < parts.size()) {
            link(page, ListLink::Older, part_text(parts[i + 1]), parts[i + 1].address);
        }
        plan.pages.push_back(std::move(page));
    }
}

std::vector<Part> month_parts(const Newspaper& paper, Rows rows, const std::string& folder) {
    std::vector<Part> parts;
    for (const Rows month : split_periods(paper, rows, same_month)) {
        CivilDate period = paper.rows[month.front()].day;
        period.day = 0;
        cut_into_parts(month, period, folder, parts);
    }
    return parts;
}

// Each month once, newest first, pointing to its newest part.
void link_months(const std::vector<Part>& parts, PlannedPage& page) {
    const CivilDate* last = nullptr;
    for (const Part& part : parts) {
        if (last != nullptr && *last == part.period) continue;
        link(page, ListLink::Month, iso_month(part.period), part.address);
        last = &part.period;
    }
}

}  // namespace

void plan_scope_lists(const Newspaper& paper, const std::vector<std::uint32_t>& rows,
                      const ListSubject& subject, SitePlan& plan) {
    const std::vector<Part> parts = month_parts(paper, rows, subject.folder);
    PlannedPage top;
    top.kind = PageKind::List;
    top.scope = subject.scope;
    top.subject = subject.subject;
    top.address = subject.folder;
    show_cards(Rows(rows).first(std::min(rows.size(), kStoriesOnTop)), top);
    link_months(parts, top);
    plan.pages.push_back(std::move(top));
    add_part_pages(parts, subject, plan);
}

void plan_archive(const Newspaper& paper, SitePlan& plan) {
    const ListSubject subject{Scope::Site, 0, archive_address()};
    const std::vector<Part> months = month_parts(paper, plan.visible, subject.folder);
    PlannedPage index;
    index.kind = PageKind::ArchiveIndex;
    index.address = subject.folder;
    link_months(months, index);
    plan.pages.push_back(std::move(index));
    add_part_pages(months, subject, plan);

    std::vector<Part> days;
    const auto same_day = [](const CivilDate& a, const CivilDate& b) { return a == b; };
    for (const Rows day : split_periods(paper, plan.visible, same_day)) {
        cut_into_parts(day, paper.rows[day.front()].day, subject.folder, days);
    }
    add_part_pages(days, subject, plan);
}

}  // namespace gazette
