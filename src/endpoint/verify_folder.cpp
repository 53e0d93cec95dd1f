#include "endpoint/verify_folder.h"

#include "base/descriptor.h"
#include "endpoint/blob_store.h"
#include "endpoint/data_folder.h"
#include "endpoint/hold.h"
#include "endpoint/pinned_keys.h"
#include "endpoint/release_store.h"
#include "endpoint/tokens.h"
#include "release/merkle_tree.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace gazette {
namespace {

constexpr unsigned kFolders = 256;
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

// What one blob's file turned out to be.
struct ReadBlob {
    bool is_right = false;
    std::uint64_t inode = 0;
    std::uint64_t bytes = 0;
};

class Verification {
public:
    Verification(const VerifyOptions& options, Files& files)
        : options_(options), files_(files), blobs_(BlobStore::look_at(files, options.data)) {}

    Result<VerifyReport> run() {
        TRY(check_small_files());
        TRY(check_manifests());
        for (unsigned byte = 0; byte < kFolders; ++byte) {
            for (const Sha256& digest : TRY(blobs_.list(static_cast<unsigned char>(byte)))) {
                TRY(check_blob(digest));
            }
        }
        TRY(find_missing());
        TRY(name_uses());
        for (auto& [digest, blob] : damaged_) report_.damaged_blobs.push_back(std::move(blob));
        return std::move(report_);
    }

private:
    void blame(std::string_view file, const Error& error) {
        report_.damaged_files.push_back(fmt::format("{}: {}", file, describe(error)));
    }

    template <typename T>
    void check(std::string_view file, const Result<T>& read) {
        if (!read && read.error().code != ErrorCode::NotFound) blame(file, read.error());
    }

    Result<void> check_small_files() {
        const std::string& data = options_.data;
        if (!files_.info(join_path(data, "format"))) {
            return failure(ErrorCode::NotFound, fmt::format("{} is no endpoint's folder", data));
        }
        check("format", claim_data_folder(files_, data));
        check("current", read_current(files_, data));
        check("tokens", list_tokens(files_, data));
        check("keys", list_keys(files_, data));
        check("hold", read_hold(files_, data));
        const Result<Recalls> recalls = read_recalls(files_, data);
        check("recalls", recalls);
        if (!recalls) return {};
        for (const Recall& recall : recalls->all()) {
            erased_.insert(recall.erased.begin(), recall.erased.end());
        }
        return {};
    }

    // Newest first.
    Result<std::vector<std::uint64_t>> kept_releases() {
        std::vector<std::uint64_t> numbers;
        for (const DirectoryEntry& entry : TRY(files_.list(join_path(options_.data, "releases")))) {
            const std::optional<StoredName> name = stored_name(entry.name);
            if (!name || name->is_record || name->is_temporary) continue;
            const std::optional<std::uint64_t> number = release_number_of(name->stem);
            if (number) numbers.push_back(*number);
        }
        std::ranges::sort(numbers, std::greater());
        return numbers;
    }

    [[nodiscard]] std::string manifest_path(std::uint64_t number) const {
        return fmt::format("{}/releases/{}.manifest", options_.data, release_stem(number));
    }

    Result<Manifest> manifest_of(std::uint64_t number) {
        return parse_manifest(TRY(files_.read(manifest_path(number), kMaxManifestBytes)));
    }

    Result<void> check_manifest(std::uint64_t number) {
        const Manifest manifest = TRY(manifest_of(number));
        const ReleaseRecord record = TRY(read_record(files_, options_.data, number));
        if (merkle_root(manifest.entries) != record.info.root) {
            return failure(ErrorCode::Damaged, "its manifest has another root than its record");
        }
        for (const ManifestEntry& entry : manifest.entries) {
            if (!erased_.contains(entry.digest)) needed_[entry.digest] = entry.size_bytes;
        }
        return {};
    }

    Result<void> check_manifests() {
        for (const std::uint64_t number : TRY(kept_releases())) {
            ++report_.releases;
            const Result<void> checked = check_manifest(number);
            // One that was let go meanwhile is not damaged.
            if (!checked && files_.info(manifest_path(number))) {
                blame(fmt::format("releases/{}", release_stem(number)), checked.error());
            }
            if (!options_.pace(0)) return interrupted();
        }
        return {};
    }

