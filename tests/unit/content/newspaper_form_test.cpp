#include "content/newspaper_form.h"

#include "base/files.h"
#include "base/text.h"
#include "content/byline.h"
#include "formats/html.h"
#include "formats/markdown.h"
#include "support/catch.h"
#include "support/content_samples.h"
#include "support/shared_material.h"

#include <algorithm>
#include <array>
#include <random>

using namespace gazette;
using testing::codes_of;
using testing::read;
using testing::shown;
using Codes = std::vector<std::string>;

namespace {

Article right(std::string_view text, const std::string& path = "2022/07/06/x.md") {
    testing::ReadArticle out = read(text, path);
    INFO(text);
    CHECK(codes_of(out.diagnostics).empty());
    REQUIRE(out.article.has_value());
    return std::move(*out.article);
}

// Pages show nothing of their own in a plain text: no link, no picture.
class NoHooks final : public BodyHooks {
public:
    std::optional<Link> link(std::string_view target) override {
        FAIL("a link to " << target);
        return std::nullopt;
    }

    bool image(const BodyImage& image, std::string& /*out*/) override {
        FAIL("a picture " << image.target);
        return false;
    }
};

// A plain story with this paragraph, as its page shows the paragraph.
std::string shown_paragraph(const std::string& paragraph) {
    const Article article =
        right("标题\n\n东昌府讯 开头。\n\n" + paragraph + "\n\n结束。\n\n（县教体局）\n");
    std::string html;
    NoHooks hooks;
    render_body(article.body, {}, hooks, html);
    const std::string begin = "<p>开头。</p>\n<p>";
    const std::string end = "</p>\n<p>结束。</p>\n";
    INFO(html);
    REQUIRE(html.starts_with(begin));
    REQUIRE(html.ends_with(end));
    return html.substr(begin.size(), html.size() - begin.size() - end.size());
}

std::string as_html(std::string_view text) {
    std::string html;
    append_html_text(html, text);
    return html;
}

// The stories of a whole page: each ends with its byline, credit or source.
std::vector<std::string> stories_of(std::string_view page, const SiteConfig& site) {
    std::vector<std::string> stories;
    std::string story;
    for (const std::string_view line : split_lines(page)) {
        if (trim(line).empty() && trim(story).empty()) continue;
        story.append(line).append("\n");
        const TailLine tail = read_tail_line(line, site);
        if (tail.kind == TailKind::NotOne) continue;
        stories.push_back(std::move(story));
        story.clear();
    }
    return stories;
}

}  // namespace

TEST_CASE("a plain story has headline, dateline, paragraphs and byline", "[newspaper]") {
    const Article article = right(
        "象棋协会成立\n\n东昌府讯 7月5日，协会成立。\n\n孩子们来了。\n\n(融媒体 许知禾 通讯员 "
        "林砚)\n");
    CHECK(article.title == "象棋协会成立");
    CHECK(article.dateline == "东昌府讯");
    CHECK(shown(article.byline) == "融媒体[许知禾] 通讯员[林砚]");
    CHECK(article.body == "7月5日，协会成立。\n\n孩子们来了。\n");
    CHECK(rfc3339_utc(article.date) == "2022-07-05T16:00:00Z");
    CHECK_FALSE(article.date_has_time);
    CHECK(article.position_in_file({1, 1}) == Position{3, 6});
    CHECK(article.position_in_file({3, 1}) == Position{5, 1});
}

TEST_CASE("paragraphs may be lines without blank ones, indented as in print", "[newspaper]") {
    const Article article = right(
        "象棋协会成立\n　　东昌府讯　7月5日，协会成立。\n　　孩子们来了。\n　　（融媒体　许知禾）"
        "\n");
    CHECK(article.title == "象棋协会成立");
    CHECK(article.body == "7月5日，协会成立。\n\n孩子们来了。\n");
    CHECK(article.position_in_file({3, 1}).line == 3);
}

