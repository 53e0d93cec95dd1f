#pragma once

// The one table of exit statuses, the same for every command.

namespace gazette {

enum class ExitStatus : int {
    Right = 0,          // all is as it should be
    ContentWrong = 1,   // something a person wrote is wrong; diagnostics say what
    Usage = 2,          // wrong arguments or a configuration that is refused
    WorldRefused = 3,   // disk, network, an endpoint said no
    Internal = 70,      // a bug of ours
    Interrupted = 130,  // stopped by a signal
};

}  // namespace gazette
