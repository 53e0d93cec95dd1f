#include "build/output.h"

#include "base/text.h"
#include "build/output_marker.h"
#include "release/release_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace gazette {
namespace {

constexpr std::string_view kManifest = ".gazette-output/manifest";
constexpr std::string_view kJournal = ".gazette-output/journal";
constexpr std::string_view kLock = ".gazette-output/lock";
constexpr std::uint64_t kMostJournalBytes = std::uint64_t{1} << 30U;
// Folders of a newsroom that are read for what they mean; a site in one of them would hide it.
constexpr std::array<std::string_view, 8> kFoldersOfMeaning = {
    "assets", "guides", "issues", "reviews", "static", "style", "templates", ".gazette"};

bool is_inside(const std::string& path, const std::string& folder) {
    return path == folder || path.starts_with(folder + "/");
}

// The newsroom's own files must never be taken for output.
Result<void> check_place(Files& files, const std::string& folder, const std::string& newsroom) {
    const std::string out = TRY(files.resolve(folder));
    const std::string source = TRY(files.resolve(newsroom));
    if (is_inside(source, out)) {
        return failure(ErrorCode::Invalid,
                       fmt::format("{} is the newsroom itself or lies above it", folder));
    }
    for (const std::string_view own : kFoldersOfMeaning) {
        if (!is_inside(out, join_path(source, own))) continue;
        return failure(ErrorCode::Invalid,
                       fmt::format("{} is the newsroom's own folder {}/", folder, own));
    }
    return {};
}

Result<void> check_ours(Files& files, const std::string& folder) {
    if (files.info(join_path(folder, kOutputMarker))) return {};
    if (TRY(files.list(folder)).empty()) return {};
    return failure(ErrorCode::Conflict,
                   fmt::format("{} is not empty and was not made by gazette", folder));
}

}  // namespace

Result<void> check_output_folder(Files& files, const std::string& folder,
                                 const std::string& newsroom) {
    const Result<FileInfo> info = files.info(folder);
    if (!info && info.error().code == ErrorCode::NotFound) return {};  // open() will make it
    TRY(check_place(files, folder, newsroom));
    return check_ours(files, folder);
}

Output::Output(Files& files, std::string folder, std::unique_ptr<FileLock> lock)
    : files_(&files), folder_(std::move(folder)), lock_(std::move(lock)) {}

Result<Output> Output::open(Files& files, const std::string& folder, const std::string& newsroom) {
    TRY(files.make_directories(folder));
    TRY(check_place(files, folder, newsroom));
    TRY(check_ours(files, folder));
    TRY(files.make_directories(join_path(folder, kOutputMarker)));
    auto lock = TRY(lock_file(join_path(folder, kLock), WhenLocked::Wait));
    Output output(files, folder, std::move(lock));
    TRY(output.remove_temporaries());
    TRY(output.read_state());
    return output;
}

// What a killed build was about to rename to the manifest or the journal.
Result<void> Output::remove_temporaries() {
    const std::string marker = join_path(folder_, kOutputMarker);
    for (const DirectoryEntry& entry : TRY(files_->list(marker))) {
        if (entry.name.find(kTemporaryMark) == std::string::npos) continue;
        TRY(files_->remove(join_path(marker, entry.name)));
    }
    return {};
}

// A damaged manifest makes every file look strange; then the build would refuse to write over them.
// So its readable lines count as ours even where its checksum does not hold.
Result<void> Output::read_state() {
    Result<std::string> manifest = files_->read(join_path(folder_, kManifest), kMaxManifestBytes);
    if (manifest) {
        old_manifest_ = std::move(manifest).value();
        const Result<ManifestHeader> scanned =
            scan_manifest(old_manifest_, [&](const ManifestLine& line) -> Result<void> {
                old_.push_back(line);
                return {};
            });
        if (!scanned) {
            old_.clear();
            for (const std::string_view line : split_lines(old_manifest_)) {
                const std::string_view path = line.substr(0, line.find('\t'));
                if (check_release_path(path)) journal_.emplace(path);
            }
        }
    } else if (manifest.error().code != ErrorCode::NotFound) {
        return failure(manifest.error());
    }
    Result<std::string> journal = files_->read(join_path(folder_, kJournal), kMostJournalBytes);
    if (journal) {
        // A last line without its end was being written when the build died: nothing of it was yet.
        std::string_view text = journal.value();
        const std::size_t whole = text.rfind('\n') + 1;
        is_journal_torn_ = whole < text.size();
        text = text.substr(0, whole);
        for (const std::string_view line : split_lines(text)) journal_.emplace(line);
    } else if (journal.error().code != ErrorCode::NotFound) {
        return failure(journal.error());
    }
    return {};
}

bool Output::was_written_before(std::string_view path) const {
    return find_line(old_, path) != nullptr || journal_.contains(path);
}

bool Output::may_be_ours(std::string_view path) const {
    return was_written_before(path) || std::ranges::binary_search(planned_, path, std::less<>{});
}

bool Output::was_ours(const std::string& path) const {
    return may_be_ours(path) || stale_.contains(path);
}

// Those of the planned files' folders that are there. A link in place of one would lead the build
// to write where nothing is ours.
Result<std::unordered_set<std::string_view>> Output::existing_folders() const {
    std::unordered_set<std::string_view> seen{""};
    std::unordered_set<std::string_view> existing{""};
    for (const std::string_view path : planned_) {
        for (std::string_view folder = parent_path(path); seen.insert(folder).second;
             folder = parent_path(folder)) {
            const std::string whole = join_path(folder_, folder);
            const Result<FileInfo> info = files_->info(whole);
            if (!info) continue;
            if (info->kind != FileKind::Directory) {
                return failure(ErrorCode::Conflict,
                               fmt::format("{} is no folder of gazette's; move it away", whole));
            }
            existing.insert(folder);
        }
    }
    return existing;
}

