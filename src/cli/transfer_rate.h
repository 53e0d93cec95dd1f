#pragma once
// How fast bytes move and how long the rest will take, by what moved in the last seconds: a line
// that was slow at first is not slow for ever. A value; one thread. The caller says what time it
// is.
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace gazette {

class TransferRate {
public:
    using Time = std::chrono::steady_clock::time_point;

    void add(std::uint64_t done_bytes, Time at);

    // Nothing until something moved for a while.
    [[nodiscard]] std::optional<std::uint64_t> bytes_per_second() const;
    [[nodiscard]] std::optional<std::chrono::seconds> left(std::uint64_t all_bytes) const;

private:
    struct Sample {
        std::uint64_t done_bytes = 0;
        Time at = {};
    };

    std::deque<Sample> samples_;  // the oldest first
};

// "12.3/45.0 MiB 1.2 MiB/s 0:27"; what is not known yet is left out.
std::string transfer_text(const TransferRate& rate, std::uint64_t done_bytes,
                          std::uint64_t all_bytes);

}  // namespace gazette
