#include "content/byline.h"

#include "base/text.h"
#include "content/source_line.h"
#include "support/catch.h"
#include "support/content_samples.h"

using namespace gazette;
using testing::shown;

namespace {

const SiteConfig& site() {
    static const SiteConfig kSite = testing::sample_site();
    return kSite;
}

// A sure byline in its parentheses: its entries, and that printing and reading it again gives the
// same.
std::string sure(std::string_view line) {
    const TailLine tail = read_tail_line(line, site());
    CHECK(tail.kind == TailKind::Byline);
    CHECK(tail.reading.other_reading.empty());
    CHECK(tail.reading.roles_without_name.empty());
    const std::string printed = print_byline(tail.reading.byline);
    CHECK(shown(read_byline(printed, site()).byline) == shown(tail.reading.byline));
    return shown(tail.reading.byline);
}

TailKind kind_of(std::string_view line) { return read_tail_line(line, site()).kind; }

}  // namespace

TEST_CASE("P1: staff and correspondent in half-width parentheses", "[byline]") {
    CHECK(sure("(融媒体 许知禾 通讯员 林砚)") == "融媒体[许知禾] 通讯员[林砚]");
}

TEST_CASE("P2: the order of the roles is kept, an alias is resolved", "[byline]") {
    CHECK(sure("（通讯员 林砚 融媒体记者 许知禾）") == "通讯员[林砚] 融媒体[许知禾]");
}

TEST_CASE("P3: two correspondents and no staff", "[byline]") {
    CHECK(sure("(通讯员 林砚 沈青禾)") == "通讯员[林砚 沈青禾]");
}

TEST_CASE("P4: three roles, each with a prefix of its own", "[byline]") {
    CHECK(sure("（本报记者 许知禾 见习记者 郑一苇 实习生 高原野）") ==
          "记者[许知禾] 见习记者[郑一苇] 实习生[高原野]");
}

TEST_CASE("P5: no space after the role, a pause mark between names", "[byline]") {
    CHECK(sure("（记者许知禾、林砚 通讯员沈青禾）") == "记者[许知禾 林砚] 通讯员[沈青禾]");
}

TEST_CASE("P6: a name spaced out with a full-width space is one name", "[byline]") {
    CHECK(sure("（融媒体　林　砚　沈青禾）") == "融媒体[林砚 沈青禾]");
}

TEST_CASE("P7: four single characters are two names, unsure, both readings kept", "[byline]") {
    const TailLine tail = read_tail_line("（通讯员 林 砚 沈 禾）", site());
    CHECK(tail.kind == TailKind::Byline);
    CHECK(shown(tail.reading.byline) == "通讯员[林砚 沈禾]");
    CHECK(tail.reading.other_reading == "通讯员 林 砚 沈 禾");
}

TEST_CASE("P8: names of four characters and with a dot, however the dot is written", "[byline]") {
    for (const char* dot : {"·", "•", "・", "‧"}) {
        CHECK(sure("（通讯员 欧阳一苇 阿依努尔" + std::string(dot) + "沙比提）") ==
              "通讯员[欧阳一苇 阿依努尔·沙比提]");
    }
}

TEST_CASE("P9: a unit alone gave the story", "[byline]") {
    CHECK(sure("（县教体局）") == "供稿<县教体局>");
}

TEST_CASE("what a unit did may stand behind it", "[byline]") {
    CHECK(sure("（县融媒体中心 供稿）") == "供稿<县融媒体中心>");
    CHECK(sure("（县文化馆 供稿）") == "供稿<县文化馆>");
    CHECK(sure("（临溪融媒 供稿）") == "<临溪融媒>");
    CHECK(sure("（县妇联 供稿 县民政局 供稿）") == "供稿<县妇联> 供稿<县民政局>");
    CHECK(sure("（县妇联 通讯员 林砚）") == "供稿<县妇联> 通讯员[林砚]");
    CHECK(print_byline(read_tail_line("（县文化馆 整理）", site()).reading.byline) ==
          "县文化馆 整理");
}

