#include "review/review_log.h"
#include "support/newsroom_edits.h"
#include "support/signing_desk.h"

#include <array>
#include <stdexcept>

namespace gazette::testing {
namespace {

void add(NewsroomState& state, const std::string& article, const Record& record) {
    std::string& log = state.files[review_log_path(article)];
    const auto longer = with_record(log, record, desk_key());
    // A log that an edit has cut is begun anew, as a desk would after its backup was lost.
    log = longer ? *longer : with_record("", record, desk_key()).value();
}

void sign_in(NewsroomState& state, const Tree& files, const StoryState& story, std::size_t stages) {
    constexpr std::array<const char*, 3> kPersons = {"editor", "director", "chief"};
    const auto now = state_in(files, story.path);
    if (!now || review_log_path(now->id).empty()) return;
    for (std::size_t stage = 0; stage < stages; ++stage) {
        add(state, now->id, sign_off_of(*now, stage, kPersons.at(stage)));
    }
}

EditedThing sign_story(NewsroomState& state, Dice& dice) {
    const StoryState story = dice.pick(state.stories);
    sign(state, story, 3);
    return story.path;
}

EditedThing sign_in_part(NewsroomState& state, Dice& dice) {
    const StoryState story = dice.pick(state.stories);
    sign(state, story, 1 + dice.below(2));
    return story.path;
}

EditedThing take_back(NewsroomState& state, Dice& dice, RecordType type) {
    const StoryState& story = dice.pick(state.stories);
    gazette::StoryState named;
    named.id = story.id;
    Record record = SigningDesk::record(type, "chief", named);
    record.stage = "终审";
    record.other = "director";
    if (type == RecordType::Schedule && dice.chance(70)) {
        const auto moment = static_cast<std::int64_t>(dice.below(86'400));
        record.not_before = Instant{state.now.seconds + moment - 20'000};
    }
    add(state, story.id, record);
    return story.path;
}

EditedThing return_story(NewsroomState& state, Dice& dice) {
    return take_back(state, dice, RecordType::Return);
}

EditedThing withdraw_by_record(NewsroomState& state, Dice& dice) {
    return take_back(state, dice, RecordType::Withdraw);
}

EditedThing recall_story(NewsroomState& state, Dice& dice) {
    return take_back(state, dice, RecordType::Recall);
}

EditedThing lift_recall(NewsroomState& state, Dice& dice) {
    return take_back(state, dice, RecordType::Lift);
}

EditedThing schedule_story(NewsroomState& state, Dice& dice) {
    return take_back(state, dice, RecordType::Schedule);
}

EditedThing remove_log(NewsroomState& state, Dice& dice) {
    const std::string path = review_log_path(dice.pick(state.stories).id);
    return state.files.erase(path) > 0 ? path : EditedThing();
}

EditedThing cut_log(NewsroomState& state, Dice& dice) {
    const auto log = state.files.find(review_log_path(dice.pick(state.stories).id));
    if (log == state.files.end() || log->second.empty()) return {};
    log->second.resize(dice.below(log->second.size()));
    return log->first;
}

constexpr std::array kReviewEdits = {
    ContentEdit{"sign a story", sign_story, false, true},
    ContentEdit{"sign a story", sign_story, false, true},
    ContentEdit{"sign what changed", sign_what_changed, false, true},
    ContentEdit{"sign a story in part", sign_in_part, false, true},
    ContentEdit{"return a story", return_story, false, true},
    ContentEdit{"withdraw a story by record", withdraw_by_record, false, true},
    ContentEdit{"recall a story", recall_story, false, true},
    ContentEdit{"lift a recall", lift_recall, false, true},
    ContentEdit{"schedule a story", schedule_story, false, true},
    ContentEdit{"remove a review log", remove_log, false, true},
    ContentEdit{"cut a review log", cut_log, false, true},
};

}  // namespace

void sign(NewsroomState& state, const StoryState& story, std::size_t stages) {
    sign_in(state, files_of(state), story, stages);
}

EditedThing sign_what_changed(NewsroomState& state, Dice& /*dice*/) {
    const Tree files = files_of(state);
    const Trust trust = SigningDesk::trust();
    std::string signed_anew;
    for (const StoryState& story : state.stories) {
        const auto now = state_in(files, story.path);
        if (!now) continue;
        const auto log = files.find(review_log_path(now->id));
        if (log == files.end()) continue;
        const ChainOutcome outcome = check_chain(trust.sites.front(), *now, log->second);
        if (outcome.status != ChainStatus::Broken) continue;
        sign_in(state, files, story, 3);
        signed_anew += story.path + " ";
    }
    return signed_anew;
}

std::span<const ContentEdit> review_edits() { return kReviewEdits; }

}  // namespace gazette::testing
