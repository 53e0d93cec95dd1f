#pragma once
// All that a command may touch besides its options: main makes it from the real world, a test from
// strings and a clock of its own. Borrowed; one thread, save where a command says otherwise.
#include "base/exit_status.h"
#include "base/files.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "cli/environment.h"
#include "cli/words.h"

#include <ostream>
#include <string_view>

namespace gazette {

struct Surroundings {
    Files& files;
    const Clock& clock;
    const Environment& environment;
    const Words& words;  // in the user's language
    std::ostream& out;   // what was asked for
    std::ostream& err;   // everything else
    bool err_is_terminal = false;
};

// Writes "gazette: …" to err and gives the status back.
ExitStatus refuse(const Surroundings& surroundings, ExitStatus status, std::string_view why);

// The same for what the world refused: what kind of refusal it is in the user's language, then what
// was being done and the system's own words in English.
ExitStatus refuse(const Surroundings& surroundings, ExitStatus status, const Error& error);

// With the status that the error asks for: 3, and 2 where it is a wrong use of ours (a folder that
// is not what the command may write to).
ExitStatus refuse(const Surroundings& surroundings, const Error& error);

}  // namespace gazette
