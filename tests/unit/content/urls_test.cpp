#include "content/urls.h"

#include "content/site_config.h"
#include "support/catch.h"

using namespace gazette;

namespace {

SiteConfig site_at(std::string_view url) {
    Diagnostics diagnostics;
    auto site = read_site_config("title: x\nurl: " + std::string(url) + "\n", diagnostics);
    REQUIRE(site.has_value());
    return std::move(*site);
}

}  // namespace

TEST_CASE("a link is the base path and the encoded address", "[urls]") {
    const Addresses addresses{site_at("https://h.example.org/news/")};
    CHECK(addresses.link("/2022/07/06/x.html") == "/news/2022/07/06/x.html");
    CHECK(addresses.link("/sections/要闻/") == "/news/sections/%E8%A6%81%E9%97%BB/");
    CHECK(addresses.link("/a.html#小标题") == "/news/a.html#%E5%B0%8F%E6%A0%87%E9%A2%98");
    CHECK(addresses.absolute("/") == "https://h.example.org/news/");
}

TEST_CASE("a site at the root has no base path", "[urls]") {
    const Addresses addresses{site_at("https://h.example.org")};
    CHECK(addresses.link("/") == "/");
    CHECK(addresses.absolute("/feed.json") == "https://h.example.org/feed.json");
}

TEST_CASE("a link of the site gives its address back", "[urls]") {
    const Addresses addresses{site_at("https://h.example.org/news/")};
    for (const char* address : {"/", "/tags/象棋/", "/2022/07/06/a b.html"}) {
        CHECK(addresses.address_of(addresses.link(address)) == address);
    }
    CHECK_FALSE(addresses.address_of("/other/x.html").has_value());
    CHECK_FALSE(addresses.address_of("/newspaper/x.html").has_value());
    CHECK_FALSE(addresses.address_of("/news/%FF.html").has_value());
    CHECK_FALSE(addresses.address_of("/news/%2").has_value());
}

TEST_CASE("every kind of page has its address", "[urls]") {
    const CivilDate day{2022, 7, 6};
    CHECK(article_address(day, "xiangqi") == "/2022/07/06/xiangqi.html");
    CHECK(list_address(ListKind::Section, "yaowen") == "/sections/yaowen/");
    CHECK(list_address(ListKind::Tag, "象棋") == "/tags/象棋/");
    CHECK(list_address(ListKind::Tag, "C/C++ 入门") == "/tags/C-C++-入门/");
    CHECK(list_month_address(ListKind::Channel, "youth", day) == "/channels/youth/2022-07.html");
    CHECK(list_month_address(ListKind::Column, "summer", day, 2) ==
          "/columns/summer/2022-07-2.html");
    CHECK(list_feed_address(ListKind::Organisation, "chess", FeedKind::Atom) ==
          "/organisations/chess/atom.xml");
    CHECK(feed_address(FeedKind::Json) == "/feed.json");
    CHECK(archive_month_address(day, 3) == "/archive/2022-07_3.html");
    CHECK(archive_day_address(day) == "/archive/2022-07-06.html");
    CHECK(archive_day_address(day, 2) == "/archive/2022-07-06-2.html");
    CHECK(issue_address("2022-07-06-b") == "/issues/2022-07-06-b/");
    CHECK(issue_page_address("2022-07-06", 2) == "/issues/2022-07-06/02.html");
    CHECK(guide_address("dibao") == "/guides/dibao.html");
    CHECK(sitemap_month_address(day) == "/sitemaps/2022-07.xml");
    CHECK(sitemap_pages_address() == "/sitemaps/pages.xml");
    CHECK(sitemap_pages_address(2) == "/sitemaps/pages-2.xml");
    CHECK(app_day_address(day) == "/app/v1/days/2022-07-06.json");
}

TEST_CASE("an address names its file", "[urls]") {
    CHECK(file_of("/") == "index.html");
    CHECK(file_of("/sections/要闻/") == "sections/要闻/index.html");
    CHECK(file_of("/a/b.html") == "a/b.html");
}

TEST_CASE("a word becomes one harmless segment", "[urls]") {
    CHECK(address_word(" 象 棋 ") == "象-棋");
    CHECK(address_word("..") == "-.");
    CHECK(address_word(".hidden") == "-hidden");
    CHECK(address_word("a/../b") == "a-..-b");
    CHECK(address_word("") == "-");
    CHECK(address_word("\xE2\x80\xAE"
                       "x") == "-x");
    CHECK(address_word(std::string(10'000, 'x')).size() < 256);
    for (const char* word : {"..", ".", "/", "\\", "%2e%2e", "a\x01", "?", "#"}) {
        const std::string segment = address_word(word);
        CHECK(is_valid_address("/tags/" + segment + "/"));
    }
}

TEST_CASE("slugs that would harm are named", "[urls]") {
    CHECK(slug_problem("xiangqi-xiehui") == SlugProblem::None);
    CHECK(slug_problem("象棋") == SlugProblem::None);
    CHECK(slug_problem("") == SlugProblem::Empty);
    CHECK(slug_problem("a/b") == SlugProblem::Separator);
    CHECK(slug_problem("a\\b") == SlugProblem::Separator);
    CHECK(slug_problem("a?b") == SlugProblem::Separator);
    CHECK(slug_problem("..") == SlugProblem::LeadingDot);
    CHECK(slug_problem(".git") == SlugProblem::LeadingDot);
    CHECK(slug_problem("a\nb") == SlugProblem::Control);
    CHECK(slug_problem("a ") == SlugProblem::Control);
    CHECK(slug_problem("index") == SlugProblem::Reserved);
    CHECK(slug_problem(std::string(300, 'a')) == SlugProblem::TooLong);
}

TEST_CASE("addresses are checked part by part", "[urls]") {
    for (const char* right : {"/", "/a", "/a/", "/old/地址.html"}) CHECK(is_valid_address(right));
    for (const char* wrong : {"", "a", "//a", "/a//b", "/./a", "/a/..", "/a?b", "/a#b", "/a\\b",
                              "/a\x01", "/\xE2\x80\x8B"}) {
        INFO(wrong);
        CHECK_FALSE(is_valid_address(wrong));
    }
    CHECK_FALSE(is_valid_address("/" + std::string(2'000, 'a')));
}

TEST_CASE("addresses of the program are reserved", "[urls]") {
    for (const char* address : {"/", "/api/x", "/events", "/assets/paper.css", "/app/v1/x.json",
                                "/feed.json", "/404.html", "/pictures/x.webp"}) {
        INFO(address);
        CHECK(is_reserved_address(address));
    }
    for (const char* address : {"/apis/x", "/2022/07/06/x.html", "/old/feed.json"}) {
        INFO(address);
        CHECK_FALSE(is_reserved_address(address));
    }
}
