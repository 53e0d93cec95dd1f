#include "cli/recall_command.h"

#include "cli/newsroom_folder.h"
#include "cli/publish_target.h"
#include "release/protocol.h"

#include <fmt/format.h>

#include <vector>

namespace gazette {
namespace {

// The one that was named, else all of site.yml.
std::vector<TargetChoice> all_targets(const TargetChoice& where, const Surroundings& surroundings) {
    if (!where.target.empty() || !where.url.empty()) return {where};
    const NewsroomFacts facts =
        newsroom_facts(surroundings.files, newsroom_folder(surroundings.files, where.source),
                       language_of(surroundings.environment));
    std::vector<TargetChoice> choices;
    if (facts.site) {
        for (const PublishTarget& target : facts.site->publish) {
            choices.push_back(where);
            choices.back().target = target.name;
        }
    }
    if (choices.empty()) choices.push_back(where);  // says what is missing
    return choices;
}

ExitStatus recall_at(const TargetChoice& where, const RecallOrder& order,
                     const Surroundings& surroundings) {
    auto choice = choose_target(where, surroundings);
    if (const ExitStatus* status = std::get_if<ExitStatus>(&choice)) return *status;
    const ChosenTarget& chosen = std::get<ChosenTarget>(choice);
    const Words words = Words::in(chosen.facts.language);
    const std::string name = where.target.empty() ? to_string(chosen.target.url) : where.target;
    const Result<RecallReport> report = TargetConnection(chosen.target).recall(order);
    if (!report) {
        surroundings.err << words.text("recall-failed", {name}) << '\n';
        return refuse(surroundings, report.error());
    }
    surroundings.out << words.text("recall-done",
                                   {name, order.article, fmt::format("{}", report->gone),
                                    fmt::format("{}", report->held)})
                     << '\n';
    if (report->gone == 0 && report->held == 0 && !report->was_known) {
        surroundings.err << words.text("recall-nowhere", {order.article}) << '\n';
    }
    return ExitStatus::Right;
}

}  // namespace

ExitStatus run(const RecallCommand& command, const Surroundings& surroundings) {
    const RecallOrder order{command.article, command.reason, command.notice};
    if (!check_recall_order(order)) {
        return refuse(surroundings, ExitStatus::Usage, surroundings.words.text("recall-malformed"));
    }
    ExitStatus worst = ExitStatus::Right;
    for (const TargetChoice& where : all_targets(command.where, surroundings)) {
        const ExitStatus status = recall_at(where, order, surroundings);
        if (status != ExitStatus::Right) worst = status;
    }
    surroundings.err << surroundings.words.text("recall-next", {command.article}) << '\n';
    return worst;
}

}  // namespace gazette
