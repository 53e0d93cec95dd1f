#include "cli/publish_command.h"

#include "build/output_marker.h"
#include "cli/diagnostic_output.h"
#include "cli/progress_bar.h"
#include "cli/publish_target.h"
#include "publish/publisher.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace gazette {

namespace {

constexpr std::uint64_t kKibibyte = 1024;
constexpr std::size_t kMostShown = 20;

std::string as_number(std::uint64_t number) { return fmt::format("{}", number); }

// A note comes from a person at another machine: shown, never obeyed by the terminal.
std::string shown_release(const ReleaseInfo& release, const TimeZone& zone) {
    std::string line =
        fmt::format("{}\t{}\t{}", release.number, rfc3339(zone.local(release.published_at)),
                    shown_name(release.by));
    if (release.tree_of != 0) line += fmt::format("\t= {}", release.tree_of);
    if (!release.note.empty()) line += "\t" + shown_name(release.note);
    return line;
}

void print_removals(const Removals& removals, const Words& words, std::ostream& err) {
    const std::size_t shown = std::min(removals.vanished.size(), kMostShown);
    for (std::size_t i = 0; i < shown; ++i) {
        err << words.text("publish-vanished", {"/" + shown_name(removals.vanished[i])}) << '\n';
    }
    if (shown < removals.vanished.size()) {
        err << words.text("publish-vanished-more", {as_number(removals.vanished.size() - shown)})
            << '\n';
    }
    if (removals.stories_gone > removals.stories_allowed) {
        err << words.text("publish-stories-gone",
                          {as_number(removals.stories_gone), as_number(removals.stories_allowed)})
            << '\n';
    }
}

ExitStatus print_superseded(const ReleaseInfo& release, const ChosenTarget& chosen,
                            const Surroundings& surroundings) {
    const std::string when = rfc3339(chosen.facts.time_zone.local(release.published_at));
    return refuse(
        surroundings, ExitStatus::WorldRefused,
        Words::in(chosen.facts.language)
            .text("publish-superseded", {as_number(release.number), shown_name(release.by), when}));
}

ExitStatus print_report(const PublishReport& report, const ChosenTarget& chosen,
                        const Surroundings& surroundings) {
    const Words words = Words::in(chosen.facts.language);
    switch (report.outcome) {
        case PublishReport::Outcome::Published:
            surroundings.out << words.text(
                                    "publish-done",
                                    {as_number(report.release.number), as_number(report.changed),
                                     as_number(report.erased), as_number(report.uploaded),
                                     as_number(report.sent_bytes), as_number(report.requests)})
                             << '\n';
            return ExitStatus::Right;
        case PublishReport::Outcome::Unchanged:
            surroundings.out << words.text(
                                    report.uploaded > 0 ? "publish-healed" : "publish-unchanged",
                                    {as_number(report.release.number), as_number(report.uploaded)})
                             << '\n';
            return ExitStatus::Right;
        case PublishReport::Outcome::Superseded:
            return print_superseded(report.release, chosen, surroundings);
        case PublishReport::Outcome::Refused:
            print_removals(report.removals, words, surroundings.err);
            return refuse(surroundings, ExitStatus::ContentWrong, words.text("publish-refused"));
    }
    return ExitStatus::Internal;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size() && number > 0;
    return is_number ? std::optional(number) : std::nullopt;
}

}  // namespace

ExitStatus run(const PublishCommand& command, const Surroundings& surroundings) {
    auto choice = choose_target(command.where, surroundings);
    if (const ExitStatus* status = std::get_if<ExitStatus>(&choice)) return *status;
    const ChosenTarget& chosen = std::get<ChosenTarget>(choice);
    const Words words = Words::in(chosen.facts.language);
    if (!is_note(command.note)) {
        return refuse(surroundings, ExitStatus::Usage, words.text("note-malformed"));
    }
    PublishOptions options;
    options.out = command.out.empty() ? join_path(chosen.newsroom, "public") : command.out;
    options.manifest = join_path(join_path(options.out, kOutputMarker), "manifest");
    options.seen = join_path(chosen.newsroom, ".gazette/targets/" + chosen.key + ".manifest");
    options.target = chosen.target;
    options.note = command.note;
    options.allow_removals = command.allow_removals;
    options.resend = command.resend;
    if (!surroundings.files.info(options.manifest)) {
        return refuse(surroundings, ExitStatus::Usage,
                      words.text("publish-not-built", {options.out}));
    }
    std::optional<ProgressBar> bar;
    if (surroundings.err_is_terminal) {
        bar.emplace(surroundings.err, words.text("publish-progress"));
        options.progress = [&bar](std::uint64_t done, std::uint64_t all) {
            bar->show(done / kKibibyte, all / kKibibyte);
        };
    }
    const Result<PublishReport> report = publish(options, surroundings.files);
    bar.reset();
    if (!report) return refuse(surroundings, report.error());
    return print_report(*report, chosen, surroundings);
}

ExitStatus run(const ReleasesCommand& command, const Surroundings& surroundings) {
    auto choice = choose_target(command.where, surroundings);
    if (const ExitStatus* status = std::get_if<ExitStatus>(&choice)) return *status;
    const ChosenTarget& chosen = std::get<ChosenTarget>(choice);
    const Result<std::vector<ReleaseInfo>> releases = list_releases(chosen.target);
    if (!releases) return refuse(surroundings, releases.error());
    if (command.json) {
        surroundings.out << print_releases(*releases) << '\n';
        return ExitStatus::Right;
    }
    for (const ReleaseInfo& release : *releases) {
        surroundings.out << shown_release(release, chosen.facts.time_zone) << '\n';
    }
    return ExitStatus::Right;
}

ExitStatus run(const RollbackCommand& command, const Surroundings& surroundings) {
    // `rollback 3`: a lone number is the release, not a target.
    RollbackCommand meant = command;
    if (meant.number.empty() && parse_number(meant.where.target)) {
        meant.number = std::exchange(meant.where.target, {});
    }
    auto choice = choose_target(meant.where, surroundings);
    if (const ExitStatus* status = std::get_if<ExitStatus>(&choice)) return *status;
    const ChosenTarget& chosen = std::get<ChosenTarget>(choice);
    const Words words = Words::in(chosen.facts.language);
    const std::optional<std::uint64_t> number =
        meant.number.empty() ? std::optional<std::uint64_t>(0) : parse_number(meant.number);
    if (!number) {
        return refuse(surroundings, ExitStatus::Usage,
                      words.text("rollback-no-number", {meant.number}));
    }
    if (!is_note(meant.note)) {
        return refuse(surroundings, ExitStatus::Usage, words.text("note-malformed"));
    }
    const Result<PublishReport> report = rollback({.target = chosen.target,
                                                   .number = *number,
                                                   .note = meant.note,
                                                   .allow_withdrawn = meant.allow_withdrawn});
    if (!report) return refuse(surroundings, report.error());
    if (report->outcome == PublishReport::Outcome::Refused) {
        for (const std::string& path : report->returning) {
            surroundings.err << words.text("rollback-returns", {"/" + shown_name(path)}) << '\n';
        }
        return refuse(surroundings, ExitStatus::ContentWrong, words.text("rollback-refused"));
    }
    if (report->outcome == PublishReport::Outcome::Superseded) {
        return print_superseded(report->release, chosen, surroundings);
    }
    surroundings.out << words.text("rollback-done", {as_number(report->release.number),
                                                     as_number(report->release.tree_of)})
                     << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
