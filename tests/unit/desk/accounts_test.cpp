#include "desk/accounts.h"

#include "desk/login_throttle.h"
#include "desk/schema.h"
#include "desk/sessions.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

#include <string>

using namespace gazette;
using gazette::testing::TemporaryFolder;

namespace {

constexpr Instant kNow{1'650'000'000};

class People {
public:
    People() : database_(open_desk_database(folder_.path()).value()) {}

    Database& database() { return *database_; }

    Account add(const std::string& name, DeskRole role, std::string_view actor = kAtTheMachine) {
        const std::string organisation = is_of_organisation(role) ? "chess-association" : "";
        return add_account(*database_, {name, name, role, organisation, "hash"}, actor, kNow)
            .value();
    }

    Account now(const Account& account) {
        return find_account(*database_, account.id).value().value();
    }

private:
    TemporaryFolder folder_;
    std::unique_ptr<Database> database_;
};

}  // namespace

TEST_CASE("an account comes back as it was made, and its name is taken", "[desk][accounts]") {
    People people;
    const auto made = add_account(
        people.database(), {"shen.qinghe", "沈青禾", DeskRole::Member, "chess-association", "h"},
        kAtTheMachine, kNow);
    REQUIRE(made.has_value());
    const auto found = find_account_named(people.database(), "shen.qinghe").value();
    REQUIRE(found.has_value());
    CHECK(found->id == made->id);
    CHECK(found->shown_name == "沈青禾");
    CHECK(found->role == DeskRole::Member);
    CHECK(found->organisation == "chess-association");
    CHECK(found->created == kNow);
    CHECK(add_account(people.database(), {"shen.qinghe", "林砚", DeskRole::Reporter, "", "h"}, "-",
                      kNow)
              .error()
              .code == ErrorCode::AlreadyExists);
    CHECK_FALSE(find_account_named(people.database(), "' or 1=1 --").value().has_value());
}

TEST_CASE("names that records or people could not read are refused", "[desk][accounts]") {
    People people;
    for (const char* name : {"", "-", "-x", "a b", "沈青禾", "a/b", "a\nb"}) {
        CHECK_FALSE(is_login_name(name));
        CHECK(add_account(people.database(), {name, "x", DeskRole::Reporter, "", "h"}, "-", kNow)
                  .error()
                  .code == ErrorCode::Invalid);
    }
    CHECK_FALSE(is_login_name(std::string(65, 'a')));
    CHECK(is_login_name("lin.yan@example.org"));
    for (const char* name : {"", " 林砚", "林\n砚", "林\xE2\x80\xAE砚", "\xFF"}) {
        CHECK_FALSE(is_shown_name(name));
    }
    CHECK(is_shown_name("阿依努尔·沙比提"));
}

TEST_CASE("only an organisation's people have an organisation", "[desk][accounts]") {
    People people;
    CHECK_FALSE(add_account(people.database(), {"a", "a", DeskRole::Member, "", "h"}, "-", kNow));
    CHECK_FALSE(add_account(people.database(), {"a", "a", DeskRole::Editor, "x", "h"}, "-", kNow));
}

TEST_CASE("a reviewer whom an administrator made may sign only when another vouches",
          "[desk][accounts]") {
    People people;
    const Account administrator = people.add("admin", DeskRole::Administrator);
    const Account editor = people.add("editor", DeskRole::Editor);
    Account reviewer = people.add("new", DeskRole::FirstReviewer, administrator.name);
    CHECK_FALSE(reviewer.may_sign());
    CHECK(confirm_account(people.database(), reviewer.id, administrator, kNow).error().code ==
          ErrorCode::Denied);
    CHECK(confirm_account(people.database(), reviewer.id, reviewer, kNow).error().code ==
          ErrorCode::Denied);
    const Account other = people.add("other", DeskRole::SecondReviewer, administrator.name);
    CHECK(confirm_account(people.database(), reviewer.id, other, kNow).error().code ==
          ErrorCode::Denied);  // who may not sign may not vouch
    REQUIRE(confirm_account(people.database(), reviewer.id, editor, kNow).has_value());
    CHECK(people.now(reviewer).may_sign());
    CHECK(people.now(reviewer).confirmed_by == "editor");

    // Another's password: whoever set it knows it.
    REQUIRE(set_password(people.database(), reviewer, {"h2", administrator.name, kNow}));
    CHECK_FALSE(people.now(reviewer).may_sign());
    // One's own does not matter.
    REQUIRE(confirm_account(people.database(), reviewer.id, editor, kNow).has_value());
    REQUIRE(set_password(people.database(), reviewer, {"h3", reviewer.name, kNow}));
    CHECK(people.now(reviewer).may_sign());
    CHECK(people.now(reviewer).password == "h3");
    CHECK(account_log(people.database(), 1).value().front().action == "password");
    CHECK(people.add("at-the-machine", DeskRole::FinalReviewer).may_sign());
}

TEST_CASE("a session is known by its secret alone and ends", "[desk][accounts]") {
    People people;
    const Account account = people.add("lin", DeskRole::Reporter);
    const std::string secret = open_session(people.database(), account, kNow).value();
    const auto find = [&](std::string_view wanted, Instant now) {
        return find_session(people.database(), wanted, now).value();
    };
    const auto session = find(secret, kNow);
    REQUIRE(session.has_value());
    CHECK(session->account.id == account.id);
    CHECK(is_token(*session, session->token));
    CHECK_FALSE(is_token(*session, ""));
    CHECK_FALSE(is_token(*session, secret));
    CHECK_FALSE(find("", kNow).has_value());
    CHECK_FALSE(find(session->digest, kNow).has_value());
    // What lies in the database opens nothing.
    const auto row = people.database().find("select digest from session").value();
    CHECK(row->text(0) != secret);

    constexpr std::int64_t kHour = 3600;
    CHECK(find(secret, {kNow.seconds + 11 * kHour}).has_value());
    CHECK(find(secret, {kNow.seconds + 22 * kHour}).has_value());  // used meanwhile
    CHECK_FALSE(find(secret, {kNow.seconds + 35 * kHour}).has_value());
    REQUIRE(sweep_sessions(people.database(), {kNow.seconds + 35 * kHour}).has_value());
    CHECK(people.database().find("select count(*) from session").value()->integer(0) == 0);
}

TEST_CASE("a session ends after fourteen days however often it is used", "[desk][accounts]") {
    People people;
    const Account account = people.add("lin", DeskRole::Reporter);
    const std::string secret = open_session(people.database(), account, kNow).value();
    Instant now = kNow;
    constexpr std::int64_t kStep = 10 * 3600;
    int times = 0;
    while (find_session(people.database(), secret, now).value().has_value()) {
        now.seconds += kStep;
        ++times;
        REQUIRE(times < 100);
    }
    CHECK(now.seconds - kNow.seconds > 13 * 24 * 3600);
    CHECK(now.seconds - kNow.seconds < 15 * 24 * 3600);
}

TEST_CASE("a new password and a dismissal end the sessions", "[desk][accounts]") {
    People people;
    const Account account = people.add("lin", DeskRole::Reporter);
    const std::string first = open_session(people.database(), account, kNow).value();
    const std::string second = open_session(people.database(), account, kNow).value();
    const auto is_open = [&](const std::string& secret) {
        return find_session(people.database(), secret, kNow).value().has_value();
    };
    const std::string kept = find_session(people.database(), first, kNow).value()->digest;
    REQUIRE(set_password(people.database(), account, {"h", account.name, kNow, kept}));
    CHECK(is_open(first));
    CHECK_FALSE(is_open(second));
    REQUIRE(dismiss_account(people.database(), account.id, "admin", kNow).has_value());
    CHECK_FALSE(is_open(first));
    CHECK_FALSE(people.now(account).is_active);
    CHECK(dismiss_account(people.database(), account.id, account.name, kNow).error().code ==
          ErrorCode::Denied);
    CHECK(dismiss_account(people.database(), "nobody", "admin", kNow).error().code ==
          ErrorCode::NotFound);
}

TEST_CASE("guessing gets slower, for the guesser's network alone", "[desk][accounts]") {
    LoginThrottle throttle;
    const auto wait = [&](std::string_view account, std::string_view client, Instant now) {
        return throttle.seconds_to_wait(account, client, now);
    };
    for (int i = 0; i < 5; ++i) {
        CHECK(wait("editor", "192.0.2.7", kNow) == 0);
        throttle.failed("editor", "192.0.2.7", kNow);
    }
    CHECK(wait("editor", "192.0.2.99", kNow) > 0);  // the same network
    CHECK(wait("editor", "198.51.100.1", kNow) == 0);
    CHECK(wait("reporter", "192.0.2.7", kNow) == 0);
    const std::int64_t first = wait("editor", "192.0.2.7", kNow);
    CHECK(wait("editor", "192.0.2.7", {kNow.seconds + first}) == 0);
    throttle.failed("editor", "192.0.2.7", kNow);
    CHECK(wait("editor", "192.0.2.7", kNow) == 2 * first);
    throttle.succeeded("editor", "192.0.2.7");
    CHECK(wait("editor", "192.0.2.7", kNow) == 0);
    for (int i = 0; i < 100; ++i) throttle.failed("a" + std::to_string(i), "2001:db8::1", kNow);
    CHECK(wait("any", "2001:db8::ffff", kNow) > 0);
    CHECK(wait("any", "2001:db8:0:1::1", kNow) == 0);
    CHECK(wait("any", "2001:db8::1", {kNow.seconds + 3600}) == 0);
}
