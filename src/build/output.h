#pragma once
// The output folder: ours only if it was empty or carries our marker. Holds, below
// `.gazette-output/`, the manifest of what the last finished build wrote, and the journal of what
// the running one is about to write. What neither names is a stranger's file: it is left, told, and
// never published.
//
// After kill -9 at any moment the next build finds the old manifest and the journal, knows all
// files that may be ours, and writes again what does not match. A page is written by rename where
// it exists, so that a reader of the folder never sees half a page. To be right it needs nothing
// from .gazette/; what is remembered there (output_memory.h) saves looking at each file again.
//
// Write order: journal, then files (any thread), then stale files go, then the manifest by rename,
// then the journal goes, then the memory is written. A crash between any two of these leaves the
// next build enough to know.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"
#include "base/string_pool.h"
#include "base/task_pool.h"
#include "build/output_folders.h"
#include "build/output_memory.h"
#include "release/manifest_lines.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace gazette {

// Refuses what Output::open() would refuse, without making or waiting for anything: to be asked
// before a newsroom is read, for a wrong folder explains what would then be found missing.
Result<void> check_output_folder(Files& files, const std::string& folder,
                                 const std::string& newsroom);

// Whether a build has been there: only then is there something to wait for, and to remember.
bool is_output_folder(Files& files, const std::string& folder);

// Appends the text of a line that has none yet. Thread-safe.
using LinePrinter = std::function<Result<void>(const ManifestLine& line, std::string& out)>;

enum class Written { New, Changed, Unchanged };

class Output {
public:
    // Refused (ErrorCode::Conflict) when the folder is not empty and not ours, or when it is the
    // newsroom itself or above it (ErrorCode::Invalid). Waits for another build of the same folder.
    static Result<Output> open(Files& files, const std::string& folder,
                               const std::string& newsroom);

    // Takes up what an earlier build remembered of the folder, and looks whether it still holds.
    // Without it, or where it does not hold, files are read to know what is in them. `stamp`: see
    // OutputMemory.
    Result<void> recall(const Fingerprint& stamp, const TaskPool& pool, Diagnostics& diagnostics);

    // Where what is remembered of it lies, if not in the newsroom: the folder that holds .gazette/.
    // Before recall().
    void remember_in(std::string folder) { memory_folder_ = std::move(folder); }

    // Forgets it again but for its place: every page is to be made and compared.
    void doubt();

    // The last build, when all its files are there as it left them.
    [[nodiscard]] const RememberedBuild* last_build() const;

    [[nodiscard]] const std::vector<std::string>& strangers() const { return memory_.foreign; }

    // Reads manifest and journal. Before what follows.
    Result<void> read();

    // The files of the last finished build, by path, and their keys as far as they are remembered.
    [[nodiscard]] const std::vector<ManifestLine>& old_lines() const { return old_; }

    [[nodiscard]] RememberedFiles remembered_files() const { return {memory_, old_}; }

    // Whether a file of old_lines() is known to have the bytes that its line names, without
    // reading it.
    [[nodiscard]] bool is_trusted(const ManifestLine& line) const;

    // The same by reading it. Thread-safe.
    [[nodiscard]] bool holds(const ManifestLine& line) const;

    // Says which files may be written from now on, before the first write.
    Result<void> begin(std::vector<std::string> paths);

    // Writes a file below the folder unless it is there with these bytes. Thread-safe. `digest` is
    // of the bytes. A path that belongs to a stranger's file is refused (Conflict).
    Result<Written> write(std::string_view path, std::string_view bytes, const Sha256& digest);

    struct Finished {
        std::size_t removed = 0;
        std::vector<std::string> foreign;  // files in the folder that are not ours, sorted
    };

    // Writes a file of the last finished build anew, whatever is there.
    Result<void> replace(std::string_view path, std::string_view bytes);

    // What the output has become.
    struct Content {
        ManifestHeader header;
        std::vector<ManifestLine> lines;    // by path
        LinePrinter print;                  // of those that have no text yet
        std::vector<RememberedFile> files;  // whose lines those are
        std::optional<RememberedBuild> build;
    };

    // Removes what the old manifest or the journal named and the new manifest does not, writes the
    // manifest, looks for strangers' files and remembers the rest.
    Result<Finished> finish(Content content, const TaskPool& pool);

    // All files of ours go, with marker and folders that become empty; strangers' files stay and
    // are returned.
    Result<std::vector<std::string>> clean();

private:
    Output(Files& files, std::string folder, std::string newsroom, std::unique_ptr<FileLock> lock);

    Result<void> remove_temporaries();
    Result<std::unordered_set<std::string_view>> existing_folders() const;
    Result<void> remove_stale(std::span<const ManifestLine> lines, Finished& finished);
    Result<void> write_manifest_file(const Content& content, const TaskPool& pool);
    [[nodiscard]] bool is_same_manifest(const Content& content) const;
    Result<OutputFolders::Found> look_around(std::span<const ManifestLine> lines,
                                             const TaskPool& pool);
    [[nodiscard]] bool was_written_before(std::string_view path) const;
    [[nodiscard]] bool was_ours(const std::string& path) const;
    Result<void> remove_file(std::string_view path);

    Files* files_;
    std::string folder_;
    std::string memory_folder_;  // the newsroom, where nothing else is said
    std::unique_ptr<FileLock> lock_;
    OutputMemory memory_;                   // of the last finished build
    std::optional<OutputFolders> folders_;  // nothing is trusted, else
    std::unique_ptr<MappedFile> old_manifest_;
    bool is_manifest_known_ = false;              // it is the one that the memory belongs to
    std::optional<ManifestHeader> old_header_;    // of a manifest that is whole
    std::vector<ManifestLine> old_;               // by the last finished build; point into it
    std::set<std::string, std::less<>> journal_;  // by builds that did not finish
    StringPool planned_texts_;
    std::vector<std::string_view> planned_;  // by this build, sorted
    std::unordered_set<std::string> stale_;  // removed by finish()
    bool is_journal_torn_ = false;           // its last line has no end
};

}  // namespace gazette
