#pragma once
// The seam to the file system: everything that reads or writes files does it through here, so that
// a test can count, reorder or refuse (tests/support/). Paths are as the operating system takes
// them, relative ones to the working directory. All functions are thread-safe.
#include "base/path.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class FileKind { File, Directory, Link, Other };

struct FileInfo {
    FileKind kind = FileKind::File;
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;  // st_mtim since the epoch
    std::int64_t changed_ns = 0;   // st_ctim
    std::uint64_t inode = 0;
    std::uint32_t mode = 0;   // permission bits
    std::uint32_t owner = 0;  // user id

    friend bool operator==(const FileInfo&, const FileInfo&) = default;
};

struct DirectoryEntry {
    std::string name;  // bytes as the file system has them; may not be UTF-8
    FileKind kind = FileKind::File;
};

struct ListedFile {
    std::string name;  // bytes as the file system has them; may not be UTF-8
    FileInfo info;     // of the name itself: a link is not followed
};

// The bytes of a file that were there when it was opened, without a copy where the system can.
// A file of ours is never changed in place while it is mapped: it is replaced or added to.
class MappedFile {
public:
    virtual ~MappedFile() = default;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    MappedFile(MappedFile&&) = delete;
    MappedFile& operator=(MappedFile&&) = delete;

    [[nodiscard]] std::string_view bytes() const { return bytes_; }

protected:
    explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}

private:
    std::string_view bytes_;
};

class Files {
public:
    Files() = default;
    virtual ~Files() = default;
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    Files(Files&&) = delete;
    Files& operator=(Files&&) = delete;

    // The whole of a regular file; ErrorCode::TooLarge beyond `most_bytes`, Invalid when it is not
    // a regular file (a pipe is never waited for).
    virtual Result<std::string> read(const std::string& path, std::uint64_t most_bytes) = 0;
    // Does not follow a link at the end of the path.
    virtual Result<FileInfo> info(const std::string& path) = 0;
    // Without "." and ".."; in no particular order.
    virtual Result<std::vector<DirectoryEntry>> list(const std::string& directory) = 0;
    // As list(), with what info() says of each; what vanished meanwhile is left out.
    // OPTIMIZATION: relative to the open folder, half the time of asking by whole paths.
    virtual Result<std::vector<ListedFile>> list_with_info(const std::string& directory) = 0;
    // As read(), for large files of our own.
    virtual Result<std::unique_ptr<MappedFile>> map(const std::string& path,
                                                    std::uint64_t most_bytes) = 0;
    // Absolute, without links.
    virtual Result<std::string> resolve(const std::string& path) = 0;

    virtual Result<void> make_directories(const std::string& directory) = 0;
    // Makes a file that is not there yet (AlreadyExists, else). A reader may see it half written;
    // what cannot be written whole is removed again.
    virtual Result<void> write_new(const std::string& path, std::string_view bytes) = 0;
    // Replaces or makes it at once: temporary file beside it, then rename. No fsync: survives
    // kill -9, not a power cut.
    virtual Result<void> replace(const std::string& path, std::string_view bytes) = 0;
    // Like replace, with fsync of file and folder before it returns; `mode` are the permissions.
    virtual Result<void> replace_durably(const std::string& path, std::string_view bytes,
                                         std::uint32_t mode = 0644) = 0;
    // Appends with one write; with `durably`, fsync before it returns.
    virtual Result<void> append(const std::string& path, std::string_view bytes, bool durably) = 0;
    virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
    // Removes a file or an empty folder; a missing one is NotFound.
    virtual Result<void> remove(const std::string& path) = 0;
    virtual Result<void> sync_directory(const std::string& directory) = 0;
    // Everything written so far to the file system that holds `directory` (syncfs): cheaper than
    // one fsync a file from some dozens of files on.
    virtual Result<void> sync_file_system(const std::string& directory) = 0;
};

std::unique_ptr<Files> real_files();

// Removes a folder and all below it, following no link.
Result<void> remove_tree(Files& files, const std::string& directory);

// The suffix of temporary files made by replace(): ".gazette-tmp-…"; what a killed program left
// behind is known by it.
inline constexpr std::string_view kTemporaryMark = ".gazette-tmp-";

// Held while it lives; released by the operating system when the process dies.
class FileLock {
public:
    virtual ~FileLock() = default;

protected:
    FileLock() = default;

public:
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    FileLock(FileLock&&) = delete;
    FileLock& operator=(FileLock&&) = delete;
};

enum class WhenLocked { Wait, Refuse };

// Takes an exclusive lock on `path` (made when missing); Conflict when refused.
Result<std::unique_ptr<FileLock>> lock_file(const std::string& path, WhenLocked when_locked);

}  // namespace gazette
