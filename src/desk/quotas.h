#pragma once
// How much an organisation may send: posts and pictures in 24 hours, drafts that lie open, room for
// pictures. An administrator sets them organisation by organisation; without that they are as
// written here. They hold for the form, for programs and for gazette submit alike, since all of
// them come through here.
//
// A post counts once, when it is first handed in: what was sent back and is handed in again is no
// new one. The 24 hours end now, so that nobody waits for midnight.
//
// Functions over a database that the caller has locked, the checks within the transaction of what
// they allow. Errors: Full without an os_error (a quota is used up, is_quota_error); Invalid; those
// of db/database.h.
#include "base/time_zone.h"
#include "db/database.h"
#include "desk/story.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace gazette {

struct Quota {
    std::int64_t posts_a_day = 100;
    std::int64_t open_drafts = 200;
    std::int64_t pictures_a_day = 300;
    std::int64_t picture_mib = 2'048;  // all that are kept

    friend bool operator==(const Quota&, const Quota&) = default;
};

struct QuotaField {
    std::string_view name;  // of the form
    std::int64_t Quota::*number;
    std::int64_t most;  // that can be set
};

inline constexpr std::array kQuotaFields = {
    QuotaField{"posts_a_day", &Quota::posts_a_day, 1'000},
    QuotaField{"open_drafts", &Quota::open_drafts, 2'000},
    QuotaField{"pictures_a_day", &Quota::pictures_a_day, 3'000},
    QuotaField{"picture_mib", &Quota::picture_mib, 102'400}};

Result<Quota> quota_of(Database& database, std::string_view organisation);
// One transaction, with its line in the log. Invalid: a number is below zero or above its most.
Result<void> set_quota(Database& database, std::string_view organisation, const Quota& quota,
                       std::string_view actor, Instant now);

// The same numbers, as they are used now.
Result<Quota> quota_use(Database& database, std::string_view organisation, Instant now);

// Nothing is checked for an organisation without a name: the newsroom's own people.
Result<void> check_new_draft(Database& database, std::string_view organisation);
Result<void> check_new_post(Database& database, std::string_view organisation, Instant now);
// Of one that is handed in again: nothing.
Result<void> check_hand_in(Database& database, const Story& story, Instant now);
Result<void> check_new_picture(Database& database, std::string_view organisation,
                               std::int64_t size_bytes, Instant now);

bool is_quota_error(const Error& error);

}  // namespace gazette
