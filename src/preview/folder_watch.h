#pragma once
// Says when something below a folder changes: files written, made, moved, removed, folders too. By
// inotify(7); where its watches run out (or it is not there) by walking the folder every second and
// comparing names, sizes and times.
//
// Changes that come together are one: after the first event it waits until none has come for a
// moment. A change that happens between two waits is not lost. Links are not followed. Hidden
// entries (.git, .gazette, editors' swap files) and the skipped folder do not count. One thread.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct inotify_event;

namespace gazette {

class FolderWatch {
public:
    struct Options {
        std::string folder;
        std::string skip;          // absolute path of a folder below that does not count, or empty
        bool walk_always = false;  // for tests: as if there were no watches left
    };

    enum class Woken { Changed, Stopped, TimedOut };

    // `files` must outlive the watch.
    static Result<std::unique_ptr<FolderWatch>> open(Files& files, Options options);
    ~FolderWatch();
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;
    FolderWatch(FolderWatch&&) = delete;
    FolderWatch& operator=(FolderWatch&&) = delete;

    // Returns when something changed, `stop` (a file descriptor) can be read, or so much time is
    // over (nothing: as long as it takes).
    Woken wait(int stop, std::optional<std::chrono::milliseconds> longest = {});

    // What changed before wait() returned, by path within the folder, each once; nothing where that
    // is not known.
    [[nodiscard]] const std::optional<std::vector<std::string>>& touched() const {
        return touched_;
    }

    // False: it walks.
    [[nodiscard]] bool has_events() const { return inotify_ >= 0; }

private:
    FolderWatch(Files& files, Options options) : files_(files), options_(std::move(options)) {}

    bool add_folders(const std::string& top);
    void give_up_events();
    bool take_events();
    // Whether it counts; a new folder is watched too, or all events are given up.
    bool take_event(const inotify_event& event, std::string_view name);
    void note(const inotify_event& event, const std::string& path);
    [[nodiscard]] Fingerprint picture_of_folder() const;
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;
    Woken wait_for_events(int stop, const Deadline& deadline);
    Woken wait_by_walking(int stop, const Deadline& deadline);

    Files& files_;
    Options options_;
    int inotify_ = -1;
    std::map<int, std::string> folders_;  // by watch
    Fingerprint last_picture_;            // while walking
    std::optional<std::vector<std::string>> touched_;
};

}  // namespace gazette
