// Accounts: an administrator makes and dismisses them, reviewers and editors vouch for reviewers.
#include "base/text.h"
#include "desk/answers.h"
#include "desk/passwords.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {

namespace {

void add_choices(View& view, const Visit& visit, const InvitationNews& news) {
    for (const DeskRole role : kRoles) {
        View& choice = view.add("roles");
        choice.set("value", name_of(role));
        choice.set("label", visit.words.role(role));
        choice.set_flag("selected", name_of(role) == news.role);
    }
    view.list("organisations");
    for (const Organisation& organisation : visit.site->organisations) {
        View& choice = view.add("organisations");
        choice.set("value", organisation.id);
        choice.set("label", organisation.name);
        choice.set_flag("selected", organisation.id == news.organisation);
    }
}

void add_log(View& view, const Visit& visit, const std::vector<LogLine>& log) {
    for (const LogLine& line : log) {
        View& entry = view.add("log");
        entry.set("at", visit.time(line.at));
        entry.set("who",
                  line.actor == kAtTheMachine ? visit.words.text("at-the-machine") : line.actor);
        entry.set("what", visit.words.text("log-" + line.action, line.subject));
    }
}

void add_person(View& view, const Visit& visit, const Account& account, bool has_factor) {
    const bool is_administrator = visit.account().role == DeskRole::Administrator;
    View& line = view.add("people");
    line.set("shown", account.shown_name);
    line.set("name", account.name);
    line.set("role", visit.words.role(account.role));
    if (const Organisation* organisation = visit.site->organisation(account.organisation)) {
        line.set("organisation", organisation->name);
    }
    line.set_flag("is_dismissed", !account.is_active);
    const bool is_unconfirmed = account.is_active && !account.confirmed_by.has_value();
    if (!account.is_active) line.set("note", visit.words.text("dismissed"));
    if (is_unconfirmed) line.set("note", visit.words.text("not-confirmed"));
    const bool may_vouch = may_use(Route::Confirm, visit.account().role) &&
                           (visit.account().role == DeskRole::Editor || visit.account().may_sign());
    if (is_unconfirmed && may_vouch && account.id != visit.account().id) {
        line.set("confirm", fmt::format("/people/{}/confirm", account.id));
    }
    if (!is_administrator || !account.is_active || account.id == visit.account().id) return;
    if (has_factor) line.set("reset_factor", fmt::format("/people/{}/code", account.id));
    line.set("reset", fmt::format("/people/{}/password", account.id));
    line.set("dismiss", fmt::format("/people/{}/dismiss", account.id));
}

// Why the person cannot be added as typed; empty: they can.
std::string_view person_problem(const Visit& visit, const PeopleNews& news,
                                const std::optional<DeskRole>& role) {
    if (!is_login_name(news.login)) return "login-invalid";
    if (!is_shown_name(news.person.shown)) return "shown-invalid";
    if (!role.has_value()) return "refused";
    const bool has_organisation = visit.site->organisation(news.person.organisation) != nullptr;
    if (is_of_organisation(*role) != has_organisation) return "organisation-wanted";
    return {};
}

Result<Account> other_account(const Visit& visit) {
    std::optional<Account> account = TRY(visit.core.with_database(
        [&](Database& database) { return find_account(database, visit.id); }));
    if (!account.has_value()) return failure(ErrorCode::NotFound, "there is no such account");
    return *std::move(account);
}

}  // namespace

