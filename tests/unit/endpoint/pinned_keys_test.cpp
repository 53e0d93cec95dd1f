#include "endpoint/pinned_keys.h"

#include "support/catch.h"
#include "support/temporary_folder.h"

#include <functional>
#include <vector>

using namespace gazette;
using gazette::testing::TemporaryFolder;

namespace {

SigningKey key_of(char seed) {
    return SigningKey::from_seed(std::string(SigningKey::kSeedBytes, seed));
}

ReleaseStatement statement() {
    ReleaseStatement said;
    said.site = "dcf";
    said.number = 8;
    said.base = 7;
    said.root = sha256("root");
    said.epoch = 2;
    return said;
}

}  // namespace

TEST_CASE("keys are pinned, listed and unpinned", "[keys]") {
    const TemporaryFolder folder;
    const std::unique_ptr<Files> files = real_files();
    const std::string data = folder / "data";
    CHECK(list_keys(*files, data)->empty());
    const Instant now{1'657'067'400};
    REQUIRE(pin_key(*files, data, {"paper", key_of('a').public_key(), now}));
    REQUIRE(pin_key(*files, data, {"safe", key_of('b').public_key(), now}));
    // One name is one key, and one key has one name: revoking must reach it.
    CHECK(pin_key(*files, data, {"paper", key_of('c').public_key(), now}).error().code ==
          ErrorCode::AlreadyExists);
    CHECK(pin_key(*files, data, {"again", key_of('a').public_key(), now}).error().code ==
          ErrorCode::AlreadyExists);
    CHECK(pin_key(*files, data, {"two words", key_of('c').public_key(), now}).error().code ==
          ErrorCode::Invalid);
    const auto keys = list_keys(*files, data);
    REQUIRE(keys);
    REQUIRE(keys->size() == 2);
    CHECK((*keys)[0].name == "paper");
    CHECK((*keys)[0].key == key_of('a').public_key());
    CHECK((*keys)[0].pinned == now);
    REQUIRE(unpin_key(*files, data, "paper"));
    CHECK(unpin_key(*files, data, "paper").error().code == ErrorCode::NotFound);
    CHECK(list_keys(*files, data)->size() == 1);
}

TEST_CASE("a file of keys that was cut off or changed is not taken for none", "[keys]") {
    const TemporaryFolder folder;
    const std::unique_ptr<Files> files = real_files();
    const std::string data = folder / "data";
    REQUIRE(pin_key(*files, data, {"paper", key_of('a').public_key(), {}}));
    const std::string whole = *files->read(data + "/keys", 4096);
    for (const std::size_t size : {std::size_t{0}, std::size_t{10}, whole.size() - 1}) {
        REQUIRE(files->replace(data + "/keys", whole.substr(0, size)));
        CHECK(list_keys(*files, data).error().code == ErrorCode::Damaged);
        CHECK_FALSE(pin_key(*files, data, {"more", key_of('b').public_key(), {}}));
    }
}

TEST_CASE("only a pinned key's statement of this very release is let in", "[keys]") {
    const std::vector<PinnedKey> pinned = {{"paper", key_of('a').public_key(), {}},
                                           {"safe", key_of('b').public_key(), {}}};
    const auto given = [](const ReleaseStatement& said, char key) {
        return std::optional(sign(said, key_of(key)));
    };
    const ReleaseStatement wanted = statement();
    CHECK(check_statement(pinned, given(wanted, 'a'), wanted));
    CHECK(check_statement(pinned, given(wanted, 'b'), wanted));
    CHECK_FALSE(check_statement(pinned, std::nullopt, wanted));
    CHECK_FALSE(check_statement(pinned, given(wanted, 'c'), wanted));
    CHECK_FALSE(check_statement({}, given(wanted, 'a'), wanted));
    const std::vector<std::function<void(ReleaseStatement&)>> others = {
        [](ReleaseStatement& s) { s.action = SignedAction::Activate; },
        [](ReleaseStatement& s) { s.site = "x"; }, [](ReleaseStatement& s) { s.number = 9; },
        [](ReleaseStatement& s) { s.base = 6; },
        [](ReleaseStatement& s) { s.root = sha256("other"); }};
    for (const auto& change : others) {
        ReleaseStatement said = wanted;
        change(said);
        CHECK_FALSE(check_statement(pinned, given(said, 'a'), wanted));
        // The right words under a signature of other ones.
        std::optional<SignedStatement> spliced = given(said, 'a');
        spliced->statement = wanted;
        CHECK_FALSE(check_statement(pinned, spliced, wanted));
    }
    // What only the statement knows is signed all the same.
    std::optional<SignedStatement> raised = given(wanted, 'a');
    raised->statement.epoch = 9;
    CHECK_FALSE(check_statement(pinned, raised, wanted));
    // One key's name over another's signature.
    std::optional<SignedStatement> renamed = given(wanted, 'c');
    renamed->key = key_of('a').public_key().id();
    CHECK_FALSE(check_statement(pinned, renamed, wanted));
}
