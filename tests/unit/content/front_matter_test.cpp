#include "content/front_matter.h"

#include "base/text.h"
#include "content/dates.h"
#include "support/catch.h"
#include "support/content_samples.h"

#include <fmt/format.h>

using namespace gazette;
using testing::codes_of;
using testing::read;
using testing::shown;
using Codes = std::vector<std::string>;

namespace {

// An article whose front matter has, beside the least, these lines (from line 5 on).
const Codes kNoCodes;  // so that a failure shows those that there are

std::string story(std::string_view lines, std::string_view body = "东昌府讯　正文。\n") {
    return fmt::format(
        "---\ntitle: 象棋协会成立\ndate: 2022-07-06T08:30:00+08:00\nbyline: 记者 林砚\n{}---\n{}",
        lines, body);
}

Article right(std::string_view lines, std::string_view body = "东昌府讯　正文。\n") {
    testing::ReadArticle out = read(story(lines, body));
    INFO(lines);
    CHECK(codes_of(out.diagnostics) == kNoCodes);
    REQUIRE(out.article.has_value());
    return std::move(*out.article);
}

// The codes for these lines.
Codes wrong(std::string_view lines) { return codes_of(read(story(lines)).diagnostics); }

Codes codes_in(std::string_view file, const std::string& path = "2022/07/06/x.md") {
    return codes_of(read(file, path).diagnostics);
}

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

}  // namespace

TEST_CASE("the least article has title, date, byline, text; path gives slug and id", "[article]") {
    const Article article = right("");
    CHECK(article.title == "象棋协会成立");
    CHECK(rfc3339_utc(article.date) == "2022-07-06T00:30:00Z");
    CHECK(article.date_has_time);
    CHECK(shown(article.byline) == "记者[林砚]");
    CHECK(article.dateline == "东昌府讯");
    CHECK(article.body == "正文。\n");
    CHECK(article.body_line == 6);
    CHECK(article.body_column == 6);
    CHECK(article.slug == "x");
    CHECK(article.id == "2022/07/06/x.md");
    CHECK_FALSE(article.id_is_given);
    CHECK(article.status == Status::Published);
}

TEST_CASE("an article without an id is told so, as a warning", "[article]") {
    const auto out = read(story(""));
    REQUIRE(out.diagnostics.all().size() == 1);
    CHECK(out.diagnostics.all()[0].code == "id-missing");
    CHECK(out.diagnostics.all()[0].severity == Severity::Warning);
    CHECK(read(story("id: abc\n")).diagnostics.empty());
}

TEST_CASE("every key of the front matter is read", "[article]") {
    const Article article = right(
        "kicker: k\nsubtitle: s\ndeck: d\ntitles: {list: a, share: b, print: c}\n"
        "title_shown: false\nseries: {name: 运河记忆, part: 上}\nevent_date: 2022-07-05\n"
        "not_before: 2022-07-06 09:00\nupdated: 2022-07-07\nexpires: 2023-01-01\n"
        "credits: {责编: 甲, 校对: [乙, 丙]}\ngenre: 消息\ndateline: 临溪讯\nsection: 文化\n"
        "tags: [象棋, 青少年, 象棋]\ncolumn: summer\ncolumn_order: 3\n"
        "cover: {src: a.jpg, alt: b, caption: c, credit: d, origin: 绘制, map_number: e, time: f}\n"
        "pictures: [{src: p.jpg}, q.jpg]\n"
        "media: [{name: v, type: video, src: v.mp4, duration: 1:30}, {name: g, type: gallery, "
        "items: [{src: g.jpg, alt: x}]}]\n"
        "attachments: {src: a.csv, title: t}\nsummary: y\nslug: xiangqi\nid: abc-1\n"
        "aliases: /old/a.html\nstatus: draft\n"
        "corrections: [{date: 2022-07-07, text: 更正}]\nrevisions: [{date: 2022-07-07, text: "
        "改字}]\n"
        "source: {name: 光明网, url: https://x.org/, author: u, title: 象棋协会成立, editor: w, "
        "date: "
        "2022-07-05, page: 02, licence: z}\n"
        "verbatim: {from: a, received: b, hash: c}\nchannel: youth\norganisation: chess\n"
        "print: [{issue: 2022-07-06, page: 01, position: 头条}]\neditors_note: n\nauthor_note: m\n",
        "正文。\n");
    CHECK(article.titles.share == "b");
    CHECK_FALSE(article.title_shown);
    CHECK(article.series->part == "上");
    CHECK_FALSE(article.event_date->has_time);
    CHECK(article.not_before->has_time);
    CHECK(shown(article.credits) == "责任编辑[甲] 校对[乙 丙]");
    CHECK(article.dateline == "临溪讯");
    CHECK(article.section == "文化");
    CHECK(article.tags == Codes{"象棋", "青少年"});
    CHECK(article.column_order == 3);
    CHECK(article.cover->origin == "绘制");
    CHECK(article.cover->map_number == "e");
    CHECK(article.pictures.at(1).src == "q.jpg");
    CHECK(article.media.at(0).duration == "1:30");
    CHECK(article.media.at(1).items.at(0).alt == "x");
    CHECK(article.attachments.at(0).title == "t");
    CHECK(article.slug_is_given);
    CHECK(article.id == "abc-1");
    CHECK(article.aliases == Codes{"/old/a.html"});
    CHECK(article.status == Status::Draft);
    CHECK(article.corrections.at(0).text == "更正");
    CHECK(article.source->page == "02");
    CHECK(article.verbatim->hash == "c");
    CHECK(article.print.at(0).page == 1);
    CHECK(article.author_note == "m");
    for (std::size_t key = 0; key < kArticleKeyCount; ++key) {
        CHECK(article.key_positions.at(key).line > 0);
    }
}

