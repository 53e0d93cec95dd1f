// What the build remembers of an output: that pages whose key is the same are not made again, that
// what happened to the folder meanwhile is seen, and that nothing wrong with the memory ever shows
// on a page.
#include "build/output_memory.h"

#include "support/catch.h"
#include "support/failing_files.h"
#include "support/newsroom.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace gazette;
using namespace gazette::testing;

namespace {

Newsroom& six_articles(Newsroom& newsroom) {
    for (int day = 1; day <= 6; ++day) {
        newsroom.article(fmt::format("2022/07/0{}/{}.md", day, static_cast<char>('a' + day)),
                         fmt::format("第{}篇", day), "东昌府讯 正文。", "tags: [象棋]\n");
    }
    return newsroom;
}

std::string memory_file(const Newsroom& newsroom) {
    const std::string outputs = ".gazette/catalog/outputs";
    for (const auto& entry : std::filesystem::directory_iterator(newsroom.path() + "/" + outputs)) {
        return outputs + "/" + entry.path().filename().string();
    }
    return {};
}

bool has_step(const BuildReport& report, std::string_view name) {
    return std::ranges::any_of(report.steps,
                               [&](const StepTime& step) { return step.name == name; });
}

// Builds later and compares with a clean build.
BuildReport build_right(Newsroom& newsroom) {
    const auto report = newsroom.build_later();
    REQUIRE(report);
    REQUIRE(report->written);
    REQUIRE(newsroom.tree() == newsroom.clean_tree());
    return *report;
}

std::vector<std::string> names(const std::vector<MadePage>& pages) {
    std::vector<std::string> paths;
    paths.reserve(pages.size());
    for (const MadePage& page : pages) paths.push_back(page.path);
    std::ranges::sort(paths);
    return paths;
}

const MadePage& page_of(const BuildReport& report, std::string_view path) {
    const auto page = std::ranges::find(report.made, path, &MadePage::path);
    REQUIRE(page != report.made.end());
    return *page;
}

constexpr std::string_view kStory = "2022/07/03/d.html";

}  // namespace

TEST_CASE("a build that finds nothing changed reads no article and makes no page",
          "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom).write("2022/07/06/x.md",
                                 "---\ntitle: 没有编号\ndate: 2022-07-06\nsection: 要闻\n"
                                 "byline: 融媒体 许知禾\n---\n\n正文。\n");
    const BuildReport first = build_right(newsroom);
    const auto again = newsroom.build_later();
    const std::string said = newsroom.codes();
    REQUIRE(again);
    CHECK(again->written);
    CHECK_FALSE(has_step(*again, "load"));
    CHECK(again->pages_made == 0);
    CHECK(again->files_written == 0);
    CHECK(again->files_unchanged == first.files_written);
    CHECK(again->articles == first.articles);
    CHECK(again->pages == first.pages);
    CHECK(again->next_change == first.next_change);
    CHECK(said == "id-missing");  // told again
}

TEST_CASE("what was changed is made and nothing else", "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    build_right(newsroom);
    newsroom.article("2022/07/03/d.md", "第3篇", "东昌府讯 换了正文。", "tags: [象棋]\n");
    BuildOptions options = newsroom.options();
    options.explain = true;
    const auto report = newsroom.build_later(options);
    REQUIRE(report);
    CHECK(newsroom.tree() == newsroom.clean_tree());
    const std::vector<std::string> made = names(report->made);
    CHECK(made.size() == report->pages_made);
    CHECK(std::ranges::count(made, kStory) == 1);
    CHECK(std::ranges::count(made, "2022/07/02/c.html") == 0);
    CHECK(std::ranges::count(made, "404.html") == 0);
    CHECK(report->pages_made < report->pages / 2);
    CHECK(page_of(*report, kStory).reasons == Reasons().set(std::size_t(KeyPart::Stories)));
    CHECK(page_of(*report, kStory).stories == std::vector<std::string>{"2022/07/03/d.md"});
}