TEST_CASE("kicker, title and subtitle above the dateline are told apart, unsure", "[newspaper]") {
    const auto out = read(
        "全县防汛工作会议召开\n宁可备而不用\n——记防汛一线\n强调压实责任\n\n东昌府讯 "
        "开会。\n\n（临溪融媒）\n");
    CHECK(codes_of(out.diagnostics) == Codes{"1:1 headline-unsure"});
    CHECK(out.article->kicker == "全县防汛工作会议召开");
    CHECK(out.article->title == "宁可备而不用");
    CHECK(out.article->subtitle == "强调压实责任 ——记防汛一线");
    CHECK(shown(out.article->byline) == "<临溪融媒>");
}

TEST_CASE("P31: a byline with a mark stands above the text", "[newspaper]") {
    const Article article =
        right("麦田里的守夜人\n——记农技员\n□许知禾\n\n夜里十点，他还在田里。\n");
    CHECK(article.subtitle == "——记农技员");
    CHECK(shown(article.byline) == "作者[许知禾]");
    CHECK(article.byline_above_body);
    CHECK(article.body == "夜里十点，他还在田里。\n");
    CHECK(article.position_in_file({1, 1}) == Position{5, 1});
}

TEST_CASE("P38 and P39: a jump or a note below a headline is no part of it", "[newspaper]") {
    for (const char* note : {"（下转第2版）", "（2022年7月6日县第十届人民代表大会通过）"}) {
        INFO(note);
        const std::string below = std::string("政府工作报告\n") + note + "\n\n";
        const Article article = right(below + "各位代表：\n\n现在报告工作。\n\n（县教体局）\n");
        CHECK(article.title == "政府工作报告");
        CHECK(article.body == std::string(note) + "\n\n各位代表：\n\n现在报告工作。\n");
        CHECK(article.position_in_file({1, 1}) == Position{2, 1});
        CHECK(article.position_in_file({3, 1}) == Position{4, 1});

        const Article story = right(below + "本报讯（记者 许知禾）7月5日，会议开幕。\n");
        CHECK(story.title == "政府工作报告");
        CHECK(shown(story.byline) == "记者[许知禾]");
        CHECK(story.dateline.empty());
        CHECK(story.body == std::string(note) + "\n\n本报讯　7月5日，会议开幕。\n");
    }
    const Article article = right("守夜人\n——记农技员\n（上接第1版）\n□许知禾\n\n夜里十点。\n");
    CHECK(article.subtitle == "——记农技员");
    CHECK(shown(article.byline) == "作者[许知禾]");
    CHECK(article.body == "（上接第1版）\n\n夜里十点。\n");
}

TEST_CASE("P30: a comment that was taken from a medium has a source", "[newspaper]") {
    const Article article = right("心中有数\n\n近期多地降雨。\n\n要有准备。\n\n《某某网》\n");
    CHECK(article.title == "心中有数");
    CHECK(article.source->name == "某某网");
    CHECK(article.byline.empty());
}

TEST_CASE("P20: a caption without a title keeps its unit as a credit, unsure", "[newspaper]") {
    const auto out = read("7月5日，区文化馆朗诵班开班，孩子们在老师指导下练习发声。\n\n区文化馆\n");
    CHECK(codes_of(out.diagnostics) ==
          Codes{"3:1 byline-unsure", "1:1 title-missing", "1:1 byline-missing"});
    CHECK(shown(out.article->credits) == "供图[区文化馆]");
}

TEST_CASE("a bare unit below a titled story gave it, unsure", "[newspaper]") {
    const auto out = read("朗诵班开班\n\n东昌府讯 7月5日，朗诵班开班。\n\n区文化馆\n");
    CHECK(codes_of(out.diagnostics) == Codes{"5:1 byline-unsure"});
    CHECK(shown(out.article->byline) == "供稿<区文化馆>");
    CHECK(out.diagnostics.all()[0].arguments == Codes{"供稿 区文化馆", "区文化馆供图"});
}

