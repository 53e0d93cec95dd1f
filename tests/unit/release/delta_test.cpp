#include "release/delta.h"

#include "support/catch.h"

#include <fmt/format.h>

#include <random>

using namespace gazette;

namespace {

ManifestEntry entry(const std::string& path, const std::string& content) {
    ManifestEntry made;
    made.path = path;
    made.digest = sha256(content);
    made.size_bytes = content.size();
    made.type = "text/html; charset=utf-8";
    return made;
}

Manifest manifest_of(std::vector<ManifestEntry> entries) {
    Manifest manifest;
    manifest.site = "s";
    manifest.entries = std::move(entries);
    sort_manifest(manifest);
    return manifest;
}

bool is_refused(const std::vector<ManifestEntry>& base, Delta delta) {
    const Result<std::vector<ManifestEntry>> applied = apply_delta(base, std::move(delta));
    return !applied && applied.error().code == ErrorCode::Invalid;
}

}  // namespace

TEST_CASE("a delta names what is new, changed and gone, and nothing else", "[delta]") {
    const Manifest from = manifest_of({entry("a", "1"), entry("b", "1"), entry("d", "1")});
    Manifest to = manifest_of({entry("a", "1"), entry("b", "2"), entry("c", "1")});
    const Delta delta = delta_between(from, to);
    CHECK(delta.put == std::vector<ManifestEntry>{entry("b", "2"), entry("c", "1")});
    CHECK(delta.erase == std::vector<std::string>{"d"});
    CHECK(delta_between(to, to) == Delta{});

    to = from;
    to.entries[0].own = "article";  // the same bytes, another owner
    CHECK(delta_between(from, to).put.size() == 1);
}

TEST_CASE("a delta applied to its base gives the other manifest, for any two", "[delta]") {
    std::mt19937 random(6);  // NOLINT: the same sequence each time
    for (int round = 0; round < 200; ++round) {
        const auto make = [&] {
            std::vector<ManifestEntry> entries;
            for (int i = 0; i < 12; ++i) {
                if (random() % 2 == 0) {
                    entries.push_back(entry(fmt::format("{}", i), fmt::format("{}", random() % 3)));
                }
            }
            return manifest_of(std::move(entries));
        };
        const Manifest from = make();
        const Manifest to = make();
        const Result<std::vector<ManifestEntry>> applied =
            apply_delta(from.entries, delta_between(from, to));
        REQUIRE(applied);
        CHECK(*applied == to.entries);
    }
}

TEST_CASE("a delta that contradicts itself or its base is refused", "[delta]") {
    const std::vector<ManifestEntry> base = {entry("a", "1"), entry("c", "1")};
    CHECK(is_refused(base, {{}, {"b"}}));
    CHECK(is_refused(base, {{}, {"d"}}));
    CHECK(is_refused({}, {{}, {"a"}}));
    CHECK(is_refused(base, {{}, {"a", "a"}}));
    CHECK(is_refused(base, {{}, {"c", "a"}}));
    CHECK(is_refused(base, {{entry("a", "2")}, {"a"}}));
    CHECK(is_refused(base, {{entry("b", "2")}, {"b"}}));
    CHECK(is_refused(base, {{entry("b", "1"), entry("a", "2")}, {}}));
    CHECK(is_refused(base, {{entry("b", "1"), entry("b", "2")}, {}}));
    CHECK(is_refused(base, {{entry("../b", "1")}, {}}));
}
