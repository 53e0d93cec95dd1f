#pragma once
// Data that several threads share, reachable only under its lock.
#include <mutex>
#include <utility>

namespace gazette {

template <typename T>
class Guarded {
public:
    Guarded() = default;

    explicit Guarded(T value) : value_(std::move(value)) {}

    // Calls `use(T&)` under the lock and returns what it returns (never a reference into T).
    template <typename Use>
    auto with(Use&& use) {
        const std::scoped_lock lock(mutex_);
        return std::forward<Use>(use)(value_);
    }

private:
    std::mutex mutex_;
    T value_{};
};

}  // namespace gazette
