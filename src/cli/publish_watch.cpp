#include "cli/publish_watch.h"

#include "base/hash.h"
#include "build/output_marker.h"
#include "cli/newsroom_folder.h"
#include "cli/notice_delivery.h"
#include "cli/publish_build.h"
#include "cli/publish_round.h"
#include "cli/stop_signal.h"
#include "preview/folder_watch.h"
#include "publish/retries.h"
#include "release/manifest.h"

#include <poll.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gazette {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// What is known of one target.
struct Target {
    Sha256 has;    // the manifest that it took last, or that only a person can help with
    Sha256 tried;  // the manifest that it was offered last
    unsigned failures = 0;
    SteadyTime next_try = {};
};

bool can_be_read(int descriptor) {
    pollfd waited{descriptor, POLLIN, 0};
    return ::poll(&waited, 1, 0) > 0;
}

class Watching {
public:
    Watching(const PublishCommand& command, const WatchControl& control,
             const Surroundings& surroundings)
        : command_(command),
          control_(control),
          surroundings_(surroundings),
          newsroom_(newsroom_folder(surroundings.files, command.where.source)),
          out_(command.out.empty() ? join_path(newsroom_, "public") : command.out) {}

    ExitStatus run() {
        Result<std::string> skipped = surroundings_.files.resolve(out_);
        auto watch = FolderWatch::open(
            surroundings_.files,
            {.folder = newsroom_, .skip = skipped ? *std::move(skipped) : absolute_out()});
        if (!watch) return refuse(surroundings_, watch.error());
        surroundings_.err << surroundings_.words.text("publish-watching", {newsroom_}) << std::endl;
        bool is_changed = true;
        while (!is_stopped()) {
            if (is_changed || site_changes_now()) build();
            publish_where_due();
            deliver_notices(
                newsroom_, [this] { return is_stopped(); }, surroundings_);
            if (is_stopped()) break;
            if (control_.on_waiting) control_.on_waiting();
            const FolderWatch::Woken woken = (*watch)->wait(control_.stop, next_wait());
            if (woken == FolderWatch::Woken::Stopped) break;
            is_changed = woken == FolderWatch::Woken::Changed;
        }
        return ExitStatus::Right;
    }

private:
    [[nodiscard]] bool is_stopped() const { return can_be_read(control_.stop); }

    // Of an output folder that is not there yet.
    [[nodiscard]] std::string absolute_out() const {
        const Result<std::string> parent =
            surroundings_.files.resolve(std::string(parent_path(out_)));
        return parent ? join_path(*parent, std::string(file_name(out_))) : out_;
    }

    // Also when the clock went back behind the last build: what is due is to be found out anew.
    [[nodiscard]] bool site_changes_now() const {
        const Instant now = surroundings_.clock.now();
        if (now < built_at_) return true;
        return next_change_.seconds != 0 && now >= next_change_;
    }

    void build() {
        built_at_ = surroundings_.clock.now();
        const BuiltSite built = build_to_publish(newsroom_, command_.out, surroundings_);
        next_change_ = built.next_change;
        // A full disk may be mended without a change of the newsroom.
        if (built.status == ExitStatus::WorldRefused) next_change_.seconds = built_at_.seconds + 60;
        manifest_.reset();  // nothing goes out before what is wrong is mended
        if (built.status != ExitStatus::Right) return;
        const std::string path = join_path(join_path(out_, kOutputMarker), "manifest");
        const Result<std::string> bytes = surroundings_.files.read(path, kMaxManifestBytes);
        if (bytes) {
            manifest_ = sha256(*bytes);
        } else {
            static_cast<void>(refuse(surroundings_, bytes.error()));
        }
    }

    void publish_where_due() {
        if (!manifest_) return;
        const auto choices = chosen_targets(command_.where, command_.targets, surroundings_);
        PublishRound round;
        round.out = command_.out;
        round.note = command_.note;
        round.allow_removals = command_.allow_removals;
        round.says_unchanged = false;
        round.says_name = choices.size() > 1;
        round.is_stopped = [this] { return is_stopped(); };
        for (const TargetChoice& choice : choices) {
            Target& target = targets_[choice.target];
            if (target.has == *manifest_) continue;
            const bool is_new = target.tried != *manifest_;
            if (!is_new && std::chrono::steady_clock::now() < target.next_try) continue;
            target.tried = *manifest_;
            note_end(target, publish_to({choice}, round, surroundings_).front());
        }
    }

    void note_end(Target& target, ExitStatus status) {
        // What somebody wrote does not get better by itself.
        if (status == ExitStatus::Right || status == ExitStatus::ContentWrong) {
            target.has = *manifest_;
            target.failures = 0;
            return;
        }
        if (status == ExitStatus::Interrupted) return;
        ++target.failures;
        target.next_try =
            std::chrono::steady_clock::now() +
            with_jitter(backed_off(control_.first_retry, control_.longest_retry, target.failures));
    }

    [[nodiscard]] std::chrono::milliseconds next_wait() const {
        using Milliseconds = std::chrono::milliseconds;
        Milliseconds wait = control_.longest_wait;
        if (next_change_.seconds != 0) {
            const std::int64_t left_s = next_change_.seconds - surroundings_.clock.now().seconds;
            const std::int64_t most_s = control_.longest_wait.count() / 1000 + 1;
            wait = std::min(wait, Milliseconds(std::clamp<std::int64_t>(left_s, 0, most_s) * 1000));
        }
        const SteadyTime now = std::chrono::steady_clock::now();
        for (const auto& [name, target] : targets_) {
            if (target.failures == 0 || !manifest_ || target.has == *manifest_) continue;
            wait = std::min(wait, std::max(Milliseconds(0),
                                           std::chrono::ceil<Milliseconds>(target.next_try - now)));
        }
        return wait;
    }

    const PublishCommand& command_;
    const WatchControl& control_;
    const Surroundings& surroundings_;
    std::string newsroom_;
    std::string out_;
    Instant built_at_;
    Instant next_change_;             // 0: the site does not change by itself
    std::optional<Sha256> manifest_;  // of what was built; nothing: it could not be
    std::map<std::string, Target> targets_;
};

}  // namespace

ExitStatus watch_and_publish(const PublishCommand& command, const Surroundings& surroundings) {
    // Before any thread is there, so that all of them leave the signals to this one.
    const Result<std::unique_ptr<StopSignal>> stop = StopSignal::catch_signals();
    if (!stop) return refuse(surroundings, stop.error());
    WatchControl control;
    control.stop = (*stop)->descriptor();
    return watch_and_publish(command, control, surroundings);
}

ExitStatus watch_and_publish(const PublishCommand& command, const WatchControl& control,
                             const Surroundings& surroundings) {
    return Watching(command, control, surroundings).run();
}

}  // namespace gazette
