#include "desk/desk_pages.h"

#include "base/text.h"
#include "desk/desk_words.h"
#include "desk/text_diff.h"
#include "pages/builtin_files.h"
#include "support/catch.h"

#include <map>
#include <set>
#include <string>

using namespace gazette;

namespace {

std::string shown(const std::vector<TextRun>& runs) {
    std::string text;
    for (const TextRun& run : runs) {
        text += run.kind == RunKind::Same    ? run.text
                : run.kind == RunKind::Added ? "[+" + run.text + "]"
                                             : "[-" + run.text + "]";
    }
    return text;
}

std::string side(const std::vector<TextRun>& runs, RunKind without) {
    std::string text;
    for (const TextRun& run : runs) {
        if (run.kind != without) text += run.text;
    }
    return text;
}

}  // namespace

TEST_CASE("the desk's words are the same keys in both languages, none empty", "[desk][pages]") {
    const auto& chinese = DeskWords::in("zh-CN").labels().labels();
    const auto& english = DeskWords::in("en").labels().labels();
    CHECK(chinese.size() > 150);
    std::set<std::string> keys;
    for (const auto& [key, text] : chinese) {
        INFO(key);
        keys.insert(key);
        CHECK_FALSE(trim(text).empty());
        REQUIRE(english.count(key) == 1);
        const bool has_place = text.find("{0}") != std::string::npos;
        // A place that one language has, the other may leave out; but none is left in a template.
        if (has_place) CHECK(english.at(key).find("{1}") == std::string::npos);
    }
    for (const auto& [key, text] : english) {
        INFO(key);
        CHECK(keys.count(key) == 1);
        CHECK_FALSE(trim(text).empty());
    }
}

TEST_CASE("a template of the desk uses no word that needs an argument", "[desk][pages]") {
    const auto& labels = DeskWords::in("zh-CN").labels().labels();
    for (const BuiltinFile& file : builtin_files()) {
        if (!file.path.starts_with("desk/pages/") && !file.path.starts_with("desk/partials/")) {
            continue;
        }
        const std::string_view text = file.text;
        for (std::size_t at = text.find("{{t."); at != std::string_view::npos;
             at = text.find("{{t.", at + 1)) {
            const std::string key(text.substr(at + 4, text.find("}}", at) - at - 4));
            INFO(file.path << " " << key);
            REQUIRE(labels.count(key) == 1);
            CHECK(labels.at(key).find("{0}") == std::string::npos);
        }
    }
}

TEST_CASE("all pages compile in both languages", "[desk][pages]") {
    DeskPages pages;
    View view;
    view.set("language", "en");
    view.set("page", "x");
    view.set("site", "<Gazette>");
    view.set("heading", "h");
    view.set("text", "t");
    view.set("href", "/");
    view.set("label", "l");
    for (int i = 0; i < 2; ++i) {  // a renderer is used again
        CHECK(pages.render(DeskPage::Message, "en", view).find("&lt;Gazette&gt;") !=
              std::string::npos);
    }
}

TEST_CASE("times are said as people say them", "[desk][pages]") {
    const TimeZone zone = TimeZone::load("Asia/Shanghai").value();
    const Instant now{1'657'065'600};  // 2022-07-06 08:00
    const DeskWords& chinese = DeskWords::in("zh-CN");
    CHECK(chinese.time(now, now, zone) == "今天 08:00");
    CHECK(chinese.time({now.seconds - 9 * 3600}, now, zone) == "7月5日 23:00");
    CHECK(chinese.time({now.seconds - 366 * 86400}, now, zone) == "2021年7月5日 08:00");
    const DeskWords& english = DeskWords::in("en");
    CHECK(english.time(now, now, zone) == "today 08:00");
    CHECK(english.time({now.seconds - 366 * 86400}, now, zone) == "5 Jul 2021 08:00");
    CHECK(chinese.text("no-such-word") == "no-such-word");
}

TEST_CASE("changes are told by words", "[desk][diff]") {
    WordBreaker breaker;
    CHECK(shown(diff_words("县委宣传部部长林砚到会", "县委宣传部副部长林砚到会", breaker)) ==
          "县委宣传部[+副]部长林砚到会");
    CHECK(shown(diff_words("昨日，县医院开诊。", "7月5日，县医院开诊。", breaker))
              .ends_with("，县医院开诊。"));
    CHECK(shown(diff_words("", "新的", breaker)) == "[+新的]");
    CHECK(shown(diff_words("旧的", "", breaker)) == "[-旧的]");
    CHECK(shown(diff_words("一样", "一样", breaker)) == "一样");
    CHECK(diff_words("", "", breaker).empty());
}

TEST_CASE("both texts can be read out of what changed", "[desk][diff]") {
    WordBreaker breaker;
    const std::string words[] = {"临溪讯", "昨日", "，", "县医院", "开诊", "。", "\n\n", "7月5日"};
    unsigned state = 7;
    const auto dice = [&](unsigned sides) {
        state = state * 1'664'525U + 1'013'904'223U;
        return (state >> 16U) % sides;
    };
    for (int round = 0; round < 300; ++round) {
        std::string before;
        std::string now;
        for (unsigned i = dice(30); i > 0; --i) before += words[dice(8)];
        for (unsigned i = dice(30); i > 0; --i) now += words[dice(8)];
        const auto runs = diff_words(before, now, breaker);
        REQUIRE(side(runs, RunKind::Added) == before);
        REQUIRE(side(runs, RunKind::Removed) == now);
    }
}

TEST_CASE("texts without anything in common are shown whole", "[desk][diff]") {
    WordBreaker breaker;
    std::string before;
    std::string now;
    for (int i = 0; i < 3'000; ++i) {
        before += "甲 ";
        now += "乙，";
    }
    const auto runs = diff_words(before, now, breaker);
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].text == before);
    CHECK(runs[1].text == now);
}
