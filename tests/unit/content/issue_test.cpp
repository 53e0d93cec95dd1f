#include "content/issue.h"

#include "content/guide.h"
#include "content/home_choice.h"
#include "content/redirects.h"
#include "support/catch.h"
#include "support/content_samples.h"

using namespace gazette;
using Codes = std::vector<std::string>;

TEST_CASE("an issue has pages with articles", "[issue]") {
    Diagnostics diagnostics;
    const auto issue = read_issue(
        "date: 2022-07-06\nnumber: 018\ntotal: 1286\ntitle: 特刊\npages:\n"
        "  - {number: 2, name: 民生, editor: 编辑组, items: [2022/07/06/x.md, abc]}\n"
        "  - {number: 01, name: 要闻, credits: {校对: 甲}, items: [z]}\n",
        "issues/2022-07-06.yml", diagnostics);
    REQUIRE(issue.has_value());
    CHECK(diagnostics.empty());
    CHECK(issue->name() == "2022-07-06");
    CHECK(issue->number == "018");
    REQUIRE(issue->pages.size() == 2);
    CHECK(issue->pages[0].name == "要闻");
    CHECK(testing::shown(issue->pages[0].credits) == "校对[甲]");
    CHECK(issue->pages[1].items.at(1).text == "abc");
    CHECK(issue->pages[1].items.at(1).position == Position{6, 65});
}

TEST_CASE("an issue's file name gives date and suffix where it says none", "[issue]") {
    Diagnostics diagnostics;
    const auto issue = read_issue("pages: []\n", "issues/2022-07-06-b.yml", diagnostics);
    REQUIRE(issue.has_value());
    CHECK(issue->name() == "2022-07-06-b");
}

TEST_CASE("an issue whose name says another day than its date is told so", "[issue]") {
    Diagnostics diagnostics;
    const auto issue =
        read_issue("date: 2022-07-06\npages: []\n", "issues/2022-07-07.yml", diagnostics);
    REQUIRE(issue.has_value());
    CHECK(issue->name() == "2022-07-06");
    CHECK(testing::codes_of(diagnostics) == Codes{"1:7 issue-date-differs"});
}

TEST_CASE("what is wrong with an issue is named", "[issue]") {
    const auto codes = [](std::string_view text) {
        Diagnostics diagnostics;
        CHECK_FALSE(read_issue(text, "issues/x.yml", diagnostics).has_value());
        return testing::codes_of(diagnostics);
    };
    CHECK(codes("pages: []\n") == Codes{"1:1 date-missing"});
    CHECK(codes("date: 2022-07-40\n") == Codes{"1:7 value-wrong-type"});
    CHECK(codes("date: 2022-07-06\npages: [{number: 1}, {number: 1}]\n") ==
          Codes{"2:22 issue-page-duplicate"});
    CHECK(codes("date: 2022-07-06\npages: [{number: 100}]\n") == Codes{"2:18 number-out-of-range"});
    CHECK(codes("date: 2022-07-06\nsuffix: ../x\n") == Codes{"2:9 slug-invalid"});
    CHECK(codes("date: 2022-07-06\npage: []\n") == Codes{"2:1 key-unknown"});
}

TEST_CASE("a guide has steps, materials and a text", "[guide]") {
    Diagnostics diagnostics;
    const auto guide = read_guide(
        "---\ntitle: 申请低保\nunit: 区民政局\nphone: 0635-0100101\nhours: 9:00\nupdated: "
        "2022-07-01\n"
        "steps: [填表, 递交]\nmaterials: [户口本]\nqr: false\n---\n\n正文。\n",
        "guides/dibao.md", testing::sample_site(), diagnostics);
    REQUIRE(guide.has_value());
    CHECK(diagnostics.empty());
    CHECK(guide->slug == "dibao");
    CHECK(guide->hours == "9:00");
    CHECK(guide->steps == Codes{"填表", "递交"});
    CHECK_FALSE(guide->qr);
    CHECK(guide->body == "正文。\n");
    CHECK(guide->body_line == 12);
}

TEST_CASE("a guide needs a title and known keys", "[guide]") {
    Diagnostics diagnostics;
    CHECK_FALSE(
        read_guide("---\nunits: x\n---\n正文\n", "guides/x.md", testing::sample_site(), diagnostics)
            .has_value());
    CHECK(testing::codes_of(diagnostics) == Codes{"2:1 key-unknown", "1:1 title-missing"});
}

TEST_CASE("a guide without front matter is told just that", "[guide]") {
    for (const char* text : {"正文\n", "# 题\n\n- a: b\n", "a: b\nc\n"}) {
        Diagnostics diagnostics;
        CHECK_FALSE(
            read_guide(text, "guides/x.md", testing::sample_site(), diagnostics).has_value());
        CHECK(testing::codes_of(diagnostics) == Codes{"1:1 front-matter-missing"});
    }
}

TEST_CASE("home.yml names a lead and what else is on top", "[home]") {
    Diagnostics diagnostics;
    const auto home = read_home_choice("lead: 2022/07/06/x.md\ntop: [a, b]\n", diagnostics);
    REQUIRE(home.has_value());
    CHECK(home->lead->text == "2022/07/06/x.md");
    CHECK(home->top.at(1).position == Position{2, 10});
    CHECK_FALSE(read_home_choice("leed: x\n", diagnostics).has_value());
}

TEST_CASE("redirects are lines of two addresses", "[redirects]") {
    Diagnostics diagnostics;
    const auto redirects = read_redirects(
        "# old site\n/old/a.html\t/2022/07/06/x.html\r\n\n"
        "/%E6%97%A7.html\thttps://other.example.org/x?y\n",
        diagnostics);
    CHECK(diagnostics.empty());
    REQUIRE(redirects.size() == 2);
    CHECK(redirects[0].to == "/2022/07/06/x.html");
    CHECK(redirects[1].from == "/旧.html");
    CHECK(redirects[1].position == Position{4, 1});
}

TEST_CASE("broken, doubled, reserved and circular redirects are left out and named",
          "[redirects]") {
    Diagnostics diagnostics;
    const auto redirects = read_redirects(
        "/a\n/a /b\n/a\t../b\n/feed.json\t/b\n/ok\t/x\n/ok\t/y\n/self\t/self\n/p\t/q\n/q\t/p\n"
        "/r\tjavascript:alert(1)\n",
        diagnostics);
    REQUIRE(redirects.size() == 1);
    CHECK(redirects[0].from == "/ok");
    CHECK(testing::codes_of(diagnostics) ==
          Codes{"1:1 redirect-malformed", "2:1 redirect-malformed", "3:1 redirect-malformed",
                "4:1 address-reserved", "6:1 redirect-duplicate", "10:1 redirect-malformed",
                "7:1 redirect-loop", "8:1 redirect-loop", "9:1 redirect-loop"});
}

TEST_CASE("a long chain of redirects costs no more than its length", "[redirects]") {
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += "/" + std::to_string(i) + "\t/" + std::to_string(i + 1) + "\n";
    }
    Diagnostics diagnostics;
    CHECK(read_redirects(text, diagnostics).size() == 20'000);
}
