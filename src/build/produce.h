#pragma once
// The fourth step: makes the pages of a plan and writes them, run by run, each thread with its own
// renderer and buffers; a page is made, hashed, compared, written and forgotten. Memory grows with
// the rows, never with bodies or pages. A page whose key is that of last time, and whose file is
// still there, is not made again.
#include "base/task_pool.h"
#include "build/explanation.h"
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
    std::int64_t scanned_at_ns = 0;  // see LoadOptions; 0: trust no time
    std::function<void(std::size_t done, std::size_t all)> progress;  // may be empty
};

struct Produced {
    // Of all files of the site, by path. Those of files that were not made lie in the Output; the
    // paths of the others last as long as `print` and the plan.
    std::vector<ManifestLine> lines;
    LinePrinter print;                  // of the others, while the site's parts last
    std::vector<RememberedFile> files;  // what the next build is to remember of them
    std::vector<Reasons> reasons;       // by page of the plan; none: it was not made
    std::size_t pages_made = 0;
    std::size_t files_written = 0;
    std::size_t files_unchanged = 0;
    std::uint64_t bytes_written = 0;
};

// The files of the theme, the newsroom's static/, pictures and attachments, then all pages.
Result<Produced> produce(Files& files, const SiteParts& site, const ProduceOptions& options,
                         const TaskPool& pool, Output& output);

// Why each page of the plan would be made, and none where it would not; writes nothing. `output` is
// null where there is none yet.
std::vector<Reasons> reasons_to_make(Files& files, const SiteParts& site,
                                     const ProduceOptions& options, const TaskPool& pool,
                                     const Output* output);

}  // namespace gazette
