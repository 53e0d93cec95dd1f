#include "pages/plan_feeds.h"

#include "pages/plan_home.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

// Search engines take at most 50,000 addresses a sitemap (sitemaps.org protocol 0.9).
constexpr std::size_t kAddressesPerSitemap = 50'000;
// A news sitemap holds two days and at most 1,000 stories.
constexpr std::int64_t kNewsSeconds = std::int64_t{2} * 24 * 3600;
constexpr std::size_t kNewsStories = 1'000;

void add_feeds(const Newspaper& paper, Rows rows, const ListSubject& subject, SitePlan& plan) {
    struct Feed {
        PageKind kind;
        std::string_view name;
    };

    constexpr std::array<Feed, 3> kFeeds{{{PageKind::JsonFeed, "feed.json"},
                                          {PageKind::AtomFeed, "atom.xml"},
                                          {PageKind::RssFeed, "rss.xml"}}};
    PageDraft draft;
    for (const Feed& feed : kFeeds) {
        draft.begin(feed.kind, plan.pool.keep(subject.folder + std::string(feed.name)));
        draft.page.order = WriteOrder::Last;
        draft.page.scope = subject.scope;
        draft.page.subject = subject.subject;
        draft.page.facts = subject.facts;
        const std::size_t count = std::min(rows.size(), paper.site.feed_items);
        for (const std::uint32_t row : rows.first(count)) draft.show(row, Shape::Body);
        draft.add_to(plan);
    }
}

// What readers come back to, besides the stories: not tags and not months, which only gather again
// what stands elsewhere, and no list that is still empty.
bool is_place(const PlannedPage& page) {
    if (page.kind == PageKind::List) {
        return page.period.year == 0 && !page.shows.empty() && page.scope != Scope::Site &&
               page.scope != Scope::Tag;
    }
    return page.kind == PageKind::Issues || page.kind == PageKind::Issue ||
           page.kind == PageKind::Guides || page.kind == PageKind::Guide;
}

// The pages that are no stories, by address alone: without dates, so that these sitemaps change
// only when such a page comes or goes. To be asked when all those pages are planned.
void plan_sitemaps_of_places(SitePlan& plan, std::vector<PageLink>& parts) {
    std::vector<PageLink> places{{0, {}, "/"}};
    for (const PlannedPage& page : plan.pages) {
        if (is_place(page)) places.push_back({0, {}, page.address});
    }
    PageDraft draft;
    for (std::size_t begin = 0; begin < places.size(); begin += kAddressesPerSitemap) {
        const std::size_t part = begin / kAddressesPerSitemap;
        const std::string address = sitemap_pages_address(static_cast<int>(part) + 1);
        draft.begin(PageKind::Sitemap, plan.pool.keep(address));
        draft.page.order = WriteOrder::Last;
        draft.page.part = static_cast<std::uint32_t>(part);
        const auto first = places.begin() + static_cast<std::ptrdiff_t>(begin);
        const std::size_t size = std::min(kAddressesPerSitemap, places.size() - begin);
        draft.links.assign(first, first + static_cast<std::ptrdiff_t>(size));
        parts.push_back({0, {}, draft.page.address});
        draft.add_to(plan);
    }
}

// By month, numbered from the oldest story, so that a full one stays as it is.
void plan_sitemaps(const std::vector<CivilDate>& days, SitePlan& plan) {
    std::vector<PageLink> parts;
    PageDraft draft;
    CivilDate month{0, 0, 0};
    int part = 0;
    const auto finish = [&] {
        if (draft.shows.empty()) return;
        parts.push_back({0, {}, draft.page.address});
        draft.add_to(plan);
    };
    for (std::size_t i = plan.visible.size(); i-- > 0;) {
        const std::uint32_t row = plan.visible[i];
        const bool same = days[row].year == month.year && days[row].month == month.month;
        if (!same || draft.shows.size() == kAddressesPerSitemap) {
            finish();
            part = same ? part + 1 : 1;
            month = days[row];
            month.day = 0;
            draft.begin(PageKind::Sitemap, plan.pool.keep(sitemap_month_address(month, part)));
            draft.page.order = WriteOrder::Last;
            draft.page.period = month;
            draft.page.part = static_cast<std::uint32_t>(part - 1);
        }
        draft.show(row, Shape::Title);
    }
    finish();
    plan_sitemaps_of_places(plan, parts);
    draft.begin(PageKind::SitemapIndex, "/sitemap.xml");
    draft.page.order = WriteOrder::Last;
    draft.links = std::move(parts);
    draft.add_to(plan);
}

void plan_news_sitemap(const Newspaper& paper, SitePlan& plan) {
    PageDraft draft;
    draft.begin(PageKind::NewsSitemap, "/news-sitemap.xml");
    draft.page.order = WriteOrder::Last;
    for (const std::uint32_t index : plan.visible) {
        const ArticleRow& row = paper.rows[index];
        const Instant leaves{row.date.seconds + kNewsSeconds};
        if (leaves <= plan.now) break;  // newest first: so have all that follow
        if (row.reprint) continue;
        if (draft.shows.size() == kNewsStories) break;
        draft.show(index, Shape::Title);
        plan.note_change(leaves);
    }
    draft.add_to(plan);
}

void plan_latest(const Newspaper& paper, SitePlan& plan) {
    PageDraft draft;
    draft.begin(PageKind::AppLatest, "/app/v1/latest.json");
    draft.page.order = WriteOrder::Last;
    const std::size_t count = std::min(plan.visible.size(), paper.site.feed_items);
    for (const std::uint32_t row : Rows(plan.visible).first(count)) draft.show(row, Shape::Body);
    draft.add_to(plan);
}

// A file a day, not one an article: every further file an article costs as much as a page.
void plan_days(const std::vector<CivilDate>& days, SitePlan& plan, PageDraft& manifest) {
    PageDraft draft;
    const auto finish = [&] {
        if (!draft.shows.empty()) draft.add_to(plan);
    };
    for (const std::uint32_t row : plan.visible) {
        if (draft.shows.empty() || draft.page.period != days[row]) {
            finish();
            draft.begin(PageKind::AppDay, plan.pool.keep(app_day_address(days[row])));
            draft.page.order = WriteOrder::Articles;
            draft.page.period = days[row];
            manifest.links.push_back({0, plan.pool.keep(iso_date(days[row])), draft.page.address});
        }
        draft.show(row, Shape::Body);
    }
    finish();
}

void plan_app(const Newspaper& paper, const std::vector<CivilDate>& days, SitePlan& plan) {
    PageDraft manifest;
    manifest.begin(PageKind::AppManifest, "/app/v1/manifest.json");
    manifest.page.order = WriteOrder::Last;
    if (const NewspaperIssue* issue = newest_issue(paper, plan); issue != nullptr) {
        manifest.links.push_back({1, plan.pool.keep(iso_date(issue->issue.date)), issue->address});
        manifest.page.facts = issue->digest;
    }
    plan_latest(paper, plan);
    plan_days(days, plan, manifest);
    manifest.add_to(plan);
}

}  // namespace

void plan_scope_feeds(const Newspaper& paper, Rows rows, const ListSubject& subject,
                      SitePlan& plan) {
    add_feeds(paper, rows, subject, plan);
}

void plan_site_feeds(const Newspaper& paper, const std::vector<CivilDate>& days, SitePlan& plan) {
    add_feeds(paper, plan.visible, {Scope::Site, 0, "/", {}, {}, {}}, plan);
    plan_sitemaps(days, plan);
    plan_news_sitemap(paper, plan);
    plan_app(paper, days, plan);
}

}  // namespace gazette
