#pragma once
// Compares an incremental build with a clean one: what both found, what both made, and that the
// incremental one wrote just what differed.
#include "base/diagnostic.h"
#include "build/build.h"
#include "support/newsroom.h"

#include <fmt/format.h>
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette::testing {

struct OutputFile {
    std::string bytes;
    ino_t inode = 0;
    std::int64_t modified_ns = 0;

    friend bool operator==(const OutputFile&, const OutputFile&) = default;
};

using OutputSnapshot = std::map<std::string, OutputFile>;

// The output's files, with the manifest; none where there is no folder.
OutputSnapshot take_snapshot(const std::string& folder);

// A build's end.
struct BuildOutcome {
    Result<BuildReport> report;
    Diagnostics diagnostics;
    OutputSnapshot tree;
};

class Problems {
public:
    void add(std::string problem) { list_.push_back(std::move(problem)); }

    template <typename Value>
    void expect_equal(std::string_view what, const Value& found, const Value& expected) {
        if (found != expected) add(fmt::format("{}: {}, not {}", what, found, expected));
    }

    [[nodiscard]] bool empty() const { return list_.empty(); }

    // The first of them, a line each.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::string> list_;
};

// Whether a build found what it remembers damaged and began anew.
bool was_set_aside(const BuildOutcome& outcome);

void compare_reports(const BuildOutcome& now, const BuildOutcome& clean, Problems& problems);

// What the output was like before the incremental build.
struct BeforeBuild {
    const OutputSnapshot& files;
    const Tree& strangers;  // of these: not ours
    bool is_after_interruption = false;
};

// Of builds that were not refused.
void compare_outputs(const BeforeBuild& before, const BuildOutcome& now, const BuildOutcome& clean,
                     Problems& problems);

}  // namespace gazette::testing
