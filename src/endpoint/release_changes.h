#pragma once
// What the media client asks an endpoint between two releases, so that a telephone does not fetch
// what it has: /app/v1/release.json (which release is current) and /app/v1/changes/N.json (what is
// new since release N). Docs: docs/formats/app-v1.md.
//
// An answer is made from the two releases' trees when it is asked for first, one at a time, and
// kept until the next release. Every answer lists all articles that are recalled; of a release that
// is not known any more, or not the client's to know, it says `reset`. Thread-safe.
#include "base/result.h"
#include "endpoint/release_store.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// Articles by id, sorted; days as YYYY-MM-DD.
struct TreeChanges {
    std::vector<std::string> added;
    std::vector<std::string> updated;
    std::vector<std::string> removed;
    std::vector<std::string> days;  // whose file of the app (app/v1/days/) is new, changed or gone

    friend bool operator==(const TreeChanges&, const TreeChanges&) = default;
};

TreeChanges changes_between(const Manifest& before, const Manifest& after);

class ReleaseChanges {
public:
    explicit ReleaseChanges(const ReleaseStore& releases) : releases_(releases) {}

    // The JSON for a path of the site; nothing when it is none of these, or nothing is published.
    std::optional<std::string> answer(std::string_view path);

private:
    // Null: that release is not known. For the caller's lock.
    const TreeChanges* changes_since(std::uint64_t number, const ServedRelease& current);

    const ReleaseStore& releases_;
    std::mutex mutex_;  // held while an answer is made: trees are large
    std::uint64_t current_ = 0;
    std::map<std::uint64_t, std::optional<TreeChanges>> kept_;  // by release, up to current_
};

}  // namespace gazette
