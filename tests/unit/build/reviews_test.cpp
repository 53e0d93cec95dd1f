// What a build makes of sign-offs: load_reviews.h, with the real folder of a newsroom and a desk
// that signs in it.
#include "build/review_memory.h"
#include "release/manifest.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/newsroom.h"
#include "support/signing_desk.h"

#include <filesystem>
#include <set>

using namespace gazette;
using namespace gazette::testing;

namespace {

constexpr std::string_view kPublic = "2022/07/05/gong.html";
const std::string kStory = "2022/07/05/gong.md";

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// Two stories, one of which is signed.
class Reviewed {
public:
    Reviewed() {
        newsroom.write("site.yml", newsroom.file("site.yml") + std::string(kReviewLine));
        newsroom.write("2022/07/05/表.pdf", "%PDF 名单");
        newsroom.article(kStory, "公开的稿", "签过的正文，见[名单](表.pdf)。");
        newsroom.article("2022/07/06/deng.md", "等着的稿", "没签过的正文。");
        desk.sign_through(kStory);
    }

    [[nodiscard]] BuildOptions options() const {
        BuildOptions options = newsroom.options();
        options.trust = SigningDesk::trust();
        options.memory = memory / "cache";
        return options;
    }

    BuildReport build() { return newsroom.build(*files, options()).value(); }

    // One that finds all files old enough to be believed by their times.
    BuildReport build_later() { return newsroom.build_later(options()).value(); }

    [[nodiscard]] std::string story_id() const { return desk.state_of(kStory).id; }

    [[nodiscard]] std::string log() const { return newsroom.file(review_log_path(story_id())); }

    Newsroom newsroom;
    SigningDesk desk{newsroom.path()};
    TemporaryFolder memory;
    std::unique_ptr<Files> files = real_files();
};

}  // namespace

TEST_CASE("only what is signed through is on the site, and the manifest says so",
          "[build][review]") {
    Reviewed reviewed;
    const BuildReport report = reviewed.build();
    CHECK(report.written);
    CHECK(report.articles == 1);
    CHECK(reviewed.newsroom.codes() == "review-waiting");
    CHECK(reviewed.newsroom.diagnostics().all()[0].file == "2022/07/06/deng.md");
    CHECK(reviewed.newsroom.diagnostics().all()[0].severity == Severity::Note);
    CHECK(reviewed.newsroom.diagnostics().all()[0].arguments ==
          std::vector<std::string>{"初审、复审、终审"});
    for (const auto& [path, bytes] : reviewed.newsroom.tree()) {
        INFO(path);
        CHECK_FALSE(holds(bytes, "没签过的正文"));
        CHECK_FALSE(holds(bytes, "等着的稿"));
    }
    const auto manifest = parse_manifest(reviewed.newsroom.page(".gazette-output/manifest"));
    REQUIRE(manifest);
    CHECK(manifest->review == "初审,复审,终审");
    CHECK_FALSE(manifest->preview);
    // Signed, the other comes out as well.
    reviewed.desk.sign_through("2022/07/06/deng.md");
    CHECK(reviewed.build().articles == 2);
    CHECK(reviewed.newsroom.codes().empty());
}

TEST_CASE("a newsroom without stages says so in its manifest", "[build][review]") {
    Newsroom newsroom;
    newsroom.article(kStory, "稿", "正文。");
    REQUIRE(newsroom.build()->written);
    CHECK(parse_manifest(newsroom.page(".gazette-output/manifest"))->review == "none");
}

