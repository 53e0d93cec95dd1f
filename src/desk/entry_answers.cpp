// In, out, and oneself: log-in with its code, log-out, the own password.
#include "base/hash.h"
#include "base/text.h"
#include "desk/answers.h"
#include "desk/cookies.h"
#include "desk/passwords.h"
#include "desk/stories.h"
#include "formats/json.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace gazette {

namespace {

// Which fields of a form are carried over a log-in: those of the editor.
constexpr std::array<std::string_view, 2> kCarried = {"base", "carried-to"};

bool is_carried(std::string_view name) {
    for (const StoryField& field : kStoryFields) {
        if (field.name == name) return true;
    }
    return name == kCarried[0] || name == kCarried[1];
}

// Where a log-in may lead: a page of ours, and no address that a browser reads as another host's.
std::string safe_next(std::string_view next) {
    bool is_other_method = false;
    const std::string_view path = next.substr(0, next.find('?'));
    const auto matched = match_route("GET", path, is_other_method);
    const bool is_page = matched.has_value() && !is_open(matched->route) && path == next;
    return is_page ? std::string(next) : "/";
}

struct LoginView {
    std::string name = {};
    std::string next = "/";
    std::string why = {};
    std::string wrong = {};
};

void add_carried(View& view, const Visit& visit) {
    for (const HttpField& field : visit.form) {
        if (!is_carried(field.name)) continue;
        View& carried = view.add("carried");
        carried.set("name", field.name);
        carried.set("value", field.value);
    }
}

Result<HttpResponse> login_page(const Visit& visit, const LoginView& login, int status) {
    View view = TRY(frame_view(visit, visit.words.text("log-in")));
    view.set("name", login.name);
    view.set("next", login.next);
    view.set_unless_empty("why", login.why);
    view.set_unless_empty("wrong", login.wrong);
    add_carried(view, visit);
    return page_answer(visit, DeskPage::Login, view, status);
}

// A text that was typed before the session ended is saved now, as if the form came again.
Result<HttpResponse> save_carried(const Visit& visit, const Session& session) {
    const std::string address(visit.field("carried-to"));
    bool is_other_method = false;
    const auto matched = match_route("POST", address, is_other_method);
    Visit again{visit.core, visit.request, visit.words};
    again.route = Route::Save;
    again.id = matched.has_value() ? std::string(matched->id) : std::string();
    again.form = visit.form;
    again.session = session;
    again.now = visit.now;
    again.site = visit.site;
    TRY(visit.core.with_database([&](Database& database) -> Result<void> {
        again.story = TRY(find_story(database, again.id));
        if (!again.story.has_value()) return {};
        const bool has_signed = TRY(has_signed_round(database, *again.story, session.account));
        again.standing = standing_of(session.account, *again.story, has_signed);
        return {};
    }));
    const bool is_allowed =
        again.story.has_value() && may_use(Route::Save, session.account.role, again.standing);
    if (!is_allowed) {
        again.story.reset();
        again.standing = {};
        return not_found(again);
    }
    return answer_save(again);
}

// The page for a code; what a form has carried is carried on.
Result<HttpResponse> code_page(const Visit& visit, const Session& half, const LoginView& login,
                               int status) {
    View view = TRY(frame_view(visit, visit.words.text("code")));
    view.set("token", half.token);
    view.set("name", half.account.shown_name);
    view.set("next", login.next);
    view.set_unless_empty("wrong", login.wrong);
    add_carried(view, visit);
    return page_answer(visit, DeskPage::Code, view, status);
}

}  // namespace

Result<HttpResponse> enter(const Visit& visit, const Entry& entry) {
    DeskCore& core = visit.core;
    std::string secret;
    std::optional<Session> session;
    TRY(core.with_database([&](Database& database) -> Result<void> {
        for (const std::optional<Session>& old : {visit.session, visit.half_session}) {
            if (old.has_value()) TRY(close_session(database, old->digest));
        }
        TRY(sweep_sessions(database, visit.now));
        secret = TRY(open_session(database, entry.account, visit.now, entry.step));
        session = TRY(find_session(database, secret, visit.now));
        return {};
    }));
    if (!session.has_value()) return failure(ErrorCode::Denied, "the account was dismissed");
    const bool carries = visit.has_field("carried-to");
    HttpResponse response;
    if (entry.step == LoginStep::AwaitsCode) {
        response = carries ? TRY(code_page(visit, *session, {.next = entry.next}, 200))
                           : see_other("/login/code?next=" + entry.next);
    } else {
        response = carries ? TRY(save_carried(visit, *session)) : see_other(entry.next);
    }
    response.headers.push_back(set_session_cookie(secret, core.url()));
    return response;
}