TEST_CASE("016, no and 10:00 stay the text they are", "[article]") {
    const Article article =
        right("kicker: 016\nsubtitle: no\nsummary: 10:00\ntags: [no, 016, 1e3]\n");
    CHECK(article.kicker == "016");
    CHECK(article.subtitle == "no");
    CHECK(article.summary == "10:00");
    CHECK(article.tags == Codes{"no", "016", "1e3"});
    CHECK(wrong("title_shown: no\n") == Codes{"5:14 value-wrong-type"});
    CHECK(wrong("date: x\n").front() == "5:1 key-duplicate");
    CHECK(wrong("event_date: 016\n") == Codes{"5:13 date-unclear"});
    CHECK(wrong("event_date: 10:00\n") == Codes{"5:13 date-unclear"});
    CHECK(wrong("column_order: 10:00\n") == Codes{"5:15 value-wrong-type"});
}

TEST_CASE("an unknown key names the nearest", "[article]") {
    const auto out = read(story("subtitel: x\n"));
    CHECK(codes_of(out.diagnostics) == Codes{"5:1 key-unknown"});
    CHECK(out.diagnostics.all()[0].arguments == Codes{"subtitel", "subtitle"});
    CHECK(out.article.has_value());
}

TEST_CASE("unknown keys may be let through", "[article]") {
    const auto out = read(story("weather: 晴\n"), "x.md", {.allow_unknown = true});
    CHECK(codes_of(out.diagnostics) == kNoCodes);
    CHECK(out.article->extra.at(0) == std::pair<std::string, std::string>("weather", "晴"));
}

TEST_CASE("names that site.yml does not have are errors with the nearest", "[article]") {
    const auto out = read(story("section: 文话\n"));
    CHECK(codes_of(out.diagnostics) == Codes{"5:10 section-unknown"});
    CHECK(out.diagnostics.all()[0].arguments == Codes{"文话", "文化"});
    CHECK(wrong("channel: yuoth\n") == Codes{"5:10 channel-unknown"});
    CHECK(wrong("organisation: x\n") == Codes{"5:15 organisation-unknown"});
    CHECK(wrong("column: x\n") == Codes{"5:9 column-unknown"});
    CHECK(wrong("genre: 新闻\n") == Codes{"5:8 genre-unknown"});
    CHECK(wrong("status: done\n") == Codes{"5:9 value-not-listed"});
    CHECK(wrong("cover: {src: a.jpg, origin: 手绘}\n") == Codes{"5:29 value-not-listed"});
}

