// Plain prose is read without cmark; whatever is taken for it must come out as cmark has it.
#include "formats/plain_prose.h"

#include "formats/markdown.h"
#include "support/catch.h"

#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace gazette;

namespace {

// A list at the end is no prose: with it behind, the same body goes through cmark.
constexpr std::string_view kList = "\n\n- 完\n";
constexpr std::string_view kListHtml = "<ul>\n<li>完</li>\n</ul>\n";

class NoHooks final : public BodyHooks {
public:
    std::optional<Link> link(std::string_view) override { return std::nullopt; }

    bool image(const BodyImage&, std::string&) override { return false; }
};

std::string html_of(const std::string& body, std::string_view dateline) {
    NoHooks hooks;
    std::string html;
    render_body(body, {BodyShape::Page, dateline, ""}, hooks, html);
    return html;
}

void check_same_as_parsed(const std::string& body) {
    CAPTURE(body);
    for (const std::string_view dateline : {std::string_view(), std::string_view("本报讯")}) {
        CHECK(html_of(body, dateline) + std::string(kListHtml) ==
              html_of(body + std::string(kList), dateline));
    }
    const BodyFacts plain = examine(body, 1);
    const BodyFacts parsed = examine(body + std::string(kList), 1);
    CHECK(plain.first_text == parsed.first_text);
    CHECK(plain.headings.empty());
    CHECK(parsed.headings.empty());
    CHECK(parsed.links.empty());
    CHECK(parsed.images.empty());
    CHECK(parsed.raw_html.empty());
    CHECK(parsed.refused_links.empty());
}

}  // namespace

TEST_CASE("news of lines with empty lines between is plain prose", "[markdown]") {
    CHECK(is_plain_prose(""));
    CHECK(is_plain_prose("\n\n"));
    CHECK(is_plain_prose("本报讯　7月6日，县里的象棋比赛开始了。\n\n2022年是第3届，共48人。\n"));
    CHECK(is_plain_prose("　　段首空两格。\n\n“引号”和\"quotes\"、50%、a@b.cn、3.5 元；A - B。"));
}

TEST_CASE("what Markdown could take for markup is not plain prose", "[markdown]") {
    const std::vector<std::string> bodies = {
        "两行\n成一段", "有*强调*", "有_下划_", "`码`",          "[链接](x)", "![图](x)",
        "<b>",          "a & b",    "反\\斜",   "# 标题",        "- 项",      "+ 项",
        "1. 项",        "12) 项",   "> 引",     "===",           "---",       "~~~",
        "    四格",     " 一格",    "尾格 ",    "制\t表",        "| 表 |",    "回\r\n车",
        "\xEF\xBB\xBF", "感叹!",    ": 冒号",   "上\n\n \n\n下", "标题\n==="};
    for (const std::string& body : bodies) {
        CAPTURE(body);
        CHECK_FALSE(is_plain_prose(body));
    }
    CHECK_FALSE(is_plain_prose(std::string_view("\0", 1)));
}

TEST_CASE("plain prose reads as cmark reads it", "[markdown][property]") {
    static constexpr std::array<std::string_view, 34> kPieces = {
        "县里", "象棋", "。", "，", "　", "！", "“", "\"", "'",    "a",     "Z", "0",
        "7",    "2022", ".",  ")",  "(",  "-",  "+", "=",  "#",    "~",     "|", ":",
        "/",    "%",    "@",  "$",  " ",  "{",  "}", "\n", "\n\n", "\n\n\n"};
    std::mt19937 random(20220706);
    std::size_t plain = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string body;
        const std::size_t length = random() % 24;
        for (std::size_t i = 0; i < length; ++i) body += kPieces[random() % kPieces.size()];
        if (!is_plain_prose(body)) continue;
        ++plain;
        check_same_as_parsed(body);
    }
    CHECK(plain > 1000);
    std::string story;
    for (int i = 0; i < 200; ++i) {
        story += "县里的象棋比赛开始了，来自四个乡镇的四十八名选手参加，最小的八岁。\n\n";
    }
    check_same_as_parsed(story);
}
