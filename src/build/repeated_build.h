#pragma once
// Builds of one newsroom again and again by one program: the preview. Each is the build of build.h,
// but rows, plan and theme stay in memory; and where nothing but the words of stories on the site
// has changed, only their files are read, and only the pages that show them are made.
//
// Such a short build leaves the output's manifest and what is remembered of it behind: the next
// whole build of that output, by whatever program, looks into the files it finds changed
// (output.h). One thread.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/result.h"
#include "build/build.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gazette {

class RepeatedBuild {
public:
    // `options` but for `now`; neither a dry run nor explained. `files` must outlive this.
    RepeatedBuild(BuildOptions options, Files& files);
    ~RepeatedBuild();
    RepeatedBuild(const RepeatedBuild&) = delete;
    RepeatedBuild& operator=(const RepeatedBuild&) = delete;
    RepeatedBuild(RepeatedBuild&&) = delete;
    RepeatedBuild& operator=(RepeatedBuild&&) = delete;

    // `touched`: all that may have changed since the last build, by path within the newsroom;
    // nothing: anything may have.
    Result<BuildReport> build(Instant now, const std::optional<std::vector<std::string>>& touched,
                              Diagnostics& diagnostics);

private:
    struct State;

    std::unique_ptr<State> state_;
};

}  // namespace gazette
