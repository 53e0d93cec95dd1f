#pragma once
// gazette serve: the preview on loopback, until Ctrl-C. Drafts and stories that are not due yet are
// shown. Exit 0 when it was ended, 3 when the port or the temporary folder cannot be had.
#include "cli/surroundings.h"

#include <cstdint>
#include <string>

namespace gazette {

struct ServeCommand {
    std::string source = {};
    std::string now = {};  // empty: the clock's, again for every build
    std::uint16_t port = 8000;
    bool allow_unknown = false;
};

ExitStatus run(const ServeCommand& command, const Surroundings& surroundings);

}  // namespace gazette
