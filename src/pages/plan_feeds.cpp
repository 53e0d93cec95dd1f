#include "pages/plan_feeds.h"

#include "pages/plan_home.h"

#include <algorithm>
#include <map>

namespace gazette {
namespace {

// Search engines take at most 50,000 addresses a sitemap (sitemaps.org protocol 0.9).
constexpr std::size_t kAddressesPerSitemap = 50'000;
// A news sitemap holds two days and at most 1,000 stories.
constexpr std::int64_t kNewsSeconds = std::int64_t{2} * 24 * 3600;
constexpr std::size_t kNewsStories = 1'000;

void add_feeds(const Newspaper& paper, const std::vector<std::uint32_t>& rows,
               const ListSubject& subject, SitePlan& plan) {
    struct Feed {
        PageKind kind;
        std::string_view name;
    };

    constexpr std::array<Feed, 3> kFeeds{{{PageKind::JsonFeed, "feed.json"},
                                          {PageKind::AtomFeed, "atom.xml"},
                                          {PageKind::RssFeed, "rss.xml"}}};
    for (const Feed& feed : kFeeds) {
        PlannedPage page;
        page.kind = feed.kind;
        page.order = WriteOrder::Last;
        page.scope = subject.scope;
        page.subject = subject.subject;
        page.address = subject.folder + std::string(feed.name);
        const std::size_t count = std::min(rows.size(), paper.site.feed_items);
        for (std::size_t i = 0; i < count; ++i) page.shows.push_back({rows[i], Shape::Body, 0, 0});
        plan.pages.push_back(std::move(page));
    }
}

// By month, numbered from the oldest story, so that a full one stays as it is.
void plan_sitemaps(const Newspaper& paper, SitePlan& plan) {
    std::map<CivilDate, std::vector<std::uint32_t>> months;
    for (auto row = plan.visible.rbegin(); row != plan.visible.rend(); ++row) {
        CivilDate month = paper.rows[*row].day;
        month.day = 0;
        months[month].push_back(*row);
    }
    PlannedPage index;
    index.kind = PageKind::SitemapIndex;
    index.order = WriteOrder::Last;
    index.address = "/sitemap.xml";
    for (const auto& [month, rows] : months) {
        for (std::size_t begin = 0; begin < rows.size(); begin += kAddressesPerSitemap) {
            PlannedPage page;
            page.kind = PageKind::Sitemap;
            page.order = WriteOrder::Last;
            page.period = month;
            page.part = static_cast<std::uint32_t>(begin / kAddressesPerSitemap);
            page.address = sitemap_month_address(month, static_cast<int>(page.part) + 1);
            const std::size_t end = std::min(rows.size(), begin + kAddressesPerSitemap);
            for (std::size_t i = begin; i < end; ++i) {
                page.shows.push_back({rows[i], Shape::Title, 0, 0});
            }
            index.links.push_back({0, {}, page.address});
            plan.pages.push_back(std::move(page));
        }
    }
    plan.pages.push_back(std::move(index));
}

void plan_news_sitemap(const Newspaper& paper, SitePlan& plan) {
    PlannedPage page;
    page.kind = PageKind::NewsSitemap;
    page.order = WriteOrder::Last;
    page.address = "/news-sitemap.xml";
    for (const std::uint32_t index : plan.visible) {
        const ArticleRow& row = paper.rows[index];
        const Instant leaves{row.date.seconds + kNewsSeconds};
        if (leaves <= plan.now || row.reprint || page.shows.size() == kNewsStories) continue;
        page.shows.push_back({index, Shape::Title, 0, 0});
        plan.note_change(leaves);
    }
    plan.pages.push_back(std::move(page));
}

// A file a day, not one an article: every further file an article costs as much as a page.
void plan_app(const Newspaper& paper, SitePlan& plan) {
    PlannedPage manifest;
    manifest.kind = PageKind::AppManifest;
    manifest.order = WriteOrder::Last;
    manifest.address = "/app/v1/manifest.json";
    if (const NewspaperIssue* issue = newest_issue(paper, plan); issue != nullptr) {
        manifest.links.push_back({1, iso_date(issue->issue.date), issue->address});
        manifest.facts = issue->digest;
    }
    PlannedPage latest;
    latest.kind = PageKind::AppLatest;
    latest.order = WriteOrder::Last;
    latest.address = "/app/v1/latest.json";
    const std::size_t count = std::min(plan.visible.size(), paper.site.feed_items);
    for (std::size_t i = 0; i < count; ++i) {
        latest.shows.push_back({plan.visible[i], Shape::Body, 0, 0});
    }
    plan.pages.push_back(std::move(latest));

    PlannedPage* day = nullptr;
    std::vector<PlannedPage> days;
    for (const std::uint32_t row : plan.visible) {
        if (day == nullptr || day->period != paper.rows[row].day) {
            days.emplace_back();
            day = &days.back();
            day->kind = PageKind::AppDay;
            day->order = WriteOrder::Articles;
            day->period = paper.rows[row].day;
            day->address = app_day_address(day->period);
            manifest.links.push_back({0, iso_date(day->period), day->address});
        }
        day->shows.push_back({row, Shape::Body, 0, 0});
    }
    for (PlannedPage& page : days) plan.pages.push_back(std::move(page));
    plan.pages.push_back(std::move(manifest));
}

}  // namespace

void plan_scope_feeds(const Newspaper& paper, const std::vector<std::uint32_t>& rows,
                      const ListSubject& subject, SitePlan& plan) {
    add_feeds(paper, rows, subject, plan);
}

void plan_site_feeds(const Newspaper& paper, SitePlan& plan) {
    add_feeds(paper, plan.visible, {Scope::Site, 0, "/"}, plan);
    plan_sitemaps(paper, plan);
    plan_news_sitemap(paper, plan);
    plan_app(paper, plan);
}

}  // namespace gazette
