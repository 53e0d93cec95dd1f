#include "cli/transfer_rate.h"

#include "support/catch.h"

using namespace gazette;

namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;

TransferRate::Time at(int seconds) { return TransferRate::Time(std::chrono::seconds(seconds)); }

}  // namespace

TEST_CASE("rate and time left come from what moved in the last seconds", "[cli]") {
    TransferRate rate;
    CHECK(transfer_text(rate, 0, 10 * kMebibyte) == "0.0/10.0 MiB");
    rate.add(0, at(0));
    CHECK_FALSE(rate.bytes_per_second());
    rate.add(2 * kMebibyte, at(2));
    CHECK(rate.bytes_per_second() == kMebibyte);
    CHECK(rate.left(10 * kMebibyte) == std::chrono::seconds(8));
    CHECK(transfer_text(rate, 2 * kMebibyte, 100 * kMebibyte) == "2.0/100.0 MiB 1.0 MiB/s 1:38");
    // Faster by now: the slow beginning is forgotten.
    for (int i = 1; i <= 20; ++i) {
        rate.add((2 + 4 * static_cast<std::uint64_t>(i)) * kMebibyte, at(2 + i));
    }
    CHECK(rate.bytes_per_second() == 4 * kMebibyte);
}

TEST_CASE("a line that stands still has no rate, and one that was cut is measured anew", "[cli]") {
    TransferRate rate;
    rate.add(kMebibyte, at(0));
    rate.add(kMebibyte, at(10));
    CHECK_FALSE(rate.bytes_per_second());
    rate.add(3 * kMebibyte, at(11));
    CHECK(rate.bytes_per_second());
    rate.add(kMebibyte, at(12));
    CHECK_FALSE(rate.bytes_per_second());
    CHECK_FALSE(rate.left(kMebibyte));
}
