// Invitations: whoever may invite makes a link and hands it on; who opens it makes an account.
#include "base/text.h"
#include "desk/answers.h"
#include "desk/invitations.h"

#include <fmt/format.h>

namespace gazette {

namespace {

// Why nobody can be invited as typed, as far as the form tells; empty: they can.
std::string_view invitation_problem(const Visit& visit, const InvitationNews& news,
                                    const std::optional<DeskRole>& role) {
    if (!is_shown_name(news.shown)) return "shown-invalid";
    if (!role.has_value()) return "refused";
    if (!is_by_invitation(*role)) return "invitation-role";
    const bool has_organisation = visit.site->organisation(news.organisation) != nullptr;
    if (is_of_organisation(*role) != has_organisation) return "organisation-wanted";
    return may_invite(visit.account(), *role, news.organisation) ? "" : "refused";
}

Result<HttpResponse> inviting_page(const Visit& visit, const InvitationNews& news, int status) {
    if (visit.account().role == DeskRole::Manager) return organisation_page(visit, news, status);
    return people_page(visit, {.person = news}, status);
}

// One answer for links that never were, have ended or were used: nobody learns which.
Result<HttpResponse> no_invitation(const Visit& visit) {
    return message_answer(visit, {.status = 404,
                                  .heading = visit.words.text("invitation-gone"),
                                  .text = visit.words.text("invitation-gone-text"),
                                  .href = "/login",
                                  .label = visit.words.text("log-in")});
}

struct AcceptNews {
    std::string login = {};
    std::string_view wrong_login = {};  // key of what is wrong with it
    std::string_view wrong_password = {};
};

Result<HttpResponse> invitation_page(const Visit& visit, const Invitation& invitation,
                                     const AcceptNews& news, int status) {
    View view = TRY(frame_view(visit, visit.words.text("invitation")));
    view.set("accept", fmt::format("/invitations/{}", visit.id));
    view.set("who", invitation.shown_name);
    view.set("inviter", invitation.inviter.shown_name);
    view.set("role", visit.words.role(invitation.role));
    const Organisation* const organisation = visit.site->organisation(invitation.organisation);
    if (organisation != nullptr) view.set("organisation", organisation->name);
    view.set("until", visit.words.text("invitation-until", visit.time(invitation.expires)));
    view.set("typed_login", news.login);
    if (!news.wrong_login.empty()) view.set("wrong_login", visit.words.text(news.wrong_login));
    if (!news.wrong_password.empty()) {
        view.set("wrong_password", visit.words.text(news.wrong_password));
    }
    return page_answer(visit, DeskPage::Invitation, view, status);
}

Result<std::optional<Invitation>> invitation_of(const Visit& visit) {
    return visit.core.with_database(
        [&](Database& database) { return find_invitation(database, visit.id, visit.now); });
}

}  // namespace

Result<void> add_invitations(View& view, const Visit& visit, const InvitationNews& news) {
    view.set_unless_empty("invited", news.made);
    view.set_unless_empty("link", news.link);
    view.list("invitations");
    const std::vector<Invitation> open = TRY(visit.core.with_database([&](Database& database) {
        return open_invitations(database, visit.account(), visit.now);
    }));
    view.set_flag("has_invitations", !open.empty());
    for (const Invitation& invitation : open) {
        View& line = view.add("invitations");
        line.set("shown", invitation.shown_name);
        line.set("role", visit.words.role(invitation.role));
        const Organisation* const organisation = visit.site->organisation(invitation.organisation);
        if (organisation != nullptr) line.set("organisation", organisation->name);
        line.set("until", visit.words.text("invitation-until", visit.time(invitation.expires)));
        line.set("revoke", fmt::format("/invitations/{}/revoke", invitation.id));
    }
    return {};
}

Result<HttpResponse> answer_invite(const Visit& visit) {
    const Account& account = visit.account();
    const bool is_manager = account.role == DeskRole::Manager;
    InvitationNews news;
    news.shown = trim(visit.field("shown"));
    news.role = is_manager ? name_of(DeskRole::Member) : visit.field("role");
    news.organisation = is_manager ? account.organisation : visit.field("organisation");
    const std::optional<DeskRole> role = role_named(news.role);
    if (const std::string_view problem = invitation_problem(visit, news, role); !problem.empty()) {
        news.wrong = visit.words.text(problem);
        return inviting_page(visit, news, 422);
    }
    const Result<std::string> secret = visit.core.with_database([&](Database& database) {
        return add_invitation(database, account, {news.shown, *role, news.organisation}, visit.now);
    });
    if (!secret.has_value() && secret.error().code == ErrorCode::Invalid) {
        news.wrong = visit.words.text("invitations-many", fmt::format("{}", kMostInvitations));
        return inviting_page(visit, news, 422);
    }
    if (!secret.has_value()) return failure(secret.error());
    InvitationNews made;
    made.made = visit.words.text("invitation-made", news.shown);
    made.link = fmt::format("{}/invitations/{}", own_address(visit), *secret);
    return inviting_page(visit, made, 200);
}

Result<HttpResponse> answer_revoke_invitation(const Visit& visit) {
    const Result<void> revoked = visit.core.with_database([&](Database& database) {
        return revoke_invitation(database, visit.account(), visit.id, visit.now);
    });
    if (!revoked.has_value() && revoked.error().code == ErrorCode::NotFound) {
        return not_found(visit);
    }
    TRY(Result<void>(revoked));
    const bool is_manager = visit.account().role == DeskRole::Manager;
    return see_other(is_manager ? "/organisation?done=invitation-revoked"
                                : "/people?done=invitation-revoked");
}

// Looking uses nothing up: chat programs open each link to show what is behind it.
Result<HttpResponse> answer_invitation_page(const Visit& visit) {
    const std::optional<Invitation> invitation = TRY(invitation_of(visit));
    if (!invitation.has_value()) return no_invitation(visit);
    return invitation_page(visit, *invitation, {}, 200);
}

Result<HttpResponse> answer_accept_invitation(const Visit& visit) {
    const std::optional<Invitation> invitation = TRY(invitation_of(visit));
    if (!invitation.has_value()) return no_invitation(visit);
    AcceptNews news;
    news.login = trim(visit.field("login"));
    if (!is_login_name(news.login)) news.wrong_login = "login-invalid";
    news.wrong_password = password_problem(visit.field("password"), news.login);
    if (!news.wrong_login.empty() || !news.wrong_password.empty()) {
        return invitation_page(visit, *invitation, news, 422);
    }
    const std::string hash = hashed(visit.core, visit.field("password"));
    const Result<Account> added = visit.core.with_database([&](Database& database) {
        return accept_invitation(database, visit.id, {news.login, hash}, visit.now);
    });
    if (!added.has_value() && added.error().code == ErrorCode::AlreadyExists) {
        news.wrong_login = "login-taken";
        return invitation_page(visit, *invitation, news, 422);
    }
    if (!added.has_value() && added.error().code == ErrorCode::NotFound) {
        return no_invitation(visit);  // used meanwhile
    }
    if (!added.has_value()) return failure(added.error());
    return enter(visit, {*added, "/"});
}

}  // namespace gazette
