#include "endpoint/tokens.h"

#include "endpoint/sealed_lines.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace gazette;

namespace {

constexpr Instant kNow{1'657'067'400};

}  // namespace

TEST_CASE("a token works for its scopes until it expires or is revoked", "[tokens]") {
    const testing::TemporaryFolder folder;
    const auto files = real_files();
    const std::string data = folder / "data";
    const Result<std::string> secret = add_token(
        *files, data, {"desk", {TokenScope::Publish, TokenScope::Read}, Instant{kNow.seconds + 10}},
        kNow);
    REQUIRE(secret);
    REQUIRE(add_token(*files, data, {"other", {TokenScope::Rollback}, std::nullopt}, kNow));

    const Result<std::vector<Token>> tokens = list_tokens(*files, data);
    REQUIRE(tokens);
    REQUIRE(tokens->size() == 2);
    const std::optional<Token> found = find_token(*tokens, *secret, kNow);
    REQUIRE(found);
    CHECK(found->name == "desk");
    CHECK(found->allows(TokenScope::Publish));
    CHECK_FALSE(found->allows(TokenScope::Rollback));
    CHECK_FALSE(find_token(*tokens, *secret, {kNow.seconds + 10}));
    CHECK_FALSE(find_token(*tokens, *secret + "x", kNow));
    CHECK_FALSE(find_token(*tokens, "", kNow));

    REQUIRE(revoke_token(*files, data, "desk"));
    CHECK_FALSE(find_token(*list_tokens(*files, data), *secret, kNow));
    const Result<void> again = revoke_token(*files, data, "desk");
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ErrorCode::NotFound);
}

TEST_CASE("the file of tokens holds no token and is its owner's alone", "[tokens]") {
    const testing::TemporaryFolder folder;
    const auto files = real_files();
    const Result<std::string> secret =
        add_token(*files, folder.path(), {"desk", {TokenScope::Publish}, std::nullopt}, kNow);
    REQUIRE(secret);
    CHECK(secret->size() >= 52);
    CHECK(files->read(folder / "tokens", 10'000)->find(*secret) == std::string::npos);
    CHECK(files->info(folder / "tokens")->mode == 0600);
}

TEST_CASE("tokens that make no sense are not made", "[tokens]") {
    const testing::TemporaryFolder folder;
    const auto files = real_files();
    const auto refusal = [&](const NewToken& token) {
        const Result<std::string> made = add_token(*files, folder.path(), token, kNow);
        REQUIRE_FALSE(made);
        return made.error().code;
    };
    CHECK(refusal({"", {TokenScope::Read}, {}}) == ErrorCode::Invalid);
    CHECK(refusal({"a b", {TokenScope::Read}, {}}) == ErrorCode::Invalid);
    CHECK(refusal({"a\nb", {TokenScope::Read}, {}}) == ErrorCode::Invalid);
    CHECK(refusal({"a", {}, {}}) == ErrorCode::Invalid);
    CHECK(refusal({"a", {TokenScope::Recall, TokenScope::Lift}, {}}) == ErrorCode::Invalid);
    REQUIRE(add_token(*files, folder.path(), {"a", {TokenScope::Read}, {}}, kNow));
    CHECK(refusal({"a", {TokenScope::Read}, {}}) == ErrorCode::AlreadyExists);
}

TEST_CASE("a file of tokens that was cut off or changed lets nobody in", "[tokens]") {
    const testing::TemporaryFolder folder;
    const auto files = real_files();
    REQUIRE(add_token(*files, folder.path(), {"desk", {TokenScope::Publish}, std::nullopt}, kNow));
    const std::string path = folder / "tokens";
    const std::string bytes = *files->read(path, 10'000);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        REQUIRE(files->replace(path, bytes.substr(0, length)));
        const Result<std::vector<Token>> tokens = list_tokens(*files, folder.path());
        REQUIRE_FALSE(tokens);
        CHECK(tokens.error().code == ErrorCode::Damaged);
    }
    std::string changed = bytes;
    changed[changed.find("publish")] = 'P';
    REQUIRE(files->replace(path, changed));
    CHECK_FALSE(list_tokens(*files, folder.path()));
}

TEST_CASE("sealed lines are read as they were written", "[tokens]") {
    const std::string bytes = SealedLines("magic 1").add("a", "x y").add("b", 7).print();
    const Result<SealedLines> lines = SealedLines::parse("magic 1", bytes);
    REQUIRE(lines);
    CHECK(*lines->text("a") == "x y");
    CHECK(*lines->number("b") == 7);
    CHECK_FALSE(lines->number("a"));
    CHECK_FALSE(lines->text("c"));
    CHECK_FALSE(SealedLines::parse("magic 2", bytes));
}
