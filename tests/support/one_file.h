#pragma once
// A file system that holds one file, in memory: whatever path is read, mapped, written or renamed
// is that file. For what a part reads from and writes to a single file of its own. Folders are
// there and empty. What was mapped stays as it was when the file is written anew.
#include "base/files.h"

#include <utility>

namespace gazette::testing {

class OneFile final : public Files {
public:
    std::string bytes;

    Result<std::string> read(const std::string&, std::uint64_t) override { return bytes; }

    Result<FileInfo> info(const std::string&) override {
        FileInfo info;
        info.size_bytes = bytes.size();
        return info;
    }

    Result<std::vector<DirectoryEntry>> list(const std::string&) override {
        return std::vector<DirectoryEntry>{};
    }

    Result<std::vector<ListedFile>> list_with_info(const std::string&) override {
        return std::vector<ListedFile>{};
    }

    Result<std::unique_ptr<MappedFile>> map(const std::string&, std::uint64_t) override {
        return std::make_unique<Copy>(std::make_unique<const std::string>(bytes));
    }

    Result<std::string> resolve(const std::string& path) override { return path; }

    Result<void> make_directories(const std::string&) override { return {}; }

    Result<void> write_new(const std::string&, std::string_view text) override {
        bytes = text;
        return {};
    }

    Result<void> replace(const std::string&, std::string_view text) override {
        bytes = text;
        return {};
    }

    Result<void> replace_durably(const std::string&, std::string_view text,
                                 std::uint32_t) override {
        bytes = text;
        return {};
    }

    Result<void> append(const std::string&, std::string_view text, bool) override {
        bytes += text;
        return {};
    }

    Result<void> rename(const std::string&, const std::string&) override { return {}; }

    Result<void> remove(const std::string&) override {
        bytes.clear();
        return {};
    }

    Result<void> sync_directory(const std::string&) override { return {}; }

    Result<void> sync_file_system(const std::string&) override { return {}; }

private:
    class Copy final : public MappedFile {
    public:
        explicit Copy(std::unique_ptr<const std::string> bytes)
            : MappedFile(*bytes), bytes_(std::move(bytes)) {}

    private:
        std::unique_ptr<const std::string> bytes_;
    };
};

}  // namespace gazette::testing
