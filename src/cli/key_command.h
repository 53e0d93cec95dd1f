#pragma once
// gazette key new: makes this user's signing key, in a file that only they can read; prints the
// public key, for an endpoint to pin. An existing file is never replaced.
// gazette key export: prints the public key again.
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct KeyNewCommand {
    std::string file = {};  // empty: where publish looks for it (signing_key.h)
};

struct KeyExportCommand {
    std::string file = {};
};

ExitStatus run(const KeyNewCommand& command, const Surroundings& surroundings);
ExitStatus run(const KeyExportCommand& command, const Surroundings& surroundings);

}  // namespace gazette
