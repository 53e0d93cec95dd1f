#include "cli/publish_round.h"

#include "build/output_marker.h"
#include "cli/diagnostic_output.h"
#include "cli/notice_delivery.h"
#include "cli/progress_bar.h"
#include "cli/publish_target.h"
#include "cli/transfer_rate.h"
#include "publish/publisher.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kMostShown = 20;

std::string as_number(std::uint64_t number) { return fmt::format("{}", number); }

// Tells how the sending goes: in place on a terminal, else a line now and then.
class SendingLine {
public:
    SendingLine(const Surroundings& surroundings, std::string label)
        : err_(surroundings.err), label_(std::move(label)) {
        if (surroundings.err_is_terminal) bar_.emplace(err_, label_);
    }

    void show(std::uint64_t done_bytes, std::uint64_t all_bytes) {
        const TransferRate::Time now = std::chrono::steady_clock::now();
        rate_.add(done_bytes, now);
        if (bar_) return bar_->show(transfer_text(rate_, done_bytes, all_bytes));
        if (now - told_at_ < kBetweenLines) return;
        told_at_ = now;
        err_ << label_ << ' ' << transfer_text(rate_, done_bytes, all_bytes) << std::endl;
    }

    // What is printed next gets a line of its own.
    void wipe() {
        if (!bar_) return;
        bar_.emplace(err_, label_);
    }

private:
    static constexpr std::chrono::seconds kBetweenLines{10};

    std::ostream& err_;
    std::string label_;
    std::optional<ProgressBar> bar_;
    TransferRate rate_;
    TransferRate::Time told_at_ = std::chrono::steady_clock::now();
};

// Says of one target how it ended.
class RoundReport {
public:
    RoundReport(const ChosenTarget& chosen, std::string prefix, const PublishRound& round,
                const Surroundings& surroundings)
        : chosen_(chosen),
          prefix_(std::move(prefix)),
          round_(round),
          surroundings_(surroundings),
          words_(Words::in(chosen.facts.language)) {}

    [[nodiscard]] ExitStatus print(const PublishReport& report) const {
        if (report.overtook) {
            err() << about(*report.overtook, "publish-overtook") << '\n';
        }
        switch (report.outcome) {
            case PublishReport::Outcome::Published:
                return print_published(report);
            case PublishReport::Outcome::Unchanged:
                if (report.uploaded > 0) {
                    out() << words_.text("publish-healed", {as_number(report.release.number),
                                                            as_number(report.uploaded)})
                          << std::endl;
                } else if (round_.says_unchanged) {
                    out() << words_.text("publish-unchanged", {as_number(report.release.number)})
                          << std::endl;
                }
                return ExitStatus::Right;
            case PublishReport::Outcome::Superseded:
                return refuse(surroundings_, ExitStatus::WorldRefused,
                              prefix_ + about(report.release, "publish-superseded"));
            case PublishReport::Outcome::Refused:
                if (round_.dry_run) print_changes(report);
                print_removals(report.removals);
                return refuse(surroundings_, ExitStatus::ContentWrong,
                              prefix_ + words_.text("publish-refused"));
            case PublishReport::Outcome::WouldChange:
                print_changes(report);
                return ExitStatus::Right;
        }
        return ExitStatus::Internal;
    }

private:
    [[nodiscard]] std::ostream& out() const { return surroundings_.out << prefix_; }

    [[nodiscard]] std::ostream& err() const { return surroundings_.err << prefix_; }

    [[nodiscard]] std::string about(const ReleaseInfo& release, std::string_view key) const {
        const TimeZone::Local when = chosen_.facts.time_zone.local(release.published_at);
        return words_.text(key, {as_number(release.number), shown_name(release.by), rfc3339(when)});
    }

    [[nodiscard]] ExitStatus print_published(const PublishReport& report) const {
        out() << words_.text("publish-done",
                             {as_number(report.release.number), as_number(report.changed),
                              as_number(report.erased), as_number(report.uploaded),
                              as_number(report.sent_bytes), as_number(report.requests)})
              << std::endl;
        if (!report.read_back || report.read_back->is_over) return ExitStatus::Right;
        if (report.read_back->wrong.empty()) {
            out() << words_.text("publish-read-back", {as_number(report.read_back->right)})
                  << std::endl;
            return ExitStatus::Right;
        }
        return refuse(surroundings_, ExitStatus::WorldRefused,
                      prefix_ + words_.text("publish-read-back-wrong",
                                            {as_number(report.release.number),
                                             "/" + shown_name(report.read_back->wrong),
                                             shown_name(report.read_back->instead)}));
    }

    void print_paths(std::string_view mark, const std::vector<std::string>& paths) const {
        const std::size_t shown = std::min(paths.size(), kMostShown);
        for (std::size_t i = 0; i < shown; ++i) {
            out() << mark << " /" << shown_name(paths[i]) << '\n';
        }
        if (shown < paths.size()) {
            out() << mark << ' '
                  << words_.text("publish-vanished-more", {as_number(paths.size() - shown)})
                  << '\n';
        }
    }

    void print_changes(const PublishReport& report) const {
        print_paths("+", report.changes.added);
        print_paths("~", report.changes.altered);
        print_paths("-", report.changes.removed);
        out() << words_.text("publish-would", {as_number(report.changes.added.size()),
                                               as_number(report.changes.altered.size()),
                                               as_number(report.changes.removed.size()),
                                               as_number(report.changes.bytes)})
              << std::endl;
    }

