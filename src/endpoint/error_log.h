#pragma once
// Where an endpoint says what went wrong inside it, a line each: the answer to a stranger says no
// more than that there is a log, since paths of the machine are nobody's business. The time and the
// place of a line are the service manager's (journald). Thread-safe.
#include "base/result.h"

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace gazette {

class ErrorLog {
public:
    // Takes a line without its end; never called by two threads at once.
    using Sink = std::function<void(std::string_view line)>;

    // Empty: nobody listens.
    explicit ErrorLog(Sink sink) : sink_(std::move(sink)) {}

    void add(std::string_view line);

    void add(const Error& error) { add(describe(error)); }

private:
    std::mutex mutex_;
    Sink sink_;
};

}  // namespace gazette
