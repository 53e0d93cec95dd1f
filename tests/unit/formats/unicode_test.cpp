#include "formats/unicode.h"

#include "base/text.h"
#include "support/catch.h"

#include <string>

using namespace gazette;
using namespace std::string_literals;

TEST_CASE("text is brought into normal form C", "[unicode]") {
    CHECK(is_nfc("象棋 caf\u00E9"));
    CHECK_FALSE(is_nfc("cafe\u0301"));
    CHECK(nfc("cafe\u0301") == "caf\u00E9");
    CHECK(nfc("").empty());
    CHECK_FALSE(is_nfc("\uFA1C"));  // a compatibility ideograph with its own canonical form
    CHECK_FALSE(is_nfc("东昌府 e\u0301"));
    CHECK(nfc("东昌府 e\u0301") == "东昌府 é");
    CHECK_NOTHROW(nfc("\xFF\xC3"));
}

TEST_CASE("characters that show other than they read are found", "[unicode]") {
    CHECK(first_hidden_control("东昌府讯 — “青少年” é 👨‍👩‍👧") ==
          std::nullopt);
    CHECK(first_hidden_control("ab\u202Ecd") == 2U);
    CHECK(first_hidden_control("\u2066x") == 0U);
    CHECK(first_hidden_control("中\u200B国") == 3U);
    CHECK(first_hidden_control("x\U000E0041") == 1U);
}

TEST_CASE("GB18030 is recognised where it makes sense as Chinese", "[unicode]") {
    const std::string gb = "\xB6\xAB\xB2\xFD\xB8\xAE\xD1\xB6\xA3\xAC";  // 东昌府讯，
    CHECK(looks_like_gb18030("title: " + gb));
    CHECK(gb18030_to_utf8(gb) == "东昌府讯，");
    CHECK_FALSE(looks_like_gb18030("东昌府讯"));  // UTF-8
    CHECK_FALSE(looks_like_gb18030("plain"));
    CHECK_FALSE(looks_like_gb18030(""));
    CHECK_FALSE(looks_like_gb18030("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s));
    CHECK_FALSE(looks_like_gb18030("\xFF\xFE\x00\x4E"s));
    CHECK_FALSE(gb18030_to_utf8("\xB6").has_value());
}

TEST_CASE("the pieces of a text are the text", "[unicode]") {
    WordBreaker breaker;
    const auto joined = [&](const std::string& text) {
        std::string all;
        for (const std::string_view piece : breaker.pieces(text)) {
            CHECK_FALSE(piece.empty());
            all += piece;
        }
        return all;
    };
    for (const std::string text :
         {"", "象棋协会成立", "é 12 级, 😀👨‍👩‍👧 东昌府",
          "\xFF象\xE8\xB1棋协会\xF0\x9F", "\xE8"}) {
        CHECK(joined(text) == text);
    }
}

TEST_CASE("slugs are pinyin by word", "[unicode][slug]") {
    SlugMaker maker;
    CHECK(maker.make("青少年象棋协会成立") == "qingshaonian-xiangqi-xiehui-chengli");
    CHECK(maker.make("重庆银行行长：“长江”调查！") ==
          "chongqing-yinhang-hangzhang-changjiang-diaocha");
    CHECK(maker.make("2022年7月6日 Hello, Wörld") == "2022nian7yue6ri-hello-world");
    CHECK(maker.make("乡村音乐会") == "xiangcun-yinyue-hui");
    CHECK(maker.make("？！…").empty());
    CHECK(maker.make("").empty());
    CHECK(maker.make("\xFF\xFE<>/..\\").empty());
}

TEST_CASE("a slug is cut between words", "[unicode][slug]") {
    SlugMaker maker;
    std::string title;
    for (int i = 0; i < 200; ++i) title += "青少年象棋";
    const std::string slug = maker.make(title);
    CHECK(slug == "qingshaonian-xiangqi-qingshaonian-xiangqi-qingshaonian");
    CHECK(slug.size() <= kMostSlugBytes);
    CHECK(maker.make(std::string(500, 'a')).empty());
}

TEST_CASE("headlines may break between words, not inside them", "[unicode][headline]") {
    WordBreaker breaker;
    CHECK(breaker.headline_html("青少年象棋协会成立") == "青少年<wbr>象棋<wbr>协会<wbr>成立");
    CHECK(breaker.headline_html("").empty());
    CHECK(breaker.headline_html("a<b") == "a&lt;b");
}

TEST_CASE("a headline does not break at punctuation, numbers and short quotations",
          "[unicode][headline]") {
    WordBreaker breaker;
    const std::string html =
        breaker.headline_html("“一码通”上线：120名青少年7月5日参加《少年》 活动");
    INFO(html);
    for (const char* kept : {"“一码通”", "上线：", "120名", "7月5日", "《少年》", "》 活动"})
        CHECK(html.find(kept) != std::string::npos);
    CHECK(html.find("<wbr>：") == std::string::npos);
    CHECK(breaker.headline_html("孩子们的暑假") == "孩子们的<wbr>暑假");
}

TEST_CASE("what the dictionary leaves over goes with a neighbour", "[unicode][headline]") {
    WordBreaker breaker;
    CHECK(breaker.headline_html("暑假没人看孩子？公办幼儿园延长开放") ==
          "暑假<wbr>没人<wbr>看孩子？<wbr>公办<wbr>幼儿园<wbr>延长<wbr>开放");
    CHECK(breaker.headline_html("给机器人装上一双眼睛") == "给机器人<wbr>装上<wbr>一双<wbr>眼睛");
    CHECK(breaker.headline_html("16.59亿元专项债券上半年全部发行") ==
          "16.59亿元<wbr>专项<wbr>债券<wbr>上半年<wbr>全部<wbr>发行");
    CHECK(breaker.headline_html("二十一公里，一步一步量") == "二十一公里，<wbr>一步<wbr>一步量");
}

TEST_CASE("all pieces together are the text", "[unicode]") {
    WordBreaker breaker;
    for (const std::string& text :
         {"东昌府讯　七月五日，青少年 abc 12.5% 👨‍👩‍👧"s, "\xFF\xC3（"s,
          ""s}) {
        std::string joined;
        for (const std::string_view piece : breaker.pieces(text)) joined += piece;
        CHECK(joined == text);
    }
}
