#include "desk/second_factor.h"

#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "desk/one_time_code.h"

#include <fmt/format.h>

namespace gazette {

namespace {

constexpr std::size_t kRecoveryCharacters = 16;

struct FactorRow {
    std::string secret;  // sealed; empty: none
    std::string offered;
    Instant since;
    std::int64_t last_step = 0;
};

Result<std::optional<FactorRow>> factor_row(Database& database, std::string_view account) {
    const std::optional<DbRow> row =
        TRY(database.find("select secret, offered, since, last_step from second_factor where "
                          "account = $1",
                          {account}));
    if (!row.has_value()) return std::optional<FactorRow>();
    return std::optional(
        FactorRow{row->text(0), row->text(1), Instant{row->integer(2)}, row->integer(3)});
}

Result<std::string> unsealed(const SealingKey& key, std::string_view sealed,
                             std::string_view account) {
    std::optional<std::string> secret = key.unseal(sealed, account);
    if (!secret.has_value()) {
        return failure(ErrorCode::Damaged,
                       "a second factor cannot be read: sealing-key is another one");
    }
    return *std::move(secret);
}

// As it is typed: with or without dashes and blanks, small or capital letters.
std::string recovery_text(std::string_view typed) {
    std::string text;
    for (const char c : ascii_lower(typed)) {
        if (c != '-' && c != ' ') text += c;
    }
    return text;
}

std::string recovery_digest(std::string_view account, std::string_view code) {
    return to_hex(sha256(fmt::format("gazette-desk-recovery {} {}", account, code)));
}

Result<std::vector<std::string>> insert_recovery_codes(Database& database, const Account& account) {
    constexpr std::size_t kGroup = 4;
    TRY(database.run("delete from recovery_code where account = $1", {account.id}));
    std::vector<std::string> codes;
    while (codes.size() < kRecoveryCodes) {
        const std::string code = random_id(kRecoveryCharacters);
        TRY(database.run("insert into recovery_code (digest, account) values ($1, $2)",
                         {recovery_digest(account.id, code), account.id}));
        std::string shown;
        for (std::size_t at = 0; at < code.size(); at += kGroup) {
            shown.append(at == 0 ? "" : "-").append(code.substr(at, kGroup));
        }
        codes.push_back(std::move(shown));
    }
    return codes;
}

Result<bool> use_recovery_code(Database& database, const FactorUse& use) {
    const std::string code = recovery_text(use.typed);
    if (!is_random_id(code, kRecoveryCharacters)) return false;
    Transaction change = TRY(database.begin());
    const std::int64_t gone =
        TRY(database.run("delete from recovery_code where digest = $1 and account = $2",
                         {recovery_digest(use.account.id, code), use.account.id}));
    if (gone == 0) return false;
    TRY(add_to_log(database, use.now, use.account.name, "recovery-used", use.account.name));
    TRY(change.commit());
    return true;
}

}  // namespace

Result<SecondFactor> second_factor_of(Database& database, std::string_view account) {
    SecondFactor factor;
    const std::optional<FactorRow> row = TRY(factor_row(database, account));
    if (!row.has_value()) return factor;
    factor.is_offered = !row->offered.empty();
    if (!row->secret.empty()) factor.since = row->since;
    const std::optional<DbRow> codes =
        TRY(database.find("select count(*) from recovery_code where account = $1", {account}));
    if (codes.has_value()) factor.recovery_left = static_cast<std::size_t>(codes->integer(0));
    return factor;
}

Result<bool> has_second_factor(Database& database, std::string_view account) {
    const std::optional<DbRow> row = TRY(database.find(
        "select 1 from second_factor where account = $1 and secret <> ''", {account}));
    return row.has_value();
}

Result<std::vector<std::string>> accounts_with_factor(Database& database) {
    std::vector<std::string> accounts;
    for (const DbRow& row :
         TRY(database.query("select account from second_factor where secret <> ''"))) {
        accounts.push_back(row.text(0));
    }
    return accounts;
}

Result<std::string> offer_second_factor(Database& database, const SealingKey& key,
                                        const Account& account) {
    std::string secret = random_bytes(kFactorSecretBytes);
    const std::string sealed = key.seal(secret, account.id);
    TRY(
        database.run("insert into second_factor (account, secret, offered, since, last_step) "
                     "values ($1, '', $2, 0, 0) on conflict (account) do update set offered = $2",
                     {account.id, sealed}));
    return secret;
}

Result<std::optional<std::vector<std::string>>> begin_second_factor(Database& database,
                                                                    const FactorUse& use) {
    using Codes = std::optional<std::vector<std::string>>;
    Transaction change = TRY(database.begin());
    const std::optional<FactorRow> row = TRY(factor_row(database, use.account.id));
    if (!row.has_value() || row->offered.empty()) return Codes();
    const std::string secret = TRY(unsealed(use.key, row->offered, use.account.id));
    const std::optional<std::int64_t> step = step_of_code(secret, use.typed, use.now);
    if (!step.has_value()) return Codes();
    TRY(
        database.run("update second_factor set secret = offered, offered = '', since = $1, "
                     "last_step = $2 where account = $3",
                     {use.now.seconds, *step, use.account.id}));
    TRY(database.run("delete from session where account = $1 and digest <> $2",
                     {use.account.id, use.kept_session}));
    TRY(add_to_log(database, use.now, use.account.name, "factor", use.account.name));
    std::vector<std::string> codes = TRY(insert_recovery_codes(database, use.account));
    TRY(change.commit());
    return Codes(std::move(codes));
}

Result<CodeKind> use_code(Database& database, const FactorUse& use) {
    const std::optional<FactorRow> row = TRY(factor_row(database, use.account.id));
    if (!row.has_value() || row->secret.empty()) return CodeKind::Wrong;
    if (TRY(use_recovery_code(database, use))) return CodeKind::Recovery;
    const std::string secret = TRY(unsealed(use.key, row->secret, use.account.id));
    const std::optional<std::int64_t> step = step_of_code(secret, use.typed, use.now);
    if (!step.has_value()) return CodeKind::Wrong;
    // Looked at again as it is written: of two log-ins with one code one gets in.
    const std::int64_t changed =
        TRY(database.run("update second_factor set last_step = $1 where account = $2 and "
                         "last_step < $1",
                         {*step, use.account.id}));
    return changed == 1 ? CodeKind::OfApp : CodeKind::Wrong;
}

Result<std::vector<std::string>> renew_recovery_codes(Database& database, const Account& account,
                                                      Instant now) {
    Transaction change = TRY(database.begin());
    std::vector<std::string> codes = TRY(insert_recovery_codes(database, account));
    TRY(add_to_log(database, now, account.name, "recovery-new", account.name));
    TRY(change.commit());
    return codes;
}

Result<bool> remove_second_factor(Database& database, const Account& account,
                                  const FactorRemoval& removal) {
    const bool stays_confirmed = removal.actor == account.name || removal.actor == kAtTheMachine ||
                                 stage_of(account.role) == 0;
    Transaction change = TRY(database.begin());
    const std::int64_t removed =
        TRY(database.run("delete from second_factor where account = $1", {account.id}));
    TRY(database.run("delete from recovery_code where account = $1", {account.id}));
    if (removed == 0) return false;
    TRY(database.run("delete from session where account = $1 and digest <> $2",
                     {account.id, removal.kept_session}));
    if (!stays_confirmed) {
        TRY(database.run("update account set confirmed_by = null where id = $1", {account.id}));
    }
    TRY(add_to_log(database, removal.now, removal.actor, "no-factor", account.name));
    TRY(change.commit());
    return true;
}

}  // namespace gazette
