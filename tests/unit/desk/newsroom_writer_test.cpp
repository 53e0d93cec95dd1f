#include "desk/newsroom_writer.h"

#include "support/catch.h"
#include "support/failing_files.h"
#include "support/temporary_folder.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <map>

using namespace gazette;
using gazette::testing::FailingFiles;

namespace {

OutboxEntry entry_of(std::string path, std::string bytes,
                     std::optional<std::string> before = std::nullopt) {
    OutboxEntry entry;
    entry.path = std::move(path);
    entry.bytes = std::move(bytes);
    entry.digest = sha256(entry.bytes);
    if (before) entry.expected = sha256(*before);
    return entry;
}

// Of a correction: a new picture, the log that grew, the story that was there.
std::vector<OutboxEntry> correction() {
    return {entry_of("2022/07/06/象棋.md", "终审后的正文", "旧正文"),
            entry_of("reviews/k3.jsonl", "一\n二\n", "一\n"),
            entry_of("2022/07/06/图/棋.jpg", "JPEG")};
}

// A folder with files in it.
class Folder : public gazette::testing::TemporaryFolder {
public:
    void write(const std::string& name, std::string_view bytes) const {
        const std::string file = *this / name;
        REQUIRE(real_files()->make_directories(std::string(parent_path(file))));
        REQUIRE(real_files()->replace(file, bytes));
    }

    [[nodiscard]] std::string read(const std::string& name) const {
        return real_files()->read(*this / name, 1U << 20U).value_or("(none)");
    }
};

// A newsroom as it is before that.
class Newsroom {
public:
    Newsroom() {
        folder.write("site.yml", "title: 东昌府融媒\n");
        folder.write("2022/07/06/象棋.md", "旧正文");
        folder.write("reviews/k3.jsonl", "一\n");
    }

    NewsroomWriter writer() {
        auto writer = NewsroomWriter::open(files, folder.path());
        REQUIRE(writer);
        return *writer;
    }

    Folder folder;
    FailingFiles files;
};

}  // namespace

TEST_CASE("a batch is written whole, and applied again it changes nothing", "[desk][newsroom]") {
    Newsroom newsroom;
    const auto batch = correction();
    const auto first = newsroom.writer().apply(batch);
    REQUIRE(first);
    CHECK(first->is_applied());
    CHECK(first->written == 3);
    for (const OutboxEntry& entry : batch) CHECK(newsroom.folder.read(entry.path) == entry.bytes);
    const auto again = newsroom.writer().apply(batch);
    REQUIRE(again);
    CHECK(again->is_applied());
    CHECK(again->written == 0);
}

TEST_CASE("a file that is not what the desk believes is left, and nothing of its batch is written",
          "[desk][newsroom]") {
    Newsroom newsroom;
    newsroom.folder.write("2022/07/06/象棋.md", "有人用编辑器改过");
    const auto batch = correction();
    const auto outcome = newsroom.writer().apply(batch);
    REQUIRE(outcome);
    CHECK(outcome->conflicts ==
          std::vector<OutboxConflict>{{batch[0].path, OutboxProblem::Differs, sha256("旧正文"),
                                       sha256("有人用编辑器改过")}});
    CHECK(newsroom.folder.read("2022/07/06/象棋.md") == "有人用编辑器改过");
    CHECK(newsroom.folder.read("reviews/k3.jsonl") == "一\n");
    CHECK_FALSE(newsroom.files.info(newsroom.folder.path() + "/2022/07/06/图"));
}

TEST_CASE("where no file was expected one is in the way, and where one was its absence is",
          "[desk][newsroom]") {
    Newsroom newsroom;
    const std::vector<OutboxEntry> batch = {entry_of("2022/07/06/象棋.md", "新"),
                                            entry_of("2022/07/07/无.md", "新", "旧")};
    const auto outcome = newsroom.writer().apply(batch);
    REQUIRE(outcome);
    CHECK(outcome->conflicts ==
          std::vector<OutboxConflict>{
              {"2022/07/06/象棋.md", OutboxProblem::Differs, std::nullopt, sha256("旧正文")},
              {"2022/07/07/无.md", OutboxProblem::Differs, sha256("旧"), std::nullopt}});
}

TEST_CASE("the desk writes nothing out of its newsroom, nor through a link", "[desk][newsroom]") {
    Newsroom newsroom;
    Folder elsewhere;
    elsewhere.write("x.md", "别处");
    const std::string root = newsroom.folder.path();
    REQUIRE(::symlink(elsewhere.path().c_str(), (root + "/外").c_str()) == 0);
    REQUIRE(::symlink((elsewhere.path() + "/x.md").c_str(), (root + "/连.md").c_str()) == 0);
    REQUIRE(::symlink("nowhere", (root + "/空.md").c_str()) == 0);
    REQUIRE(::mkfifo((root + "/管.md").c_str(), 0600) == 0);
    newsroom.folder.write("public/.gazette-output/manifest", "");
    newsroom.folder.write("夹.md/x.txt", "");
    using enum OutboxProblem;
    const std::map<std::string, OutboxProblem> refused = {
        {"外/x.md", ThroughLink},       {"外/新/x.md", ThroughLink},
        {"连.md", ThroughLink},         {"空.md", ThroughLink},
        {"管.md", ThroughLink},         {"夹.md", ThroughLink},
        {"public/x.md", ThroughLink},   {"public/新/x.md", ThroughLink},
        {"site.yml/x.md", ThroughLink}, {"../x.md", NotAllowed},
        {"/tmp/x.md", NotAllowed},      {"site.yml", NotAllowed},
        {"templates/x.md", NotAllowed}};
    for (const auto& [path, problem] : refused) {
        INFO(path);
        const std::array batch = {entry_of(path, "正文"), entry_of("好.md", "正文")};
        const auto outcome = newsroom.writer().apply(batch);
        REQUIRE(outcome);
        REQUIRE(outcome->conflicts.size() == 1);
        CHECK(outcome->conflicts[0].path == path);
        CHECK(outcome->conflicts[0].problem == problem);
        CHECK_FALSE(newsroom.files.info(root + "/好.md"));
    }
    CHECK(elsewhere.read("x.md") == "别处");
    CHECK(newsroom.files.list(elsewhere.path())->size() == 1);
}

