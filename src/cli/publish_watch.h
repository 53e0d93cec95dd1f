#pragma once
// gazette publish --watch: builds and publishes whenever the newsroom changes and when the site
// changes by itself (an embargo ends, a story expires), and waits quietly in between. A target that
// did not take a release is tried again after a while, longer each time; one that has it is not
// asked again before the site is another, so that a rollback stays until then.
//
// Waiting goes by the steady clock, in pieces, and each looks at the wall clock anew: a clock that
// is set forward or back is noticed within a piece.
#include "cli/publish_command.h"
#include "cli/surroundings.h"

#include <chrono>
#include <functional>

namespace gazette {

// Until SIGINT or SIGTERM: exit 0. 2 or 3 when it cannot begin.
ExitStatus watch_and_publish(const PublishCommand& command, const Surroundings& surroundings);

struct WatchControl {
    int stop = -1;  // a file descriptor that can be read when it is to end
    std::chrono::milliseconds longest_wait{20'000};
    std::chrono::milliseconds first_retry{5'000};
    std::chrono::milliseconds longest_retry{300'000};
    std::function<void()> on_waiting = {};  // before each wait; for tests
};

ExitStatus watch_and_publish(const PublishCommand& command, const WatchControl& control,
                             const Surroundings& surroundings);

}  // namespace gazette
