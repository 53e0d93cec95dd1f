#include "cli/recall_command.h"

#include "cli/diagnostic_output.h"
#include "cli/newsroom_folder.h"
#include "cli/publish_build.h"
#include "cli/publish_round.h"
#include "cli/publish_target.h"
#include "cli/withdraw_story.h"
#include "release/protocol.h"

#include <fmt/format.h>

#include <vector>

namespace gazette {
namespace {

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

// Marks the story; whether it is marked now.
ExitStatus mark_story(const std::string& newsroom, const NewsroomFacts& facts,
                      const std::string& article, const Surroundings& surroundings) {
    const Words words = Words::in(facts.language);
    if (!facts.site) {
        return refuse(surroundings, ExitStatus::Usage, words.text("no-newsroom", {newsroom}));
    }
    const auto stories = withdraw_story(surroundings.files, newsroom, *facts.site, article);
    if (!stories) return refuse(surroundings, stories.error());
    if (stories->empty()) {
        return refuse(surroundings, ExitStatus::ContentWrong,
                      words.text("recall-not-found", {shown_name(article)}));
    }
    ExitStatus status = ExitStatus::Right;
    for (const WithdrawnStory& story : *stories) {
        const std::string path = shown_name(story.path);
        switch (story.outcome) {
            case WithdrawnStory::Outcome::Marked:
                surroundings.out << words.text("recall-marked", {path}) << std::endl;
                break;
            case WithdrawnStory::Outcome::Before:
                surroundings.out << words.text("recall-marked-before", {path}) << std::endl;
                break;
            case WithdrawnStory::Outcome::NotPossible:
                status = refuse(surroundings, ExitStatus::ContentWrong,
                                words.text("recall-not-marked", {path}));
                break;
        }
    }
    return status;
}

// In the newsroom, and to the targets again.
ExitStatus finish_recall(const RecallCommand& command, const std::vector<TargetChoice>& targets,
                         const Surroundings& surroundings) {
    const std::string newsroom = newsroom_folder(surroundings.files, command.where.source);
    const NewsroomFacts facts =
        newsroom_facts(surroundings.files, newsroom, language_of(surroundings.environment));
    const ExitStatus marked = mark_story(newsroom, facts, command.article, surroundings);
    // Published as it is, the story would be refused by every target that barred it.
    if (marked != ExitStatus::Right) return marked;
    surroundings.out << Words::in(facts.language).text("recall-publishing") << std::endl;
    const BuiltSite built = build_to_publish(newsroom, command.out, surroundings);
    if (built.status != ExitStatus::Right) return built.status;
    std::vector<TargetChoice> publishers = targets;
    for (TargetChoice& where : publishers) where.prefer_token_file = true;
    PublishRound round;
    round.out = command.out;
    round.says_name = targets.size() > 1;
    return worst_of(publish_to(publishers, round, surroundings));
}

}  // namespace

ExitStatus run(const RecallCommand& command, const Surroundings& surroundings) {
    const RecallOrder order{command.article, command.reason, command.notice};
    if (!check_recall_order(order)) {
        return refuse(surroundings, ExitStatus::Usage, surroundings.words.text("recall-malformed"));
    }
    const std::vector<TargetChoice> targets = chosen_targets(command.where, {}, surroundings);
    std::vector<ExitStatus> statuses;
    for (TargetChoice where : targets) {
        // The right to recall is often another token than the one that publishes.
        where.prefer_token_file = false;
        statuses.push_back(recall_at(where, order, surroundings));
    }
    // An address alone, and no newsroom around: there is nothing to mark.
    const bool is_address_only =
        !command.where.url.empty() && command.where.source.empty() &&
        !surroundings.files.info(join_path(newsroom_folder(surroundings.files, ""), "site.yml"));
    if (command.no_build || is_address_only) {
        surroundings.err << surroundings.words.text("recall-next", {command.article}) << '\n';
        return worst_of(statuses);
    }
    statuses.push_back(finish_recall(command, targets, surroundings));
    return worst_of(statuses);
}

}  // namespace gazette
