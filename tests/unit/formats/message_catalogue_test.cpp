#include "formats/message_catalogue.h"

#include "support/catch.h"

using namespace gazette;

namespace {

MessageCatalogue sample() {
    std::string problem;
    auto catalogue = MessageCatalogue::parse(
        "labels: {more: 更多}\n"
        "diagnostics:\n"
        "  key-unknown: {text: \"没有“{0}”这个键\", hint: \"可能是：{1}\"}\n"
        "  plain: {text: \"{2}{0}{x} {\", hint: \"\"}\n"
        "words: {see-docs: 见文档}\n",
        problem);
    REQUIRE(catalogue.has_value());
    return std::move(*catalogue);
}

Diagnostic diagnostic(std::string_view code, std::vector<std::string> arguments) {
    return {code, Severity::Error, "2022/07/06/x.md", {4, 5}, std::move(arguments)};
}

}  // namespace

TEST_CASE("a diagnostic prints with place, code, line, caret and hint", "[messages]") {
    CHECK(
        print_diagnostic(diagnostic("key-unknown", {"titel", "title"}), sample(), "    titel: x") ==
        "2022/07/06/x.md:4:5: error[key-unknown]: 没有“titel”这个键\n"
        "        titel: x\n"
        "        ^\n"
        "    → 可能是：title\n");
}

TEST_CASE("the caret counts two columns for a wide character", "[messages]") {
    CHECK(print_diagnostic(diagnostic("key-unknown", {"a", "b"}), sample(), "标题：x") ==
          "2022/07/06/x.md:4:5: error[key-unknown]: 没有“a”这个键\n"
          "    标题：x\n"
          "           ^\n"
          "    → 可能是：b\n");
}

TEST_CASE("a long line is cut around the place", "[messages]") {
    Diagnostic far = diagnostic("key-unknown", {"a", "b"});
    far.position.column = 5'000;
    const std::string line(10'000, 'x');
    const std::string printed = print_diagnostic(far, sample(), line);
    CHECK(printed.size() < 500);
    CHECK(printed.find("…") != std::string::npos);
    CHECK(printed.find('^') != std::string::npos);
}

TEST_CASE("words that an argument names are put in, others stay", "[messages]") {
    CHECK(sample().hint(diagnostic("key-unknown", {"a", "@see-docs"})) == "可能是：见文档");
    CHECK(sample().hint(diagnostic("key-unknown", {"a", "@nobody"})) == "可能是：@nobody");
}

TEST_CASE("missing arguments and other braces do no harm", "[messages]") {
    CHECK(sample().text(diagnostic("plain", {"A"})) == "A{x} {");
    CHECK(sample().text(diagnostic("unheard-of", {"A", "B"})) == "unheard-of A B");
}

TEST_CASE("a file cannot speak to the terminal through a diagnostic", "[messages]") {
    const std::string printed = print_diagnostic(diagnostic("key-unknown", {"\x1B[31m", "b"}),
                                                 sample(), "a\x1B]0;x\x07 \xE2\x80\xAE \xFF");
    CHECK(printed.find('\x1B') == std::string::npos);
    CHECK(printed.find('\x07') == std::string::npos);
    CHECK(printed.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(printed.find('\xFF') == std::string::npos);
}

TEST_CASE("a catalogue that is no such YAML says why", "[messages]") {
    std::string problem;
    CHECK_FALSE(MessageCatalogue::parse("- a\n", problem).has_value());
    CHECK_FALSE(problem.empty());
    CHECK_FALSE(MessageCatalogue::parse("labels: [a\n", problem).has_value());
    CHECK(problem.find("line") == 0);
    CHECK_FALSE(MessageCatalogue::parse("labels: {a: [b]}\n", problem).has_value());
}

TEST_CASE("labels are found by key", "[messages]") {
    REQUIRE(sample().label("more") != nullptr);
    CHECK(*sample().label("more") == "更多");
    CHECK(sample().label("less") == nullptr);
}
