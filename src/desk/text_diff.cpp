#include "desk/text_diff.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace gazette {

namespace {

using Pieces = std::vector<std::string_view>;

// So many words may differ; beyond that a word by word account helps nobody, and the memory for it
// grows with the square.
constexpr std::ptrdiff_t kMostDifferences = 1'000;

void append(std::vector<TextRun>& runs, RunKind kind, std::string_view text) {
    if (runs.empty() || runs.back().kind != kind) runs.push_back({kind, {}});
    runs.back().text += text;
}

// The furthest points that d differences reach, one array for each d: `trace[d][k + d]` is how far
// in `before` the diagonal k = x - y has come. Empty: too many.
std::vector<std::vector<std::ptrdiff_t>> furthest_points(const Pieces& before, const Pieces& now) {
    const auto n = static_cast<std::ptrdiff_t>(before.size());
    const auto m = static_cast<std::ptrdiff_t>(now.size());
    std::vector<std::vector<std::ptrdiff_t>> trace;
    for (std::ptrdiff_t d = 0; d <= std::min(n + m, kMostDifferences); ++d) {
        std::vector<std::ptrdiff_t> reached(static_cast<std::size_t>(2 * d + 1), 0);
        for (std::ptrdiff_t k = -d; k <= d; k += 2) {
            std::ptrdiff_t x = 0;
            if (d > 0) {
                const auto& last = trace.back();  // of d - 1: its middle is at d - 1
                const auto at = [&](std::ptrdiff_t diagonal) {
                    return last[static_cast<std::size_t>(diagonal + d - 1)];
                };
                const bool is_down = k == -d || (k != d && at(k - 1) < at(k + 1));
                x = is_down ? at(k + 1) : at(k - 1) + 1;
            }
            while (x < n && x - k < m &&
                   before[static_cast<std::size_t>(x)] == now[static_cast<std::size_t>(x - k)]) {
                ++x;
            }
            reached[static_cast<std::size_t>(k + d)] = x;
            if (x >= n && x - k >= m) {
                trace.push_back(std::move(reached));
                return trace;
            }
        }
        trace.push_back(std::move(reached));
    }
    return {};
}

struct Step {
    RunKind kind;
    std::string_view text;
};

// From the end back to the beginning.
std::vector<Step> steps_back(const Pieces& before, const Pieces& now,
                             const std::vector<std::vector<std::ptrdiff_t>>& trace) {
    std::vector<Step> steps;
    auto x = static_cast<std::ptrdiff_t>(before.size());
    auto y = static_cast<std::ptrdiff_t>(now.size());
    const auto same = [&](std::ptrdiff_t until_x, std::ptrdiff_t until_y) {
        while (x > until_x && y > until_y) {
            --x;
            --y;
            steps.push_back({RunKind::Same, before[static_cast<std::size_t>(x)]});
        }
    };
    for (auto d = static_cast<std::ptrdiff_t>(trace.size()) - 1; d > 0; --d) {
        const auto& last = trace[static_cast<std::size_t>(d - 1)];
        const auto at = [&](std::ptrdiff_t diagonal) {
            return last[static_cast<std::size_t>(diagonal + d - 1)];
        };
        const std::ptrdiff_t k = x - y;
        const bool is_down = k == -d || (k != d && at(k - 1) < at(k + 1));
        const std::ptrdiff_t from = is_down ? k + 1 : k - 1;
        const std::ptrdiff_t from_x = at(from);
        const std::ptrdiff_t from_y = from_x - from;
        same(is_down ? from_x : from_x + 1, is_down ? from_y + 1 : from_y);
        if (is_down) {
            --y;
            steps.push_back({RunKind::Added, now[static_cast<std::size_t>(y)]});
        } else {
            --x;
            steps.push_back({RunKind::Removed, before[static_cast<std::size_t>(x)]});
        }
    }
    same(0, 0);
    return steps;
}

}  // namespace

std::vector<TextRun> diff_words(std::string_view before, std::string_view now,
                                WordBreaker& breaker) {
    std::vector<TextRun> runs;
    if (before == now) {
        if (!now.empty()) append(runs, RunKind::Same, now);
        return runs;
    }
    const Pieces old_pieces = breaker.pieces(before);
    const Pieces new_pieces = breaker.pieces(now);
    const auto trace = furthest_points(old_pieces, new_pieces);
    if (trace.empty()) {
        if (!before.empty()) append(runs, RunKind::Removed, before);
        if (!now.empty()) append(runs, RunKind::Added, now);
        return runs;
    }
    std::vector<Step> steps = steps_back(old_pieces, new_pieces, trace);
    // Within one change what went stands before what came.
    for (auto step = steps.rbegin(); step != steps.rend();) {
        if (step->kind == RunKind::Same) {
            append(runs, RunKind::Same, step->text);
            ++step;
            continue;
        }
        const auto end = std::find_if(step, steps.rend(),
                                      [](const Step& one) { return one.kind == RunKind::Same; });
        for (const RunKind kind : {RunKind::Removed, RunKind::Added}) {
            for (auto one = step; one != end; ++one) {
                if (one->kind == kind) append(runs, kind, one->text);
            }
        }
        step = end;
    }
    return runs;
}

}  // namespace gazette
