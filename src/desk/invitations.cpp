#include "desk/invitations.h"

#include "base/hash.h"
#include "base/random.h"

#include <utility>

namespace gazette {

namespace {

constexpr std::size_t kSecretCharacters = 32;  // 160 random bits
constexpr std::int64_t kSecondsADay = 86400;

constexpr std::string_view kColumns =
    "select id, shown_name, role, organisation, inviter, expires from invitation ";

std::string with_columns(std::string_view rest) { return std::string(kColumns).append(rest); }

// Nothing when its inviter may no longer invite.
Result<std::optional<Invitation>> invitation_of(Database& database, const DbRow& row) {
    const std::optional<DeskRole> role = role_named(row.text(2));
    std::optional<Account> inviter = TRY(find_account(database, row.text(4)));
    if (!role.has_value() || !inviter.has_value()) {
        return failure(ErrorCode::Damaged, "an invitation has an unknown role or inviter");
    }
    const bool holds = inviter->is_active && may_invite(*inviter, *role, row.text(3));
    if (!holds) return std::optional<Invitation>();
    return std::optional(Invitation{row.text(0), row.text(1), *role, row.text(3),
                                    *std::move(inviter), Instant{row.integer(5)}});
}

}  // namespace

bool is_by_invitation(DeskRole role) {
    return role == DeskRole::Reporter || is_of_organisation(role);
}

bool may_invite(const Account& inviter, DeskRole role, std::string_view organisation) {
    if (!is_by_invitation(role)) return false;
    if (inviter.role == DeskRole::Administrator) {
        return is_of_organisation(role) != organisation.empty();
    }
    return inviter.role == DeskRole::Manager && role == DeskRole::Member &&
           organisation == inviter.organisation;
}

Result<std::string> add_invitation(Database& database, const Account& inviter,
                                   const Invited& invited, Instant now) {
    if (!is_shown_name(invited.shown_name) ||
        !may_invite(inviter, invited.role, invited.organisation)) {
        return failure(ErrorCode::Invalid, "nobody can be invited like that");
    }
    std::string secret = random_id(kSecretCharacters);
    Transaction change = TRY(database.begin());
    // What has ended is of no more use to anybody.
    TRY(database.run("delete from invitation where expires <= $1", {now.seconds}));
    const auto open = TRY(database.find("select count(*) from invitation where organisation = $1",
                                        {invited.organisation}));
    if (open->integer(0) >= static_cast<std::int64_t>(kMostInvitations)) {
        return failure(ErrorCode::Invalid, "too many invitations are open");
    }
    TRY(
        database.run("insert into invitation (id, digest, shown_name, role, organisation, inviter, "
                     "created, expires) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                     {random_id(kRandomIdLength), to_hex(sha256(secret)), invited.shown_name,
                      name_of(invited.role), invited.organisation, inviter.id, now.seconds,
                      now.seconds + kInvitationDays * kSecondsADay}));
    TRY(add_to_log(database, now, inviter.name, "invite", invited.shown_name));
    TRY(change.commit());
    return secret;
}

Result<std::optional<Invitation>> find_invitation(Database& database, std::string_view secret,
                                                  Instant now) {
    // Looked up by its digest: how long it takes tells nothing of the secret.
    const std::optional<DbRow> row = TRY(database.find(
        with_columns("where digest = $1 and expires > $2"), {to_hex(sha256(secret)), now.seconds}));
    if (!row.has_value()) return std::optional<Invitation>();
    return invitation_of(database, *row);
}

Result<std::vector<Invitation>> open_invitations(Database& database, const Account& viewer,
                                                 Instant now) {
    std::vector<Invitation> open;
    for (const DbRow& row : TRY(database.query(
             with_columns("where expires > $1 order by created desc, id"), {now.seconds}))) {
        std::optional<Invitation> one = TRY(invitation_of(database, row));
        if (one.has_value() && may_invite(viewer, one->role, one->organisation)) {
            open.push_back(*std::move(one));
        }
    }
    return open;
}

Result<void> revoke_invitation(Database& database, const Account& actor, std::string_view id,
                               Instant now) {
    const std::optional<DbRow> row = TRY(database.find(with_columns("where id = $1"), {id}));
    const auto invitation =
        row.has_value() ? TRY(invitation_of(database, *row)) : std::optional<Invitation>();
    if (!invitation.has_value() || !may_invite(actor, invitation->role, invitation->organisation)) {
        return failure(ErrorCode::NotFound, "there is no such invitation");
    }
    Transaction change = TRY(database.begin());
    TRY(database.run("delete from invitation where id = $1", {id}));
    TRY(add_to_log(database, now, actor.name, "uninvite", invitation->shown_name));
    return change.commit();
}

Result<Account> accept_invitation(Database& database, std::string_view secret,
                                  const Acceptance& acceptance, Instant now) {
    Transaction change = TRY(database.begin());
    const std::optional<Invitation> invitation = TRY(find_invitation(database, secret, now));
    if (!invitation.has_value()) {
        return failure(ErrorCode::NotFound, "the invitation holds no longer");
    }
    const NewAccount account{std::string(acceptance.login), invitation->shown_name,
                             invitation->role, invitation->organisation, acceptance.password_hash};
    Account added = TRY(insert_account(database, account, invitation->inviter.name, now));
    TRY(database.run("delete from invitation where id = $1", {invitation->id}));
    TRY(change.commit());
    return added;
}

}  // namespace gazette
