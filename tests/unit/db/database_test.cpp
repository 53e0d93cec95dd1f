#include "db/database.h"

#include "db/migrations.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string>

using namespace gazette;
using gazette::testing::TemporaryFolder;

namespace {

std::unique_ptr<Database> open(const std::string& path) {
    auto database = Database::open(path);
    REQUIRE(database.has_value());
    return *std::move(database);
}

std::unique_ptr<Database> with_table(const std::string& path) {
    auto database = open(path);
    REQUIRE(database
                ->run_script("create table note (id text primary key, words text not null, "
                             "number integer, bytes blob) strict")
                .has_value());
    return database;
}

std::int64_t notes(Database& database) {
    return database.find("select count(*) from note").value()->integer(0);
}

}  // namespace

TEST_CASE("values come back from the database as they were given", "[db]") {
    const TemporaryFolder folder;
    const auto database = with_table(folder / "desk.db");
    const std::string words = "青少年象棋协会成立 \"'\\ {0} 😀";
    const std::string bytes("\0\xFF\n", 3);
    REQUIRE(database
                ->run("insert into note (id, words, number, bytes) values ($1, $2, $3, $4)",
                      {"a", words, std::int64_t{-7}, Blob{bytes}})
                .value() == 1);
    // The same parameter twice, and in another order.
    const auto row = database->find(
        "select words, number, bytes from note where id = $2 and $1 = $1", {"x", "a"});
    REQUIRE(row.value().has_value());
    CHECK((*row)->text(0) == words);
    CHECK((*row)->integer(1) == -7);
    CHECK((*row)->text(2) == bytes);
    CHECK_FALSE(database->find("select id from note where id = $1", {"b"}).value().has_value());
}

TEST_CASE("empty text is no null, and null is no text", "[db]") {
    const TemporaryFolder folder;
    const auto database = with_table(folder / "desk.db");
    REQUIRE(database
                ->run("insert into note (id, words, number) values ($1, $2, $3)",
                      {"a", std::string_view(), std::nullopt})
                .has_value());
    const auto row = database->find("select words, number from note");
    CHECK((*row)->text(0).empty());
    CHECK((*row)->is_null(1));
    CHECK((*row)->text_or_nothing(1).empty());
}

TEST_CASE("what is not committed is undone, what is committed stays", "[db]") {
    const TemporaryFolder folder;
    const auto database = with_table(folder / "desk.db");
    const auto add = [&](const char* id) {
        return database->run("insert into note (id, words) values ($1, 'x')", {id});
    };
    {
        auto change = database->begin();
        REQUIRE(add("a").has_value());
    }
    CHECK(notes(*database) == 0);
    {
        auto change = database->begin();
        REQUIRE(add("a").has_value());
        REQUIRE(change->commit().has_value());
    }
    CHECK(notes(*open(folder / "desk.db")) == 1);
    // A statement that is refused leaves the transaction as it was.
    auto change = database->begin();
    REQUIRE(add("b").has_value());
    CHECK(add("a").error().code == ErrorCode::AlreadyExists);
    REQUIRE(change->commit().has_value());
    CHECK(notes(*database) == 2);
}

TEST_CASE("the schema's rules are errors with a code of their own", "[db]") {
    const TemporaryFolder folder;
    const auto database = with_table(folder / "desk.db");
    CHECK(database->run("insert into note (id, words) values ('a', null)").error().code ==
          ErrorCode::Invalid);
    CHECK(database->run("insert into note (id, words, number) values ('a', 'x', 'many')")
              .error()
              .code == ErrorCode::Invalid);
    CHECK(database->run("select nothing from nowhere").error().code == ErrorCode::Library);
}

TEST_CASE("a full disk is the machine's refusal, not ours", "[db]") {
    const TemporaryFolder folder;
    const auto database = with_table(folder / "desk.db");
    REQUIRE(database->run_script("pragma max_page_count = 12").has_value());
    const std::string words(100'000, 'x');
    const auto refused = database->run("insert into note (id, words) values ('a', $1)", {words});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::Full);
    CHECK(refused.error().os_error == ENOSPC);
    CHECK(notes(*database) == 0);
}

TEST_CASE("foreign keys are kept", "[db]") {
    const TemporaryFolder folder;
    const auto database = with_table(folder / "desk.db");
    REQUIRE(
        database->run_script("create table mark (note text not null references note (id)) strict")
            .has_value());
    CHECK(database->run("insert into mark (note) values ('a')").error().code == ErrorCode::Invalid);
}

TEST_CASE("the database is its owner's alone and survives its own death", "[db]") {
    const TemporaryFolder folder;
    {
        const auto database = with_table(folder / "desk.db");
        REQUIRE(database->run("insert into note (id, words) values ('a', '字')").has_value());

        struct stat info {};

        REQUIRE(::stat((folder / "desk.db").c_str(), &info) == 0);
        CHECK((info.st_mode & 0777U) == 0600U);
        REQUIRE(::stat((folder / "desk.db-wal").c_str(), &info) == 0);
        CHECK((info.st_mode & 0777U) == 0600U);
    }
    CHECK(notes(*open(folder / "desk.db")) == 1);
}

TEST_CASE("a file that is no database is said to be damaged", "[db]") {
    const TemporaryFolder folder;
    const std::string path = folder / "desk.db";
    REQUIRE(std::ofstream(path) << std::string(5000, 'x'));
    const auto database = Database::open(path);
    REQUIRE_FALSE(database.has_value());
    CHECK(database.error().code == ErrorCode::Damaged);
    CHECK_FALSE(Database::open(folder / "no/such/folder/desk.db").has_value());
}

TEST_CASE("a schema grows step by step, and an old program refuses a newer one", "[db]") {
    using Steps = std::array<std::string_view, 2>;
    constexpr Steps kSteps = {"create table a (id text primary key) strict",
                              "create table b (id text primary key) strict; insert into a (id) "
                              "values ('begun')"};
    const TemporaryFolder folder;
    const auto database = open(folder / "desk.db");
    CHECK(schema_version(*database).value() == 0);
    REQUIRE(migrate(*database, std::span(kSteps).first(1)).has_value());
    CHECK(schema_version(*database).value() == 1);
    REQUIRE(migrate(*database, kSteps).has_value());
    REQUIRE(migrate(*database, kSteps).has_value());  // again: nothing to do
    CHECK(schema_version(*database).value() == 2);
    CHECK(database->find("select count(*) from a").value()->integer(0) == 1);
    CHECK(migrate(*database, std::span(kSteps).first(1)).error().code == ErrorCode::Invalid);
}

TEST_CASE("a step that fails leaves the version before it", "[db]") {
    constexpr std::array<std::string_view, 2> kSteps = {
        "create table a (id text primary key) strict",
        "create table b (id text primary key) strict; no such statement"};
    const TemporaryFolder folder;
    const auto database = open(folder / "desk.db");
    CHECK_FALSE(migrate(*database, kSteps).has_value());
    CHECK(schema_version(*database).value() == 1);
    CHECK_FALSE(database->query("select * from b").has_value());
}
