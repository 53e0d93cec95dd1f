#pragma once
// The output folder: ours only if it was empty or carries our marker. Holds, below
// `.gazette-output/`, the manifest of what the last finished build wrote, and the journal of what
// the running one is about to write. What neither names is a stranger's file: it is left, told, and
// never published.
//
// After kill -9 at any moment the next build finds the old manifest and the journal, knows all
// files that may be ours, and writes again what does not match. A page is written by rename where
// it exists, so that a reader of the folder never sees half a page. Needs nothing from .gazette/.
//
// Write order: journal, then files (any thread), then stale files go, then the manifest by rename,
// then the journal goes. A crash between any two of these leaves the next build enough to know.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"
#include "release/manifest.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gazette {

// Refuses what Output::open() would refuse, without making or waiting for anything: to be asked
// before a newsroom is read, for a wrong folder explains what would then be found missing.
Result<void> check_output_folder(Files& files, const std::string& folder,
                                 const std::string& newsroom);

enum class Written { New, Changed, Unchanged };

class Output {
public:
    // Refused (ErrorCode::Conflict) when the folder is not empty and not ours, or when it is the
    // newsroom itself or above it (ErrorCode::Invalid). Waits for another build of the same folder.
    static Result<Output> open(Files& files, const std::string& folder,
                               const std::string& newsroom);

    // Says which files may be written from now on, before the first write.
    Result<void> begin(const std::vector<std::string>& paths);

    // Writes a file below the folder unless it is there with these bytes. Thread-safe. `digest` is
    // of the bytes. A path that belongs to a stranger's file is refused (Conflict).
    Result<Written> write(const std::string& path, std::string_view bytes, const Sha256& digest);

    // Removes what the old manifest or the journal named and the new manifest does not, then writes
    // the manifest. Returns how many files were removed.
    Result<std::size_t> finish(const Manifest& manifest);

    // Files in the folder that are not ours, sorted.
    Result<std::vector<std::string>> foreign_files();

    // All files of ours go, with marker and folders that become empty; strangers' files stay and
    // are returned.
    Result<std::vector<std::string>> clean();

private:
    Output(Files& files, std::string folder, std::unique_ptr<FileLock> lock);

    Result<void> remove_temporaries();
    Result<void> read_state();
    Result<void> check_folders(const std::vector<std::string>& paths);
    [[nodiscard]] bool may_be_ours(const std::string& path) const;
    [[nodiscard]] bool was_ours(const std::string& path) const;
    Result<void> remove_file(const std::string& path);

    Files* files_;
    std::string folder_;
    std::unique_ptr<FileLock> lock_;
    std::unordered_map<std::string, Sha256> old_;  // by the last finished build
    std::unordered_set<std::string> journal_;      // by builds that did not finish
    std::unordered_set<std::string> stale_;        // removed by finish()
    bool is_journal_torn_ = false;                 // its last line has no end
};

}  // namespace gazette
