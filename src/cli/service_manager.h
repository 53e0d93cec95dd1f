#pragma once
// What a program and the service manager that started it say to each other (systemd's
// sd_listen_fds(3) and sd_notify(3), both simple enough to be spoken without its library): which
// socket was handed over, and that the program is ready. Without a manager both do nothing. One
// thread, before others are there.
#include "base/result.h"
#include "cli/environment.h"

#include <optional>
#include <string_view>

namespace gazette {

// The one listening socket that was handed over (descriptor 3), borrowed; nothing when none was.
// Invalid when it is another number of them, or no socket that listens.
Result<std::optional<int>> handed_over_socket(const Environment& environment);

// "READY=1". Nobody listens: right.
Result<void> tell_service_manager(const Environment& environment, std::string_view state);

}  // namespace gazette
