#include "publish/uploads.h"

#include "base/descriptor.h"
#include "formats/pack_zstd.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace gazette {
namespace {

// zstd makes bytes that cannot be packed hardly larger: a pack stays below kMaxPackBytes.
constexpr std::uint64_t kMostUnpackedBytes = kMaxPackBytes - (std::uint64_t{4} << 20);

tl::unexpected<Error> changed(const std::string& path) {
    return failure(ErrorCode::Conflict,
                   fmt::format("{} is no longer what was built: build again", path));
}

class LargeFile {
public:
    static Result<LargeFile> open(const std::string& path) {
        LargeFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        if (!file.fd_.is_open()) return failure(system_error("cannot open " + path, errno));
        return file;
    }

    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, char* buffer,
                                           std::size_t bytes) const {
        while (true) {
            const ssize_t got = ::pread(fd_.get(), buffer, bytes, static_cast<off_t>(offset));
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) return failure(system_error("cannot read", errno));
        }
    }

    [[nodiscard]] Result<std::uint64_t> size_bytes() const {
        struct stat status {};

        if (::fstat(fd_.get(), &status) != 0)
            return failure(system_error("cannot look at it", errno));
        return S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
    }

private:
    explicit LargeFile(int fd) : fd_(fd) {}

    Descriptor fd_;
};

class Uploader {
public:
    Uploader(const PublishOptions& options, const Manifest& manifest, Files& files,
             TargetConnection& target)
        : options_(options), manifest_(manifest), files_(files), target_(target) {}

    // Sends what is missing; of what is left after a break, only that.
    Result<void> send(const Declared& declared) {
        id_ = declared.id;
        const std::vector<const ManifestEntry*> wanted = TRY(wanted_entries(declared.missing));
        std::uint64_t left_bytes = 0;
        for (const ManifestEntry* entry : wanted) left_bytes += entry->size_bytes;
        if (all_files_ == 0) all_files_ = wanted.size();
        all_bytes_ = std::max(all_bytes_, left_bytes);
        done_bytes_ = all_bytes_ - left_bytes;
        pack_.finish();  // what was cut off
        packed_.clear();
        for (const ManifestEntry* entry : wanted) TRY(add(*entry));
        return send_pack();
    }

    void make_packs_smaller() {
        most_pack_bytes_ = std::max(kFewestPackBytes, most_pack_bytes_ / 4);
    }

    [[nodiscard]] std::size_t files() const { return all_files_; }

    [[nodiscard]] bool was_sent(const Sha256& digest) const { return sent_.contains(digest); }

    [[nodiscard]] std::size_t sent_files() const { return sent_.size(); }

private:
    // One path for each digest, in the order of the manifest: neighbours pack well together.
    [[nodiscard]] Result<std::vector<const ManifestEntry*>> wanted_entries(
        const std::vector<Sha256>& missing) const {
        std::unordered_map<Sha256, bool> is_taken;
        for (const Sha256& digest : missing) is_taken.emplace(digest, false);
        std::vector<const ManifestEntry*> wanted;
        for (const ManifestEntry& entry : manifest_.entries) {
            const auto found = is_taken.find(entry.digest);
            if (found == is_taken.end() || found->second) continue;
            found->second = true;
            wanted.push_back(&entry);
        }
        if (wanted.size() != is_taken.size()) {
            return failure(ErrorCode::Invalid, "the target misses what this release does not have");
        }
        return wanted;
    }

    Result<void> add(const ManifestEntry& entry) {
        const std::string path = join_path(options_.out, entry.path);
        if (entry.size_bytes > kMaxPackedFileBytes) return send_large(path, entry);
        if (pack_.unpacked_bytes() + entry.size_bytes > most_pack_bytes_) TRY(send_pack());
        if (TRY(files_.info(path)).kind != FileKind::File) return changed(path);
        const Result<std::string> bytes = files_.read(path, entry.size_bytes);
        if (!bytes && bytes.error().code != ErrorCode::TooLarge) return failure(bytes.error());
        if (!bytes || sha256(*bytes) != entry.digest) return changed(path);
        pack_.add(entry.digest, *bytes);
        packed_.push_back(entry.digest);
        return {};
    }

