// A build killed with SIGKILL in the middle of a write, at many a write and twice in a row,
// and without the newsroom's .gazette/ afterwards: the next build makes what a clean one makes, and
// leaves, names and does not publish what is not ours.
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/newsroom.h"
#include "support/sanitized.h"

#include <sys/wait.h>

#include <filesystem>

using namespace gazette;
using namespace gazette::testing;

namespace {

constexpr std::size_t kBeginning = 8;
constexpr std::size_t kStride = kIsSanitized ? 32 : 5;

void old_state(Newsroom& newsroom) {
    newsroom.article("2022/07/05/qi.md", "青少年象棋协会成立", "第一段。", "tags: [象棋]\n");
    newsroom.remove("2022/07/06/new.md");
}

void new_state(Newsroom& newsroom) {
    newsroom.article("2022/07/06/new.md", "新来的一篇", "新的正文。");
    newsroom.remove("2022/07/05/qi.md");
}

// Builds in a child that is killed at the given write; true when it lived to the end.
bool build_until_killed(Newsroom& newsroom, std::size_t writes) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        FailingFiles files;
        files.writes_until_full = writes;
        files.dies_when_full = true;
        const auto report = newsroom.build(files, newsroom.options());
        ::_exit(report && report.value().written ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    const bool is_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    const bool is_done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    REQUIRE(is_killed != is_done);
    return is_done;
}

std::vector<std::string> temporaries_in(const std::string& folder) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.find(kTemporaryMark) != std::string::npos) found.push_back(name);
    }
    return found;
}

}  // namespace

TEST_CASE("a build killed at any write, even twice, is made right by the next", "[fault][build]") {
    Newsroom newsroom;
    newsroom.article("2022/07/06/ma.md", "一张码贴进村口", "东昌府讯 第二篇。", "tags: [象棋]\n");
    const auto files = real_files();
    BuildOptions elsewhere = newsroom.options();
    elsewhere.out = newsroom.out() + "-clean";
    new_state(newsroom);
    REQUIRE(newsroom.build(*files, elsewhere).value().written);
    const Tree wanted = read_tree(elsewhere.out);

    const bool is_fresh = GENERATE(true, false);
    bool is_done = false;
    for (std::size_t writes = 0; !is_done; writes += writes < kBeginning ? 1 : kStride) {
        INFO((is_fresh ? "into an empty folder" : "over an older site")
             << ", killed at write " << writes);
        std::filesystem::remove_all(newsroom.out());
        if (!is_fresh) {
            old_state(newsroom);
            REQUIRE(newsroom.build().value().written);
            REQUIRE(files->write_new(newsroom.out() + "/2022/notes.txt", "mine"));
        }
        new_state(newsroom);
        is_done = build_until_killed(newsroom, writes);
        // Again: among the pages after a death at the beginning, where the journal is written;
        // else earlier than before.
        build_until_killed(newsroom, writes < kBeginning ? writes + kBeginning : writes / 2);
        std::filesystem::remove_all(newsroom.path() + "/.gazette");

        const auto mended = newsroom.build();
        REQUIRE(mended);
        Tree tree = newsroom.tree();
        if (!is_fresh) {
            CHECK(mended.value().foreign_files == std::vector<std::string>{"2022/notes.txt"});
            CHECK(tree["2022/notes.txt"] == "mine");
            tree.erase("2022/notes.txt");
        } else {
            CHECK(mended.value().foreign_files.empty());
        }
        CHECK(tree == wanted);
        CHECK(temporaries_in(newsroom.out()).empty());
    }
    std::filesystem::remove_all(elsewhere.out);
}
