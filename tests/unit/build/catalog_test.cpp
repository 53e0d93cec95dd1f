// What the build remembers of articles: that a file which is the same is not read again, and that
// nothing wrong with the catalog ever shows on a page.
#include "build/catalog.h"

#include "support/catch.h"
#include "support/failing_files.h"
#include "support/newsroom.h"

#include <fmt/format.h>

#include <filesystem>

using namespace gazette;
using namespace gazette::testing;

namespace {

constexpr const char* kCatalog = ".gazette/catalog/articles";

Newsroom& some_articles(Newsroom& newsroom) {
    for (int i = 1; i <= 6; ++i) {
        newsroom.article(fmt::format("2022/07/0{}/{}.md", i, static_cast<char>('a' + i)),
                         fmt::format("第{}篇", i), "东昌府讯 正文。见[另一篇](/2022/07/01/b.md)。",
                         "tags: [象棋, 青年]\naliases: [/old/" + std::to_string(i) + ".html]\n");
    }
    return newsroom;
}

// What pages show comes from the catalog: nothing is remembered of the output.
Result<BuildReport> build_by_catalog(Newsroom& newsroom) {
    std::filesystem::remove_all(newsroom.path() + "/.gazette/catalog/outputs");
    return newsroom.build_later();
}

}  // namespace

TEST_CASE("an article whose file is the same is not read again", "[build][catalog]") {
    Newsroom newsroom;
    some_articles(newsroom);
    CHECK(build_by_catalog(newsroom).value().articles_read == 6);
    CHECK(build_by_catalog(newsroom).value().articles_read == 0);
    newsroom.article("2022/07/03/d.md", "换了标题", "东昌府讯 换了正文。");
    newsroom.article("2022/07/07/h.md", "新的一篇", "正文。");
    newsroom.remove("2022/07/02/c.md");
    const auto report = build_by_catalog(newsroom);
    CHECK(report.value().articles_read == 2);
    const Tree tree = newsroom.tree();
    CHECK(build_by_catalog(newsroom).value().articles_read == 0);
    CHECK(newsroom.tree() == tree);
    CHECK(newsroom.clean_tree() == tree);
}

TEST_CASE("a file too young to be told from a further change is compared by content",
          "[build][catalog]") {
    Newsroom newsroom;
    some_articles(newsroom);
    FailingFiles files;
    files.clock_ahead_ns = std::int64_t{-3600} * 1'000'000'000;  // all of them this moment's
    REQUIRE(newsroom.build(files, newsroom.options()).value().articles_read == 6);
    CHECK(newsroom.build(files, newsroom.options()).value().articles_read == 6);
    CHECK(build_by_catalog(newsroom).value().articles_read == 6);
    CHECK(build_by_catalog(newsroom).value().articles_read == 0);
}

TEST_CASE("what was found wrong with a file is told again without reading it", "[build][catalog]") {
    Newsroom newsroom;
    newsroom.write("2022/07/06/x.md",
                   "---\ntitle: 没有编号\ndate: 2022-07-06\nsection: 要闻\n"
                   "byline: 融媒体 许知禾\n---\n\n正文。\n");
    REQUIRE(build_by_catalog(newsroom).value().written);
    const std::string first = newsroom.codes();
    REQUIRE_FALSE(first.empty());
    CHECK(build_by_catalog(newsroom).value().articles_read == 0);
    CHECK(newsroom.codes() == first);
}

TEST_CASE("settings that a file is read with make all be read again, others do not",
          "[build][catalog]") {
    Newsroom newsroom;
    some_articles(newsroom);
    REQUIRE(build_by_catalog(newsroom).value().articles_read == 6);
    const std::string site = newsroom.file("site.yml");
    newsroom.write("site.yml", site + "subtitle: 副题\n");
    CHECK(build_by_catalog(newsroom).value().articles_read == 0);
    newsroom.write("site.yml", site + "own_names: [临溪融媒]\n");
    CHECK(build_by_catalog(newsroom).value().articles_read == 6);
    CHECK(newsroom.clean_tree() == newsroom.tree());
}

TEST_CASE("a catalog cut off or changed at any byte never shows on a page", "[build][catalog]") {
    Newsroom newsroom;
    some_articles(newsroom);
    REQUIRE(build_by_catalog(newsroom).value().written);
    newsroom.article("2022/07/03/d.md", "换了标题", "东昌府讯 换了正文。");
    REQUIRE(build_by_catalog(newsroom).value().written);
    const Tree right = newsroom.tree();
    const std::string whole = newsroom.file(kCatalog);
    REQUIRE(whole.size() > 1000);
    for (std::size_t size = 0; size < whole.size(); size += 97) {
        INFO("cut at " << size);
        newsroom.write(kCatalog, std::string_view(whole).substr(0, size));
        REQUIRE(build_by_catalog(newsroom).value().written);
        REQUIRE(newsroom.tree() == right);
    }
    for (std::size_t at = 0; at < whole.size(); at += 97) {
        INFO("changed at " << at);
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
        newsroom.write(kCatalog, damaged);
        REQUIRE(build_by_catalog(newsroom).value().written);
        REQUIRE(newsroom.tree() == right);
        REQUIRE(newsroom.file(kCatalog).size() >= 16);
    }
}

TEST_CASE("a record that no writer made is refused, whatever its numbers", "[build][catalog]") {
    RecordWriter out;
    ArticleRow row;
    row.path = "2022/07/06/x.md";
    row.day = {2022, 7, 6};
    row.title_digest = fingerprint("a title");
    row.words_digest = fingerprint("a card's words");
    write_row(row, out);
    const std::string whole = out.bytes();
    StringPool pool;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int value : {0x00, 0x7F, 0x80, 0xFF}) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(value);
            RecordReader in(damaged);
            ArticleRow read;
            static_cast<void>(read_row(in, {1, 1, 1, 1}, pool, read));  // must only not crash
            RecordReader cut(std::string_view(damaged).substr(0, at));
            CHECK_FALSE(read_row(cut, {1, 1, 1, 1}, pool, read));
        }
    }
    RecordReader in(whole);
    ArticleRow read;
    CHECK(read_row(in, {1, 1, 1, 1}, pool, read));
    CHECK(read.path == row.path);
    CHECK(read.title_digest == row.title_digest);
    CHECK(read.words_digest == row.words_digest);
    CHECK(in.at_end());
}

TEST_CASE("a newsroom that nobody may write to is built all the same", "[build][catalog]") {
    Newsroom newsroom;
    some_articles(newsroom);
    FailingFiles files;
    files.is_read_only = [&](const std::string& path) { return path.starts_with(newsroom.path()); };
    const auto report = newsroom.build(files, newsroom.options());
    REQUIRE(report);
    CHECK(report.value().written);
    CHECK_FALSE(std::filesystem::exists(newsroom.path() + "/.gazette"));
}
