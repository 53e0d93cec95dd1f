#include "pages/site_plan.h"

#include "pages/plan_articles.h"
#include "pages/plan_feeds.h"
#include "pages/plan_home.h"
#include "pages/plan_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

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
        if (row.visibility == Visibility::Public) {
            plan.note_change(row.visible_from);
            if (row.expires.seconds != 0) plan.note_change(row.expires);
        }
        plan.is_visible.push_back(is_visible(row, options));
        if (plan.is_visible.back()) plan.visible.push_back(i);
    }
    for (const NewspaperIssue& issue : paper.issues) plan.note_change(issue.visible_from);
}

// The neutral notice stands where a story was published and is no more; what is embargoed leaves no
// trace, so a withdrawn story whose moment never came has no page either.
void plan_notices(const Newspaper& paper, const PlanOptions& options, SitePlan& plan) {
    for (std::uint32_t i = 0; i < paper.rows.size(); ++i) {
        const ArticleRow& row = paper.rows[i];
        if (!is_withdrawn(row, options) || row.visible_from > options.now) continue;
        PlannedPage page;
        page.kind = PageKind::Notice;
        page.order = WriteOrder::Articles;
        page.subject = i;
        page.address = row.address;
        plan.pages.push_back(std::move(page));
    }
}

void plan_redirect(std::string from, std::string to, SitePlan& plan) {
    PlannedPage page;
    page.kind = PageKind::Redirect;
    page.address = std::move(from);
    page.links.push_back({0, {}, std::move(to)});
    plan.pages.push_back(std::move(page));
}

void plan_redirects(const Newspaper& paper, SitePlan& plan) {
    for (const std::uint32_t row : plan.visible) {
        for (const std::string_view alias : paper.rows[row].aliases) {
            plan_redirect(std::string(alias), std::string(paper.rows[row].address), plan);
        }
    }
    for (const Redirect& redirect : paper.redirects)
        plan_redirect(redirect.from, redirect.to, plan);
}

void collect_tags(const Newspaper& paper, SitePlan& plan) {
    std::map<std::string_view, std::vector<std::uint32_t>> rows_by_tag;
    for (const std::uint32_t row : plan.visible) {
        for (const std::string_view tag : paper.rows[row].tags) rows_by_tag[tag].push_back(row);
    }
    for (auto& [tag, rows] : rows_by_tag) {
        plan.tags.push_back({tag, address_word(tag), std::move(rows)});
    }
}

using RowMember = std::int16_t ArticleRow::*;

std::vector<std::vector<std::uint32_t>> rows_by(const Newspaper& paper, const SitePlan& plan,
                                                RowMember member, std::size_t count) {
    std::vector<std::vector<std::uint32_t>> groups(count);
    for (const std::uint32_t row : plan.visible) {
        const std::int16_t index = paper.rows[row].*member;
        if (index != ArticleRow::kNone) groups[static_cast<std::size_t>(index)].push_back(row);
    }
    return groups;
}

// The lists and feeds of everything that groups articles.
void plan_scopes(const Newspaper& paper, SitePlan& plan) {
    const auto add = [&](Scope scope, RowMember member, std::size_t count, auto folder) {
        const auto groups = rows_by(paper, plan, member, count);
        for (std::uint32_t i = 0; i < count; ++i) {
            const ListSubject subject{scope, i, folder(i)};
            plan_scope_lists(paper, groups[i], subject, plan);
            if (scope != Scope::Column) plan_scope_feeds(paper, groups[i], subject, plan);
        }
    };
    const SiteConfig& site = paper.site;
    add(Scope::Section, &ArticleRow::section, site.sections.size(),
        [&](std::uint32_t i) { return list_address(ListKind::Section, site.sections[i].slug); });
    add(Scope::Channel, &ArticleRow::channel, site.channels.size(),
        [&](std::uint32_t i) { return list_address(ListKind::Channel, site.channels[i].id); });
    add(Scope::Organisation, &ArticleRow::organisation, site.organisations.size(),
        [&](std::uint32_t i) {
            return list_address(ListKind::Organisation, site.organisations[i].id);
        });
    add(Scope::Column, &ArticleRow::column, site.columns.size(),
        [&](std::uint32_t i) { return list_address(ListKind::Column, site.columns[i].id); });
    for (std::uint32_t i = 0; i < plan.tags.size(); ++i) {
        const ListSubject subject{Scope::Tag, i, list_address(ListKind::Tag, plan.tags[i].word)};
        plan_scope_lists(paper, plan.tags[i].rows, subject, plan);
    }
}

