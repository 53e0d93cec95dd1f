#include "cli/recalls_command.h"

#include "cli/publish_target.h"
#include "endpoint/release_store.h"
#include "release/recall_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace gazette {
namespace {

std::string shown(const Recall& recall) {
    const std::string lifted = recall.lift
                                   ? fmt::format("{} {}, {}", rfc3339_utc(recall.lift->at),
                                                 recall.lift->persons[0], recall.lift->persons[1])
                                   : std::string("-");
    return fmt::format("{}\t{}\t{}\t{}\t{}", recall.article, rfc3339_utc(recall.at), recall.by,
                       recall.reason, lifted);
}

// The one that is not lifted.
const Recall* find_active(const std::vector<Recall>& recalls, std::string_view article) {
    const auto found = std::ranges::find_if(
        recalls, [&](const Recall& recall) { return recall.article == article && !recall.lift; });
    return found == recalls.end() ? nullptr : &*found;
}

}  // namespace

ExitStatus run(const RecallsCommand& command, const Surroundings& surroundings) {
    auto choice = choose_target(command.where, surroundings);
    if (const ExitStatus* status = std::get_if<ExitStatus>(&choice)) return *status;
    const Result<std::vector<Recall>> recalls =
        TargetConnection(std::get<ChosenTarget>(choice).target).recalls();
    if (!recalls) return refuse(surroundings, recalls.error());
    if (command.json) {
        surroundings.out << print_recalls(*recalls) << '\n';
        return ExitStatus::Right;
    }
    for (const Recall& recall : *recalls) surroundings.out << shown(recall) << '\n';
    return ExitStatus::Right;
}

ExitStatus run(const LiftCommand& command, const Surroundings& surroundings) {
    LiftOrder order;
    order.article = command.article;
    order.reason = command.reason;
    order.site = "?";  // known only when the target is
    if (command.persons.size() == order.persons.size()) {
        std::ranges::copy(command.persons, order.persons.begin());
    }
    if (!check_lift_order(order)) {
        return refuse(surroundings, ExitStatus::Usage, surroundings.words.text("lift-malformed"));
    }
    auto choice = choose_target(command.where, surroundings);
    if (const ExitStatus* status = std::get_if<ExitStatus>(&choice)) return *status;
    const ChosenTarget& chosen = std::get<ChosenTarget>(choice);
    const Words words = Words::in(chosen.facts.language);
    TargetConnection target(chosen.target);
    const Result<std::vector<Recall>> recalls = target.recalls();
    if (!recalls) return refuse(surroundings, recalls.error());
    const Recall* const recall = find_active(*recalls, command.article);
    if (recall == nullptr) {
        return refuse(surroundings, ExitStatus::Usage,
                      words.text("lift-nothing", {command.article}));
    }
    if (chosen.facts.site) order.site = chosen.facts.site->id;
    if (order.site.empty()) {
        const Result<std::optional<ReleaseInfo>> current = target.current();
        if (!current) return refuse(surroundings, current.error());
        if (*current) order.site = (*current)->site;
    }
    order.recalled_at = recall->at;
    const Result<void> lifted = target.lift(std::move(order));
    if (!lifted) return refuse(surroundings, lifted.error());
    surroundings.out << words.text("lift-done", {command.article}) << '\n';
    return ExitStatus::Right;
}

ExitStatus run(const EndpointRecallCommand& command, const Surroundings& surroundings) {
    const RecallOrder order{command.article, command.reason, command.notice};
    if (!check_recall_order(order)) {
        return refuse(surroundings, ExitStatus::Usage, surroundings.words.text("recall-malformed"));
    }
    // A folder that is missing was mistyped; none is made here.
    const Result<FileInfo> folder = surroundings.files.info(join_path(command.data, "format"));
    if (!folder) return refuse(surroundings, folder.error());
    const auto lock = lock_file(join_path(command.data, "lock"), WhenLocked::Refuse);
    if (!lock && lock.error().code == ErrorCode::Conflict) {
        return refuse(surroundings, ExitStatus::WorldRefused,
                      surroundings.words.text("endpoint-recall-runs", {command.data}));
    }
    if (!lock) return refuse(surroundings, lock.error());
    const auto store = ReleaseStore::open(surroundings.files, surroundings.clock, command.data,
                                          {.second_copy = command.recall_log});
    if (!store) return refuse(surroundings, store.error());
    const Result<RecallReport> report = (*store)->recall(order, "console");
    if (!report) return refuse(surroundings, report.error());
    surroundings.out << surroundings.words.text("recall-done", {command.data, order.article,
                                                                fmt::format("{}", report->gone),
                                                                fmt::format("{}", report->held)})
                     << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
