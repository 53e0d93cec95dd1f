#pragma once
// What stands where a recalled article stood until the newsroom's own notice is published: that it
// was taken back, and the notice if there is one; never its title. Pure; any thread.
#include "release/recall.h"

#include <string>

namespace gazette {

// `recall` null: bytes of a recalled article at another address.
std::string recalled_page(const Recall* recall);

}  // namespace gazette
