#include "pages/site_plan.h"

#include "base/large_block.h"
#include "base/permutation.h"
#include "content/settings_digests.h"
#include "pages/page_draft.h"
#include "pages/plan_articles.h"
#include "pages/plan_feeds.h"
#include "pages/plan_home.h"
#include "pages/plan_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace gazette {
namespace {

constexpr std::array<std::string_view, kPageKinds> kKindNames = {
    "home",      "list",         "archive",    "article",  "notice",  "redirect",
    "issues",    "issue",        "issue_page", "guides",   "guide",   "not_found",
    "json_feed", "atom",         "rss",        "sitemaps", "sitemap", "news_sitemap",
    "robots",    "app_manifest", "app_latest", "app_day"};

bool is_withdrawn(const ArticleRow& row, const PlanOptions& options) {
    const bool expired = row.expires.seconds != 0 && row.expires <= options.now;
    return row.visibility == Visibility::Withdrawn ||
           (expired && row.visibility == Visibility::Public);
}

bool is_visible(const ArticleRow& row, const PlanOptions& options) {
    if (row.visibility == Visibility::LeftOut) return false;
    if (row.visibility == Visibility::Draft) return options.drafts;
    if (is_withdrawn(row, options)) return false;
    return options.drafts || row.visible_from <= options.now;
}

void choose_visible(const Newspaper& paper, const PlanOptions& options, SitePlan& plan) {
    for (std::uint32_t i = 0; i < paper.rows.size(); ++i) {
        const ArticleRow& row = paper.rows[i];
        const bool is_public = row.visibility == Visibility::Public;
        // A withdrawn story has its notice from the moment at which it would have come out.
        if (is_public || row.visibility == Visibility::Withdrawn)
            plan.note_change(row.visible_from);
        if (is_public && row.expires.seconds != 0) plan.note_change(row.expires);
        plan.is_visible.push_back(is_visible(row, options));
        if (plan.is_visible.back()) plan.visible.push_back(i);
    }
    for (const NewspaperIssue& issue : paper.issues) plan.note_change(issue.visible_from);
}

// The neutral notice stands where a story was published and is no more; what is embargoed leaves no
// trace, so a withdrawn story whose moment never came has no page either.
bool has_notice(const ArticleRow& row, const PlanOptions& options) {
    return is_withdrawn(row, options) && row.visible_from <= options.now;
}

void plan_notices(const Newspaper& paper, const PlanOptions& options, SitePlan& plan) {
    PageDraft draft;
    for (std::uint32_t i = 0; i < paper.rows.size(); ++i) {
        const ArticleRow& row = paper.rows[i];
        if (!has_notice(row, options)) continue;
        draft.begin(PageKind::Notice, row.address);
        draft.page.order = WriteOrder::Articles;
        draft.page.subject = i;
        draft.page.facts = fingerprint(row.id);
        draft.add_to(plan);
    }
}

void plan_redirects(const Newspaper& paper, const PlanOptions& options, SitePlan& plan) {
    PageDraft draft;
    const auto add = [&](std::string_view from, std::string_view to, std::uint32_t row) {
        draft.begin(PageKind::Redirect, from);
        draft.page.subject = row;
        draft.links.push_back({0, {}, to});
        draft.add_to(plan);
    };
    // Addresses that answer now. What was published answers for ever, a withdrawn story's old
    // addresses too; of a story whose moment has not come nothing is told, not even an old address.
    std::unordered_set<std::string_view> silent;
    for (std::uint32_t i = 0; i < paper.rows.size(); ++i) {
        const ArticleRow& row = paper.rows[i];
        if (!plan.is_visible[i] && !has_notice(row, options)) {
            silent.insert(row.address);
            silent.insert(row.aliases.begin(), row.aliases.end());
        } else {
            for (const std::string_view alias : row.aliases) add(alias, row.address, i);
        }
    }
    for (bool found = true; found;) {  // a redirect may lead to one that is silent itself
        found = false;
        for (const Redirect& redirect : paper.redirects) {
            if (silent.contains(redirect.to)) found |= silent.insert(redirect.from).second;
        }
    }
    for (const Redirect& redirect : paper.redirects) {
        if (!silent.contains(redirect.from)) add(redirect.from, redirect.to, kNoRow);
    }
}

// Makes plan.tags, sorted by name, and returns those of each story.
StoryTags collect_tags(const Newspaper& paper, SitePlan& plan) {
    StoryTags tags;
    RowIndex numbers;
    for (const std::uint32_t row : plan.visible) {
        tags.begins.push_back(static_cast<std::uint32_t>(tags.numbers.size()));
        for (const std::string_view tag : paper.rows[row].tags) {
            const auto next = static_cast<std::uint32_t>(plan.tags.size());
            const auto [number, is_new] = numbers.claim(tag, next);
            if (is_new) plan.tags.push_back({tag, {}, {}});
            plan.tags[number].rows.push_back(row);
            tags.numbers.push_back(number);
        }
    }
    tags.begins.push_back(static_cast<std::uint32_t>(tags.numbers.size()));

    std::sort(plan.tags.begin(), plan.tags.end(),
              [](const TagPlan& a, const TagPlan& b) { return a.name < b.name; });
    std::vector<std::uint32_t> sorted(plan.tags.size());
    for (std::uint32_t i = 0; i < plan.tags.size(); ++i) {
        plan.tags[i].word = address_word(plan.tags[i].name);
        sorted[*numbers.find(plan.tags[i].name)] = i;
    }
    for (std::uint32_t& number : tags.numbers) number = sorted[number];
    return tags;
}

using Groups = std::vector<std::vector<std::uint32_t>>;  // rows, newest first, by what groups them
using RowMember = std::int16_t ArticleRow::*;

Groups rows_by(const Newspaper& paper, const SitePlan& plan, RowMember member, std::size_t count) {
    Groups groups(count);
    if (count == 0) return groups;
    for (const std::uint32_t row : plan.visible) {
        const std::int16_t index = paper.rows[row].*member;
        if (index != ArticleRow::kNone) groups[static_cast<std::size_t>(index)].push_back(row);
    }
    return groups;
}

// A channel's first page tells who posts there.
Fingerprint organisations_of(const Channel& channel, const SiteConfig& site) {
    FingerprintBuilder digest;
    for (const Organisation& organisation : site.organisations) {
        if (organisation.channel == channel.id) digest.add(digest_of(organisation));
    }
    return digest.finish();
}

// A column may have an order of its own: its stories by number, then those without one.
std::vector<std::uint32_t> in_column_order(const Newspaper& paper, Rows rows) {
    std::vector<std::uint32_t> ordered(rows.begin(), rows.end());
    const auto order = [&](std::uint32_t row) {
        const int number = paper.rows[row].column_order;
        return std::pair(number == 0, number);
    };
    std::stable_sort(ordered.begin(), ordered.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return order(a) < order(b); });
    return ordered;
}