TEST_CASE("a story that was changed after it was signed stops the build", "[build][review]") {
    Reviewed reviewed;
    REQUIRE(reviewed.build().written);
    const Tree before = reviewed.newsroom.tree();
    const std::string old_text = reviewed.newsroom.file(kStory);
    reviewed.newsroom.article(kStory, "公开的稿", "改过的正文，见[名单](表.pdf)。");
    const auto refused = [&](std::string_view word) {
        CHECK_FALSE(reviewed.build().written);
        const Diagnostic& first = reviewed.newsroom.diagnostics().all().front();
        CHECK(first.code == "review-changed");
        CHECK(first.severity == Severity::Error);
        CHECK(first.file == kStory);
        CHECK(first.arguments.at(0) == word);
        CHECK(reviewed.newsroom.tree() == before);
    };
    refused("@review-text");
    // Signed anew it goes out; the text that was signed before does not any more.
    reviewed.desk.sign_through(kStory);
    CHECK(reviewed.build().written);
    CHECK(holds(reviewed.newsroom.page(std::string(kPublic)), "改过的正文"));
    const std::string new_text = reviewed.newsroom.file(kStory);
    const Tree after = reviewed.newsroom.tree();
    reviewed.newsroom.write(kStory, old_text);
    CHECK_FALSE(reviewed.build().written);
    CHECK(reviewed.newsroom.diagnostics().all().front().arguments.at(0) == "@review-older");
    CHECK(reviewed.newsroom.tree() == after);
    // A file of the story's, changed or gone.
    reviewed.newsroom.write(kStory, new_text);
    reviewed.newsroom.write("2022/07/05/表.pdf", "%PDF 别的名单");
    CHECK_FALSE(reviewed.build().written);
    CHECK(reviewed.newsroom.diagnostics().all().front().arguments.at(0) == "@review-files");
}

TEST_CASE("what needs no stage may be changed in a signed story", "[build][review]") {
    Reviewed reviewed;
    std::string text = reviewed.newsroom.file(kStory);
    text.insert(text.find("section:"), "status: withdrawn\n");
    reviewed.newsroom.write(kStory, text);
    CHECK(reviewed.build().written);
    CHECK_FALSE(holds(reviewed.newsroom.page(std::string(kPublic)), "签过的正文"));
    CHECK_FALSE(reviewed.newsroom.page(std::string(kPublic)).empty());
}

TEST_CASE("with keep-going a changed story is left out, and nothing unsigned goes out",
          "[build][review]") {
    Reviewed reviewed;
    reviewed.newsroom.article(kStory, "公开的稿", "改过的正文。");
    BuildOptions options = reviewed.options();
    options.keep_going = true;
    const auto report = reviewed.newsroom.build(*reviewed.files, options);
    REQUIRE(report);
    CHECK(report->written);
    CHECK(report->left_out == 1);
    CHECK(report->articles == 0);
    CHECK(reviewed.newsroom.page(std::string(kPublic)).empty());
}

TEST_CASE("with drafts what is unsigned is shown and told, and no target takes it",
          "[build][review]") {
    Reviewed reviewed;
    reviewed.newsroom.article(kStory, "公开的稿", "改过的正文。");
    BuildOptions options = reviewed.options();
    options.drafts = true;
    const auto report = reviewed.newsroom.build(*reviewed.files, options);
    REQUIRE(report);
    CHECK(report->written);
    CHECK(report->articles == 2);
    CHECK(reviewed.newsroom.codes() == "review-changed review-waiting");
    CHECK(reviewed.newsroom.diagnostics().count(Severity::Error) == 0);
    CHECK(parse_manifest(reviewed.newsroom.page(".gazette-output/manifest"))->preview);
}

TEST_CASE("stages that are not those of the machine stop every build", "[build][review]") {
    const auto codes_with = [](std::string_view site, std::optional<Trust> trust,
                               bool is_for_show = false) {
        Newsroom newsroom;
        newsroom.article(kStory, "稿", "正文。");
        newsroom.write("site.yml", newsroom.file("site.yml") + std::string(site));
        BuildOptions options = newsroom.options();
        options.trust = std::move(trust);
        options.drafts = is_for_show;
        options.keep_going = true;
        const auto files = real_files();
        const bool is_written = newsroom.build(*files, options)->written;
        CHECK(is_written == std::filesystem::exists(newsroom.out() + "/index.html"));
        return newsroom.codes() + (is_written ? " written" : "");
    };
    const Trust pinned = SigningDesk::trust();
    CHECK(codes_with(kReviewLine, pinned) == "review-waiting written");
    CHECK(codes_with("", pinned) == "review-differs");
    CHECK(codes_with("review: {stages: []}\n", pinned) == "review-differs");
    CHECK(codes_with("review: {stages: [终审]}\n", pinned) == "review-differs");
    CHECK(codes_with("review: {stages: [复审, 初审, 终审]}\n", pinned) == "review-differs");
    CHECK(codes_with("review: {stages: [初审, 复审, 终审, 签发]}\n", pinned) == "review-differs");
    CHECK(codes_with("", pinned, true) == "review-differs");
    // Without a pin nobody can say what is signed.
    CHECK(codes_with(kReviewLine, std::nullopt) == "review-not-pinned");
    CHECK(codes_with(kReviewLine, std::nullopt, true) == "review-not-pinned written");
    CHECK(codes_with("", std::nullopt) == " written");
    // A machine that pins sites takes no other one: its id would be the way around.
    const Trust other = parse_trust("sites: {another: {stages: none}}").value();
    CHECK(codes_with(kReviewLine, other) == "review-not-pinned");
    CHECK(codes_with("", other) == "review-not-pinned");
    const Trust none =
        parse_trust("sites: {" + std::string(kSampleSite) + ": {stages: none}}").value();
    CHECK(codes_with("", none) == " written");
    CHECK(codes_with(kReviewLine, none) == "review-differs");
}

