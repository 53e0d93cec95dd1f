#include "desk/quotas.h"

namespace gazette {

namespace {

constexpr std::int64_t kQuotaSeconds = std::int64_t{24} * 3600;
constexpr std::int64_t kMib = std::int64_t{1} << 20;

tl::unexpected<Error> used_up() {
    return failure(ErrorCode::Full, "a quota of the organisation is used up");
}

struct PictureUse {
    std::int64_t today = 0;
    std::int64_t bytes = 0;
};

Result<PictureUse> picture_use(Database& database, std::string_view organisation, Instant now) {
    const std::optional<DbRow> row =
        TRY(database.find("select coalesce(sum(case when created > $2 then 1 else 0 end), 0), "
                          "coalesce(sum(bytes), 0) from media where organisation = $1",
                          {organisation, now.seconds - kQuotaSeconds}));
    return row.has_value() ? PictureUse{row->integer(0), row->integer(1)} : PictureUse{};
}

Result<std::int64_t> drafts_of(Database& database, std::string_view organisation) {
    const std::optional<DbRow> row = TRY(database.find(
        "select count(*) from story where organisation = $1 and state = 'draft'", {organisation}));
    return row.has_value() ? row->integer(0) : 0;
}

// OPTIMIZATION: a story that was handed in today has moved today, which the index knows.
Result<std::int64_t> posts_of(Database& database, std::string_view organisation, Instant now) {
    const std::optional<DbRow> row = TRY(database.find(
        "select count(*) from (select e.story from story s join event e on e.story = s.id "
        "where s.organisation = $1 and s.since > $2 and "
        "e.action in ('submit-to-organisation', 'submit-to-newsroom') "
        "group by e.story having min(e.at) > $2) as handed_in",
        {organisation, now.seconds - kQuotaSeconds}));
    return row.has_value() ? row->integer(0) : 0;
}

}  // namespace

bool is_quota_error(const Error& error) {
    return error.code == ErrorCode::Full && error.os_error == 0;
}

Result<Quota> quota_of(Database& database, std::string_view organisation) {
    const std::optional<DbRow> row =
        TRY(database.find("select posts_a_day, open_drafts, pictures_a_day, picture_mib from quota "
                          "where organisation = $1",
                          {organisation}));
    if (!row.has_value()) return Quota();
    return Quota{row->integer(0), row->integer(1), row->integer(2), row->integer(3)};
}

Result<void> set_quota(Database& database, std::string_view organisation, const Quota& quota,
                       std::string_view actor, Instant now) {
    for (const QuotaField& field : kQuotaFields) {
        const std::int64_t number = quota.*field.number;
        if (number < 0 || number > field.most) {
            return failure(ErrorCode::Invalid, "that is no quota");
        }
    }
    Transaction change = TRY(database.begin());
    TRY(
        database.run("insert into quota (organisation, posts_a_day, open_drafts, pictures_a_day, "
                     "picture_mib) values ($1, $2, $3, $4, $5) on conflict (organisation) do "
                     "update set posts_a_day = $2, open_drafts = $3, pictures_a_day = $4, "
                     "picture_mib = $5",
                     {organisation, quota.posts_a_day, quota.open_drafts, quota.pictures_a_day,
                      quota.picture_mib}));
    TRY(add_to_log(database, now, actor, "quota", organisation));
    return change.commit();
}

Result<Quota> quota_use(Database& database, std::string_view organisation, Instant now) {
    const PictureUse pictures = TRY(picture_use(database, organisation, now));
    return Quota{TRY(posts_of(database, organisation, now)), TRY(drafts_of(database, organisation)),
                 pictures.today, (pictures.bytes + kMib - 1) / kMib};
}

Result<void> check_new_draft(Database& database, std::string_view organisation) {
    if (organisation.empty()) return {};
    const Quota quota = TRY(quota_of(database, organisation));
    if (TRY(drafts_of(database, organisation)) >= quota.open_drafts) return used_up();
    return {};
}

Result<void> check_new_post(Database& database, std::string_view organisation, Instant now) {
    if (organisation.empty()) return {};
    const Quota quota = TRY(quota_of(database, organisation));
    if (TRY(posts_of(database, organisation, now)) >= quota.posts_a_day) return used_up();
    return {};
}

Result<void> check_hand_in(Database& database, const Story& story, Instant now) {
    if (story.organisation.empty()) return {};
    const std::optional<DbRow> before =
        TRY(database.find("select 1 from event where story = $1 and action in "
                          "('submit-to-organisation', 'submit-to-newsroom') limit 1",
                          {story.id}));
    if (before.has_value()) return {};
    return check_new_post(database, story.organisation, now);
}

Result<void> check_new_picture(Database& database, std::string_view organisation,
                               std::int64_t size_bytes, Instant now) {
    const Quota quota = TRY(quota_of(database, organisation));
    const PictureUse use = TRY(picture_use(database, organisation, now));
    const bool is_full =
        use.today >= quota.pictures_a_day || use.bytes + size_bytes > quota.picture_mib * kMib;
    if (is_full) return used_up();
    return {};
}

}  // namespace gazette
