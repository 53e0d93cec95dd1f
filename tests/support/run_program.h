#pragma once
// Runs a program to its end and keeps what it printed.
#include <sys/types.h>

#include <string>
#include <vector>

namespace gazette::testing {

struct ProgramRun {
    std::vector<std::string> arguments;  // the program first, with its path
    std::string folder;                  // where it runs
    std::vector<std::string> environment;
    // Where standard output and error go; files, so that nothing can block.
    std::string stdout_file;
    std::string stderr_file;
};

// gazette as it was built, in English, run in a folder where its output goes as well.
ProgramRun gazette_run(const std::string& folder, std::vector<std::string> arguments);

// For who does not wait at once: the process's id, or -1; and its end, as run_program tells it.
pid_t start_program(const ProgramRun& run);
int wait_for_program(pid_t child);

// The exit status; 128 + the signal that ended it; -1 when it could not be started.
int run_program(const ProgramRun& run);

}  // namespace gazette::testing
