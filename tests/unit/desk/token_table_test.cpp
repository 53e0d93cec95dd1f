#include "desk/token_table.h"

#include "base/hash.h"
#include "desk/schema.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace gazette;
using gazette::testing::TemporaryFolder;

namespace {

constexpr Instant kNow{1'650'000'000};
constexpr std::int64_t kDay = 24 * 3600;

struct World {
    Account add(const std::string& name, DeskRole role) {
        const std::string organisation = is_of_organisation(role) ? "qixiang" : "";
        return add_account(*database, {name, name, role, organisation, "hash"}, kAtTheMachine, kNow)
            .value();
    }

    Result<std::string> token(const Account& account, const std::string& client = "手机应用",
                              std::vector<AppScope> scopes = {AppScope::Create, AppScope::Media},
                              std::int64_t days = 90) {
        return add_app_token(*database, account,
                             {client, std::move(scopes), {kNow.seconds + days * kDay}}, kNow);
    }

    std::optional<AppGrant> find(std::string_view secret, Instant at = kNow) {
        return find_grant(*database, secret, at).value();
    }

    TemporaryFolder folder;
    std::unique_ptr<Database> database = open_desk_database(folder.path()).value();
    Account lin = add("lin", DeskRole::Member);
};

}  // namespace

TEST_CASE("a token opens what it was made for, until its time", "[desk][tokens]") {
    World world;
    const std::string secret = world.token(world.lin).value();
    CHECK(secret.size() > 60);
    const auto grant = world.find(secret);
    REQUIRE(grant);
    CHECK(grant->author == PostAuthor{"qixiang", world.lin.id, "手机应用"});
    CHECK(grant->scopes == std::vector<AppScope>{AppScope::Create, AppScope::Media});
    CHECK_FALSE(world.find(secret, {kNow.seconds + 90 * kDay}));
    CHECK_FALSE(world.find(secret + "x"));
    CHECK_FALSE(world.find(""));
}

TEST_CASE("a token is kept as its digest alone", "[desk][tokens]") {
    World world;
    const std::string secret = world.token(world.lin).value();
    const auto row = world.database->find("select * from app_token").value();
    REQUIRE(row);
    CHECK(row->text(1) == to_hex(sha256(secret)));
    for (const std::size_t column : {0U, 2U, 3U, 4U, 5U}) {
        CHECK(row->text(column).find(secret.substr(secret.size() - 20)) == std::string::npos);
    }
}

TEST_CASE("a token ends with its account, or when it is revoked by its owner", "[desk][tokens]") {
    World world;
    const Account other = world.add("shen", DeskRole::Member);
    const std::string secret = world.token(world.lin).value();
    const std::string id = app_tokens_of(*world.database, world.lin.id, kNow).value().front().id;
    CHECK(revoke_app_token(*world.database, other.id, id).error().code == ErrorCode::NotFound);
    CHECK(world.find(secret));
    CHECK(revoke_app_token(*world.database, world.lin.id, id));
    CHECK_FALSE(world.find(secret));
    CHECK(app_tokens_of(*world.database, world.lin.id, kNow).value().empty());

    const std::string of_other = world.token(other).value();
    REQUIRE(dismiss_account(*world.database, other.id, "-", kNow));
    CHECK_FALSE(world.find(of_other));
}

TEST_CASE("a token needs a name, a scope, an end, and somebody who posts", "[desk][tokens]") {
    World world;
    for (const std::string client : {"", " x", "x\n", "\x1B[0m", "a\xE2\x80\xAE", "\xFF",
                                     "12345678901234567890123456789012345678901"}) {
        CAPTURE(client);
        CHECK(world.token(world.lin, client).error().code == ErrorCode::Invalid);
    }
    CHECK_FALSE(world.token(world.lin, "x", {}));
    CHECK_FALSE(world.token(world.lin, "x", {AppScope::Create}, 0));
    CHECK_FALSE(world.token(world.lin, "x", {AppScope::Create}, 367));
    for (const DeskRole role :
         {DeskRole::Reporter, DeskRole::FinalReviewer, DeskRole::Editor, DeskRole::Administrator}) {
        CHECK_FALSE(world.token(world.add(std::string(name_of(role)), role)));
    }
    for (std::size_t i = 0; i < kMostAppTokens; ++i) CHECK(world.token(world.lin));
    CHECK_FALSE(world.token(world.lin));
}

TEST_CASE("when a token was used is known about to the hour", "[desk][tokens]") {
    World world;
    const std::string secret = world.token(world.lin).value();
    const auto used = [&] {
        return app_tokens_of(*world.database, world.lin.id, kNow).value().front().used;
    };
    CHECK_FALSE(used());
    CHECK(world.find(secret));
    CHECK(used() == kNow);
    CHECK(world.find(secret, {kNow.seconds + 60}));
    CHECK(used() == kNow);
    CHECK(world.find(secret, {kNow.seconds + 2 * 3600}));
    CHECK(used() == Instant{kNow.seconds + 2 * 3600});
}