TEST_CASE("values of the wrong kind are named and the rest is read", "[article]") {
    CHECK(wrong("kicker: [a]\n") == Codes{"5:9 value-wrong-type"});
    CHECK(wrong("tags: {a: b}\n") == Codes{"5:7 value-wrong-type"});
    CHECK(wrong("titles: x\n") == Codes{"5:9 value-wrong-type"});
    CHECK(wrong("cover: [a.jpg]\n") == Codes{"5:8 value-wrong-type"});
    CHECK(wrong("cover: {alt: x}\n") == Codes{"5:8 key-missing"});
    CHECK(wrong("cover: {src: https://x.org/a.jpg}\n") == Codes{"5:14 picture-remote"});
    CHECK(wrong("cover: {src: 'a\\b.jpg'}\n") == Codes{"5:14 path-invalid"});
    CHECK(wrong("media: [{name: a, src: b}]\n") == Codes{"5:9 key-missing"});
    CHECK(wrong("media: x\n") == Codes{"5:8 value-wrong-type"});
    CHECK(wrong("slug: ../x\n") == Codes{"5:7 slug-invalid"});
    CHECK(wrong("slug: index\n") == Codes{"5:7 slug-invalid"});
    CHECK(wrong("id: a b\n") == Codes{"5:5 id-invalid"});
    CHECK(wrong("aliases: [old]\n") == Codes{"5:10 address-invalid"});
    CHECK(wrong("aliases: [/feed.json]\n") == Codes{"5:10 address-reserved"});
    CHECK(wrong("source: {url: https://x.org}\n") == Codes{"5:9 key-missing"});
    CHECK(wrong("source: {name: x, url: javascript:alert(1)}\n") == Codes{"5:24 url-invalid"});
    CHECK(wrong("print: [{issue: x, page: 1}]\n") == Codes{"5:17 date-unclear"});
    CHECK(wrong("corrections: [{text: x}]\n") == Codes{"5:15 key-missing"});
    CHECK(wrong("tags: [" + repeated("长", 60) + "]\n") == Codes{"5:7 tag-invalid"});
    CHECK(wrong("kicker: " + repeated("长", 600) + "\n") == Codes{"5:9 text-too-long"});
    CHECK(wrong("credits: {责编: }\n") == Codes{"5:11 role-without-name"});
}

TEST_CASE("dates that are not there, unclear or impossible have codes of their own", "[article]") {
    CHECK(codes_in("---\ntitle: x\nbyline: 记者 甲一\n---\n正文\n") == Codes{"1:1 date-missing"});
    CHECK(codes_in("---\ntitle: x\ndate: 昨天\nbyline: 记者 林砚\n---\n正文\n") ==
          Codes{"3:7 date-unclear"});
    CHECK(codes_in("---\ntitle: x\ndate: 2022-02-30\nbyline: 记者 林砚\n---\n正文\n") ==
          Codes{"3:7 date-impossible"});
    CHECK(codes_in("---\ntitle: x\ndate: 2022-07-06 08:30 CST\nbyline: 记者 林砚\n---\n正文\n") ==
          Codes{"3:7 date-unclear-zone"});
}

TEST_CASE("the byline may be a list", "[article]") {
    const auto out = read(
        "---\ntitle: x\ndate: 2022-07-06\nbyline:\n  - {role: 融媒体记者, names: [许知禾]}\n"
        "  - {role: 通讯员, names: 林砚, unit: 县水务局, does: [图]}\n  - {unit: 县妇联}\n"
        "  - {unit: 临溪融媒}\n  - 摄影 郑一苇\n---\n正文\n");
    CHECK(codes_of(out.diagnostics) == kNoCodes);
    CHECK(shown(out.article->byline) ==
          "融媒体[许知禾] 通讯员<县水务局>[林砚]{图} 供稿<县妇联> <临溪融媒> 摄影[郑一苇]");
    CHECK(out.article->byline[1].position == Position{6, 5});
}

TEST_CASE("a byline in parentheses in the front matter is the same", "[article]") {
    for (const char* byline : {"融媒体 许知禾 通讯员 林砚", "（融媒体 许知禾 通讯员 林砚）",
                               "\"(融媒体 许知禾 通讯员 林砚)\""}) {
        const auto out =
            read(fmt::format("---\ntitle: x\ndate: 2022-07-06\nbyline: {}\n---\n正文\n", byline));
        CHECK(codes_of(out.diagnostics) == kNoCodes);
        CHECK(shown(out.article->byline) == "融媒体[许知禾] 通讯员[林砚]");
    }
}