    Result<void> send_pack() {
        if (packed_.empty()) return {};
        const std::uint64_t unpacked = pack_.unpacked_bytes();
        const std::string pack = pack_.finish();
        TRY(target_.send_pack(id_, pack, [&](std::uint64_t sent) {
            tell(std::min<std::uint64_t>(sent, pack.size()) * unpacked / pack.size());
        }));
        sent_.insert(packed_.begin(), packed_.end());
        packed_.clear();
        done_bytes_ += unpacked;
        tell(0);
        return {};
    }

    // Hashed as it goes out: the last bytes go only if the whole is what was built.
    Result<void> send_large(const std::string& path, const ManifestEntry& entry) {
        const LargeFile file = TRY(LargeFile::open(path));
        if (TRY(file.size_bytes()) != entry.size_bytes) return changed(path);
        Sha256Hasher hasher;
        std::uint64_t hashed_bytes = 0;
        HttpBodySource source;
        source.size_bytes = entry.size_bytes;
        source.read = [&](std::uint64_t offset, char* buffer,
                          std::size_t bytes) -> Result<std::size_t> {
            if (offset != hashed_bytes) {  // a connection kept from before was dead: once more
                if (offset != 0) return failure(ErrorCode::Invalid, "it is not sent in order");
                static_cast<void>(hasher.finish());
                hashed_bytes = 0;
            }
            const std::size_t got = TRY(file.read(offset, buffer, bytes));
            if (got == 0 && offset < entry.size_bytes) return changed(path);
            hasher.add(std::string_view(buffer, got));
            hashed_bytes += got;
            const bool is_last = got > 0 && hashed_bytes == entry.size_bytes;
            if (is_last && hasher.finish() != entry.digest) return changed(path);
            return got;
        };
        TRY(target_.send_blob(id_, entry.digest, source,
                              [&](std::uint64_t sent) { tell(std::min(sent, entry.size_bytes)); }));
        sent_.insert(entry.digest);
        done_bytes_ += entry.size_bytes;
        tell(0);
        return {};
    }

    void tell(std::uint64_t under_way_bytes) const {
        if (options_.progress) options_.progress(done_bytes_ + under_way_bytes, all_bytes_);
    }

    static constexpr std::uint64_t kFewestPackBytes = 64 << 10;

    const PublishOptions& options_;
    const Manifest& manifest_;
    std::string id_;
    Files& files_;
    TargetConnection& target_;
    PackWriter pack_;
    std::vector<Sha256> packed_;  // what is in it
    std::unordered_set<Sha256> sent_;
    std::uint64_t most_pack_bytes_ = kMostUnpackedBytes;
    std::size_t all_files_ = 0;
    std::uint64_t done_bytes_ = 0;
    std::uint64_t all_bytes_ = 0;
};

}  // namespace

Result<std::size_t> upload_missing(const PublishOptions& options, const Manifest& manifest,
                                   const MissingFiles& missing, Files& files,
                                   TargetConnection& target) {
    Uploader uploader(options, manifest, files, target);
    Retries retries(options.target.retries);
    Declared left = missing.declared;
    while (true) {
        const std::size_t sent_before = uploader.sent_files();
        const Result<void> sent = uploader.send(left);
        if (sent) return uploader.files();
        if (!target.was_cut()) return failure(sent.error());
        if (uploader.sent_files() > sent_before) retries.forget();
        if (!retries.wait_after(sent.error(), target.attempts())) return failure(sent.error());
        Declared again = TRY(missing.declare_again());
        if (options.resend) {  // also what the target believes to have
            again.missing = missing.declared.missing;
            std::erase_if(again.missing,
                          [&](const Sha256& digest) { return uploader.was_sent(digest); });
        } else if (again.missing.size() < left.missing.size()) {
            retries.forget();
        }
        left = std::move(again);
        uploader.make_packs_smaller();
    }
}

}  // namespace gazette
