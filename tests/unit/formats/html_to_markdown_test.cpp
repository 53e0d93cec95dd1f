#include "formats/html_to_markdown.h"

#include "formats/html_tokens.h"
#include "formats/markdown.h"
#include "support/catch.h"

using namespace gazette;

namespace {

class NoPictures final : public BodyHooks {
public:
    std::optional<Link> link(std::string_view target) override {
        return Link{std::string(target), false};
    }

    bool image(const BodyImage&, std::string&) override { return false; }
};

// As readers would see it.
std::string rendered(std::string_view markdown) {
    NoPictures hooks;
    std::string html;
    render_body(markdown, {}, hooks, html);
    return html;
}

struct Case {
    std::string html;
    std::string markdown;
};

}  // namespace

TEST_CASE("paragraphs, breaks, emphasis, lists, headings, quotations and links are kept",
          "[html]") {
    const std::vector<Case> cases = {
        {"", ""},
        {"   \n ", ""},
        {"象棋赛昨日开赛", "象棋赛昨日开赛\n"},
        {"<p>一</p><p>二</p>", "一\n\n二\n"},
        {"<p>This post has <b>bold</b> and <i>italic</i> text.</p>",
         "This post has **bold** and *italic* text.\n"},
        {"<p>一<br>二<br/></p>", "一\\\n二\n"},
        {"一<br><br>二", "一\n\n二\n"},
        {"<h1>题</h1><h3>小</h3>文<h6>微</h6>", "# 题\n\n### 小\n\n文\n\n#### 微\n"},
        {"<ul><li>一<li>二<ul><li>内</ul></ul>后", "- 一\n- 二\n  - 内\n\n后\n"},
        {"<ol><li><p>一</p><p>续</p></li><li>二</li></ol>", "1. 一\n\n   续\n2. 二\n"},
        {"<blockquote><p>一</p><p>二</p></blockquote>三", "> 一\n>\n> 二\n\n三\n"},
        {"<blockquote>一</blockquote><blockquote>二</blockquote>", "> 一\n\n> 二\n"},
        {"<a href='https://example.org/a?b=1&amp;c=(2)'>去</a>看",
         "[去](https://example.org/a?b=1\\&c=%282%29)看\n"},
        {"看!<a href='https://example.org/'>去</a>!", "看\\![去](https://example.org/)!\n"},
        {"<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>", "甲 乙\n\n丙\n"},
        // Lines of the source are none of the text; beside Chinese they are not even a blank.
        {"<p>一\n  二\n  three\n  four</p>", "一二three four\n"},
        {"<p>　　段首空两格</p>", "段首空两格\n"},
        {"<p>a&nbsp;&nbsp; b</p>", "a b\n"},
        {"&ldquo;好&rdquo;&#8212;&#x2014;&hellip;&unknown;&amp;amp;",
         "“好”——…\\&unknown;\\&amp;\n"},
        // Word's own wrappings say nothing.
        {"<p class=MsoNormal style='mso-x:\"a>b\"'><span lang=EN-US>会议<o:p></o:p></span></p>",
         "会议\n"},
        {"<strong><em>都</em></strong>", "***都***\n"},
        {"<b>一</b><i>二</i>", "**一**二\n"},
        // Beside punctuation and Han a mark would not count: punctuation stays outside.
        {"<b>“重要”</b>的", "“**重要**”的\n"},
        {"<b>。</b>", "。\n"},
        {"<b> 前</b>后", "**前**后\n"},
        {"<pre>一\n二</pre>", "一\\\n二\n"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.html);
        CHECK(html_to_markdown(each.html) == each.markdown);
    }
}

TEST_CASE("what is hidden or hostile leaves nothing", "[html]") {
    for (const std::string html :
         {"<script>alert(1)</script>", "<style>p{}</style>", "<!-- <p>a</p> -->", "<!doctype html>",
          "<?xml version='1.0'?>", "<svg onload=alert(1)><text>x</text></svg>",
          "<img src=x onerror=1>", "<iframe src='https://evil.example/'>x</iframe>",
          "<title>x</title>", "<script>alert(1)", "<!-- never ends", "<p title='never ends",
          "<SCRIPT>x</ScRiPt >", "<math><mi>x</mi></math>", "<template><p>x</p></template>",
          "<a href='javascript:alert(1)'></a>", "<", "</", "</>"}) {
        CAPTURE(html);
        const std::string markdown = html_to_markdown(html);
        CHECK((markdown.empty() || markdown == "\\<\n"));
    }
    CHECK(html_to_markdown("<a href=' JaVaScRiPt:alert(1)'>x</a>") == "x\n");
    CHECK(html_to_markdown("<a href='/here'>x</a>") == "x\n");
    CHECK(html_to_markdown("<a href='data:text/html,x'>x</a>") == "x\n");
}

TEST_CASE("words that look like Markdown or HTML stay words", "[html]") {
    for (const std::string words :
         {"# no heading", "1. no item", "12) no item", "- no item", "+ no item", "* no item",
          "=== no rule", "~~~ no code", "`no code`", "**no bold** _no_", "[no](link)",
          "![no](picture.jpg)", "| a | b |", "\\ backslash"}) {
        CAPTURE(words);
        CHECK(rendered(html_to_markdown(words)) == "<p>" + words + "</p>\n");
        CHECK(rendered(markdown_escaped(words)) == "<p>" + words + "</p>\n");
    }
    CHECK(rendered(html_to_markdown("&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;")) ==
          "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;</p>\n");
    CHECK(markdown_escaped("一\n二\n") == "一二");
}

TEST_CASE("as deep or broken as it may be, it is read in one pass", "[html]") {
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += "<ul><li><blockquote><b>";
    deep += "文";
    const std::string markdown = html_to_markdown(deep);
    CHECK(markdown.find("文") != std::string::npos);
    CHECK_FALSE(examine(markdown, 1).broken_limit);
    std::string closes;
    for (int i = 0; i < 20'000; ++i) closes += "</ul></b></blockquote></pre>";
    CHECK(html_to_markdown(closes + "文") == "文\n");
    const std::string whole = "<p>一<a href=\"https://a/\">二</a><!-- x --><script>y</script>&amp;";
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        CAPTURE(cut);
        CHECK(examine(html_to_markdown(whole.substr(0, cut)), 1).raw_html.empty());
    }
}

TEST_CASE("an attribute is found by its name", "[html]") {
    const std::string_view attributes = R"( x href = "a&amp;b" class=c/d DATA-HREF='e' y="h)";
    CHECK(html_attribute(attributes, "href") == "a&b");
    CHECK(html_attribute(attributes, "class") == "c/d");
    CHECK(html_attribute(attributes, "data-href") == "e");
    CHECK(html_attribute(attributes, "x") == "");
    CHECK(html_attribute(attributes, "y") == "h");
    CHECK_FALSE(html_attribute(attributes, "z"));
}