TEST_CASE("pages are made anew for the template, the setting or the hand that changed",
          "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    build_right(newsroom);
    BuildOptions options = newsroom.options();
    options.explain = true;
    SECTION("a template") {
        newsroom.write("templates/site/pages/not_found.mustache", "<title>没有</title>\n");
        const auto report = newsroom.build_later(options);
        CHECK(names(report->made) == std::vector<std::string>{"404.html"});
        CHECK(report->made.front().reasons == Reasons().set(std::size_t(KeyPart::Template)));
    }
    SECTION("a setting that all pages show") {
        newsroom.write("site.yml", newsroom.file("site.yml") + "subtitle: 副题\n");
        const auto report = newsroom.build_later(options);
        CHECK(report->articles_read == 0);
        CHECK(page_of(*report, kStory).reasons == Reasons().set(std::size_t(KeyPart::Frame)));
    }
    SECTION("a page that somebody removed") {
        std::filesystem::remove(newsroom.out() + "/" + std::string(kStory));
        const auto report = newsroom.build_later(options);
        CHECK(names(report->made) == std::vector<std::string>{std::string(kStory)});
        CHECK(report->made.front().reasons == Reasons().set(kReasonAltered));
        CHECK(report->files_written == 1);
    }
    SECTION("a page that somebody replaced") {
        const std::string page = newsroom.out() + "/" + std::string(kStory);
        std::ofstream(page + ".other") << "x";
        std::filesystem::rename(page + ".other", page);
        const auto report = newsroom.build_later(options);
        CHECK(names(report->made) == std::vector<std::string>{std::string(kStory)});
        CHECK(report->files_written == 1);
    }
    SECTION("a folder that somebody removed") {
        std::filesystem::remove_all(newsroom.out() + "/2022/07");
        const auto report = newsroom.build_later(options);
        CHECK(report->files_written == report->pages_made);
        CHECK(report->pages_made >= 6);
    }
    CHECK(newsroom.tree() == newsroom.clean_tree());
    CHECK(newsroom.build_later()->pages_made == 0);
}

TEST_CASE("what was changed within a page by hand is found by comparing contents",
          "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    build_right(newsroom);
    std::ofstream(newsroom.out() + "/" + std::string(kStory), std::ios::app) << "x";
    BuildOptions options = newsroom.options();
    options.paranoid = true;
    CHECK(newsroom.build_later(options)->files_written == 1);
    CHECK(newsroom.tree() == newsroom.clean_tree());
}

TEST_CASE("folders too young to be told from a further change are compared by content",
          "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    FailingFiles files;
    files.clock_ahead_ns = std::int64_t{-3600} * 1'000'000'000;
    REQUIRE(newsroom.build(files, newsroom.options())->written);
    std::ofstream(newsroom.out() + "/" + std::string(kStory)) << "x";  // shows in no folder's time
    CHECK(newsroom.build(files, newsroom.options())->files_written == 1);
    CHECK(newsroom.tree() == newsroom.clean_tree());
}

TEST_CASE("a dry run says what would be made and changes nothing", "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    BuildOptions options = newsroom.options();
    options.dry_run = true;
    const auto before_all = newsroom.build_later(options);
    CHECK_FALSE(before_all->written);
    CHECK(before_all->pages_made == before_all->pages);
    CHECK_FALSE(std::filesystem::exists(newsroom.out()));

    build_right(newsroom);
    newsroom.article("2022/07/03/d.md", "换了标题", "东昌府讯 换了正文。");
    const Tree tree = newsroom.tree();
    const std::string memory = newsroom.file(memory_file(newsroom));
    const std::string catalog = newsroom.file(".gazette/catalog/articles");
    const auto would = newsroom.build_later(options);
    CHECK_FALSE(would->written);
    CHECK(newsroom.tree() == tree);
    CHECK(newsroom.file(memory_file(newsroom)) == memory);
    CHECK(newsroom.file(".gazette/catalog/articles") == catalog);
    options.dry_run = false;
    options.explain = true;
    CHECK(names(newsroom.build_later(options)->made) == names(would->made));
}

TEST_CASE("a build is not skipped once the moment has come at which the site changes",
          "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom).article("2022/07/07/later.md", "还没到时候", "正文。",
                                   "not_before: 2022-07-07T08:00:00+08:00\n");
    BuildOptions options = newsroom.options();
    const auto before = newsroom.build_later(options);
    REQUIRE(before->next_change > options.now);
    options.now = before->next_change;
    const auto after = newsroom.build_later(options);
    CHECK(after->articles == before->articles + 1);
    CHECK(after->articles_read == 0);
    options.now = newsroom.options().now;  // and the clock set back
    CHECK(newsroom.build_later(options)->articles == before->articles);
    CHECK(newsroom.tree() == newsroom.clean_tree());
}

