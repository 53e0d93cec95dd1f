#include "desk/sign_offs.h"

#include "base/path.h"
#include "base/random.h"
#include "build/load_article.h"
#include "desk/story_file.h"
#include "formats/markdown.h"
#include "review/canonical_form.h"
#include "review/named_files.h"
#include "review/review_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gazette {

namespace {

constexpr std::uint64_t kMostAssetBytes = std::uint64_t{64} << 20U;

bool is_file(Files& files, const std::string& path) {
    const Result<FileInfo> info = files.info(path);
    return info.has_value() && info->kind == FileKind::File;
}

// The files that the story brings onto the site, by digest.
Result<std::vector<AssetDigest>> assets_of(DeskCore& core, const std::string& bytes,
                                           const Story& story, const SiteConfig& site) {
    StringPool pool;
    KeepingRoom none(0);
    RowWorkshop workshop{pool, none};
    Diagnostics diagnostics;
    const std::optional<ArticleRow> row =
        load_article({bytes, story.path, site, false}, workshop, diagnostics);
    if (!row.has_value()) return failure(ErrorCode::Invalid, "the story is no article");
    const auto is_there = [&](const std::string& path) {
        return is_file(core.files(), join_path(core.source(), path)) ||
               core.uploaded_file(path).has_value();
    };
    std::vector<AssetDigest> assets;
    for (const std::string& path : named_files(*row, is_there)) {
        // An uploaded picture is brought into the newsroom with the story.
        const std::string file = core.uploaded_file(path).value_or(join_path(core.source(), path));
        const std::string asset = TRY(core.files().read(file, kMostAssetBytes));
        assets.push_back({path, sha256(asset)});
    }
    return assets;
}

Result<Story> story_again(Database& database, const Story& story) {
    std::optional<Story> again = TRY(find_story(database, story.id));
    if (!again.has_value()) return failure(ErrorCode::NotFound, "there is no such story");
    return *std::move(again);
}

// Where the story's records end.
Result<LogEnd> log_end(Database& database, std::string_view story) {
    const std::optional<DbRow> row = TRY(database.find(
        "select seq, line from record where story = $1 order by seq desc limit 1", {story}));
    if (!row.has_value()) return LogEnd();
    std::string_view line = row->text(1);
    line.remove_suffix(1);  // its line feed
    return LogEnd{static_cast<std::uint64_t>(row->integer(0)), sha256(line)};
}

Result<void> add_record(Database& database, DeskCore& core, const Story& story,
                        const Record& record) {
    LogEnd end = TRY(log_end(database, story.id));
    const std::string line = TRY(sign_record(record, core.key(), end));
    TRY(database.run("insert into record (story, seq, line) values ($1, $2, $3)",
                     {story.id, static_cast<std::int64_t>(end.count), line}));
    return {};
}

Result<std::string> whole_log(Database& database, std::string_view story) {
    std::string log;
    for (const DbRow& row :
         TRY(database.query("select line from record where story = $1 order by seq", {story}))) {
        log += row.text(0);
    }
    return log;
}

Result<void> add_to_outbox(Database& database, const Story& story, const std::string& path,
                           std::string_view bytes, Instant now) {
    const std::optional<DbRow> last = TRY(database.find(
        "select digest from outbox where path = $1 order by seq desc limit 1", {path}));
    TRY(
        database.run("insert into outbox (seq, story, path, expected, digest, bytes, made, done, "
                     "problem) values ((select coalesce(max(seq), 0) + 1 from outbox), "
                     "$1, $2, $3, $4, $5, $6, 0, '')",
                     {story.id, path, last.has_value() ? last->text(0) : std::string(),
                      to_hex(sha256(bytes)), Blob{bytes}, now.seconds}));
    return {};
}

// The uploaded pictures that the text names, beside the article.
Result<void> add_pictures_to_outbox(Database& database, DeskCore& core, const Story& story,
                                    const StoryVersion& version, Instant now) {
    std::vector<std::string> added;
    for (const BodyImage& image : examine(version.fields.body, 1).images) {
        const std::string path = join_path(parent_path(story.path), image.target);
        const std::optional<std::string> file = core.uploaded_file(path);
        const bool is_beside = image.target.find('/') == std::string::npos;
        if (!file.has_value() || !is_beside || std::ranges::find(added, path) != added.end()) {
            continue;
        }
        TRY(add_to_outbox(database, story, path, TRY(core.files().read(*file, kMostAssetBytes)),
                          now));
        added.push_back(path);
    }
    return {};
}

// The version with which the story's round began.
Result<StoryVersion> submitted_version(Database& database, const Story& story) {
    const std::optional<DbRow> row = TRY(database.find(
        "select version from event where story = $1 and action in ('submit-to-newsroom', "
        "'approve', 'take-up') order by seq desc limit 1",
        {story.id}));
    std::optional<StoryVersion> version;
    if (row.has_value()) {
        version = TRY(find_version(database, story.id, static_cast<int>(row->integer(0))));
    }
    if (!version.has_value()) return failure(ErrorCode::Damaged, "a story was never handed in");
    return *std::move(version);
}

// The digest that a stage was given: of the first what was submitted, else what the one before
// passed on.
Result<std::string> received_by(Database& database, DeskCore& core, const Story& story) {
    if (story.stage > 1) {
        for (const StorySignature& signature : TRY(signatures_of(database, story))) {
            if (signature.stage == story.stage - 1) return signature.content;
        }
        return failure(ErrorCode::Damaged, "a stage before this one has not signed");
    }
    const StoryVersion submitted = TRY(submitted_version(database, story));
    return to_hex(TRY(digest_of(core, story, submitted)).content);
}

Record record_of(DeskCore& core, const Story& story, const Account& person, Instant now) {
    Record record;
    record.site = core.site()->id;
    record.article = story.id;
    record.at = now;
    record.person = person.name;
    record.stage = stage_names(*core.site()).at(static_cast<std::size_t>(story.stage - 1));
    return record;
}

// What a stage passes on.
struct Passed {
    StoryVersion version;
    TextDigest digest;
};

// The last stage dates the article: readers find it under the day on which it was signed.
Result<Passed> passed_on(Database& database, DeskCore& core, Story& story, Instant now) {
    StoryVersion version = TRY(newest_version(database, story));
    if (static_cast<std::size_t>(story.stage) == kDeskStages) {
        version.date = now;
        version.saved = now;
        version = TRY(add_version(database, story, version));
    }
    TextDigest digest = TRY(digest_of(core, story, version));
    return Passed{std::move(version), digest};
}

Result<void> sign(Database& database, DeskCore& core, Story& story, const SignRequest& request) {
    const std::string received = TRY(received_by(database, core, story));
    const Passed passed = TRY(passed_on(database, core, story, request.now));
    const std::string content = to_hex(passed.digest.content);
    TRY(
        database.run("insert into signature (story, round, stage, account, version, received, "
                     "content, at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                     {story.id, story.round, story.stage, request.account.id, passed.version.number,
                      received, content, request.now.seconds}));
    Record record = record_of(core, story, request.account, request.now);
    record.type = RecordType::SignOff;
    record.stages = stage_names(*core.site());
    record.path = story.path;
    record.received = *sha256_from_hex(received);
    record.content = passed.digest.content;
    record.assets = passed.digest.assets;
    record.author = story.author_name;
    TRY(add_record(database, core, story, record));
    const Act act{story.id, request.account, request.now, {}, {}};
    if (static_cast<std::size_t>(story.stage) < kDeskStages) {
        return move_story(database, story, act, StoryAction::Sign, story.stage + 1);
    }
    TRY(add_pictures_to_outbox(database, core, story, passed.version, request.now));
    TRY(add_to_outbox(database, story, review_log_path(story.id),
                      TRY(whole_log(database, story.id)), request.now));
    TRY(add_to_outbox(database, story, story.path,
                      print_story_file(story, passed.version, *core.site()), request.now));
    return move_story(database, story, act, StoryAction::SignLast, 0);
}

