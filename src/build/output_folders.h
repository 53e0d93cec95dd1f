#pragma once
// Whether an output folder still holds what was written there, asked of its folders instead of its
// files: making, removing and renaming a file changes the times of its folder. What is changed
// within a file by hand shows in no folder; a build with `paranoid` compares contents.
//
// One thread calls; looking is parallel inside. const is thread-safe.
#include "base/files.h"
#include "base/result.h"
#include "base/task_pool.h"
#include "build/output_memory.h"
#include "release/manifest_lines.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

class OutputFolders {
public:
    // `remembered` by path; nothing in it is trusted before look().
    OutputFolders(Files& files, std::string output, std::vector<RememberedFolder> remembered);

    // Compares what is remembered with what is there.
    void look(const TaskPool& pool);

    // Whether the files in a folder are those that were written there.
    [[nodiscard]] bool is_trusted(std::string_view folder) const;
    [[nodiscard]] bool are_all_trusted() const;

    struct Found {
        std::vector<RememberedFolder> folders;
        std::vector<std::string> strangers;  // files that are not ours, sorted
    };

    // What is there now that all files of `lines` are written. A folder that is still the one that
    // was trusted is not read again; its strangers are among `known_strangers`. Called for each
    // file that no line names: true when it is ours and may be passed over.
    using IsOurs = std::function<Result<bool>(const std::string& path)>;
    [[nodiscard]] Result<Found> walk(std::span<const ManifestLine> lines,
                                     const std::vector<std::string>& known_strangers,
                                     std::int64_t now_ns, const IsOurs& is_ours,
                                     const TaskPool& pool) const;

private:
    class Walk;

    [[nodiscard]] const RememberedFolder* trusted(std::string_view folder) const;

    Files& files_;
    std::string output_;
    std::vector<RememberedFolder> remembered_;
    std::vector<char> is_trusted_;  // of remembered_; bytes, since threads write them
};

}  // namespace gazette
