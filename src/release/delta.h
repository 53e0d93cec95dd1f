#pragma once
// The difference between two manifests: what is sent when three of 100,000 pages changed. Pure; any
// thread. Errors: ErrorCode::Invalid.
#include "base/result.h"
#include "release/manifest.h"

#include <string>
#include <vector>

namespace gazette {

// Both sorted by path; no path in both.
struct Delta {
    std::vector<ManifestEntry> put;  // new or changed in any field
    std::vector<std::string> erase;  // gone

    friend bool operator==(const Delta&, const Delta&) = default;
};

// From and to sorted, as all manifests are.
Delta delta_between(const Manifest& from, const Manifest& to);

// That both lists are sorted and no path stands twice in them or in both: what can be said without
// the base.
Result<void> check_delta_paths(const Delta& delta);

// The entries of `base` with the delta applied, sorted. Refused: lists that are not sorted or name
// a path twice, a path put and erased, the erasing of what is not there, an entry that breaks the
// manifest's rules.
Result<std::vector<ManifestEntry>> apply_delta(std::vector<ManifestEntry> base, Delta delta);

}  // namespace gazette
