#include "cli/publish_command.h"

#include "base/text.h"
#include "cli/diagnostic_output.h"
#include "cli/publish_build.h"
#include "cli/publish_round.h"
#include "cli/publish_target.h"
#include "cli/publish_watch.h"
#include "publish/publisher.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

namespace gazette {

namespace {

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

ExitStatus print_superseded(const ReleaseInfo& release, const ChosenTarget& chosen,
                            const Surroundings& surroundings) {
    const std::string when = rfc3339(chosen.facts.time_zone.local(release.published_at));
    return refuse(
        surroundings, ExitStatus::WorldRefused,
        Words::in(chosen.facts.language)
            .text("publish-superseded", {as_number(release.number), shown_name(release.by), when}));
}

// Before anything is built: that what was named is there, with a token.
std::optional<ExitStatus> refused_choice(const std::vector<TargetChoice>& targets,
                                         const PublishCommand& command,
                                         const Surroundings& surroundings) {
    if (targets.size() > 1 && command.targets.empty()) return std::nullopt;
    for (const TargetChoice& where : targets) {
        const auto choice = choose_target(where, surroundings);
        if (const ExitStatus* status = std::get_if<ExitStatus>(&choice)) return *status;
    }
    return std::nullopt;
}

void print_summary(const std::vector<TargetChoice>& targets,
                   const std::vector<ExitStatus>& statuses, const Words& words, std::ostream& err) {
    std::vector<std::string> failed;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (statuses[i] != ExitStatus::Right) failed.push_back(targets[i].target);
    }
    if (failed.empty()) return;
    err << words.text("publish-failed",
                      {as_number(failed.size()), as_number(targets.size()), join(failed, ", ")})
        << '\n';
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size() && number > 0;
    return is_number ? std::optional(number) : std::nullopt;
}

}  // namespace

ExitStatus run(const PublishCommand& command, const Surroundings& surroundings) {
    const std::string newsroom = newsroom_folder(surroundings.files, command.where.source);
    const NewsroomFacts facts =
        newsroom_facts(surroundings.files, newsroom, language_of(surroundings.environment));
    const Words words = Words::in(facts.language);
    if (!is_note(command.note)) {
        return refuse(surroundings, ExitStatus::Usage, words.text("note-malformed"));
    }
    if (command.watch && (command.no_build || command.dry_run || command.resend)) {
        return refuse(surroundings, ExitStatus::Usage, words.text("publish-watch-alone"));
    }
    const std::vector<TargetChoice> targets =
        chosen_targets(command.where, command.targets, surroundings);
    if (const auto status = refused_choice(targets, command, surroundings)) return *status;
    if (command.watch) return watch_and_publish(command, surroundings);
    if (!command.no_build) {
        const BuiltSite built = build_to_publish(newsroom, command.out, surroundings);
        if (built.status != ExitStatus::Right) return built.status;
    }
    PublishRound round;
    round.out = command.out;
    round.note = command.note;
    round.allow_removals = command.allow_removals;
    round.resend = command.resend;
    round.dry_run = command.dry_run;
    round.says_name = targets.size() > 1;
    const std::vector<ExitStatus> statuses = publish_to(targets, round, surroundings);
    if (targets.size() > 1) print_summary(targets, statuses, words, surroundings.err);
    return worst_of(statuses);
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
