#include "build/build.h"

#include "release/manifest.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/newsroom.h"
#include "support/sanitized.h"

#include <filesystem>

using namespace gazette;
using namespace gazette::testing;

namespace {

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

Newsroom& two_articles(Newsroom& newsroom) {
    return newsroom.article("2022/07/05/qi.md", "青少年象棋协会成立", "第一段。", "tags: [象棋]\n")
        .article("2022/07/06/ma.md", "一张码贴进村口", "东昌府讯 第二篇。", "tags: [象棋]\n");
}

}  // namespace

TEST_CASE("one article makes a whole site", "[build]") {
    Newsroom newsroom;
    newsroom.article("2022/07/06/ma.md", "一张码贴进村口", "正文第一段。");
    const auto report = newsroom.build();
    REQUIRE(report);
    INFO(newsroom.codes());
    REQUIRE(report.value().written);
    CHECK(report.value().articles == 1);
    const Tree tree = newsroom.tree();
    for (const char* path :
         {"index.html", "sections/yaowen/index.html", "sections/yaowen/2022-07.html",
          "archive/index.html", "archive/2022-07.html", "archive/2022-07-06.html",
          "2022/07/06/ma.html", "404.html", "feed.json", "atom.xml", "rss.xml", "sitemap.xml",
          "robots.txt", "app/v1/manifest.json", "app/v1/days/2022-07-06.json"}) {
        INFO(path);
        CHECK(tree.contains(path));
    }
    CHECK(holds(tree.at("index.html"), "/2022/07/06/ma.html"));
    CHECK(holds(tree.at("2022/07/06/ma.html"), "正文第一段。"));
    CHECK(holds(tree.at("feed.json"), "正文第一段。"));
}

TEST_CASE("a wrong article stops the build and nothing changes", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    REQUIRE(newsroom.build().value().written);
    const Tree before = newsroom.tree();
    newsroom.write("2022/07/06/wrong.md", "---\ntitel: 无题\n---\n正文。\n");
    CHECK_FALSE(newsroom.build().value().written);
    CHECK(newsroom.diagnostics().has_errors());
    CHECK(newsroom.tree() == before);
}

namespace {

void change_when_read(Newsroom& newsroom, FailingFiles& files) {
    files.after_read = [&](const std::string& path) {
        if (path.ends_with("ma.md")) {
            newsroom.article("2022/07/06/ma.md", "另一个标题", "东昌府讯 换了一篇。");
        }
    };
}

}  // namespace

TEST_CASE("an article that is changed while the site is built goes out as it was loaded",
          "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    FailingFiles files;
    change_when_read(newsroom, files);
    REQUIRE(newsroom.build(files, newsroom.options()));
    CHECK(newsroom.tree().at("2022/07/06/ma.html").find("另一个标题") == std::string::npos);
    files.after_read = [](const std::string&) {};
    REQUIRE(newsroom.build(files, newsroom.options()));
    CHECK(newsroom.tree().at("2022/07/06/ma.html").find("另一个标题") != std::string::npos);
}

TEST_CASE("an article whose text was not kept and that is changed ends the build", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    FailingFiles files;
    change_when_read(newsroom, files);
    BuildOptions options = newsroom.options();
    options.most_kept_bytes = 0;
    const auto report = newsroom.build(files, options);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Conflict);
    CHECK_FALSE(newsroom.tree().contains("2022/07/06/ma.html"));
}

TEST_CASE("with keep_going a wrong article is left out and the rest goes out", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    newsroom.article("2022/07/06/wrong.md", "有断链的稿", "见[这里](gone.md)。");
    BuildOptions options = newsroom.options();
    options.keep_going = true;
    const auto files = real_files();
    const auto report = newsroom.build(*files, options);
    REQUIRE(report);
    CHECK(report.value().written);
    CHECK(report.value().left_out == 1);
    CHECK(newsroom.codes() == "link-broken");
    CHECK(newsroom.tree().contains("2022/07/06/ma.html"));
    for (const auto& [path, bytes] : newsroom.tree()) CHECK_FALSE(holds(bytes, "有断链的稿"));
}

TEST_CASE("a second build writes nothing and removes nothing", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    REQUIRE(newsroom.build().value().written);
    const Tree before = newsroom.tree();
    const auto again = newsroom.build();
    CHECK(again.value().files_written == 0);
    CHECK(again.value().files_removed == 0);
    CHECK(newsroom.tree() == before);
}