std::string_view password_problem(std::string_view password, std::string_view name) {
    switch (judge_password(password, name)) {
        case PasswordProblem::None:
            return "";
        case PasswordProblem::TooShort:
            return "password-short";
        case PasswordProblem::TooLong:
            return "password-long";
        case PasswordProblem::Common:
            return "password-common";
        case PasswordProblem::Unreadable:
            return "password-unreadable";
    }
    return "";
}

std::string hashed(DeskCore& core, std::string_view password) {
    core.hashing().acquire();
    std::string hash = hash_password(password);
    core.hashing().release();
    return hash;
}

std::optional<bool> is_right_password(DeskCore& core, const std::optional<Account>& account,
                                      std::string_view password) {
    constexpr std::chrono::seconds kPatience{5};
    if (!core.hashing().try_acquire_for(kPatience)) return std::nullopt;
    bool is_right = false;
    if (account.has_value()) {
        is_right = is_password(account->password, password);
    } else {
        compare_with_nothing(password);
    }
    core.hashing().release();
    return is_right && account->is_active;
}

Result<HttpResponse> answer_login_page(const Visit& visit) {
    if (visit.session.has_value()) return see_other("/");
    LoginView login;
    login.next = safe_next(visit.request.parameter("next").value_or("/"));
    if (login.next != "/") login.why = visit.words.text("login-why");
    return login_page(visit, login, 200);
}

Result<HttpResponse> answer_login_first(const Visit& visit) {
    if (visit.wants_json()) {
        std::string json;
        JsonWriter writer(json);
        writer.begin_object().text("problem", "login").end_object();
        return json_answer(401, std::move(json));
    }
    if (visit.request.method == "POST") {
        const bool carries = visit.has_field("body") && names_story(visit.route);
        Visit carrying = visit;
        if (carries) {
            carrying.form.push_back({"carried-to", fmt::format("/stories/{}/edit", visit.id)});
        } else {
            carrying.form.clear();
        }
        LoginView login;
        login.why = visit.words.text(carries ? "login-carried" : "login-why");
        return login_page(carrying, login, 401);
    }
    const std::string next = safe_next(visit.request.path);
    return see_other(next == "/" ? "/login" : "/login?next=" + next);
}

Result<HttpResponse> answer_login(const Visit& visit) {
    DeskCore& core = visit.core;
    const std::string name(trim(visit.field("name")));
    const std::string& client = visit.client;
    LoginView login{.name = name, .next = safe_next(visit.field("next")), .why = {}, .wrong = {}};
    const std::int64_t wait = core.throttle().seconds_to_wait(name, client, visit.now);
    if (wait > 0) {
        login.wrong = visit.words.text("login-wait", fmt::format("{}", wait));
        return login_page(visit, login, 429);
    }
    const std::optional<Account> account = TRY(
        core.with_database([&](Database& database) { return find_account_named(database, name); }));
    const std::optional<bool> is_right = is_right_password(core, account, visit.field("password"));
    if (!is_right.has_value()) {
        login.wrong = visit.words.text("login-busy");
        return login_page(visit, login, 503);
    }
    if (!*is_right) {
        core.throttle().failed(name, client, visit.now);
        login.wrong = visit.words.text("login-wrong");
        return login_page(visit, login, 403);
    }
    core.throttle().succeeded(name, client);
    const bool needs_code = TRY(core.with_database(
        [&](Database& database) { return has_second_factor(database, account->id); }));
    return enter(visit,
                 {*account, login.next, needs_code ? LoginStep::AwaitsCode : LoginStep::Done});
}

Result<HttpResponse> answer_code_page(const Visit& visit) {
    if (!visit.half_session.has_value()) return see_other("/login");
    const std::string next = safe_next(visit.request.parameter("next").value_or("/"));
    return code_page(visit, *visit.half_session, {.next = next}, 200);
}

