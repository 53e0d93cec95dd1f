#pragma once
// After a switch: asks for the home page and one changed page as a reader does, without a token,
// and compares what comes with what was published. What it finds is a report, not an error: the
// release is out, whatever this says. One thread.
#include "publish/target_connection.h"
#include "release/delta.h"
#include "release/manifest.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace gazette {

struct ReadBack {
    std::size_t right = 0;     // pages that readers get as they were published
    std::string wrong = {};    // the path of one that they do not get; empty: none
    std::string instead = {};  // what came in its place, in English
    bool is_over = false;      // somebody published since, so that there is nothing to compare
};

// `delta`: what the release `number` changed.
ReadBack read_back(const Manifest& manifest, const Delta& delta, std::uint64_t number,
                   TargetConnection& target);

}  // namespace gazette
