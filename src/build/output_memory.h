#pragma once
// What the build remembers of an output folder, below .gazette/catalog/outputs/: the key of each
// file as it was written last, what the folders looked like then, and what that build said. It lets
// the next build leave pages alone whose key is the same (pages/site_plan.h), and end at once when
// nothing has changed at all. docs/formats/catalog.md has the bytes.
//
// It belongs to one manifest file and counts for nothing beside another. May be deleted at any
// time; whatever is wrong with it costs time, never a wrong page. Plain values; one thread.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "pages/site_plan.h"
#include "release/manifest_lines.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// A file of the output, whose path is in the manifest's line of that number.
struct RememberedFile {
    std::uint32_t line = 0;
    KeyMarks marks{};
    Fingerprint key;
};

// A folder of the output when all that the manifest names in it was there.
struct RememberedFolder {
    std::string path;  // within the output; "" is the output itself
    FileInfo info;
    bool is_sure = false;  // its time tells every later change
};

// What a build said that may be said again when nothing has changed since.
struct RememberedBuild {
    Fingerprint inputs;  // of all sources and options
    Instant now;         // that it was made for
    Instant next_change;
    std::size_t articles = 0;
    std::size_t left_out = 0;
    std::size_t pages = 0;
    std::size_t files = 0;  // all that are published
    Diagnostics diagnostics;
};

struct OutputMemory {
    std::string folder;  // of the output, absolute
    FileInfo manifest;
    Fingerprint stamp;  // what keys depend on beside what is in them: the program, its options
    std::vector<RememberedFile> files;      // in the order in which they were made
    std::vector<RememberedFolder> folders;  // by path
    std::vector<std::string> foreign;       // strangers' files, sorted
    std::optional<RememberedBuild> build;   // nothing: it cannot be said again
};

// Empty where there is none; a damaged one is set aside with a warning. `folder` is absolute.
Result<OutputMemory> read_output_memory(Files& files, const std::string& newsroom,
                                        const std::string& folder, Diagnostics& diagnostics);

// In place of the old one, at once.
Result<void> write_output_memory(Files& files, const std::string& newsroom,
                                 const OutputMemory& memory);

// Finds remembered files by path. Fast when asked in the order in which they were made.
class RememberedFiles {
public:
    // `lines` are those of the manifest that the memory belongs to. Both are borrowed.
    RememberedFiles(const OutputMemory& memory, std::span<const ManifestLine> lines);

    // Null when there was none.
    const RememberedFile* find(std::string_view path);

private:
    const std::vector<RememberedFile>& files_;
    std::span<const ManifestLine> lines_;
    std::vector<std::uint32_t> by_line_;  // index into files_
    std::size_t next_ = 0;                // in files_, where the next one is expected
};

}  // namespace gazette