TEST_CASE("a paragraph that a column broke is joined again", "[newspaper]") {
    const Article article = right(
        "标准提高\n\n东昌府讯 "
        "困难群众救助保障标准在原来的基础上一律提高百分之十并\n\n及时发放到位。\n\n"
        "新的一段。\n\n（县教体局）\n");
    CHECK(article.body ==
          "困难群众救助保障标准在原来的基础上一律提高百分之十并及时发放到位。\n\n新的一段。\n");
    CHECK(article.position_in_file({3, 1}) == Position{7, 1});
}

TEST_CASE("prose whose last sentence does not end goes on over a blank line", "[newspaper]") {
    const Article article = right(
        "标准提高\n\n东昌府讯 "
        "今年标准已经提高。各地将保障标准在原来基\n\n础上提高10%，及时发放。\n\n"
        "他说：“这是\n\n好事。”\n\n完善工作机制，推动救助提\n\n质增效。大家满意。\n\n"
        "（县教体局）\n");
    CHECK(article.body ==
          "今年标准已经提高。各地将保障标准在原来基础上提高10%，及时发放。\n\n他说：“这是好事。”"
          "\n\n完善工作机制，推动救助提质增效。大家满意。\n");
}

TEST_CASE("a text that was broken at a width is put together again", "[newspaper]") {
    const Article article = right(
        "标准提高\n\n东昌府讯 困难群众救助保障标准在原来的基础上有所提升\n"
        "以后各地每年都要按照实际物价水平再次核定标准数额\n发放到位。\n\n（县教体局）\n");
    CHECK(
        article.body ==
        "困难群众救助保障标准在原来的基础上有所提升以后各地每年都要按照实际物价水平再次核定标准数额"
        "发放到位。\n");
}

TEST_CASE("a long byline with a mark is never joined to the text", "[newspaper]") {
    for (const char* blank : {"\n", "\n\n"}) {
        const Article article = right(
            std::string("麦田里的守夜人\n□ 本报记者 许知禾 林砚 通讯员 沈青禾 郑一苇 高原野") +
            blank + "夜里十点，他还在田里。\n");
        CHECK(shown(article.byline) == "记者[许知禾 林砚] 通讯员[沈青禾 郑一苇 高原野]");
        CHECK(article.body == "夜里十点，他还在田里。\n");
    }
}

TEST_CASE("lines of one shape are not joined", "[newspaper]") {
    const Article article = right(
        "获奖名单\n\n东昌府讯 名单如下。\n\n一等奖：第一实验小学林砚、沈青禾、许知禾、郑一苇\n"
        "二等奖：第二实验小学高原野、林砚、沈青禾、许知禾\n三等奖：第三实验小学\n"
        "1.第一实验小学五年级二班全体同学以及各位老师\n2."
        "第二实验小学五年级二班全体同学以及各位老师\n"
        "一、第三实验小学五年级二班全体同学以及各位老师\n"
        "二、第四实验小学五年级二班全体同学以及各位老师\n\n（县教体局）\n");
    CHECK(std::count(article.body.begin(), article.body.end(), '\n') == 15);
    CHECK(article.body.find("\n\n二等奖：") != std::string::npos);
    CHECK(article.body.find("\n\n2") != std::string::npos);
}

TEST_CASE("what may be one paragraph or two stays apart, and both are shown", "[newspaper]") {
    const auto out = read(
        "标题\n\n东昌府讯 一。\n\n各镇街道要把安全生产责任落实到每个人头上\n\n"
        "二人一组，走村入户。\n\n（县教体局）\n");
    CHECK(codes_of(out.diagnostics) == Codes{"7:1 paragraph-unsure"});
    CHECK(out.diagnostics.all().at(0).arguments ==
          Codes{"责任落实到每个人头上 / 二人一组，走村入户。",
                "责任落实到每个人头上二人一组，走村入户。"});
    CHECK(out.article->body ==
          "一。\n\n各镇街道要把安全生产责任落实到每个人头上\n\n二人一组，走村入户。\n");
}

