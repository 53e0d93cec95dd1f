#include "release/merkle_tree.h"

#include "release/byte_fields.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace gazette {
namespace {

constexpr std::size_t kWays = 16;

struct Leaf {
    Sha256 key;  // SHA-256 of the path
    Sha256 digest;
};

std::size_t digit_at(const Sha256& key, std::size_t depth) {
    const unsigned char byte = key.bytes[depth / 2];
    return depth % 2 == 0 ? byte >> 4 : byte & 0x0F;
}

// A subtree that is being hashed: leaves [first, last), of which those before `next` are done.
struct Subtree {
    std::size_t first;
    std::size_t last;
    std::size_t depth;
    std::size_t next;
    std::array<Sha256, kWays> children{};
};

Sha256 node_digest(const std::array<Sha256, kWays>& children) {
    ByteFields fields("gazette-node-v1");
    for (const Sha256& child : children) fields.digest(child);
    return sha256(fields.bytes());
}

// The digest of at least one leaf, sorted by key. A stack instead of recursion; it is at most 64
// deep, since no two keys are equal.
Sha256 top_digest(const std::vector<Leaf>& leaves) {
    if (leaves.size() == 1) return leaves.front().digest;
    std::vector<Subtree> open{{0, leaves.size(), 0, 0, {}}};
    while (true) {
        Subtree& subtree = open.back();
        if (subtree.next == subtree.last) {
            const Sha256 done = node_digest(subtree.children);
            const std::size_t first = subtree.first;
            open.pop_back();
            if (open.empty()) return done;
            Subtree& parent = open.back();
            parent.children[digit_at(leaves[first].key, parent.depth)] = done;
            continue;
        }
        const std::size_t first = subtree.next;
        const std::size_t digit = digit_at(leaves[first].key, subtree.depth);
        std::size_t last = first + 1;
        while (last < subtree.last && digit_at(leaves[last].key, subtree.depth) == digit) ++last;
        subtree.next = last;
        if (last - first == 1) {
            subtree.children[digit] = leaves[first].digest;
        } else {
            open.push_back({first, last, subtree.depth + 1, first, {}});
        }
    }
}

}  // namespace

Sha256 leaf_digest(const ManifestEntry& entry) {
    ByteFields fields("gazette-leaf-v1");
    fields.text(entry.path)
        .number(static_cast<std::uint64_t>(entry.status))
        .digest(entry.digest)
        .number(entry.size_bytes)
        .text(entry.type)
        .text(name_of(entry.cache))
        .text(entry.location)
        .text(entry.own)
        .text(entry.notice)
        .number(entry.shows.size());
    for (const Shows& shown : entry.shows) fields.number(shown.body ? 1 : 0).text(shown.id);
    return sha256(fields.bytes());
}

Sha256 merkle_root(const std::vector<ManifestEntry>& entries) {
    std::vector<Leaf> leaves;
    leaves.reserve(entries.size());
    for (const ManifestEntry& entry : entries) {
        leaves.push_back({sha256(entry.path), leaf_digest(entry)});
    }
    std::ranges::sort(leaves, {}, &Leaf::key);
    const Sha256 top = leaves.empty() ? Sha256{} : top_digest(leaves);
    return sha256(ByteFields("gazette-root-v1").number(entries.size()).digest(top).bytes());
}

}  // namespace gazette
