#pragma once
// Who is logged in. A session's secret lies in the browser's cookie alone; the database has its
// digest. The token against forged requests (CSRF) follows from the secret, so that it needs no
// place of its own and a page of another origin cannot know it.
//
// A log-in that still waits for a code has a session of its own, which opens nothing but the page
// for that code and ends after ten minutes; a new one, with a new secret, takes its place.
//
// A session ends twelve hours after its last use and fourteen days after the log-in at the latest.
// Functions over a database that the caller has locked.
#include "base/time_zone.h"
#include "db/database.h"
#include "desk/accounts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// How far a log-in has come.
enum class LoginStep : std::uint8_t {
    AwaitsCode,  // the password was right, the second factor's code is still wanted
    Done,
};

struct Session {
    Account account;
    std::string digest;  // its key in the database
    std::string token;   // that every form sends
    LoginStep step = LoginStep::Done;
};

// Secret of the cookie.
Result<std::string> open_session(Database& database, const Account& account, Instant now,
                                 LoginStep step = LoginStep::Done);
// Nothing where there is none, it has ended, or its account is dismissed.
Result<std::optional<Session>> find_session(Database& database, std::string_view secret,
                                            Instant now);
Result<void> close_session(Database& database, std::string_view digest);
// Removes those that have ended.
Result<void> sweep_sessions(Database& database, Instant now);

// In constant time.
bool is_token(const Session& session, std::string_view token);

}  // namespace gazette
