#include "endpoint/blob_store.h"

#include "base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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
constexpr std::array kCodings = {ContentCoding::Gzip, ContentCoding::Brotli};
constexpr std::string_view kMissing = ".missing";
// Readers find the same few; a disk that loses more is not described by a list.
constexpr std::size_t kMostSeenByReaders = 10'000;

// "": no file of its own.
std::string_view suffix_of(ContentCoding coding) {
    switch (coding) {
        case ContentCoding::Identity:
            return "";
        case ContentCoding::Gzip:
            return ".gz";
        case ContentCoding::Brotli:
            return ".br";
    }
    return "";
}

std::string_view bytes_of(const Sha256& digest) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

// What is in the file of a form: nothing, or the bytes and their digest.
std::string with_trailer(const std::string& bytes) {
    return bytes.empty() ? std::string() : bytes + std::string(bytes_of(sha256(bytes)));
}

bool is_whole_form(std::string_view file) {
    if (file.empty()) return true;
    if (file.size() <= kCodedTrailerBytes) return false;
    const std::string_view bytes = file.substr(0, file.size() - kCodedTrailerBytes);
    return file.substr(bytes.size()) == bytes_of(sha256(bytes));
}

// The blob of which a file in coded/ is a form; nothing for names that are not ours.
std::optional<Sha256> blob_of_form(std::string_view folder, std::string_view name) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    const auto is_suffix = [&](ContentCoding coding) {
        return name.substr(dot) == suffix_of(coding);
    };
    if (folder.size() != kFolderDigits || std::ranges::none_of(kCodings, is_suffix)) {
        return std::nullopt;
    }
    return sha256_from_hex(fmt::format("{}{}", folder, name.substr(0, dot)));
}

// A missing file is as good as a removed one.
Result<void> gone(Result<void> removed) {
    if (!removed && removed.error().code == ErrorCode::NotFound) return {};
    return removed;
}

}  // namespace

BlobStore::BlobStore(Files& files, const std::string& data)
    : files_(&files),
      blobs_(join_path(data, "blobs")),
      incoming_(join_path(data, "incoming")),
      coded_(join_path(data, "coded")),
      quarantine_(join_path(data, "quarantine")),
      is_doubtful_(std::make_unique<std::atomic<bool>>(false)),
      barred_(std::make_unique<Guarded<std::unordered_set<Sha256>>>()),
      forms_(std::make_unique<std::mutex>()),
      seen_by_readers_(std::make_unique<Guarded<std::set<Sha256>>>()) {}

BlobStore BlobStore::look_at(Files& files, const std::string& data) { return {files, data}; }

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

// Of one that may have been made in vain: with it goes what a failed sync may have lost of it. One
// that is not empty stays, since its files were synced.
void BlobStore::give_up_folder_of(const Sha256& digest) const {
    static_cast<void>(files_->remove(std::string(parent_path(path_of(digest)))));
}

// That another upload has brought the same bytes meanwhile is no reason to keep the name: it would
// be a name that nobody can vouch for.
Result<void> BlobStore::trusted(Result<void> synced, const Sha256& digest) const {
    if (synced) return synced;
    if (!gone(files_->remove(path_of(digest)))) *is_doubtful_ = true;
    return synced;
}

void BlobStore::bar(const std::vector<Sha256>& digests) const {
    barred_->with([&](auto& barred) { barred.insert(digests.begin(), digests.end()); });
}

Result<void> BlobStore::erase_if_barred(const Sha256& digest) const {
    const bool is_barred = barred_->with([&](auto& barred) { return barred.contains(digest); });
    return is_barred ? erase(digest) : Result<void>();
}

Result<void> BlobStore::drop(const Sha256& digest) const {
    const std::scoped_lock lock(*forms_);
    for (const ContentCoding coding : kCodings) TRY(gone(files_->remove(path_of(digest, coding))));
    return gone(files_->remove(path_of(digest)));
}

Result<void> BlobStore::erase(const Sha256& digest) const {
    const std::scoped_lock lock(*forms_);
    // The blob last: while it is there, whoever asks again finds that there is something to do.
    for (const ContentCoding coding : kCodings) TRY(erase_file(path_of(digest, coding)));
    TRY(forget_suspect(digest));  // a damaged story is still a story
    TRY(gone(files_->sync_directory(quarantine_)));
    return erase_file(path_of(digest));
}