TEST_CASE("a log that cannot be believed or read stops the build", "[build][review]") {
    Reviewed reviewed;
    REQUIRE(reviewed.build().written);
    const Tree before = reviewed.newsroom.tree();
    const std::string path = review_log_path(reviewed.story_id());
    const std::string good = reviewed.log();
    const std::size_t second = good.find('\n') + 1;
    for (const std::string& log :
         {good.substr(0, good.size() - 1), good.substr(second), good + good, std::string("{}\n")}) {
        reviewed.newsroom.write(path, log);
        CHECK_FALSE(reviewed.build().written);
        CHECK(reviewed.newsroom.diagnostics().all().front().code == "review-log-broken");
        CHECK(reviewed.newsroom.diagnostics().all().front().file == kStory);
        CHECK(reviewed.newsroom.tree() == before);
    }
    // One that is gone, or ends before a line that was seen, was cut.
    for (std::size_t lines = 0; lines < 3; ++lines) {
        std::size_t end = 0;
        for (std::size_t i = 0; i < lines; ++i) end = good.find('\n', end) + 1;
        reviewed.newsroom.write(path, good.substr(0, end));
        if (end == 0) reviewed.newsroom.remove(path);
        for (int again = 0; again < 2; ++again) {
            CHECK_FALSE(reviewed.build_later().written);
            CHECK(reviewed.newsroom.diagnostics().all().front().arguments.at(1) == "@review-cut");
            CHECK(reviewed.newsroom.tree() == before);
        }
    }
    reviewed.newsroom.write(path, good);
    CHECK(reviewed.build_later().written);
    // To a machine that never saw it the story waits, as one that was never signed.
    reviewed.newsroom.remove(path);
    BuildOptions elsewhere = reviewed.options();
    elsewhere.memory = reviewed.memory / "other";
    CHECK(reviewed.newsroom.build_later(elsewhere)->articles == 0);
    CHECK(reviewed.newsroom.codes() == "review-waiting review-waiting");
}

TEST_CASE("a story without an id can be signed by nobody, and stops no other", "[build][review]") {
    Reviewed reviewed;
    std::string text = reviewed.newsroom.file(kStory);
    const std::size_t at = text.find("id: ");
    text.erase(at, text.find('\n', at) + 1 - at);
    reviewed.newsroom.write(kStory, text);
    reviewed.desk.sign_through("2022/07/06/deng.md");
    const BuildReport report = reviewed.build();
    CHECK(report.written);
    CHECK(report.articles == 1);
    CHECK(reviewed.newsroom.codes() == "review-waiting id-missing");
}

