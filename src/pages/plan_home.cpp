#include "pages/plan_home.h"

#include "pages/page_draft.h"
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
    Chooser(const Newspaper& paper, const SitePlan& plan) : paper_(paper), plan_(plan) {}

    // The row of a reference if readers may see it and it was not taken yet.
    std::optional<std::uint32_t> take(const ArticleReference& reference) {
        const std::uint32_t* row = paper_.find_row(reference.text);
        return row != nullptr && take(*row) ? std::optional(*row) : std::nullopt;
    }

    bool take(std::uint32_t row) { return plan_.is_visible[row] && taken_.insert(row).second; }

private:
    const Newspaper& paper_;
    const SitePlan& plan_;
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
            return paper.rows[row].section == 0 && !paper.rows[row].cover().source.empty();
        });
    const std::uint32_t row = with_cover != plan.visible.end() ? *with_cover : plan.visible.front();
    chooser.take(row);
    return row;
}

Shape shape_of(HomeRole role) {
    switch (role) {
        case HomeRole::Lead:
            return Shape::Body;  // its first sentences
        case HomeRole::IssueHeadline:
            return Shape::Title;
        case HomeRole::Rail:
        case HomeRole::Section:
            break;
    }
    return Shape::Card;
}

void show(PageDraft& draft, std::uint32_t row, HomeRole role, std::size_t group = 0) {
    draft.show(row, shape_of(role), static_cast<std::uint8_t>(role),
               static_cast<std::uint16_t>(group));
}

void fill_rail(const Newspaper& paper, const SitePlan& plan, Chooser& chooser, PageDraft& draft) {
    std::size_t room = kRailStories;
    const auto add = [&](std::uint32_t row) {
        show(draft, row, HomeRole::Rail);
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

void fill_sections(const std::vector<std::vector<std::uint32_t>>& sections, Chooser& chooser,
                   PageDraft& draft) {
    for (std::size_t section = 0; section < sections.size(); ++section) {
        std::size_t room = kSectionStories;
        for (const std::uint32_t row : sections[section]) {
            if (room == 0) break;
            if (!chooser.take(row)) continue;
            show(draft, row, HomeRole::Section, section);
            --room;
        }
    }
}

void show_issue(const Newspaper& paper, const SitePlan& plan, PageDraft& draft) {
    const NewspaperIssue* issue = newest_issue(paper, plan);
    if (issue == nullptr) return;
    draft.page.facts = issue->digest;
    for (std::size_t group = 0; group < issue->items.size(); ++group) {
        for (const std::uint32_t row : issue->items[group]) {
            if (!plan.is_visible[row]) continue;
            show(draft, row, HomeRole::IssueHeadline, group);
            break;
        }
    }
}

// An issue and its pages; `links` lead to its neighbours.
void add_issue_pages(const NewspaperIssue& issue, std::uint32_t index,
                     const std::vector<PageLink>& links, SitePlan& plan) {
    PageDraft whole;
    whole.begin(PageKind::Issue, issue.address);
    whole.page.subject = index;
    whole.page.facts = issue.digest;
    whole.links = links;
    PageDraft page;
    for (std::uint32_t part = 0; part < issue.items.size(); ++part) {
        page.begin(PageKind::IssuePage, plan.pool.keep(issue_page_address(
                                            issue.issue.name(), issue.issue.pages[part].number)));
        page.page.subject = index;
        page.page.part = part;
        page.page.facts = issue.digest;
        for (const std::uint32_t row : issue.items[part]) {
            if (!plan.is_visible[row]) continue;
            page.show(row, Shape::Card);
            whole.show(row, Shape::Title, 0, static_cast<std::uint16_t>(part));
        }
        page.add_to(plan);
    }
    whole.add_to(plan);
}

}  // namespace

const NewspaperIssue* newest_issue(const Newspaper& paper, const SitePlan& plan) {
    for (const NewspaperIssue& issue : paper.issues) {
        if (has_come(issue, plan)) return &issue;
    }
    return nullptr;
}

void plan_home(const Newspaper& paper, const std::vector<std::vector<std::uint32_t>>& sections,
               SitePlan& plan) {
    PageDraft draft;
    draft.begin(PageKind::Home, "/");
    draft.page.order = WriteOrder::Last;
    Chooser chooser(paper, plan);
    if (const auto lead = choose_lead(paper, plan, chooser)) show(draft, *lead, HomeRole::Lead);
    fill_rail(paper, plan, chooser, draft);
    fill_sections(sections, chooser, draft);
    show_issue(paper, plan, draft);
    FingerprintBuilder facts;
    facts.add(draft.page.facts);
    for (const NewspaperGuide& guide : paper.guides) facts.add(guide.digest);
    draft.page.facts = facts.finish();
    draft.add_to(plan);
}

void plan_issues(const Newspaper& paper, SitePlan& plan) {
    std::vector<std::uint32_t> out;  // those that have come, newest first
    for (std::uint32_t i = 0; i < paper.issues.size(); ++i) {
        if (has_come(paper.issues[i], plan)) out.push_back(i);
    }
    if (out.empty()) return;
    const auto link_to = [&](std::uint32_t index, std::uint8_t role) {
        const NewspaperIssue& issue = paper.issues[index];
        return PageLink{role, plan.pool.keep(iso_date(issue.issue.date)), issue.address};
    };
    PageDraft index;
    FingerprintBuilder facts;
    index.begin(PageKind::Issues, plan.pool.keep(issues_address()));
    for (std::size_t i = 0; i < out.size(); ++i) {
        std::vector<PageLink> links;
        if (i > 0)
            links.push_back(link_to(out[i - 1], static_cast<std::uint8_t>(IssueLink::Newer)));
        if (i + 1 < out.size()) {
            links.push_back(link_to(out[i + 1], static_cast<std::uint8_t>(IssueLink::Older)));
        }
        add_issue_pages(paper.issues[out[i]], out[i], links, plan);
        facts.add(paper.issues[out[i]].digest);
        index.links.push_back(link_to(out[i], 0));
    }
    index.page.facts = facts.finish();
    index.add_to(plan);
}

}  // namespace gazette
