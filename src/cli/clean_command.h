#pragma once
// gazette clean: removes what builds made, the output folder and the catalog; names what is not
// ours and leaves it.
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct CleanCommand {
    std::string source = {};
    std::string out = {};
};

ExitStatus run(const CleanCommand& command, const Surroundings& surroundings);

}  // namespace gazette
