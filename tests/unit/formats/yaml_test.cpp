#include "formats/yaml.h"

#include "base/text.h"
#include "support/catch.h"

#include <fmt/format.h>

using namespace gazette;

namespace {

std::string text_at(const YamlTree& tree, std::string_view key) {
    REQUIRE(tree.root() != nullptr);
    const YamlNode* node = tree.root()->find(key);
    REQUIRE(node != nullptr);
    REQUIRE(node->is_scalar());
    return std::string(node->text);
}

// "1:4 Alias x" as numbers: the only problem.
void check_problem(std::string_view yaml, YamlProblemKind kind, Position position) {
    const YamlTree tree = parse_yaml(yaml);
    INFO(yaml.substr(0, 80));
    REQUIRE(tree.problems().size() == 1);
    CHECK(tree.problems().front().kind == kind);
    CHECK(tree.problems().front().position == position);
}

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

}  // namespace

TEST_CASE("scalars keep the text that was written", "[yaml]") {
    const YamlTree tree = parse_yaml("a: 016\nb: no\nc: 10:00\nd: 1e3\ne: 2022-07-06\nf: ' x '\n");
    CHECK(text_at(tree, "a") == "016");
    CHECK(text_at(tree, "b") == "no");
    CHECK(text_at(tree, "c") == "10:00");
    CHECK(text_at(tree, "d") == "1e3");
    CHECK(text_at(tree, "e") == "2022-07-06");
    CHECK(text_at(tree, "f") == " x ");
    CHECK_FALSE(tree.root()->find("b")->quoted);
    CHECK(tree.root()->find("f")->quoted);
}

TEST_CASE("an empty value, ~ and null are null, quoted ones are text", "[yaml]") {
    const YamlTree tree = parse_yaml("a:\nb: ~\nc: null\nd: ''\ne: 'null'\n");
    for (const char* key : {"a", "b", "c"}) CHECK(tree.root()->find(key)->is_null());
    for (const char* key : {"d", "e"}) CHECK_FALSE(tree.root()->find(key)->is_null());
}

TEST_CASE("positions count lines of the file and columns in characters", "[yaml]") {
    YamlOptions options;
    options.first_line = 2;
    const YamlTree tree = parse_yaml("title: 象棋\n标签: [甲, 乙丙, 丁]\n", options);
    CHECK(tree.root()->find("title")->position == Position{2, 8});
    std::vector<Position> places;
    for (const YamlNode& item : tree.root()->find("标签")->items()) {
        places.push_back(item.position);
    }
    CHECK(places == std::vector<Position>{{3, 6}, {3, 9}, {3, 13}});
}

TEST_CASE("lists and maps nest and count", "[yaml]") {
    const YamlTree tree = parse_yaml("byline:\n  - {role: 记者, names: [甲, 乙]}\n  - x\n");
    const YamlNode* byline = tree.root()->find("byline");
    REQUIRE(byline->is_list());
    CHECK(byline->count == 2);
    CHECK(byline->first->find("names")->count == 2);
    CHECK(byline->first->next->text == "x");
    CHECK(byline->find("x") == nullptr);
}

