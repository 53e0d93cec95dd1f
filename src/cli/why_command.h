#pragma once
// gazette why URL|ID [TARGET]: what readers of a target get at an address, or of an article: which
// release, since when, which bytes, whose they are, recalled or not. Needs a token with the scope
// read (publish and rollback have it too). Exit 0; 1 when readers get nothing there; 3.
#include "cli/publish_command.h"
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct WhyCommand {
    TargetChoice where = {};
    std::string what = {};  // "https://…", "/2022/…", or an id
    bool json = false;
};

ExitStatus run(const WhyCommand& command, const Surroundings& surroundings);

}  // namespace gazette
