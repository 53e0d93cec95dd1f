#include "pages/plan_lists.h"
#include "pages/roles.h"
#include "pages/site_plan.h"
#include "support/catch.h"
#include "support/paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

using namespace gazette;
using gazette::testing::page_of;
using gazette::testing::Paper;

namespace {

std::vector<std::uint32_t> rows_of(const PlannedPage& page, ArticleRole role) {
    std::vector<std::uint32_t> rows;
    for (const ShownRecord& shown : page.shows) {
        if (shown.role == static_cast<std::uint8_t>(role)) rows.push_back(shown.row);
    }
    return rows;
}

}  // namespace

TEST_CASE("a month's parts are numbered from the oldest story, so that full ones stay", "[plan]") {
    Paper paper;
    for (int i = 0; i < 250; ++i) {
        paper.add({2022, 6, 1 + i / 10}, fmt::format("s{:03}", i));
    }
    const SitePlan before = paper.plan();
    CHECK(page_of(before, "/sections/yaowen/2022-06.html").shows.size() == 100);
    CHECK(page_of(before, "/sections/yaowen/2022-06-2.html").shows.size() == 100);
    CHECK(page_of(before, "/sections/yaowen/2022-06-3.html").shows.size() == 50);
    const Fingerprint oldest = page_of(before, "/sections/yaowen/2022-06.html").key;
    const Fingerprint middle = page_of(before, "/sections/yaowen/2022-06-2.html").key;
    const Fingerprint newest = page_of(before, "/sections/yaowen/2022-06-3.html").key;
    const SitePlan after = paper.add({2022, 6, 30}, "later").plan();
    CHECK(page_of(after, "/sections/yaowen/2022-06.html").key == oldest);
    CHECK(page_of(after, "/sections/yaowen/2022-06-2.html").key == middle);
    CHECK(page_of(after, "/sections/yaowen/2022-06-3.html").key != newest);
}

TEST_CASE("the tenth part of a month in the archive is not the tenth day", "[plan]") {
    Paper paper;
    for (int i = 0; i < 1000; ++i) paper.add({2022, 6, 1 + i / 90}, fmt::format("s{:04}", i));
    const SitePlan plan = paper.plan();
    CHECK(page_of(plan, "/archive/2022-06_10.html").shows.size() == 100);
    CHECK(page_of(plan, "/archive/2022-06-10.html").shows.size() == 90);
    std::set<std::string_view> addresses;
    for (const PlannedPage& page : plan.pages) addresses.insert(page.address);
    CHECK(addresses.size() == plan.pages.size());
}

TEST_CASE("related stories are older ones, those with most shared tags first", "[plan]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one", {"象棋"})
        .add({2022, 7, 2}, "two", {"象棋", "青年"})
        .add({2022, 7, 3}, "three", {"象棋", "青年"})
        .add({2022, 7, 4}, "four", {"象棋", "青年"});
    const SitePlan plan = paper.plan();
    // Rows: four 0, three 1, two 2, one 3.
    CHECK(rows_of(page_of(plan, "/2022/07/03/three.html"), ArticleRole::Related) ==
          std::vector<std::uint32_t>{2, 3});
    CHECK(rows_of(page_of(plan, "/2022/07/01/one.html"), ArticleRole::Related).empty());
}

TEST_CASE("a part of a series shows those around it in reading order", "[plan]") {
    Paper paper;
    RareRow rare;
    rare.series = "走堤记";
    for (int day = 1; day <= 20; ++day) paper.add({2022, 6, day}, fmt::format("{:02}", day));
    for (ArticleRow& row : paper.newspaper().rows) {
        if (row.title != "05") row.rare = &rare;
    }
    const SitePlan plan = paper.plan();
    const auto parts_of = [&](const std::string& slug) {
        std::string titles;
        const std::string address = fmt::format("/2022/06/{0}/{0}.html", slug);
        for (const ShownRecord& shown : page_of(plan, address).shows) {
            if (shown.role != static_cast<std::uint8_t>(ArticleRole::SeriesPart)) continue;
            CHECK(shown.shape == Shape::Title);
            titles.append(titles.empty() ? "" : " ");
            titles.append(paper.newspaper().rows[shown.row].title);
        }
        return titles;
    };
    CHECK(parts_of("01") == "02 03 04 06 07 08");
    CHECK(parts_of("10") == "03 04 06 07 08 09 11 12 13 14 15 16");
    CHECK(parts_of("20") == "14 15 16 17 18 19");
    CHECK(parts_of("05").empty());
}

