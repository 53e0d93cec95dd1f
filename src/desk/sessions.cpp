#include "desk/sessions.h"

#include "base/hash.h"
#include "base/random.h"

#include <utility>

namespace gazette {

namespace {

constexpr std::size_t kSecretLength = 52;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kMostIdle = 12 * kHour;
constexpr std::int64_t kLongestWithoutCode = 600;
constexpr std::int64_t kLongest = std::int64_t{14} * 24 * kHour;
// OPTIMIZATION: the time of last use is written only when it is this old; a read costs no fsync.
constexpr std::int64_t kWrittenEach = 300;

std::string token_of(std::string_view secret) {
    return to_hex(sha256(std::string("gazette-desk-token\0", 19).append(secret)));
}

}  // namespace

Result<std::string> open_session(Database& database, const Account& account, Instant now,
                                 LoginStep step) {
    std::string secret = random_id(kSecretLength);
    TRY(database.run(
        "insert into session (digest, account, created, used, awaits_code) values "
        "($1, $2, $3, $3, $4)",
        {to_hex(sha256(secret)), account.id, now.seconds, step == LoginStep::AwaitsCode}));
    return secret;
}

Result<std::optional<Session>> find_session(Database& database, std::string_view secret,
                                            Instant now) {
    if (!is_random_id(secret, kSecretLength)) return std::optional<Session>();
    std::string digest = to_hex(sha256(secret));
    const std::optional<DbRow> row = TRY(database.find(
        "select account, created, used, awaits_code from session where digest = $1", {digest}));
    if (!row.has_value()) return std::optional<Session>();
    const std::int64_t created = row->integer(1);
    const std::int64_t used = row->integer(2);
    if (now.seconds - used > kMostIdle || now.seconds - created > kLongest) {
        return std::optional<Session>();
    }
    const LoginStep step = row->flag(3) ? LoginStep::AwaitsCode : LoginStep::Done;
    if (step == LoginStep::AwaitsCode && now.seconds - created > kLongestWithoutCode) {
        return std::optional<Session>();
    }
    std::optional<Account> account = TRY(find_account(database, row->text(0)));
    if (!account.has_value() || !account->is_active) return std::optional<Session>();
    if (now.seconds - used > kWrittenEach) {
        TRY(database.run("update session set used = $1 where digest = $2", {now.seconds, digest}));
    }
    return std::optional<Session>(
        Session{*std::move(account), std::move(digest), token_of(secret), step});
}

Result<void> close_session(Database& database, std::string_view digest) {
    TRY(database.run("delete from session where digest = $1", {digest}));
    return {};
}

Result<void> sweep_sessions(Database& database, Instant now) {
    TRY(database.run(
        "delete from session where used < $1 or created < $2 or (awaits_code = 1 and "
        "created < $3)",
        {now.seconds - kMostIdle, now.seconds - kLongest, now.seconds - kLongestWithoutCode}));
    return {};
}

bool is_token(const Session& session, std::string_view token) {
    // By digest: where the first difference stands tells nothing of the token.
    return sha256(token) == sha256(session.token);
}

}  // namespace gazette