TEST_CASE("a withdrawn story's notice comes at the moment at which the story would have",
          "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom).article("2022/07/07/later.md", "撤下的", "正文。",
                                   "not_before: 2022-07-07T08:00:00+08:00\nstatus: withdrawn\n");
    BuildOptions options = newsroom.options();
    const auto before = newsroom.build_later(options);
    INFO(newsroom.codes());
    REQUIRE(before->written);
    REQUIRE(before->next_change > options.now);
    options.now = before->next_change;
    CHECK(newsroom.build_later(options)->pages == before->pages + 1);
}

TEST_CASE("a stranger's file is told by every build, also by one that finds nothing changed",
          "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    build_right(newsroom);
    const std::string stranger = newsroom.out() + "/2022/07/03/notes.txt";
    std::ofstream(stranger) << "mine";
    const std::vector<std::string> told{"2022/07/03/notes.txt"};
    CHECK(newsroom.build_later()->foreign_files == told);
    const auto again = newsroom.build_later();
    CHECK_FALSE(has_step(*again, "load"));
    CHECK(again->foreign_files == told);
    std::filesystem::remove(stranger);
    CHECK(newsroom.build_later()->foreign_files.empty());
}

TEST_CASE("a link in place of a folder of pages is refused, wherever it leads", "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    build_right(newsroom);
    std::filesystem::rename(newsroom.out() + "/2022", newsroom.out() + "-moved");
    std::filesystem::create_directory_symlink(newsroom.out() + "-moved", newsroom.out() + "/2022");
    const auto report = newsroom.build_later();
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Conflict);
}

TEST_CASE("keys count only beside the manifest that they were written with", "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    build_right(newsroom);
    const std::string manifest = newsroom.out() + "/.gazette-output/manifest";
    const std::string bytes = newsroom.page(".gazette-output/manifest");
    std::ofstream(manifest) << bytes;  // the same bytes, by another hand
    const auto report = newsroom.build_later();
    CHECK(report->pages_made == report->pages);
    CHECK(report->files_written == 0);
    CHECK(newsroom.build_later()->pages_made == 0);
}

TEST_CASE("a memory cut off or changed at any byte never shows on a page", "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    build_right(newsroom);
    const std::string path = memory_file(newsroom);
    newsroom.article("2022/07/03/d.md", "换了标题", "东昌府讯 换了正文。");
    build_right(newsroom);
    const Tree right = newsroom.tree();
    const std::string whole = newsroom.file(path);
    REQUIRE(whole.size() > 1000);
    std::size_t set_aside = 0;
    const auto must_be_right = [&] {
        REQUIRE(newsroom.build_later()->written);
        if (newsroom.codes().find("catalog-set-aside") != std::string::npos) ++set_aside;
        REQUIRE(newsroom.tree() == right);
    };
    for (std::size_t size = 0; size < whole.size(); size += 211) {
        INFO("cut at " << size);
        newsroom.write(path, std::string_view(whole).substr(0, size));
        must_be_right();
    }
    for (std::size_t at = 0; at < whole.size(); at += 211) {
        INFO("changed at " << at);
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
        newsroom.write(path, damaged);
        must_be_right();
    }
    CHECK(set_aside >= 2 * (whole.size() / 211));
    CHECK(newsroom.build_later()->pages_made == 0);
    CHECK(newsroom.codes().empty());  // said once
}

TEST_CASE("what is remembered of outputs that are gone is forgotten", "[build][memory]") {
    Newsroom newsroom;
    six_articles(newsroom);
    BuildOptions options = newsroom.options();
    for (const char* name : {"-first", "-second"}) {
        options.out = newsroom.out() + name;
        REQUIRE(newsroom.build_later(options)->written);
        std::filesystem::remove_all(options.out);
    }
    build_right(newsroom);
    const std::filesystem::directory_iterator outputs(newsroom.path() +
                                                      "/.gazette/catalog/outputs");
    CHECK(std::distance(begin(outputs), end(outputs)) == 1);
}
