#pragma once
// The recalls of an endpoint on disk and in memory: DIR/recalls, and a second copy where the
// technician wants one, on another disk or machine. A folder that is older than the second copy (a
// restored backup) takes from it what it does not know before it serves anybody, so that what was
// recalled does not come back with the backup.
//
// A recall must be kept even when the disk is full: DIR/reserve holds room that is given up then,
// and taken again at the next start.
//
// Reading is thread-safe; changes are made one at a time (by the release store). Errors: those of
// Files; Damaged when a list cannot be read: rather no endpoint than a recalled story.
#include "base/files.h"
#include "base/guarded.h"
#include "base/result.h"
#include "release/recall.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gazette {

struct RecallStoreOptions {
    std::string second_copy = {};     // a file, or empty; its folder must be there
    std::uint64_t reserve_bytes = 0;  // that DIR/reserve holds
};

// Those of a folder that is only looked at.
Result<Recalls> read_recalls(Files& files, const std::string& data);

class RecallStore {
public:
    // `files` must outlive it.
    static Result<std::unique_ptr<RecallStore>> open(Files& files, const std::string& data,
                                                     RecallStoreOptions options);

    [[nodiscard]] std::shared_ptr<const Recalls> all() const;
    // All of them from now on: on disk first, then for readers.
    Result<void> replace(std::vector<Recall> all);
    // What is kept, once more. Does nothing where no second copy is wanted.
    Result<void> write_second_copy();

private:
    RecallStore(Files& files, std::string data, RecallStoreOptions options);
    Result<void> load();
    void fill_reserve();

    Files& files_;
    std::string data_;
    RecallStoreOptions options_;
    mutable Guarded<std::shared_ptr<const Recalls>> recalls_;
};

}  // namespace gazette
