#include "build/output.h"

#include "base/text.h"
#include "build/output_marker.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

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
        const Result<Manifest> parsed = parse_manifest(manifest.value());
        if (parsed) {
            for (const ManifestEntry& entry : parsed.value().entries) {
                old_.emplace(entry.path, entry.digest);
            }
        } else {
            for (const std::string_view line : split_lines(manifest.value())) {
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

bool Output::may_be_ours(const std::string& path) const {
    return old_.contains(path) || journal_.contains(path);
}

bool Output::was_ours(const std::string& path) const {
    return may_be_ours(path) || stale_.contains(path);
}

// A link in place of a folder would lead the build to write where nothing is ours.
Result<void> Output::check_folders(const std::vector<std::string>& paths) {
    std::set<std::string_view> folders;
    for (const std::string_view path : paths) {
        for (std::string_view folder = parent_path(path);
             !folder.empty() && folders.insert(folder).second; folder = parent_path(folder)) {
        }
    }
    for (const std::string_view folder : folders) {
        const std::string path = join_path(folder_, folder);
        const Result<FileInfo> info = files_->info(path);
        if (!info || info->kind == FileKind::Directory) continue;
        return failure(ErrorCode::Conflict,
                       fmt::format("{} is no folder of gazette's; move it away", path));
    }
    return {};
}

Result<void> Output::begin(const std::vector<std::string>& paths) {
    TRY(check_folders(paths));
    std::string lines;
    for (const std::string& path : paths) {
        if (may_be_ours(path)) continue;
        // A stranger may have put a file just where a page is to go.
        if (files_->info(join_path(folder_, path))) {
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
    if (is_journal_torn_) {
        // What is appended would become part of the torn line, and its page a stranger's.
        std::string whole;
        for (const std::string& path : journal_) whole += path + '\n';
        TRY(files_->replace(journal, whole + lines));
        is_journal_torn_ = false;
    } else {
        TRY(files_->append(journal, lines, false));
    }
    for (const std::string_view line : split_lines(lines)) journal_.emplace(line);
    return {};
}

Result<Written> Output::write(const std::string& path, std::string_view bytes,
                              const Sha256& digest) {
    const std::string file = join_path(folder_, path);
    const auto old = old_.find(path);
    const bool may_exist = old != old_.end() || journal_.contains(path);
    if (may_exist) {
        // What is on the disk decides, not what was written once: a file changed or deleted by hand
        // comes back.
        const Result<std::string> present = files_->read(file, bytes.size());
        if (present && sha256(present.value()) == digest) return Written::Unchanged;
    }
    Result<void> written =
        old == old_.end() ? files_->write_new(file, bytes) : files_->replace(file, bytes);
    if (!written && written.error().code == ErrorCode::NotFound) {
        TRY(files_->make_directories(std::string(parent_path(file))));
        written = files_->write_new(file, bytes);
    }
    if (!written && written.error().code == ErrorCode::AlreadyExists) {
        written = files_->replace(file, bytes);  // left by a build that did not finish
    }
    if (!written) return failure(written.error());
    return old == old_.end() ? Written::New : Written::Changed;
}

Result<void> Output::remove_file(const std::string& path) {
    const Result<void> removed = files_->remove(join_path(folder_, path));
    if (!removed && removed.error().code != ErrorCode::NotFound) return failure(removed.error());
    // Folders that became empty go too; one that did not is no error.
    for (std::string_view folder = parent_path(path); !folder.empty();
         folder = parent_path(folder)) {
        if (!files_->remove(join_path(folder_, folder))) break;
    }
    return {};
}

Result<std::size_t> Output::finish(const Manifest& manifest) {
    std::vector<std::string> stale;
    const auto note = [&](const std::string& path) {
        if (find_entry(manifest, path) == nullptr) stale.push_back(path);
    };
    for (const auto& [path, digest] : old_) note(path);
    for (const std::string& path : journal_) {
        if (!old_.contains(path)) note(path);
    }
    std::sort(stale.begin(), stale.end());
    for (const std::string& path : stale) TRY(remove_file(path));

    TRY(files_->replace(join_path(folder_, kManifest), TRY(print_manifest(manifest))));
    const Result<void> removed = files_->remove(join_path(folder_, kJournal));
    if (!removed && removed.error().code != ErrorCode::NotFound) return failure(removed.error());
    // Their temporary files may still lie there; see foreign_files().
    stale_.insert(stale.begin(), stale.end());
    old_.clear();
    journal_.clear();
    for (const ManifestEntry& entry : manifest.entries) old_.emplace(entry.path, entry.digest);
    return stale.size();
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
    for (const auto& [path, digest] : old_) TRY(remove_file(path));
    for (const std::string& path : journal_) TRY(remove_file(path));
    lock_.reset();
    TRY(remove_tree(*files_, join_path(folder_, kOutputMarker)));
    // Not empty after all: somebody made a file meanwhile, and the folder stays for it.
    if (foreign.empty()) static_cast<void>(files_->remove(folder_));
    return foreign;
}

}  // namespace gazette
