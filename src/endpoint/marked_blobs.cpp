#include "endpoint/marked_blobs.h"

#include <algorithm>
#include <cstring>

namespace gazette {
namespace {

std::uint64_t mark_of(const Sha256& digest) {
    std::uint64_t mark = 0;
    std::memcpy(&mark, digest.bytes.data(), sizeof mark);
    return mark;
}

}  // namespace

void MarkedBlobs::add(const std::vector<ManifestEntry>& entries) {
    std::vector<std::uint64_t> added;
    for (const ManifestEntry& entry : entries) {
        if (!contains(entry.digest)) added.push_back(mark_of(entry.digest));
    }
    std::ranges::sort(added);
    const auto middle = static_cast<std::ptrdiff_t>(marks_.size());
    marks_.insert(marks_.end(), added.begin(), added.end());
    std::inplace_merge(marks_.begin(), marks_.begin() + middle, marks_.end());
    marks_.erase(std::unique(marks_.begin(), marks_.end()), marks_.end());
}

bool MarkedBlobs::contains(const Sha256& digest) const {
    return std::ranges::binary_search(marks_, mark_of(digest));
}

}  // namespace gazette
