// The second factor of one's own account: set up, moved to another phone, taken away.
#include "desk/answers.h"
#include "desk/one_time_code.h"
#include "formats/qr_code.h"

#include <fmt/format.h>

namespace gazette {

namespace {

// What the page says of what was just asked for there.
struct FactorNews {
    std::string secret = {};              // just made
    std::vector<std::string> codes = {};  // just made
    std::string wrong_offer = {};
    std::string wrong_begin = {};
    std::string wrong_end = {};
    std::string wrong_recovery = {};
};

// Wrong codes of one account, from wherever they come; no network has such a name.
struct CodeTries {
    const Visit& visit;
    std::string_view what;
    const Account& account;

    [[nodiscard]] std::string counted_by() const { return "account " + account.id; }

    [[nodiscard]] std::int64_t seconds_to_wait() const {
        return visit.core.throttle().seconds_to_wait(what, counted_by(), visit.now);
    }

    void tell(bool is_right) const {
        LoginThrottle& throttle = visit.core.throttle();
        if (is_right) {
            throttle.succeeded(what, counted_by());
        } else {
            throttle.failed(what, counted_by(), visit.now);
        }
    }
};

bool may_end(const Visit& visit) {
    return !visit.site->desk.second_factor_required || !is_asked_for_factor(visit.account().role);
}

Result<void> add_secret(View& view, const Visit& visit, const std::string& secret) {
    if (secret.empty()) return {};
    const std::string address = enrolment_address(visit.site->title, visit.account().name, secret);
    view.set("qr", TRY(qr_svg(address, visit.words.text("factor-qr"))));
    view.set("secret", in_groups(base32(secret)));
    return {};
}

Result<HttpResponse> factor_page(const Visit& visit, const FactorNews& news, int status) {
    const SecondFactor factor = TRY(visit.core.with_database(
        [&](Database& database) { return second_factor_of(database, visit.account().id); }));
    View view = TRY(frame_view(visit, visit.words.text("factor")));
    const bool is_on = factor.since.has_value();
    view.set_flag("is_on", is_on);
    view.set_flag("is_lacking", TRY(lacks_factor(visit)));
    view.set_flag("may_end", is_on && may_end(visit));
    view.set_flag("is_offered", factor.is_offered && news.codes.empty());
    view.set_flag("has_codes", !news.codes.empty());
    if (is_on) {
        view.set("since", visit.words.text("factor-since", visit.time(*factor.since)));
        view.set("left", visit.words.text("factor-left", fmt::format("{}", factor.recovery_left)));
    }
    TRY(add_secret(view, visit, news.secret));
    for (const std::string& code : news.codes) view.add("codes").set("text", code);
    view.set("offer_label", visit.words.text(is_on ? "factor-move" : "factor-offer"));
    view.set_unless_empty("wrong_offer", news.wrong_offer);
    view.set_unless_empty("wrong_begin", news.wrong_begin);
    view.set_unless_empty("wrong_end", news.wrong_end);
    view.set_unless_empty("wrong_recovery", news.wrong_recovery);
    return page_answer(visit, DeskPage::Factor, view, status);
}

// What changes a factor asks for what the log-in asked for: the password, and a code where there is
// one already. In words what is wrong, with its status; empty: nothing.
Result<CodeTry> try_both(const Visit& visit) {
    DeskCore& core = visit.core;
    const Account& account = visit.account();
    const auto refused = [&](std::string_view key, int status) {
        return CodeTry{visit.words.text(key), status};
    };
    if (core.throttle().seconds_to_wait(account.name, visit.client, visit.now) > 0) {
        return refused("login-busy", 429);
    }
    const std::optional<bool> is_right = is_right_password(core, account, visit.field("password"));
    if (!is_right.has_value()) return refused("login-busy", 503);
    if (!*is_right) {
        core.throttle().failed(account.name, visit.client, visit.now);
        return refused("password-wrong", 422);
    }
    const bool has_one = TRY(core.with_database(
        [&](Database& database) { return has_second_factor(database, account.id); }));
    if (!has_one) return CodeTry{};
    return try_code(visit, account, visit.field("code"));
}

}  // namespace

Result<bool> lacks_factor(const Visit& visit) {
    const bool is_asked =
        visit.site->desk.second_factor_required && is_asked_for_factor(visit.account().role);
    if (!is_asked) return false;
    return !TRY(visit.core.with_database(
        [&](Database& database) { return has_second_factor(database, visit.account().id); }));
}

Result<CodeTry> try_code(const Visit& visit, const Account& account, std::string_view typed) {
    const CodeTries tries{visit, "code", account};
    if (const std::int64_t wait = tries.seconds_to_wait(); wait > 0) {
        return CodeTry{visit.words.text("login-wait", fmt::format("{}", wait)), 429};
    }
    const CodeKind kind = TRY(visit.core.with_database([&](Database& database) {
        return use_code(database, {visit.core.sealing(), account, typed, visit.now});
    }));
    tries.tell(kind != CodeKind::Wrong);
    if (kind == CodeKind::Wrong) return CodeTry{visit.words.text("code-wrong"), 403};
    return CodeTry{{}, 200, kind};
}

Result<HttpResponse> answer_factor_page(const Visit& visit) { return factor_page(visit, {}, 200); }

Result<HttpResponse> answer_offer_factor(const Visit& visit) {
    const CodeTry tried = TRY(try_both(visit));
    if (!tried.wrong.empty()) {
        return factor_page(visit, {.wrong_offer = tried.wrong}, tried.status);
    }
    FactorNews news;
    news.secret = TRY(visit.core.with_database([&](Database& database) {
        return offer_second_factor(database, visit.core.sealing(), visit.account());
    }));
    return factor_page(visit, news, 200);
}

Result<HttpResponse> answer_begin_factor(const Visit& visit) {
    // Recovery codes follow: whoever has but the session must not guess their way to them.
    const CodeTries tries{visit, "first code", visit.account()};
    if (const std::int64_t wait = tries.seconds_to_wait(); wait > 0) {
        FactorNews news;
        news.wrong_begin = visit.words.text("login-wait", fmt::format("{}", wait));
        return factor_page(visit, news, 429);
    }
    std::optional<std::vector<std::string>> codes =
        TRY(visit.core.with_database([&](Database& database) {
            return begin_second_factor(
                database, {visit.core.sealing(), visit.account(), visit.field("code"), visit.now,
                           visit.session->digest});
        }));
    tries.tell(codes.has_value());
    if (!codes.has_value()) {
        return factor_page(visit, {.wrong_begin = visit.words.text("code-not-of-it")}, 422);
    }
    return factor_page(visit, {.codes = *std::move(codes)}, 200);
}

Result<HttpResponse> answer_end_factor(const Visit& visit) {
    if (!may_end(visit)) return see_other("/account/code");
    const CodeTry tried = TRY(try_both(visit));
    if (!tried.wrong.empty()) return factor_page(visit, {.wrong_end = tried.wrong}, tried.status);
    const bool was_there = TRY(visit.core.with_database([&](Database& database) {
        return remove_second_factor(database, visit.account(),
                                    {visit.account().name, visit.now, visit.session->digest});
    }));
    return see_other(was_there ? "/account/code?done=factor-ended" : "/account/code");
}

Result<HttpResponse> answer_recovery_codes(const Visit& visit) {
    const CodeTry tried = TRY(try_code(visit, visit.account(), visit.field("code")));
    if (!tried.wrong.empty()) {
        return factor_page(visit, {.wrong_recovery = tried.wrong}, tried.status);
    }
    const std::vector<std::string> codes = TRY(visit.core.with_database([&](Database& database) {
        return renew_recovery_codes(database, visit.account(), visit.now);
    }));
    return factor_page(visit, {.codes = codes}, 200);
}

}  // namespace gazette