TEST_CASE("an incremental build equals a clean one", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    REQUIRE(newsroom.build().value().written);
    newsroom.remove("2022/07/05/qi.md");
    newsroom.article("2022/07/04/san.md", "第三篇", "后来的一篇。");
    const auto report = newsroom.build();
    REQUIRE(report.value().written);
    CHECK(report.value().files_removed > 0);
    BuildOptions elsewhere = newsroom.options();
    elsewhere.out = newsroom.out() + "-clean";
    const auto files = real_files();
    REQUIRE(newsroom.build(*files, elsewhere).value().written);
    CHECK(newsroom.tree() == read_tree(elsewhere.out));
    std::filesystem::remove_all(elsewhere.out);
}

TEST_CASE("the tree does not depend on threads or on the order of folders", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    for (int day = 1; day <= 9; ++day) {
        newsroom.article("2022/06/0" + std::to_string(day) + "/a.md",
                         "稿件之" + std::to_string(day), "正文。", "tags: [象棋, 文化]\n");
    }
    const auto files = real_files();
    BuildOptions options = newsroom.options();
    options.jobs = 1;
    REQUIRE(newsroom.build(*files, options).value().written);
    const Tree one = newsroom.tree();
    options.jobs = 8;
    options.out = newsroom.out() + "-8";
    FailingFiles reversed;
    reversed.reverse_folders = true;
    REQUIRE(newsroom.build(reversed, options).value().written);
    CHECK(one == read_tree(options.out));
    std::filesystem::remove_all(options.out);
}

TEST_CASE("an embargoed story leaves no trace before its moment", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    newsroom.article("2022/07/06/later.md", "机密的标题", "机密的正文。",
                     "not_before: 2022-07-08T10:00:00+08:00\ntags: [机密的标签]\n");
    newsroom.article("2022/07/06/points.md", "指路", "见[那一篇](later.md)。");
    BuildOptions options = newsroom.options();
    const auto report = newsroom.build();
    REQUIRE(report.value().written);
    for (const auto& [path, bytes] : newsroom.tree()) {
        INFO(path);
        CHECK_FALSE(holds(bytes, "机密"));
        CHECK_FALSE(holds(bytes, "later.html"));
    }
    const Instant moment = *parse_rfc3339("2022-07-08T10:00:00+08:00");
    CHECK(report.value().next_change <= moment);
    options.now = moment;
    const auto files = real_files();
    REQUIRE(newsroom.build(*files, options).value().written);
    CHECK(holds(newsroom.page("index.html"), "/2022/07/06/later.html"));
    CHECK(holds(newsroom.page("2022/07/06/points.html"), "/2022/07/06/later.html"));
}

TEST_CASE("a withdrawn story becomes a neutral notice", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    newsroom.article("2022/07/06/gone.md", "撤下的标题", "撤下的正文。", "status: withdrawn\n");
    REQUIRE(newsroom.build().value().written);
    for (const auto& [path, bytes] : newsroom.tree()) CHECK_FALSE(holds(bytes, "撤下的"));
    const Manifest manifest = parse_manifest(newsroom.page(".gazette-output/manifest")).value();
    const ManifestEntry* entry = find_entry(manifest, "2022/07/06/gone.html");
    REQUIRE(entry != nullptr);
    CHECK(entry->status == 410);
    CHECK(entry->own.empty());
    CHECK(entry->notice == "id06gonemd");
}

TEST_CASE("a story names its source as the rules for reprints ask, and where it was printed",
          "[build]") {
    Newsroom newsroom;
    newsroom.write("issues/2022-07-05.yml",
                   "date: 2022-07-05\npages: [{number: 2, items: [2022/07/05/qi.md]}]\n");
    newsroom.article(
        "2022/07/05/qi.md", "转来的一篇", "正文。",
        "source: {name: 光明网, use: 据, author: 林砚, title: 原来的题, editor: 沈青禾, "
        "date: 2022-07-04, page: 3, licence: CC BY 4.0}\n"
        "print: [{issue: 2022-07-05, page: 1}, {issue: 2022-06-30, page: 4, "
        "position: 倒头条}]\n");
    REQUIRE(newsroom.build().value().written);
    const std::string page = newsroom.page("2022/07/05/qi.html");
    CHECK(holds(page,
                "来源 据光明网 7月4日 第3版　作者：林砚　原题：《原来的题》　编辑：沈青禾　"
                "许可：CC BY 4.0"));
    CHECK(holds(page, "<a href=\"/issues/2022-07-05/02.html\">2022年7月5日 第2版</a>"));
    CHECK(holds(page, "见报：2022年6月30日 第4版 倒头条"));
    CHECK_FALSE(holds(page, "第1版"));  // the issue's own file is the truth
}

