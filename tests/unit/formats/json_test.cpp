#include "formats/json.h"

#include "support/catch.h"

using namespace gazette;

namespace {

std::string why_refused(std::string_view text) {
    const Result<JsonValue> parsed = parse_json(text);
    return parsed ? std::string("accepted") : describe(parsed.error());
}

}  // namespace

TEST_CASE("JSON is read into a tree that keeps the order of members", "[json]") {
    const Result<JsonValue> parsed = parse_json(
        R"( {"z": [1, -2, 2.5, true, false, null], "a": {"标题": "象棋\n\u8c61"}, "n": 9223372036854775808} )");
    REQUIRE(parsed);
    const JsonValue::Object* const object = parsed->object();
    REQUIRE(object != nullptr);
    REQUIRE(object->size() == 3);
    CHECK((*object)[0].name == "z");
    const JsonValue::Array* const array = parsed->find("z")->array();
    REQUIRE(array != nullptr);
    REQUIRE(array->size() == 6);
    CHECK(*(*array)[0].integer() == 1);
    CHECK(*(*array)[1].integer() == -2);
    CHECK(*(*array)[2].decimal() == 2.5);
    CHECK(*(*array)[3].boolean());
    CHECK_FALSE(*(*array)[4].boolean());
    CHECK((*array)[5].is_null());
    CHECK(*parsed->find("a")->find("标题")->string() == "象棋\n象");
    CHECK(parsed->find("n")->integer() == nullptr);  // too large for an integer
    CHECK(parsed->find("n")->decimal() != nullptr);
    CHECK(parsed->find("missing") == nullptr);
    CHECK(parsed->find("z")->find("x") == nullptr);
}

TEST_CASE("a number is read to the nearest double", "[json]") {
    for (const double number : {0.1, 1.8446744073440738e25, 5e-324, 1.7976931348623157e308}) {
        std::string out;
        JsonWriter(out).decimal(number);
        const Result<JsonValue> again = parse_json(out);
        REQUIRE(again);
        REQUIRE(again->decimal() != nullptr);
        CHECK(*again->decimal() == number);
    }
}

TEST_CASE("wrong JSON is refused with line and column", "[json]") {
    CHECK(why_refused("{\n  \"a\": tru }") != "accepted");
    CHECK(why_refused("{\n  \"a\": tru }").starts_with("line 2, column "));
    CHECK(why_refused(R"({"a":1,"a":2})").find("the member 'a' stands twice") != std::string::npos);
    for (const std::string& text :
         {std::string(), std::string(" "), std::string("{"), std::string("[1,]"),
          std::string("{\"a\":1,}"), std::string("// no\n1"), std::string("01"), std::string("NaN"),
          std::string("1e400"), std::string("[-1e400]"), std::string("'a'"), std::string("1 2"),
          std::string("\"a\nb\""), std::string("\"\xFF\""), std::string("\"\xED\xA0\x80\""),
          std::string("\"\\ud800\""), std::string("\xEF\xBB\xBF{}"), std::string("1\0", 2)}) {
        CAPTURE(text);
        const Result<JsonValue> parsed = parse_json(text);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == ErrorCode::Invalid);
    }
}

TEST_CASE("JSON cut off at any byte is refused", "[json]") {
    const std::string text = R"({"a":[1,{"b":"c\u00e9"}],"d":"x"})";
    REQUIRE(parse_json(text));
    for (std::size_t length = 0; length < text.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(parse_json(std::string_view(text).substr(0, length)));
    }
}

TEST_CASE("JSON that is too deep or too large is refused as such", "[json]") {
    const std::string deep(100'000, '[');
    const Result<JsonValue> too_deep = parse_json(deep);
    REQUIRE_FALSE(too_deep);
    CHECK(too_deep.error().code == ErrorCode::TooLarge);
    CHECK(parse_json("[[[]]]", JsonLimits{.deepest = 3}));
    CHECK_FALSE(parse_json("[[[[]]]]", JsonLimits{.deepest = 3}));
    const Result<JsonValue> too_large = parse_json("[1,2,3]", JsonLimits{.most_bytes = 6});
    REQUIRE_FALSE(too_large);
    CHECK(too_large.error().code == ErrorCode::TooLarge);
}

TEST_CASE("JSON of more values than allowed is refused as too large", "[json]") {
    for (const std::string_view text :
         {"[1,2,3]", "[\"a\",\"b\",\"c\"]", "[null,true,0.5]", "[{},[],{}]",
          R"({"a":1,"b":2,"c":3})", "[18446744073709551615,1,2]"}) {
        CAPTURE(text);
        CHECK(parse_json(text, JsonLimits{.most_values = 4}));
        const Result<JsonValue> refused = parse_json(text, JsonLimits{.most_values = 3});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::TooLarge);
    }
}

TEST_CASE("a JSON writer writes what reads back the same", "[json]") {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object().text("title", "a\"b\\c\n\x01象</script>").key("list").begin_array();
    writer.number(-9223372036854775807).decimal(0.1).boolean(true).null();
    writer.begin_object().end_object().begin_array().end_array().end_array();
    CHECK_FALSE(writer.is_complete());
    writer.key("raw").raw("[1]").end_object();
    CHECK(writer.is_complete());
    CHECK(out ==
          "{\"title\":\"a\\\"b\\\\c\\n\\u0001象</script>\",\"list\":[-9223372036854775807,0.1,"
          "true,null,{},[]],\"raw\":[1]}");
    const Result<JsonValue> again = parse_json(out);
    REQUIRE(again);
    CHECK(*again->find("title")->string() == "a\"b\\c\n\x01象</script>");
}

TEST_CASE("a key that is no plain word is escaped like a text", "[json]") {
    for (const JsonFor place : {JsonFor::File, JsonFor::Html}) {
        std::string out;
        JsonWriter writer(out, place);
        const std::string name = "a\"</script>&\u2028象\x01";
        writer.begin_object().key(name).number(1).key("word-2").number(2).end_object();
        std::string expected = "{";
        append_json_string(expected, name, place);
        CHECK(out == expected + ":1,\"word-2\":2}");
        const Result<JsonValue> again = parse_json(out);
        REQUIRE(again);
        CHECK(again->find(name) != nullptr);
    }
}

TEST_CASE("JSON within HTML can end neither its script nor a line", "[json]") {
    const std::string text = "</script><!-- & \xE2\x80\xA8\xE2\x80\xA9 “象”";
    std::string out;
    append_json_string(out, text, JsonFor::Html);
    CHECK(out == "\"\\u003c/script\\u003e\\u003c!-- \\u0026 \\u2028\\u2029 “象”\"");
    const Result<JsonValue> again = parse_json(out);
    REQUIRE(again);
    CHECK(*again->string() == text);
}

TEST_CASE("a long string that needs escapes is written whole", "[json]") {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += "象\"\xE2\x80\xA8<";
    for (const JsonFor place : {JsonFor::File, JsonFor::Html}) {
        std::string out;
        append_json_string(out, text, place);
        const Result<JsonValue> again = parse_json(out);
        REQUIRE(again);
        CHECK(*again->string() == text);
        CHECK((place == JsonFor::File) == (out.find('<') != std::string::npos));
    }
}