TEST_CASE("a role without a name is an error, an unsure byline a warning", "[article]") {
    const auto nameless =
        read("---\ntitle: x\ndate: 2022-07-06\nbyline: 记者 许知禾 通讯员\n---\n正文\n");
    CHECK(codes_of(nameless.diagnostics) == Codes{"4:9 role-without-name"});
    CHECK(nameless.diagnostics.all()[0].arguments ==
          Codes{"通讯员", "记者 许知禾", "通讯员 许知禾"});
    const auto entry = read("---\ntitle: x\ndate: 2022-07-06\nbyline: [{role: 记者}]\n---\n正文\n");
    CHECK(codes_of(entry.diagnostics) == Codes{"4:10 role-without-name"});
    const auto unsure =
        read("---\ntitle: x\ndate: 2022-07-06\nbyline: 通讯员 林 砚 沈 禾\n---\n正文\n");
    CHECK(codes_of(unsure.diagnostics) == Codes{"4:9 byline-unsure"});
    CHECK_FALSE(unsure.diagnostics.has_errors());
}

TEST_CASE("a byline in the front matter that cannot be read is an error, not a story without one",
          "[article]") {
    const auto out = read("---\ntitle: x\ndate: 2022-07-06\nbyline: 象棋协会 小许\n---\n正文\n");
    CHECK(codes_of(out.diagnostics) == Codes{"4:9 byline-unreadable"});
    CHECK(out.diagnostics.all()[0].arguments == Codes{"小许"});
    const auto item =
        read("---\ntitle: x\ndate: 2022-07-06\nbyline: [记者 许知禾, 小许]\n---\n正文\n");
    CHECK(codes_of(item.diagnostics) == Codes{"4:18 byline-unreadable"});
}

TEST_CASE("news needs a byline; a notice, a reprint, an organisation's story or a draft does not",
          "[article]") {
    const auto file = [](std::string_view line) {
        return fmt::format("---\ntitle: x\ndate: 2022-07-06\n{}---\n正文。\n", line);
    };
    CHECK(codes_in(file("")) == Codes{"5:1 byline-missing"});
    CHECK(codes_in(file("genre: 消息\n")) == Codes{"6:1 byline-missing"});
    for (const char* line : {"genre: 公告\n", "source: 光明网\n", "organisation: chess\n",
                             "status: draft\n", "status: withdrawn\n"}) {
        CHECK(codes_in(file(line)) == kNoCodes);
    }
}

TEST_CASE("dateline and byline are taken from the text and cut off", "[article]") {
    const auto out = read(
        "---\ntitle: x\ndate: 2022-07-06\n---\n\n　　本报讯（记者 许知禾）7月5日，开班。\n\n"
        "第二段。\n\n（图片由县文化馆提供）\n");
    CHECK(codes_of(out.diagnostics) == kNoCodes);
    CHECK(out.article->dateline == "本报讯");
    CHECK(shown(out.article->byline) == "记者[许知禾]");
    CHECK(out.article->byline_above_body);
    CHECK(shown(out.article->credits) == "供图[县文化馆]");
    CHECK(out.article->body == "7月5日，开班。\n\n第二段。\n");
    CHECK(out.article->position_in_file({1, 1}) == Position{6, 14});
    CHECK(out.article->position_in_file({3, 2}) == Position{8, 2});
}

TEST_CASE("a byline at the end is taken, alone or behind the last stop", "[article]") {
    for (const char* end :
         {"\n\n（融媒体 许知禾）\n", "（融媒体 许知禾）\n", "\n(融媒体 许知禾)\n\n"}) {
        const auto out =
            read(fmt::format("---\ntitle: x\ndate: 2022-07-06\n---\n东昌府讯 开班。{}", end));
        CHECK(codes_of(out.diagnostics) == kNoCodes);
        CHECK(shown(out.article->byline) == "融媒体[许知禾]");
        CHECK(out.article->body == "开班。\n");
    }
}

TEST_CASE("a byline written in both places is not shown twice; another one stays", "[article]") {
    CHECK(right("", "正文。\n\n（记者 林砚）\n").body == "正文。\n");
    CHECK(right("", "正文。\n\n（通讯员 沈青禾）\n").body == "正文。\n\n（通讯员 沈青禾）\n");
}