TEST_CASE("the manifest says whose a page is and whom it shows", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    REQUIRE(newsroom.build().value().written);
    const Manifest manifest = parse_manifest(newsroom.page(".gazette-output/manifest")).value();
    CHECK(find_entry(manifest, "2022/07/06/ma.html")->own == "id06mamd");
    const ManifestEntry* feed = find_entry(manifest, "feed.json");
    REQUIRE(feed != nullptr);
    CHECK(feed->shows == std::vector<Shows>{{"id05qimd", true}, {"id06mamd", true}});
    const ManifestEntry* home = find_entry(manifest, "index.html");
    CHECK_FALSE(home->shows.front().body);
    CHECK(find_entry(manifest, "404.html")->status == 404);
}

TEST_CASE("a folder that is not ours is refused, and a stranger's file is left", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    const auto files = real_files();
    SECTION("a folder that is not empty and has no marker") {
        REQUIRE(files->make_directories(newsroom.out()));
        REQUIRE(files->write_new(newsroom.out() + "/mine.txt", "x"));
        CHECK(newsroom.build().error().code == ErrorCode::Conflict);
        CHECK(newsroom.tree().size() == 1);
    }
    SECTION("the newsroom itself, and the folder above it") {
        BuildOptions options = newsroom.options();
        options.out = newsroom.path();
        CHECK_FALSE(newsroom.build(*files, options).has_value());
        options.out = newsroom.path() + "/..";
        CHECK_FALSE(newsroom.build(*files, options).has_value());
    }
    SECTION("a stranger's file in our folder") {
        REQUIRE(newsroom.build());
        REQUIRE(files->write_new(newsroom.out() + "/2022/notes.txt", "mine"));
        const auto report = newsroom.build();
        CHECK(report.value().foreign_files == std::vector<std::string>{"2022/notes.txt"});
        CHECK(newsroom.page("2022/notes.txt") == "mine");
        CHECK_FALSE(holds(newsroom.page(".gazette-output/manifest"), "notes.txt"));
        const auto left = clean(newsroom.path(), newsroom.out(), *files);
        CHECK(left.value() == std::vector<std::string>{"2022/notes.txt"});
        CHECK(newsroom.tree().size() == 1);
    }
}

TEST_CASE("a page changed or deleted by hand comes back", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    REQUIRE(newsroom.build());
    const Tree before = newsroom.tree();
    const auto files = real_files();
    REQUIRE(files->replace(newsroom.out() + "/index.html", "vandal"));
    REQUIRE(files->remove(newsroom.out() + "/404.html"));
    CHECK(newsroom.build().value().files_written == 2);
    CHECK(newsroom.tree() == before);
}

TEST_CASE("after a full disk at any write the next build is right", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    REQUIRE(newsroom.build());
    const Tree before = newsroom.tree();
    newsroom.article("2022/07/06/new.md", "新来的一篇", "新的正文。");
    newsroom.remove("2022/07/05/qi.md");
    FailingFiles counted;
    BuildOptions options = newsroom.options();
    options.jobs = 1;
    options.out = newsroom.out() + "-counted";
    REQUIRE(newsroom.build(counted, options));
    const Tree wanted = read_tree(options.out);
    const std::size_t all = counted.writes;
    for (std::size_t room = 0; room < all; room += kIsSanitized ? 10 : 3) {
        INFO("writes until the disk was full: " << room);
        FailingFiles files;
        files.writes_until_full = room;
        options.out = newsroom.out();
        const auto report = newsroom.build(files, options);
        if (!report) CHECK(report.error().code == ErrorCode::Full);
        const auto mended = newsroom.build();
        REQUIRE(mended);
        CHECK(mended.value().foreign_files.empty());
        CHECK(newsroom.tree() == wanted);
        // Back to the old state for the next round.
        newsroom.article("2022/07/05/qi.md", "青少年象棋协会成立", "第一段。", "tags: [象棋]\n");
        newsroom.remove("2022/07/06/new.md");
        REQUIRE(newsroom.build());
        CHECK(newsroom.tree() == before);
        newsroom.article("2022/07/06/new.md", "新来的一篇", "新的正文。");
        newsroom.remove("2022/07/05/qi.md");
    }
    std::filesystem::remove_all(newsroom.out() + "-counted");
}