void plan_single(PageKind kind, std::string address, SitePlan& plan) {
    PlannedPage page;
    page.kind = kind;
    page.address = std::move(address);
    plan.pages.push_back(std::move(page));
}

void plan_guides(const Newspaper& paper, SitePlan& plan) {
    if (paper.guides.empty()) return;
    PlannedPage index;
    index.kind = PageKind::Guides;
    index.address = guides_address();
    FingerprintBuilder all;
    for (std::uint32_t i = 0; i < paper.guides.size(); ++i) {
        PlannedPage page;
        page.kind = PageKind::Guide;
        page.subject = i;
        page.address = paper.guides[i].address;
        page.facts = paper.guides[i].digest;
        all.add(page.facts);
        plan.pages.push_back(std::move(page));
    }
    index.facts = all.finish();
    plan.pages.push_back(std::move(index));
}

// Everything a page depends on but its template's text goes through here, once.
Fingerprint page_key(const Newspaper& paper, const SitePlan& plan, const PlannedPage& page,
                     const Fingerprint& renderer, const Fingerprint& frame) {
    FingerprintBuilder key;
    key.add(static_cast<std::int64_t>(page.kind)).add(renderer).add(frame);
    key.add(static_cast<std::int64_t>(page.scope)).add(page.address).add(page.facts);
    key.add(static_cast<std::int64_t>(page.part));
    for (const ShownRecord& shown : page.shows) {
        key.add(paper.rows[shown.row].digest(shown.shape));
        key.add((static_cast<std::int64_t>(shown.role) << 24U) |
                (static_cast<std::int64_t>(shown.shape) << 16U) | shown.group);
        if (plan.drafts) {
            key.add(static_cast<std::int64_t>(standing_of(paper.rows[shown.row], plan)));
        }
    }
    for (const PageLink& link : page.links) {
        key.add(static_cast<std::int64_t>(link.role)).add(link.text).add(link.address);
    }
    return key.finish();
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

// In the order of writing, cut into runs.
void make_runs(SitePlan& plan) {
    std::stable_sort(plan.pages.begin(), plan.pages.end(),
                     [](const PlannedPage& a, const PlannedPage& b) {
                         if (a.order != b.order) return a.order < b.order;
                         return a.order == WriteOrder::Articles && a.period > b.period;
                     });
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

SitePlan plan_site(const Newspaper& paper, const RendererFingerprints& renderers,
                   const PlanOptions& options) {
    SitePlan plan;
    plan.now = options.now;
    plan.drafts = options.drafts;
    choose_visible(paper, options, plan);
    collect_tags(paper, plan);

    plan_articles(paper, plan);
    plan_notices(paper, options, plan);
    plan_redirects(paper, plan);
    plan_scopes(paper, plan);
    plan_archive(paper, plan);
    plan_issues(paper, plan);
    plan_guides(paper, plan);
    plan_single(PageKind::NotFound, "/404.html", plan);
    plan_single(PageKind::Robots, "/robots.txt", plan);
    plan_site_feeds(paper, plan);
    plan_home(paper, plan);

    // The menu in every frame leads to the guides and the issues if there are any.
    const Fingerprint frame =
        FingerprintBuilder()
            .add(paper.site_digest)
            .add(static_cast<std::int64_t>(!paper.guides.empty()))
            .add(static_cast<std::int64_t>(newest_issue(paper, plan) != nullptr))
            .finish();
    for (PlannedPage& page : plan.pages) {
        const Fingerprint& renderer = renderers.by_kind[static_cast<std::size_t>(page.kind)];
        page.key = page_key(paper, plan, page, renderer, frame);
    }
    make_runs(plan);
    return plan;
}

}  // namespace gazette