bool BlobStore::has_any_of(const Sha256& digest) const {
    const auto is_there = [&](const std::string& path) { return files_->info(path).has_value(); };
    const auto has_form = [&](ContentCoding coding) { return is_there(path_of(digest, coding)); };
    const std::string aside = join_path(quarantine_, to_hex(digest));
    return is_there(path_of(digest)) || std::ranges::any_of(kCodings, has_form) ||
           is_there(aside) || is_there(aside + std::string(kMissing));
}

Result<void> BlobStore::erase_file(const std::string& path) const {
    TRY(gone(files_->remove(path)));
    return gone(files_->sync_directory(std::string(parent_path(path))));
}

Result<std::vector<Sha256>> BlobStore::list(unsigned char first_byte) const {
    const std::string folder = fmt::format("{:02x}", first_byte);
    const Result<std::vector<DirectoryEntry>> entries = files_->list(join_path(blobs_, folder));
    std::vector<Sha256> digests;
    if (!entries && entries.error().code == ErrorCode::NotFound) return digests;
    if (!entries) return failure(entries.error());
    for (const DirectoryEntry& entry : *entries) {
        const std::optional<Sha256> digest = sha256_from_hex(folder + entry.name);
        if (digest && entry.kind == FileKind::File) digests.push_back(*digest);
    }
    return digests;
}

Result<std::set<Sha256>> BlobStore::suspects() const {
    std::set<Sha256> found = TRY(quarantined());
    found.merge(seen_by_readers_->with([](const auto& seen) { return seen; }));
    return found;
}

Result<std::set<Sha256>> BlobStore::quarantined() const {
    std::set<Sha256> found;
    const Result<std::vector<DirectoryEntry>> entries = files_->list(quarantine_);
    if (!entries && entries.error().code != ErrorCode::NotFound) return failure(entries.error());
    for (const DirectoryEntry& entry : entries.value_or(std::vector<DirectoryEntry>())) {
        std::string_view name = entry.name;
        if (name.ends_with(kMissing)) name.remove_suffix(kMissing.size());
        if (const std::optional<Sha256> digest = sha256_from_hex(name)) found.insert(*digest);
    }
    return found;
}

void BlobStore::suspect(const Sha256& digest) const {
    seen_by_readers_->with([&](auto& seen) {
        if (seen.size() < kMostSeenByReaders) seen.insert(digest);
    });
}

Result<bool> BlobStore::set_aside(const Sha256& digest, std::uint64_t inode) const {
    const std::string path = path_of(digest);
    const std::string aside = join_path(quarantine_, to_hex(digest));
    TRY(files_->make_directories(quarantine_));
    TRY(files_->sync_directory(std::string(parent_path(quarantine_))));
    const Result<void> moved = files_->rename(path, aside);
    if (!moved && moved.error().code == ErrorCode::NotFound) return false;
    TRY(Result<void>(moved));
    // Looked at after the move, so that nothing can come between: a whole file that an upload has
    // brought since goes back.
    if (TRY(files_->info(aside)).inode != inode) {
        TRY(files_->rename(aside, path));
        return false;
    }
    TRY(files_->sync_directory(quarantine_));
    TRY(files_->sync_directory(std::string(parent_path(path))));
    return true;
}

Result<void> BlobStore::note_missing(const Sha256& digest) const {
    TRY(files_->make_directories(quarantine_));
    TRY(files_->sync_directory(std::string(parent_path(quarantine_))));
    return files_->replace_durably(join_path(quarantine_, to_hex(digest) + std::string(kMissing)),
                                   "");
}

Result<void> BlobStore::forget_suspect(const Sha256& digest) const {
    seen_by_readers_->with([&](auto& seen) { seen.erase(digest); });
    const std::string aside = join_path(quarantine_, to_hex(digest));
    TRY(gone(files_->remove(aside)));
    return gone(files_->remove(aside + std::string(kMissing)));
}

Result<void> BlobStore::forget_healed() const {
    for (const Sha256& digest : TRY(quarantined())) {
        if (TRY(size_of(digest))) TRY(forget_suspect(digest));
    }
    return {};
}

std::string BlobStore::path_of(const Sha256& digest, ContentCoding coding) const {
    if (coding == ContentCoding::Identity) return path_of(digest);
    const std::string hex = to_hex(digest);
    return fmt::format("{}/{}/{}{}", coded_, hex.substr(0, kFolderDigits),
                       hex.substr(kFolderDigits), suffix_of(coding));
}

