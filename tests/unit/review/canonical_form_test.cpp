#include "review/canonical_form.h"

#include "review/named_files.h"
#include "support/catch.h"

#include <array>
#include <set>
#include <string>
#include <vector>

using namespace gazette;

namespace {

const std::string kStory =
    "---\n"
    "title: 青少年象棋协会成立\n"
    "date: 2022-07-06T08:30:00+08:00\n"
    "byline:\n"
    "  - {role: 通讯员, names: [甲, 乙], unit: 区民政局}\n"
    "tags: [象棋, 青少年]\n"
    "cover: {src: 棋.jpg, alt: 对局}\n"
    "id: k3jx7\n"
    "---\n"
    "东昌府讯　7月5日，协会成立。\n";

// The story with one piece of its text replaced; the piece must be there.
std::string with(const std::string& from, const std::string& to) {
    std::string text = kStory;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

Sha256 words_of(const std::string& file) {
    const auto words = canonical_words(file);
    REQUIRE(words);
    return sha256(*words);
}

}  // namespace

TEST_CASE("the canonical words have the bytes that the format lays down", "[review][canonical]") {
    const auto words = canonical_words("---\ntags: [b, a]\nid: x\ntitle: 题\n---\n\n文\n");
    REQUIRE(words);
    const auto number = [](int n) { return std::string(7, '\0') + static_cast<char>(n); };
    const auto text = [&](const std::string& t) { return number(static_cast<int>(t.size())) + t; };
    CHECK(*words == std::string("gazette-article-v1") + '\0' + number(2) +        //
                        text("tags") + text("list") + number(2) + text("text") +  //
                        text("a") + text("text") + text("b") +                    //
                        text("title") + text("text") + text("题") + text("文\n"));
}

TEST_CASE("what shows the same has the same words", "[review][canonical]") {
    const Sha256 words = words_of(kStory);
    const std::vector<std::string> same = {
        "\xEF\xBB\xBF" + kStory,
        with("title: 青少年象棋协会成立\n", "title: '青少年象棋协会成立'  # 主题\n"),
        with("title: 青少年象棋协会成立\ndate: 2022-07-06T08:30:00+08:00\n",
             "date: 2022-07-06T08:30:00+08:00\ntitle: 青少年象棋协会成立\n"),
        with("[象棋, 青少年]", "[青少年, 象棋]"),
        with("tags: [象棋, 青少年]", "tags:\n  - 青少年\n  - 象棋"),
        with("---\n东昌府讯", "---\n\n\n东昌府讯"),
        // What may be changed without a stage.
        with("id: k3jx7\n",
             "id: other\nslug: qi\nstatus: withdrawn\nexpires: 2023-01-01\n"
             "aliases: [/a.html]\n"),
        with("id: k3jx7\n", "kicker:\nsubtitle: ~\n"),
    };
    for (const std::string& file : same) {
        INFO(file);
        CHECK(words_of(file) == words);
    }
    std::string crlf;
    for (const char c : kStory) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    CHECK(words_of(crlf) == words);
}

TEST_CASE("what shows otherwise has other words", "[review][canonical]") {
    const std::vector<std::string> others = {
        kStory,
        with("协会成立。", "协会成立！"),
        with("。\n", "。\n\n"),
        with("title: 青少年", "title: 少年"),
        with("date: 2022-07-06", "date: 2022-07-07"),
        with("[甲, 乙]", "[乙, 甲]"),
        with("[甲, 乙]", "[甲乙]"),
        with("{role: 通讯员, names: [甲, 乙], unit: 区民政局}",
             "{role: 通讯员, names: [甲, 乙, unit, 区民政局]}"),
        with("[象棋, 青少年]", "[象棋]"),
        with("[象棋, 青少年]", "[象棋青少年]"),
        with("alt: 对局", "alt: 对弈"),
        with("src: 棋.jpg", "src: 旗.jpg"),
        with("id: k3jx7\n", "unknown: key\n"),
        with("id: k3jx7\n", "not_before: 2022-07-07\n"),
        with("id: k3jx7\n", "kicker: '~'\n"),
        with("id: k3jx7\n", "corrections: [{date: 2022-07-07, text: 更正}]\n"),
    };
    std::set<Sha256> digests;
    for (const std::string& file : others) digests.insert(words_of(file));
    CHECK(digests.size() == others.size());
}

TEST_CASE("a plain text is signed as it stands", "[review][canonical]") {
    CHECK(words_of("象棋协会成立\n东昌府讯　七月五日。\n") !=
          words_of("象棋协会成立\n东昌府讯　七月六日。\n"));
    // Not what the same letters say behind front matter, where they are Markdown.
    CHECK(words_of("---\n---\n**文**\n") != words_of("**文**\n"));
}

TEST_CASE("what cannot be read cannot be signed", "[review][canonical]") {
    for (const std::string& file :
         {std::string(), std::string("\xD6\xD0\xB9\xFA"), std::string("---\ntitle: x\n"),
          std::string("---\n- title\n---\n文\n"), std::string("---\ntitle: a\ntitle: b\n---\n文\n"),
          std::string("---\na: &x 1\nb: *x\n---\n文\n"), with("[象棋, 青少年]", "{象棋: 青少年}"),
          with("[象棋, 青少年]", "[[象棋]]"), std::string("a\0b", 3)}) {
        INFO(file);
        CHECK_FALSE(canonical_words(file));
    }
}

TEST_CASE("a deep value is signed without running out of stack", "[review][canonical]") {
    std::string deep = "---\na: ";
    for (int i = 0; i < 18; ++i) deep += "[x, ";
    deep += "y";
    for (int i = 0; i < 18; ++i) deep += ", z]";
    CHECK(canonical_words(deep + "\n---\n文\n"));
}

TEST_CASE("a file of another name or with other bytes is other content", "[review][canonical]") {
    const std::array assets = {AssetDigest{"2022/a.jpg", sha256("1")},
                               AssetDigest{"2022/b.jpg", sha256("2")}};
    const std::array turned = {assets[1], assets[0], assets[0]};
    const std::array swapped = {AssetDigest{"2022/a.jpg", sha256("2")},
                                AssetDigest{"2022/b.jpg", sha256("1")}};
    const std::array fewer = {assets[0]};
    CHECK(content_digest("w", assets) == content_digest("w", turned));
    CHECK(content_digest("w", assets) == content_digest(sha256("w"), assets));
    CHECK(assets_digest(assets) == assets_digest(turned));
    std::set<Sha256> contents = {content_digest("w", assets), content_digest("w", swapped),
                                 content_digest("w", fewer), content_digest("w", {}),
                                 content_digest("v", assets)};
    CHECK(contents.size() == 5);
    std::set<Sha256> files = {assets_digest(assets), assets_digest(swapped), assets_digest(fewer),
                              assets_digest({})};
    CHECK(files.size() == 4);
    CHECK(assets_digest({}) == sha256(""));
    CHECK(assets_digest(fewer) ==
          sha256(std::string("2022/a.jpg") + '\0' +
                 std::string(reinterpret_cast<const char*>(sha256("1").bytes.data()), 32)));
}

TEST_CASE("the files of a story are those its page would show or lead to", "[review][canonical]") {
    std::array files = {FileRow{"棋.jpg", {}, {}, FileUse::Cover},
                        FileRow{"logo.png", {}, {}, FileUse::Picture},
                        FileRow{"没有.jpg", {}, {}, FileUse::Picture}};
    std::array links = {LinkRow{"%E8%A1%A8.pdf", {}}, LinkRow{"https://example.org/棋.jpg", {}},
                        LinkRow{"other.md", {}}};
    ArticleRow row;
    row.path = "2022/07/06/x.md";
    row.files = files;
    row.links = links;
    const std::set<std::string> there = {"2022/07/06/棋.jpg", "assets/logo.png", "assets/棋.jpg",
                                         "2022/07/06/表.pdf", "2022/07/06/unused.jpg"};
    CHECK(named_files(row, [&](const std::string& path) { return there.contains(path); }) ==
          std::vector<std::string>{"2022/07/06/棋.jpg", "2022/07/06/表.pdf", "assets/logo.png"});
}
