// The short way through simple front matter against the library's: two ways, one tree.
#include "formats/yaml_tree.h"
#include "support/catch.h"

#include <random>
#include <string>

using namespace gazette;

namespace {

// Everything that a reader of the tree can see, a node a line.
std::string described(const YamlTree::State& state) {
    std::string out;
    std::vector<const YamlNode*> open{state.root};
    while (!open.empty()) {
        const YamlNode* node = open.back();
        open.pop_back();
        if (node == nullptr) continue;
        constexpr std::string_view kKinds = "slm";
        out += kKinds[static_cast<std::size_t>(node->kind)];
        out += node->quoted ? '"' : ' ';
        out += std::to_string(node->position.line) + ":" + std::to_string(node->position.column);
        out += " " + std::to_string(node->count) + " <" + std::string(node->text) + ">\n";
        open.push_back(node->next);
        open.push_back(node->first);
    }
    return out;
}

// True when the short way took it; then both must agree.
bool is_read_alike(std::string_view text) {
    YamlOptions options;
    options.first_line = 2;
    YamlTree::State simple;
    if (!read_simple_lines(text, options, simple)) {
        CHECK(simple.root == nullptr);
        CHECK(simple.nodes == 0);
        return false;
    }
    YamlTree::State whole;
    parse_with_library(text, options, whole);
    INFO(text);
    CHECK(whole.problems.empty());
    CHECK(described(simple) == described(whole));
    return true;
}

}  // namespace

TEST_CASE("the front matter of nearly every story is read without the library", "[yaml]") {
    CHECK(
        is_read_alike("title: 分批完成乡村图书角，预计月底前完成\n"
                      "id: 6c63d4157574dc2d\n"
                      "date: 2007-09-17T08:39:00+08:00\n"
                      "byline: 融媒体 薛云舒 通讯员 曹亦安\n"
                      "section: 民生\n"
                      "tags: [防震, 公园,修路 ,  春耕]  \n"));
    CHECK(is_read_alike("title:   \"他说：\"\nsubtitle: 'a: b # c'\nstatus: draft"));
    CHECK(is_read_alike("title: it's 10:00 (or not) [x] {y} a#b, c\ncolumn_order: 016\n"));
}

TEST_CASE("what is not simple YAML, or wrong, is left to the library", "[yaml]") {
    for (const std::string_view text : {"",
                                        "\n",
                                        "a:\n",
                                        "a: \n",
                                        "a\n",
                                        "a : b\n",
                                        " a: b\n",
                                        "a: b\n  c\n",
                                        "a: b\n\n",
                                        "# x\na: b\n",
                                        "a: b # c\n",
                                        "a: b: c\n",
                                        "a: b:\n",
                                        "a: &x b\n",
                                        "a: *x\n",
                                        "a: !t b\n",
                                        "a: |\n  b\n",
                                        "a: >\n  b\n",
                                        "a: - b\n",
                                        "a: ? b\n",
                                        "a: @b\n",
                                        "a: `b\n",
                                        "a: %b\n",
                                        "%YAML 1.2\n",
                                        "a: b\na: c\n",
                                        "A: b\n",
                                        "标题: b\n",
                                        "\"a\": b\n",
                                        "a: \"b\n",
                                        "a: \"b\\n\"\n",
                                        "a: 'b''c'\n",
                                        "a: 'b' c\n",
                                        "a: []\n",
                                        "a: [b\n",
                                        "a: [b]]\n",
                                        "a: [b] c\n",
                                        "a: [b,]\n",
                                        "a: [b, , c]\n",
                                        "a: [b: c]\n",
                                        "a: ['b']\n",
                                        "a: [[b]]\n",
                                        "a: {b: c}\n",
                                        "a: [b, # c]\n",
                                        "a:\tb\n",
                                        "a: b\tc\n",
                                        "a: b\r\n",
                                        "a: \xC2\x85\n",
                                        "a: b\u2028c\n",
                                        "a: \uFEFFb\n",
                                        "---\na: b\n",
                                        "a: b\n---\n",
                                        "a: b\n...\n"}) {
        INFO(text);
        CHECK_FALSE(is_read_alike(text));
    }
    CHECK_FALSE(is_read_alike(std::string("a: b\0c\n", 7)));
}

TEST_CASE("limits hold on the short way through YAML", "[yaml]") {
    const std::string_view text = "a: [b, c]\n";
    YamlTree::State state;
    YamlOptions options;
    options.most_nodes = 4;
    CHECK_FALSE(read_simple_lines(text, options, state));
    options.most_nodes = 5;
    CHECK(read_simple_lines(text, options, state));
    options.most_bytes = text.size() - 1;
    CHECK_FALSE(parse_yaml(text, options).problems().empty());
}

TEST_CASE("any lines that the short way takes are the library's tree", "[yaml]") {
    static constexpr std::string_view kPieces[] = {
        "a",    "b: ", ": ",  ":",   " ",          "\n", "\nc: ", "\nd_e: ", "[",      "]",
        ", ",   ",",   "-",   "- ",  "#",          " #", "'",     "\"",      "\\",     "!",
        "&",    "*",   "|",   ">",   "{",          "}",  "?",     "%",       "@",      "~",
        "null", "=",   "<",   "/",   "县里",       "，", "：",    "“",       "\u00A0", "\u3000",
        "0x1",  "1e3", "...", "---", "\U0001F600", "(",  "^",     "$",
    };
    std::mt19937 chance(20220706);  // NOLINT(cert-msc51-cpp): the same texts every time
    std::size_t taken = 0;
    for (int i = 0; i < 60'000; ++i) {
        std::string text = i % 2 == 0 ? "a: " : "a: [b, ";
        const std::size_t length = 1 + chance() % 6;
        for (std::size_t piece = 0; piece < length; ++piece) {
            text += kPieces[chance() % std::size(kPieces)];
        }
        if (i % 4 == 3) text += "]";
        taken += is_read_alike(text) ? 1U : 0U;
    }
    CHECK(taken > 5'000);
}