TEST_CASE("a tree outlives the text and a move", "[yaml]") {
    YamlTree moved;
    {
        std::string text = "a: " + std::string(5'000, 'x') + "\nb: \"q\\nr\"\n";
        YamlTree tree = parse_yaml(text);
        text.assign(text.size(), '#');
        moved = std::move(tree);
    }
    CHECK(text_at(moved, "a") == std::string(5'000, 'x'));
    CHECK(text_at(moved, "b") == "q\nr");
}

TEST_CASE("a duplicate key keeps its first value and is reported where it stands", "[yaml]") {
    const YamlTree tree = parse_yaml("a: 1\nb: 2\na: {c: [3]}\nd: 4\n");
    REQUIRE(tree.problems().size() == 1);
    CHECK(tree.problems()[0].kind == YamlProblemKind::DuplicateKey);
    CHECK(tree.problems()[0].position == Position{3, 1});
    CHECK(tree.problems()[0].detail == "a");
    CHECK(text_at(tree, "a") == "1");
    CHECK(text_at(tree, "d") == "4");
    CHECK(tree.root()->count == 3);
}

TEST_CASE("duplicates are found in large maps as well", "[yaml]") {
    std::string yaml;
    for (int i = 0; i < 300; ++i) yaml += fmt::format("key{}: {}\n", i, i);
    const YamlTree right = parse_yaml(yaml);
    CHECK(right.problems().empty());
    const YamlTree tree = parse_yaml(yaml + "key7: x\nkey299: x\n");
    REQUIRE(tree.problems().size() == 2);
    CHECK(tree.problems()[1].position == Position{302, 1});
    CHECK(text_at(tree, "key299") == "299");
}

TEST_CASE("what a newsroom does not need is refused", "[yaml]") {
    check_problem("a: &x 1\nb: *x\n", YamlProblemKind::Alias, {1, 4});
    check_problem("b: *x\n", YamlProblemKind::Alias, {1, 4});
    check_problem("a: !!str 1\n", YamlProblemKind::Tag, {1, 4});
    check_problem("%YAML 1.1\n---\na: 1\n", YamlProblemKind::Syntax, {1, 1});
    check_problem("a: 1\n%TAG ! x\n", YamlProblemKind::Syntax, {2, 1});
    check_problem("a: !<x> 1\n", YamlProblemKind::Tag, {1, 4});
    check_problem("---\na: 1\n---\nb: 2\n", YamlProblemKind::MoreDocuments, {3, 1});
    check_problem("? [a]\n: b\n", YamlProblemKind::KeyNotText, {1, 3});
    check_problem(repeated("[", 5'000), YamlProblemKind::TooDeep, {1, 21});
    check_problem(repeated("{a: ", 5'000), YamlProblemKind::TooDeep, {1, 81});
}

TEST_CASE("a billion laughs end at the first anchor", "[yaml]") {
    check_problem(
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
        "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n",
        YamlProblemKind::Alias, {1, 4});
}

TEST_CASE("sizes and numbers are limited", "[yaml]") {
    YamlOptions options;
    options.most_nodes = 10;
    options.most_bytes = 100;
    CHECK(parse_yaml("[1, 2, 3, 4, 5, 6, 7, 8, 9]", options).problems().empty());
    const YamlTree many = parse_yaml("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", options);
    REQUIRE(many.problems().size() == 1);
    CHECK(many.problems()[0].kind == YamlProblemKind::TooMany);
    CHECK(many.root() == nullptr);
    const YamlTree large = parse_yaml(std::string(101, 'x'), options);
    REQUIRE(large.problems().size() == 1);
    CHECK(large.problems()[0].kind == YamlProblemKind::TooLarge);
}

TEST_CASE("a syntax error says where", "[yaml]") {
    check_problem("标题: a: b\n", YamlProblemKind::Syntax, {1, 6});
    check_problem("a: 1\nb: @x\n", YamlProblemKind::Syntax, {2, 4});
    check_problem("a:\n\t- b\n", YamlProblemKind::Syntax, {2, 1});
    check_problem(std::string_view("a: b\0c", 6), YamlProblemKind::Syntax, {1, 1});
}

TEST_CASE("an empty text has no root and no problem", "[yaml]") {
    for (const char* text : {"", "\n", "# nothing\n", "---\n...\n"}) {
        const YamlTree tree = parse_yaml(text);
        CHECK(tree.problems().empty());
        CHECK((tree.root() == nullptr || tree.root()->is_null()));
    }
}

TEST_CASE("YAML cut off at every byte is read or refused, never crashes", "[yaml]") {
    const std::string whole =
        "title: \"象\\n棋\"\nbyline:\n  - {role: 记者, names: ['甲', 乙]}\ndeck: |\n  x\n  y\n"
        "k: >-\n  a\n\n  b\n? q\n: r\n# c\n...\n";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const std::string cut = whole.substr(0, length);
        if (first_invalid_utf8(cut)) continue;
        const YamlTree tree = parse_yaml(cut);
        CHECK((tree.root() != nullptr || !tree.problems().empty() || length < 2));
    }
}

TEST_CASE("hostile YAML ends quickly", "[yaml]") {
    for (const std::string& text :
         {repeated("- ", 20'000), repeated("a:\n", 30'000), repeated("? ", 20'000),
          repeated("{", 60'000), repeated("[{", 30'000), repeated("%TAG ! a\n", 5'000),
          repeated("'", 60'000), repeated("\"\\", 30'000), repeated("a: b\n---\n", 8'000),
          repeated(": ", 30'000), repeated("&a ", 20'000), repeated("\n", 60'000),
          "a: " + repeated("x ", 30'000), "a: |\n" + repeated("  x\n", 15'000),
          repeated("#", 60'000), repeated("%", 60'000), std::string("%YAML 9.9\n---\na: b\n")}) {
        const YamlTree tree = parse_yaml(text);
        CHECK(tree.problems().size() <= 51);
    }
}

TEST_CASE("a printed scalar reads back as the same text, alone, in a list and as a value",
          "[yaml]") {
    for (const std::string& text : {std::string("象棋协会成立"),
                                    std::string("a: b"),
                                    std::string("- x"),
                                    std::string("#x"),
                                    std::string("x # y"),
                                    std::string("[a]"),
                                    std::string("a, b"),
                                    std::string("'"),
                                    std::string("\""),
                                    std::string("\\"),
                                    std::string("two\nlines"),
                                    std::string("tab\tx"),
                                    std::string(".\uFEFFA: -\t\t-\uFEFF"),
                                    std::string("字\uFEFF"),
                                    std::string("字\u0085字"),
                                    std::string("字\u0080"),
                                    std::string("字\u2028字"),
                                    std::string("字\u2029字"),
                                    std::string("字\uFFFE字"),
                                    std::string("字\uFFFF"),
                                    std::string("\uFFFD"),
                                    std::string("016"),
                                    std::string("no"),
                                    std::string("~"),
                                    std::string("null"),
                                    std::string(""),
                                    std::string(" x"),
                                    std::string("10:00"),
                                    std::string("2022-07-06"),
                                    std::string("——记者"),
                                    std::string("“引号”"),
                                    std::string("@x"),
                                    std::string("%x"),
                                    std::string("a\x01"
                                                "b"),
                                    std::string("\xEF\xBB\xBF"),
                                    std::string("\xE2\x80\xA8"),
                                    std::string("..."),
                                    std::string("---"),
                                    std::string("key:"),
                                    std::string("<<"),
                                    std::string("=")}) {
        INFO(text);
        const std::string printed = print_yaml_scalar(text);
        const YamlTree tree =
            parse_yaml(fmt::format("k: {0}\nl: [{0}, {{m: {0}}}]\nx: 1\n", printed));
        REQUIRE(tree.problems().empty());
        CHECK(text_at(tree, "k") == text);
        CHECK(tree.root()->find("l")->first->text == text);
        CHECK(tree.root()->find("l")->first->next->find("m")->text == text);
    }
}
