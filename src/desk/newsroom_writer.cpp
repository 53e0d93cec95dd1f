#include "desk/newsroom_writer.h"

#include "base/path.h"
#include "build/output_marker.h"
#include "desk/newsroom_path.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

// More than any file that the desk takes.
constexpr std::uint64_t kMostFileBytes = std::uint64_t{2} << 30U;

Result<void> check_batch(std::span<const OutboxEntry> batch) {
    std::vector<std::string_view> paths;
    for (const OutboxEntry& entry : batch) {
        paths.push_back(entry.path);
        if (sha256(entry.bytes) != entry.digest) {
            return failure(ErrorCode::Invalid,
                           fmt::format("the digest of {} is not that of its bytes", entry.path));
        }
    }
    std::ranges::sort(paths);
    const auto twice = std::ranges::adjacent_find(paths);
    if (twice == paths.end()) return {};
    return failure(ErrorCode::Invalid, fmt::format("{} is there twice in one batch", *twice));
}

bool is_missing(const Error& error) { return error.code == ErrorCode::NotFound; }

}  // namespace

Result<NewsroomWriter> NewsroomWriter::open(Files& files, const std::string& newsroom) {
    std::string root = TRY(files.resolve(newsroom));
    if (!files.info(join_path(root, "site.yml"))) {
        return failure(ErrorCode::NotFound, fmt::format("{} has no site.yml", newsroom));
    }
    return NewsroomWriter(files, std::move(root));
}

Result<OutboxOutcome> NewsroomWriter::apply(std::span<const OutboxEntry> batch) {
    TRY(check_batch(batch));
    TRY(files_->make_directories(join_path(newsroom_, ".gazette")));
    const std::unique_ptr<FileLock> lock =
        TRY(lock_file(join_path(newsroom_, ".gazette/desk.lock"), WhenLocked::Wait));
    std::vector<const OutboxEntry*> to_write;
    OutboxOutcome outcome;
    bool is_any_done = false;
    for (const OutboxEntry& entry : batch) {
        const Found found = TRY(look(entry, outcome.conflicts));
        if (found == Found::AsExpected) to_write.push_back(&entry);
        is_any_done = is_any_done || found == Found::Done;
    }
    if (!outcome.is_applied()) return outcome;
    std::ranges::stable_sort(to_write, {},
                             [](const OutboxEntry* entry) { return newsroom_place(entry->path); });
    for (const OutboxEntry* const entry : to_write) {
        TRY(write(*entry).context("writing " + entry->path + " into the newsroom"));
        ++outcome.written;
    }
    // Who wrote them, and whether they or their folders ever reached the disk, nobody knows.
    if (is_any_done) TRY(files_->sync_file_system(newsroom_));
    return outcome;
}

Result<NewsroomWriter::Found> NewsroomWriter::look(const OutboxEntry& entry,
                                                   std::vector<OutboxConflict>& conflicts) {
    const auto refuse = [&](OutboxProblem problem, std::optional<Sha256> found = std::nullopt) {
        conflicts.push_back({entry.path, problem, entry.expected, found});
        return Found::Conflict;
    };
    if (!newsroom_place(entry.path)) return refuse(OutboxProblem::NotAllowed);
    if (!TRY(is_way_free(entry.path))) return refuse(OutboxProblem::ThroughLink);
    const std::optional<Sha256> found = TRY(digest_of(entry.path));
    if (found == entry.digest) return Found::Done;
    if (found == entry.expected) return Found::AsExpected;
    return refuse(OutboxProblem::Differs, found);
}

// Every folder on the way is one, of the newsroom itself, and the file a regular one or not there.
Result<bool> NewsroomWriter::is_way_free(const std::string& path) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
        const std::string folder = join_path(newsroom_, path.substr(0, slash));
        const Result<FileInfo> info = files_->info(folder);
        if (!info && is_missing(info.error())) return true;
        if (TRY(Result<FileInfo>(info)).kind != FileKind::Directory) return false;
        if (files_->info(join_path(folder, kOutputMarker))) return false;
    }
    const Result<FileInfo> info = files_->info(join_path(newsroom_, path));
    if (!info && is_missing(info.error())) return true;
    return TRY(Result<FileInfo>(info)).kind == FileKind::File;
}

Result<std::optional<Sha256>> NewsroomWriter::digest_of(const std::string& path) {
    const Result<std::string> bytes = files_->read(join_path(newsroom_, path), kMostFileBytes);
    if (bytes) return std::optional<Sha256>(sha256(*bytes));
    if (is_missing(bytes.error())) return std::optional<Sha256>();
    return failure(bytes.error());
}

Result<void> NewsroomWriter::write(const OutboxEntry& entry) {
    const std::string path = join_path(newsroom_, entry.path);
    std::string folder(parent_path(path));
    TRY(files_->make_directories(folder));
    TRY(files_->replace_durably(path, entry.bytes));
    // All folders on the way, also those that were there: perhaps a killed writer made them.
    while (folder.size() > newsroom_.size()) {
        folder = std::string(parent_path(folder));
        TRY(files_->sync_directory(folder));
    }
    return {};
}

Result<std::size_t> NewsroomWriter::sweep(std::span<const OutboxEntry> batch) {
    std::size_t removed = 0;
    for (const OutboxEntry& entry : batch) {
        if (!newsroom_place(entry.path) || !TRY(is_way_free(entry.path))) continue;
        const std::string folder(parent_path(join_path(newsroom_, entry.path)));
        const auto entries = files_->list(folder);
        if (!entries && is_missing(entries.error())) continue;
        const std::string twin = std::string(file_name(entry.path)) + std::string(kTemporaryMark);
        for (const DirectoryEntry& there : TRY(Result<std::vector<DirectoryEntry>>(entries))) {
            if (there.kind != FileKind::File || !there.name.starts_with(twin)) continue;
            TRY(files_->remove(join_path(folder, there.name)));
            ++removed;
        }
    }
    return removed;
}

}  // namespace gazette
