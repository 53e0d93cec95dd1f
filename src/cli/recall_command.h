#pragma once
// gazette recall: takes one article back from what readers get, at every target of site.yml (or the
// one that is named), before anything else is done. Exit 0: it is barred at all of them; 2: no such
// target; 3: one or more did not take it, which is said of each.
#include "cli/publish_command.h"
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct RecallCommand {
    TargetChoice where = {};
    std::string article = {};  // id
    std::string reason = {};
    std::string notice = {};
};

ExitStatus run(const RecallCommand& command, const Surroundings& surroundings);

}  // namespace gazette
