#include "base/files.h"

#include "base/descriptor.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>

namespace gazette {
namespace {

tl::unexpected<Error> refused(std::string_view doing, const std::string& path, int os_error) {
    return failure(system_error(fmt::format("cannot {} {}", doing, path), os_error));
}

FileKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return FileKind::File;
    if (S_ISDIR(mode)) return FileKind::Directory;
    if (S_ISLNK(mode)) return FileKind::Link;
    return FileKind::Other;
}

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

FileInfo to_info(const struct stat& s) {
    return FileInfo{
        kind_of(s.st_mode),
        static_cast<std::uint64_t>(s.st_size),
        s.st_mtim.tv_sec * kNanosecondsPerSecond + s.st_mtim.tv_nsec,
        s.st_ctim.tv_sec * kNanosecondsPerSecond + s.st_ctim.tv_nsec,
        s.st_ino,
        s.st_mode & 07777U,
        s.st_uid,
    };
}

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return refused("write", path, errno);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

std::string temporary_name(const std::string& path) {
    static std::atomic<unsigned> counter{0};
    return fmt::format("{}{}{}-{}", path, kTemporaryMark, ::getpid(), counter.fetch_add(1));
}

enum class Sync { No, Yes };

Result<void> write_file(const std::string& path, std::string_view bytes, int flags,
                        std::uint32_t mode, Sync sync) {
    Descriptor fd(::open(path.c_str(), flags | O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!fd.is_open()) return refused("create", path, errno);
    const auto write = [&]() -> Result<void> {
        TRY(write_all(fd.get(), bytes, path));
        if (sync == Sync::Yes && ::fsync(fd.get()) != 0) return refused("sync", path, errno);
        if (fd.close() != 0) return refused("close", path, errno);
        return {};
    };
    Result<void> written = write();
    // A file that we made and could not fill (a full disk) is nobody's: it would stand in the way.
    if (!written && (flags & O_EXCL) != 0) ::unlink(path.c_str());
    return written;
}

struct OpenFile {
    Descriptor fd;
    std::uint64_t size_bytes = 0;
};

tl::unexpected<Error> too_large(const std::string& path, std::uint64_t most_bytes) {
    return failure(ErrorCode::TooLarge,
                   fmt::format("{} is larger than {} bytes", path, most_bytes));
}

// A regular file to be read; a pipe is refused, never waited for.
Result<OpenFile> open_regular(const std::string& path, std::uint64_t most_bytes, int flags) {
    Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags));
    if (!fd.is_open()) return refused("open", path, errno);

    struct stat s {};

    if (::fstat(fd.get(), &s) != 0) return refused("look at", path, errno);
    if (!S_ISREG(s.st_mode)) {
        return failure(ErrorCode::Invalid, fmt::format("{} is not a regular file", path));
    }
    const auto size = static_cast<std::uint64_t>(s.st_size);
    if (size > most_bytes) return too_large(path, most_bytes);
    return OpenFile{std::move(fd), size};
}

// Calls visit(folder, entry) for all but "." and ".."; it gives back an errno to end with, or 0.
template <typename Visit>
Result<void> read_folder(const std::string& directory, Visit visit) {
    DIR* const dir = ::opendir(directory.c_str());
    if (dir == nullptr) return refused("open folder", directory, errno);
    int error = 0;
    errno = 0;
    // readdir is safe here: each call has a DIR of its own (POSIX.1-2008 as glibc keeps it).
    while (const dirent* entry = ::readdir(dir)) {  // NOLINT(concurrency-mt-unsafe)
        const std::string_view name = static_cast<const char*>(entry->d_name);
        if (name != "." && name != "..") error = visit(::dirfd(dir), *entry);
        if (error != 0) break;
        errno = 0;
    }
    if (error == 0) error = errno;
    ::closedir(dir);
    if (error != 0) return refused("read folder", directory, error);
    return {};
}

class Mapping final : public MappedFile {
public:
    Mapping(void* address, std::size_t size)
        : MappedFile({static_cast<const char*>(address), size}), address_(address) {}

    ~Mapping() override {
        if (address_ != nullptr) ::munmap(address_, bytes().size());
    }

    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    Mapping(Mapping&&) = delete;
    Mapping& operator=(Mapping&&) = delete;

private:
    void* address_;
};

