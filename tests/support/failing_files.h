#pragma once
// The real file system, spoilt on purpose: folders in another order, files that somebody changes as
// soon as they were read, writes counted, and from some write on a full disk, or a program that
// dies by SIGKILL in the middle of that write.
#include "base/files.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <string_view>

namespace gazette::testing {

class FailingFiles final : public Files {
public:
    bool reverse_folders = false;
    std::size_t writes_until_full = std::numeric_limits<std::size_t>::max();
    bool dies_when_full = false;  // the process is killed instead; for a child made by fork()
    std::atomic<std::size_t> writes{0};
    std::int64_t clock_ahead_ns = 0;  // of the files that tell the file system's present
    std::int64_t tick_ns = 1;  // of the clock that stamps files, as coarse as an old file system's
    std::function<bool(const std::string& path)> is_read_only = [](const std::string&) {
        return false;
    };
    std::function<void(const std::string& path)> after_read = [](const std::string&) {};
    // Refuses single steps: "append", "rename", "replace", "sync".
    std::function<bool(std::string_view step, const std::string& path)> refuses =
        [](std::string_view, const std::string&) { return false; };

    Result<std::string> read(const std::string& path, std::uint64_t most_bytes) override {
        auto bytes = real_->read(path, most_bytes);
        after_read(path);
        return bytes;
    }

    Result<FileInfo> info(const std::string& path) override {
        Result<FileInfo> info = real_->info(path);
        if (info) stamp(path, info.value());
        return info;
    }

    Result<std::vector<DirectoryEntry>> list(const std::string& directory) override {
        auto entries = real_->list(directory);
        if (entries && reverse_folders) {
            std::sort(entries.value().begin(), entries.value().end(),
                      [](const auto& a, const auto& b) { return a.name > b.name; });
        }
        return entries;
    }

    Result<std::vector<ListedFile>> list_with_info(const std::string& directory) override {
        auto entries = real_->list_with_info(directory);
        if (entries) {
            for (ListedFile& entry : entries.value()) {
                stamp(join_path(directory, entry.name), entry.info);
            }
        }
        if (entries && reverse_folders) {
            std::sort(entries.value().begin(), entries.value().end(),
                      [](const auto& a, const auto& b) { return a.name > b.name; });
        }
        return entries;
    }

    Result<std::unique_ptr<MappedFile>> map(const std::string& path,
                                            std::uint64_t most_bytes) override {
        return real_->map(path, most_bytes);
    }

    Result<std::string> resolve(const std::string& path) override { return real_->resolve(path); }

    Result<void> make_directories(const std::string& directory) override {
        if (is_read_only(directory)) return failure(ErrorCode::Denied, "read-only");
        TRY(count_or_die());
        return real_->make_directories(directory);
    }

    Result<void> write_new(const std::string& path, std::string_view bytes) override {
        const Result<void> room = count();
        // A program that is killed while it writes leaves half a file.
        if (!room) {
            static_cast<void>(real_->write_new(path, half(bytes)));
            die();
        }
        TRY(Result<void>(room));
        return real_->write_new(path, bytes);
    }

    Result<void> replace(const std::string& path, std::string_view bytes) override {
        const Result<void> room = count();
        if (!room && dies_when_full) {
            static_cast<void>(
                real_->write_new(path + std::string(kTemporaryMark) + "1-1", half(bytes)));
            die();
        }
        TRY(Result<void>(room));
        return real_->replace(path, bytes);
    }

    Result<void> replace_durably(const std::string& path, std::string_view bytes,
                                 std::uint32_t mode) override {
        TRY(count_or_die());
        TRY(refused("replace", path));
        return real_->replace_durably(path, bytes, mode);
    }

    Result<void> append(const std::string& path, std::string_view bytes, bool durably) override {
        const Result<void> room = count();
        if (!room) {
            static_cast<void>(real_->append(path, half(bytes), durably));
            die();
        }
        TRY(Result<void>(room));
        TRY(refused("append", path));
        return real_->append(path, bytes, durably);
    }

    Result<void> rename(const std::string& from, const std::string& to) override {
        TRY(count_or_die());
        TRY(refused("rename", to));
        return real_->rename(from, to);
    }

    Result<void> remove(const std::string& path) override {
        TRY(count_or_die());
        return real_->remove(path);
    }

    Result<void> sync_directory(const std::string& directory) override {
        TRY(refused("sync", directory));
        return real_->sync_directory(directory);
    }

    Result<void> sync_file_system(const std::string& directory) override {
        TRY(count_or_die());
        TRY(refused("sync", directory));
        return real_->sync_file_system(directory);
    }

private:
    // A file named so among those that builds remember things in, in the newsroom or the output.
    static bool is_clock(std::string_view path) {
        return file_name(path) == "clock" &&
               (path.find("/.gazette/") != std::string_view::npos ||
                path.find("/.gazette-output/") != std::string_view::npos);
    }

    // The times as this file system tells them.
    void stamp(std::string_view path, FileInfo& info) const {
        for (std::int64_t* const time : {&info.modified_ns, &info.changed_ns}) {
            if (is_clock(path)) *time += clock_ahead_ns;
            *time -= *time % tick_ns;
        }
    }

    static std::string_view half(std::string_view bytes) {
        return bytes.substr(0, bytes.size() / 2);
    }

    [[nodiscard]] Result<void> refused(std::string_view step, const std::string& path) const {
        if (!refuses(step, path)) return {};
        return failure(ErrorCode::Full, "no space left on the device");
    }

    void die() const {
        if (dies_when_full) ::kill(::getpid(), SIGKILL);
    }

    Result<void> count_or_die() {
        const Result<void> room = count();
        if (!room) die();
        return room;
    }

    Result<void> count() {
        if (writes.fetch_add(1) >= writes_until_full) {
            return failure(ErrorCode::Full, "no space left on the device");
        }
        return {};
    }

    std::unique_ptr<Files> real_ = real_files();
};

}  // namespace gazette::testing
