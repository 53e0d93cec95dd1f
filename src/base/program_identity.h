#pragma once
// Which program this is, for what it remembers from one run to the next: the executable, every
// library that is loaded and the system's time zones, each by its file (path, inode, size, time).
// An update of any of them may make other pages of the same newsroom, and nothing of what an older
// one remembered is used. Asked once a run; any thread.
#include "base/hash.h"

namespace gazette {

Fingerprint program_identity();

}  // namespace gazette
