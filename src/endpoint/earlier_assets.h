#pragma once
// Theme files of releases that readers no longer get. A page that a browser read just before a
// change asks for its style sheet just after it, and the address (assets/ with a hash in the name,
// cache rule `immutable`) names the content, so that an old one is never wrong. Nothing else is
// kept: a story's page or picture that is gone must be gone. Values; any thread.
#include "release/manifest.h"

#include <string_view>
#include <vector>

namespace gazette {

class EarlierAssets {
public:
    // The release that was current until now; of the ones before it one is kept.
    void add(const Manifest& manifest);

    // Null when no release that is kept has it.
    [[nodiscard]] const ManifestEntry* find(std::string_view path) const;

    // The entries of each release that is kept here.
    template <typename Use>
    void for_each_release(Use&& use) const {
        for (const std::vector<ManifestEntry>& assets : releases_) use(assets);
    }

private:
    std::vector<std::vector<ManifestEntry>> releases_;  // the newest first
};

}  // namespace gazette