    static tl::unexpected<Error> interrupted() {
        return failure(ErrorCode::Interrupted, "stopped before the end");
    }

    // Nothing when it is gone. What the disk does not give is as bad as what it gives wrongly.
    Result<std::optional<ReadBlob>> read_blob(const Sha256& digest) {
        const Descriptor file(
            ::open(blobs_.path_of(digest).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (file.get() < 0 && errno == ENOENT) return std::optional<ReadBlob>();
        if (file.get() < 0) return failure(system_error("cannot open a blob", errno));

        struct stat found {};

        if (::fstat(file.get(), &found) != 0) {
            return failure(system_error("cannot look at a blob", errno));
        }
        ReadBlob blob;
        blob.inode = found.st_ino;
        Sha256Hasher hasher;
        while (true) {
            const ssize_t count = ::read(file.get(), piece_.data(), piece_.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return std::optional(blob);
            if (count == 0) break;
            const auto bytes = static_cast<std::size_t>(count);
            hasher.add({piece_.data(), bytes});
            blob.bytes += bytes;
            if (!options_.pace(bytes)) return interrupted();
        }
        blob.is_right = hasher.finish() == digest;
        return std::optional(blob);
    }

    Result<void> check_blob(const Sha256& digest) {
        const std::optional<ReadBlob> blob = TRY(read_blob(digest));
        if (!blob) return {};
        ++report_.blobs;
        report_.bytes += blob->bytes;
        report_.removed_forms += TRY(blobs_.check_coded(digest));
        if (blob->is_right) return {};
        if (TRY(blobs_.set_aside(digest, blob->inode))) {
            damaged_[digest] = {DamagedBlob::Kind::Damaged, digest, {}, 0};
        }
        return {};
    }

    // Also what an earlier run has found, while it has not come again.
    Result<void> find_missing() {
        const std::set<Sha256> quarantined = TRY(blobs_.quarantined());
        for (const auto& [digest, size] : needed_) {
            if (damaged_.contains(digest) || TRY(blobs_.size_of(digest))) continue;
            const bool is_known = quarantined.contains(digest);
            damaged_[digest] = {DamagedBlob::Kind::Missing, digest, {}, 0};
            if (!is_known) fresh_missing_.insert(digest);
        }
        return {};
    }

    // Again from the disk: a release may have been let go since, and its blobs with it.
    Result<void> name_uses() {
        if (damaged_.empty()) return {};
        for (const std::uint64_t number : TRY(kept_releases())) {
            const Result<Manifest> manifest = manifest_of(number);
            if (!manifest) continue;  // told already
            for (const ManifestEntry& entry : manifest->entries) {
                const auto found = damaged_.find(entry.digest);
                if (found == damaged_.end()) continue;
                DamagedBlob& blob = found->second;
                ++blob.all_uses;
                if (blob.uses.size() < kMostUses) blob.uses.push_back({number, entry.path});
            }
        }
        std::erase_if(damaged_, [](const auto& named) {
            return named.second.kind == DamagedBlob::Kind::Missing && named.second.all_uses == 0;
        });
        for (const Sha256& digest : fresh_missing_) {
            if (damaged_.contains(digest)) TRY(blobs_.note_missing(digest));
        }
        return {};
    }

    const VerifyOptions& options_;
    Files& files_;
    BlobStore blobs_;
    VerifyReport report_;
    std::unordered_map<Sha256, std::uint64_t> needed_;  // with the size that it should have
    std::unordered_set<Sha256> erased_;                 // by recalls: right to be missing
    std::map<Sha256, DamagedBlob> damaged_;
    std::unordered_set<Sha256> fresh_missing_;
    std::string piece_ = std::string(kPieceBytes, '\0');
};

}  // namespace

Result<VerifyReport> verify_folder(const VerifyOptions& options, Files& files) {
    return Verification(options, files).run();
}

}  // namespace gazette
