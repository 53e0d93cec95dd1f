#pragma once
// What a release would take away from readers: the last look before a publish. Addresses of
// articles, guides, posters and printed pages are promised for ever; so are redirects and notices
// that once stood there. Lists come and go. Pure; any thread.
#include "release/manifest.h"
#include "release/recall.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gazette {

struct Removals {
    std::vector<std::string> vanished;  // promised addresses that would answer 404
    std::size_t stories_gone = 0;       // whose id is in no page any more; notices not counted
    std::size_t stories_allowed = 0;    // min(50, max(3, 2 %)) of those that are published

    [[nodiscard]] bool are_acceptable() const {
        return vanished.empty() && stories_gone <= stories_allowed;
    }
};

Removals removals_between(const Manifest& published, const Manifest& next);

// The other way round, for a rollback: the paths in `next` of stories in whose place readers now
// get a notice (410) that they were withdrawn. What was recalled does not return: the endpoint sees
// to that.
std::vector<std::string> withdrawn_that_return(const Manifest& published, const Manifest& next,
                                               const Recalls& recalls);

}  // namespace gazette