TEST_CASE("a recalled story has its notice until it is lifted and signed anew", "[build][review]") {
    Reviewed reviewed;
    const StoryState story = reviewed.desk.state_of(kStory);
    reviewed.desk.add(story.id, reviewed.desk.record(RecordType::Recall, "chief", story));
    CHECK(reviewed.build().written);
    CHECK(holds(reviewed.newsroom.codes(), "review-recalled"));
    const std::string notice = reviewed.newsroom.page(std::string(kPublic));
    CHECK_FALSE(notice.empty());
    CHECK_FALSE(holds(notice, "公开的稿"));
    Record lift = reviewed.desk.record(RecordType::Lift, "chief", story);
    lift.other = "director";
    reviewed.desk.add(story.id, lift);
    CHECK(reviewed.build().articles == 0);
    reviewed.desk.sign_through(kStory);
    CHECK(reviewed.build().articles == 1);
    // One that never was public leaves no trace.
    const StoryState waiting = reviewed.desk.state_of("2022/07/06/deng.md");
    reviewed.desk.add(waiting.id, reviewed.desk.record(RecordType::Withdraw, "reporter", waiting));
    CHECK(reviewed.build().written);
    CHECK(reviewed.newsroom.codes() == "review-withdrawn");
    CHECK(reviewed.newsroom.page("2022/07/06/deng.html").empty());
}

TEST_CASE("a returned story waits, and the note says who gave it back", "[build][review]") {
    Reviewed reviewed;
    const StoryState story = reviewed.desk.state_of("2022/07/06/deng.md");
    Record back = reviewed.desk.record(RecordType::Return, "director", story);
    back.stage = "复审";
    reviewed.desk.add(story.id, back);
    CHECK(reviewed.build().articles == 1);
    CHECK(reviewed.newsroom.codes() == "review-returned");
    CHECK(reviewed.newsroom.diagnostics().all()[0].arguments == std::vector<std::string>{"复审"});
}

TEST_CASE("a signed schedule keeps a story until its moment", "[build][review]") {
    Reviewed reviewed;
    const StoryState story = reviewed.desk.state_of(kStory);
    Record schedule = reviewed.desk.record(RecordType::Schedule, "chief", story);
    schedule.not_before = Instant{reviewed.options().now.seconds + 60};
    reviewed.desk.add(story.id, schedule);
    const BuildReport early = reviewed.build();
    CHECK(early.articles == 0);
    CHECK(early.next_change == *schedule.not_before);
    BuildOptions later = reviewed.options();
    later.now = *schedule.not_before;
    CHECK(reviewed.newsroom.build(*reviewed.files, later)->articles == 1);
}

TEST_CASE("what was verified is remembered outside of the newsroom, and nothing inside is believed",
          "[build][review]") {
    Reviewed reviewed;
    REQUIRE(reviewed.build_later().written);
    CHECK_FALSE(std::filesystem::exists(reviewed.newsroom.path() + "/.gazette/catalog/articles"));
    const std::string cache = reviewed.options().memory;
    const auto remembered = read_review_memory(*reviewed.files, cache);
    REQUIRE(remembered);
    REQUIRE(remembered->contains(reviewed.story_id()));
    CHECK(remembered->at(reviewed.story_id()).verified.count == 3);
    // Two more builds take all rows from there; the second does nothing at all.
    reviewed.newsroom.article("2022/07/06/neu.md", "又一篇", "正文。");
    CHECK(reviewed.build_later().articles_read == 1);
    CHECK(reviewed.build_later().articles_read == 0);
    // A log that is another is looked at again, also when all else is the same.
    reviewed.desk.sign_through("2022/07/06/neu.md");
    CHECK(reviewed.build_later().articles == 2);
    // Without a place outside nothing is remembered.
    BuildOptions nowhere = reviewed.options();
    nowhere.memory.clear();
    CHECK(reviewed.newsroom.build_later(nowhere)->articles_read == 3);
    CHECK(reviewed.newsroom.build_later(nowhere)->articles_read == 3);
    CHECK_FALSE(std::filesystem::exists(reviewed.newsroom.path() + "/.gazette/catalog/articles"));
}

