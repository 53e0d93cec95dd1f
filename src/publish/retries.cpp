#include "publish/retries.h"

#include "base/random.h"
#include "net/http_conditions.h"

#include <algorithm>
#include <charconv>
#include <thread>

namespace gazette {
namespace {

using Milliseconds = std::chrono::milliseconds;

// False: stopped meanwhile.
bool sleep_for(Milliseconds wait, const RetryOptions& options) {
    constexpr Milliseconds kStep{100};
    const auto end = std::chrono::steady_clock::now() + wait;
    if (options.sleep) options.sleep(wait);
    while (!options.is_stopped || !options.is_stopped()) {
        if (options.sleep) return true;
        const auto left = std::chrono::ceil<Milliseconds>(end - std::chrono::steady_clock::now());
        if (left <= Milliseconds(0)) return true;
        std::this_thread::sleep_for(std::min(left, kStep));
    }
    return false;
}

}  // namespace

Milliseconds backed_off(Milliseconds first, Milliseconds longest, unsigned failures) {
    Milliseconds wait = first;
    for (unsigned i = 1; i < failures && wait < longest; ++i) wait *= 2;
    return std::min(wait, longest);
}

Milliseconds with_jitter(Milliseconds wait) {
    const std::string bytes = random_bytes(2);
    const unsigned dice = static_cast<unsigned char>(bytes[0]) * 256U +
                          static_cast<unsigned char>(bytes[1]);  // below 65,536
    return wait / 2 + Milliseconds(wait.count() / 2 * dice / 65'535);
}

bool Retries::wait_after(const Error& why, unsigned attempts, std::optional<Milliseconds> asked) {
    ++failures_;
    if (failures_ >= attempts) return false;
    if (asked && *asked > options_.longest_asked) return false;
    Milliseconds wait = with_jitter(backed_off(options_.first, options_.longest, failures_));
    // Never before it was asked for; a little after, so that not all come in the same moment.
    if (asked) wait = *asked + with_jitter(options_.first);
    if (options_.on_wait) options_.on_wait(wait, why);
    return sleep_for(wait, options_);
}

std::optional<Milliseconds> read_retry_after(std::string_view value,
                                             std::optional<Instant> answered_at) {
    std::uint32_t seconds = 0;
    const char* const end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, seconds);
    if (!value.empty() && read.ptr == end) {
        constexpr std::uint32_t kMostSeconds = 1'000'000;
        const bool is_small = read.ec == std::errc() && seconds < kMostSeconds;
        return std::chrono::seconds(is_small ? seconds : kMostSeconds);
    }
    const std::optional<Instant> until = parse_http_date(value);
    if (!until || !answered_at) return std::nullopt;
    return std::chrono::seconds(std::max<std::int64_t>(0, until->seconds - answered_at->seconds));
}

}  // namespace gazette
