#pragma once
// The people of the desk, and their passwords. Every change is one transaction with its line in the
// log. Who may ask for it is rights.h's business.
//
// A new reviewer, and one whose password somebody else has set, may not sign until a reviewer or
// editor vouches for them: an administrator alone cannot make three names and sign with them.
// Accounts that are made on the machine itself, by whoever owns the desk's folder, are vouched for
// by that.
//
// Functions over a database that the caller has locked (Guarded). Hashing takes long: it is done
// before. Errors: Invalid, AlreadyExists, NotFound, Denied; those of db/database.h.
#include "base/time_zone.h"
#include "db/database.h"
#include "desk/roles.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct Account {
    std::string id;
    std::string name;        // that is typed to log in, and stands in signed records
    std::string shown_name;  // 姓名
    DeskRole role = DeskRole::Reporter;
    std::string organisation;  // empty: of the newsroom
    std::string password;      // its hash
    Instant created;
    bool is_active = true;
    std::optional<std::string> confirmed_by;  // nothing: nobody has vouched for them

    // A signature of theirs counts.
    [[nodiscard]] bool may_sign() const {
        return is_active && stage_of(role) > 0 && confirmed_by.has_value();
    }
};

// Who asks for a change: an account's name, or kAtTheMachine.
inline constexpr std::string_view kAtTheMachine = "-";

struct NewAccount {
    std::string name;
    std::string shown_name;
    DeskRole role = DeskRole::Reporter;
    std::string organisation = {};
    std::string password_hash = {};
};

// 1 to 64 of A–Z a–z 0–9 . _ @ -, and no hyphen first: as records name an account.
bool is_login_name(std::string_view name);
// 1 to 40 characters without blanks at the ends, control or hidden ones; in normal form.
bool is_shown_name(std::string_view name);

Result<Account> add_account(Database& database, const NewAccount& account, std::string_view actor,
                            Instant now);
// The same within the caller's transaction.
Result<Account> insert_account(Database& database, const NewAccount& account,
                               std::string_view actor, Instant now);
Result<std::optional<Account>> find_account(Database& database, std::string_view id);
Result<std::optional<Account>> find_account_named(Database& database, std::string_view name);
// By name.
Result<std::vector<Account>> list_accounts(Database& database);

struct PasswordChange {
    std::string_view hash;
    std::string_view actor;
    Instant now;
    std::string_view kept_session = {};  // digest of the one that goes on; empty: all end
};

Result<void> set_password(Database& database, const Account& account, const PasswordChange& to);
// They can no longer log in; what they have signed stays signed.
Result<void> dismiss_account(Database& database, std::string_view id, std::string_view actor,
                             Instant now);
// Denied for one's own account, and for whoever may not vouch.
Result<void> confirm_account(Database& database, std::string_view id, const Account& actor,
                             Instant now);

struct LogLine {
    Instant at;
    std::string actor;
    std::string
        action;  // "add", "password", "dismiss", "confirm", "factor" …: label "log-<action>"
    std::string subject;
};

// Within the caller's transaction.
Result<void> add_to_log(Database& database, Instant now, std::string_view actor,
                        std::string_view action, std::string_view subject);
// The newest first.
Result<std::vector<LogLine>> account_log(Database& database, int most);

}  // namespace gazette
