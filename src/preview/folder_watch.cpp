#include "preview/folder_watch.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

namespace {

constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                  IN_MOVED_TO | IN_ATTRIB | IN_ONLYDIR | IN_DONT_FOLLOW;
constexpr int kQuietMs = 25;          // no event for so long: the change is whole
constexpr int kMostQuietRounds = 20;  // …but somebody may write all the time
constexpr int kWalkEveryMs = 1'000;

enum class Ready { Stop, Events, Nothing };

Ready wait_ready(int stop, int events, int timeout_ms) {
    std::array<pollfd, 2> waited{pollfd{stop, POLLIN, 0}, pollfd{events, POLLIN, 0}};
    const int found = ::poll(waited.data(), events < 0 ? 1 : 2, timeout_ms);
    if (found < 0) return Ready::Nothing;  // EINTR: the caller asks again
    if (waited[0].revents != 0) return Ready::Stop;
    return waited[1].revents != 0 ? Ready::Events : Ready::Nothing;
}

// Milliseconds until a deadline, rounded up, and at most so many; -1 is no limit, as for poll(2).
int left_of(const std::optional<std::chrono::steady_clock::time_point>& deadline, int most_ms) {
    if (!deadline) return most_ms;
    constexpr std::int64_t kMostMs = 3'600'000;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
    const auto left_ms = std::clamp<std::int64_t>(left.count(), 0, kMostMs);
    return most_ms < 0 ? static_cast<int>(left_ms)
                       : static_cast<int>(std::min<std::int64_t>(left_ms, most_ms));
}

bool is_hidden(std::string_view name) { return name.starts_with('.') || name.ends_with('~'); }

// Every folder below `top` that counts, itself first; what cannot be read is passed over.
std::vector<std::string> folders_below(Files& files, const std::string& top,
                                       const std::string& skip) {
    std::vector<std::string> found{top};
    for (std::size_t next = 0; next < found.size(); ++next) {
        const auto entries = files.list(found[next]);
        if (!entries.has_value()) continue;
        const std::string folder = found[next];
        for (const DirectoryEntry& entry : *entries) {
            std::string path = join_path(folder, entry.name);
            if (entry.kind != FileKind::Directory || is_hidden(entry.name) || path == skip)
                continue;
            found.push_back(std::move(path));
        }
    }
    return found;
}

}  // namespace

Result<std::unique_ptr<FolderWatch>> FolderWatch::open(Files& files, Options options) {
    options.folder = TRY(files.resolve(options.folder));
    std::unique_ptr<FolderWatch> watch(new FolderWatch(files, std::move(options)));
    if (!watch->options_.walk_always) watch->inotify_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->inotify_ < 0 || !watch->add_folders(watch->options_.folder)) {
        watch->give_up_events();
    }
    return watch;
}

FolderWatch::~FolderWatch() {
    if (inotify_ >= 0) ::close(inotify_);
}

// False when there are no watches left.
bool FolderWatch::add_folders(const std::string& top) {
    for (const std::string& folder : folders_below(files_, top, options_.skip)) {
        const int watch = ::inotify_add_watch(inotify_, folder.c_str(), kEvents);
        if (watch >= 0) {
            folders_[watch] = folder;
        } else if (errno == ENOSPC || errno == ENOMEM) {
            return false;
        }  // else it is gone again, or not ours to read
    }
    return true;
}

void FolderWatch::give_up_events() {
    touched_.reset();
    if (inotify_ >= 0) ::close(inotify_);
    inotify_ = -1;
    folders_.clear();
    last_picture_ = picture_of_folder();
}

// Takes all events that are there; true when one of them counts.
bool FolderWatch::take_events() {
    alignas(inotify_event) std::array<char, 16'384> buffer{};
    bool counts = false;
    for (;;) {
        const ssize_t size = ::read(inotify_, buffer.data(), buffer.size());
        if (size <= 0) return counts;
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* name = event.len > 0 ? buffer.data() + at + sizeof event : "";
            at += sizeof event + event.len;
            counts = take_event(event, name) || counts;
            if (!has_events()) return true;
        }
    }
}

