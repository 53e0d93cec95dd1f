#include "net/form_body.h"

#include "net/field_parameters.h"
#include "support/catch.h"

using namespace gazette;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// What comes of a body in pieces of this size; nothing when it is refused.
std::optional<Fields> read_form(std::string_view body, std::size_t piece,
                                const FormLimits& limits = {}) {
    FormReader reader(limits);
    for (std::size_t at = 0; at < body.size(); at += piece) {
        const Result<void> added = reader.add(body.substr(at, piece));
        if (!added) CHECK_FALSE(reader.finish());
        if (!added) return std::nullopt;
    }
    const auto fields = reader.finish();
    if (!fields) return std::nullopt;
    Fields read;
    for (const HttpField& field : *fields) read.emplace_back(field.name, field.value);
    return read;
}

struct FormCase {
    std::string body;
    std::optional<Fields> fields;
};

const FormLimits kSmall{
    .most_bytes = 200, .most_fields = 4, .most_name_bytes = 20, .most_value_bytes = 30};

}  // namespace

TEST_CASE("a form is the same fields whatever the pieces it comes in", "[form]") {
    const std::vector<FormCase> cases = {
        {"", Fields{}},
        {"h=entry&content=%E8%B1%A1%E6%A3%8B+%E8%B5%9B",
         Fields{{"h", "entry"}, {"content", "象棋 赛"}}},
        {"category%5B%5D=a&category[]=b", Fields{{"category[]", "a"}, {"category[]", "b"}}},
        {"a=1=2&b", Fields{{"a", "1=2"}, {"b", ""}}},
        {"&&a=1&&=x&", Fields{{"a", "1"}}},
        {"a=%0D%0A1", Fields{{"a", "\r\n1"}}},
        {"a=象", Fields{{"a", "象"}}},
        // What another reader could read otherwise is refused.
        {"a=%", std::nullopt},
        {"a=%E", std::nullopt},
        {"a=%E&b=1", std::nullopt},
        {"a=%zz", std::nullopt},
        {"a=%00", std::nullopt},
        {std::string("a=\0", 3), std::nullopt},
        {"a=%FF", std::nullopt},
        {"%C0%80=1", std::nullopt},
        {"a=%ED%A0%80", std::nullopt},
        // Over a limit.
        {"a=1&b=2&c=3&d=4", Fields{{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}},
        {"a=1&b=2&c=3&d=4&e=5", std::nullopt},
        {"a=" + std::string(30, 'x'), Fields{{"a", std::string(30, 'x')}}},
        {"a=" + std::string(31, 'x'), std::nullopt},
        {std::string(21, 'n') + "=1", std::nullopt},
        {std::string(201, '&'), std::nullopt},
    };
    for (const FormCase& each : cases) {
        CAPTURE(each.body);
        for (std::size_t piece = 1; piece <= each.body.size() + 1; ++piece) {
            CAPTURE(piece);
            CHECK(read_form(each.body, piece, kSmall) == each.fields);
        }
    }
}

TEST_CASE("a form over a limit says so, and is broken otherwise", "[form]") {
    FormReader large(kSmall);
    CHECK(large.add(std::string(300, '&')).error().code == ErrorCode::TooLarge);
    FormReader broken(kSmall);
    CHECK(broken.add("a=%zz").error().code == ErrorCode::Invalid);
}

TEST_CASE("a field's value has a word and parameters", "[form]") {
    const auto parsed =
        parse_parameterised(R"(Form-Data; name="photo"; filename="a \"b\" \\ c:\d.jpg" ; X=1)");
    REQUIRE(parsed);
    CHECK(parsed->word == "form-data");
    CHECK(parsed->parameter("name") == "photo");
    CHECK(parsed->parameter("filename") == R"(a "b" \ c:\d.jpg)");
    CHECK(parsed->parameter("x") == "1");
    CHECK_FALSE(parsed->parameter("y"));
    CHECK(parse_parameterised("text/plain;")->parameters.empty());
    for (const std::string text :
         {"", ";a=1", "text/plain; a", "text/plain; a=", "text/plain a=1", "x; a=\"1",
          "x; a=\"1\\\"", "x; a=1; A=2", "x; =1", "x; a=1, b", "x; a=\"1\r\n\""}) {
        CAPTURE(text);
        CHECK_FALSE(parse_parameterised(text));
    }
}

TEST_CASE("an extended value is UTF-8 and says so", "[form]") {
    CHECK(decode_extended_value("UTF-8''%E8%B1%A1.jpg") == "象.jpg");
    CHECK(decode_extended_value("utf-8'zh'a") == "a");
    for (const std::string text :
         {"", "UTF-8", "UTF-8'", "GB18030''%CF%F3", "UTF-8''%E8", "UTF-8''%zz"}) {
        CAPTURE(text);
        CHECK_FALSE(decode_extended_value(text));
    }
}
