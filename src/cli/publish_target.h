#pragma once
// From what a person said on the command line to a target that can be spoken to.
#include "base/result.h"
#include "cli/newsroom_folder.h"
#include "cli/publish_command.h"
#include "cli/surroundings.h"
#include "publish/target_connection.h"

#include <string>
#include <variant>

namespace gazette {

struct ChosenTarget {
    std::string newsroom;
    NewsroomFacts facts;
    TargetOptions target;
    std::string key;  // a file name of its own for what is remembered of this target
};

// The target, or the exit status after its refusal was printed.
std::variant<ChosenTarget, ExitStatus> choose_target(const TargetChoice& choice,
                                                     const Surroundings& surroundings);

}  // namespace gazette
