#pragma once
// One built site to some targets, one after the other: each is tried, whatever becomes of the
// others, and each says how it ended. What publish, recall and publish --watch have in common. One
// thread.
#include "cli/publish_command.h"
#include "cli/surroundings.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// The named targets; without a name all of site.yml's; or the address. Never empty: one that names
// nothing says what is missing when it is tried.
std::vector<TargetChoice> chosen_targets(const TargetChoice& where,
                                         const std::vector<std::string>& names,
                                         const Surroundings& surroundings);

struct PublishRound {
    std::string out = {};  // empty: public/ in the newsroom
    std::string note = {};
    bool allow_removals = false;
    bool resend = false;
    bool dry_run = false;
    bool says_unchanged = true;
    bool says_name = false;                 // of the target, at the beginning of each line
    std::function<bool()> is_stopped = {};  // true breaks off what is running; may be empty
};

// How each of the targets ended, in their order.
std::vector<ExitStatus> publish_to(const std::vector<TargetChoice>& targets,
                                   const PublishRound& round, const Surroundings& surroundings);

// The worst: what the world refused over what somebody wrote.
ExitStatus worst_of(const std::vector<ExitStatus>& statuses);

}  // namespace gazette
