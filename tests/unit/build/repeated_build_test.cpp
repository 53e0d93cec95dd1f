#include "build/repeated_build.h"

#include "support/catch.h"
#include "support/newsroom.h"
#include "support/newsroom_edits.h"
#include "support/sanitized.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

namespace gazette::testing {
namespace {

using Paths = std::vector<std::string>;

// One newsroom and the builds of it.
struct Builds {
    explicit Builds(const BuildOptions& options) : builds(options, *files) {}

    Result<BuildReport> build(Instant now, const std::optional<Paths>& touched) {
        diagnostics = {};
        return builds.build(now, touched, diagnostics);
    }

    std::unique_ptr<Files> files = real_files();
    Diagnostics diagnostics;
    RepeatedBuild builds;
};

// Made without looking at the newsroom as a whole.
bool was_short(const Result<BuildReport>& report) { return report && report->steps.empty(); }

Tree without_manifest(Tree tree) {
    tree.erase(".gazette-output/manifest");
    return tree;
}

Paths changed_paths(const Tree& before, const Tree& now) {
    Paths paths;
    for (const auto& [path, bytes] : now) {
        const auto old = before.find(path);
        if (old == before.end() || old->second != bytes) paths.push_back(path);
    }
    for (const auto& [path, bytes] : before) {
        if (!now.contains(path)) paths.push_back(path);
    }
    return paths;
}

void write_two_stories(Newsroom& newsroom) {
    newsroom.article("2022/07/05/a.md", "象棋协会成立", "第一段。", "tags: [象棋]\n");
    newsroom.article("2022/07/06/b.md", "暑期班开班", "另一段。", "tags: [象棋]\n");
}

// Two stories, and what is made of them.
struct TwoStories {
    TwoStories() { write_two_stories(newsroom); }

