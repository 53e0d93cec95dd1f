#pragma once
// gazette --version: the program and the libraries it was built with, since the bytes of a site
// depend on both.
#include "cli/surroundings.h"

namespace gazette {

struct VersionCommand {
    bool json = false;
};

ExitStatus run(const VersionCommand& command, const Surroundings& surroundings);

}  // namespace gazette
