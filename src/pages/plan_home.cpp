#include "pages/plan_home.h"

#include "pages/roles.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace gazette {
namespace {

constexpr std::size_t kRailStories = 5;
constexpr std::size_t kSectionStories = 4;

bool has_come(const NewspaperIssue& issue, const SitePlan& plan) {
    return plan.drafts || issue.visible_from <= plan.now;
}

// Rows that may be shown, in the order in which a page wants them, each once.
class Chooser {
public:
    Chooser(const Newspaper& paper, const SitePlan& plan)
        : paper_(paper), visible_(plan.visible.begin(), plan.visible.end()) {}

    // The row of a reference if readers may see it and it was not taken yet.
    std::optional<std::uint32_t> take(const ArticleReference& reference) {
        const std::uint32_t* row = paper_.find_row(reference.text);
        return row != nullptr && take(*row) ? std::optional(*row) : std::nullopt;
    }

    bool take(std::uint32_t row) { return visible_.contains(row) && taken_.insert(row).second; }

private:
    const Newspaper& paper_;
    std::unordered_set<std::uint32_t> visible_;
    std::unordered_set<std::uint32_t> taken_;
};

std::optional<std::uint32_t> choose_lead(const Newspaper& paper, const SitePlan& plan,
                                         Chooser& chooser) {
    if (paper.home.lead) {
        if (const auto row = chooser.take(*paper.home.lead)) return row;
    }
    if (plan.visible.empty()) return std::nullopt;
    const NewspaperIssue* issue = newest_issue(paper, plan);
    const CivilDate newest_day = paper.rows[plan.visible.front()].day;
    if (issue != nullptr && issue->issue.date >= newest_day && !issue->items.empty()) {
        for (const std::uint32_t row : issue->items.front()) {
            if (chooser.take(row)) return row;
        }
    }
    const auto with_cover =
        std::find_if(plan.visible.begin(), plan.visible.end(), [&](std::uint32_t row) {
            return paper.rows[row].section == 0 && !paper.rows[row].cover.source.empty();
        });
    const std::uint32_t row = with_cover != plan.visible.end() ? *with_cover : plan.visible.front();
    chooser.take(row);
    return row;
}

void show(PlannedPage& page, std::uint32_t row, HomeRole role, std::size_t group = 0) {
    const Shape shape = role == HomeRole::IssueHeadline ? Shape::Title : Shape::Card;
    page.shows.push_back(
        {row, shape, static_cast<std::uint8_t>(role), static_cast<std::uint16_t>(group)});
}

void fill_rail(const Newspaper& paper, const SitePlan& plan, Chooser& chooser, PlannedPage& page) {
    std::size_t room = kRailStories;
    const auto add = [&](std::uint32_t row) {
        show(page, row, HomeRole::Rail);
        --room;
    };
    for (const ArticleReference& reference : paper.home.top) {
        if (room == 0) return;
        if (const auto row = chooser.take(reference)) add(*row);
    }
    if (const NewspaperIssue* issue = newest_issue(paper, plan); issue != nullptr) {
        const std::vector<std::uint32_t> none;
        for (const std::uint32_t row : issue->items.empty() ? none : issue->items.front()) {
            if (room == 0) return;
            if (chooser.take(row)) add(row);
        }
    }
    for (const std::uint32_t row : plan.visible) {
        if (room == 0) return;
        if (chooser.take(row)) add(row);
    }
}

void fill_sections(const Newspaper& paper, const SitePlan& plan, Chooser& chooser,
                   PlannedPage& page) {
    std::vector<std::vector<std::uint32_t>> by_section(paper.site.sections.size());
    std::size_t full = 0;
    for (const std::uint32_t row : plan.visible) {
        const std::int16_t section = paper.rows[row].section;
        if (section == ArticleRow::kNone) continue;
        auto& stories = by_section[static_cast<std::size_t>(section)];
        if (stories.size() == kSectionStories || !chooser.take(row)) continue;
        stories.push_back(row);
        if (stories.size() == kSectionStories && ++full == by_section.size()) break;
    }
    for (std::size_t section = 0; section < by_section.size(); ++section) {
        for (const std::uint32_t row : by_section[section]) {
            show(page, row, HomeRole::Section, section);
        }
    }
}

void show_issue(const Newspaper& paper, const SitePlan& plan, PlannedPage& page) {
    const NewspaperIssue* issue = newest_issue(paper, plan);
    if (issue == nullptr) return;
    page.facts = issue->digest;
    const std::unordered_set<std::uint32_t> visible(plan.visible.begin(), plan.visible.end());
    for (std::size_t group = 0; group < issue->items.size(); ++group) {
        for (const std::uint32_t row : issue->items[group]) {
            if (!visible.contains(row)) continue;
            show(page, row, HomeRole::IssueHeadline, group);
            break;
        }
    }
}

void add_issue_pages(const NewspaperIssue& issue, std::uint32_t index,
                     const std::unordered_set<std::uint32_t>& visible, SitePlan& plan) {
    PlannedPage whole;
    whole.kind = PageKind::Issue;
    whole.subject = index;
    whole.address = issue.address;
    whole.facts = issue.digest;
    for (std::uint32_t part = 0; part < issue.items.size(); ++part) {
        PlannedPage page;
        page.kind = PageKind::IssuePage;
        page.subject = index;
        page.part = part;
        page.address = issue_page_address(issue.issue.name(), issue.issue.pages[part].number);
        page.facts = issue.digest;
        for (const std::uint32_t row : issue.items[part]) {
            if (!visible.contains(row)) continue;
            page.shows.push_back({row, Shape::Card, 0, 0});
            whole.shows.push_back({row, Shape::Title, 0, static_cast<std::uint16_t>(part)});
        }
        plan.pages.push_back(std::move(page));
    }
    plan.pages.push_back(std::move(whole));
}

}  // namespace

