#pragma once
// What was recalled at a target, and its end:
// gazette recalls: lists the recalls of a target, the oldest first, lifted ones too.
// gazette lift: lets a recalled article be published again, by the word of two persons; the bytes
// that it had stay barred. Exit 0; 2 for a wrong call; 3 when the target does not do it.
// gazette endpoint recall: recalls in the folder of an endpoint that does not run, without network,
// also on a full disk. Exit 3 while one runs: then `gazette recall` is the way.
#include "cli/publish_command.h"
#include "cli/surroundings.h"

#include <string>
#include <vector>

namespace gazette {

struct RecallsCommand {
    TargetChoice where = {};
    bool json = false;
};

struct LiftCommand {
    TargetChoice where = {};
    std::string article = {};  // id
    std::string reason = {};
    std::vector<std::string> persons = {};
};

struct EndpointRecallCommand {
    std::string data = {};
    std::string recall_log = {};  // see EndpointCommand
    std::string article = {};     // id
    std::string reason = {};
    std::string notice = {};
};

ExitStatus run(const RecallsCommand& command, const Surroundings& surroundings);
ExitStatus run(const LiftCommand& command, const Surroundings& surroundings);
ExitStatus run(const EndpointRecallCommand& command, const Surroundings& surroundings);

}  // namespace gazette