    Newsroom newsroom;
    Instant now = newsroom.options().now;
    Builds builds{newsroom.options()};
};

}  // namespace

TEST_CASE_METHOD(TwoStories, "a story's new words are on its page without a whole build",
                 "[build][preview]") {
    REQUIRE(builds.build(now, std::nullopt)->written);
    CHECK_FALSE(was_short(builds.build(now, std::nullopt)));  // nothing is known to be unchanged

    const std::string before = newsroom.page("2022/07/05/a.html");
    newsroom.article("2022/07/05/a.md", "象棋协会成立", "第一段，改过了。", "tags: [象棋]\n");
    REQUIRE(builds.build(now, std::nullopt)->written);  // what follows begins with rows in memory
    newsroom.article("2022/07/05/a.md", "象棋协会成立", "第一段，又改过了。", "tags: [象棋]\n");
    const Result<BuildReport> report = builds.build(now, Paths{"2022/07/05/a.md"});
    REQUIRE(was_short(report));
    CHECK(report->written);
    CHECK(report->articles == 2);
    CHECK(report->pages_made < report->pages);
    CHECK(newsroom.page("2022/07/05/a.html") != before);
    CHECK(without_manifest(newsroom.tree()) == without_manifest(newsroom.clean_tree()));

    // And back again: what the manifest says of the page is not believed.
    newsroom.article("2022/07/05/a.md", "象棋协会成立", "第一段，改过了。", "tags: [象棋]\n");
    CHECK(was_short(builds.build(now, Paths{"2022/07/05/a.md"})));
    CHECK(without_manifest(newsroom.tree()) == without_manifest(newsroom.clean_tree()));

    newsroom.article("2022/07/05/a.md", "象棋协会今天成立", "第一段。", "tags: [象棋]\n");
    CHECK(was_short(builds.build(now, Paths{"2022/07/05/a.md"})));
    CHECK(newsroom.page("index.html").find("今天") != std::string::npos);
    CHECK(without_manifest(newsroom.tree()) == without_manifest(newsroom.clean_tree()));
}

TEST_CASE_METHOD(TwoStories, "what moves a story, or is no story, makes a whole build",
                 "[build][preview]") {
    REQUIRE(builds.build(now, std::nullopt)->written);
    const auto rebuild = [&](const std::string& path) {
        const Result<BuildReport> report = builds.build(now, Paths{path});
        CHECK_FALSE(was_short(report));
        CHECK(without_manifest(newsroom.tree()) == without_manifest(newsroom.clean_tree()));
        return report->written;
    };
    newsroom.article("2022/07/05/a.md", "象棋协会成立", "第一段。", "tags: [象棋, 青年]\n");
    CHECK(rebuild("2022/07/05/a.md"));
    newsroom.article("2022/07/05/a.md", "象棋协会成立", "第一段。\n\n## 小标题\n\n正文。");
    CHECK(rebuild("2022/07/05/a.md"));
    newsroom.article("2022/07/05/c.md", "新的一篇", "正文。");
    CHECK(rebuild("2022/07/05/c.md"));
    newsroom.remove("2022/07/05/c.md");
    CHECK(rebuild("2022/07/05/c.md"));
    newsroom.write("static/x.txt", "x");
    CHECK(rebuild("static/x.txt"));
}

TEST_CASE_METHOD(TwoStories, "a wrong story stops the preview's build, and the mended one goes on",
                 "[build][preview]") {
    REQUIRE(builds.build(now, std::nullopt)->written);
    const Tree before = newsroom.tree();
    newsroom.article("2022/07/05/a.md", "象棋协会成立", "[断](/nowhere.md)");
    const Result<BuildReport> refused = builds.build(now, Paths{"2022/07/05/a.md"});
    REQUIRE(refused);
    CHECK_FALSE(refused->written);
    CHECK(builds.diagnostics.has_errors());
    CHECK(newsroom.tree() == before);
    newsroom.article("2022/07/05/a.md", "象棋协会成立", "改好了。");
    CHECK(builds.build(now, Paths{"2022/07/05/a.md"})->written);
    CHECK(builds.diagnostics.empty());
    CHECK(without_manifest(newsroom.tree()) == without_manifest(newsroom.clean_tree()));
}

TEST_CASE_METHOD(TwoStories, "a moment at which the site changes makes a whole build",
                 "[build][preview]") {
    newsroom.article("2022/07/06/c.md", "明天的稿件", "正文。",
                     "not_before: 2022-07-08T08:00:00+08:00\n");
    const Result<BuildReport> first = builds.build(now, std::nullopt);
    REQUIRE(first->written);
    REQUIRE(first->next_change.seconds != 0);
    CHECK(was_short(builds.build(now, Paths{})));
    CHECK_FALSE(was_short(builds.build(first->next_change, Paths{})));
    REQUIRE(builds.build(Instant{1657238400}, Paths{})->written);
    CHECK_FALSE(newsroom.page("2022/07/06/c.html").empty());
}

TEST_CASE("a newsroom built again and again in memory is what a clean build makes of it",
          "[build][preview][incremental]") {
    constexpr std::size_t kSteps = kIsSanitized ? 15 : 60;
    const std::uint64_t seed = GENERATE(std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3});
    CAPTURE(seed);
    Dice dice(seed);
    const TemporaryFolder root;
    NewsroomState state = first_newsroom({}, dice);
    EditedFolders folders(root / "newsroom", root / "site", root / "newsroom");
    folders.write(state, dice);
    BuildOptions options;
    options.source = folders.newsroom;
    options.out = folders.out;
    Builds builds(options);
    REQUIRE(builds.build(state.now, std::nullopt)->written);
    NewsroomState right = state;
    std::size_t short_builds = 0;
    for (std::size_t step = 0; step < kSteps; ++step) {
        const Tree before = files_of(state);
        std::string edit = "words";
        if (dice.chance(50)) {
            StoryState& story = dice.pick(state.stories);
            (dice.chance(50) ? story.text : story.title) = "第" + next_number(state) + "次改过。";
        } else {
            const auto edits = dice.chance(70) ? story_edits() : site_edits();
            const ContentEdit& chosen = dice.pick(edits);
            if (chosen.needs_pictures || chosen.make(state, dice).empty()) continue;
            edit = chosen.name;
        }
        CAPTURE(step, edit);
        folders.write(state, dice);
        const Result<BuildReport> report =
            builds.build(state.now, changed_paths(before, files_of(state)));
        if (was_short(report)) ++short_builds;

        options.now = state.now;
        options.out = root / "clean";
        options.paranoid = true;
        Diagnostics diagnostics;
        std::filesystem::remove_all(options.out);
        const Result<BuildReport> clean = build(options, *builds.files, diagnostics);
        REQUIRE(report.has_value());
        REQUIRE(clean.has_value());
        REQUIRE(report->written == clean->written);
        REQUIRE(builds.diagnostics.all().size() == diagnostics.all().size());
        if (report->written) {
            REQUIRE(without_manifest(read_tree(folders.out)) ==
                    without_manifest(read_tree(options.out)));
            REQUIRE(report->next_change == clean->next_change);
            state.next_change = clean->next_change;
            right = state;
        } else {
            mend(state, right);
            folders.write(state, dice);
            REQUIRE(builds.build(state.now, std::nullopt).has_value());
        }
    }
    CHECK(short_builds > kSteps / 8);
}

TEST_CASE("the next whole build finds what short ones left", "[build][preview][incremental]") {
    Newsroom newsroom;
    write_two_stories(newsroom);
    const Instant now = newsroom.options().now;
    {
        Builds builds(newsroom.options());
        REQUIRE(builds.build(now, std::nullopt)->written);
        newsroom.article("2022/07/05/a.md", "象棋协会成立", "改过了。", "tags: [象棋]\n");
        REQUIRE(was_short(builds.build(now, Paths{"2022/07/05/a.md"})));
        // As it was: another program would find its keys and its manifest unchanged.
        newsroom.article("2022/07/05/a.md", "象棋协会成立", "第一段。", "tags: [象棋]\n");
    }
    REQUIRE(newsroom.build_later()->written);
    CHECK(newsroom.tree() == newsroom.clean_tree());
}

}  // namespace gazette::testing