const NewspaperIssue* newest_issue(const Newspaper& paper, const SitePlan& plan) {
    for (const NewspaperIssue& issue : paper.issues) {
        if (has_come(issue, plan)) return &issue;
    }
    return nullptr;
}

void plan_home(const Newspaper& paper, SitePlan& plan) {
    PlannedPage page;
    page.kind = PageKind::Home;
    page.order = WriteOrder::Last;
    page.address = "/";
    Chooser chooser(paper, plan);
    if (const auto lead = choose_lead(paper, plan, chooser)) show(page, *lead, HomeRole::Lead);
    fill_rail(paper, plan, chooser, page);
    fill_sections(paper, plan, chooser, page);
    show_issue(paper, plan, page);
    FingerprintBuilder facts;
    facts.add(page.facts);
    for (const NewspaperGuide& guide : paper.guides) facts.add(guide.digest);
    page.facts = facts.finish();
    plan.pages.push_back(std::move(page));
}

void plan_issues(const Newspaper& paper, SitePlan& plan) {
    const std::unordered_set<std::uint32_t> visible(plan.visible.begin(), plan.visible.end());
    PlannedPage index;
    index.kind = PageKind::Issues;
    index.address = issues_address();
    FingerprintBuilder facts;
    std::size_t newer_page = SIZE_MAX;
    const auto link = [&](std::size_t page, IssueLink role, const NewspaperIssue& to) {
        plan.pages[page].links.push_back(
            {static_cast<std::uint8_t>(role), iso_date(to.issue.date), to.address});
    };
    const NewspaperIssue* newer = nullptr;
    for (std::uint32_t i = 0; i < paper.issues.size(); ++i) {
        const NewspaperIssue& issue = paper.issues[i];
        if (!has_come(issue, plan)) continue;
        add_issue_pages(issue, i, visible, plan);
        const std::size_t page = plan.pages.size() - 1;
        if (newer != nullptr) {
            link(page, IssueLink::Newer, *newer);
            link(newer_page, IssueLink::Older, issue);
        }
        newer = &issue;
        newer_page = page;
        facts.add(issue.digest);
        index.links.push_back({0, iso_date(issue.issue.date), issue.address});
    }
    if (newer == nullptr) return;
    index.facts = facts.finish();
    plan.pages.push_back(std::move(index));
}

}  // namespace gazette