// The lists and feeds of everything that groups articles.
void plan_scopes(const Newspaper& paper, const std::vector<CivilDate>& days, const Groups& sections,
                 SitePlan& plan) {
    const auto add = [&](const Groups& groups, Scope scope, auto subject_of) {
        for (std::uint32_t i = 0; i < groups.size(); ++i) {
            ListSubject list = subject_of(i);
            list.scope = scope;
            list.subject = i;
            plan_scope_lists(days, groups[i], list, plan);
            if (scope != Scope::Column) plan_scope_feeds(paper, groups[i], list, plan);
        }
    };
    const SiteConfig& site = paper.site;
    const auto subject = [](ListKind kind, const auto& member, std::string_view word) {
        return ListSubject{{}, 0, list_address(kind, word), digest_of(member), {}, {}};
    };
    add(sections, Scope::Section, [&](std::uint32_t i) {
        return subject(ListKind::Section, site.sections[i], site.sections[i].slug);
    });
    add(rows_by(paper, plan, &ArticleRow::channel, site.channels.size()), Scope::Channel,
        [&](std::uint32_t i) {
            const Channel& channel = site.channels[i];
            ListSubject of_channel = subject(ListKind::Channel, channel, channel.id);
            of_channel.facts_on_top = organisations_of(channel, site);
            return of_channel;
        });
    add(rows_by(paper, plan, &ArticleRow::organisation, site.organisations.size()),
        Scope::Organisation, [&](std::uint32_t i) {
            return subject(ListKind::Organisation, site.organisations[i], site.organisations[i].id);
        });
    const Groups columns = rows_by(paper, plan, &ArticleRow::column, site.columns.size());
    add(columns, Scope::Column, [&](std::uint32_t i) {
        ListSubject column = subject(ListKind::Column, site.columns[i], site.columns[i].id);
        column.top = in_column_order(paper, columns[i]);
        return column;
    });
    for (std::uint32_t i = 0; i < plan.tags.size(); ++i) {
        const TagPlan& tag = plan.tags[i];
        plan_scope_lists(
            days, tag.rows,
            {Scope::Tag, i, list_address(ListKind::Tag, tag.word), fingerprint(tag.name), {}, {}},
            plan);
    }
}

void plan_single(PageKind kind, std::string_view address, SitePlan& plan) {
    PageDraft draft;
    draft.begin(kind, address);
    draft.add_to(plan);
}