class RealFiles final : public Files {
public:
    Result<std::string> read(const std::string& path, std::uint64_t most_bytes) override {
        const OpenFile file = TRY(open_regular(path, most_bytes, 0));
        std::string bytes(static_cast<std::size_t>(file.size_bytes) + 1, '\0');
        std::size_t filled = 0;
        while (true) {
            const ssize_t got = ::read(file.fd.get(), bytes.data() + filled, bytes.size() - filled);
            if (got < 0) {
                if (errno == EINTR) continue;
                return refused("read", path, errno);
            }
            filled += static_cast<std::size_t>(got);
            if (filled > most_bytes) return too_large(path, most_bytes);  // it grew meanwhile
            // Of a regular file less is given only at its end (or to a signal, and then it is
            // asked again): the byte more than its size that was asked for saves a second call.
            if (got == 0 || filled == file.size_bytes) break;
            if (filled == bytes.size()) bytes.resize(bytes.size() * 2);
        }
        bytes.resize(filled);
        return bytes;
    }

    Result<FileInfo> info(const std::string& path) override {
        struct stat s {};

        if (::lstat(path.c_str(), &s) != 0) return refused("look at", path, errno);
        return to_info(s);
    }

    Result<std::vector<DirectoryEntry>> list(const std::string& directory) override {
        std::vector<DirectoryEntry> entries;
        TRY(read_folder(directory, [&](int, const dirent& entry) {
            entries.push_back(
                {static_cast<const char*>(entry.d_name), entry_kind(directory, entry)});
            return 0;
        }));
        return entries;
    }

    Result<std::vector<ListedFile>> list_with_info(const std::string& directory) override {
        std::vector<ListedFile> entries;
        TRY(read_folder(directory, [&](int folder, const dirent& entry) {
            const auto* const name = static_cast<const char*>(entry.d_name);

            struct stat s {};

            if (::fstatat(folder, name, &s, AT_SYMLINK_NOFOLLOW) != 0) {
                return errno == ENOENT ? 0 : errno;
            }
            entries.push_back({name, to_info(s)});
            return 0;
        }));
        return entries;
    }

    Result<std::unique_ptr<MappedFile>> map(const std::string& path,
                                            std::uint64_t most_bytes) override {
        const OpenFile file = TRY(open_regular(path, most_bytes, O_NOFOLLOW));
        const std::uint64_t size = file.size_bytes;
        if (size == 0) return std::unique_ptr<MappedFile>(std::make_unique<Mapping>(nullptr, 0));
        void* const address =
            ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file.fd.get(), 0);
        if (address == MAP_FAILED) return refused("map", path, errno);
        return std::unique_ptr<MappedFile>(std::make_unique<Mapping>(address, size));
    }

    Result<std::string> resolve(const std::string& path) override {
        char* const resolved = ::realpath(path.c_str(), nullptr);
        if (resolved == nullptr) return refused("resolve", path, errno);
        std::string result(resolved);
        std::free(resolved);  // NOLINT(cppcoreguidelines-owning-memory,cppcoreguidelines-no-malloc)
        return result;
    }

    Result<void> make_directories(const std::string& directory) override {
        if (directory.empty() || ::mkdir(directory.c_str(), 0777) == 0) return {};
        if (errno == EEXIST) return require_directory(directory);
        if (errno != ENOENT) return refused("create folder", directory, errno);
        for (std::size_t end = directory.find('/', 1); end != std::string::npos;
             end = directory.find('/', end + 1)) {
            const std::string part = directory.substr(0, end);
            if (::mkdir(part.c_str(), 0777) != 0 && errno != EEXIST) {
                return refused("create folder", part, errno);
            }
        }
        if (::mkdir(directory.c_str(), 0777) != 0 && errno != EEXIST) {
            return refused("create folder", directory, errno);
        }
        return {};
    }

    Result<void> write_new(const std::string& path, std::string_view bytes) override {
        return write_file(path, bytes, O_EXCL, 0666, Sync::No);
    }

    Result<void> replace(const std::string& path, std::string_view bytes) override {
        return replace_with(path, bytes, 0666, Sync::No);
    }

    Result<void> replace_durably(const std::string& path, std::string_view bytes,
                                 std::uint32_t mode) override {
        TRY(replace_with(path, bytes, mode, Sync::Yes));
        return sync_directory(std::string(parent_path(path)));
    }

    Result<void> append(const std::string& path, std::string_view bytes, bool durably) override {
        return write_file(path, bytes, O_APPEND, 0666, durably ? Sync::Yes : Sync::No);
    }

    Result<void> rename(const std::string& from, const std::string& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) return refused("rename to", to, errno);
        return {};
    }

    Result<void> remove(const std::string& path) override {
        if (::remove(path.c_str()) != 0) return refused("remove", path, errno);
        return {};
    }

    Result<void> sync_directory(const std::string& directory) override {
        const std::string path = directory.empty() ? "." : directory;
        const Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!fd.is_open()) return refused("open folder", path, errno);
        if (::fsync(fd.get()) != 0) return refused("sync folder", path, errno);
        return {};
    }

    Result<void> sync_file_system(const std::string& directory) override {
        const std::string path = directory.empty() ? "." : directory;
        const Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!fd.is_open()) return refused("open folder", path, errno);
        if (::syncfs(fd.get()) != 0) return refused("sync the file system of", path, errno);
        return {};
    }

