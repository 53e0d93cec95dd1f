#include "desk/media_table.h"

#include "desk/quotas.h"
#include "desk/rights.h"
#include "desk/stories.h"

#include <algorithm>
#include <array>

namespace gazette {
namespace {

constexpr std::string_view kColumns =
    "select id, organisation, account, client, kind, width, height, bytes, uploaded, created "
    "from media ";

struct KindName {
    PictureKind kind;
    std::string_view name;
};

constexpr std::array kKindNames = {
    KindName{PictureKind::Jpeg, "jpg"}, KindName{PictureKind::Png, "png"},
    KindName{PictureKind::Webp, "webp"}, KindName{PictureKind::Gif, "gif"}};

Result<MediaRow> row_of(const DbRow& found) {
    const auto* const kind = std::ranges::find(kKindNames, found.text(4), &KindName::name);
    const std::optional<Sha256> uploaded = sha256_from_hex(found.text(8));
    if (kind == kKindNames.end() || !uploaded) {
        return failure(ErrorCode::Damaged, "the row of a picture is not one");
    }
    return MediaRow{found.text(0),
                    {found.text(1), found.text(2), found.text(3)},
                    kind->kind,
                    static_cast<int>(found.integer(5)),
                    static_cast<int>(found.integer(6)),
                    static_cast<std::uint64_t>(found.integer(7)),
                    *uploaded,
                    Instant{found.integer(9)}};
}

tl::unexpected<Error> no_such_picture() {
    return failure(ErrorCode::NotFound, "there is no such picture");
}

}  // namespace

Result<std::optional<MediaRow>> find_media(Database& database, std::string_view id) {
    const std::optional<DbRow> found =
        TRY(database.find(std::string(kColumns) + "where id = $1", {id}));
    if (!found) return std::optional<MediaRow>();
    return std::optional(TRY(row_of(*found)));
}

bool may_use_media(const PostAuthor& author, const Account& account, const MediaRow& row) {
    return row.owner.organisation == author.organisation &&
           (row.owner.account == account.id || account.role == DeskRole::Manager);
}

Result<bool> may_see_media(Database& database, const Account& account, const MediaRow& row) {
    if (row.owner.account == account.id) return true;
    for (const DbRow& link :
         TRY(database.query("select story from story_media where media = $1", {row.id}))) {
        const std::optional<Story> story = TRY(find_story(database, link.text(0)));
        if (!story) continue;
        const StoryStanding standing = standing_of(account, *story, false);
        if (may_use(Route::Preview, account.role, standing)) return true;
    }
    return false;
}

Result<void> MediaTable::add(const MediaRow& row) {
    return core_.with_database([&](Database& database) -> Result<void> {
        const auto* const kind = std::ranges::find(kKindNames, row.kind, &KindName::kind);
        if (kind == kKindNames.end()) return failure(ErrorCode::Invalid, "no kind that is kept");
        Transaction change = TRY(database.begin());
        if (!row.owner.organisation.empty()) {  // the newsroom has no quota
            TRY(check_new_picture(database, row.owner.organisation,
                                  static_cast<std::int64_t>(row.size_bytes), row.created));
        }
        TRY(database.run(
            "insert into media (id, account, organisation, client, kind, width, "
            "height, bytes, uploaded, created) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            {row.id, row.owner.account, row.owner.organisation, row.owner.client, kind->name,
             row.width, row.height, static_cast<std::int64_t>(row.size_bytes), to_hex(row.uploaded),
             row.created.seconds}));
        return change.commit();
    });
}

Result<MediaRow> MediaTable::find(const PostAuthor& author, std::string_view id) {
    return core_.with_database([&](Database& database) -> Result<MediaRow> {
        const std::optional<Account> account = TRY(find_account(database, author.account));
        std::optional<MediaRow> row = TRY(find_media(database, id));
        if (!account || !row || !may_use_media(author, *account, *row)) return no_such_picture();
        return *std::move(row);
    });
}

Result<std::optional<MediaRow>> MediaTable::find_uploaded(const PostAuthor& author,
                                                          const Sha256& digest) {
    return core_.with_database([&](Database& database) -> Result<std::optional<MediaRow>> {
        const std::optional<DbRow> found = TRY(database.find(
            std::string(kColumns) +
                "where account = $1 and uploaded = $2 and organisation = $3 and client = $4 "
                "order by created desc limit 1",
            {author.account, to_hex(digest), author.organisation, author.client}));
        if (!found) return std::optional<MediaRow>();
        return std::optional(TRY(row_of(*found)));
    });
}

Result<std::vector<std::string>> MediaTable::ids() {
    return core_.with_database([](Database& database) -> Result<std::vector<std::string>> {
        std::vector<std::string> ids;
        for (const DbRow& row : TRY(database.query("select id from media"))) {
            ids.push_back(row.text(0));
        }
        return ids;
    });
}

}  // namespace gazette