    void print_removals(const Removals& removals) const {
        const std::size_t shown = std::min(removals.vanished.size(), kMostShown);
        for (std::size_t i = 0; i < shown; ++i) {
            err() << words_.text("publish-vanished", {"/" + shown_name(removals.vanished[i])})
                  << '\n';
        }
        if (shown < removals.vanished.size()) {
            err() << words_.text("publish-vanished-more",
                                 {as_number(removals.vanished.size() - shown)})
                  << '\n';
        }
        if (removals.stories_gone > removals.stories_allowed) {
            err() << words_.text("publish-stories-gone", {as_number(removals.stories_gone),
                                                          as_number(removals.stories_allowed)})
                  << '\n';
        }
    }

    const ChosenTarget& chosen_;
    std::string prefix_;
    const PublishRound& round_;
    const Surroundings& surroundings_;
    Words words_;
};

PublishOptions options_for(const ChosenTarget& chosen, const PublishRound& round) {
    PublishOptions options;
    options.out = round.out.empty() ? join_path(chosen.newsroom, "public") : round.out;
    options.manifest = join_path(join_path(options.out, kOutputMarker), "manifest");
    options.seen = join_path(chosen.newsroom, ".gazette/targets/" + chosen.key + ".manifest");
    options.target = chosen.target;
    options.target.retries.is_stopped = round.is_stopped;
    options.note = round.note;
    options.allow_removals = round.allow_removals;
    options.resend = round.resend;
    options.dry_run = round.dry_run;
    return options;
}

ExitStatus publish_to_one(const TargetChoice& where, const PublishRound& round,
                          const Surroundings& surroundings) {
    const std::string prefix = round.says_name ? where.target + ": " : std::string();
    auto choice = choose_target(where, surroundings);
    if (const ExitStatus* status = std::get_if<ExitStatus>(&choice)) return *status;
    const ChosenTarget& chosen = std::get<ChosenTarget>(choice);
    const Words words = Words::in(chosen.facts.language);
    PublishOptions options = options_for(chosen, round);
    if (!surroundings.files.info(options.manifest)) {
        return refuse(surroundings, ExitStatus::Usage,
                      prefix + words.text("publish-not-built", {options.out}));
    }
    SendingLine line(surroundings, prefix + words.text("publish-progress"));
    options.progress = [&](std::uint64_t done, std::uint64_t all) { line.show(done, all); };
    options.target.retries.on_wait = [&](std::chrono::milliseconds wait, const Error& why) {
        line.wipe();
        constexpr double kSecond = 1000.0;
        surroundings.err << prefix
                         << words.text("publish-waits",
                                       {shown_name(describe(why)),
                                        fmt::format("{:.1f}",
                                                    static_cast<double>(wait.count()) / kSecond)})
                         << std::endl;
    };
    const Result<PublishReport> report = publish(options, surroundings.files);
    line.wipe();
    if (!report) {
        surroundings.err << prefix;
        return refuse(surroundings, report.error());
    }
    if (report->outcome == PublishReport::Outcome::Published) {
        queue_notices(chosen, where.target, *report, surroundings);
    }
    return RoundReport(chosen, prefix, round, surroundings).print(*report);
}

}  // namespace

std::vector<TargetChoice> chosen_targets(const TargetChoice& where,
                                         const std::vector<std::string>& names,
                                         const Surroundings& surroundings) {
    std::vector<std::string> wanted = names;
    if (wanted.empty() && !where.target.empty()) wanted.push_back(where.target);
    if (wanted.empty() && where.url.empty()) {
        const NewsroomFacts facts =
            newsroom_facts(surroundings.files, newsroom_folder(surroundings.files, where.source),
                           language_of(surroundings.environment));
        if (facts.site) {
            for (const PublishTarget& target : facts.site->publish) wanted.push_back(target.name);
        }
    }
    if (wanted.empty()) return {where};
    std::vector<TargetChoice> targets;
    for (const std::string& name : wanted) {
        const auto is_same = [&](const TargetChoice& it) { return it.target == name; };
        if (std::ranges::any_of(targets, is_same)) continue;
        targets.push_back(where);
        targets.back().target = name;
        // Each target gets its own token where it has one, not the one of all.
        targets.back().prefer_token_file = where.prefer_token_file || wanted.size() > 1;
    }
    return targets;
}

std::vector<ExitStatus> publish_to(const std::vector<TargetChoice>& targets,
                                   const PublishRound& round, const Surroundings& surroundings) {
    std::vector<ExitStatus> statuses;
    for (const TargetChoice& where : targets) {
        if (round.is_stopped && round.is_stopped()) {
            statuses.push_back(ExitStatus::Interrupted);
            continue;
        }
        statuses.push_back(publish_to_one(where, round, surroundings));
    }
    if (!round.dry_run && !targets.empty()) {
        deliver_notices(newsroom_folder(surroundings.files, targets.front().source),
                        round.is_stopped, surroundings);
    }
    return statuses;
}

ExitStatus worst_of(const std::vector<ExitStatus>& statuses) {
    const auto worst = std::ranges::max_element(statuses);
    return worst == statuses.end() ? ExitStatus::Right : *worst;
}

}  // namespace gazette
