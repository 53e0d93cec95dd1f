#include "publish/uploads.h"

#include "formats/pack_zstd.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <unordered_map>

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
        if (file.fd_ < 0) return failure(system_error("cannot open " + path, errno));
        return file;
    }

    ~LargeFile() {
        if (fd_ >= 0) ::close(fd_);
    }

    LargeFile(LargeFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

    LargeFile& operator=(LargeFile&&) = delete;
    LargeFile(const LargeFile&) = delete;
    LargeFile& operator=(const LargeFile&) = delete;

    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, char* buffer,
                                           std::size_t bytes) const {
        while (true) {
            const ssize_t got = ::pread(fd_, buffer, bytes, static_cast<off_t>(offset));
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) return failure(system_error("cannot read", errno));
        }
    }

    // The digest of exactly `size_bytes`; nothing when the file is shorter or longer.
    [[nodiscard]] Result<std::optional<Sha256>> digest(std::uint64_t size_bytes) const {
        Sha256Hasher hasher;
        std::array<char, 65536> buffer{};
        std::uint64_t offset = 0;
        while (true) {
            const std::size_t got = TRY(read(offset, buffer.data(), buffer.size()));
            if (got == 0) break;
            hasher.add(std::string_view(buffer.data(), got));
            offset += got;
            if (offset > size_bytes) break;
        }
        if (offset != size_bytes) return std::optional<Sha256>();
        return std::optional(hasher.finish());
    }

private:
    explicit LargeFile(int fd) : fd_(fd) {}

    int fd_;
};

class Uploader {
public:
    Uploader(const PublishOptions& options, const Declared& declared, Files& files,
             TargetConnection& target)
        : options_(options), id_(declared.id), files_(files), target_(target) {}

    void expect(std::uint64_t all_bytes) { all_bytes_ = all_bytes; }

    Result<void> add(const ManifestEntry& entry) {
        const std::string path = join_path(options_.out, entry.path);
        if (entry.size_bytes > kMaxPackedFileBytes) return send_large(path, entry);
        if (pack_.unpacked_bytes() + entry.size_bytes > kMostUnpackedBytes) TRY(send_pack());
        if (TRY(files_.info(path)).kind != FileKind::File) return changed(path);
        const Result<std::string> bytes = files_.read(path, entry.size_bytes);
        if (!bytes && bytes.error().code != ErrorCode::TooLarge) return failure(bytes.error());
        if (!bytes || sha256(*bytes) != entry.digest) return changed(path);
        pack_.add(entry.digest, *bytes);
        ++packed_files_;
        return {};
    }

    Result<void> send_pack() {
        if (packed_files_ == 0) return {};
        const std::uint64_t bytes = pack_.unpacked_bytes();
        TRY(target_.send_pack(id_, pack_.finish()));
        packed_files_ = 0;
        tell(bytes);
        return {};
    }

private:
    Result<void> send_large(const std::string& path, const ManifestEntry& entry) {
        const LargeFile file = TRY(LargeFile::open(path));
        if (TRY(file.digest(entry.size_bytes)) != entry.digest) return changed(path);
        HttpBodySource source;
        source.size_bytes = entry.size_bytes;
        source.read = [&](std::uint64_t offset, char* buffer,
                          std::size_t bytes) -> Result<std::size_t> {
            const std::size_t got = TRY(file.read(offset, buffer, bytes));
            if (got == 0 && offset < entry.size_bytes) return changed(path);
            return got;
        };
        TRY(target_.send_blob(id_, entry.digest, source));
        tell(entry.size_bytes);
        return {};
    }

    void tell(std::uint64_t bytes) {
        done_bytes_ += bytes;
        if (options_.progress) options_.progress(done_bytes_, all_bytes_);
    }

    const PublishOptions& options_;
    std::string id_;
    Files& files_;
    TargetConnection& target_;
    PackWriter pack_;
    std::size_t packed_files_ = 0;
    std::uint64_t done_bytes_ = 0;
    std::uint64_t all_bytes_ = 0;
};

}  // namespace

Result<std::size_t> upload_missing(const PublishOptions& options, const Manifest& manifest,
                                   const Declared& declared, Files& files,
                                   TargetConnection& target) {
    // One path for each digest, in the order of the manifest: neighbours pack well together.
    std::unordered_map<Sha256, bool> is_sent;
    for (const Sha256& digest : declared.missing) is_sent.emplace(digest, false);
    std::vector<const ManifestEntry*> wanted;
    std::uint64_t all_bytes = 0;
    for (const ManifestEntry& entry : manifest.entries) {
        const auto found = is_sent.find(entry.digest);
        if (found == is_sent.end() || found->second) continue;
        found->second = true;
        wanted.push_back(&entry);
        all_bytes += entry.size_bytes;
    }
    if (wanted.size() != is_sent.size()) {
        return failure(ErrorCode::Invalid, "the target misses what this release does not have");
    }
    Uploader uploader(options, declared, files, target);
    uploader.expect(all_bytes);
    for (const ManifestEntry* entry : wanted) TRY(uploader.add(*entry));
    TRY(uploader.send_pack());
    return wanted.size();
}

}  // namespace gazette
