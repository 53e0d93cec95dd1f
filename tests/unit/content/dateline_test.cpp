#include "content/dateline.h"

#include "support/catch.h"
#include "support/content_samples.h"

using namespace gazette;
using testing::shown;

namespace {

const SiteConfig& dateline_site() {
    static const SiteConfig kSite = testing::sample_site();
    return kSite;
}

DatelineReading read(std::string_view text) {
    auto reading = read_dateline(text, dateline_site());
    INFO(text);
    REQUIRE(reading.has_value());
    CHECK(reading->length <= text.size());
    return std::move(*reading);
}

}  // namespace

TEST_CASE("P21: dateline and byline at the head, the text begins with the day", "[dateline]") {
    const std::string text = "本报讯（记者 许知禾 通讯员 林砚）7月5日，县医院开诊。";
    const DatelineReading reading = read(text);
    CHECK(reading.dateline == "本报讯");
    CHECK(shown(reading.byline.byline) == "记者[许知禾] 通讯员[林砚]");
    CHECK(text.substr(reading.length) == "7月5日，县医院开诊。");
}

TEST_CASE("P22: the reporter reports behind the dateline", "[dateline]") {
    const std::string text = "本报讯 记者许知禾报道：昨天下午，县医院开诊。";
    const DatelineReading reading = read(text);
    CHECK(reading.dateline == "本报讯");
    CHECK(shown(reading.byline.byline) == "记者[许知禾]");
    CHECK(text.substr(reading.length) == "昨天下午，县医院开诊。");
}

TEST_CASE("P23: a dateline with a date", "[dateline]") {
    const std::string text = "本报7月5日讯（记者许知禾）县医院开诊。";
    const DatelineReading reading = read(text);
    CHECK(reading.dateline == "本报7月5日讯");
    CHECK(reading.date == MonthDay{7, 5});
    CHECK(shown(reading.byline.byline) == "记者[许知禾]");
    CHECK(text.substr(reading.length) == "县医院开诊。");
}

TEST_CASE("P24: a wire's dateline gives place, date and source", "[dateline]") {
    const std::string text = "新华社北京7月5日电（记者许知禾、林砚）国家统计局发布";
    const DatelineReading reading = read(text);
    CHECK(reading.dateline == "新华社北京7月5日电");
    CHECK(reading.place == "北京");
    CHECK(reading.date == MonthDay{7, 5});
    REQUIRE(reading.source.has_value());
    CHECK(reading.source->name == "新华社");
    CHECK(reading.source->use == SourceUse::Reprint);
    CHECK(shown(reading.byline.byline) == "记者[许知禾 林砚]");
    CHECK(text.substr(reading.length) == "国家统计局发布");
}

TEST_CASE("P25: according to a wire means edited", "[dateline]") {
    const DatelineReading reading = read("据新华社北京7月5日电 国家统计局发布");
    CHECK(reading.dateline == "据新华社北京7月5日电");
    REQUIRE(reading.source.has_value());
    CHECK(reading.source->name == "新华社");
    CHECK(reading.source->use == SourceUse::Edited);
}

TEST_CASE("P26: a place's dateline with blank or colon", "[dateline]") {
    for (const char* text : {"临溪讯　近日，", "临溪讯：近日，", "临溪讯 近日，"}) {
        const DatelineReading reading = read(text);
        CHECK(reading.dateline == "临溪讯");
        CHECK(reading.place == "临溪");
        CHECK(std::string_view(text).substr(reading.length) == "近日，");
    }
    CHECK(read("临溪融媒讯 近日，").dateline == "临溪融媒讯");
    CHECK(read("东昌府讯 今年以来，").dateline == "东昌府讯");
    CHECK(read("本报 讯　近日").dateline == "本报讯");
    CHECK(read("本报讯7月5日，").dateline == "本报讯");
}

TEST_CASE("words that end in 讯 or 电 are no datelines", "[dateline]") {
    for (const char* text :
         {"通讯 员们来到现场", "记者从县供电公司了解到", "资讯 平台上线", "腾讯 公司",
          "县里的通讯员培训班开班", "喜讯：我县获奖", "看电影 的人多了", "从东昌府讯问笔录中", "电",
          "讯 息", "据通讯 员说", "7月5日，县医院开诊。", "“本报讯 ”三个字", "据县气象局电 话通知",
          "", "本"}) {
        INFO(text);
        CHECK_FALSE(read_dateline(text, dateline_site()).has_value());
    }
}

TEST_CASE("parentheses that are no byline stay in the text", "[dateline]") {
    const std::string text = "本报讯（以下简称本报）7月5日，";
    const DatelineReading reading = read(text);
    CHECK(reading.byline.empty());
    CHECK(text.substr(reading.length) == "（以下简称本报）7月5日，");
}

TEST_CASE("a dateline cut off at every character is read or refused", "[dateline]") {
    const std::string whole =
        "据新华社北京7月5日电（记者许知禾、林砚 通讯员 沈青禾）7月5日，近日报道：";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const std::string cut = whole.substr(0, length);
        if (length < whole.size() && (static_cast<unsigned char>(whole[length]) & 0xC0U) == 0x80) {
            continue;
        }
        const auto reading = read_dateline(cut, dateline_site());
        if (reading) CHECK(reading->length <= cut.size());
    }
}
