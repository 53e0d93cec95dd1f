#include "release/merkle_tree.h"

#include "support/catch.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

using namespace gazette;

namespace {

ManifestEntry entry(const std::string& path) {
    ManifestEntry made;
    made.path = path;
    made.digest = sha256("content of " + path);
    made.size_bytes = 7;
    made.type = "text/html; charset=utf-8";
    return made;
}

std::string big_endian(std::uint64_t number) {
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) bytes[7 - i] = static_cast<char>(number >> (8 * i) & 0xFF);
    return bytes;
}

std::string raw(const Sha256& digest) {
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

// The definition in the header, as plainly as it can be said: the oracle. As deep as a digest is
// long. NOLINTNEXTLINE(misc-no-recursion)
Sha256 plain_subtree(const std::map<std::string, Sha256>& leaf_of_hex_key) {
    if (leaf_of_hex_key.empty()) return {};
    if (leaf_of_hex_key.size() == 1) return leaf_of_hex_key.begin()->second;
    std::string node("gazette-node-v1\0", 16);
    for (const char digit : std::string("0123456789abcdef")) {
        std::map<std::string, Sha256> below;
        for (const auto& [key, leaf] : leaf_of_hex_key) {
            if (key.front() == digit) below[key.substr(1)] = leaf;
        }
        node += raw(plain_subtree(below));
    }
    return sha256(node);
}

Sha256 plain_root(const std::vector<ManifestEntry>& entries) {
    std::map<std::string, Sha256> leaves;
    for (const ManifestEntry& e : entries) leaves[to_hex(sha256(e.path))] = leaf_digest(e);
    return sha256(std::string("gazette-root-v1\0", 16) + big_endian(entries.size()) +
                  raw(plain_subtree(leaves)));
}

}  // namespace

TEST_CASE("the Merkle root is the one that its definition gives", "[merkle]") {
    std::vector<ManifestEntry> entries;
    CHECK(merkle_root(entries) == plain_root(entries));
    for (int i = 0; i < 1000; ++i) {
        entries.push_back(entry(fmt::format("2022/07/06/{}.html", i)));
        if (i < 40 || i % 97 == 0) {
            CAPTURE(i);
            REQUIRE(merkle_root(entries) == plain_root(entries));
        }
    }
    std::vector<ManifestEntry> reversed(entries.rbegin(), entries.rend());
    CHECK(merkle_root(reversed) == merkle_root(entries));
}

TEST_CASE("the bytes of a leaf and a root never change by accident", "[merkle]") {
    ManifestEntry e = entry("a.html");
    e.shows = {{"x", true}, {"y", false}};
    e.own = "x";
    const std::string leaf =
        std::string("gazette-leaf-v1\0", 16) + big_endian(6) + "a.html" + big_endian(200) +
        raw(e.digest) + big_endian(7) + big_endian(24) + "text/html; charset=utf-8" +
        big_endian(8) + "no-cache" + big_endian(0) + big_endian(1) + "x" + big_endian(0) +
        big_endian(2) + big_endian(1) + big_endian(1) + "x" + big_endian(0) + big_endian(1) + "y";
    CHECK(leaf_digest(e) == sha256(leaf));
    CHECK(merkle_root({e}) ==
          sha256(std::string("gazette-root-v1\0", 16) + big_endian(1) + raw(leaf_digest(e))));
}

TEST_CASE("any field of any entry changes the Merkle root", "[merkle]") {
    const std::vector<std::function<void(ManifestEntry&)>> changes = {
        [](ManifestEntry&) {},
        [](ManifestEntry& e) { e.path = "b.html"; },
        [](ManifestEntry& e) { e.status = 410; },
        [](ManifestEntry& e) { e.digest = sha256("other"); },
        [](ManifestEntry& e) { e.size_bytes = 8; },
        [](ManifestEntry& e) { e.type = "text/plain; charset=utf-8"; },
        [](ManifestEntry& e) { e.cache = CacheRule::Immutable; },
        [](ManifestEntry& e) { e.status = 301, e.location = "/x"; },
        [](ManifestEntry& e) { e.own = "x"; },
        [](ManifestEntry& e) { e.notice = "x"; },
        [](ManifestEntry& e) {
            e.shows = {{"x", false}};
        },
        [](ManifestEntry& e) {
            e.shows = {{"x", true}};
        },
    };
    std::set<Sha256> roots;
    for (const auto& change : changes) {
        std::vector<ManifestEntry> entries = {entry("a.html"), entry("c.html")};
        change(entries[0]);
        roots.insert(merkle_root(entries));
    }
    roots.insert(merkle_root({entry("a.html")}));
    roots.insert(merkle_root({}));
    CHECK(roots.size() == changes.size() + 2);
}
