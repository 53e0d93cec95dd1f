#pragma once
// The files that articles show: pictures (with their renditions), video, sound, attachments. Finds
// each beside its article or in assets/, reports what is missing, and finishes the rows' digests.
#include "build/load.h"

#include <string>
#include <unordered_set>

namespace gazette {

Result<void> load_files(Files& files, const LoadOptions& options,
                        const std::unordered_set<std::string>& known, Loaded& loaded,
                        const TaskPool& pool, Diagnostics& diagnostics);

}  // namespace gazette
