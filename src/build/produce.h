#pragma once
// The fourth step: makes the pages of a plan and writes them, run by run, each thread with its own
// renderer and buffers; a page is made, hashed, compared, written and forgotten. Memory grows with
// the rows, never with bodies or pages.
#include "base/task_pool.h"
#include "build/load.h"
#include "build/output.h"
#include "build/site_parts.h"
#include "build/theme.h"
#include "pages/site_plan.h"

#include <functional>

namespace gazette {

struct ProduceOptions {
    std::string newsroom;
    bool allow_unknown = false;
    std::function<void(std::size_t done, std::size_t all)> progress;  // may be empty
};

struct Produced {
    std::vector<ManifestLines> lines;  // of all files of the site, a part a thread
    std::size_t files_written = 0;
    std::size_t files_unchanged = 0;
    std::uint64_t bytes_written = 0;
};

// The files of the theme, the newsroom's static/, pictures and attachments, then all pages.
Result<Produced> produce(Files& files, const SiteParts& site, const ProduceOptions& options,
                         const TaskPool& pool, Output& output);

}  // namespace gazette
