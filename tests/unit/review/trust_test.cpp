#include "review/trust.h"

#include "support/catch.h"
#include "support/review_samples.h"

#include <string>
#include <vector>

using namespace gazette;
using namespace gazette::testing;

namespace {

std::string key_text() { return print(desk_key().public_key()); }

std::string file_with(const std::string& site) { return "sites:\n  dongchangfu: " + site + "\n"; }

}  // namespace

TEST_CASE("a trust file names sites, their stages and the keys that sign", "[review][trust]") {
    const std::string id = desk_key().public_key().id();
    const auto trust = parse_trust(
        "sites:\n  dongchangfu:\n    stages: [初审, 复审, 终审]\n"
        "    keys:\n      - id: " +
        id + "\n        public_key: \"" + key_text() +
        "\"\n        from: 2022-07-06T08:30:00+08:00\n"
        "        last_release: 12\n"
        "      - {public_key: \"" +
        print(desk_key('n').public_key()) + "\"}\n");
    REQUIRE(trust);
    CHECK(trust->site("elsewhere") == nullptr);
    const SiteTrust* const site = trust->site("dongchangfu");
    REQUIRE(site != nullptr);
    CHECK(site->stages == kThreeStages);
    REQUIRE(site->key(id) != nullptr);
    CHECK(site->key(id)->key == desk_key().public_key());
    CHECK(site->key(id)->from == Instant{1'657'067'400});
    CHECK(site->key(id)->last_release == std::uint64_t{12});
    CHECK(site->key(desk_key('n').public_key().id()) != nullptr);
    CHECK(site->key("0123456789abcdef") == nullptr);
}

TEST_CASE("a site without reviews says so in the trust file", "[review][trust]") {
    const auto trust = parse_trust(file_with("{stages: none}"));
    REQUIRE(trust);
    REQUIRE(trust->site("dongchangfu") != nullptr);
    CHECK(trust->site("dongchangfu")->stages.empty());
    CHECK(trust->digest == sha256(file_with("{stages: none}")));
}

TEST_CASE("what a trust file must not say is an error with its line", "[review][trust]") {
    const std::string keys = ", keys: [{public_key: \"" + key_text() + "\"}]}";
    const std::vector<std::string> wrong = {
        "",
        "\xFF",
        "sites",
        "sites: []",
        "sites: {}\nmore: 1",
        "sites: &x {}",
        file_with("{stages: [初审]}"),
        file_with("{stages: [初审], keys: []}"),
        file_with("{stages: []" + keys),
        file_with("{stage: [初审]" + keys),
        file_with("{stages: 初审" + keys),
        file_with("{stages: [初审, 初审]" + keys),
        file_with("{stages: [[初审]]" + keys),
        file_with("{keys: [{public_key: \"" + key_text() + "\"}]}"),
        file_with("{stages: [初审], keys: [{public_key: \"ed25519:AAAA\"}]}"),
        file_with("{stages: [初审], keys: [{id: abc}]}"),
        file_with("{stages: [初审], keys: [{id: abc, public_key: \"" + key_text() + "\"}]}"),
        file_with("{stages: [初审], keys: [{public_key: \"" + key_text() + "\", form: x}]}"),
        file_with("{stages: [初审], keys: [{public_key: \"" + key_text() + "\", from: 2022}]}"),
        file_with("{stages: [初审], keys: [{public_key: \"" + key_text() +
                  "\", last_release: -1}]}"),
        file_with("{stages: [初审], keys: [{public_key: \"" + key_text() +
                  "\", last_release: 99999999999999999999}]}"),
        file_with("{stages: [初审], keys: [{public_key: \"" + key_text() + "\"}, {public_key: \"" +
                  key_text() + "\"}]}"),
        "sites:\n  \"../x\": {stages: [初审]" + keys,
        "sites:\n  a: {stages: [初审]" + keys + "\n  a: {stages: [初审]" + keys,
        std::string(kMaxTrustBytes + 1, ' '),
    };
    for (const std::string& text : wrong) {
        INFO(text.substr(0, 300));
        const auto trust = parse_trust(text);
        REQUIRE_FALSE(trust);
        CHECK(trust.error().code == ErrorCode::Invalid);
        CHECK_FALSE(trust.error().what.empty());
    }
    CHECK(parse_trust(file_with("{stages: [初审]" + keys)));
    CHECK(parse_trust("sites:\n\n  a: {stages: []}\n").error().what.find("line 3") == 0);
}
