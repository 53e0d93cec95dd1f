#pragma once
// gazette publish, releases, rollback: what a target serves.
//
// The target is one of site.yml's (`publish:`), by name or as the only one there is, or `--url`;
// publish takes several, and without a name all. Its token comes from GAZETTE_TOKEN, else from the
// target's `token_file`, which only its owner may be able to read; of several targets the token
// file of each comes first.
// Exit 0: readers get the release; 1: the newsroom cannot be built, or the release would take away
// what was promised (say --allow-removals) or bring back what was withdrawn (say
// --allow-withdrawn); 2: no such target; 3: the target or the network refused, or somebody
// published in between. Of several targets the worst counts.
#include "cli/surroundings.h"

#include <string>
#include <vector>

namespace gazette {

struct TargetChoice {
    std::string source = {};
    std::string target = {};  // a name in site.yml; empty: the only one
    std::string url = {};     // instead of a target
    bool allow_plain_http = false;
    bool prefer_token_file = false;  // over GAZETTE_TOKEN
};

struct PublishCommand {
    TargetChoice where = {};
    std::vector<std::string> targets = {};  // names in site.yml; empty: all
    std::string out = {};                   // empty: public/ in the newsroom
    std::string note = {};
    bool no_build = false;  // what is in the output folder as it is
    bool dry_run = false;   // builds, and says what would be sent
    bool watch = false;     // until it is stopped
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
