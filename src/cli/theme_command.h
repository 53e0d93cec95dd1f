#pragma once
// gazette theme export: writes the default theme out, to be changed and put into a newsroom's
// templates/ file by file. Never overwrites: one file that is there already refuses the whole.
#include "cli/surroundings.h"

#include <string>

namespace gazette {

struct ThemeExportCommand {
    std::string folder = {};
};

ExitStatus run(const ThemeExportCommand& command, const Surroundings& surroundings);

}  // namespace gazette
