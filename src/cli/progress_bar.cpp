#include "cli/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gazette {

namespace {

constexpr std::size_t kCells = 30;
constexpr std::chrono::milliseconds kLeastPause{100};

}  // namespace

ProgressBar::ProgressBar(std::ostream& out, std::string label)
    : out_(out), label_(std::move(label)) {}

ProgressBar::~ProgressBar() {
    shown_.with([this](const Shown& shown) {
        if (shown.anything) out_ << "\r\033[K" << std::flush;
    });
}

void ProgressBar::show(const std::string& text) {
    shown_.with([&](Shown& shown) {
        const auto now = std::chrono::steady_clock::now();
        if (shown.anything && now - shown.at < kLeastPause) return;
        shown = Shown{now, true};
        out_ << '\r' << label_ << ' ' << text << "\033[K" << std::flush;
    });
}

std::string progress_text(std::size_t done, std::size_t all) {
    done = std::min(done, all);
    const std::size_t filled = all == 0 ? kCells : done * kCells / all;
    return fmt::format("[{:#<{}}{:-<{}}] {}/{}", "", filled, "", kCells - filled, done, all);
}

}  // namespace gazette
