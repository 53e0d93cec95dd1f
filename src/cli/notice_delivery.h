#pragma once
// Who site.yml wants to be told after a publish (`notices:`): puts the notices into the newsroom's
// queue and delivers what is due. What goes wrong is said on err and fails nothing. One thread.
#include "cli/publish_target.h"
#include "cli/surroundings.h"
#include "publish/publisher.h"

#include <functional>
#include <string>

namespace gazette {

// Once for each target that got a release.
void queue_notices(const ChosenTarget& chosen, const std::string& target,
                   const PublishReport& report, const Surroundings& surroundings);

// `is_stopped` may be empty.
void deliver_notices(const std::string& newsroom, const std::function<bool()>& is_stopped,
                     const Surroundings& surroundings);

}  // namespace gazette
