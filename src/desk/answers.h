#pragma once
// One function a route; desk_handler.cpp calls them once the request is known to be right: who
// asks, what the rights table says, where a form came from. They read the form, change what they
// must in one transaction each, and make the page.
#include "desk/second_factor.h"
#include "desk/visit.h"

namespace gazette {

// ---- entry_answers.cpp: in, out, oneself
Result<HttpResponse> answer_login_page(const Visit& visit);
Result<HttpResponse> answer_login(const Visit& visit);
Result<HttpResponse> answer_code_page(const Visit& visit);
Result<HttpResponse> answer_code(const Visit& visit);
Result<HttpResponse> answer_logout(const Visit& visit);
Result<HttpResponse> answer_home(const Visit& visit);
Result<HttpResponse> answer_account_page(const Visit& visit);

// What the account's page says of what was just typed there.
struct AccountNews {
    std::string_view wrong = {};  // key of what is wrong with the password
    std::string token = {};       // of a program, shown this once
    std::string_view wrong_token = {};
};

Result<HttpResponse> account_page(const Visit& visit, const AccountNews& news, int status);
Result<HttpResponse> answer_change_password(const Visit& visit);
// Whether the password is this account's; as long for an account that is not there. Nothing when
// too many are waiting.
std::optional<bool> is_right_password(DeskCore& core, const std::optional<Account>& account,
                                      std::string_view password);
// While few enough passwords are hashed; waits for its turn.
std::string hashed(DeskCore& core, std::string_view password);
// Key of why it cannot be this name's password; empty: it can.
std::string_view password_problem(std::string_view password, std::string_view name);

struct Entry {
    Account account;
    std::string next;
    LoginStep step = LoginStep::Done;
};

// A session in place of the one that was there: a secret that was planted before is worth nothing.
Result<HttpResponse> enter(const Visit& visit, const Entry& entry);
// The log-in page for a form that was sent after its session had ended: what was typed is carried
// along and saved after the log-in.
Result<HttpResponse> answer_login_first(const Visit& visit);

// ---- factor_answers.cpp: the second factor of one's own account
Result<HttpResponse> answer_factor_page(const Visit& visit);
Result<HttpResponse> answer_offer_factor(const Visit& visit);
Result<HttpResponse> answer_begin_factor(const Visit& visit);
Result<HttpResponse> answer_end_factor(const Visit& visit);
Result<HttpResponse> answer_recovery_codes(const Visit& visit);
// The newsroom asks this account for a second factor, and it has none.
Result<bool> lacks_factor(const Visit& visit);

// Looks at a typed code, unless the account's last ones were wrong too often: key of what is wrong
// with it, or empty. Counted by account and not by network: who gets this far has the password.
struct CodeTry {
    std::string wrong;  // in words; empty: it is right
    int status = 200;
    CodeKind kind = CodeKind::Wrong;
};

Result<CodeTry> try_code(const Visit& visit, const Account& account, std::string_view typed);

// ---- story_answers.cpp
Result<HttpResponse> answer_my_stories(const Visit& visit);
Result<HttpResponse> answer_new_story(const Visit& visit);
Result<HttpResponse> answer_story_page(const Visit& visit);
Result<HttpResponse> answer_discard(const Visit& visit);
Result<HttpResponse> answer_restore(const Visit& visit);
Result<HttpResponse> answer_preview(const Visit& visit);

// ---- invitation_answers.cpp
Result<HttpResponse> answer_invite(const Visit& visit);
Result<HttpResponse> answer_revoke_invitation(const Visit& visit);
Result<HttpResponse> answer_invitation_page(const Visit& visit);
Result<HttpResponse> answer_accept_invitation(const Visit& visit);

// What was just typed to invite somebody, and what became of it.
struct InvitationNews {
    std::string made = {};  // whom the link is for
    std::string link = {};  // shown this once
    std::string wrong = {};
    std::string shown = {};
    std::string role = {};
    std::string organisation = {};
};

// The link that was made, and those that are open, onto the page of whoever may invite.
Result<void> add_invitations(View& view, const Visit& visit, const InvitationNews& news);

// ---- organisation_answers.cpp
Result<HttpResponse> answer_organisation_page(const Visit& visit);
Result<HttpResponse> organisation_page(const Visit& visit, const InvitationNews& news, int status);
Result<HttpResponse> answer_approve(const Visit& visit);
Result<HttpResponse> answer_organisations_page(const Visit& visit);
Result<HttpResponse> answer_set_quota(const Visit& visit);

// ---- version_answers.cpp
Result<HttpResponse> answer_versions(const Visit& visit);
Result<HttpResponse> answer_restore_version(const Visit& visit);

// ---- editor_answers.cpp
Result<HttpResponse> answer_editor_page(const Visit& visit);
Result<HttpResponse> answer_save(const Visit& visit);
Result<HttpResponse> answer_add_pictures(const Visit& visit);
Result<HttpResponse> answer_submit(const Visit& visit);

// ---- review_answers.cpp
Result<HttpResponse> answer_queue(const Visit& visit);
Result<HttpResponse> answer_review_page(const Visit& visit);
Result<HttpResponse> answer_sign(const Visit& visit);
Result<HttpResponse> answer_send_back(const Visit& visit);
Result<HttpResponse> answer_take_up(const Visit& visit);

// ---- record_answers.cpp: of a story, or of the days that the address names
Result<HttpResponse> answer_records(const Visit& visit);
Result<HttpResponse> answer_records_table(const Visit& visit);

// ---- people_answers.cpp
Result<HttpResponse> answer_people_page(const Visit& visit);

// What an administrator has just typed, and what became of it.
struct PeopleNews {
    std::string made = {};      // whose password that is
    std::string password = {};  // shown this once
    std::string login = {};
    InvitationNews person = {};  // who is to be added or invited
};

Result<HttpResponse> people_page(const Visit& visit, const PeopleNews& news, int status);
Result<HttpResponse> answer_add_person(const Visit& visit);
Result<HttpResponse> answer_reset_password(const Visit& visit);
Result<HttpResponse> answer_dismiss(const Visit& visit);
Result<HttpResponse> answer_reset_factor(const Visit& visit);
Result<HttpResponse> answer_confirm(const Visit& visit);

// ---- program_answers.cpp: tokens of programs, and the pictures that they bring
Result<HttpResponse> answer_add_token(const Visit& visit);
Result<HttpResponse> answer_revoke_token(const Visit& visit);
Result<HttpResponse> answer_picture(const Visit& visit);
// What the address of the desk is to who asks.
std::string own_address(const Visit& visit);
// Onto the account's page; nothing for those who may have none.
Result<void> add_tokens(View& view, const Visit& visit, const AccountNews& news);

}  // namespace gazette
