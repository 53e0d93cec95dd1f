#pragma once
// The files that articles show: pictures (with their renditions), video, sound, attachments. Finds
// each beside its article or in assets/, reports what is missing, and finishes the rows' digests.
#include "build/load.h"

#include <string>
#include <unordered_set>

namespace gazette {

struct NewsroomFiles {
    Files& files;
    const std::unordered_set<std::string>& known;  // assets and statics, by path
};

Result<void> load_files(const NewsroomFiles& from, const LoadOptions& options, const TaskPool& pool,
                        Loaded& loaded, Diagnostics& diagnostics);

}  // namespace gazette