TEST_CASE("marks behind the byline stay in the text", "[article]") {
    const auto out =
        read("---\ntitle: x\ndate: 2022-07-06\n---\n正文。\n\n（记者 林砚）\n\n（下转第2版）\n");
    CHECK(shown(out.article->byline) == "记者[林砚]");
    CHECK(out.article->body == "正文。\n\n\n\n（下转第2版）\n");
}

TEST_CASE("the credit at the end goes to the cover that has none", "[article]") {
    const Article article = right("cover: {src: a.jpg, alt: b}\n", "正文。\n\n许知禾 摄\n");
    CHECK(article.cover->credit == "许知禾 摄");
    CHECK(article.body == "正文。\n");
}

TEST_CASE("source and author's note at the end are taken", "[article]") {
    const auto out = read(
        "---\ntitle: x\ndate: 2022-07-06\ngenre: "
        "转载\n---\n正文。\n\n（来源：《某某日报》2022年7月5日2版）\n\n"
        "（作者系县林业局工程师）\n");
    CHECK(codes_of(out.diagnostics) == kNoCodes);
    CHECK(out.article->source->name == "某某日报");
    CHECK(out.article->author_note == "作者系县林业局工程师");
    CHECK(out.article->body == "正文。\n");
}

TEST_CASE("BOM and CRLF change nothing but the file", "[article]") {
    const std::string plain = story("kicker: k\n", "东昌府讯　一。\n\n二。\n");
    const Article expected = *read(plain).article;
    const std::string crlf = replace_all(plain, "\n", "\r\n");
    for (const std::string& text :
         {"\xEF\xBB\xBF" + plain, crlf, "\xEF\xBB\xBF" + crlf, replace_all(plain, "\n", "\r")}) {
        const auto out = read(text);
        CHECK(codes_of(out.diagnostics) == kNoCodes);
        REQUIRE(out.article.has_value());
        CHECK(out.article->body == expected.body);
        CHECK(out.article->kicker == "k");
        CHECK(out.article->body_line == expected.body_line);
    }
}

TEST_CASE("what is no UTF-8 text is recognised and named", "[article]") {
    // 东昌府讯 in GB 18030
    CHECK(codes_in("title\n\xB6\xAB\xB2\xFD\xB8\xAE\xD1\xB6 \xBD\xF1\xC4\xEA\xD2\xD4\xC0\xB4\n") ==
          Codes{"2:1 encoding-gb18030"});
    CHECK(codes_in("\xFF\xFE" + std::string("a\0b\0\n\0", 6)) == Codes{"1:1 encoding-utf16"});
    CHECK(codes_in(std::string("t\0i\0t\0l\0e\0:\0 \0x\0", 16)) == Codes{"1:1 encoding-utf16"});
    CHECK(codes_in(std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16)) == Codes{"1:1 file-binary"});
    CHECK(codes_in(std::string("\xFF\xD8\xFF\xE1") + repeated("\x01\x02", 100)) ==
          Codes{"1:1 file-binary"});
    CHECK(codes_in("---\ntitle: ab\xFF"
                   "c\n---\n") == Codes{"2:10 encoding-invalid"});
    CHECK(codes_in("") == Codes{"1:1 file-empty"});
    CHECK(codes_in("\xEF\xBB\xBF \n\n") == Codes{"1:1 file-empty"});
}

TEST_CASE("hidden characters are errors where they stand", "[article]") {
    CHECK(codes_in(story("kicker: a\xE2\x80\xAE"
                         "b\n")) == Codes{"5:10 bidi-control"});
    CHECK(codes_in(story("", "正文\xE2\x81\xA6。\n")) == Codes{"6:3 bidi-control"});
    CHECK(codes_in(story("", "正文\x08。\n")) == Codes{"6:3 control-character"});
    CHECK(codes_in(story("", "正文\xC2\x85。\n")) == Codes{"6:3 control-character"});
    CHECK(codes_in(story("", "“引号”……——·\n")) == kNoCodes);
}

