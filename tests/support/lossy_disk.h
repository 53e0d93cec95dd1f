#pragma once
// A disk in memory that loses its power. It knows what was synced: when the power goes, bytes that
// were not are gone, torn or garbage, and names that were made, moved or removed since their folder
// was synced are gone or back, each for itself, as POSIX allows (the states that ALICE looks for:
// Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014). A rename stays whole: its
// file has the new name or the old one, or after a power cut both, but never none.
//
// A sync that is made to fail keeps nothing, and no later one makes up for it: as Linux does, which
// takes the pages for clean after it has told the error once.
//
// Thread-safe, as Files is. Paths are absolute; there are no links, and the clock stands still.
#include "base/files.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gazette::testing {

class Dice;

// What a moment leaves on the disk.
enum class Loss {
    Nothing,   // only the program was killed
    Unsynced,  // bytes and names that were not synced
    Bytes,     // names are there, bytes that were not synced are not
    Torn,      // of these bytes the second half is not
    Garbage,   // in their place are others
    ByChance,  // each name and each file in its own way
};

class LossyDisk final : public Files {
public:
    LossyDisk();

    // Called before each step that changes something or syncs, with its name ("write", "rename",
    // "remove", "make", "sync file", "sync folder", "sync all") and its path; may look at after().
    std::function<void(std::string_view step, const std::string& path)> before_step;
    // Refuses a step, with this code; also called for each.
    std::function<bool(std::string_view step, const std::string& path)> refuses;
    ErrorCode refused_with = ErrorCode::System;
    bool ignores_syncs = false;  // says that it synced, and did not

    // The disk as the next start finds it, had the power gone now.
    [[nodiscard]] std::unique_ptr<LossyDisk> after(Loss loss, Dice& dice) const;
    [[nodiscard]] std::unique_ptr<LossyDisk> copy() const;
    // Writes all files below `folder` into another, on a real disk.
    void copy_to(Files& files, const std::string& folder, const std::string& to) const;
    // Changes a file's bytes as a bad disk does.
    void spoil(const std::string& path, const std::function<void(std::string& bytes)>& change);
    // Every file's path, sorted.
    [[nodiscard]] std::vector<std::string> all_files() const;

    Result<std::string> read(const std::string& path, std::uint64_t most_bytes) override;
    Result<FileInfo> info(const std::string& path) override;
    Result<std::vector<DirectoryEntry>> list(const std::string& directory) override;
    Result<std::vector<ListedFile>> list_with_info(const std::string& directory) override;
    Result<std::unique_ptr<MappedFile>> map(const std::string& path,
                                            std::uint64_t most_bytes) override;
    Result<std::string> resolve(const std::string& path) override;
    Result<void> make_directories(const std::string& directory) override;
    Result<void> write_new(const std::string& path, std::string_view bytes) override;
    Result<void> replace(const std::string& path, std::string_view bytes) override;
    Result<void> replace_durably(const std::string& path, std::string_view bytes,
                                 std::uint32_t mode) override;
    Result<void> append(const std::string& path, std::string_view bytes, bool durably) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove(const std::string& path) override;
    Result<void> sync_directory(const std::string& directory) override;
    Result<void> sync_file_system(const std::string& directory) override;

private:
    using Id = std::size_t;  // of a node; 0: none
    static constexpr Id kRoot = 1;

    // A name that was set or taken away since its folder was synced.
    struct Change {
        std::uint64_t order = 0;  // both halves of a rename have the same
        std::string name;
        Id node = 0;             // 0: removed
        bool is_lost = false;    // a sync of it has failed: it never comes to the disk
        bool is_rename = false;  // the half that takes the old name away
    };

    struct Node {
        bool is_folder = false;
        std::string bytes;
        std::size_t synced_bytes = 0;
        bool is_lost = false;  // as in Change, of the bytes
        std::map<std::string, Id> names;
        std::map<std::string, Id> synced_names;
        std::vector<Change> changes;
    };

    struct Place {
        Id folder = 0;  // 0: there is none
        std::string name;
        Id node = 0;  // 0: nothing is there
    };

    [[nodiscard]] Place find(const std::string& path) const;
    Result<void> step(std::string_view name, const std::string& path) const;
    Result<void> write(const std::string& path, std::string_view bytes, bool is_new);
    Result<void> sync_file(const std::string& path);
    void set(Id folder, const std::string& name, Id node, bool is_rename = false);
    void sync_names(Id folder);
    bool sync_set_of(std::uint64_t order);
    void lose(Id id);
    [[nodiscard]] FileInfo info_of(Id node) const;

    mutable std::recursive_mutex mutex_;  // before_step looks at after()
    std::vector<Node> nodes_;             // by id; what nothing names any more stays
    std::uint64_t order_ = 0;
    std::uint64_t temporary_ = 0;
};

}  // namespace gazette::testing