TEST_CASE("a byline that cannot be read says at which word", "[byline]") {
    const BylineReading reading = read_byline("象棋协会 小许", site());
    CHECK(reading.empty());
    CHECK(reading.unread_word == "小许");
    CHECK(read_byline("记者 许知禾", site()).unread_word.empty());
}

TEST_CASE("P10: two units gave the story", "[byline]") {
    CHECK(sure("（县妇联 县民政局）") == "供稿<县妇联> 供稿<县民政局>");
}

TEST_CASE("P11: the medium itself signs", "[byline]") {
    CHECK(sure("（临溪融媒）") == "<临溪融媒>");
}

TEST_CASE("P12: a unit and its person", "[byline]") {
    CHECK(sure("（县公安局 林砚）") == "供稿<县公安局>[林砚]");
}

TEST_CASE("P13: correspondents of two units", "[byline]") {
    CHECK(sure("（通讯员 县供电公司 林砚 县水务局 沈青禾）") ==
          "通讯员<县供电公司>[林砚] 通讯员<县水务局>[沈青禾]");
}

TEST_CASE("P14: the media centre before a name is a role", "[byline]") {
    CHECK(sure("（县融媒体中心 许知禾）") == "融媒体[许知禾]");
}

TEST_CASE("P15: what a reporter did besides", "[byline]") {
    CHECK(sure("（记者 许知禾 文/图）") == "记者[许知禾]{文,图}");
}

TEST_CASE("P16: text and picture, each with a slash", "[byline]") {
    CHECK(sure("（文／许知禾 图／林砚）") == "文[许知禾] 图[林砚]");
}

TEST_CASE("P17: a role that stands behind the names", "[byline]") {
    CHECK(sure("（许知禾 林砚 摄影报道）") == "摄影报道[许知禾 林砚]");
}

TEST_CASE("P18: who took the picture", "[byline]") {
    for (const char* line : {"许知禾 摄", "许知禾／摄", "（许知禾 摄）"}) {
        const TailLine tail = read_tail_line(line, site());
        CHECK(tail.kind == TailKind::PictureCredit);
        CHECK(tail.picture_credit.names == std::vector<std::string>{"许知禾"});
        CHECK(tail.picture_credit.text() == "许知禾 摄");
        CHECK_FALSE(tail.unsure);
    }
}

TEST_CASE("P19: which unit gave the picture", "[byline]") {
    for (const char* line : {"县文化馆供图", "（图片由县文化馆提供）"}) {
        const TailLine tail = read_tail_line(line, site());
        CHECK(tail.kind == TailKind::PictureCredit);
        CHECK(tail.picture_credit.unit == "县文化馆");
        CHECK(tail.picture_credit.text() == "县文化馆供图");
        CHECK_FALSE(tail.unsure);
    }
}

TEST_CASE("P20: a bare unit in the last line is a credit, unsure", "[byline]") {
    const TailLine tail = read_tail_line("区文化馆", site());
    CHECK(tail.kind == TailKind::PictureCredit);
    CHECK(tail.picture_credit.unit == "区文化馆");
    CHECK(tail.unsure);
}

TEST_CASE("P27: a reprint with date, page and author", "[byline]") {
    const TailLine tail =
        read_tail_line("（来源：《某某日报》2022年7月5日2版 作者：许知禾）", site());
    REQUIRE(tail.kind == TailKind::Source);
    CHECK(tail.source.name == "某某日报");
    CHECK(tail.source.date == "2022年7月5日");
    CHECK(tail.source.page == "2");
    CHECK(tail.source.author == "许知禾");
    CHECK(tail.source.use == SourceUse::Reprint);
}

TEST_CASE("P28: put together from two sources", "[byline]") {
    const TailLine tail = read_tail_line("（综合新华社、某某新闻）", site());
    REQUIRE(tail.kind == TailKind::Source);
    CHECK(tail.source.use == SourceUse::Compiled);
    CHECK(tail.source.name == "新华社");
    CHECK(tail.source.other_names == std::vector<std::string>{"某某新闻"});
}

