#include "desk/story_states.h"

#include <algorithm>

namespace gazette {

namespace {

struct Transition {
    StoryStatus from;
    StoryAction action;
    StoryStatus to;
};

using enum StoryStatus;
using enum StoryAction;

constexpr std::array kTransitions = {
    Transition{Draft, Edit, Draft},
    Transition{Draft, SubmitToOrganisation, AtOrganisation},
    Transition{Draft, SubmitToNewsroom, InReview},
    Transition{Draft, Discard, Discarded},
    Transition{AtOrganisation, Approve, InReview},
    Transition{AtOrganisation, Return, Returned},
    Transition{AtOrganisation, Reject, Rejected},
    Transition{InReview, Edit, InReview},
    Transition{InReview, Sign, InReview},
    Transition{InReview, SignLast, Signed},
    Transition{InReview, Return, Returned},
    Transition{InReview, Reject, Rejected},
    Transition{InReview, Keep, Kept},
    Transition{Returned, Edit, Returned},
    Transition{Returned, SubmitToOrganisation, AtOrganisation},
    Transition{Returned, SubmitToNewsroom, InReview},
    Transition{Returned, Discard, Discarded},
    Transition{Kept, TakeUp, InReview},
    Transition{Signed, Deliver, Published},
    Transition{Discarded, Restore, Draft},
    Transition{AtOrganisation, TakeBack, Draft},
    Transition{InReview, AskChange, InReview},
    Transition{Kept, AskChange, Kept},
    Transition{Rejected, AskChange, Rejected},
    Transition{Signed, AskChange, Signed},
    Transition{Published, AskChange, Published},
    Transition{InReview, AskRemoval, InReview},
    Transition{Kept, AskRemoval, Kept},
    Transition{Rejected, AskRemoval, Rejected},
    Transition{Signed, AskRemoval, Signed},
    Transition{Published, AskRemoval, Published},
};

}  // namespace

std::optional<StoryStatus> after(StoryStatus state, StoryAction action) {
    const auto* const found = std::ranges::find_if(kTransitions, [&](const Transition& one) {
        return one.from == state && one.action == action;
    });
    if (found == kTransitions.end()) return std::nullopt;
    return found->to;
}

std::string_view name_of(StoryStatus state) {
    switch (state) {
        case Draft:
            return "draft";
        case AtOrganisation:
            return "at-organisation";
        case InReview:
            return "in-review";
        case Returned:
            return "returned";
        case Rejected:
            return "rejected";
        case Kept:
            return "kept";
        case Signed:
            return "signed";
        case Published:
            return "published";
        case Discarded:
            return "discarded";
    }
    return {};
}

std::optional<StoryStatus> state_named(std::string_view name) {
    const auto* const found = std::ranges::find_if(
        kStoryStatuses, [&](StoryStatus state) { return name_of(state) == name; });
    if (found == kStoryStatuses.end()) return std::nullopt;
    return *found;
}

std::string_view name_of(StoryAction action) {
    switch (action) {
        case Edit:
            return "edit";
        case SubmitToOrganisation:
            return "submit-to-organisation";
        case SubmitToNewsroom:
            return "submit-to-newsroom";
        case Approve:
            return "approve";
        case Sign:
            return "sign";
        case SignLast:
            return "sign-last";
        case Return:
            return "return";
        case Reject:
            return "reject";
        case Keep:
            return "keep";
        case TakeUp:
            return "take-up";
        case Deliver:
            return "deliver";
        case Discard:
            return "discard";
        case Restore:
            return "restore";
        case TakeBack:
            return "take-back";
        case AskChange:
            return "ask-change";
        case AskRemoval:
            return "ask-removal";
    }
    return {};
}

std::optional<StoryAction> action_named(std::string_view name) {
    const auto* const found = std::ranges::find_if(
        kStoryActions, [&](StoryAction action) { return name_of(action) == name; });
    if (found == kStoryActions.end()) return std::nullopt;
    return *found;
}

bool is_in_newsroom(StoryStatus state) {
    switch (state) {
        case InReview:
        case Rejected:
        case Kept:
        case Signed:
        case Published:
            return true;
        case Draft:
        case AtOrganisation:
        case Returned:
        case Discarded:
            return false;
    }
    return false;
}

}  // namespace gazette