TEST_CASE("links, ids and addresses are checked across the newsroom", "[build]") {
    Newsroom newsroom;
    const auto codes = [&](std::string_view body, std::string_view extra = {}) {
        newsroom.article("2022/07/06/ma.md", "标题", body, extra);
        REQUIRE(newsroom.build());
        return newsroom.codes();
    };
    CHECK(codes("见[别处](gone.md)。") == "link-broken");
    CHECK(codes("见[本文](#gone)。") == "anchor-broken");
    CHECK(codes("![图](gone.jpg)") == "picture-missing");
    CHECK(codes("见[页](/2022/07/06/ma.html)、[栏](/sections/yaowen/)、[外](https://a.example/)。")
              .empty());
    CHECK(codes("## 小标题\n\n见[本文](#小标题)。").empty());
    newsroom.article("2022/07/06/other.md", "另一篇", "正文。", "slug: ma\n");
    CHECK(codes("正文。") == "address-duplicate");
}

TEST_CASE("old addresses of a withdrawn story keep leading to its notice", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    newsroom.article("2022/07/06/out.md", "撤下的稿", "正文。",
                     "status: withdrawn\naliases: [/2022/07/05/older.html]\n");
    REQUIRE(newsroom.build().value().written);
    CHECK(holds(newsroom.page("2022/07/05/older.html"), "/2022/07/06/out.html"));
}

TEST_CASE("no redirect tells of a story that is not out yet", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    newsroom.article("2022/07/06/later.md", "还不能说的稿", "正文。",
                     "not_before: 2099-01-01T00:00:00+08:00\naliases: [/2022/07/05/early.html]\n");
    newsroom.write("redirects.tsv",
                   "/old/one.html\t/2022/07/06/later.html\n/old/two.html\t/old/one.html\n"
                   "/old/three.html\t/2022/07/06/ma.html\n");
    REQUIRE(newsroom.build().value().written);
    const Tree tree = newsroom.tree();
    CHECK_FALSE(tree.contains("2022/07/05/early.html"));
    CHECK_FALSE(tree.contains("old/one.html"));
    CHECK_FALSE(tree.contains("old/two.html"));
    CHECK(tree.contains("old/three.html"));
    for (const auto& [path, bytes] : tree) CHECK_FALSE(holds(bytes, "/2022/07/06/later"));
}

TEST_CASE("a site of a moment to come is a preview, which no target takes", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    BuildOptions options = newsroom.options();
    options.is_preview = true;
    const auto files = real_files();
    REQUIRE(newsroom.build(*files, options).value().written);
    CHECK(parse_manifest(newsroom.page(".gazette-output/manifest")).value().preview);
}

TEST_CASE("a newsroom's own folders are no place for its site", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    const auto files = real_files();
    for (const char* own : {"static", "assets", "issues", "templates/site", ".gazette"}) {
        INFO(own);
        BuildOptions options = newsroom.options();
        options.out = newsroom.path() + "/" + own;
        const auto report = newsroom.build(*files, options);
        REQUIRE_FALSE(report);
        CHECK(report.error().code == ErrorCode::Invalid);
        CHECK_FALSE(std::filesystem::exists(options.out + "/.gazette-output"));
    }
}

TEST_CASE("a link in place of a folder of the output is not followed", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    REQUIRE(newsroom.build().value().written);
    const std::string elsewhere = newsroom.path() + "-elsewhere";
    std::filesystem::create_directories(elsewhere);
    std::filesystem::remove_all(newsroom.out() + "/sections");
    std::filesystem::create_directory_symlink(elsewhere, newsroom.out() + "/sections");
    const auto report = newsroom.build();
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Conflict);
    CHECK(std::filesystem::is_empty(elsewhere));
}

TEST_CASE("a file of static/ at a page's address is told before anything is written", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    REQUIRE(newsroom.build().value().written);
    const Tree before = newsroom.tree();
    newsroom.write("static/feed.json", "{}");
    newsroom.article("2022/07/06/third.md", "第三篇", "正文。", "aliases: [/archive/]\n");
    CHECK_FALSE(newsroom.build().value().written);
    CHECK(newsroom.codes() == "address-taken address-taken");
    CHECK(newsroom.tree() == before);
}

