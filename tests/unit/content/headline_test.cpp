#include "content/headline.h"

#include "support/catch.h"

using namespace gazette;

TEST_CASE("P42: two halves with a blank are one title, the blank kept", "[headline]") {
    const Headline headline = read_headline({"发挥客户端优势 做好青年组织宣传"});
    CHECK(headline.title == "发挥客户端优势 做好青年组织宣传");
    CHECK(headline.other_reading.empty());
}

TEST_CASE("P43: a line that begins with a dash is the subtitle", "[headline]") {
    const Headline headline = read_headline({"麦田里的守夜人", "——记县农技员林砚"});
    CHECK(headline.title == "麦田里的守夜人");
    CHECK(headline.subtitle == "——记县农技员林砚");
    CHECK(headline.other_reading.empty());
}

TEST_CASE("P44: three short lines are kicker, title and subtitle, unsure", "[headline]") {
    const Headline headline =
        read_headline({"全县防汛工作会议召开", "宁可备而不用", "强调压实责任到村到人"});
    CHECK(headline.kicker == "全县防汛工作会议召开");
    CHECK(headline.title == "宁可备而不用");
    CHECK(headline.subtitle == "强调压实责任到村到人");
    CHECK(headline.other_reading == "全县防汛工作会议召开 / 宁可备而不用 强调压实责任到村到人");
}

TEST_CASE("P45: a genre before the title is no part of it", "[headline]") {
    for (const auto& [line, genre, title] :
         {std::tuple("【短评】心中有数", "评论", "心中有数"),
          std::tuple("图片新闻｜朗诵班开班", "图片新闻", "朗诵班开班"),
          std::tuple("简讯 | 三则", "简讯", "三则"),
          std::tuple("【春苗行动】开学了", "", "【春苗行动】开学了")}) {
        const Headline headline = read_headline({line});
        CHECK(headline.genre == genre);
        CHECK(headline.title == title);
    }
    CHECK(read_headline({"图片新闻", "朗诵班开班"}).title == "图片新闻 朗诵班开班");
}

TEST_CASE("P46: the number in a series is no part of the title", "[headline]") {
    for (const auto& [line, title, part] :
         {std::tuple("运河记忆（上）", "运河记忆", "上"),
          std::tuple("运河记忆之三", "运河记忆", "之三"), std::tuple("运河记忆①", "运河记忆", "①"),
          std::tuple("运河记忆（二十一）", "运河记忆", "二十一")}) {
        const Headline headline = read_headline({line});
        CHECK(headline.title == title);
        REQUIRE(headline.series.has_value());
        CHECK(headline.series->part == part);
    }
    CHECK_FALSE(read_headline({"运河两岸（试行）"}).series.has_value());
    CHECK_FALSE(read_headline({"言之有物"}).series.has_value());
}

TEST_CASE("P47: a title over two lines is joined", "[headline]") {
    const Headline headline = read_headline({"我区多向发力", "提升社会救助服务水平"});
    CHECK(headline.title == "我区多向发力 提升社会救助服务水平");
    CHECK(headline.kicker.empty());
}

TEST_CASE("odd headlines give something and never crash", "[headline]") {
    CHECK(read_headline({}).title.empty());
    for (const char* line :
         {"【", "【】", "｜", "（上）", "之", "①", "——", "上", "之三", "图片新闻｜"}) {
        CHECK(read_headline({line}).title.size() < 100);
    }
    CHECK(read_headline({"——只有副题"}).title == "——只有副题");
}
