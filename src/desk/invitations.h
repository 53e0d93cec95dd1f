#pragma once
// Invitations: links of one use that make an account, so that nobody carries passwords about. Who
// invites says for whom a link is, in which role and of which organisation; who opens it chooses
// the log-in name and the password. The link is shown once and kept as SHA-256 alone; it ends after
// a week, with its use, when it is revoked, and when its inviter may no longer invite.
//
// No link makes a reviewer, an editor or an administrator (SECURITY §14): who opens it may be
// anybody.
//
// Functions over a database that the caller has locked; each is one transaction. Errors: Invalid,
// AlreadyExists, NotFound; those of db/database.h.
#include "base/time_zone.h"
#include "db/database.h"
#include "desk/accounts.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::int64_t kInvitationDays = 7;
// Of one organisation, or of the newsroom, at a time.
inline constexpr std::size_t kMostInvitations = 50;

struct Invitation {
    std::string id;
    std::string shown_name;
    DeskRole role = DeskRole::Member;
    std::string organisation;
    Account inviter;
    Instant expires;
};

// Whether an account in this role may come by a link.
bool is_by_invitation(DeskRole role);
// An administrator invites for the newsroom and all organisations, a manager members of their own.
bool may_invite(const Account& inviter, DeskRole role, std::string_view organisation);

struct Invited {
    std::string shown_name;
    DeskRole role = DeskRole::Member;
    std::string organisation = {};
};

// The link's secret, to be shown once. Invalid for a name that is none, what the inviter may not,
// and where too many are open.
Result<std::string> add_invitation(Database& database, const Account& inviter,
                                   const Invited& invited, Instant now);
// Nothing for a link that does not hold (any more).
Result<std::optional<Invitation>> find_invitation(Database& database, std::string_view secret,
                                                  Instant now);
// Those that hold and that `viewer` might have made, the newest first.
Result<std::vector<Invitation>> open_invitations(Database& database, const Account& viewer,
                                                 Instant now);
// NotFound also for what `actor` might not have made.
Result<void> revoke_invitation(Database& database, const Account& actor, std::string_view id,
                               Instant now);

struct Acceptance {
    std::string_view login;
    std::string password_hash;
};

// Makes the account and uses the link up. NotFound: it holds no longer. AlreadyExists: the log-in
// name is taken, and the link still holds.
Result<Account> accept_invitation(Database& database, std::string_view secret,
                                  const Acceptance& acceptance, Instant now);

}  // namespace gazette