void plan_guides(const Newspaper& paper, SitePlan& plan) {
    if (paper.guides.empty()) return;
    FingerprintBuilder all;
    PageDraft draft;
    for (std::uint32_t i = 0; i < paper.guides.size(); ++i) {
        draft.begin(PageKind::Guide, paper.guides[i].address);
        draft.page.subject = i;
        draft.page.facts = paper.guides[i].digest;
        all.add(draft.page.facts);
        for (const std::uint32_t row : paper.guides[i].linked) {
            if (plan.is_visible[row]) draft.show(row, Shape::Title);
        }
        draft.add_to(plan);
    }
    draft.begin(PageKind::Guides, plan.pool.keep(guides_address()));
    draft.page.facts = all.finish();
    draft.add_to(plan);
}

bool is_feed(PageKind kind) {
    return kind == PageKind::JsonFeed || kind == PageKind::AtomFeed || kind == PageKind::RssFeed;
}

// Whether two pages that follow each other show the same bodies: articles of a day and the app's
// file of that day; the feeds of one scope.
bool show_same_bodies(const PlannedPage& a, const PlannedPage& b) {
    if (a.order != b.order) return false;
    if (a.order == WriteOrder::Articles) return a.period == b.period;
    return is_feed(a.kind) && is_feed(b.kind) && a.scope == b.scope && a.subject == b.subject;
}

// A number below 2^30 that is the smaller the later the day; "none" comes last.
std::uint32_t newest_first(const CivilDate& day) {
    constexpr std::uint32_t kMost = (1U << 30U) - 1;
    return kMost - static_cast<std::uint32_t>((day.year * 12 + day.month) * 31 + day.day);
}

// In the order of writing, cut into runs.
void make_runs(SitePlan& plan) {
    // OPTIMIZATION: what decides fits into a number, and numbers are sorted faster than pages.
    std::vector<std::uint64_t> keys;
    keys.reserve(plan.pages.size());
    for (std::uint32_t i = 0; i < plan.pages.size(); ++i) {
        const PlannedPage& page = plan.pages[i];
        const bool is_by_day = page.order == WriteOrder::Articles;
        const std::uint64_t first = std::uint64_t{is_by_day ? newest_first(page.period) : 0} |
                                    (static_cast<std::uint64_t>(page.order) << 30U);
        keys.push_back((first << 32U) | i);
    }
    std::ranges::sort(keys);
    std::vector<std::uint32_t> order;
    order.reserve(keys.size());
    for (const std::uint64_t key : keys) order.push_back(static_cast<std::uint32_t>(key));
    permute(plan.pages, order);
    std::uint32_t begin = 0;
    for (std::uint32_t i = 1; i <= plan.pages.size(); ++i) {
        if (i < plan.pages.size() && show_same_bodies(plan.pages[begin], plan.pages[i])) continue;
        plan.runs.push_back({begin, i});
        begin = i;
    }
}

}  // namespace

std::string_view name_of(PageKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

void SitePlan::note_change(Instant moment) {
    if (moment <= now) return;
    if (next_change.seconds == 0 || moment < next_change) next_change = moment;
}

Standing standing_of(const ArticleRow& row, const SitePlan& plan) {
    if (row.visibility == Visibility::Draft) return Standing::Draft;
    return row.visible_from > plan.now ? Standing::Embargoed : Standing::Out;
}

SitePlan plan_pages(const Newspaper& paper, const PlanOptions& options) {
    SitePlan plan;
    plan.now = options.now;
    plan.drafts = options.drafts;
    choose_visible(paper, options, plan);
    const StoryTags tags = collect_tags(paper, plan);
    // OPTIMIZATION: a row is wide, and its day is asked for some ten times.
    std::vector<CivilDate> days;
    days.reserve(paper.rows.size());
    for (const ArticleRow& row : paper.rows) days.push_back(row.day);
    const Groups sections = rows_by(paper, plan, &ArticleRow::section, paper.site.sections.size());

    // Lists, days and months are usually fewer than half as many as stories.
    const std::size_t expected = plan.visible.size() + plan.visible.size() / 2;
    plan.pages.reserve(expected);
    advise_huge_pages(plan.pages.data(), expected * sizeof(PlannedPage));
    plan_articles(paper, tags, options.spread, plan);
    plan_notices(paper, options, plan);
    plan_redirects(paper, options, plan);
    plan_scopes(paper, days, sections, plan);
    plan_archive(days, plan);
    plan_issues(paper, plan);
    plan_guides(paper, plan);
    plan_single(PageKind::NotFound, "/404.html", plan);
    plan_single(PageKind::Robots, "/robots.txt", plan);
    plan_site_feeds(paper, days, plan);
    plan_home(paper, sections, plan);

    make_runs(plan);
    return plan;
}

}  // namespace gazette
