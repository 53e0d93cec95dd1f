#pragma once
// The second factor of accounts: an authenticator app's codes (one_time_code.h), and ten codes of
// one use for when the phone is lost. A secret is offered first and in use only once a code of it
// was typed, so that nobody locks themselves out with a picture that they did not photograph; the
// one before stays in use until then.
//
// No code is accepted twice: a code's step must be newer than that of the last. Recovery codes are
// random (80 bits), shown once and kept as SHA-256.
//
// Functions over a database that the caller has locked; each is one transaction. How often somebody
// may try is the caller's business. Errors: Damaged where a secret does not open (the sealing key
// is another one); those of db/database.h.
#include "base/time_zone.h"
#include "db/database.h"
#include "desk/accounts.h"
#include "desk/sealing_key.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kRecoveryCodes = 10;

struct SecondFactor {
    bool is_offered = false;        // a secret was shown and waits for its first code
    std::optional<Instant> since;   // in use since; nothing: none is
    std::size_t recovery_left = 0;  // codes that have not been used
};

Result<SecondFactor> second_factor_of(Database& database, std::string_view account);
// Whether a log-in needs a code.
Result<bool> has_second_factor(Database& database, std::string_view account);

// Ids of all accounts that have one.
Result<std::vector<std::string>> accounts_with_factor(Database& database);

// The secret, to be shown once.
Result<std::string> offer_second_factor(Database& database, const SealingKey& key,
                                        const Account& account);

// Puts the offered secret in use and ends the account's other sessions. The recovery codes, to be
// shown once; nothing where the code is not of it.
struct FactorUse {
    const SealingKey& key;
    const Account& account;
    std::string_view typed;
    Instant now;
    std::string_view kept_session = {};  // digest
};

Result<std::optional<std::vector<std::string>>> begin_second_factor(Database& database,
                                                                    const FactorUse& use);

enum class CodeKind {
    Wrong,  // or used before
    OfApp,
    Recovery,  // used up by this
};

Result<CodeKind> use_code(Database& database, const FactorUse& use);
// Others in place of those that are left.
Result<std::vector<std::string>> renew_recovery_codes(Database& database, const Account& account,
                                                      Instant now);

// Takes it away, with the account's other sessions. A reviewer whose factor somebody else has taken
// away may not sign until they are vouched for again. False: there was none.
struct FactorRemoval {
    std::string_view actor;  // an account's name, or kAtTheMachine
    Instant now;
    std::string_view kept_session = {};  // digest
};

Result<bool> remove_second_factor(Database& database, const Account& account,
                                  const FactorRemoval& removal);

}  // namespace gazette
