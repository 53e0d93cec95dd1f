#pragma once
// The tokens of posting programs in the desk's database: made on their owner's page, shown once,
// kept as SHA-256 alone (a token has 260 random bits), revoked by their owner. A token goes with
// its account: dismissed, or moved to another organisation, it opens nothing.
//
// Functions over a database that the caller has locked; TokenTable: thread-safe.
// Errors: Invalid (name, scopes, too many tokens), NotFound; those of db/database.h.
#include "base/time_zone.h"
#include "db/database.h"
#include "desk/accounts.h"
#include "desk/app_tokens.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct AppToken {
    std::string id;
    std::string client;
    std::vector<AppScope> scopes;
    Instant created;
    Instant expires;
    std::optional<Instant> used;  // about when it was used last
};

struct NewAppToken {
    std::string client;  // the program's name, as its owner types it
    std::vector<AppScope> scopes;
    Instant expires;
};

inline constexpr std::size_t kMostAppTokens = 20;  // of one account
inline constexpr std::int64_t kLongestTokenDays = 366;

// Whether accounts of this role have posts for programs to make: those of organisations.
bool may_have_tokens(DeskRole role);

// The token, to be shown once.
Result<std::string> add_app_token(Database& database, const Account& account,
                                  const NewAppToken& token, Instant now);
// That have not expired, the newest first.
Result<std::vector<AppToken>> app_tokens_of(Database& database, std::string_view account,
                                            Instant now);
// NotFound also for another account's.
Result<void> revoke_app_token(Database& database, std::string_view account, std::string_view id);
Result<std::optional<AppGrant>> find_grant(Database& database, std::string_view secret,
                                           Instant now);

}  // namespace gazette
