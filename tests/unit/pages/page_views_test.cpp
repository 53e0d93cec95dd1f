// What views make of rows, without files: headlines broken between words, pictures for sharing.
#include "formats/unicode.h"
#include "pages/builtin_files.h"
#include "pages/frame_parts.h"
#include "pages/page_kinds.h"
#include "support/catch.h"
#include "support/paper.h"

#include <algorithm>
#include <string>
#include <string_view>

using namespace gazette;
using gazette::testing::page_of;
using gazette::testing::Paper;

namespace {

constexpr std::string_view kTitle = "青少年象棋协会成立";

// Every story has the same article behind it.
class OneBody final : public Bodies {
public:
    RenderedArticle render(std::uint32_t, LinkStyle) override { return {&article, "<p>x</p>"}; }

    const Article& read(std::uint32_t) override { return article; }

    std::string_view render_guide(std::uint32_t) override { return {}; }

    Article article;
};

class Press {
public:
    explicit Press(Paper& paper) : paper_(paper.newspaper()), plan_(paper.plan()) {
        std::string problem;
        words_ = *MessageCatalogue::parse(builtin_file("messages/zh-CN.yml"), problem);
    }

    View view(std::string_view address) {
        const PlannedPage& page = page_of(plan_, address);
        const PageMaker& maker = maker_of(page.kind);
        View view;
        maker.make_view(input(page), view);
        CHECK(check(view, maker.schema()).empty());
        return view;
    }

    Article& article() { return bodies_.article; }

private:
    PageInput input(const PlannedPage& page) {
        return PageInput({paper_, plan_, words_, assets_}, page, bodies_, frame_);
    }

    const Newspaper& paper_;
    SitePlan plan_;
    MessageCatalogue words_;
    ThemeAssets assets_;
    OneBody bodies_;
    FrameParts frame_;
};

// The text at "article.previous.title"; fails the test where there is none.
std::string_view text_at(const View& view, std::string_view path) {
    const View* at = &view;
    while (!path.empty()) {
        const std::size_t dot = std::min(path.find('.'), path.size());
        at = at->find(ViewName(path.substr(0, dot)));
        INFO(path);
        REQUIRE(at != nullptr);
        path.remove_prefix(std::min(dot + 1, path.size()));
    }
    return at->text();
}

const View& first(const View& view, std::string_view list) {
    const View* const found = view.find(ViewName(list));
    REQUIRE(found != nullptr);
    REQUIRE_FALSE(found->items().empty());
    return found->items().front();
}

std::string broken(std::string_view title) { return WordBreaker().headline_html(title); }

NewspaperIssue issue_of(CivilDate date, std::uint32_t row) {
    NewspaperIssue issue;
    issue.issue.date = date;
    IssuePage page;
    page.number = 1;
    page.name = "要闻";
    issue.issue.pages = {page};
    issue.address = issue_address(issue.issue.name());
    issue.items = {{row}};
    return issue;
}

}  // namespace

TEST_CASE("headlines break between words wherever a story stands by its title", "[pages]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one").add({2022, 7, 2}, "two").add({2022, 7, 3}, "three");
    for (ArticleRow& row : paper.newspaper().rows) row.title = kTitle;
    // What lists call it is broken in the row; its own title is broken all the same.
    const std::string listed = broken("象棋协会");
    const std::string title = broken(kTitle);
    REQUIRE(title.find("<wbr>") != std::string::npos);
    for (ArticleRow& row : paper.newspaper().rows) row.title_html = title;
    ArticleRow& two = paper.newspaper().rows[1];
    RareRow rare;
    rare.list_title = "象棋协会";
    two.rare = &rare;
    two.title_html = listed;
    paper.newspaper().issues = {issue_of({2022, 7, 3}, 1)};
    Press press(paper);
    press.article().title = kTitle;

    const View page = press.view("/2022/07/02/two.html");
    CHECK(text_at(page, "article.title_html") == title);
    CHECK(text_at(page, "article.previous.title_html") == title);
    CHECK(text_at(page, "article.next.title_html") == title);
    CHECK(text_at(press.view("/2022/07/01/one.html"), "article.next.title_html") == title);

    const View issue = press.view("/issues/2022-07-03/");
    const View& sheet = first(*issue.find("issue"), "pages");
    CHECK(first(sheet, "items").find("title_html")->text() == title);
    const View home = press.view("/");
    CHECK(first(*home.find("issue"), "pages").find("headline_html")->text() == title);
}

TEST_CASE("a story's page leads to the other parts of its series", "[pages]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one").add({2022, 7, 2}, "two").add({2022, 7, 3}, "three");
    std::vector<RareRow> rare(3);
    for (std::size_t i = 0; i < rare.size(); ++i) {
        rare[i].series = "走堤记";
        paper.newspaper().rows[i].rare = &rare[i];
    }
    rare[0].part = "上";
    Press press(paper);
    press.article().series = Series{"走堤记", {}};
    const View page = press.view("/2022/07/02/two.html");
    const View& series = *page.find("article")->find("series");
    CHECK(series.find("has_parts")->is_truthy());
    const std::vector<View>& parts = series.find("parts")->items();
    REQUIRE(parts.size() == 3);
    CHECK(parts[0].find("href")->text() == "/2022/07/01/one.html");
    CHECK(parts[0].find("part")->text() == "上");
    CHECK(parts[1].find("href") == nullptr);  // this one
    CHECK(parts[2].find("href")->text() == "/2022/07/03/three.html");
    CHECK(parts[2].find("part") == nullptr);
}