TEST_CASE("files over a limit are refused before they are parsed", "[article]") {
    CHECK(codes_in(std::string(kMaxArticleBytes + 1, 'x')) == Codes{"0:0 file-too-large"});
    CHECK(codes_in("---\n" + repeated("a: bcdefgh\n", 10'000) + "---\n正文\n") ==
          Codes{"1:1 front-matter-too-large"});
    CHECK(codes_in("---\ntitle: x\n正文\n") == Codes{"1:1 front-matter-unclosed"});
    CHECK(codes_in(story("", repeated("字字字。\n\n", 60'000))).at(0).ends_with("body-too-long"));
    CHECK(codes_in(story("", repeated("字", 30'000))) == Codes{"6:1 paragraph-too-long"});
    CHECK(codes_in(story("", repeated("[", 2'000))).at(0).ends_with("brackets-too-many"));
    CHECK(codes_in(story("", repeated("> ", 10'000) + "x")).at(0).ends_with("nesting-too-deep"));
    CHECK(codes_in(story("", "一\n\n" + repeated("[", 2'000))).at(0).starts_with("8:"));
}

TEST_CASE("YAML that an attacker would like is refused", "[article]") {
    CHECK(codes_in("---\ntitle: &a x\nkicker: *a\n---\n正文\n") == Codes{"2:8 yaml-alias"});
    CHECK(codes_in("---\ntitle: !!binary x\n---\n正文\n") == Codes{"2:8 yaml-tag"});
    CHECK(codes_in("---\ntags: " + repeated("[", 100) + "\n---\n正文\n") ==
          Codes{"2:26 yaml-too-deep"});
    CHECK(codes_in("---\ntitle: a: b\n---\n正文\n") == Codes{"2:9 yaml-syntax"});
    CHECK(codes_in("---\n- a\n---\n正文\n") == Codes{"2:1 value-wrong-type"});
    CHECK(codes_in(story("kicker: a\nkicker: b\n")) == Codes{"6:1 key-duplicate"});
}

TEST_CASE("an article without text needs something else to show", "[article]") {
    CHECK(codes_in(story("", "")) == Codes{"6:1 body-empty"});
    CHECK(codes_in(story("cover: {src: a.jpg, alt: b}\n", "")) == kNoCodes);
    CHECK(codes_in(story("status: draft\n", "")) == kNoCodes);
    CHECK(codes_in("---\n---\n正文。\n") ==
          Codes{"1:1 date-missing", "1:1 title-missing", "3:1 byline-missing"});
}

TEST_CASE("a file name that cannot be an address is named", "[article]") {
    CHECK(codes_in(story(""), "2022/07/06/index.md") == Codes{"0:0 slug-invalid"});
    CHECK(read(story(""), "2022/07/06/象 棋.md").article->slug == "象-棋");
}

TEST_CASE("front matter that is printed reads back as the same article", "[article]") {
    const Article article = right(
        "kicker: \"a: b # c\"\ntitles: {list: \"[x]\"}\nseries: {name: 运河记忆, part: 上}\n"
        "event_date: 2022-07-05\nupdated: 2022-07-07 10:00\ncredits: {责编: 甲, 校对: [乙, 丙]}\n"
        "genre: 消息\nsection: 文化\ntags: [\"a, b\", 016]\ncolumn: summer\ncolumn_order: 3\n"
        "cover: {src: a.jpg, alt: \"“引号”: x\", origin: 绘制}\npictures: [{src: p.jpg, time: t}]\n"
        "media: [{name: g, type: gallery, items: [{src: g.jpg, alt: x}, {src: h.jpg}]}]\n"
        "attachments: [{src: a.csv, title: t}]\nslug: xiangqi\nid: abc\naliases: [/old/a.html]\n"
        "deck: |\n  一\n  二\ncorrections: [{date: 2022-07-07, text: 更正}]\n"
        "source: {name: [新华社, 某某新闻], use: 综合, url: https://x.org/}\n"
        "verbatim: {from: a}\nchannel: youth\nprint: [{issue: 2022-07-06, page: 1}]\n");
    const TimeZone zone = testing::sample_site().time_zone;
    const std::string printed = print_front_matter(article, zone);
    INFO(printed);
    const auto again = read(printed + article.body);
    CHECK(codes_of(again.diagnostics) == kNoCodes);
    REQUIRE(again.article.has_value());
    CHECK(print_front_matter(*again.article, zone) == printed);
    CHECK(again.article->body == article.body);
    CHECK(again.article->byline == article.byline);
    CHECK(again.article->credits == article.credits);
    CHECK(again.article->deck == "一\n二");
    CHECK(again.article->tags == article.tags);
    CHECK(again.article->source->other_names == article.source->other_names);
    CHECK(again.article->media.at(0).items.size() == 2);
    CHECK(again.article->date == article.date);
    CHECK(again.article->corrections.at(0).date == article.corrections.at(0).date);
}

TEST_CASE("what was read from plain text prints as front matter that can be read", "[article]") {
    const auto plain = read(".\uFEFFA: -\t\t-\uFEFF\n2x]\n-\n2县文化馆");
    REQUIRE(plain.article.has_value());
    const std::string printed =
        print_front_matter(*plain.article, testing::sample_site().time_zone);
    INFO(printed);
    const auto again = read(printed + plain.article->body);
    CHECK(codes_of(again.diagnostics) == kNoCodes);
    REQUIRE(again.article.has_value());
    CHECK(again.article->title == plain.article->title);
}

TEST_CASE("a value of the front matter is set on its own line, and all else stays", "[article]") {
    const auto set = [](std::string_view bytes) {
        return with_front_matter_value(bytes, "status", "withdrawn");
    };
    CHECK(set("---\ntitle: x\n---\nb\n") == "---\ntitle: x\nstatus: withdrawn\n---\nb\n");
    CHECK(set("---\nstatus: draft # why\ntitle: x\n---\nb\n") ==
          "---\nstatus: withdrawn # why\ntitle: x\n---\nb\n");
    CHECK(set("\xEF\xBB\xBF---\r\nstatus:  'draft'\r\ntitle: x\r\n---\r\nb") ==
          "\xEF\xBB\xBF---\r\nstatus:  withdrawn\r\ntitle: x\r\n---\r\nb");
    CHECK(set("---\nstatus:\ntitle: x\n---\n") == "---\nstatus: withdrawn\ntitle: x\n---\n");
    CHECK(set("---\nstatus: # why\ntitle: x\n---\n") ==
          "---\nstatus: withdrawn # why\ntitle: x\n---\n");
    const std::string done = "---\nstatus: \"withdrawn\"\n---\n";
    CHECK(set(done) == "---\nstatus: withdrawn\n---\n");
    // A line of a text that looks like the key is none.
    CHECK(set("---\nsummary: |\n  a\n  status: draft\nstatus: draft\n---\n") ==
          "---\nsummary: |\n  a\n  status: draft\nstatus: withdrawn\n---\n");
    for (const std::string_view odd :
         {"---\nstatus: draft\n  more\n---\n", "---\nstatus: [a]\n---\n",
          "---\nstatus: |\n  draft\n---\n", "---\n{status: draft, title: x}\n---\n",
          "---\nstatus: draft\nstatus: draft\n---\n", "no front matter", "",
          "---\nstatus: 'it''s'\n---\n"}) {
        INFO(odd);
        CHECK_FALSE(set(odd));
    }
}

TEST_CASE("a key is written behind the others, line ends kept", "[article]") {
    const std::string plain = "---\ntitle: x\n---\n正文\n";
    CHECK(with_front_matter_key(plain, "id", "abc") == "---\ntitle: x\nid: abc\n---\n正文\n");
    CHECK(with_front_matter_key("\xEF\xBB\xBF---\r\ntitle: x\r\n---\r\n正文\r\n", "id", "abc") ==
          "\xEF\xBB\xBF---\r\ntitle: x\r\nid: abc\r\n---\r\n正文\r\n");
    CHECK_FALSE(with_front_matter_key(plain, "title", "y").has_value());
    CHECK_FALSE(with_front_matter_key("东昌府讯 正文\n", "id", "abc").has_value());
    CHECK_FALSE(with_front_matter_key("---\na: [\n---\n", "id", "abc").has_value());
}

TEST_CASE("an article cut off at every byte is read or refused, never crashes", "[article]") {
    const std::string whole = story(
        "byline2: x\ncredits: {责编: 甲}\ncover: {src: a.jpg}\nmedia: [{name: v, type: video, "
        "src: v}]\n",
        "□许知禾\n\n本报讯（记者 许知禾 通讯员 林 砚 沈 禾）7月5日，一。\n\n二。\n\n（来源：《某某"
        "日报》2022年7月5日2版 作者：许知禾）\n\n（完）\n");
    const SiteConfig site = testing::sample_site();
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        Diagnostics diagnostics;
        const auto article =
            read_article(whole.substr(0, length), "2022/07/06/x.md", site, diagnostics);
        CHECK((article.has_value() || diagnostics.has_errors()));
    }
}