ReturnKind kind_of(StoryAction how) {
    if (how == StoryAction::Reject) return ReturnKind::Refuse;
    return how == StoryAction::Keep ? ReturnKind::Spare : ReturnKind::Revise;
}

Result<bool> is_slug_free(Database& database, DeskCore& core, const Story& story,
                          const std::string& slug, const std::string& path) {
    const std::optional<DbRow> row =
        TRY(database.find("select 1 from story where slug = $1 and id <> $2", {slug, story.id}));
    return !row.has_value() && !core.files().info(join_path(core.source(), path)).has_value();
}

}  // namespace

std::vector<std::string> stage_names(const SiteConfig& site) {
    if (site.review.stages.size() == kDeskStages) return site.review.stages;
    return {"初审", "复审", "终审"};
}

Result<void> choose_path(DeskCore& core, const Story& story, Instant now) {
    if (!story.path.empty()) return {};
    std::string made = core.slug_of(story.title);
    if (made.empty()) made = "article";
    constexpr std::size_t kEndingLength = 4;
    return core.with_database([&](Database& database) -> Result<void> {
        std::string slug = made;
        std::string path = story_path(*core.site(), now, slug);
        while (!TRY(is_slug_free(database, core, story, slug, path))) {
            slug = fmt::format("{}-{}", made, random_id(kEndingLength));
            path = story_path(*core.site(), now, slug);
        }
        TRY(database.run("update story set slug = $1, path = $2 where id = $3 and path = ''",
                         {slug, path, story.id}));
        return {};
    });
}