bool FolderWatch::take_event(const inotify_event& event, std::string_view name) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
        touched_.reset();
        return true;
    }
    const auto folder = folders_.find(event.wd);
    if (folder == folders_.end()) return false;
    if ((event.mask & IN_IGNORED) != 0) {
        folders_.erase(folder);
        return false;
    }
    const std::string path = fmt::format("{}/{}", folder->second, name);
    if (is_hidden(name) || path == options_.skip) return false;
    const bool is_new_folder =
        (event.mask & IN_ISDIR) != 0 && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0;
    if (is_new_folder && !add_folders(path)) give_up_events();
    note(event, path);
    return true;
}

// A file that is not written to its end yet is told of again when it is.
void FolderWatch::note(const inotify_event& event, const std::string& path) {
    if ((event.mask & IN_ISDIR) != 0) touched_.reset();  // with all that is in it
    if (!touched_) return;
    std::string within = path.substr(options_.folder.size() + 1);
    if (std::ranges::find(*touched_, within) == touched_->end()) {
        touched_->push_back(std::move(within));
    }
}

FolderWatch::Woken FolderWatch::wait(int stop, std::optional<std::chrono::milliseconds> longest) {
    touched_.reset();
    if (has_events()) touched_.emplace();
    Deadline deadline;
    if (longest) deadline = std::chrono::steady_clock::now() + *longest;
    return has_events() ? wait_for_events(stop, deadline) : wait_by_walking(stop, deadline);
}

FolderWatch::Woken FolderWatch::wait_for_events(int stop, const Deadline& deadline) {
    for (;;) {
        const int left_ms = left_of(deadline, -1);
        const Ready ready = wait_ready(stop, inotify_, left_ms);
        if (ready == Ready::Stop) return Woken::Stopped;
        if (ready == Ready::Nothing && left_of(deadline, -1) == 0) return Woken::TimedOut;
        if (ready == Ready::Nothing || !take_events()) continue;
        for (int round = 0; has_events() && round < kMostQuietRounds; ++round) {
            const Ready more = wait_ready(stop, inotify_, kQuietMs);
            if (more == Ready::Stop) return Woken::Stopped;
            if (more == Ready::Nothing) break;
            take_events();
        }
        return Woken::Changed;
    }
}

FolderWatch::Woken FolderWatch::wait_by_walking(int stop, const Deadline& deadline) {
    for (;;) {
        const int pause_ms = left_of(deadline, kWalkEveryMs);
        if (wait_ready(stop, -1, pause_ms) == Ready::Stop) return Woken::Stopped;
        const Fingerprint picture = picture_of_folder();
        if (std::exchange(last_picture_, picture) != picture) return Woken::Changed;
        if (left_of(deadline, -1) == 0) return Woken::TimedOut;
    }
}

// Hash of the names, sizes and times of all that counts.
Fingerprint FolderWatch::picture_of_folder() const {
    std::vector<std::string> paths;
    for (const std::string& folder : folders_below(files_, options_.folder, options_.skip)) {
        const auto entries = files_.list(folder);
        if (!entries.has_value()) continue;
        for (const DirectoryEntry& entry : *entries) {
            std::string path = join_path(folder, entry.name);
            if (!is_hidden(entry.name) && path != options_.skip) paths.push_back(std::move(path));
        }
    }
    std::sort(paths.begin(), paths.end());
    FingerprintBuilder picture;
    for (const std::string& path : paths) {
        const Result<FileInfo> info = files_.info(path);
        if (!info.has_value()) continue;
        picture.add(path);
        // A folder's own time tells of hidden entries too; what counts in it stands in the list.
        if (info->kind == FileKind::Directory) continue;
        picture.add(static_cast<std::int64_t>(info->size_bytes));
        picture.add(info->modified_ns).add(info->changed_ns);
    }
    return picture.finish();
}

}  // namespace gazette
