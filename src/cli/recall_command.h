#pragma once
// gazette recall: takes one article back from what readers get, at every target of site.yml (or the
// one that is named), before anything else is done. Then the story is marked as withdrawn in the
// newsroom, the site is built and published, so that the pages that wait for a release come back.
// Each step is said; doing it all again at any moment is right.
// Exit 0: all of it is done; 1: the story could not be marked, or the newsroom not be built; 2: no
// such target; 3: one or more targets did not take it, which is said of each.
#include "cli/publish_command.h"
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct RecallCommand {
    TargetChoice where = {};
    std::string article = {};  // id
    std::string reason = {};
    std::string notice = {};
    std::string out = {};   // of the build; empty: public/ in the newsroom
    bool no_build = false;  // only tell the targets
};

ExitStatus run(const RecallCommand& command, const Surroundings& surroundings);

}  // namespace gazette
