#pragma once
// Which blobs the releases need that are kept: the mark of a mark-and-sweep. Eight bytes a digest,
// sorted: 8 MB for 1,000,000 files, and a release that has most of its files from the one before
// adds little. Two digests that share these bytes only keep a blob that nobody needs. A value; one
// thread.
#include "base/hash.h"
#include "release/manifest.h"

#include <cstdint>
#include <vector>

namespace gazette {

class MarkedBlobs {
public:
    void add(const std::vector<ManifestEntry>& entries);
    [[nodiscard]] bool contains(const Sha256& digest) const;

    // All kept releases up to this one are marked; 0: none.
    [[nodiscard]] std::uint64_t through() const { return through_; }

    void reach(std::uint64_t release) { through_ = release; }

private:
    std::vector<std::uint64_t> marks_;  // sorted, each once
    std::uint64_t through_ = 0;
};

}  // namespace gazette