bool BlobStore::has_coded(const Sha256& digest, ContentCoding coding) const {
    return files_->info(path_of(digest, coding)).has_value();
}

// Bytes before names, as with blobs; that a power cut takes a name costs only the work.
Result<void> BlobStore::keep_coded(const std::vector<CodedBlob>& forms) const {
    std::vector<std::string> written;
    Result<void> result;
    for (const CodedBlob& form : forms) {
        result =
            files_->make_directories(std::string(parent_path(path_of(form.digest, form.coding))));
        if (!result) break;
        written.push_back(incoming_path());
        const bool is_synced = forms.size() <= kFewBlobs;
        result = files_->append(written.back(), with_trailer(form.bytes), is_synced);
        if (!result) break;
    }
    if (result && forms.size() > kFewBlobs) result = files_->sync_file_system(incoming_);
    for (std::size_t i = 0; result && i < forms.size(); ++i) {
        result = name_coded(forms[i], written[i]);
    }
    if (result) return result;
    // Those that were renamed already are whole; the others are only rubbish now.
    for (const std::string& path : written) static_cast<void>(files_->remove(path));
    return result;
}

// Under the lock under which blobs are erased: no form appears beside a blob that is gone.
Result<void> BlobStore::name_coded(const CodedBlob& form, const std::string& written) const {
    const std::scoped_lock lock(*forms_);
    if (!TRY(size_of(form.digest))) return files_->remove(written);
    return files_->rename(written, path_of(form.digest, form.coding));
}

Result<std::size_t> BlobStore::check_coded(const Sha256& digest) const {
    constexpr std::uint64_t kMostFormBytes = std::uint64_t{1} << 30;
    std::size_t damaged = 0;
    for (const ContentCoding coding : kCodings) {
        const std::string path = path_of(digest, coding);
        const Result<std::string> file = files_->read(path, kMostFormBytes);
        if (file && is_whole_form(*file)) continue;
        if (!file && file.error().code == ErrorCode::NotFound) continue;
        // Also what cannot be read: a form can always be made again.
        const std::scoped_lock lock(*forms_);
        TRY(erase_file(path));
        ++damaged;
    }
    return damaged;
}

Result<void> BlobStore::sweep_coded() const {
    const Result<std::vector<DirectoryEntry>> folders = files_->list(coded_);
    if (!folders && folders.error().code == ErrorCode::NotFound) return {};
    if (!folders) return failure(folders.error());
    for (const DirectoryEntry& folder : *folders) {
        if (folder.kind != FileKind::Directory || folder.name.size() != kFolderDigits) continue;
        const std::string path = join_path(coded_, folder.name);
        for (const DirectoryEntry& entry : TRY(files_->list(path))) {
            const std::optional<Sha256> digest = blob_of_form(folder.name, entry.name);
            if (!digest || TRY(size_of(*digest))) continue;
            TRY(erase_file(join_path(path, entry.name)));
        }
    }
    return {};
}

Result<void> BlobStore::check_durable() const {
    if (!*is_doubtful_) return {};
    return failure(ErrorCode::Damaged,
                   "a sync has failed: restart the endpoint when the disk is well");
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
    Result<void> written = pending_.size() > kFewBlobs ? write_together() : write_each();
    if (!written) {
        for (const Pending& blob : pending_) store_.give_up_folder_of(blob.digest);
        return written;
    }
    for (const Pending& blob : pending_) TRY(store_.erase_if_barred(blob.digest));
    stored_ += pending_.size();
    pending_.clear();
    pending_bytes_ = 0;
    return {};
}

Result<void> BlobBatch::write_each() {
    TRY(store_.files_->sync_directory(store_.blobs_));
    for (const Pending& blob : pending_) {
        TRY(store_.trusted(store_.files_->replace_durably(store_.path_of(blob.digest), blob.bytes),
                           blob.digest));
    }
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
    if (result) {
        result = store_.files_->sync_file_system(store_.blobs_);
        for (const Pending& blob : pending_) result = store_.trusted(result, blob.digest);
        return result;
    }
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
    Result<void> synced = store_.files_->sync_directory(store_.blobs_);
    if (!synced) {
        store_.give_up_folder_of(digest);
        return synced;
    }
    TRY(store_.files_->rename(path_, target));
    path_.clear();
    TRY(store_.trusted(store_.files_->sync_directory(std::string(parent_path(target))), digest));
    return store_.erase_if_barred(digest);
}

}  // namespace gazette
