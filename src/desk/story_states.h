#pragma once
// Where a story stands, and what may be done with it there: one table. Who may do it is another
// (rights.h). Pure; any thread.
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gazette {

enum class StoryStatus : std::uint8_t {
    Draft,           // its author writes
    AtOrganisation,  // waits for the organisation's manager
    InReview,        // waits for the stage that the story names
    Returned,        // 退修: its author mends it
    Rejected,        // 退稿: the end
    Kept,            // 备用: laid aside until an editor takes it up
    Signed,          // 签发; on its way into the newsroom
    Published,       // its file is in the newsroom
    Discarded,       // taken away by its author; can be fetched back
};

inline constexpr std::array kStoryStatuses = {
    StoryStatus::Draft,    StoryStatus::AtOrganisation, StoryStatus::InReview,
    StoryStatus::Returned, StoryStatus::Rejected,       StoryStatus::Kept,
    StoryStatus::Signed,   StoryStatus::Published,      StoryStatus::Discarded};

enum class StoryAction : std::uint8_t {
    Edit,                  // save a version
    SubmitToOrganisation,  // a member's
    SubmitToNewsroom,      // all others'; begins a round of reviews
    Approve,               // the manager's: into the newsroom
    Sign,                  // 审签 of a stage that is not the last
    SignLast,              // 签发
    Return,                // 退修
    Reject,                // 退稿
    Keep,                  // 备用
    TakeUp,                // what was kept, into its stage again
    Deliver,               // the press has written it
    Discard,
    Restore,
    TakeBack,    // 撤回: its author's, before the manager has looked
    AskChange,   // its author asks for another text of what is no longer theirs to change
    AskRemoval,  // … that it be taken away
};

inline constexpr std::array kStoryActions = {
    StoryAction::Edit,      StoryAction::SubmitToOrganisation,
    StoryAction::Approve,   StoryAction::SubmitToNewsroom,
    StoryAction::Sign,      StoryAction::SignLast,
    StoryAction::Return,    StoryAction::Reject,
    StoryAction::Keep,      StoryAction::TakeUp,
    StoryAction::Deliver,   StoryAction::Discard,
    StoryAction::Restore,   StoryAction::TakeBack,
    StoryAction::AskChange, StoryAction::AskRemoval};

// Nothing where that cannot be done in this state.
std::optional<StoryStatus> after(StoryStatus state, StoryAction action);

// As the database has them: "draft", "in-review" …; "submit-to-newsroom" …
std::string_view name_of(StoryStatus state);
std::optional<StoryStatus> state_named(std::string_view name);
std::string_view name_of(StoryAction action);
std::optional<StoryAction> action_named(std::string_view name);

// The newsroom has received it: its reviewers and editors may read it.
bool is_in_newsroom(StoryStatus state);

}  // namespace gazette