TEST_CASE("a log that is the same file is not read again, and one that may not be is",
          "[build][review]") {
    Reviewed reviewed;
    std::size_t read = 0;
    FailingFiles counting;
    counting.clock_ahead_ns = std::int64_t{3600} * 1'000'000'000;
    counting.after_read = [&](const std::string& path) {
        if (path.ends_with(".jsonl")) ++read;
    };
    const auto logs_read = [&](const BuildOptions& options) {
        read = 0;
        CHECK(reviewed.newsroom.build(counting, options)->written);
        return read;
    };
    CHECK(logs_read(reviewed.options()) == 1);
    reviewed.newsroom.article("2022/07/06/neu.md", "又一篇", "正文。");
    CHECK(logs_read(reviewed.options()) == 0);
    // Of other keys, or where times are not believed.
    BuildOptions other = reviewed.options();
    other.trust = SigningDesk::trust("# the same, written otherwise\n");
    CHECK(logs_read(other) == 1);
    other.paranoid = true;
    CHECK(logs_read(other) == 1);
    // A schedule is kept in mind with it.
    Record schedule =
        SigningDesk::record(RecordType::Schedule, "chief", reviewed.desk.state_of(kStory));
    schedule.not_before = Instant{reviewed.options().now.seconds + 60};
    reviewed.desk.add(reviewed.story_id(), schedule);
    CHECK(logs_read(reviewed.options()) == 1);
    reviewed.newsroom.article("2022/07/06/neu.md", "又一篇", "正文，改过。");
    const auto report = reviewed.newsroom.build(counting, reviewed.options());
    CHECK(report->articles == 0);
    CHECK(report->next_change == *schedule.not_before);
    // Young files are read each time.
    reviewed.newsroom.article("2022/07/06/neu.md", "又一篇", "正文，再改过。");
    counting.clock_ahead_ns = -counting.clock_ahead_ns;
    std::filesystem::remove_all(reviewed.options().memory);
    CHECK(logs_read(reviewed.options()) == 1);
    reviewed.newsroom.article("2022/07/06/neu.md", "又一篇", "正文，又改过。");
    CHECK(logs_read(reviewed.options()) == 1);
}

TEST_CASE("a damaged memory of reviews costs time only", "[build][review]") {
    Reviewed reviewed;
    REQUIRE(reviewed.build_later().written);
    const std::string file = reviewed.options().memory + "/.gazette/catalog/reviews";
    const std::string bytes = reviewed.files->read(file, 1U << 20U).value();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        REQUIRE(reviewed.files->replace(file, bytes.substr(0, i)));
        const auto cut = read_review_memory(*reviewed.files, reviewed.options().memory);
        REQUIRE(cut);
        CHECK((cut->empty() || cut->at(reviewed.story_id()).verified.count == 3));
    }
    CHECK(reviewed.build_later().written);
    CHECK(reviewed.build_later().articles == 1);
}

TEST_CASE("a check says what is unsigned and what was changed", "[build][review]") {
    Reviewed reviewed;
    reviewed.newsroom.article(kStory, "公开的稿", "改过的正文，见[名单](表.pdf)。");
    Diagnostics found;
    REQUIRE(check(reviewed.options(), {}, *reviewed.files, found));
    REQUIRE(found.all().size() == 2);
    CHECK(found.all()[0].code == "review-changed");
    CHECK(found.all()[0].severity == Severity::Error);
    CHECK(found.all()[0].arguments.at(1) == "终审 chief 2022-07-06T08:30:00+08:00");
    CHECK(found.all()[1].code == "review-waiting");
    // On a machine without pins it only says that it cannot know.
    BuildOptions own = reviewed.options();
    own.trust.reset();
    found = {};
    REQUIRE(check(own, {}, *reviewed.files, found));
    REQUIRE(found.all().size() == 1);
    CHECK(found.all()[0].code == "review-not-pinned");
    CHECK(found.all()[0].severity == Severity::Warning);
}

TEST_CASE("a file that changes between reading and rendering is not rendered unsigned",
          "[build][review]") {
    Reviewed reviewed;
    FailingFiles racing;
    bool has_changed = false;
    racing.after_read = [&](const std::string& path) {
        if (has_changed || !path.ends_with(kStory)) return;
        has_changed = true;
        reviewed.newsroom.article(kStory, "公开的稿", "偷换的正文。");
    };
    BuildOptions options = reviewed.options();
    options.most_kept_bytes = 0;
    const auto report = reviewed.newsroom.build(racing, options);
    CHECK(has_changed);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Conflict);
    CHECK_FALSE(holds(reviewed.newsroom.page(std::string(kPublic)), "偷换"));
}