TEST_CASE("a subheading is not joined to what follows", "[newspaper]") {
    const Article article = right(
        "标题\n\n东昌府讯 "
        "一。\n\n八名协管员到岗\n\n二人一组，走村入户，把政策送到家。\n\n（县教体局）\n");
    CHECK(article.body == "一。\n\n八名协管员到岗\n\n二人一组，走村入户，把政策送到家。\n");
}

TEST_CASE("plain text is text, whatever Markdown would make of it", "[newspaper]") {
    for (const char* line : {"长3*宽4*高5米，共6*7个。",
                             "2022. 这一年。",
                             "2022) 这一年。",
                             "# 不是标题。",
                             "- 不是列表。",
                             "+ 一。",
                             "* 一。",
                             "> 引文。",
                             "_斜体_。",
                             "__粗__。",
                             "<b>粗</b>。",
                             "<!-- 注 -->。",
                             "[字](https://x.org)。",
                             "![字](x.jpg)。",
                             "[a]: /x。",
                             "`码`。",
                             "```。",
                             "~~~。",
                             "&amp;。",
                             "&#42;。",
                             "\\*。",
                             "---。",
                             "===。",
                             "<https://x.org>。",
                             "|甲|乙|。",
                             "a\\。"}) {
        INFO(line);
        CHECK(shown_paragraph(line) == as_html(line));
    }
    CHECK(shown_paragraph("---") == "---");
    CHECK(shown_paragraph("= = =") == "= = =");
}

TEST_CASE("random text without front matter is shown as it was written", "[newspaper]") {
    constexpr std::array<std::string_view, 32> kPieces = {
        "*", "_", "`", "[",  "]", "(",  ")",  "<",    ">",  "&",       "#",
        "-", "+", "!", "\\", "~", "=",  ".",  "1",    "22", " ",       "\"",
        "'", ":", "/", "|",  "a", "字", "，", "amp;", "{",  "http://x"};
    std::mt19937 random(20220706);
    std::uniform_int_distribution<std::size_t> piece(0, kPieces.size() - 1);
    std::uniform_int_distribution<int> length(1, 24);
    for (int i = 0; i < 2'000; ++i) {
        std::string line;
        for (int left = length(random); left > 0; --left) line += kPieces.at(piece(random));
        line = std::string(trim(line)) + "字。";
        INFO(line);
        CHECK(shown_paragraph(line) == as_html(line));
    }
}