TEST_CASE("a new story changes the pages of its neighbour only", "[plan]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one", {"象棋"})
        .add({2022, 7, 2}, "two", {"象棋"})
        .add({2022, 7, 3}, "three", {"象棋"});
    const SitePlan before = paper.plan();
    const SitePlan after = paper.add({2022, 7, 4}, "four", {"象棋"}).plan();
    const auto key = [](const SitePlan& plan, std::string_view address) {
        return page_of(plan, address).key;
    };
    CHECK(key(before, "/2022/07/01/one.html") == key(after, "/2022/07/01/one.html"));
    CHECK(key(before, "/2022/07/02/two.html") == key(after, "/2022/07/02/two.html"));
    CHECK(key(before, "/2022/07/03/three.html") != key(after, "/2022/07/03/three.html"));
    CHECK(key(before, "/archive/2022-07-02.html") == key(after, "/archive/2022-07-02.html"));
}

TEST_CASE("a changed body leaves lists alone, a changed title does not", "[plan]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one").add({2022, 7, 2}, "two");
    const SitePlan before = paper.plan();
    paper.newspaper().rows[0].body_digest = fingerprint("another body");
    const SitePlan body = paper.plan();
    CHECK(page_of(before, "/2022/07/02/two.html").key != page_of(body, "/2022/07/02/two.html").key);
    CHECK(page_of(before, "/sections/yaowen/").key == page_of(body, "/sections/yaowen/").key);
    CHECK(page_of(before, "/2022/07/01/one.html").key == page_of(body, "/2022/07/01/one.html").key);
    paper.newspaper().rows[0].title_digest = fingerprint("another title");
    paper.newspaper().rows[0].card_digest = fingerprint("another card");
    const SitePlan title = paper.plan();
    CHECK(page_of(body, "/sections/yaowen/").key != page_of(title, "/sections/yaowen/").key);
    CHECK(page_of(body, "/2022/07/01/one.html").key != page_of(title, "/2022/07/01/one.html").key);
}

TEST_CASE("the next change is the nearest embargo, expiry or end of news", "[plan]") {
    Paper paper;
    paper.add({2022, 7, 1}, "old").add({2022, 7, 20}, "future");
    CHECK(paper.plan().next_change == *parse_rfc3339("2022-07-20T08:00:00+08:00"));
    paper.newspaper().rows[1].expires = *parse_rfc3339("2022-07-10T00:00:00+08:00");
    CHECK(paper.plan().next_change == *parse_rfc3339("2022-07-10T00:00:00+08:00"));
    CHECK(paper.plan(*parse_rfc3339("2023-01-01T00:00:00Z")).next_change == Instant{0});
}

TEST_CASE("articles of a day and the app's day make one run, articles first", "[plan]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one").add({2022, 7, 1}, "two").add({2022, 7, 2}, "three");
    const SitePlan plan = paper.plan();
    const PageRun first = plan.runs.front();
    REQUIRE(first.end - first.begin == 2);
    CHECK(plan.pages[first.begin].address == "/2022/07/02/three.html");
    CHECK(plan.pages[first.begin + 1].kind == PageKind::AppDay);
    CHECK(plan.pages.back().address == "/");
    CHECK(plan.pages.back().order == WriteOrder::Last);
}

TEST_CASE("a sitemap names the sections, columns, issues and guides, neither tags nor months",
          "[plan]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one", {"象棋"});
    Newspaper& newspaper = paper.newspaper();
    newspaper.site.channels = {{"youth", "青年", ""}};
    newspaper.site.organisations = {{"chess", "象棋协会", "youth", ""}};
    newspaper.site.columns.resize(1);
    newspaper.site.columns[0].id = "summer";
    ArticleRow& row = newspaper.rows.front();
    row.channel = row.organisation = row.column = 0;
    newspaper.guides.resize(1);
    newspaper.guides[0].address = "/guides/dibao.html";
    newspaper.issues.resize(1);
    newspaper.issues[0].address = "/issues/2022-07-01/";
    const SitePlan plan = paper.plan();
    const PlannedPage& sitemap = page_of(plan, "/sitemaps/pages.xml");
    std::set<std::string_view> places;
    for (const PageLink& link : sitemap.links) places.insert(link.address);
    CHECK(places == std::set<std::string_view>{"/", "/sections/yaowen/", "/channels/youth/",
                                               "/organisations/chess/", "/columns/summer/",
                                               "/issues/", "/issues/2022-07-01/", "/guides/",
                                               "/guides/dibao.html"});
    CHECK(sitemap.shows.empty());
    const auto& parts = page_of(plan, "/sitemap.xml").links;
    CHECK(std::count_if(parts.begin(), parts.end(), [](const PageLink& part) {
              return part.address == "/sitemaps/pages.xml";
          }) == 1);
    // It stays as it is when a story comes, and changes when an issue does.
    CHECK(page_of(paper.add({2022, 7, 2}, "two").plan(), "/sitemaps/pages.xml").key == sitemap.key);
    newspaper.issues.resize(2);
    newspaper.issues[1].address = "/issues/2022-06-30/";
    CHECK(page_of(paper.plan(), "/sitemaps/pages.xml").key != sitemap.key);
}