private:
    static FileKind entry_kind(const std::string& directory, const dirent& entry) {
        switch (entry.d_type) {
            case DT_REG:
                return FileKind::File;
            case DT_DIR:
                return FileKind::Directory;
            case DT_LNK:
                return FileKind::Link;
            case DT_UNKNOWN: {  // some file systems do not tell here

                struct stat s {};

                const std::string path =
                    join_path(directory, static_cast<const char*>(entry.d_name));
                return ::lstat(path.c_str(), &s) == 0 ? kind_of(s.st_mode) : FileKind::Other;
            }
            default:
                return FileKind::Other;
        }
    }

    static Result<void> require_directory(const std::string& directory) {
        struct stat s {};

        if (::stat(directory.c_str(), &s) != 0) return refused("look at", directory, errno);
        if (S_ISDIR(s.st_mode)) return {};
        return refused("create folder", directory, ENOTDIR);
    }

    static Result<void> replace_with(const std::string& path, std::string_view bytes,
                                     std::uint32_t mode, Sync sync) {
        const std::string temporary = temporary_name(path);
        Result<void> written = write_file(temporary, bytes, O_EXCL, mode, sync);
        if (written && ::rename(temporary.c_str(), path.c_str()) != 0) {
            written = refused("rename to", path, errno);
            ::unlink(temporary.c_str());
        }
        return written;
    }
};

class HeldLock final : public FileLock {
public:
    explicit HeldLock(int fd) : fd_(fd) {}

private:
    Descriptor fd_;
};

}  // namespace

std::unique_ptr<Files> real_files() { return std::make_unique<RealFiles>(); }

Result<void> remove_tree(Files& files, const std::string& directory) {
    // Depth first with a stack of our own: the depth comes from outside.
    struct Step {
        std::string path;
        bool emptied;
    };

    std::vector<Step> steps{{directory, false}};
    while (!steps.empty()) {
        const Step step = steps.back();
        steps.pop_back();
        if (step.emptied) {
            TRY(files.remove(step.path));
            continue;
        }
        steps.push_back({step.path, true});
        for (const DirectoryEntry& entry : TRY(files.list(step.path))) {
            const std::string path = join_path(step.path, entry.name);
            if (entry.kind == FileKind::Directory) {
                steps.push_back({path, false});
            } else {
                TRY(files.remove(path));
            }
        }
    }
    return {};
}

Result<std::unique_ptr<FileLock>> lock_file(const std::string& path, WhenLocked when_locked) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0) return refused("open", path, errno);
    auto lock = std::make_unique<HeldLock>(fd);
    const int how = LOCK_EX | (when_locked == WhenLocked::Refuse ? LOCK_NB : 0);
    while (::flock(fd, how) != 0) {
        if (errno == EINTR) continue;
        if (errno == EWOULDBLOCK) {
            return failure(ErrorCode::Conflict, fmt::format("{} is in use by another run", path));
        }
        return refused("lock", path, errno);
    }
    return std::unique_ptr<FileLock>(std::move(lock));
}

}  // namespace gazette