Result<HttpResponse> people_page(const Visit& visit, const PeopleNews& news, int status) {
    constexpr int kMostLogLines = 100;
    const bool may_add = may_use(Route::AddPerson, visit.account().role);
    std::vector<Account> accounts;
    std::vector<LogLine> log;
    std::vector<std::string> with_factor;
    TRY(visit.core.with_database([&](Database& database) -> Result<void> {
        accounts = TRY(list_accounts(database));
        if (may_add) with_factor = TRY(accounts_with_factor(database));
        if (may_add) log = TRY(account_log(database, kMostLogLines));
        return {};
    }));
    View view = TRY(frame_view(visit, visit.words.text("people")));
    view.list("people");
    // Those who only vouch see the newsroom, not who belongs to which organisation.
    for (const Account& account : accounts) {
        if (!may_add && is_of_organisation(account.role)) continue;
        add_person(view, visit, account, std::ranges::count(with_factor, account.id) > 0);
    }
    view.set_unless_empty("made", news.made);
    view.set_unless_empty("password", news.password);
    view.set_unless_empty("wrong", news.person.wrong);
    view.set_flag("may_add", may_add);
    if (may_add) {
        view.set("typed_shown", news.person.shown);
        view.set("typed_login", news.login);
        add_choices(view, visit, news.person);
        TRY(add_invitations(view, visit, news.person));
        add_log(view, visit, log);
    }
    return page_answer(visit, DeskPage::People, view, status);
}

Result<HttpResponse> answer_people_page(const Visit& visit) { return people_page(visit, {}, 200); }

Result<HttpResponse> answer_add_person(const Visit& visit) {
    PeopleNews news;
    news.login = trim(visit.field("login"));
    news.person.shown = trim(visit.field("shown"));
    news.person.role = visit.field("role");
    news.person.organisation = visit.field("organisation");
    const std::optional<DeskRole> role = role_named(news.person.role);
    if (const std::string_view problem = person_problem(visit, news, role); !problem.empty()) {
        news.person.wrong = visit.words.text(problem);
        return people_page(visit, news, 422);
    }
    const std::string password = make_password();
    const NewAccount account{news.login, news.person.shown, *role, news.person.organisation,
                             hashed(visit.core, password)};
    const Result<Account> added = visit.core.with_database([&](Database& database) {
        return add_account(database, account, visit.account().name, visit.now);
    });
    if (!added.has_value() && added.error().code == ErrorCode::AlreadyExists) {
        news.person.wrong = visit.words.text("login-taken");
        return people_page(visit, news, 422);
    }
    if (!added.has_value()) return failure(added.error());
    PeopleNews made;
    made.made = visit.words.text("person-made", added->shown_name);
    made.password = password;
    return people_page(visit, made, 200);
}

Result<HttpResponse> answer_reset_password(const Visit& visit) {
    const Account account = TRY(other_account(visit));
    const std::string password = make_password();
    const std::string hash = hashed(visit.core, password);
    TRY(visit.core.with_database([&](Database& database) {
        return set_password(database, account, {hash, visit.account().name, visit.now});
    }));
    PeopleNews made;
    made.made = visit.words.text("password-made", account.shown_name);
    made.password = password;
    return people_page(visit, made, 200);
}

Result<HttpResponse> answer_reset_factor(const Visit& visit) {
    const Account account = TRY(other_account(visit));
    // Of oneself: on the own page, with the password and a code.
    if (account.id == visit.account().id) return not_found(visit);
    const bool was_there = TRY(visit.core.with_database([&](Database& database) {
        return remove_second_factor(database, account, {visit.account().name, visit.now});
    }));
    return see_other(was_there ? "/people?done=factor-reset" : "/people");
}

Result<HttpResponse> answer_dismiss(const Visit& visit) {
    const Account account = TRY(other_account(visit));
    const Result<void> dismissed = visit.core.with_database([&](Database& database) {
        return dismiss_account(database, account.id, visit.account().name, visit.now);
    });
    if (!dismissed.has_value() && dismissed.error().code == ErrorCode::Denied) {
        return not_found(visit);
    }
    TRY(Result<void>(dismissed));
    return see_other("/people?done=person-dismissed");
}

Result<HttpResponse> answer_confirm(const Visit& visit) {
    const Account account = TRY(other_account(visit));
    const Result<void> confirmed = visit.core.with_database([&](Database& database) {
        return confirm_account(database, account.id, visit.account(), visit.now);
    });
    if (!confirmed.has_value() && confirmed.error().code == ErrorCode::Denied) {
        return not_found(visit);
    }
    TRY(Result<void>(confirmed));
    return see_other("/people?done=confirmed");
}

}  // namespace gazette
