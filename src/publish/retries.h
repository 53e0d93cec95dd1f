#pragma once
// When to ask a target again and how long to wait before: exponential back-off with jitter, so that
// publishers that were cut off together do not come back together, and Retry-After (RFC 9110
// §10.2.3) where the target says when. One object a request, or a row of requests that are one
// piece of work. One thread.
#include "base/result.h"
#include "base/time_zone.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

namespace gazette {

struct RetryOptions {
    // Before a target has answered anything: a wrong address is told soon.
    unsigned attempts_to_reach = 3;
    unsigned attempts = 9;  // of one request; together about two minutes of waiting
    std::chrono::milliseconds first{500};
    std::chrono::milliseconds longest{30'000};
    std::chrono::milliseconds longest_asked{600'000};  // a Retry-After beyond it ends the work
    // Asked while waiting, about ten times a second: true ends it. May be empty.
    std::function<bool()> is_stopped = {};
    // Waits; empty: really. For tests.
    std::function<void(std::chrono::milliseconds)> sleep = {};
    // Told before each wait; may be empty.
    std::function<void(std::chrono::milliseconds wait, const Error& why)> on_wait = {};
};

class Retries {
public:
    // `options` must outlive this.
    explicit Retries(const RetryOptions& options) : options_(options) {}

    // Waits, after a failure, and says whether to try again. `asked`: what the target asked for.
    bool wait_after(const Error& why, unsigned attempts,
                    std::optional<std::chrono::milliseconds> asked = {});

    // Something went well: as at the beginning.
    void forget() { failures_ = 0; }

    [[nodiscard]] unsigned failures() const { return failures_; }

private:
    const RetryOptions& options_;
    unsigned failures_ = 0;
};

// The wait after so many failures (1, 2 …), without jitter.
std::chrono::milliseconds backed_off(std::chrono::milliseconds first,
                                     std::chrono::milliseconds longest, unsigned failures);

// Somewhere between a half of it and the whole.
std::chrono::milliseconds with_jitter(std::chrono::milliseconds wait);

// A Retry-After: seconds, or a date, which means something only beside the answer's own `Date`.
// Nothing when it is neither; never below zero.
std::optional<std::chrono::milliseconds> read_retry_after(std::string_view value,
                                                          std::optional<Instant> answered_at);

}  // namespace gazette
