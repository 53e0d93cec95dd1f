#include "desk/token_table.h"

#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "desk/rights.h"
#include "formats/unicode.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {
namespace {

constexpr std::string_view kPrefix = "gazette_desk_";  // so that leaked ones are found by a search
constexpr std::size_t kSecretCharacters = 52;
constexpr std::size_t kMostClientCharacters = 40;
constexpr std::int64_t kUseIsNewAfter = 3600;  // seconds: not a write for each request

std::string printed(const std::vector<AppScope>& scopes) {
    std::vector<std::string> names;
    names.reserve(scopes.size());
    for (const AppScope scope : scopes) names.emplace_back(name_of(scope));
    return join(names, ",");
}

Result<std::vector<AppScope>> read_scopes(std::string_view text) {
    std::vector<AppScope> scopes;
    for (const std::string_view name : split(text, ',')) {
        const std::optional<AppScope> scope = app_scope_named(name);
        if (!scope) return failure(ErrorCode::Damaged, "a token has an unknown scope");
        scopes.push_back(*scope);
    }
    return scopes;
}

bool is_client_name(std::string_view name) {
    return !name.empty() && trim(name) == name && !first_invalid_utf8(name) &&
           count_code_points(name) <= kMostClientCharacters && !first_hidden_control(name) &&
           std::ranges::none_of(name, is_control);
}

}  // namespace

bool may_have_tokens(DeskRole role) { return may_use(Route::AddToken, role); }

Result<std::string> add_app_token(Database& database, const Account& account,
                                  const NewAppToken& token, Instant now) {
    const bool is_in_time =
        token.expires > now && token.expires.seconds - now.seconds <= kLongestTokenDays * 24 * 3600;
    if (!may_have_tokens(account.role) || !is_client_name(token.client) || token.scopes.empty() ||
        !is_in_time) {
        return failure(ErrorCode::Invalid, "a token needs a program's name, a scope and an end");
    }
    if (TRY(app_tokens_of(database, account.id, now)).size() >= kMostAppTokens) {
        return failure(ErrorCode::Invalid, "the account has too many tokens");
    }
    std::string secret = fmt::format("{}{}", kPrefix, random_id(kSecretCharacters));
    TRY(database.run(
        "insert into app_token (id, digest, account, organisation, client, scopes, "
        "created, expires, used) values ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
        {random_id(kRandomIdLength), to_hex(sha256(secret)), account.id, account.organisation,
         token.client, printed(token.scopes), now.seconds, token.expires.seconds}));
    return secret;
}

Result<std::vector<AppToken>> app_tokens_of(Database& database, std::string_view account,
                                            Instant now) {
    std::vector<AppToken> tokens;
    for (const DbRow& row :
         TRY(database.query("select id, client, scopes, created, expires, used from app_token "
                            "where account = $1 and expires > $2 order by created desc, id",
                            {account, now.seconds}))) {
        AppToken token{row.text(0),
                       row.text(1),
                       TRY(read_scopes(row.text(2))),
                       Instant{row.integer(3)},
                       Instant{row.integer(4)},
                       {}};
        if (row.integer(5) > 0) token.used = Instant{row.integer(5)};
        tokens.push_back(std::move(token));
    }
    return tokens;
}

Result<void> revoke_app_token(Database& database, std::string_view account, std::string_view id) {
    const std::int64_t gone =
        TRY(database.run("delete from app_token where id = $1 and account = $2", {id, account}));
    if (gone == 0) return failure(ErrorCode::NotFound, "there is no such token");
    return {};
}

Result<std::optional<AppGrant>> find_grant(Database& database, std::string_view secret,
                                           Instant now) {
    // Looked up by its digest: how long it takes tells nothing of the secret.
    const std::string digest = to_hex(sha256(secret));
    const std::optional<DbRow> row =
        TRY(database.find("select account, organisation, client, scopes, used from app_token "
                          "where digest = $1 and expires > $2",
                          {digest, now.seconds}));
    if (!row) return std::optional<AppGrant>();
    const std::optional<Account> account = TRY(find_account(database, row->text(0)));
    const bool holds = account && account->is_active && may_have_tokens(account->role) &&
                       account->organisation == row->text(1);
    if (!holds) return std::optional<AppGrant>();
    if (row->integer(4) + kUseIsNewAfter < now.seconds) {
        TRY(database.run("update app_token set used = $1 where digest = $2",
                         {now.seconds, digest}));
    }
    return std::optional(AppGrant{{account->organisation, account->id, row->text(2)},
                                  TRY(read_scopes(row->text(3)))});
}

}  // namespace gazette