Result<HttpResponse> answer_code(const Visit& visit) {
    const std::string next = safe_next(visit.field("next"));
    if (!visit.half_session.has_value()) {  // it took too long
        LoginView login{.next = next};
        login.why = visit.words.text(visit.has_field("carried-to") ? "login-carried" : "login-why");
        return login_page(visit, login, 401);
    }
    const Session& half = *visit.half_session;
    if (!is_token(half, visit.field("token"))) {
        return message_answer(visit, {.status = 403,
                                      .heading = visit.words.text("forbidden"),
                                      .text = visit.words.text("forbidden-text")});
    }
    const std::string_view recovery = trim(visit.field("recovery"));
    const CodeTry tried =
        TRY(try_code(visit, half.account, recovery.empty() ? visit.field("code") : recovery));
    if (!tried.wrong.empty()) {
        return code_page(visit, half, {.next = next, .wrong = tried.wrong}, tried.status);
    }
    // Who has lost the phone is led to where another is set up.
    const bool is_lost = tried.kind == CodeKind::Recovery;
    return enter(visit, {half.account, is_lost ? "/account/code?done=recovery-used" : next});
}

Result<HttpResponse> answer_logout(const Visit& visit) {
    TRY(visit.core.with_database(
        [&](Database& database) { return close_session(database, visit.session->digest); }));
    HttpResponse response = see_other("/login");
    response.headers.push_back(set_session_cookie("", visit.core.url()));
    return response;
}

Result<HttpResponse> answer_home(const Visit& visit) {
    switch (visit.account().role) {
        case DeskRole::FirstReviewer:
        case DeskRole::SecondReviewer:
        case DeskRole::FinalReviewer:
        case DeskRole::Editor:
            return see_other("/queue");
        case DeskRole::Manager:
            return see_other("/organisation");
        case DeskRole::Administrator:
            return see_other("/people");
        case DeskRole::Reporter:
        case DeskRole::Member:
            return see_other("/stories");
    }
    return see_other("/stories");
}

Result<HttpResponse> account_page(const Visit& visit, const AccountNews& news, int status) {
    View view = TRY(frame_view(visit, visit.account().shown_name));
    view.set("shown", visit.account().shown_name);
    view.set("login", visit.account().name);
    view.set("role", visit.words.role(visit.account().role));
    const Organisation* const organisation = visit.site->organisation(visit.account().organisation);
    if (organisation != nullptr) view.set("organisation", organisation->name);
    if (!news.wrong.empty()) view.set("wrong", visit.words.text(news.wrong));
    const bool has_factor = TRY(visit.core.with_database(
        [&](Database& database) { return has_second_factor(database, visit.account().id); }));
    view.set("factor", visit.words.text(has_factor ? "factor-is-on" : "factor-is-off"));
    TRY(add_tokens(view, visit, news));
    return page_answer(visit, DeskPage::Account, view, status);
}

Result<HttpResponse> answer_account_page(const Visit& visit) {
    return account_page(visit, {}, 200);
}

Result<HttpResponse> answer_change_password(const Visit& visit) {
    DeskCore& core = visit.core;
    const Account& account = visit.account();
    const std::string& client = visit.client;
    if (core.throttle().seconds_to_wait(account.name, client, visit.now) > 0) {
        return account_page(visit, {.wrong = "login-busy"}, 429);
    }
    const std::optional<bool> is_right = is_right_password(core, account, visit.field("old"));
    if (!is_right.has_value()) return account_page(visit, {.wrong = "login-busy"}, 503);
    if (!*is_right) {
        core.throttle().failed(account.name, client, visit.now);
        return account_page(visit, {.wrong = "password-wrong"}, 422);
    }
    const std::string_view problem = password_problem(visit.field("new"), account.name);
    if (!problem.empty()) return account_page(visit, {.wrong = problem}, 422);
    const std::string hash = hashed(core, visit.field("new"));
    TRY(core.with_database([&](Database& database) {
        return set_password(database, account,
                            {hash, account.name, visit.now, visit.session->digest});
    }));
    return see_other("/account?done=password-changed");
}

}  // namespace gazette
