#include "desk/micropub_properties.h"

#include "base/text.h"
#include "support/catch.h"

#include <fmt/format.h>

using namespace gazette;

namespace {

Understood<std::string> media_of(std::string_view url) {
    if (!url.starts_with("m:")) return trouble(MicropubTrouble::PictureOutOfReach);
    return std::string(url.substr(2));
}

std::string address_of(std::string_view media) { return "m:" + std::string(media); }

MicropubProperties properties(std::string_view json) {
    const auto request =
        read_micropub_json(fmt::format(R"({{"type":["h-entry"],"properties":{}}})", json));
    REQUIRE(request);
    return request->properties;
}

Understood<ReadContent> read(std::string_view json) {
    return content_of(properties(json), media_of);
}

std::string printed(const MicropubProperties& properties) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_properties(json, properties);
    json.end_object();
    return text;
}

}  // namespace

TEST_CASE("a post's properties become a story's fields and nothing else", "[micropub]") {
    const auto post = read(R"({
        "name": [" 象棋赛\n开赛 "], "summary": ["一句话"], "content": ["第一段\r\n\r\n第二段"],
        "category": ["象棋", " 象棋 ", "", "青少年"],
        "photo": ["m:a", {"value": "m:b", "alt": "棋盘"}], "mp-photo-alt": ["对局"],
        "mp-slug": ["qi-sai"], "post-status": ["draft"],
        "kicker": ["引题"], "subtitle": ["副题"], "byline": ["通讯员 林砚"],
        "published": ["2030-01-01T00:00:00Z"], "author": ["书记"], "url": ["https://evil.example/"],
        "channel": ["要闻"], "organisation": ["wenyi"], "uid": ["x"], "status": ["published"],
        "mp-syndicate-to": ["x"], "in-reply-to": ["https://example.org/1"], "x-number": [1, 2.5, true, null]
    })");
    REQUIRE(post);
    CHECK(post->is_draft);
    CHECK(post->content.title == "象棋赛 开赛");
    CHECK(post->content.summary == "一句话");
    CHECK(post->content.body == "第一段\n\n第二段");
    CHECK(post->content.tags == std::vector<std::string>{"象棋", "青少年"});
    CHECK(post->content.photos == std::vector<PostPhoto>{{"a", "对局"}, {"b", "棋盘"}});
    CHECK(post->content.slug == "qi-sai");
    CHECK(post->content.kicker == "引题");
    CHECK(post->content.subtitle == "副题");
    CHECK(post->content.byline == "通讯员 林砚");
    CHECK(post->content.other ==
          R"({"in-reply-to":["https://example.org/1"],"x-number":[1,2.5,true,null]})");
}

TEST_CASE("what a post says is what its source says", "[micropub]") {
    const auto post = read(R"({"name":["题"],"content":["文"],"category":["甲"],"summary":["要"],
        "kicker":["引"],"subtitle":["副"],"byline":["通讯员 林砚"],
        "photo":["m:a",{"value":"m:b","alt":"棋"}],"mp-slug":["s"],"post-status":["draft"],
        "x-deep":[{"a":[{"b":[[1,{"c":null}]]}]}]})");
    REQUIRE(post);
    const MicropubProperties source =
        properties_of({"id", post->content, post->is_draft, 1}, address_of);
    CHECK(printed(source) ==
          R"({"name":["题"],"kicker":["引"],"subtitle":["副"],"byline":["通讯员 林砚"],)"
          R"("summary":["要"],"content":["文"],"category":["甲"],)"
          R"("photo":["m:a",{"value":"m:b","alt":"棋"}],"mp-slug":["s"],"post-status":["draft"],)"
          R"("x-deep":[{"a":[{"b":[[1,{"c":null}]]}]}]})");
    const auto again = content_of(source, media_of);
    REQUIRE(again);
    CHECK(again->content == post->content);
    CHECK(again->is_draft);
}

