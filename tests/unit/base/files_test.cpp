#include "base/files.h"

#include "support/catch.h"
#include "support/file_size_limit.h"
#include "support/temporary_folder.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace gazette;
using gazette::testing::TemporaryFolder;

TEST_CASE("what is written is read back, and a limit is kept", "[files]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    REQUIRE(files->make_directories(folder / "a/b"));
    REQUIRE(files->write_new(folder / "a/b/x", "东昌府"));
    CHECK(files->read(folder / "a/b/x", 100).value() == "东昌府");
    CHECK(files->read(folder / "a/b/x", 3).error().code == ErrorCode::TooLarge);
    CHECK(files->write_new(folder / "a/b/x", "y").error().code == ErrorCode::AlreadyExists);
    REQUIRE(files->replace(folder / "a/b/x", "新"));
    CHECK(files->read(folder / "a/b/x", 100).value() == "新");
    CHECK(files->list(folder / "a/b").value().size() == 1);
}

TEST_CASE("a file that cannot be written whole is not left behind", "[files]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    REQUIRE(files->write_new(folder / "old", "old"));
    const std::string bytes(1'000, 'x');
    {
        const testing::FileSizeLimit full(10);
        CHECK_FALSE(files->write_new(folder / "new", bytes).has_value());
        CHECK_FALSE(files->replace(folder / "old", bytes).has_value());
        CHECK_FALSE(files->replace_durably(folder / "other", bytes).has_value());
        CHECK(files->write_new(folder / "old", bytes).error().code == ErrorCode::AlreadyExists);
    }
    CHECK(files->list(folder.path()).value().size() == 1);
    CHECK(files->read(folder / "old", 10).value() == "old");
}

TEST_CASE("links are seen as links and not written through", "[files]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    REQUIRE(files->write_new(folder / "target", "t"));
    REQUIRE(::symlink((folder / "target").c_str(), (folder / "link").c_str()) == 0);
    CHECK(files->info(folder / "link").value().kind == FileKind::Link);
    REQUIRE(files->replace(folder / "link", "new"));
    CHECK(files->read(folder / "target", 10).value() == "t");
    CHECK(files->info(folder / "link").value().kind == FileKind::File);
}

TEST_CASE("a pipe is refused, not waited for", "[files]") {
    const TemporaryFolder folder;
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(real_files()->read(folder / "pipe", 10).error().code == ErrorCode::Invalid);
}

TEST_CASE("durable writes have the permissions asked for", "[files]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    REQUIRE(files->replace_durably(folder / "secret", "s", 0600));
    CHECK(files->info(folder / "secret").value().mode == 0600);
}

TEST_CASE("removing a tree follows no link", "[files]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    REQUIRE(files->make_directories(folder / "tree/deep"));
    REQUIRE(files->write_new(folder / "kept", "k"));
    REQUIRE(::symlink(folder.path().c_str(), (folder / "tree/deep/up").c_str()) == 0);
    REQUIRE(remove_tree(*files, folder / "tree"));
    CHECK(files->info(folder / "tree").error().code == ErrorCode::NotFound);
    CHECK(files->read(folder / "kept", 10).value() == "k");
}

TEST_CASE("a lock is held once", "[files]") {
    const TemporaryFolder folder;
    auto held = lock_file(folder / "lock", WhenLocked::Refuse);
    REQUIRE(held);
    CHECK(lock_file(folder / "lock", WhenLocked::Refuse).error().code == ErrorCode::Conflict);
    held.value().reset();
    CHECK(lock_file(folder / "lock", WhenLocked::Refuse).has_value());
}

TEST_CASE("paths are taken apart and joined", "[files]") {
    CHECK(join_path("a/", "b") == "a/b");
    CHECK(join_path("", "b") == "b");
    CHECK(parent_path("a/b/c.md") == "a/b");
    CHECK(parent_path("c.md").empty());
    CHECK(file_name("a/b/c.md") == "c.md");
    CHECK(extension("a/b/c.tar.gz") == ".gz");
    CHECK(extension(".gitignore").empty());
}
