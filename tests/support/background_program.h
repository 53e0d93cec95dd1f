#pragma once
// Runs a program beside the test, to be ended by a signal. Killed when it goes out of scope.
#include "support/run_program.h"

#include <sys/types.h>

#include <string>

namespace gazette::testing {

class BackgroundProgram {
public:
    explicit BackgroundProgram(const ProgramRun& run);
    ~BackgroundProgram();
    BackgroundProgram(const BackgroundProgram&) = delete;
    BackgroundProgram& operator=(const BackgroundProgram&) = delete;
    BackgroundProgram(BackgroundProgram&&) = delete;
    BackgroundProgram& operator=(BackgroundProgram&&) = delete;

    // Waits until standard output holds a whole line and gives it; empty when the program ended
    // before.
    [[nodiscard]] std::string first_line();
    // Sends the signal and waits for the end: the exit status, or 128 + the signal that ended it.
    int end(int signal);

private:
    bool has_ended();

    std::string stdout_file_;
    pid_t child_ = -1;
    int status_ = -1;
};

}  // namespace gazette::testing
