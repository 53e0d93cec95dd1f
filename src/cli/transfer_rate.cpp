#include "cli/transfer_rate.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

constexpr std::chrono::seconds kWindow{15};
constexpr std::chrono::milliseconds kLeast{500};
constexpr double kMebibyte = 1024.0 * 1024.0;

}  // namespace

void TransferRate::add(std::uint64_t done_bytes, Time at) {
    // What was cut off comes again: measured anew.
    if (!samples_.empty() && done_bytes < samples_.back().done_bytes) samples_.clear();
    samples_.push_back({done_bytes, at});
    while (samples_.size() > 2 && at - samples_[1].at > kWindow) samples_.pop_front();
}

std::optional<std::uint64_t> TransferRate::bytes_per_second() const {
    if (samples_.size() < 2) return std::nullopt;
    const auto took = samples_.back().at - samples_.front().at;
    const std::uint64_t moved = samples_.back().done_bytes - samples_.front().done_bytes;
    if (took < kLeast || moved == 0) return std::nullopt;
    const double seconds = std::chrono::duration<double>(took).count();
    return std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(static_cast<double>(moved) / seconds));
}

std::optional<std::chrono::seconds> TransferRate::left(std::uint64_t all_bytes) const {
    const std::optional<std::uint64_t> rate = bytes_per_second();
    if (!rate) return std::nullopt;
    const std::uint64_t done = std::min(all_bytes, samples_.back().done_bytes);
    return std::chrono::seconds((all_bytes - done + *rate - 1) / *rate);
}

std::string transfer_text(const TransferRate& rate, std::uint64_t done_bytes,
                          std::uint64_t all_bytes) {
    const auto mebibytes = [](std::uint64_t bytes) {
        return static_cast<double>(bytes) / kMebibyte;
    };
    std::string text =
        fmt::format("{:.1f}/{:.1f} MiB", mebibytes(done_bytes), mebibytes(all_bytes));
    const std::optional<std::uint64_t> speed = rate.bytes_per_second();
    const std::optional<std::chrono::seconds> left = rate.left(all_bytes);
    if (!speed || !left) return text;
    constexpr int kMinute = 60;
    return text + fmt::format(" {:.1f} MiB/s {}:{:02}", mebibytes(*speed), left->count() / kMinute,
                              left->count() % kMinute);
}

}  // namespace gazette
