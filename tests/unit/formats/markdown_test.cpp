#include "formats/markdown.h"

#include "formats/markdown_parts.h"
#include "support/catch.h"

#include <chrono>
#include <string>
#include <vector>

using namespace gazette;
using Strings = std::vector<std::string>;

namespace {

class SiteHooks final : public BodyHooks {
public:
    std::optional<Link> link(std::string_view target) override {
        if (target == "gone.md") return std::nullopt;
        if (target.starts_with("http")) return Link{std::string(target), true};
        return Link{"/site/" + std::string(target), false};
    }

    bool image(const BodyImage& image, std::string& out) override {
        if (image.target == "plain.jpg") return false;
        out += (image.is_alone ? "<figure>" : "<i>") + image.target + "|" + image.alt + "|" +
               image.title + (image.is_alone ? "</figure>" : "</i>");
        return true;
    }
};

std::string html(std::string_view body, const BodyOptions& options = {}) {
    SiteHooks hooks;
    std::string out;
    render_body(body, options, hooks, out);
    return out;
}

Strings anchors_of(std::string_view body) {
    Strings anchors;
    for (const BodyHeading& heading : examine(body, 1).headings)
        anchors.push_back(std::to_string(heading.level) + heading.anchor);
    return anchors;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

std::optional<BodyLimit> limit_of(std::string_view body) {
    const BodyFacts facts = examine(body, 1);
    if (!facts.broken_limit.has_value()) return std::nullopt;
    CHECK(html(body).empty());
    CHECK(plain_text(body).empty());
    return facts.broken_limit->limit;
}

}  // namespace

TEST_CASE("a line break between Chinese characters is no space", "[markdown]") {
    CHECK(html("七月五日，\n青少年\n*象棋*\n协会") == "<p>七月五日，青少年<em>象棋</em>协会</p>\n");
    CHECK(html("two\nwords") == "<p>two\nwords</p>\n");
    CHECK(html("共 12\n人") == "<p>共 12人</p>\n");
    CHECK(html("一  \n二\\\n三") == "<p>一<br>\n二<br>\n三</p>\n");
    CHECK(plain_text("七月\n五日 two\nwords\n\n第二段") == "七月五日 two words\n第二段");
}

TEST_CASE("the dateline is set apart at the head of the first paragraph of text", "[markdown]") {
    const BodyOptions options{.dateline = "东昌府讯"};
    CHECK(html("![图](a.jpg)\n\n东昌府讯　近日，*青少年*\n\n东昌府讯", options) ==
          "<figure>a.jpg|图|</figure>\n"
          "<p><span class=\"dateline\">东昌府讯</span>　近日，<em>青少年</em></p>\n"
          "<p>东昌府讯</p>\n");
    CHECK(html("**近日**，", options) ==
          "<p><span class=\"dateline\">东昌府讯</span>　<strong>近日</strong>，</p>\n");
    CHECK(html("东昌府讯", {.shape = BodyShape::Feed, .dateline = "东昌府讯"}) ==
          "<p>东昌府讯</p>\n");
    CHECK(html("> 东昌府讯", options).find("dateline") == std::string::npos);
    CHECK(html("x", {.dateline = "<b>"}) ==
          "<p><span class=\"dateline\">&lt;b&gt;</span>　x</p>\n");
}

TEST_CASE("headings begin at h2, leave out no level and get anchors", "[markdown]") {
    CHECK(html("## 报名方法\n\n#### 一、时间 Time!\n\n## 报名方法") ==
          "<h2 id=\"报名方法\">报名方法</h2>\n<h3 id=\"一-时间-time\">一、时间 Time!</h3>\n"
          "<h2 id=\"报名方法-2\">报名方法</h2>\n");
    CHECK(html("# *a* b\n", {.shape = BodyShape::Feed}) == "<h2><em>a</em> b</h2>\n");
    CHECK(anchors_of("# main\n> ## ？？\n\n###### x\n# x\n# x-2\n# x") ==
          Strings{"2main-2", "3part", "4x", "2x-2", "2x-2-2", "2x-3"});
}

TEST_CASE("links go through the hooks, and only known schemes are links", "[markdown]") {
    CHECK(html("[甲](a.md \"t\") [乙](http://b/?a=1&b) [丙](gone.md)") ==
          "<p><a href=\"/site/a.md\" title=\"t\">甲</a> "
          "<a href=\"http://b/?a=1&amp;b\" rel=\"noopener\">乙</a> 丙</p>\n");
    CHECK(html("[x](javascript:alert(1)) [y](JaVa&#9;Script:x) [z](data:text/html,x)") ==
          "<p>x y z</p>\n");
    CHECK(html("<tel:0635> <vbscript:x>") ==
          "<p><a href=\"/site/tel:0635\">tel:0635</a> vbscript:x</p>\n");
    const BodyFacts facts = examine("[x](javascript:alert(1))\n\n二 [好](a.md#锚)", 10);
    REQUIRE(facts.refused_links.size() == 1);
    CHECK(facts.refused_links[0].position == Position{10, 1});
    REQUIRE(facts.links.size() == 1);
    CHECK(facts.links[0].target == "a.md#锚");
    CHECK(facts.links[0].text == "好");
    CHECK(facts.links[0].position == Position{12, 3});
}

TEST_CASE("schemes are found where browsers find them", "[markdown]") {
    for (const char* target : {"http://a", "HTTPS://a", "mailto:a@b", "tel:1", "a.md", "/a:b",
                               "#a:b", "?a:b", "", "1:2", "页:a", "../a"})
        CHECK(is_allowed_target(target));
    for (const char* target :
         {"javascript:x", " javascript:x", "java\tscript:x", "JAVASCRIPT:x", "\x01javascript:x",
          "java\nscript:x", "data:x", "vbscript:x", "file:x", "blob:x", "a:b"})
        CHECK_FALSE(is_allowed_target(target));
}

TEST_CASE("pictures alone in their paragraph are figures, others stand in the line", "[markdown]") {
    CHECK(html("前\n\n![一](a.jpg \"说明\")\n![二](b.jpg)\n\n文 ![三](c.jpg) 字") ==
          "<p>前</p>\n<figure>a.jpg|一|说明</figure>\n<figure>b.jpg|二|</figure>\n"
          "<p>文 <i>c.jpg|三|</i> 字</p>\n");
    CHECK(html("![a *b* `c`](plain.jpg \"<t>\")") ==
          "<p><img src=\"plain.jpg\" alt=\"a b c\" title=\"&lt;t&gt;\"></p>\n");
    CHECK(html("![](a.jpg) ![](plain.jpg)") ==
          "<figure>a.jpg||</figure>\n<p><img src=\"plain.jpg\" alt=\"\"></p>\n");
    CHECK(html("- ![](a.jpg)\n- b") ==
          "<ul>\n<li>\n<figure>a.jpg||</figure>\n</li>\n<li>b</li>\n</ul>\n");
    const BodyFacts facts = examine("![一](a.jpg \"说明\") ![二](b.jpg)\n\n文![](c)", 5);
    REQUIRE(facts.images.size() == 3);
    CHECK(facts.images[0].is_alone);
    CHECK(facts.images[1].position == Position{5, 18});
    CHECK(facts.images[1].alt == "二");
    CHECK_FALSE(facts.images[2].is_alone);
    CHECK(facts.images[2].position == Position{7, 2});
}

TEST_CASE("hooks may read another body while one is written", "[markdown]") {
    class Nesting final : public BodyHooks {
    public:
        std::optional<Link> link(std::string_view target) override {
            return Link{plain_text(repeated("*" + std::string(target) + "* ", 20)), false};
        }

        bool image(const BodyImage&, std::string& out) override {
            render_body("*inner*\n\n[x](y)", {}, *this, out);
            return true;
        }
    } hooks;

    std::string out;
    render_body("[a](b)\n\n![](c)\n\n**d**", {}, hooks, out);
    CHECK(out.starts_with("<p><a href=\"b%20b%20"));
    CHECK(out.find("<p><em>inner</em></p>") != std::string::npos);
    CHECK(out.ends_with("<p><strong>d</strong></p>\n"));
}

TEST_CASE("raw HTML is dropped and reported, comments are dropped", "[markdown]") {
    CHECK(html("a <b>c</b><!-- x -->\n\n<script>alert(1)</script>\n\n<br>\n\nd") ==
          "<p>a c</p>\n<p>d</p>\n");
    const BodyFacts facts = examine("a <b>c</b><!-- x -->\n\n<div>\n</div>\n", 3);
    CHECK(facts.raw_html == std::vector<Position>{{3, 3}, {3, 7}, {5, 1}});
    CHECK(examine("<!-- a -->\n<b>\n\n<!-- c --><i>\n", 1).raw_html.size() == 2);
}

TEST_CASE("a fenced table block becomes a table that can be scrolled", "[markdown]") {
    CHECK(
        html("```table caption=获奖 \"名单\"\n名次|姓名 <b>\n|---|---|\n一|甲\n二\n\n```\n") ==
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"获奖 &quot;名单&quot;\">\n<table>\n<caption>获奖 &quot;名单&quot;</caption>\n"
        "<thead>\n<tr><th scope=\"col\">名次</th><th scope=\"col\">姓名 &lt;b&gt;</th></tr>\n"
        "</thead>\n<tbody>\n<tr><td>一</td><td>甲</td></tr>\n<tr><td>二</td><td></td></tr>\n"
        "</tbody>\n</table>\n</div>\n");
    CHECK(html("```table\na\tb|c\n-\t1\t2\n```", {.shape = BodyShape::Feed}) ==
          "<table>\n<thead>\n<tr><th scope=\"col\">a</th><th scope=\"col\">b|c</th><td></td></tr>\n"
          "</thead>\n<tbody>\n<tr><td>-</td><td>1</td><td>2</td></tr>\n</tbody>\n</table>\n");
    CHECK(html("```tables\nx\n```") == "<pre><code class=\"language-tables\">x\n</code></pre>\n");
    CHECK(html("```table\n```").empty());
    CHECK(html("```table\nx\n```", {.table_label = "表"}).find("aria-label=\"表\"") !=
          std::string::npos);
    const BodyFacts facts =
        examine("一\n\n```table caption=\"公示\"\n| a | b |\n|---|---|\n| 1 |\n```", 7);
    REQUIRE(facts.tables.size() == 1);
    CHECK(facts.tables[0].caption == "公示");
    CHECK(facts.tables[0].rows == 1);
    CHECK(facts.tables[0].columns == 2);
    CHECK(facts.tables[0].position == Position{9, 1});
    CHECK(facts.tables[0].ragged_rows == std::vector<Position>{{12, 1}});
}

TEST_CASE("the first text is that of paragraphs up to a list, cut by characters", "[markdown]") {
    const BodyFacts facts = examine("# 题\n\n![图](a)\n\n第一段*字*\n续。\n\n- 项\n\n第二段。", 1);
    CHECK(facts.first_text == "第一段字续。");
    CHECK(examine("第一段。\n\n第二段。", 1).first_text == "第一段。第二段。");
    CHECK(examine(repeated("长", 500), 1).first_text == repeated("长", kFirstTextLength));
}

TEST_CASE("what is not markup in the source is not markup on the page", "[markdown]") {
    CHECK(html("&lt;script&gt; `<b>` \\<i>\n\n    </pre>\n") ==
          "<p>&lt;script&gt; <code>&lt;b&gt;</code> &lt;i&gt;</p>\n"
          "<pre><code>&lt;/pre&gt;\n</code></pre>\n");
    CHECK(html("[a](<x\"onclick=y> \"t\\\"><b\")") ==
          "<p><a href=\"/site/x%22onclick=y\" title=\"t&quot;&gt;&lt;b\">a</a></p>\n");
    CHECK(html("```x\"y\n```") == "<pre><code class=\"language-x&quot;y\"></code></pre>\n");
}

TEST_CASE("lists, quotes, rules and code are what CommonMark says", "[markdown]") {
    CHECK(html("3. a\n4. b\n   - c\n\n> d\n\n***") ==
          "<ol start=\"3\">\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ol>\n"
          "<blockquote>\n<p>d</p>\n</blockquote>\n<hr>\n");
    CHECK(html("").empty());
    CHECK(plain_text("# a\n\n- b\n- c\n\n```\nd\n```\n") == "a\nb\nc\nd");
}

TEST_CASE("texts over a limit are named and not parsed", "[markdown][hostile]") {
    CHECK(limit_of(repeated("x ", kMostBodyBytes / 2 + 1)) == BodyLimit::Bytes);
    CHECK(limit_of(repeated("字", 30'000)) == BodyLimit::ParagraphBytes);
    CHECK(limit_of(repeated("[", 10'000)) == BodyLimit::ParagraphBrackets);
    CHECK(limit_of(repeated(">", 10'000)) == BodyLimit::NestedBlocks);
    CHECK(limit_of(repeated("> ", 10'000) + "x") == BodyLimit::NestedBlocks);
    CHECK(limit_of(repeated("- ", 10'000) + "x") == BodyLimit::NestedBlocks);
    CHECK(limit_of(repeated("1. ", 10'000) + "x") == BodyLimit::NestedBlocks);
    CHECK(limit_of("[a]: " + repeated("x", 3'000)) == BodyLimit::DefinitionBytes);
    CHECK(limit_of(repeated("[a]\n\n", 15'000)) == BodyLimit::BodyBrackets);
    const BodyFacts facts = examine("ok\n\n" + repeated("[", 10'000), 10);
    CHECK(facts.broken_limit->position == Position{12, 1});
}

TEST_CASE("the worst that the limits allow is read quickly", "[markdown][hostile]") {
    const std::string filler = repeated("x", kMostParagraphBytes - 4'000);
    std::string nested;
    for (std::size_t i = 0; i < kMostNestedBlocks; ++i) nested += repeated("> ", i + 1) + "x\n";
    std::string indented;  // each line nests one list deeper, which no line's head shows
    for (std::size_t i = 0; i < 700; ++i) indented += repeated(" ", 2 * i) + "- x\n";
    const Strings bodies = {repeated("[", 990) + filler,
                            repeated("![", 990) + filler,
                            repeated("[a](", 330) + filler,
                            repeated("*a_", 330) + filler,
                            repeated("<!--", 500) + filler,
                            repeated("<a ", 500) + filler,
                            repeated("`a``", 330) + filler,
                            repeated("\\[", 500) + filler,
                            repeated("&", 60'000),
                            repeated("a**b" + repeated("c* ", 100) + "\n\n", 90),
                            repeated(nested, 4),
                            indented,
                            repeated("[a" + repeated("b", 1'000) + "]: u\n\n", 400),
                            "[a]: " + repeated("u", 2'000) + "\n\n" + repeated("[a]\n\n", 9'000),
                            repeated("```table\na|b\n```\n", 1'000),
                            repeated("# x\n", 20'000)};
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const BodyFacts facts = examine(bodies[i], 1);
        const std::string page = html(bodies[i]);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        INFO("case " << i << ", " << page.size() << " bytes, " << taken.count() << " s");
        CHECK(taken.count() < 3.0);
        CHECK(page.size() < std::size_t{64} << 20U);
    }
}