TEST_CASE("a post that cannot be a story says why", "[micropub]") {
    using enum MicropubTrouble;
    const std::string bidi = "\\u202e";
    const std::vector<std::pair<std::string, MicropubProblem>> cases = {
        {"{}", {NothingSaid}},
        {R"({"content":["  \n "]})", {NothingSaid}},
        {R"({"category":["甲"]})", {NothingSaid}},
        {R"({"content":[1]})", {NotAText, "content"}},
        {R"({"content":["a","b"]})", {TooMany, "content"}},
        {R"({"content":[{"html":1}]})", {NotAText, "content"}},
        {R"({"content":[{"markdown":"x"}]})", {NotAText, "content"}},
        {R"({"content":["a)" + bidi + R"("]})", {HiddenCharacter, "content"}},
        {R"({"content":["a\u0000b"]})", {HiddenCharacter, "content"}},
        {R"({"content":["a\u001b[0m"]})", {HiddenCharacter, "content"}},
        {R"({"content":["a\uDB40\uDC41"]})", {HiddenCharacter, "content"}},
        {R"({"name":["a)" + bidi + R"("],"content":["x"]})", {HiddenCharacter, "name"}},
        {R"({"name":["a","b"],"content":["x"]})", {NotAText, "name"}},
        {fmt::format(R"({{"name":["{}"]}})", std::string(201, 'x')), {TooLong, "name"}},
        {fmt::format(R"({{"content":["{}"]}})", std::string(600'000, 'x')), {TooLong, "content"}},
        {R"({"content":["x"],"category":[{"type":["h-card"]}]})", {NotAText, "category"}},
        {R"({"content":["x"],"category":["a)" + bidi + R"("]})", {HiddenCharacter, "category"}},
        {fmt::format(R"({{"content":["x"],"category":["{}"]}})", std::string(41, 'x')),
         {TooLong, "category"}},
        {R"({"content":["x"],"photo":["https://example.org/a.jpg"]})", {PictureOutOfReach}},
        {R"({"content":["x"],"photo":[{"value":"m:a","alt":1}]})", {NotAText, "photo"}},
        {R"({"content":["x"],"photo":[{"alt":"x"}]})", {NotAText, "photo"}},
        {R"({"content":["x"],"photo":[{"value":"m:a","alt":")" + bidi + R"("}]})",
         {HiddenCharacter, "photo"}},
        {fmt::format(R"({{"content":["x"],"x-large":["{}"]}})", std::string(33'000, 'x')),
         {TooLong, "x-large"}},
    };
    for (const auto& [json, problem] : cases) {
        CAPTURE(json.substr(0, 200));
        const auto post = read(json);
        REQUIRE_FALSE(post);
        CHECK(post.error().trouble == problem.trouble);
        CHECK(post.error().about == problem.about);
    }
    std::string many = R"({"content":["x"],"category":[)";
    for (int i = 0; i < 31; ++i) many += fmt::format("{}\"{}\"", i == 0 ? "" : ",", i);
    CHECK(read(many + "]}").error() == MicropubProblem{TooMany, "category"});
}

TEST_CASE("a picture is fetched only for a post that is right in itself", "[micropub]") {
    bool was_asked = false;
    const auto post =
        content_of(properties(R"({"content":[1],"photo":["m:a"]})"), [&](std::string_view url) {
            was_asked = true;
            return media_of(url);
        });
    CHECK_FALSE(post);
    CHECK_FALSE(was_asked);
}

TEST_CASE("an update replaces, then adds, then takes away", "[micropub]") {
    const auto change = read_micropub_json(R"({"action":"update","url":"u",
        "replace":{"a":["1","2"]},"add":{"a":["3"],"new":["n"]},"delete":{"a":["2"],"gone":["x"]}})");
    REQUIRE(change);
    CHECK(printed(updated(properties(R"({"a":["0"],"gone":["x"],"b":["b"]})"), *change)) ==
          R"({"a":["1","3"],"b":["b"],"new":["n"]})");
    const auto whole =
        read_micropub_json(R"({"action":"update","url":"u","delete":["a","unknown"]})");
    CHECK(printed(updated(properties(R"({"a":["0"],"b":["b"]})"), *whole)) == R"({"b":["b"]})");
}

TEST_CASE("a request is understood, or says what it lacks", "[micropub]") {
    using enum MicropubTrouble;
    const std::vector<std::pair<std::string, MicropubTrouble>> bodies = {
        {"", NotUnderstood},
        {"[]", NotUnderstood},
        {"{", NotUnderstood},
        {R"({"a":1,"a":2})", NotUnderstood},
        {std::string(50, '['), TooLarge},
        {"{}", NothingSaid},
        {R"({"type":"h-entry","properties":{}})", NotAnEntry},
        {R"({"type":["h-entry","h-card"],"properties":{}})", NotAnEntry},
        {R"({"type":["entry"],"properties":{}})", NotAnEntry},
        {R"({"type":["h-entry"],"properties":[]})", NotAList},
        {R"({"type":["h-entry"],"properties":{"content":"x"}})", NotAList},
        {R"({"type":["h-entry"],"properties":{"":["x"]}})", NotUnderstood},
        {R"({"type":["h-entry"],"properties":{"a b":["x"]}})", NotUnderstood},
        {R"({"action":"publish","url":"u"})", UnknownAction},
        {R"({"action":1,"url":"u"})", UnknownAction},
        {R"({"action":"delete"})", NoSuchPost},
        {R"({"action":"delete","url":["u"]})", NoSuchPost},
        {R"({"action":"update","url":"u"})", NothingToChange},
    };
    for (const auto& [body, expected] : bodies) {
        CAPTURE(body);
        const auto request = read_micropub_json(body);
        REQUIRE_FALSE(request);
        CHECK(request.error().trouble == expected);
    }
    CHECK(read_micropub_form({{"action", "update"}, {"url", "u"}}).error().trouble ==
          UnknownAction);
    CHECK(read_micropub_form({{"content[x]", "1"}}).error().trouble == NotUnderstood);
    const auto form = read_micropub_form({{"h", "entry"},
                                          {"content[html]", "<p>x</p>"},
                                          {"category[]", "a"},
                                          {"category", "b"},
                                          {"access_token", "secret"},
                                          {"access_token[]", "secret"}});
    REQUIRE(form);
    CHECK(printed(form->properties) == R"({"content":[{"html":"<p>x</p>"}],"category":["a","b"]})");
}

TEST_CASE("every trouble has a status, a word and a sentence in both languages", "[micropub]") {
    for (int i = 0; i <= static_cast<int>(MicropubTrouble::Internal); ++i) {
        CAPTURE(i);
        const MicropubProblem problem{static_cast<MicropubTrouble>(i), "name"};
        CHECK(status_of(problem.trouble) >= 400);
        CHECK_FALSE(error_word(problem.trouble).empty());
        const std::string chinese = sentence(problem, ProblemLanguage::Chinese);
        const std::string english = sentence(problem, ProblemLanguage::English);
        CHECK_FALSE(is_ascii(chinese));
        CHECK(is_ascii(english));
        CHECK_FALSE(english.empty());
        CHECK(english.find('{') == std::string::npos);
        CHECK((chinese.find("name") != std::string::npos) ==
              (english.find("name") != std::string::npos));
    }
    CHECK(problem_language("") == ProblemLanguage::Chinese);
    CHECK(problem_language("zh-CN,en;q=0.5") == ProblemLanguage::Chinese);
    CHECK(problem_language("en-GB, zh") == ProblemLanguage::English);
    CHECK(problem_language("fr") == ProblemLanguage::Chinese);
}