Result<void> Output::begin(std::vector<std::string> paths) {
    std::ranges::sort(paths);
    planned_ = std::move(paths);
    const std::unordered_set<std::string_view> folders = TRY(existing_folders());
    std::string lines;
    for (const std::string& path : planned_) {
        if (was_written_before(path)) continue;
        // A stranger may have put a file just where a page is to go.
        if (folders.contains(parent_path(path)) && files_->info(join_path(folder_, path))) {
            return failure(
                ErrorCode::Conflict,
                fmt::format("{} was not made by gazette and stands where a page is to be "
                            "written; move it away",
                            join_path(folder_, path)));
        }
        lines += path;
        lines += '\n';
    }
    if (lines.empty()) return {};
    const std::string journal = join_path(folder_, kJournal);
    if (!is_journal_torn_) return files_->append(journal, lines, false);
    // What is appended would become part of the torn line, and its page a stranger's.
    std::string whole;
    for (const std::string& path : journal_) whole += path + '\n';
    TRY(files_->replace(journal, whole + lines));
    is_journal_torn_ = false;
    return {};
}

Result<Written> Output::write(std::string_view path, std::string_view bytes, const Sha256& digest) {
    const std::string file = join_path(folder_, path);
    const bool is_old = find_line(old_, path) != nullptr;
    const bool may_exist = is_old || journal_.contains(path);
    if (may_exist) {
        // What is on the disk decides, not what was written once: a file changed or deleted by hand
        // comes back.
        const Result<std::string> present = files_->read(file, bytes.size());
        if (present && sha256(present.value()) == digest) return Written::Unchanged;
    }
    Result<void> written = is_old ? files_->replace(file, bytes) : files_->write_new(file, bytes);
    if (!written && written.error().code == ErrorCode::NotFound) {
        TRY(files_->make_directories(std::string(parent_path(file))));
        written = files_->write_new(file, bytes);
    }
    if (!written && written.error().code == ErrorCode::AlreadyExists && may_exist) {
        written = files_->replace(file, bytes);  // left by a build that did not finish
    }
    if (!written) return failure(written.error());
    return is_old ? Written::Changed : Written::New;
}

Result<void> Output::remove_file(std::string_view path) {
    const Result<void> removed = files_->remove(join_path(folder_, path));
    if (!removed && removed.error().code != ErrorCode::NotFound) return failure(removed.error());
    // Folders that became empty go too; one that did not is no error.
    for (std::string_view folder = parent_path(path); !folder.empty();
         folder = parent_path(folder)) {
        if (!files_->remove(join_path(folder_, folder))) break;
    }
    return {};
}

// Piece by piece into a temporary file, then by rename.
Result<void> Output::write_manifest_file(const ManifestHeader& header,
                                         std::span<const ManifestLine> lines) {
    const std::string path = join_path(folder_, kManifest);
    const std::string unfinished = fmt::format("{}{}new", path, kTemporaryMark);
    TRY(files_->replace(unfinished, ""));
    TRY(write_manifest(header, lines, [&](std::string_view piece) {
        return files_->append(unfinished, piece, false);
    }));
    return files_->rename(unfinished, path);
}

Result<Output::Finished> Output::finish(const ManifestHeader& header,
                                        std::span<const ManifestLine> lines, const TaskPool& pool) {
    Finished finished;
    const auto remove = [&](std::string_view path) -> Result<void> {
        if (find_line(lines, path) != nullptr || stale_.contains(std::string(path))) return {};
        stale_.emplace(path);
        ++finished.removed;
        return remove_file(path);
    };
    for (const ManifestLine& line : old_) TRY(remove(line.path));
    for (const std::string& path : journal_) TRY(remove(path));

    Result<void> written;
    Result<std::vector<std::string>> foreign;
    pool.parallel_for(2, 1, [&](std::size_t index, std::size_t) {
        if (index == 0) {
            written = write_manifest_file(header, lines);
        } else {
            foreign = foreign_files();
        }
    });
    TRY(std::move(written));
    finished.foreign = TRY(std::move(foreign));
    const Result<void> removed = files_->remove(join_path(folder_, kJournal));
    if (!removed && removed.error().code != ErrorCode::NotFound) return failure(removed.error());
    return finished;
}

Result<std::vector<std::string>> Output::foreign_files() {
    std::vector<std::string> foreign;
    std::vector<std::string> folders{""};
    while (!folders.empty()) {
        const std::string folder = std::move(folders.back());
        folders.pop_back();
        for (const DirectoryEntry& entry : TRY(files_->list(join_path(folder_, folder)))) {
            const std::string path = join_path(folder, entry.name);
            if (path == kOutputMarker) continue;
            if (entry.kind == FileKind::Directory) {
                folders.push_back(path);
            } else if (entry.name.find(kTemporaryMark) != std::string::npos &&
                       was_ours(path.substr(0, path.find(kTemporaryMark)))) {
                TRY(remove_file(path));  // left by a killed build
            } else if (!may_be_ours(path)) {
                foreign.push_back(path);
            }
        }
    }
    std::sort(foreign.begin(), foreign.end());
    return foreign;
}

Result<std::vector<std::string>> Output::clean() {
    std::vector<std::string> foreign = TRY(foreign_files());
    for (const ManifestLine& line : old_) TRY(remove_file(line.path));
    for (const std::string& path : journal_) TRY(remove_file(path));
    lock_.reset();
    TRY(remove_tree(*files_, join_path(folder_, kOutputMarker)));
    // Not empty after all: somebody made a file meanwhile, and the folder stays for it.
    if (foreign.empty()) static_cast<void>(files_->remove(folder_));
    return foreign;
}

}  // namespace gazette