TEST_CASE("P29: according to a unit", "[byline]") {
    const TailLine tail = read_tail_line("（据县气象局）", site());
    REQUIRE(tail.kind == TailKind::Source);
    CHECK(tail.source.name == "县气象局");
    CHECK(tail.source.use == SourceUse::Edited);
    CHECK(kind_of("（据了解）") == TailKind::NotOne);
}

TEST_CASE("P30: a medium in book-title marks, alone", "[byline]") {
    const TailLine tail = read_tail_line("《某某网》", site());
    REQUIRE(tail.kind == TailKind::Source);
    CHECK(tail.source.name == "某某网");
    CHECK(kind_of("《春苗行动》") == TailKind::NotOne);
}

TEST_CASE("P31: a byline with a mark, under the title", "[byline]") {
    CHECK(shown(read_lead_byline("□许知禾", site()).byline) == "作者[许知禾]");
    CHECK_FALSE(read_lead_byline("□许知禾", site()).is_unsure());
    CHECK(shown(read_lead_byline("●本报评论员", site()).byline) == "<本报评论员>");
    CHECK(shown(read_lead_byline("■ 本报记者 许知禾", site()).byline) == "记者[许知禾]");
    CHECK(read_lead_byline("许知禾", site()).empty());
}

TEST_CASE("P32: what the author is, is a note and no name", "[byline]") {
    const TailLine tail = read_tail_line("（作者系县林业局工程师）", site());
    CHECK(tail.kind == TailKind::AuthorNote);
    CHECK(tail.author_note == "作者系县林业局工程师");
}

TEST_CASE("P33: author and unit with colons", "[byline]") {
    CHECK(sure("（作者：许知禾，单位：县一中）") == "作者<县一中>[许知禾]");
}

TEST_CASE("P34: production roles go to the byline, editors to the credits", "[byline]") {
    const TailLine tail = read_tail_line(
        "策划：林砚　文字：许知禾　视频：郑一苇　责编：高原野　审核：沈青禾", site());
    CHECK(tail.kind == TailKind::Byline);
    CHECK(shown(tail.reading.byline) == "策划[林砚] 文字[许知禾] 视频[郑一苇]");
    CHECK(shown(tail.reading.credits) == "责任编辑[高原野] 审核[沈青禾]");
}

TEST_CASE("P35: three reviews are credits", "[byline]") {
    const TailLine tail = read_tail_line("一审：林砚 二审：许知禾 三审：沈青禾", site());
    CHECK(tail.kind == TailKind::Byline);
    CHECK(tail.reading.byline.empty());
    CHECK(shown(tail.reading.credits) == "一审[林砚] 二审[许知禾] 三审[沈青禾]");
}

TEST_CASE("P36: a role without a name is named, with both readings", "[byline]") {
    const TailLine tail = read_tail_line("（记者 许知禾 通讯员）", site());
    CHECK(tail.kind == TailKind::Byline);
    CHECK(tail.reading.roles_without_name == std::vector<std::string>{"通讯员"});
    CHECK(print_byline(tail.reading.byline) == "记者 许知禾");
    CHECK(tail.reading.other_reading == "通讯员 许知禾");
}

TEST_CASE("P37: marks at the end are no bylines", "[byline]") {
    for (const char* line : {"（完）", "（有删节）", "（略）", "(完)"}) {
        CHECK(kind_of(line) == TailKind::Mark);
    }
}

TEST_CASE("P38: jump lines are no bylines", "[byline]") {
    CHECK(kind_of("（下转第2版）") == TailKind::Jump);
    CHECK(kind_of("（上接第1版）") == TailKind::Jump);
}

TEST_CASE("P39: a note on the title is no byline", "[byline]") {
    CHECK(kind_of("（2022年7月6日县第十届人民代表大会通过）") == TailKind::TitleNote);
}

TEST_CASE("P40: one credit for all pictures", "[byline]") {
    const TailLine tail = read_tail_line("（除署名外，图片均由县文旅局提供）", site());
    CHECK(tail.kind == TailKind::PictureCredit);
    CHECK(tail.picture_credit.unit == "县文旅局");
    CHECK(tail.picture_credit.all_pictures);
}

