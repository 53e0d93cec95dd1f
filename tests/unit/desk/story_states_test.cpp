#include "desk/story_states.h"

#include "support/catch.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace gazette;

namespace {

using enum StoryStatus;

// Every pair that leads somewhere, written down a second time: all others must lead nowhere.
const std::map<std::pair<StoryStatus, StoryAction>, StoryStatus>& expected() {
    using A = StoryAction;
    static const std::map<std::pair<StoryStatus, StoryAction>, StoryStatus> kTable = {
        {{Draft, A::Edit}, Draft},
        {{Draft, A::SubmitToOrganisation}, AtOrganisation},
        {{Draft, A::SubmitToNewsroom}, InReview},
        {{Draft, A::Discard}, Discarded},
        {{AtOrganisation, A::Approve}, InReview},
        {{AtOrganisation, A::Return}, Returned},
        {{AtOrganisation, A::Reject}, Rejected},
        {{InReview, A::Edit}, InReview},
        {{InReview, A::Sign}, InReview},
        {{InReview, A::SignLast}, Signed},
        {{InReview, A::Return}, Returned},
        {{InReview, A::Reject}, Rejected},
        {{InReview, A::Keep}, Kept},
        {{Returned, A::Edit}, Returned},
        {{Returned, A::SubmitToOrganisation}, AtOrganisation},
        {{Returned, A::SubmitToNewsroom}, InReview},
        {{Returned, A::Discard}, Discarded},
        {{Kept, A::TakeUp}, InReview},
        {{Signed, A::Deliver}, Published},
        {{Discarded, A::Restore}, Draft},
        {{AtOrganisation, A::TakeBack}, Draft},
        {{InReview, A::AskChange}, InReview},
        {{Kept, A::AskChange}, Kept},
        {{Rejected, A::AskChange}, Rejected},
        {{Signed, A::AskChange}, Signed},
        {{Published, A::AskChange}, Published},
        {{InReview, A::AskRemoval}, InReview},
        {{Kept, A::AskRemoval}, Kept},
        {{Rejected, A::AskRemoval}, Rejected},
        {{Signed, A::AskRemoval}, Signed},
        {{Published, A::AskRemoval}, Published},
    };
    return kTable;
}

}  // namespace

TEST_CASE("every action in every state leads where the table says, and nowhere else",
          "[desk][states]") {
    for (const StoryStatus state : kStoryStatuses) {
        for (const StoryAction action : kStoryActions) {
            const auto found = expected().find({state, action});
            const auto to = after(state, action);
            INFO(name_of(state) << " " << name_of(action));
            CHECK(to.has_value() == (found != expected().end()));
            if (to.has_value() && found != expected().end()) CHECK(*to == found->second);
        }
    }
}

TEST_CASE("every state can be reached from a draft, and only signing leads to publication",
          "[desk][states]") {
    std::set<StoryStatus> reached = {Draft};
    std::vector<StoryStatus> open = {Draft};
    while (!open.empty()) {
        const StoryStatus state = open.back();
        open.pop_back();
        for (const StoryAction action : kStoryActions) {
            const auto to = after(state, action);
            if (to.has_value() && reached.insert(*to).second) open.push_back(*to);
            if (to == Signed) CHECK((action == StoryAction::SignLast || state == Signed));
            if (to == Published) CHECK((state == Signed || state == Published));
        }
    }
    CHECK(reached.size() == kStoryStatuses.size());
}

TEST_CASE("names of states and actions come back as the same", "[desk][states]") {
    std::set<std::string_view> names;
    for (const StoryStatus state : kStoryStatuses) {
        CHECK(state_named(name_of(state)) == state);
        CHECK(names.insert(name_of(state)).second);
    }
    for (const StoryAction action : kStoryActions) {
        CHECK(action_named(name_of(action)) == action);
        CHECK(names.insert(name_of(action)).second);
    }
    CHECK_FALSE(state_named("lost").has_value());
    CHECK_FALSE(action_named("").has_value());
}
