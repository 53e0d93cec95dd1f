#pragma once
// One digest that stands for a whole release, whatever wrote it down. Publisher and endpoint
// compute it on their own; a release whose root differs is not published.
//
// A 16-way tree by the hexadecimal digits of SHA-256(path), so that two releases share the subtrees
// in which nothing changed:
//   leaf  = SHA-256("gazette-leaf-v1\0" + fields), every field with its length (u64, big-endian)
//   node  = SHA-256("gazette-node-v1\0" + 16 children of 32 bytes; an empty one is 32 zero bytes)
//   root  = SHA-256("gazette-root-v1\0" + number of entries (u64) + top; zero bytes if empty)
// A subtree with one entry is that entry's leaf. A leaf covers all fields of its entry;
// docs/formats/release.md lists them in order. Pure; any thread.
#include "base/hash.h"
#include "release/manifest.h"

#include <vector>

namespace gazette {

Sha256 leaf_digest(const ManifestEntry& entry);

// Of entries in any order, each path once.
Sha256 merkle_root(const std::vector<ManifestEntry>& entries);

}  // namespace gazette
