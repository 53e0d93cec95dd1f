#pragma once
// SIGINT and SIGTERM as a file descriptor that can be read once one of them came, so that who waits
// for something else can wait for them too (signalfd(2)). The signals are blocked in the thread
// that asks for this and in all that it starts afterwards, until the object goes.
#include "base/result.h"

#include <csignal>
#include <memory>

namespace gazette {

class StopSignal {
public:
    static Result<std::unique_ptr<StopSignal>> catch_signals();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;
    StopSignal(StopSignal&&) = delete;
    StopSignal& operator=(StopSignal&&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    StopSignal() = default;

    int descriptor_ = -1;
    sigset_t before_{};
};

}  // namespace gazette
