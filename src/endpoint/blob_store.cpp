#include "endpoint/blob_store.h"

#include "base/random.h"

#include <fmt/format.h>

#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kMostPendingBytes = std::size_t{8} << 20;
constexpr std::size_t kMostPendingBlobs = 2000;
// Up to here each file is synced by itself; beyond, the whole file system at once.
constexpr std::size_t kFewBlobs = 16;
constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
constexpr std::size_t kFolderDigits = 2;
constexpr std::size_t kIncomingCharacters = 26;

}  // namespace

BlobStore::BlobStore(Files& files, const std::string& data)
    : files_(&files),
      blobs_(join_path(data, "blobs")),
      incoming_(join_path(data, "incoming")),
      sync_failed_(std::make_unique<std::atomic<bool>>(false)) {}

Result<BlobStore> BlobStore::open(Files& files, const std::string& data) {
    BlobStore store(files, data);
    TRY(files.make_directories(store.blobs_));
    TRY(files.make_directories(store.incoming_));
    for (const DirectoryEntry& left_over : TRY(files.list(store.incoming_))) {
        if (!is_random_id(left_over.name, kIncomingCharacters)) continue;
        TRY(files.remove(join_path(store.incoming_, left_over.name)));
    }
    // A kill between a rename and its sync leaves a name that is not on disk yet.
    TRY(files.sync_file_system(store.blobs_));
    TRY(files.sync_directory(data));
    TRY(files.sync_directory(std::string(parent_path(data))));
    return store;
}

Result<std::optional<std::uint64_t>> BlobStore::size_of(const Sha256& digest) const {
    Result<FileInfo> info = files_->info(path_of(digest));
    if (info) return std::optional(info->size_bytes);
    if (info.error().code == ErrorCode::NotFound) return std::optional<std::uint64_t>();
    return failure(std::move(info).error());
}

std::string BlobStore::path_of(const Sha256& digest) const {
    const std::string hex = to_hex(digest);
    return fmt::format("{}/{}/{}", blobs_, hex.substr(0, kFolderDigits), hex.substr(kFolderDigits));
}

Result<void> BlobStore::make_folder_of(const Sha256& digest) const {
    return files_->make_directories(std::string(parent_path(path_of(digest))));
}

Result<void> BlobStore::remembered(Result<void> synced) const {
    if (!synced) *sync_failed_ = true;
    return synced;
}

Result<void> BlobStore::erase(const Sha256& digest) const {
    const std::string path = path_of(digest);
    Result<void> removed = files_->remove(path);
    if (!removed && removed.error().code == ErrorCode::NotFound) return {};
    if (!removed) return removed;
    return files_->sync_directory(std::string(parent_path(path)));
}

Result<void> BlobStore::make_durable() const {
    // Taken back before the sync: what fails meanwhile is remembered for the next.
    if (!sync_failed_->exchange(false)) return {};
    return remembered(files_->sync_file_system(blobs_));
}

bool BlobStore::holds(const Sha256& digest, std::string_view bytes) const {
    const Result<std::string> stored = files_->read(path_of(digest), bytes.size());
    return stored && *stored == bytes;
}

std::string BlobStore::incoming_path() const {
    return join_path(incoming_, random_id(kIncomingCharacters));
}

Result<void> BlobBatch::add(const Sha256& digest, std::string_view bytes) {
    // Known by its length it may still be damaged: then these bytes mend it.
    if (TRY(store_.size_of(digest)) == bytes.size() && store_.holds(digest, bytes)) return {};
    pending_.push_back({digest, std::string(bytes)});
    pending_bytes_ += bytes.size();
    const bool is_full =
        pending_bytes_ >= kMostPendingBytes || pending_.size() >= kMostPendingBlobs;
    return is_full ? commit() : Result<void>();
}

Result<void> BlobBatch::commit() {
    if (pending_.empty()) return {};
    for (const Pending& blob : pending_) TRY(store_.make_folder_of(blob.digest));
    if (pending_.size() > kFewBlobs) {
        TRY(write_together());
    } else {
        TRY(store_.files_->sync_directory(store_.blobs_));
        for (const Pending& blob : pending_) {
            TRY(store_.remembered(
                store_.files_->replace_durably(store_.path_of(blob.digest), blob.bytes)));
        }
    }
    stored_ += pending_.size();
    pending_.clear();
    pending_bytes_ = 0;
    return {};
}

// Data before names: a name that stands means that its bytes do.
Result<void> BlobBatch::write_together() {
    std::vector<std::string> written;
    Result<void> result;
    for (const Pending& blob : pending_) {
        written.push_back(store_.incoming_path());
        result = store_.files_->write_new(written.back(), blob.bytes);
        if (!result) break;
    }
    if (result) result = store_.files_->sync_file_system(store_.incoming_);
    for (std::size_t i = 0; result && i < written.size(); ++i) {
        result = store_.files_->rename(written[i], store_.path_of(pending_[i].digest));
    }
    if (result) return store_.remembered(store_.files_->sync_file_system(store_.blobs_));
    // Those that were renamed already are whole; the others are only rubbish now.
    for (const std::string& path : written) static_cast<void>(store_.files_->remove(path));
    return result;
}

LargeBlob::LargeBlob(const BlobStore& store) : store_(store), path_(store.incoming_path()) {}

LargeBlob::~LargeBlob() {
    // Nothing to report to: what stays is removed at the next start.
    if (!path_.empty()) static_cast<void>(store_.files_->remove(path_));
}

Result<void> LargeBlob::add(std::string_view piece) {
    hasher_.add(piece);
    buffer_ += piece;
    return buffer_.size() >= kBufferBytes ? write_buffer() : Result<void>();
}

Result<void> LargeBlob::write_buffer() {
    TRY(store_.files_->append(path_, buffer_, false));
    buffer_.clear();
    return {};
}

Result<void> LargeBlob::finish(const Sha256& digest) {
    if (hasher_.finish() != digest) {
        return failure(ErrorCode::Invalid,
                       fmt::format("what was sent as {} has another digest", to_hex(digest)));
    }
    TRY(store_.files_->append(path_, buffer_, true));
    const std::string target = store_.path_of(digest);
    TRY(store_.make_folder_of(digest));
    TRY(store_.files_->sync_directory(store_.blobs_));
    TRY(store_.files_->rename(path_, target));
    path_.clear();
    return store_.remembered(store_.files_->sync_directory(std::string(parent_path(target))));
}

}  // namespace gazette
