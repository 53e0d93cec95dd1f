#include "pages/plan_articles.h"

#include "pages/roles.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace gazette {
namespace {

constexpr std::size_t kMostRelated = 4;
// Of each tag only so many of the latest stories before this one are looked at: a tag that stands
// on every article must not cost more than a rare one.
constexpr std::size_t kCandidatesPerTag = 32;

// The last stories of a tag, oldest overwritten first.
struct LatestOfTag {
    std::array<std::uint32_t, kCandidatesPerTag> rows{};
    std::size_t count = 0;

    void add(std::uint32_t row) { rows[count++ % kCandidatesPerTag] = row; }

    [[nodiscard]] std::size_t size() const { return std::min(count, kCandidatesPerTag); }
};

struct Candidate {
    std::uint32_t row = 0;
    std::uint32_t shared_tags = 0;
};

// Most shared tags first, then the newer one (a lower index: rows are newest first).
void rank(std::vector<Candidate>& candidates) {
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate& a, const Candidate& b) { return a.row < b.row; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (kept > 0 && candidates[kept - 1].row == candidates[i].row) {
            ++candidates[kept - 1].shared_tags;
        } else {
            candidates[kept++] = candidates[i];
        }
    }
    candidates.resize(kept);
    std::stable_sort(
        candidates.begin(), candidates.end(),
        [](const Candidate& a, const Candidate& b) { return a.shared_tags > b.shared_tags; });
}

void show(PlannedPage& page, std::uint32_t row, Shape shape, ArticleRole role) {
    page.shows.push_back({row, shape, static_cast<std::uint8_t>(role), 0});
}

// From the oldest to the newest, so that each article sees only what came before it.
std::vector<std::vector<std::uint32_t>> find_related(const Newspaper& paper, const SitePlan& plan) {
    std::vector<std::vector<std::uint32_t>> related(plan.visible.size());
    std::unordered_map<std::string_view, LatestOfTag> latest;
    std::vector<Candidate> candidates;
    for (std::size_t i = plan.visible.size(); i-- > 0;) {
        const std::uint32_t row = plan.visible[i];
        candidates.clear();
        for (const std::string_view tag : paper.rows[row].tags) {
            const LatestOfTag& of_tag = latest[tag];
            for (std::size_t k = 0; k < of_tag.size(); ++k)
                candidates.push_back({of_tag.rows[k], 1});
        }
        rank(candidates);
        for (std::size_t k = 0; k < std::min(candidates.size(), kMostRelated); ++k) {
            related[i].push_back(candidates[k].row);
        }
        for (const std::string_view tag : paper.rows[row].tags) latest[tag].add(row);
    }
    return related;
}

// The body's links to other articles of the newsroom: their addresses stand in the page.
void show_linked(const SitePlan& plan, const ArticleRow& row, PlannedPage& page) {
    for (const LinkRow& link : row.links) {
        if (link.row == LinkRow::kElsewhere || !plan.is_visible[link.row]) continue;
        show(page, link.row, Shape::Title, ArticleRole::Linked);
    }
}

// Where each story stands in print: issues that have come, by row.
std::unordered_map<std::uint32_t, std::vector<PageLink>> printed_places(const Newspaper& paper,
                                                                        const SitePlan& plan) {
    std::unordered_map<std::uint32_t, std::vector<PageLink>> places;
    for (const NewspaperIssue& issue : paper.issues) {
        if (!plan.drafts && issue.visible_from > plan.now) continue;
        for (std::size_t i = 0; i < issue.items.size(); ++i) {
            const int number = issue.issue.pages[i].number;
            for (const std::uint32_t row : issue.items[i]) {
                places[row].push_back({0, fmt::format("{} {}", iso_date(issue.issue.date), number),
                                       issue_page_address(issue.issue.name(), number)});
            }
        }
    }
    return places;
}

}  // namespace

void plan_articles(const Newspaper& paper, SitePlan& plan) {
    const auto related = find_related(paper, plan);
    auto printed = printed_places(paper, plan);
    // The page of the story before, by section: it gets this one as its older neighbour.
    std::vector<std::size_t> newer_page(paper.site.sections.size(), SIZE_MAX);
    for (std::size_t i = 0; i < plan.visible.size(); ++i) {
        const std::uint32_t row_index = plan.visible[i];
        const ArticleRow& row = paper.rows[row_index];
        PlannedPage page;
        page.kind = PageKind::Article;
        page.order = WriteOrder::Articles;
        page.subject = row_index;
        page.period = row.day;
        page.address = row.address;
        show(page, row_index, Shape::Body, ArticleRole::Self);
        if (row.section != ArticleRow::kNone) {
            std::size_t& newer = newer_page[static_cast<std::size_t>(row.section)];
            if (newer != SIZE_MAX) {
                PlannedPage& newer_story = plan.pages[newer];
                show(page, newer_story.subject, Shape::Title, ArticleRole::Next);
                show(newer_story, row_index, Shape::Title, ArticleRole::Previous);
            }
            newer = plan.pages.size();
        }
        for (const std::uint32_t other : related[i]) {
            show(page, other, Shape::Card, ArticleRole::Related);
        }
        show_linked(plan, row, page);
        if (const auto places = printed.find(row_index); places != printed.end()) {
            page.links = std::move(places->second);
        }
        plan.pages.push_back(std::move(page));
    }
}

}  // namespace gazette
