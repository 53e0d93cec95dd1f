#pragma once
// One build, step by step; what it was made of stays until it goes. Used by build() and by builds
// that are repeated in memory (repeated_build.h).
#include "base/task_pool.h"
#include "build/build.h"
#include "build/load.h"
#include "build/output.h"
#include "build/produce.h"
#include "build/site_parts.h"
#include "build/sources.h"
#include "build/theme.h"
#include "pages/site_plan.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gazette {

// Where a build of `source` puts its output.
std::string output_folder(const std::string& source, const std::string& out);

// The output folder's path within the newsroom, or nothing when it lies elsewhere.
std::string within_newsroom(Files& files, const std::string& source, const std::string& out);

LoadOptions load_options(const BuildOptions& options);

class StopWatch {
public:
    explicit StopWatch(std::vector<StepTime>& steps) : steps_(steps) {}

    void step(std::string name) {
        const auto now = std::chrono::steady_clock::now();
        steps_.push_back({std::move(name),
                          std::chrono::duration<double>(now - std::exchange(last_, now)).count()});
    }

private:
    std::vector<StepTime>& steps_;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

class BuildRun {
public:
    // All are borrowed, and must stay.
    BuildRun(const BuildOptions& options, Files& files, Diagnostics& diagnostics);

    // Once.
    Result<BuildReport> run();

    // Whether run() wrote the site; it need not, when nothing has changed. Only then:
    [[nodiscard]] bool has_written() const { return report_.written && theme_.has_value(); }

    [[nodiscard]] SiteParts parts() { return {sources_, loaded_, plan_, *theme_}; }

    [[nodiscard]] Output& output() { return *output_; }

private:
    Result<void> open_output();
    Result<void> look();
    Result<void> recall();
    [[nodiscard]] bool is_repeated() const;
    // Says again what the last build said.
    void repeat();
    // False: something that people wrote is wrong.
    Result<bool> load_newsroom();
    // False: two pages have one address.
    bool plan();
    [[nodiscard]] ProduceOptions produce_options() const;
    void explain_only();
    Result<void> write();
    // Nothing, where the next build could come to another end with the same inputs.
    [[nodiscard]] std::optional<RememberedBuild> to_be_repeated(std::size_t files) const;

    const BuildOptions& options_;
    Files& files_;
    Diagnostics& diagnostics_;
    std::string out_;
    TaskPool pool_;
    BuildReport report_;
    StopWatch watch_{report_.steps};
    std::int64_t looked_at_ns_ = 0;
    std::optional<Output> output_;
    Sources sources_;
    std::optional<Fingerprint> inputs_;
    Loaded loaded_;
    std::optional<Theme> theme_;
    SitePlan plan_;
};

}  // namespace gazette
