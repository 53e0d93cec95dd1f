#include "endpoint/metrics.h"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

namespace gazette {
namespace {

constexpr int kStatusesOfClass = 100;

class Page {
public:
    // The head of a metric; its values follow.
    void begin(std::string_view name, std::string_view type, std::string_view help) {
        fmt::format_to(std::back_inserter(text_), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help,
                       type);
    }

    template <typename Value>
    void value(std::string_view name, Value value) {
        fmt::format_to(std::back_inserter(text_), "{} {}\n", name, value);
    }

    template <typename Value>
    void one(std::string_view name, std::string_view type, std::string_view help, Value value) {
        begin(name, type, help);
        this->value(name, value);
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

}  // namespace

void RequestCounters::count(const FinishedExchange& exchange) {
    const auto index = static_cast<std::size_t>(exchange.status / kStatusesOfClass);
    ++by_class_.at(index < by_class_.size() ? index : 0);
    if (exchange.is_complete) sent_bytes_ += exchange.body_bytes;
    microseconds_ += static_cast<std::uint64_t>(exchange.duration.count());
}

std::string RequestCounters::print(const EndpointState& state) const {
    constexpr double kMicrosecondsOfSecond = 1e6;
    Page page;
    page.begin("gazette_requests_total", "counter",
               "Requests by the class of their status; none: the client left before.");
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < by_class_.size(); ++i) {
        const std::uint64_t count = by_class_.at(i);
        all += count;
        const std::string status = i == 0 ? "none" : fmt::format("{}xx", i);
        page.value(fmt::format("gazette_requests_total{{status=\"{}\"}}", status), count);
    }
    page.begin("gazette_request_seconds", "summary", "Time from the head to the end of an answer.");
    page.value("gazette_request_seconds_sum",
               static_cast<double>(microseconds_.load()) / kMicrosecondsOfSecond);
    page.value("gazette_request_seconds_count", all);
    page.one("gazette_sent_bytes_total", "counter", "Bytes of bodies that were sent whole.",
             sent_bytes_.load());
    page.one("gazette_connections", "gauge", "Connections that are open.", state.connections);
    const EndpointState::Release release = state.release.value_or(EndpointState::Release{});
    page.one("gazette_release_number", "gauge", "The release that readers get; 0: none yet.",
             release.number);
    page.one("gazette_release_entries", "gauge", "Its addresses.", release.entries);
    page.one("gazette_release_published_timestamp_seconds", "gauge",
             "When it was published, in seconds since 1970; 0: never.", release.published.seconds);
    page.one("gazette_recalled_articles", "gauge", "Articles that are recalled.", state.recalled);
    page.one("gazette_compressed_forms_total", "counter", "Compressed forms that were made.",
             state.coded_forms_made);
    page.one("gazette_compression_waiting", "gauge", "Files that wait for their compressed forms.",
             state.blobs_waiting);
    page.one("gazette_log_lines_total", "counter", "Lines that the access log has taken.",
             state.log_lines_written);
    page.one("gazette_log_lines_lost_total", "counter",
             "Lines that a slow or full disk has cost the access log.", state.log_lines_lost);
    page.one("gazette_start_timestamp_seconds", "gauge",
             "When the endpoint started, in seconds since 1970.", state.started.seconds);
    return page.take();
}

}  // namespace gazette
