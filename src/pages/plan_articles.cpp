#include "pages/plan_articles.h"

#include "pages/page_draft.h"
#include "pages/roles.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kMostRelated = 4;
// Of each tag only so many of the latest stories before this one are looked at: a tag that stands
// on every article must not cost more than a rare one.
constexpr std::size_t kCandidatesPerTag = 32;

// Stories that share tags with one, best first.
struct Related {
    std::array<std::uint32_t, kMostRelated> rows{};
    std::size_t count = 0;
};

// Stories that share tags with one: most shared tags first, then the newer one (a lower index: rows
// are newest first).
class RelatedFinder {
public:
    RelatedFinder(const Newspaper& paper, const StoryTags& tags, const SitePlan& plan)
        : tags_(tags), plan_(plan), next_of_tag_(plan.tags.size()), shared_(paper.rows.size()) {}

    // To be asked of newer stories before older ones.
    Related older_than(std::size_t story) {
        candidates_.clear();
        for (const std::uint32_t tag : tags_.of(story)) {
            const std::vector<std::uint32_t>& rows = plan_.tags[tag].rows;
            std::size_t& begin = next_of_tag_[tag];
            while (begin < rows.size() && rows[begin] <= plan_.visible[story]) ++begin;
            const std::size_t end = std::min(rows.size(), begin + kCandidatesPerTag);
            for (std::size_t i = begin; i < end; ++i) {
                if (shared_[rows[i]]++ == 0) candidates_.push_back(rows[i]);
            }
        }
        const Related best = choose();
        for (const std::uint32_t row : candidates_) shared_[row] = 0;
        return best;
    }

private:
    // The best so far, each new one put into its place: four are wanted of a hundred.
    [[nodiscard]] Related choose() const {
        Related best;
        const auto is_better = [&](std::uint32_t a, std::uint32_t b) {
            return shared_[a] != shared_[b] ? shared_[a] > shared_[b] : a < b;
        };
        for (const std::uint32_t row : candidates_) {
            if (best.count == kMostRelated && !is_better(row, best.rows[best.count - 1])) continue;
            std::size_t at = best.count < kMostRelated ? best.count++ : best.count - 1;
            for (; at > 0 && is_better(row, best.rows[at - 1]); --at) {
                best.rows[at] = best.rows[at - 1];
            }
            best.rows[at] = row;
        }
        return best;
    }

    const StoryTags& tags_;
    const SitePlan& plan_;
    std::vector<std::size_t> next_of_tag_;  // place in the tag's rows behind the story at hand
    std::vector<std::uint16_t> shared_;     // tags shared with it, by row
    std::vector<std::uint32_t> candidates_;
};

// The same for all stories, to be asked in their order; so many at a time are looked for in
// parallel.
class RelatedStories {
public:
    RelatedStories(const Newspaper& paper, const StoryTags& tags, const SitePlan& plan,
                   const Spread& spread)
        : plan_(plan),
          spread_(spread),
          finders_(spread.workers, RelatedFinder(paper, tags, plan)) {}

    std::span<const std::uint32_t> older_than(std::size_t story) {
        if (story == end_) find_next();
        const Related& related = found_[story % kStoriesAtATime];
        return std::span(related.rows).first(related.count);
    }

private:
    static constexpr std::size_t kStoriesAtATime = 4096;
    static constexpr std::size_t kStoriesPerRun = 128;

    void find_next() {
        const std::size_t begin = end_;
        end_ = std::min(plan_.visible.size(), begin + kStoriesAtATime);
        found_.resize(end_ - begin);
        spread_.over(found_.size(), kStoriesPerRun, [&](std::size_t index, std::size_t worker) {
            found_[index] = finders_[worker].older_than(begin + index);
        });
    }

    const SitePlan& plan_;
    const Spread& spread_;
    std::vector<RelatedFinder> finders_;  // by worker
    std::vector<Related> found_;          // of the stories before `end_`
    std::size_t end_ = 0;
};

void show(PageDraft& draft, std::uint32_t row, Shape shape, ArticleRole role) {
    draft.show(row, shape, static_cast<std::uint8_t>(role));
}

// The story after each one in its section, oldest last; UINT32_MAX: none.
std::vector<std::uint32_t> older_neighbours(const Newspaper& paper, const SitePlan& plan) {
    std::vector<std::uint32_t> older(plan.visible.size(), UINT32_MAX);
    std::vector<std::uint32_t> last(paper.site.sections.size(), UINT32_MAX);
    for (std::size_t i = plan.visible.size(); i-- > 0;) {
        const std::int16_t section = paper.rows[plan.visible[i]].section;
        if (section == ArticleRow::kNone) continue;
        older[i] = std::exchange(last[static_cast<std::size_t>(section)], plan.visible[i]);
    }
    return older;
}

