#include "build/packed_article.h"

#include "support/catch.h"
#include "support/content_samples.h"

using namespace gazette;
using gazette::testing::read;

namespace {

// Every key of the front matter, and a byline above the body.
constexpr std::string_view kEveryKey =
    "---\ntitle: 防汛演练\nkicker: 引\nsubtitle: 副\ndeck: |\n  一\n  二\n"
    "titles: {list: 短, share: 分享, print: 印}\ntitle_shown: false\nseries: {name: 汛, part: "
    "之三}\n"
    "date: 2022-07-06T08:30:00+08:00\nevent_date: 2022-07-05\nnot_before: 2022-07-06 07:00\n"
    "updated: 2022-07-07\nexpires: 2042-07-06\n"
    "byline: [{role: 通讯员, names: [林砚, 许知禾], unit: 县水务局, does: [文, 图]}]\n"
    "credits: {责任编辑: [沈青禾]}\ngenre: 消息\ndateline: 临溪讯\nsection: 要闻\ntags: [防汛, "
    "演练]\n"
    "cover: {src: a.jpg, alt: 堤, caption: 说, credit: 摄, origin: 资料图片}\n"
    "pictures: [{src: b.jpg, alt: 图, map_number: 审图号1, time: 昨}]\n"
    "media: [{name: 片, type: gallery, items: [{src: c.jpg, alt: 丙}, {src: d.jpg, alt: 丁}]}]\n"
    "attachments: [{src: e.pdf, title: 附件}]\nsummary: 摘要\nslug: fangxun\nid: a1b2c3d4e5f60718\n"
    "aliases: [/old.html]\nstatus: draft\ncorrections: [{date: 2022-07-08, text: 更正}]\n"
    "revisions: [{date: 2022-07-09, text: 错字}]\n"
    "source: {name: [新华社, 某报], use: 综合, url: https://x.org/, author: 甲, title: 原题,"
    " editor: 乙, date: 2022-07-05, page: 3, licence: CC}\n"
    "verbatim: {from: 县委办, received: 昨天, hash: ab}\nchannel: youth\n"
    "print: [{issue: 2022-07-06, page: 1, position: 头条}]\neditors_note: 编者按\n"
    "author_note: 作者系工程师\nx_own: 自己的\n---\n正文。\n";

}  // namespace

TEST_CASE("an article comes out of its packing as it went in, but for its places and its Markdown",
          "[build]") {
    ReadOptions options;
    options.allow_unknown = true;
    Article article = read(kEveryKey, "2022/07/06/x.md", options).article.value();
    article.byline_above_body = true;
    REQUIRE(article.extra.size() == 1);
    const std::string html = "<p>" + std::string(300, 'x') + "</p>";
    std::string packed = "what was there";
    pack_article(article, {html, kEveryKey}, packed);
    const PackedArticle again = unpack_article(packed);

    CHECK(again.texts.body_html == html);
    CHECK(again.texts.file == kEveryKey);
    CHECK(again.article.body.empty());
    const TimeZone zone = testing::sample_site().time_zone;
    const std::string printed = print_front_matter(article, zone);
    for (const std::string_view word : {"分享", "之三", "丁", "原题", "县委办", "自己的", "头条"})
        CHECK(printed.find(word) != std::string::npos);
    CHECK(print_front_matter(again.article, zone) == printed);
    CHECK(again.article.path == article.path);
    CHECK(again.article.byline == article.byline);
    CHECK(again.article.byline_above_body);
    CHECK(again.article.id_is_given);
    CHECK(again.article.slug_is_given);
    CHECK(again.article.date_has_time);
    std::string twice;
    pack_article(again.article, again.texts, twice);
    CHECK(twice == packed);
}

TEST_CASE("an article of nothing but a title is packed in few bytes", "[build]") {
    const Article article = read("---\ntitle: 雨\ndate: 2022-07-06\n---\n").article.value();
    std::string packed;
    pack_article(article, {}, packed);
    CHECK(packed.size() < 120);
    CHECK(unpack_article(packed).article.title == "雨");
    CHECK(unpack_article(packed).texts.body_html.empty());
}
