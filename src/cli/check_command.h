#pragma once
// gazette check: everything that is wrong with a newsroom, on out; nothing is built. Exit 1 on
// errors, 0 with warnings alone.
#include "cli/surroundings.h"

#include <string>
#include <vector>

namespace gazette {

struct CheckCommand {
    std::string source = {};
    // Files or folders, seen from the current folder; none: all.
    std::vector<std::string> paths = {};
    std::string now = {};
    bool json = false;
    bool fix = false;  // writes the `id:` into articles that have none
    bool allow_unknown = false;
};

ExitStatus run(const CheckCommand& command, const Surroundings& surroundings);

}  // namespace gazette