TEST_CASE("a plain text full of marks is no hostile one", "[newspaper]") {
    std::string form;
    for (int i = 0; i < 2'000; ++i) form += "_字";
    CHECK(shown_paragraph(form + "。") == form + "。");
    std::string text = "标题\n\n东昌府讯 一。\n\n";
    for (int i = 0; i < 70'000; ++i) text += "字";
    CHECK(codes_of(read(text + "。\n\n（县教体局）\n").diagnostics) ==
          Codes{"5:0 paragraph-too-long"});
}

TEST_CASE("the day comes from the path, else from a full date at the head, and says so",
          "[newspaper]") {
    const std::string text = "标题\n\n东昌府讯 2022年7月5日，开班。\n\n（县教体局）\n";
    CHECK(rfc3339_utc(right(text, "a/2021/03/04/x.md").date) == "2021-03-03T16:00:00Z");
    for (const std::string& head :
         {text, std::string("标题\n\n本报2022年7月5日讯 开班。\n\n（县教体局）\n"),
          std::string("标题\n\n2022年7月5日，开班。\n\n（县教体局）\n")}) {
        INFO(head);
        const auto out = read(head, "inbox/x.md");
        CHECK(codes_of(out.diagnostics) == Codes{"3:1 date-from-text"});
        CHECK(out.diagnostics.all().at(0).arguments == Codes{"2022-07-05", "2022/07/05"});
        CHECK(rfc3339_utc(out.article->date) == "2022-07-04T16:00:00Z");
    }
}

TEST_CASE("a day that stands anywhere else in a plain text is not its date", "[newspaper]") {
    const auto codes = [](const std::string& text, const std::string& path) {
        return codes_of(read("标题\n\n东昌府讯 " + text + "\n\n（县教体局）\n", path).diagnostics);
    };
    for (const char* text :
         {"7月5日，开班。", "开班。", "将于2022年9月1日开学。", "根据2019年3月15日通过的法律办理。",
          "开班。\n\n2022年7月5日，结业。"}) {
        INFO(text);
        CHECK(codes(text, "inbox/x.md") == Codes{"1:1 date-missing"});
    }
    CHECK(codes("开班。", "2022/13/04/x.md") == Codes{"1:1 date-missing"});
}

TEST_CASE("P45 and P46: genre and series come off a plain title", "[newspaper]") {
    const Article article = right("【短评】运河记忆（上）\n\n近期多地降雨。\n\n（临溪融媒）\n");
    CHECK(article.genre == "评论");
    CHECK(article.title == "运河记忆");
    CHECK(article.series->part == "上");
}

TEST_CASE("P36: a nameless role in plain text is an error where it stands", "[newspaper]") {
    CHECK(codes_of(read("标题\n\n东昌府讯 一。\n\n（记者 许知禾 通讯员）\n").diagnostics) ==
          Codes{"5:1 role-without-name"});
}

TEST_CASE("a text of neither form is refused", "[newspaper]") {
    for (const char* text : {"# Readme\n\nSome words.\n", "随便写的一行\n", "a: b\nc: d\n",
                             "标题\n\n没有消息头，也没有署名。\n"}) {
        CHECK(codes_of(read(text).diagnostics) == Codes{"1:1 form-unknown"});
    }
}

TEST_CASE("the stories of a real page are read", "[newspaper]") {
    const auto path = testing::shared_material("seed/page.txt");
    if (!path) return;
    const auto page = real_files()->read(path->string(), 1'000'000);
    REQUIRE(page.has_value());
    Diagnostics diagnostics;
    const auto site =
        read_site_config("title: x\nurl: https://x.org\nown_names: [东昌府融媒]\n", diagnostics);
    REQUIRE(site.has_value());
    const std::vector<std::string> stories = stories_of(*page, *site);
    // Who signs, story by story: roles with the number of names, <unit> for a unit alone.
    std::vector<std::string> signs;
    std::size_t datelines = 0;
    Codes codes;
    for (const std::string& story : stories) {
        Diagnostics found;
        const auto article = read_article(story, "2022/07/06/x.md", *site, found);
        INFO(story.substr(0, 60));
        REQUIRE(article.has_value());
        std::string sign;
        for (const Byline& entry : article->byline) {
            sign += entry.role + (entry.names.empty() ? std::string("<unit> ")
                                                      : std::to_string(entry.names.size()) + " ");
        }
        if (article->source) sign += "source ";
        for (const Credit& credit : article->credits) sign += credit.role + " ";
        signs.push_back(sign);
        if (article->dateline == "东昌府讯") ++datelines;
        CHECK(article->title.find('\n') == std::string::npos);
        for (const std::string& code : codes_of(found)) codes.push_back(code);
    }
    const std::string staff = "融媒体1 ";
    const std::string both = "融媒体1 通讯员1 ";
    CHECK(signs == Codes{both, staff, staff, both, both, staff, "供稿<unit> ", "供稿<unit> ", staff,
                         "供图 ", "通讯员2 ", "<unit> ", "<unit> ", "source "});
    CHECK(datelines == 12);
    // Only the untitled photo is unsure, and wants a title and a byline.
    CHECK(codes == Codes{"3:1 byline-unsure", "1:1 title-missing", "1:1 byline-missing"});
}