TEST_CASE("feeds tell what the page tells around the body", "[build][feeds]") {
    Newsroom newsroom;
    newsroom.article("2022/07/05/fact.md", "有更正的稿", "正文。",
                     "updated: 2022-07-06T09:00:00+08:00\n"
                     "corrections: [{date: 2022-07-06T09:00:00+08:00, text: 日期应为7月5日}]\n");
    newsroom.write("2022/07/05/taken.md",
                   "---\ntitle: 转来的稿\ndate: 2022-07-05\nid: idtaken\nsection: 要闻\n"
                   "genre: 转载\nsource: {name: 光明网, author: 某作者}\n---\n\n别处的正文。\n");
    newsroom.article("2022/07/04/ad.md", "井盖广告", "买一送一。", "genre: 广告\n");
    REQUIRE(newsroom.build().value().written);
    for (const char* feed : {"feed.json", "atom.xml", "rss.xml", "app/v1/latest.json"}) {
        INFO(feed);
        const std::string text = newsroom.page(feed);
        CHECK(holds(text, "更正（7月6日）"));
        CHECK(holds(text, "日期应为7月5日"));
        CHECK(holds(text, "光明网"));
        CHECK(holds(text, "某作者"));
        CHECK(holds(text, "广告"));
    }
    CHECK(holds(newsroom.page("rss.xml"), "<lastBuildDate>Wed, 06 Jul 2022 09:00:00 +0800"));
    const std::string page = newsroom.page("2022/07/05/taken.html");
    CHECK(holds(page, "{\"@type\":\"Organization\",\"name\":\"某作者\"}"));
}

TEST_CASE("a column's first page keeps the column's order", "[build]") {
    Newsroom newsroom;
    newsroom.write("site.yml",
                   "title: 临溪融媒\nid: abcdefghijkl\nurl: https://news.example.org/\n"
                   "sections: [要闻]\ncolumns: [{id: tour, name: 走村}]\n");
    newsroom.article("2022/07/03/one.md", "第一站", "文。", "column: tour\ncolumn_order: 1\n");
    newsroom.article("2022/07/01/two.md", "第二站", "文。", "column: tour\ncolumn_order: 2\n");
    newsroom.article("2022/07/05/extra.md", "番外", "文。", "column: tour\n");
    REQUIRE(newsroom.build().value().written);
    const std::string page = newsroom.page("columns/tour/index.html");
    const std::size_t one = page.find("/2022/07/03/one.html");
    const std::size_t two = page.find("/2022/07/01/two.html");
    const std::size_t extra = page.find("/2022/07/05/extra.html");
    CHECK(one < two);
    CHECK(two < extra);
    CHECK(extra != std::string::npos);
}

TEST_CASE("an address is in normal form C, however its word was spelt", "[build]") {
    Newsroom newsroom;
    newsroom.article("2022/07/05/cafe.md", "一家咖啡馆", "正文。",
                     "slug: cafe\xCC\x81\ntags: [\"cafe\xCC\x81\"]\n");
    REQUIRE(newsroom.build().value().written);
    const Tree tree = newsroom.tree();
    CHECK(tree.contains("2022/07/05/caf\xC3\xA9.html"));
    CHECK(tree.contains("tags/caf\xC3\xA9/index.html"));
}

TEST_CASE("a summary stops before a list, and does not end in what announces one", "[build]") {
    Newsroom newsroom;
    newsroom.article("2022/07/05/three.md", "三件事",
                     "暑假开始了。记住三件事：\n\n- 第一\n- 第二\n\n别的一段。");
    REQUIRE(newsroom.build().value().written);
    const std::string feed = newsroom.page("feed.json");
    CHECK(holds(feed, "\"summary\":\"暑假开始了。\""));
}

TEST_CASE("old addresses and files of static/ are in normal form C as well", "[build]") {
    Newsroom newsroom;
    two_articles(newsroom);
    newsroom.article("2022/07/06/new.md", "改过名的稿", "正文。",
                     "aliases: [\"/2022/07/05/cafe\xCC\x81.html\"]\n");
    newsroom.write("redirects.tsv", "/old/re\xCC\x81.html\t/2022/07/06/ma.html\n");
    newsroom.write("static/menu/cafe\xCC\x81.txt", "咖啡");
    REQUIRE(newsroom.build().value().written);
    const Tree tree = newsroom.tree();
    CHECK(tree.contains("2022/07/05/caf\xC3\xA9.html"));
    CHECK(tree.contains("old/r\xC3\xA9.html"));
    CHECK(tree.contains("menu/caf\xC3\xA9.txt"));
}
