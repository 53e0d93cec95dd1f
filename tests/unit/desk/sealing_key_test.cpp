#include "desk/sealing_key.h"

#include "base/path.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

#include <sys/stat.h>

#include <string>

using namespace gazette;
using gazette::testing::TemporaryFolder;

TEST_CASE("what is sealed opens with its key and for its name alone", "[desk][sealing]") {
    const SealingKey key = SealingKey::random();
    const std::string secret("\0二次\xff验证", 14);
    const std::string sealed = key.seal(secret, "account-a");
    CHECK(key.unseal(sealed, "account-a") == secret);
    CHECK(key.seal(secret, "account-a") != sealed);
    CHECK_FALSE(key.unseal(sealed, "account-b").has_value());
    CHECK_FALSE(SealingKey::random().unseal(sealed, "account-a").has_value());
    CHECK(key.unseal(key.seal("", "x"), "x") == "");
}

TEST_CASE("a sealed text that was changed or cut anywhere is noise", "[desk][sealing]") {
    const SealingKey key = SealingKey::random();
    const std::string sealed = key.seal("twenty bytes of text", "a");
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        std::string changed = sealed;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        CHECK_FALSE(key.unseal(changed, "a").has_value());
        CHECK_FALSE(key.unseal(sealed.substr(0, at), "a").has_value());
    }
    CHECK_FALSE(key.unseal("", "a").has_value());
    CHECK_FALSE(key.unseal("not base 64 at all!", "a").has_value());
}

TEST_CASE("the key is made once, for its owner alone", "[desk][sealing]") {
    const TemporaryFolder folder = TemporaryFolder::in_memory();
    const auto files = real_files();
    const std::string sealed = SealingKey::open(*files, folder / "").value().seal("x", "a");
    CHECK(SealingKey::open(*files, folder / "").value().unseal(sealed, "a") == "x");

    struct stat status {};

    REQUIRE(::stat((folder / "sealing-key").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    // A damaged one is not replaced: what it has sealed would be lost for good.
    REQUIRE(files->replace(folder / "sealing-key", "short\n").has_value());
    const auto damaged = SealingKey::open(*files, folder / "");
    REQUIRE_FALSE(damaged.has_value());
    CHECK(damaged.error().code == ErrorCode::Damaged);
}
