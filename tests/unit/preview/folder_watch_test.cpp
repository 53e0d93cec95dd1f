#include "preview/folder_watch.h"

#include "support/catch.h"
#include "support/temporary_folder.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace gazette::testing {

namespace {

namespace fs = std::filesystem;

void put_file(const fs::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

// Watches a folder; wait() never waits longer than the test's limit.
struct Watched {
    explicit Watched(bool walk_always = false) : stop(::eventfd(0, EFD_CLOEXEC)) {
        fs::create_directories(folder / "2022/07");
        fs::create_directories(folder / "public");
        watch = *FolderWatch::open(
            *files, {folder.path(), fs::canonical(folder / "public").string(), walk_always});
    }

    ~Watched() { ::close(stop); }

    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    Watched(Watched&&) = delete;
    Watched& operator=(Watched&&) = delete;

    // From any thread, in which Catch2 must not be used.
    [[nodiscard]] bool ask_to_stop() const { return ::eventfd_write(stop, 1) == 0; }

    [[nodiscard]] bool sees_change() const {
        const FolderWatch::Woken woken = watch->wait(stop);
        return woken == FolderWatch::Woken::Changed;
    }

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    int stop;
    std::unique_ptr<FolderWatch> watch;
};

}  // namespace

TEST_CASE("a file that is written is a change", "[preview]") {
    Watched watched;
    REQUIRE(watched.watch->has_events());
    put_file(watched.folder / "2022/07/x.md", "a");
    CHECK(watched.sees_change());
}

TEST_CASE("a watch that waits for a while only says that it is over", "[preview]") {
    constexpr std::chrono::milliseconds kShort{20};
    for (const bool walks : {false, true}) {
        Watched watched(walks);
        CHECK(watched.watch->wait(watched.stop, kShort) == FolderWatch::Woken::TimedOut);
        put_file(watched.folder / "2022/07/x.md", "a");
        CHECK(watched.watch->wait(watched.stop, std::chrono::hours(1)) ==
              FolderWatch::Woken::Changed);
        REQUIRE(watched.ask_to_stop());
        CHECK(watched.watch->wait(watched.stop, kShort) == FolderWatch::Woken::Stopped);
    }
}

TEST_CASE("a change names the files that were touched", "[preview]") {
    Watched watched;
    const auto touched = [&] { return watched.watch->touched(); };
    put_file(watched.folder / "2022/07/x.md", "a");
    put_file(watched.folder / "2022/07/x.md", "b");
    put_file(watched.folder / "2022/y.md", "c");
    REQUIRE(watched.sees_change());
    CHECK(touched() == std::vector<std::string>{"2022/07/x.md", "2022/y.md"});
    fs::remove(watched.folder / "2022/y.md");
    REQUIRE(watched.sees_change());
    CHECK(touched() == std::vector<std::string>{"2022/y.md"});
    fs::rename(watched.folder / "2022/07/x.md", watched.folder / "2022/07/z.md");
    REQUIRE(watched.sees_change());
    CHECK(touched() == std::vector<std::string>{"2022/07/x.md", "2022/07/z.md"});
    fs::create_directories(watched.folder / "2022/08");  // what is in it may be missed
    REQUIRE(watched.sees_change());
    CHECK_FALSE(touched().has_value());

    Watched walking(true);
    put_file(walking.folder / "2022/07/x.md", "a");
    REQUIRE(walking.sees_change());
    CHECK_FALSE(walking.watch->touched().has_value());
}

TEST_CASE("files in a folder that came later are seen too", "[preview]") {
    Watched watched;
    fs::create_directories(watched.folder / "2022/08/01");
    CHECK(watched.sees_change());
    put_file(watched.folder / "2022/08/01/x.md", "a");
    CHECK(watched.sees_change());
}

TEST_CASE("a removed and a renamed file are changes", "[preview]") {
    Watched watched;
    put_file(watched.folder / "x.md", "a");
    CHECK(watched.sees_change());
    fs::rename(watched.folder / "x.md", watched.folder / "y.md");
    CHECK(watched.sees_change());
    fs::remove(watched.folder / "y.md");
    CHECK(watched.sees_change());
}

TEST_CASE("hidden files and the skipped folder are no change", "[preview]") {
    Watched watched;
    put_file(watched.folder / ".x.md.swp", "a");
    put_file(watched.folder / "x.md~", "a");
    put_file(watched.folder / "public/index.html", "a");
    fs::create_directories(watched.folder / ".git/objects");
    REQUIRE(watched.ask_to_stop());
    CHECK_FALSE(watched.sees_change());
}

TEST_CASE("waiting ends when it is asked to stop", "[preview]") {
    Watched watched;
    bool is_asked = false;
    std::jthread asker([&] { is_asked = watched.ask_to_stop(); });
    CHECK_FALSE(watched.sees_change());
    asker.join();
    CHECK(is_asked);
}

TEST_CASE("without watches the folder is walked", "[preview]") {
    Watched watched(true);
    REQUIRE_FALSE(watched.watch->has_events());
    put_file(watched.folder / "public/index.html", "not ours to look at");
    put_file(watched.folder / "2022/07/x.md", "a");
    CHECK(watched.sees_change());
    REQUIRE(watched.ask_to_stop());
    CHECK_FALSE(watched.sees_change());
}

TEST_CASE("a folder that is not there cannot be watched", "[preview]") {
    const std::unique_ptr<Files> files = real_files();
    CHECK_FALSE(FolderWatch::open(*files, {"/no/such/folder", {}, false}).has_value());
}

}  // namespace gazette::testing
