#pragma once
// gazette init: a new newsroom that builds at once: site.yml with a random id, folders, one article
// of today. Only into a folder that is not there or empty; exit 2 otherwise. All or nothing: what
// cannot be made whole is taken back.
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct InitCommand {
    std::string folder = {};
};

ExitStatus run(const InitCommand& command, const Surroundings& surroundings);

}  // namespace gazette