namespace {

// Six ways to change a file; the bytes of another one for the last. Nothing: to be removed.
std::vector<std::optional<std::string>> mutations(const std::string& bytes,
                                                  const std::string& other) {
    std::vector<std::optional<std::string>> all;
    std::string flipped = bytes;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
    std::string first = bytes;
    first[0] = static_cast<char>(first[0] ^ 1);
    all.emplace_back(flipped);
    all.emplace_back(first);
    all.emplace_back(bytes + "\n篡改\n");
    all.emplace_back(bytes.substr(0, bytes.size() / 2));
    all.emplace_back(std::string());
    all.emplace_back(other);
    all.emplace_back(std::nullopt);
    return all;
}

bool is_signed_file(std::string_view path) {
    return path.starts_with("reviews/") || path.starts_with("2022/") || path.starts_with("assets/");
}

}  // namespace

// The first threat of SECURITY's list: somebody who can write in the newsroom.
TEST_CASE("no file of a signed newsroom can be changed without the build or the story ending",
          "[build][review]") {
    Reviewed reviewed;
    reviewed.desk.sign_through("2022/07/06/deng.md");
    const Tree sources = read_tree(reviewed.newsroom.path());
    REQUIRE(reviewed.build().written);
    const Tree before = reviewed.newsroom.tree();
    REQUIRE(before.contains(std::string(kPublic)));
    std::size_t refused = 0;
    std::size_t left_out = 0;
    std::size_t same = 0;
    for (const auto& source : sources) {
        const std::string& path = source.first;
        const std::string& bytes = source.second;
        if (!is_signed_file(path)) continue;
        const auto other = std::ranges::find_if(sources, [&](const auto& file) {
            return file.first != path && extension(file.first) == extension(path);
        });
        for (const auto& changed : mutations(bytes, other == sources.end() ? "" : other->second)) {
            INFO(path << ": " << changed.value_or("(removed)"));
            if (changed) {
                reviewed.newsroom.write(path, *changed);
            } else {
                reviewed.newsroom.remove(path);
            }
            const BuildReport report = reviewed.build();
            const Tree after = reviewed.newsroom.tree();
            const bool is_refused = !report.written;
            if (is_refused) {
                CHECK(after == before);
                CHECK(reviewed.newsroom.diagnostics().has_errors());
                ++refused;
            } else if (report.articles == 2) {
                // What is not signed: a removed story's file is no story, an alias is no text.
                CHECK(after == before);
                ++same;
            } else {
                CHECK(report.articles == 1);
                for (const auto& [page, text] : after) {
                    INFO(page);
                    CHECK_FALSE(holds(text, "篡改"));
                }
                ++left_out;
            }
            reviewed.newsroom.write(path, bytes);
            REQUIRE(reviewed.build().written);
            REQUIRE(reviewed.newsroom.tree() == before);
        }
    }
    CHECK(refused > 20);
    CHECK(left_out >= 2);  // both stories removed
    CHECK(same == 0);
}

TEST_CASE("site.yml cannot take the stages away, whatever is changed in that line",
          "[build][review]") {
    Reviewed reviewed;
    REQUIRE(reviewed.build().written);
    const Tree before = reviewed.newsroom.tree();
    const std::string site = reviewed.newsroom.file("site.yml");
    const auto replaced = [&](std::string_view from, std::string_view to) {
        std::string text = site;
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        return text.replace(at, from.size(), to);
    };
    for (const std::string& text :
         {replaced(kReviewLine, ""), replaced("初审, 复审, 终审", ""),
          replaced("初审, 复审, 终审", "终审"), replaced("review:", "#review:"),
          replaced("id: a", "id: b"), replaced("stages: [初审, 复审, 终审]", ""),
          replaced("[初审, 复审, 终审]", "none"), replaced("[初审, 复审, 终审]", "~"),
          "id: other\ntitle: 报\nurl: https://a.example/\nsections: [要闻]\n" +
              std::string(kReviewLine),
          std::string("title: 报\nurl: https://a.example/\nsections: [要闻]\n"), std::string()}) {
        INFO(text);
        reviewed.newsroom.write("site.yml", text);
        CHECK_FALSE(reviewed.build().written);
        CHECK(reviewed.newsroom.diagnostics().has_errors());
        CHECK(reviewed.newsroom.tree() == before);
    }
    std::filesystem::remove(reviewed.newsroom.path() + "/site.yml");
    CHECK_FALSE(reviewed.build().written);
    CHECK(reviewed.newsroom.tree() == before);
}
