#include "cli/stop_signal.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>

namespace gazette {

Result<std::unique_ptr<StopSignal>> StopSignal::catch_signals() {
    std::unique_ptr<StopSignal> signal(new StopSignal());
    sigset_t stopping;
    ::sigemptyset(&stopping);
    ::sigaddset(&stopping, SIGINT);
    ::sigaddset(&stopping, SIGTERM);
    if (const int error = ::pthread_sigmask(SIG_BLOCK, &stopping, &signal->before_); error != 0) {
        return failure(system_error("cannot block signals", error));
    }
    signal->descriptor_ = ::signalfd(-1, &stopping, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signal->descriptor_ < 0) return failure(system_error("cannot wait for signals", errno));
    return signal;
}

StopSignal::~StopSignal() {
    // A signal that was only waited for is still pending and would end the program below.
    signalfd_siginfo taken{};
    while (descriptor_ >= 0 && ::read(descriptor_, &taken, sizeof taken) > 0) {
    }
    if (descriptor_ >= 0) ::close(descriptor_);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace gazette
