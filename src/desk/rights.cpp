#include "desk/rights.h"

#include <algorithm>

namespace gazette {

namespace {

using enum Route;

constexpr std::array kRoutes = {
    RouteInfo{LoginPage, "GET", "/login"},
    RouteInfo{Login, "POST", "/login"},
    RouteInfo{Style, "GET", "/desk.css"},
    RouteInfo{Script, "GET", "/desk.js"},
    RouteInfo{CodePage, "GET", "/login/code"},
    RouteInfo{Code, "POST", "/login/code"},
    RouteInfo{InvitationPage, "GET", "/invitations/{}"},
    RouteInfo{AcceptInvitation, "POST", "/invitations/{}"},
    RouteInfo{Logout, "POST", "/logout"},
    RouteInfo{Home, "GET", "/"},
    RouteInfo{AccountPage, "GET", "/account"},
    RouteInfo{ChangePassword, "POST", "/account/password"},
    RouteInfo{FactorPage, "GET", "/account/code"},
    RouteInfo{OfferFactor, "POST", "/account/code"},
    RouteInfo{BeginFactor, "POST", "/account/code/begin"},
    RouteInfo{EndFactor, "POST", "/account/code/end"},
    RouteInfo{RecoveryCodes, "POST", "/account/code/recovery"},
    RouteInfo{MyStories, "GET", "/stories"},
    RouteInfo{NewStory, "POST", "/stories"},
    RouteInfo{StoryPage, "GET", "/stories/{}"},
    RouteInfo{EditorPage, "GET", "/stories/{}/edit"},
    RouteInfo{Save, "POST", "/stories/{}/edit"},
    RouteInfo{AddPictures, "POST", "/stories/{}/pictures"},
    RouteInfo{Submit, "POST", "/stories/{}/submit"},
    RouteInfo{Route::Discard, "POST", "/stories/{}/discard"},
    RouteInfo{Route::Restore, "POST", "/stories/{}/restore"},
    RouteInfo{Preview, "GET", "/stories/{}/preview"},
    RouteInfo{Versions, "GET", "/stories/{}/versions"},
    RouteInfo{RestoreVersion, "POST", "/stories/{}/versions/restore"},
    RouteInfo{Queue, "GET", "/queue"},
    RouteInfo{Records, "GET", "/records"},
    RouteInfo{RecordsTable, "GET", "/records.csv"},
    RouteInfo{StoryRecords, "GET", "/stories/{}/records"},
    RouteInfo{StoryRecordsTable, "GET", "/stories/{}/records.csv"},
    RouteInfo{ReviewPage, "GET", "/stories/{}/review"},
    RouteInfo{Route::Sign, "POST", "/stories/{}/sign"},
    RouteInfo{SendBack, "POST", "/stories/{}/return"},
    RouteInfo{Route::TakeUp, "POST", "/stories/{}/take-up"},
    RouteInfo{OrganisationPage, "GET", "/organisation"},
    RouteInfo{Route::Approve, "POST", "/stories/{}/approve"},
    RouteInfo{OrganisationsPage, "GET", "/organisations"},
    RouteInfo{SetQuota, "POST", "/organisations/{}/quota"},
    RouteInfo{PeoplePage, "GET", "/people"},
    RouteInfo{AddPerson, "POST", "/people"},
    RouteInfo{ResetPassword, "POST", "/people/{}/password"},
    RouteInfo{Dismiss, "POST", "/people/{}/dismiss"},
    RouteInfo{Confirm, "POST", "/people/{}/confirm"},
    RouteInfo{ResetFactor, "POST", "/people/{}/code"},
    RouteInfo{Invite, "POST", "/invitations"},
    RouteInfo{RevokeInvitation, "POST", "/invitations/{}/revoke"},
    RouteInfo{AddToken, "POST", "/account/tokens"},
    RouteInfo{RevokeToken, "POST", "/account/tokens/{}/revoke"},
    RouteInfo{Picture, "GET", "/media/{}"},
    RouteInfo{PostAddress, "GET", "/posts/{}"},
    RouteInfo{MicropubQuery, "GET", "/micropub"},
    RouteInfo{Micropub, "POST", "/micropub"},
    RouteInfo{MediaUpload, "POST", "/media"},
};

enum class Relation : std::uint8_t { Any, Author, Organisation, Newsroom, Turn };

struct Right {
    Route route = Route::Home;
    RoleSet roles = {};
    Relation relation = Relation::Any;
};

using enum DeskRole;

constexpr RoleSet kAll = {Reporter, FirstReviewer, SecondReviewer, FinalReviewer,
                          Editor,   Member,        Manager,        Administrator};
constexpr RoleSet kWriters = {Reporter, FirstReviewer, SecondReviewer, FinalReviewer,
                              Editor,   Member,        Manager};
constexpr RoleSet kReviewers = {FirstReviewer, SecondReviewer, FinalReviewer};
constexpr RoleSet kNewsroom = {FirstReviewer, SecondReviewer, FinalReviewer, Editor};
constexpr RoleSet kManager = {Manager};
constexpr RoleSet kAdministrator = {Administrator};
constexpr RoleSet kInviters = {Manager, Administrator};  // whom: invitations.h

constexpr std::array kRights = {
    Right{Logout, kAll, Relation::Any},
    Right{Home, kAll, Relation::Any},
    Right{AccountPage, kAll, Relation::Any},
    Right{ChangePassword, kAll, Relation::Any},
    Right{FactorPage, kAll, Relation::Any},
    Right{OfferFactor, kAll, Relation::Any},
    Right{BeginFactor, kAll, Relation::Any},
    Right{EndFactor, kAll, Relation::Any},
    Right{RecoveryCodes, kAll, Relation::Any},

    Right{MyStories, kWriters, Relation::Any},
    Right{NewStory, kWriters, Relation::Any},
    Right{StoryPage, kWriters, Relation::Author},
    Right{StoryPage, kNewsroom, Relation::Newsroom},
    Right{StoryPage, kManager, Relation::Organisation},
    Right{EditorPage, kWriters, Relation::Author},
    Right{EditorPage, kReviewers, Relation::Turn},
    Right{Save, kWriters, Relation::Author},
    Right{Save, kReviewers, Relation::Turn},
    Right{AddPictures, kWriters, Relation::Author},
    Right{AddPictures, kReviewers, Relation::Turn},
    Right{Submit, kWriters, Relation::Author},
    Right{Discard, kWriters, Relation::Author},
    Right{Restore, kWriters, Relation::Author},
    Right{Preview, kWriters, Relation::Author},
    Right{Preview, kNewsroom, Relation::Newsroom},
    Right{Preview, kManager, Relation::Organisation},

    Right{Versions, kWriters, Relation::Author},
    Right{Versions, kNewsroom, Relation::Newsroom},
    Right{Versions, kManager, Relation::Organisation},
    Right{RestoreVersion, kWriters, Relation::Author},
    Right{RestoreVersion, kReviewers, Relation::Turn},

    Right{Queue, kNewsroom, Relation::Any},
    Right{Records, kNewsroom, Relation::Any},
    Right{RecordsTable, kNewsroom, Relation::Any},
    Right{StoryRecords, kNewsroom, Relation::Newsroom},
    Right{StoryRecordsTable, kNewsroom, Relation::Newsroom},
    Right{ReviewPage, kReviewers, Relation::Turn},
    Right{Sign, kReviewers, Relation::Turn},
    Right{SendBack, kReviewers, Relation::Turn},
    Right{SendBack, kManager, Relation::Turn},
    Right{TakeUp, {Editor}, Relation::Newsroom},

    Right{OrganisationPage, {Member, Manager}, Relation::Any},
    Right{Approve, kManager, Relation::Turn},

    Right{OrganisationsPage, kAdministrator, Relation::Any},
    Right{SetQuota, kAdministrator, Relation::Any},
    Right{PeoplePage, kAdministrator, Relation::Any},
    Right{PeoplePage, kNewsroom, Relation::Any},
    Right{AddPerson, kAdministrator, Relation::Any},
    Right{ResetPassword, kAdministrator, Relation::Any},
    Right{ResetFactor, kAdministrator, Relation::Any},
    Right{Dismiss, kAdministrator, Relation::Any},
    Right{Confirm, kNewsroom, Relation::Any},
    Right{Invite, kInviters, Relation::Any},
    Right{RevokeInvitation, kInviters, Relation::Any},

    Right{AddToken, {Member, Manager}, Relation::Any},
    Right{RevokeToken, {Member, Manager}, Relation::Any},
    Right{Picture, kWriters, Relation::Any},         // of stories that they may see: media_table.h
    Right{PostAddress, kWriters, Relation::Author},  // leads to StoryPage
    Right{PostAddress, kNewsroom, Relation::Newsroom},
    Right{PostAddress, kManager, Relation::Organisation},
};

bool holds(Relation relation, const StoryStanding& standing) {
    switch (relation) {
        case Relation::Any:
            return true;
        case Relation::Author:
            return standing.is_author;
        case Relation::Organisation:
            return standing.is_of_organisation;
        case Relation::Newsroom:
            return standing.is_in_newsroom;
        case Relation::Turn:
            return standing.is_turn;
    }
    return false;
}

// Whether a path has the pattern; `id` is what stands for its "{}".
bool fits(std::string_view pattern, std::string_view path, std::string_view& id) {
    const std::size_t hole = pattern.find("{}");
    if (hole == std::string_view::npos) return path == pattern;
    const std::string_view before = pattern.substr(0, hole);
    const std::string_view behind = pattern.substr(hole + 2);
    if (path.size() <= before.size() + behind.size()) return false;
    if (!path.starts_with(before) || !path.ends_with(behind)) return false;
    id = path.substr(before.size(), path.size() - before.size() - behind.size());
    return id.find('/') == std::string_view::npos;
}

}  // namespace

std::span<const RouteInfo> all_routes() { return kRoutes; }

std::optional<MatchedRoute> match_route(std::string_view method, std::string_view path,
                                        bool& is_other_method) {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    is_other_method = false;
    for (const RouteInfo& info : kRoutes) {
        std::string_view id;
        if (!fits(info.pattern, path, id)) continue;
        if (info.method == wanted) return MatchedRoute{info.route, id};
        is_other_method = true;
    }
    return std::nullopt;
}

bool is_open(Route route) {
    return route == LoginPage || route == Login || route == CodePage || route == Code ||
           route == Style || route == Script || route == InvitationPage ||
           route == AcceptInvitation || is_for_programs(route);
}

bool is_for_programs(Route route) {
    return route == MicropubQuery || route == Micropub || route == MediaUpload;
}

bool is_asked_for_factor(DeskRole role) { return kNewsroom.has(role) || kAdministrator.has(role); }

bool is_before_factor(Route route) {
    return route == FactorPage || route == OfferFactor || route == BeginFactor || route == Logout ||
           route == Save;
}

bool names_story(Route route) {
    const auto* const info = std::ranges::find(kRoutes, route, &RouteInfo::route);
    return info->pattern.starts_with("/stories/{}") || route == PostAddress;
}

bool may_use(Route route, DeskRole role) { return may_use(route, role, {}); }

bool may_use(Route route, DeskRole role, const StoryStanding& standing) {
    return std::ranges::any_of(kRights, [&](const Right& right) {
        return right.route == route && right.roles.has(role) && holds(right.relation, standing);
    });
}

}  // namespace gazette