TEST_CASE("P41: parentheses inside a sentence are no bylines", "[byline]") {
    CHECK(find_inline_byline("村民小林（化名）", site()) == std::string_view::npos);
    CHECK(find_inline_byline("工作专班（以下简称专班）", site()) == std::string_view::npos);
    CHECK(find_inline_byline("好评。（图为活动现场）", site()) == std::string_view::npos);
    CHECK(kind_of("（化名）") == TailKind::NotOne);
    CHECK(kind_of("（以下简称专班）") == TailKind::NotOne);
}

TEST_CASE("a byline behind the last full stop is found", "[byline]") {
    const std::string text = "得到一致好评。（融媒体 许知禾 通讯员 林砚）";
    CHECK(find_inline_byline(text, site()) == text.find("（"));
}

TEST_CASE("a person whose name ends like a unit is a person", "[byline]") {
    CHECK(sure("(融媒体 高望社)") == "融媒体[高望社]");
    CHECK(sure("(融媒体 高望社 通讯员 高原野)") == "融媒体[高望社] 通讯员[高原野]");
}

TEST_CASE("a desk signs like a person", "[byline]") {
    CHECK(sure("（融媒体 文体采访组）") == "融媒体[文体采访组]");
    CHECK(sure("（融媒体 民生采访组 通讯员 区民政局 民政通讯组）") ==
          "融媒体[民生采访组] 通讯员<区民政局>[民政通讯组]");
}

TEST_CASE("names without any role are authors, unsure", "[byline]") {
    const TailLine tail = read_tail_line("（许知禾 林砚）", site());
    CHECK(tail.kind == TailKind::Byline);
    CHECK(shown(tail.reading.byline) == "作者[许知禾 林砚]");
    CHECK(tail.reading.other_reading == "通讯员 许知禾 林砚");
}

TEST_CASE("roles of site.yml win over the usual ones", "[byline]") {
    Diagnostics diagnostics;
    const auto own = read_site_config(
        "title: x\nurl: https://x.org\nroles: [{name: 全媒, aliases: [记者]}]\n", diagnostics);
    REQUIRE(own.has_value());
    CHECK(shown(read_byline("记者 许知禾", *own).byline) == "全媒[许知禾]");
}

TEST_CASE("hostile bylines are read or refused, never crash", "[byline]") {
    const std::vector<std::string> hostile = {"（）",
                                              "()",
                                              "（",
                                              "）",
                                              "((((",
                                              "：：：：",
                                              "////",
                                              "（/）",
                                              "（文/）",
                                              "（/图）",
                                              "（单位：）",
                                              "（单位：县一中）",
                                              "责编：",
                                              "责编：责编：责编：",
                                              "（记者）",
                                              "（记者 记者 记者）",
                                              "摄",
                                              "（摄）",
                                              "供图",
                                              "（责编 许知禾摄）",
                                              "（图片由提供）",
                                              "（来源：）",
                                              "（来源：《）",
                                              "（综合）",
                                              "（综合、、、）",
                                              "（据）",
                                              "《》",
                                              "《网》",
                                              "□",
                                              "● ",
                                              std::string(1'499, '('),
                                              "（" + std::string(1'000, '/') + "）"};
    for (const std::string& line : hostile) {
        const TailLine tail = read_tail_line(line, site());
        CHECK(print_byline(tail.reading.byline).size() < 10'000);
        CHECK(read_lead_byline(line, site()).credits.size() < 1'000);
        CHECK(find_inline_byline("完。" + line, site()) != 0);
    }
    const std::string whole =
        "（通讯员 县供电公司 林砚 县水务局 沈青禾 文/图 责编：高原野 许知禾／摄）";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const std::string cut = whole.substr(0, length);
        if (length % 3 != 0 && first_invalid_utf8(cut)) continue;
        CHECK(print_byline(read_tail_line(cut, site()).reading.byline).size() < 1'000);
    }
}