Result<TextDigest> digest_of(DeskCore& core, const Story& story, const StoryVersion& version) {
    const std::shared_ptr<const SiteConfig> site = core.site();
    const std::string bytes = print_story_file(story, version, *site);
    const std::optional<std::string> words = canonical_words(bytes);
    if (!words.has_value()) return failure(ErrorCode::Invalid, "the story cannot be read");
    const std::vector<AssetDigest> assets = TRY(assets_of(core, bytes, story, *site));
    return TextDigest{content_digest(std::string_view(*words), assets), assets_digest(assets)};
}

Result<StoryStatus> sign_story(DeskCore& core, const SignRequest& request) {
    return core.with_database([&](Database& database) -> Result<StoryStatus> {
        Transaction change = TRY(database.begin());
        Story story = TRY(story_again(database, request.story));
        const bool has_signed = TRY(has_signed_round(database, story, request.account));
        if (!standing_of(request.account, story, has_signed).is_turn) {
            return failure(ErrorCode::Conflict, "it is not this reviewer's turn");
        }
        const StoryVersion newest = TRY(newest_version(database, story));
        if (to_hex(TRY(digest_of(core, story, newest)).content) != request.seen) {
            return failure(ErrorCode::Conflict, "the text was changed meanwhile");
        }
        TRY(sign(database, core, story, request));
        TRY(change.commit());
        return TRY(story_again(database, story)).state;
    });
}

Result<void> send_back(DeskCore& core, const Act& act, StoryAction how) {
    return core.with_database([&](Database& database) -> Result<void> {
        Transaction change = TRY(database.begin());
        const std::optional<Story> story = TRY(find_story(database, act.story));
        if (!story.has_value()) return failure(ErrorCode::NotFound, "there is no such story");
        if (act.version.has_value() && *act.version != story->version) {
            return failure(ErrorCode::Conflict, "the story was changed meanwhile");
        }
        if (story->state == StoryStatus::InReview) {
            const StoryVersion newest = TRY(newest_version(database, *story));
            Record record = record_of(core, *story, act.account, act.now);
            record.type = RecordType::Return;
            record.kind = kind_of(how);
            record.content = TRY(digest_of(core, *story, newest)).content;
            record.note = act.note;
            TRY(add_record(database, core, *story, record));
        }
        TRY(move_story(database, *story, act, how, 0));
        return change.commit();
    });
}

Result<std::string> stuck_path(Database& database, std::string_view story) {
    const std::optional<DbRow> row = TRY(
        database.find("select problem from outbox where story = $1 and done = 0 and problem <> '' "
                      "order by seq limit 1",
                      {story}));
    return row.has_value() ? row->text(0) : std::string();
}

}  // namespace gazette
