#pragma once
// gazette publish, releases, rollback: what a target serves.
//
// The target is one of site.yml's (`publish:`), by name or as the only one there is, or `--url`.
// Its token comes from GAZETTE_TOKEN, else from the target's `token_file`, which only its owner may
// be able to read.
// Exit 0: readers get the release; 1: it would take away what was promised (say --allow-removals)
// or bring back what was withdrawn (say --allow-withdrawn); 2: no such target; 3: the target or the
// network refused, or somebody published in between.
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct TargetChoice {
    std::string source = {};
    std::string target = {};  // a name in site.yml; empty: the only one
    std::string url = {};     // instead of a target
    bool allow_plain_http = false;
};

struct PublishCommand {
    TargetChoice where = {};
    std::string out = {};  // empty: public/ in the newsroom
    std::string note = {};
    bool allow_removals = false;
    bool resend = false;
};

struct ReleasesCommand {
    TargetChoice where = {};
    bool json = false;
};

struct RollbackCommand {
    TargetChoice where = {};
    std::string number = {};  // empty: the release before the current one
    std::string note = {};
    bool allow_withdrawn = false;
};

ExitStatus run(const PublishCommand& command, const Surroundings& surroundings);
ExitStatus run(const ReleasesCommand& command, const Surroundings& surroundings);
ExitStatus run(const RollbackCommand& command, const Surroundings& surroundings);

}  // namespace gazette
