#pragma once
// What the technician's monitoring asks for: counters since the start and the state of the moment,
// in the text format of Prometheus (version 0.0.4). Names are a promise to dashboards: they stay.
// Thread-safe.
#include "base/time_zone.h"
#include "net/http_server.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

namespace gazette {

// What is not counted but looked at when somebody asks.
struct EndpointState {
    struct Release {
        std::uint64_t number = 0;
        std::uint64_t entries = 0;
        Instant published;
    };

    std::optional<Release> release = {};  // nothing: none was published yet
    std::uint64_t recalled = 0;           // articles
    std::uint64_t connections = 0;
    std::uint64_t log_lines_written = 0;
    std::uint64_t log_lines_lost = 0;
    std::uint64_t coded_forms_made = 0;
    std::uint64_t blobs_waiting = 0;  // for their coded forms
    Instant started;
};

class RequestCounters {
public:
    void count(const FinishedExchange& exchange);

    // The page, with the state beside the counters.
    [[nodiscard]] std::string print(const EndpointState& state) const;

private:
    std::array<std::atomic<std::uint64_t>, 6> by_class_{};  // [0]: without an answer; [2]: 2xx …
    std::atomic<std::uint64_t> sent_bytes_ = 0;
    std::atomic<std::uint64_t> microseconds_ = 0;
};

}  // namespace gazette
