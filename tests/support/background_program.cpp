#include "support/background_program.h"

#include "support/file_bytes.h"

#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

namespace gazette::testing {

BackgroundProgram::BackgroundProgram(const ProgramRun& run)
    : stdout_file_(run.stdout_file), child_(start_program(run)) {}

BackgroundProgram::~BackgroundProgram() { end(SIGKILL); }

bool BackgroundProgram::has_ended() {
    siginfo_t info{};
    return child_ < 0 ||
           (::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            info.si_pid == child_);
}

std::string BackgroundProgram::first_line() {
    while (true) {
        const std::string text = file_bytes(stdout_file_);
        const std::size_t end = text.find('\n');
        if (end != std::string::npos) return text.substr(0, end);
        if (has_ended()) return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

int BackgroundProgram::end(int signal) {
    if (child_ < 0) return status_;
    ::kill(child_, signal);
    status_ = wait_for_program(child_);
    child_ = -1;
    return status_;
}

}  // namespace gazette::testing
