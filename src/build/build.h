#pragma once
// The build: scan → load → plan → produce → finish, each a step of its own beside this file. One
// code path for a clean build, a further one and the preview.
//
// A wrong article is a diagnostic; with errors nothing in the output folder changes, unless
// `keep_going` leaves the wrong articles out. What the world refuses is an Error. The output folder
// is ours only if it is empty or carries our marker (output.h); a second build of the same folder
// waits for the first. One thread calls; work inside is parallel.
#include "base/diagnostic.h"
#include "base/files.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "build/explanation.h"
#include "review/trust.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gazette {

struct BuildOptions {
    std::string source = ".";  // the newsroom
    std::string out;           // empty: <source>/public
    Instant now;
    bool drafts = false;      // show drafts and embargoed stories; no target takes such a site
    bool is_preview = false;  // `now` is still to come, say: as with drafts, no target takes it
    bool keep_going = false;  // leave wrong articles out instead of stopping
    bool allow_unknown = false;
    bool paranoid = false;  // believe no time stamp: compare sources and pages by content
    bool explain = false;   // report of each page that is made why
    bool dry_run = false;   // say what would be made, and change nothing
    // OPTIMIZATION: pages need the text of each article again, and opening a small file takes as
    // long as parsing it. A fixed amount, so that memory does not grow with the archive.
    std::size_t most_kept_bytes = std::size_t{24} << 20U;
    std::size_t jobs = 0;  // 0: one a processor
    // What this machine pins about reviews; nothing: no stages may be asked for.
    std::optional<Trust> trust;
    // Folder in whose .gazette/ builds remember; empty: the newsroom. Where trust is given and this
    // is not, nothing that is remembered is believed: who can write in the newsroom wrote it.
    std::string memory;
    // Called from any thread as pages are made; may be empty.
    std::function<void(std::size_t done, std::size_t all)> progress;
};

struct StepTime {
    std::string name;  // "scan", "load", "plan", "produce", "finish"
    double seconds = 0;
};

struct BuildReport {
    bool written = false;  // false: refused because of errors, or a dry run; nothing has changed
    std::size_t articles = 0;       // on the site
    std::size_t left_out = 0;       // wrong ones, with keep_going
    std::size_t articles_read = 0;  // the others are still what the catalog remembers
    std::size_t pages = 0;          // planned
    std::size_t pages_made = 0;     // the others' keys were those of last time
    std::size_t files_written = 0;
    std::size_t files_unchanged = 0;
    std::size_t files_removed = 0;
    std::uint64_t bytes_written = 0;
    Instant next_change;                     // 0: the site does not change by itself
    std::vector<std::string> foreign_files;  // in the output folder, not ours; left alone
    std::vector<MadePage> made;              // with `explain`; in the order of making
    std::vector<StepTime> steps;
};

Result<BuildReport> build(const BuildOptions& options, Files& files, Diagnostics& diagnostics);

// Everything that is wrong with a newsroom, without building it. `paths`: report only what concerns
// these files or folders; empty: all.
Result<void> check(const BuildOptions& options, const std::vector<std::string>& paths, Files& files,
                   Diagnostics& diagnostics);

// Removes what a build made: the output's files that its manifest names, and the catalog. Foreign
// files stay and are returned.
Result<std::vector<std::string>> clean(const std::string& source, const std::string& out,
                                       Files& files);

}  // namespace gazette
