#pragma once
// What the endpoint's technician does on its machine, with the endpoint running or dead:
// gazette endpoint status: what is published, how much there is of everything, what is in the way.
//   Exit 0; 3 when something of it cannot be read.
// gazette endpoint verify: reads every stored byte; damaged files are set aside. Exit 0 when all is
//   right, 1 when something is not.
// gazette endpoint hold on|off: publish nothing for now; readers and recalls go on.
#include "cli/surroundings.h"

#include <cstddef>
#include <string>

namespace gazette {

struct EndpointStatusCommand {
    std::string data = {};
    bool json = false;
};

struct EndpointVerifyCommand {
    std::string data = {};
    std::size_t rate_mib = 0;  // a second, at most; 0: as fast as the disk
};

struct HoldOnCommand {
    std::string data = {};
    std::string reason = {};
};

struct HoldOffCommand {
    std::string data = {};
};

ExitStatus run(const EndpointStatusCommand& command, const Surroundings& surroundings);
ExitStatus run(const EndpointVerifyCommand& command, const Surroundings& surroundings);
ExitStatus run(const HoldOnCommand& command, const Surroundings& surroundings);
ExitStatus run(const HoldOffCommand& command, const Surroundings& surroundings);

}  // namespace gazette
