#include "desk/accounts.h"

#include "base/random.h"
#include "base/text.h"
#include "formats/unicode.h"

#include <algorithm>
#include <utility>

namespace gazette {

namespace {

constexpr std::size_t kMostNameCharacters = 40;

constexpr std::string_view kColumns =
    "select id, name, role, organisation, password, created, is_active, confirmed_by, shown_name "
    "from account ";

std::string with_columns(std::string_view rest) { return std::string(kColumns).append(rest); }

Result<Account> account_of(const DbRow& row) {
    const std::optional<DeskRole> role = role_named(row.text(2));
    if (!role.has_value()) {
        return failure(ErrorCode::Damaged, "an account has the unknown role " + row.text(2));
    }
    Account account;
    account.id = row.text(0);
    account.name = row.text(1);
    account.role = *role;
    account.organisation = row.text(3);
    account.password = row.text(4);
    account.created = Instant{row.integer(5)};
    account.is_active = row.flag(6);
    if (!row.is_null(7)) account.confirmed_by = row.text(7);
    account.shown_name = row.text(8);
    return account;
}

Result<std::optional<Account>> maybe_account(const std::optional<DbRow>& row) {
    if (!row.has_value()) return std::optional<Account>();
    return std::optional<Account>(TRY(account_of(*row)));
}

Result<Account> account_that_is_there(Database& database, std::string_view id) {
    std::optional<Account> account = TRY(find_account(database, id));
    if (!account.has_value()) return failure(ErrorCode::NotFound, "there is no such account");
    return *std::move(account);
}

}  // namespace

Result<void> add_to_log(Database& database, Instant now, std::string_view actor,
                        std::string_view action, std::string_view subject) {
    TRY(
        database.run("insert into log (seq, at, actor, action, subject) values "
                     "((select coalesce(max(seq), 0) + 1 from log), $1, $2, $3, $4)",
                     {now.seconds, actor, action, subject}));
    return {};
}

bool is_login_name(std::string_view name) {
    constexpr std::size_t kMostBytes = 64;
    constexpr std::string_view kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@-";
    return !name.empty() && name.size() <= kMostBytes && name.front() != '-' &&
           name.find_first_not_of(kAllowed) == std::string_view::npos;
}

bool is_shown_name(std::string_view name) {
    if (name.empty() || first_invalid_utf8(name).has_value() || !is_nfc(name)) return false;
    if (count_code_points(name) > kMostNameCharacters || trim(name) != name) return false;
    if (first_hidden_control(name).has_value()) return false;
    return std::ranges::none_of(name, is_control);
}

Result<Account> insert_account(Database& database, const NewAccount& account,
                               std::string_view actor, Instant now) {
    if (!is_login_name(account.name) || !is_shown_name(account.shown_name)) {
        return failure(ErrorCode::Invalid, "that is no name for an account");
    }
    if (is_of_organisation(account.role) == account.organisation.empty()) {
        return failure(ErrorCode::Invalid,
                       "members and managers, and only they, belong to an organisation");
    }
    const bool is_vouched_for = actor == kAtTheMachine || stage_of(account.role) == 0;
    const DbValue confirmed_by = is_vouched_for ? DbValue(actor) : DbValue(std::nullopt);
    const std::string id = random_id(kRandomIdLength);
    TRY(database.run(
        "insert into account (id, name, role, organisation, password, created, "
        "is_active, confirmed_by, shown_name) values ($1, $2, $3, $4, $5, $6, 1, $7, $8)",
        {id, account.name, name_of(account.role), account.organisation, account.password_hash,
         now.seconds, confirmed_by, account.shown_name}));
    TRY(add_to_log(database, now, actor, "add", account.name));
    return account_that_is_there(database, id);
}

Result<Account> add_account(Database& database, const NewAccount& account, std::string_view actor,
                            Instant now) {
    Transaction change = TRY(database.begin());
    Account added = TRY(insert_account(database, account, actor, now));
    TRY(change.commit());
    return added;
}

Result<std::optional<Account>> find_account(Database& database, std::string_view id) {
    return maybe_account(TRY(database.find(with_columns("where id = $1"), {id})));
}

Result<std::optional<Account>> find_account_named(Database& database, std::string_view name) {
    return maybe_account(TRY(database.find(with_columns("where name = $1"), {name})));
}

Result<std::vector<Account>> list_accounts(Database& database) {
    const std::vector<DbRow> rows =
        TRY(database.query(with_columns("order by organisation, shown_name, name")));
    std::vector<Account> accounts;
    accounts.reserve(rows.size());
    for (const DbRow& row : rows) accounts.push_back(TRY(account_of(row)));
    return accounts;
}

Result<void> set_password(Database& database, const Account& account, const PasswordChange& to) {
    const bool stays_confirmed =
        to.actor == account.name || to.actor == kAtTheMachine || stage_of(account.role) == 0;
    Transaction change = TRY(database.begin());
    TRY(
        database.run("update account set password = $1, confirmed_by = case when $2 = 1 then "
                     "confirmed_by else null end where id = $3",
                     {to.hash, stays_confirmed, account.id}));
    TRY(database.run("delete from session where account = $1 and digest <> $2",
                     {account.id, to.kept_session}));
    TRY(add_to_log(database, to.now, to.actor, "password", account.name));
    return change.commit();
}

Result<void> dismiss_account(Database& database, std::string_view id, std::string_view actor,
                             Instant now) {
    const Account account = TRY(account_that_is_there(database, id));
    if (account.name == actor) {
        return failure(ErrorCode::Denied, "nobody dismisses themselves");
    }
    Transaction change = TRY(database.begin());
    TRY(database.run("update account set is_active = 0 where id = $1", {id}));
    TRY(database.run("delete from session where account = $1", {id}));
    TRY(add_to_log(database, now, actor, "dismiss", account.name));
    return change.commit();
}

Result<void> confirm_account(Database& database, std::string_view id, const Account& actor,
                             Instant now) {
    const Account account = TRY(account_that_is_there(database, id));
    const bool is_one_who_may =
        actor.role == DeskRole::Editor || (stage_of(actor.role) > 0 && actor.may_sign());
    if (!is_one_who_may || account.id == actor.id) {
        return failure(ErrorCode::Denied, "somebody else must vouch for an account");
    }
    Transaction change = TRY(database.begin());
    TRY(database.run("update account set confirmed_by = $1 where id = $2 and confirmed_by is null",
                     {actor.name, id}));
    TRY(add_to_log(database, now, actor.name, "confirm", account.name));
    return change.commit();
}

Result<std::vector<LogLine>> account_log(Database& database, int most) {
    const std::vector<DbRow> rows = TRY(database.query(
        "select at, actor, action, subject from log order by seq desc limit $1", {most}));
    std::vector<LogLine> lines;
    lines.reserve(rows.size());
    for (const DbRow& row : rows) {
        lines.push_back({Instant{row.integer(0)}, row.text(1), row.text(2), row.text(3)});
    }
    return lines;
}

}  // namespace gazette