TEST_CASE("a batch that contradicts itself is refused before anything is written",
          "[desk][newsroom]") {
    Newsroom newsroom;
    std::vector<OutboxEntry> twice = {entry_of("a.md", "一"), entry_of("a.md", "二")};
    CHECK(newsroom.writer().apply(twice).error().code == ErrorCode::Invalid);
    std::vector<OutboxEntry> wrong = {entry_of("a.md", "一"), entry_of("b.md", "二")};
    wrong[1].bytes = "三";
    CHECK(newsroom.writer().apply(wrong).error().code == ErrorCode::Invalid);
    CHECK_FALSE(newsroom.files.info(newsroom.folder.path() + "/a.md"));
    CHECK(NewsroomWriter::open(newsroom.files, newsroom.folder.path() + "/2022").error().code ==
          ErrorCode::NotFound);
}

TEST_CASE("killed before any step, a batch leaves a right newsroom and is then applied whole",
          "[desk][newsroom][kill]") {
    const auto batch = correction();
    bool has_ended = false;
    for (std::size_t steps = 0; !has_ended; ++steps) {
        Newsroom newsroom;
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            FailingFiles dying;
            dying.writes_until_full = steps;
            dying.dies_when_full = true;
            auto writer = NewsroomWriter::open(dying, newsroom.folder.path());
            const bool is_right = writer && writer->apply(batch) && dying.writes == steps;
            ::_exit(is_right ? 0 : 1);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        has_ended = WIFEXITED(status);
        INFO("killed before step " << steps);
        if (has_ended) CHECK(WEXITSTATUS(status) == 0);
        // The text is new only where the log is, and the log only where the picture is.
        const bool has_picture =
            newsroom.files.info(newsroom.folder.path() + "/2022/07/06/图/棋.jpg").has_value();
        const bool has_log = newsroom.folder.read("reviews/k3.jsonl") == batch[1].bytes;
        const bool has_text = newsroom.folder.read("2022/07/06/象棋.md") == batch[0].bytes;
        CHECK((!has_text || has_log));
        CHECK((!has_log || has_picture));
        if (!has_log) CHECK(newsroom.folder.read("reviews/k3.jsonl") == "一\n");
        if (!has_text) CHECK(newsroom.folder.read("2022/07/06/象棋.md") == "旧正文");

        const auto again = newsroom.writer().apply(batch);
        REQUIRE(again);
        CHECK(again->is_applied());
        for (const OutboxEntry& entry : batch) {
            CHECK(newsroom.folder.read(entry.path) == entry.bytes);
        }
        REQUIRE(steps < 50);
    }
}

TEST_CASE("a full disk or a sync that fails is no success, and the next try is one",
          "[desk][newsroom]") {
    const auto batch = correction();
    for (const std::string refused :
         {"/2022/07/06/图/棋.jpg", "/reviews/k3.jsonl", "/2022/07/06/象棋.md", "/2022", ""}) {
        Newsroom newsroom;
        INFO(refused);
        const std::string path = newsroom.folder.path() + refused;
        newsroom.files.refuses = [&](std::string_view step, const std::string& at) {
            return (step == "replace" || step == "sync") && at == path;
        };
        const auto failed = newsroom.writer().apply(batch);
        REQUIRE_FALSE(failed);
        CHECK(failed.error().code == ErrorCode::Full);
        // What is there now was perhaps never synced: that must not be refused this time.
        newsroom.files.refuses = [](std::string_view, const std::string&) { return false; };
        const auto again = newsroom.writer().apply(batch);
        REQUIRE(again);
        CHECK(again->is_applied());
    }
}

TEST_CASE("what is there already is acknowledged only once the disk has it", "[desk][newsroom]") {
    Newsroom newsroom;
    const auto batch = correction();
    REQUIRE(newsroom.writer().apply(batch));
    newsroom.files.refuses = [](std::string_view step, const std::string&) {
        return step == "sync";
    };
    CHECK_FALSE(newsroom.writer().apply(batch));
}

TEST_CASE("what a killed writer left half written is swept, and nothing else", "[desk][newsroom]") {
    Newsroom newsroom;
    newsroom.folder.write("2022/07/06/象棋.md.gazette-tmp-1-1", "半");
    newsroom.folder.write("2022/07/06/别的.md.gazette-tmp-1-1", "不是我们的");
    const auto batch = correction();
    CHECK(newsroom.writer().sweep(batch) == std::size_t{1});
    CHECK(newsroom.folder.read("2022/07/06/别的.md.gazette-tmp-1-1") == "不是我们的");
    CHECK(newsroom.folder.read("2022/07/06/象棋.md") == "旧正文");
}
