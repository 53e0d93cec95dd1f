#pragma once
// One line on a terminal that says how far a step is, rewritten in place at most ten times a second
// and wiped at the end. For terminals only: who prints to a file does not make one.
// show: any thread.
#include "base/guarded.h"

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>

namespace gazette {

// "[########--------] 40/80"
std::string progress_text(std::size_t done, std::size_t all);

class ProgressBar {
public:
    // `out` must outlive the bar.
    ProgressBar(std::ostream& out, std::string label);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ProgressBar(ProgressBar&&) = delete;
    ProgressBar& operator=(ProgressBar&&) = delete;

    void show(std::size_t done, std::size_t all) { show(progress_text(done, all)); }

    void show(const std::string& text);

private:
    struct Shown {
        std::chrono::steady_clock::time_point at;
        bool anything = false;
    };

    std::ostream& out_;
    std::string label_;
    Guarded<Shown> shown_;
};

}  // namespace gazette