// The body's links to other articles of the newsroom: their addresses stand in the page.
void show_linked(const SitePlan& plan, const ArticleRow& row, PageDraft& draft) {
    for (const LinkRow& link : row.links) {
        if (link.row == LinkRow::kElsewhere || !plan.is_visible[link.row]) continue;
        show(draft, link.row, Shape::Title, ArticleRole::Linked);
    }
}

// The other parts of each story's series.
class SeriesFinder {
public:
    SeriesFinder(const Newspaper& paper, const SitePlan& plan) : paper_(paper) {
        for (const std::uint32_t row : plan.visible) {
            const std::string_view series = paper.rows[row].if_rare().series;
            if (!series.empty()) parts_[series].push_back(row);
        }
    }

    // In reading order, oldest first; of a long series those around the story.
    void show(std::uint32_t row, PageDraft& draft) const {
        constexpr std::ptrdiff_t kMostEachSide = 6;
        const auto found = parts_.find(paper_.rows[row].if_rare().series);
        if (found == parts_.end()) return;
        const std::vector<std::uint32_t>& parts = found->second;  // newest first
        const auto self = std::ranges::lower_bound(parts, row);
        const auto first = self - std::min(self - parts.begin(), kMostEachSide);
        const auto end = self + std::min(parts.end() - self, kMostEachSide + 1);
        for (auto part = end; part-- != first;) {
            if (*part == row) continue;
            draft.show(*part, Shape::Title, static_cast<std::uint8_t>(ArticleRole::SeriesPart));
        }
    }

    [[nodiscard]] bool are_parts_of_one(std::uint32_t a, std::uint32_t b) const {
        const std::string_view series = paper_.rows[a].if_rare().series;
        return !series.empty() && series == paper_.rows[b].if_rare().series;
    }

private:
    const Newspaper& paper_;
    std::unordered_map<std::string_view, std::vector<std::uint32_t>> parts_;
};

// Where each story stands in print: issues that have come, by row.
std::unordered_map<std::uint32_t, std::vector<PageLink>> printed_places(const Newspaper& paper,
                                                                        SitePlan& plan) {
    std::unordered_map<std::uint32_t, std::vector<PageLink>> places;
    for (const NewspaperIssue& issue : paper.issues) {
        if (!plan.drafts && issue.visible_from > plan.now) continue;
        for (std::size_t i = 0; i < issue.items.size(); ++i) {
            const int number = issue.issue.pages[i].number;
            const PageLink place{
                0, plan.pool.keep(fmt::format("{} {}", iso_date(issue.issue.date), number)),
                plan.pool.keep(issue_page_address(issue.issue.name(), number))};
            for (const std::uint32_t row : issue.items[i]) places[row].push_back(place);
        }
    }
    return places;
}

}  // namespace

void plan_articles(const Newspaper& paper, const StoryTags& tags, const Spread& spread,
                   SitePlan& plan) {
    RelatedStories related(paper, tags, plan, spread);
    const std::vector<std::uint32_t> older = older_neighbours(paper, plan);
    const auto printed = printed_places(paper, plan);
    const SeriesFinder series(paper, plan);
    std::vector<std::uint32_t> newer(paper.site.sections.size(), UINT32_MAX);
    PageDraft draft;
    for (std::size_t i = 0; i < plan.visible.size(); ++i) {
        const std::uint32_t row_index = plan.visible[i];
        const ArticleRow& row = paper.rows[row_index];
        draft.begin(PageKind::Article, row.address);
        draft.page.order = WriteOrder::Articles;
        draft.page.subject = row_index;
        draft.page.period = row.day;
        show(draft, row_index, Shape::Body, ArticleRole::Self);
        if (row.section != ArticleRow::kNone) {
            const std::uint32_t next =
                std::exchange(newer[static_cast<std::size_t>(row.section)], row_index);
            if (next != UINT32_MAX) show(draft, next, Shape::Title, ArticleRole::Next);
        }
        for (const std::uint32_t other : related.older_than(i)) {
            if (series.are_parts_of_one(row_index, other)) continue;  // stands among them already
            show(draft, other, Shape::Card, ArticleRole::Related);
        }
        series.show(row_index, draft);
        show_linked(plan, row, draft);
        if (older[i] != UINT32_MAX) show(draft, older[i], Shape::Title, ArticleRole::Previous);
        if (const auto places = printed.find(row_index); places != printed.end()) {
            draft.links = places->second;
        }
        draft.add_to(plan);
    }
}

}  // namespace gazette