TEST_CASE("a story is shared with its cover, else with the first picture that it shows",
          "[pages]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one");
    Newspaper& newspaper = paper.newspaper();
    for (const std::string name : {"a.jpg", "b.jpg", "cover.jpg"}) {
        Picture picture;
        picture.source = name;
        picture.digest = sha256(name);
        picture.width = 800;
        picture.height = 600;
        picture.widths = {480, 800};
        newspaper.pictures.emplace(name, picture);
    }
    std::vector<FileRow> files{{"plan.pdf", "plan.pdf", {}, FileUse::Attachment},
                               {"gone.jpg", "", {}, FileUse::Picture},
                               {"a.jpg", "a.jpg", {}, FileUse::Picture},
                               {"b.jpg", "b.jpg", {}, FileUse::Picture}};
    ArticleRow& row = newspaper.rows.front();
    const auto shared = [&](const std::string& address) {
        const View page = Press(paper).view(address);
        const View* const image = page.find("share")->find("image");
        return image == nullptr ? std::string() : std::string(image->text());
    };
    const auto whole = [&](const std::string& name) {
        return newspaper.site.origin +
               rendition_address(newspaper.pictures.at(name), 800, PictureFormat::Jpeg);
    };
    CHECK(shared("/2022/07/01/one.html").empty());
    row.files = files;
    RareRow rare;
    row.rare = &rare;
    for (const std::string address : {"/2022/07/01/one.html", "/"}) {  // it is the lead
        rare.cover.source = {};
        CHECK(shared(address) == whole("a.jpg"));
        rare.cover.source = "cover.jpg";
        CHECK(shared(address) == whole("cover.jpg"));
    }
    rare.cover.source = {};
    const View page = Press(paper).view("/2022/07/01/one.html");
    CHECK(text_at(page, "json_ld").find(whole("a.jpg")) != std::string_view::npos);
}

TEST_CASE("a column's first page says from when to when it runs", "[pages]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one");
    Newspaper& newspaper = paper.newspaper();
    newspaper.rows.front().column = 0;
    newspaper.site.columns.resize(1);
    Column& column = newspaper.site.columns.front();
    column.id = "summer";
    const auto period = [&] {
        const View page = Press(paper).view("/columns/summer/");
        const View* const text = page.find("period_text");
        return text == nullptr ? std::string() : std::string(text->text());
    };
    CHECK(period().empty());
    column.to = CivilDate{2022, 8, 31};
    CHECK(period() == "至2022年8月31日");
    column.from = CivilDate{2022, 6, 28};
    CHECK(period() == "2022年6月28日—2022年8月31日");
    column.to = std::nullopt;
    CHECK(period() == "2022年6月28日起");
    CHECK(Press(paper).view("/columns/summer/2022-07.html").find("period_text") == nullptr);
}

TEST_CASE("a story says under which title it was printed, where that was another", "[pages]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one");
    Press online(paper);
    online.article().titles.print = "见报的标题";
    const View not_printed = online.view("/2022/07/01/one.html");
    CHECK(not_printed.find("article")->find("print_title") == nullptr);

    paper.newspaper().issues = {issue_of({2022, 7, 1}, 0)};
    Press printed(paper);
    printed.article().title = kTitle;
    printed.article().titles.print = kTitle;
    const View same = printed.view("/2022/07/01/one.html");
    CHECK(same.find("article")->find("print_title") == nullptr);
    printed.article().titles.print = "见报的标题";
    CHECK(text_at(printed.view("/2022/07/01/one.html"), "article.print_title") == "见报的标题");
}

TEST_CASE("search engines learn when it happened, where the story says so", "[pages]") {
    Paper paper;
    paper.add({2022, 7, 6}, "one");
    Press press(paper);
    const auto json = [&] {
        return std::string(text_at(press.view("/2022/07/06/one.html"), "json_ld"));
    };
    CHECK(json().find("temporalCoverage") == std::string::npos);
    const Instant evening = *parse_rfc3339("2022-07-05T20:00:00+08:00");
    press.article().event_date = Moment{evening, false};
    CHECK(json().find(R"("temporalCoverage":"2022-07-05")") != std::string::npos);
    press.article().event_date->has_time = true;
    CHECK(json().find("2022-07-05T20:00:00+08:00") != std::string::npos);
}

TEST_CASE("the names of guides break between words too", "[pages]") {
    Paper paper;
    paper.add({2022, 7, 1}, "one");
    NewspaperGuide guide;
    guide.guide.title = "老年人优待证办理指南";
    guide.address = "/guides/youdaizheng.html";
    paper.newspaper().guides = {guide};
    Press press(paper);
    const std::string title = broken(guide.guide.title);
    CHECK(title.find("<wbr>") != std::string::npos);
    CHECK(text_at(press.view(guide.address), "guide.title_html") == title);
    CHECK(text_at(first(press.view("/guides/"), "guides"), "title_html") == title);
    CHECK(text_at(first(press.view("/"), "guides"), "title_html") == title);
}
