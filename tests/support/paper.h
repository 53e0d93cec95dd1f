#pragma once
// A newspaper of rows without files behind them, for tests of planning and of views.
#include "content/newspaper.h"
#include "content/urls.h"
#include "pages/page_keys.h"
#include "pages/site_plan.h"
#include "support/catch.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gazette::testing {

inline constexpr Instant kNow{1657123200};  // 2022-07-07 00:00 in China

// Rows stand newest first once it was planned.
class Paper {
public:
    Paper() {
        paper_.site.origin = "https://news.example.org";
        paper_.site.time_zone = TimeZone::load("Asia/Shanghai").value();
        paper_.site.sections = {{"要闻", "yaowen"}, {"文化", "wenhua"}};
        paper_.pools.resize(1);
    }

    Paper& add(CivilDate day, const std::string& slug,
               const std::vector<std::string_view>& tags = {}) {
        StringPool& pool = paper_.pools.front();
        ArticleRow row;
        row.path = pool.keep(slug + ".md");
        row.id = pool.keep("id-" + slug);
        row.title = pool.keep(slug);
        row.address = pool.keep(article_address(day, slug));
        row.day = day;
        row.date = *paper_.site.time_zone.instant({day, 8, 0, 0});
        row.visible_from = row.date;
        row.section = 0;
        row.tags = pool.keep(tags);
        row.body_digest = fingerprint(slug);
        row.card_digest = fingerprint("card" + slug);
        row.title_digest = fingerprint("title" + slug);
        paper_.rows.push_back(row);
        return *this;
    }

    [[nodiscard]] SitePlan plan(Instant now = kNow) {
        std::stable_sort(paper_.rows.begin(), paper_.rows.end(),
                         [](const ArticleRow& a, const ArticleRow& b) { return a.date > b.date; });
        SitePlan plan = plan_pages(paper_, {now, false});
        const RendererFingerprints renderers;
        const PageKeys keys(paper_, plan, renderers);
        FingerprintBuilder part;
        for (PlannedPage& page : plan.pages) keys.set_key(page, part);
        return plan;
    }

    Newspaper& newspaper() { return paper_; }

private:
    Newspaper paper_;
};

inline const PlannedPage& page_of(const SitePlan& plan, std::string_view address) {
    const auto found =
        std::find_if(plan.pages.begin(), plan.pages.end(),
                     [&](const PlannedPage& page) { return page.address == address; });
    REQUIRE(found != plan.pages.end());
    return *found;
}

}  // namespace gazette::testing
