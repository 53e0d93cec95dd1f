#pragma once
// What every address of the desk is, and who may use it: one table, route × role × how one stands
// to the story that the address names. What the table does not allow does not exist: the answer is
// that of an address that is unknown, byte for byte, so that nobody learns what others have.
//
// What can be done with a story where it stands is another table (story_states.h); both must allow
// it. Pure; any thread.
#include "desk/roles.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gazette {

enum class Route : std::uint8_t {
    // Without a log-in.
    LoginPage,
    Login,
    Style,
    Script,
    CodePage,  // for the second half of a log-in
    Code,
    InvitationPage,
    AcceptInvitation,
    // With one.
    Logout,
    Home,
    AccountPage,
    ChangePassword,
    FactorPage,
    OfferFactor,
    BeginFactor,
    EndFactor,
    RecoveryCodes,
    MyStories,
    NewStory,
    StoryPage,
    EditorPage,
    Save,
    AddPictures,
    Submit,
    Discard,
    Restore,
    Preview,
    Versions,
    RestoreVersion,
    Queue,
    Records,  // 审校记录 of a span of days
    RecordsTable,
    StoryRecords,
    StoryRecordsTable,
    ReviewPage,
    Sign,
    SendBack,
    TakeUp,
    OrganisationPage,
    Approve,
    OrganisationsPage,
    SetQuota,
    PeoplePage,
    AddPerson,
    ResetPassword,
    Dismiss,
    Confirm,
    ResetFactor,
    Invite,
    RevokeInvitation,
    AddToken,
    RevokeToken,
    Picture,      // that somebody uploaded
    PostAddress,  // that a program was told of a story
    // By a program's token instead of a log-in (micropub_endpoint.h).
    MicropubQuery,
    Micropub,
    MediaUpload,
};

struct RouteInfo {
    Route route;
    std::string_view method;   // "GET" (HEAD with it) or "POST"
    std::string_view pattern;  // "{}" is one segment: an id
};

std::span<const RouteInfo> all_routes();

struct MatchedRoute {
    Route route = Route::Home;
    std::string_view id;  // of the pattern's "{}"; views the path
};

// Nothing for an address that no pattern has. `is_other_method`: a pattern has it, but not with
// this method.
std::optional<MatchedRoute> match_route(std::string_view method, std::string_view path,
                                        bool& is_other_method);

// Whether the address needs no log-in; those of programs are open in this sense.
bool is_open(Route route);
// Whether it asks for a program's token.
bool is_for_programs(Route route);
// Whether it names a story.
bool names_story(Route route);

// Whether a newsroom that asks for second factors asks these for one: who decides about stories or
// accounts of others.
bool is_asked_for_factor(DeskRole role);
// Whether it can be used by somebody who should have a second factor and has none yet: to set one
// up, to leave, and to save what was typed when the newsroom began to ask.
bool is_before_factor(Route route);

// How an account stands to a story. Several may hold.
struct StoryStanding {
    bool is_author = false;
    bool is_of_organisation = false;  // the story is of the account's own organisation
    bool is_in_newsroom = false;      // the newsroom has received it, and the account is of it
    bool is_turn = false;  // it waits for this account's stage or approval, who may act on it
};

// For a route that names no story.
bool may_use(Route route, DeskRole role);
// For one that does.
bool may_use(Route route, DeskRole role, const StoryStanding& standing);

}  // namespace gazette
