#include "desk/desk_posts.h"

#include "base/text.h"
#include "desk/media_table.h"
#include "desk/quotas.h"
#include "desk/sign_offs.h"
#include "desk/stories.h"
#include "desk/story_file.h"
#include "desk/story_pictures.h"
#include "desk/token_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace gazette {
namespace {

constexpr std::size_t kMostTagsShown = 100;

tl::unexpected<Error> no_such_post() {
    return failure(ErrorCode::NotFound, "there is no such post");
}

Result<Account> account_of(Database& database, const PostAuthor& author) {
    std::optional<Account> account = TRY(find_account(database, author.account));
    const bool may_post = account && account->is_active && may_have_tokens(account->role) &&
                          account->organisation == author.organisation;
    if (!may_post) return failure(ErrorCode::Denied, "the account may not post");
    return *std::move(account);
}

struct OwnStory {
    Account account;
    Story story;
};

// That the author may see: their own, or what their organisation's manager sees.
Result<OwnStory> story_of(Database& database, const PostAuthor& author, std::string_view id) {
    Account account = TRY(account_of(database, author));
    std::optional<Story> story = TRY(find_story(database, id));
    if (!story || story->organisation != author.organisation) return no_such_post();
    const StoryStanding standing = standing_of(account, *story, false);
    if (!may_use(Route::StoryPage, account.role, standing)) return no_such_post();
    return OwnStory{std::move(account), *std::move(story)};
}

// …and may change.
Result<OwnStory> own_story(Database& database, const PostAuthor& author, std::string_view id) {
    OwnStory own = TRY(story_of(database, author, id));
    const StoryStanding standing = standing_of(own.account, own.story, false);
    if (!may_use(Route::Save, own.account.role, standing)) return no_such_post();
    return own;
}

bool is_with_author(StoryStatus state) {
    return state == StoryStatus::Draft || state == StoryStatus::Returned;
}

// The post that an earlier request of the same kind has made, if this is one again.
Result<std::optional<std::string>> made_before(Database& database, const PostAuthor& author,
                                               const NewPost& post, const Sha256& fingerprint,
                                               Instant now) {
    const std::vector<DbRow> rows =
        TRY(database.query("select p.story, p.fingerprint, p.retry_key, s.state from post p "
                           "join story s on s.id = p.story "
                           "where p.account = $1 and p.client = $2 and p.created > $3 and "
                           "(p.retry_key = $4 or p.fingerprint = $5) order by p.created desc",
                           {author.account, author.client, now.seconds - kRetrySeconds, post.key,
                            to_hex(fingerprint)}));
    for (const DbRow& row : rows) {
        const bool is_same = row.text(1) == to_hex(fingerprint);
        if (!post.key.empty()) {
            if (row.text(2) != post.key) continue;
            if (!is_same) return failure(ErrorCode::AlreadyExists, "the key was used before");
            return std::optional(row.text(0));
        }
        if (is_same && state_named(row.text(3)) != StoryStatus::Discarded) {
            return std::optional(row.text(0));
        }
    }
    return std::optional<std::string>();
}

// A tag is a word on the desk.
std::string printed_tags(const std::vector<std::string>& tags) {
    std::vector<std::string> words;
    for (const std::string& tag : tags) {
        std::string word;
        for (const std::string& part : tags_of(tag)) word += (word.empty() ? "" : "-") + part;
        if (!word.empty()) words.push_back(std::move(word));
    }
    return join(words, " ");
}

// Keeps what of a story a program cannot say.
StoryFields merged(StoryFields fields, const StoryFields& sent) {
    fields.title = sent.title;
    fields.kicker = sent.kicker;
    fields.subtitle = sent.subtitle;
    fields.byline = sent.byline;
    fields.tags = sent.tags;
    fields.summary = sent.summary;
    fields.body = sent.body;
    return fields;
}

Result<void> replace_text(Database& database, OwnStory& own, const StoryFields& sent, Instant now) {
    StoryVersion version = TRY(newest_version(database, own.story));
    StoryFields fields = merged(version.fields, sent);
    if (fields == version.fields) return {};
    version.fields = std::move(fields);
    version.account = own.account.id;
    version.saved = now;
    (void)TRY(add_version(database, own.story, version));
    return {};
}

// What is asked for, as an editor reads it.
std::string asked_text(const StoryFields& fields) {
    std::string text = fields.title;
    for (const std::string& part : {fields.summary, fields.body}) {
        if (!part.empty()) text += (text.empty() ? "" : "\n\n") + part;
    }
    return text;
}

}  // namespace

Result<StoryFields> DeskPosts::fields_of(Database& database, const PostAuthor& author,
                                         const Account& account, const PostContent& content) {
    std::optional<Error> refused;
    const KindOfMedia kind_of = [&](std::string_view id) -> std::optional<PictureKind> {
        const Result<std::optional<MediaRow>> row = find_media(database, id);
        if (!row) refused = row.error();
        if (!row || !*row || !may_use_media(author, account, **row)) return std::nullopt;
        return (*row)->kind;
    };
    StoryFields sent;
    sent.title = content.title;
    sent.kicker = content.kicker;
    sent.subtitle = content.subtitle;
    sent.byline = content.byline;
    sent.tags = printed_tags(content.tags);
    sent.summary = content.summary;
    sent.body = story_body(content, {media_base_, kind_of});
    if (refused) return failure(std::move(*refused));
    std::string_view wrong;
    std::optional<StoryFields> kept = cleaned(sent, wrong);
    if (!kept) {
        return failure(ErrorCode::TooLarge, fmt::format("{} is not as the desk keeps it", wrong));
    }
    return *std::move(kept);
}

// ---- making

Result<MadePost> DeskPosts::make(Database& database, const PostAuthor& author, const NewPost& post,
                                 Instant now) {
    const Account account = TRY(account_of(database, author));
    const Sha256 fingerprint = fingerprint_of(post.content, post.is_draft);
    if (auto id = TRY(made_before(database, author, post, fingerprint, now))) {
        return MadePost{*std::move(id), false};
    }
    const StoryFields fields = TRY(fields_of(database, author, account, post.content));
    Transaction change = TRY(database.begin());
    // A post is looked at again as it is handed in; here, so that no draft is left of what is
    // refused.
    TRY(post.is_draft ? check_new_draft(database, author.organisation)
                      : check_new_post(database, author.organisation, now));
    std::string id = TRY(insert_story(database, account, fields, now));
    TRY(
        database.run("insert into post (story, account, client, created, fingerprint, retry_key, "
                     "slug, other) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                     {id, author.account, author.client, now.seconds, to_hex(fingerprint), post.key,
                      post.content.slug, post.content.other}));
    TRY(change.commit());
    return MadePost{std::move(id), true};
}

// A draft is handed in; anything else is so already. Killed before this, the repeated request finds
// the draft and hands it in.
Result<void> DeskPosts::hand_in(const PostAuthor& author, std::string_view id) {
    const OwnStory own = TRY(
        core_.with_database([&](Database& database) { return own_story(database, author, id); }));
    if (!is_with_author(own.story.state)) return {};
    const Instant now = core_.now();
    if (own.account.role != DeskRole::Member) TRY(choose_path(core_, own.story, now));
    return core_.with_database([&](Database& database) {
        return submit_story(database, {own.story.id, own.account, now, {}, own.story.version});
    });
}

Result<MadePost> DeskPosts::create(const PostAuthor& author, const NewPost& post) {
    MadePost made = TRY(core_.with_database(
        [&](Database& database) { return make(database, author, post, core_.now()); }));
    if (!post.is_draft) TRY(hand_in(author, made.id));
    return made;
}

// ---- reading

Result<Post> DeskPosts::find(const PostAuthor& author, std::string_view id) {
    return core_.with_database([&](Database& database) -> Result<Post> {
        const OwnStory own = TRY(story_of(database, author, id));
        if (own.story.state == StoryStatus::Discarded) return no_such_post();
        const StoryVersion version = TRY(newest_version(database, own.story));
        PostText text = post_text(version.fields.body, media_base_);
        Post post{own.story.id, {}, is_with_author(own.story.state), own.story.version};
        post.content.title = version.fields.title;
        post.content.kicker = version.fields.kicker;
        post.content.subtitle = version.fields.subtitle;
        post.content.byline = version.fields.byline;
        post.content.summary = version.fields.summary;
        post.content.tags = tags_of(version.fields.tags);
        post.content.body = std::move(text.body);
        post.content.photos = std::move(text.photos);
        const std::optional<DbRow> row =
            TRY(database.find("select slug, other from post where story = $1", {id}));
        if (row) {
            post.content.slug = row->text(0);
            post.content.other = row->text(1);
        }
        return post;
    });
}

Result<std::vector<std::string>> DeskPosts::tags(const PostAuthor& author) {
    return core_.with_database([&](Database& database) -> Result<std::vector<std::string>> {
        const Account account = TRY(account_of(database, author));
        const bool sees_all = account.role == DeskRole::Manager;
        std::vector<std::pair<std::string, int>> counted;
        for (const DbRow& row : TRY(database.query(
                 "select v.tags from story s join version v on v.story = s.id and "
                 "v.number = s.version where s.organisation = $1 and s.state <> 'discarded' and "
                 "(s.author = $2 or ($3 = 1 and s.state <> 'draft')) order by s.since desc "
                 "limit 1000",
                 {author.organisation, author.account, sees_all}))) {
            for (std::string& tag : tags_of(row.text(0))) {
                const auto known =
                    std::ranges::find(counted, tag, &std::pair<std::string, int>::first);
                if (known != counted.end()) {
                    ++known->second;
                } else {
                    counted.emplace_back(std::move(tag), 1);
                }
            }
        }
        std::ranges::stable_sort(counted, std::ranges::greater(),
                                 &std::pair<std::string, int>::second);
        std::vector<std::string> tags;
        for (const auto& each : counted) {
            if (tags.size() < kMostTagsShown) tags.push_back(each.first);
        }
        return tags;
    });
}

// ---- changing

Result<PostChange> DeskPosts::change(Database& database, const PostAuthor& author, const Post& post,
                                     Instant now) {
    OwnStory own = TRY(own_story(database, author, post.id));
    if (own.story.state == StoryStatus::Discarded) return no_such_post();
    if (own.story.version != post.revision) {
        return failure(ErrorCode::Conflict, "the post was changed meanwhile");
    }
    const StoryFields sent = TRY(fields_of(database, author, own.account, post.content));
    Act act{own.story.id, own.account, now, {}, {}};
    Transaction change = TRY(database.begin());
    const bool waits_for_manager = own.story.state == StoryStatus::AtOrganisation;
    if (!waits_for_manager && !is_with_author(own.story.state)) {
        const std::string text = asked_text(sent);
        act.note = text;
        TRY(add_event(database, own.story, act, StoryAction::AskChange));
        TRY(change.commit());
        return PostChange::Asked;
    }
    if (waits_for_manager) {
        TRY(move_story(database, own.story, act, StoryAction::TakeBack, 0));
        own.story.state = StoryStatus::Draft;
    }
    TRY(replace_text(database, own, sent, now));
    TRY(database.run("update post set slug = $1, other = $2 where story = $3",
                     {post.content.slug, post.content.other, own.story.id}));
    if (waits_for_manager) {
        TRY(move_story(database, own.story, act, StoryAction::SubmitToOrganisation, 0));
    }
    TRY(change.commit());
    return PostChange::Done;
}

Result<PostChange> DeskPosts::update(const PostAuthor& author, const Post& post) {
    const PostChange changed = TRY(core_.with_database(
        [&](Database& database) { return change(database, author, post, core_.now()); }));
    if (changed == PostChange::Done && !post.is_draft) TRY(hand_in(author, post.id));
    return changed;
}

Result<PostChange> DeskPosts::remove(const PostAuthor& author, std::string_view id) {
    return core_.with_database([&](Database& database) -> Result<PostChange> {
        OwnStory own = TRY(own_story(database, author, id));
        if (own.story.state == StoryStatus::Discarded) return no_such_post();
        const Act act{own.story.id, own.account, core_.now(), {}, {}};
        Transaction change = TRY(database.begin());
        const bool waits_for_manager = own.story.state == StoryStatus::AtOrganisation;
        if (!waits_for_manager && !is_with_author(own.story.state)) {
            TRY(add_event(database, own.story, act, StoryAction::AskRemoval));
            TRY(change.commit());
            return PostChange::Asked;
        }
        if (waits_for_manager) {
            TRY(move_story(database, own.story, act, StoryAction::TakeBack, 0));
            own.story.state = StoryStatus::Draft;
        }
        TRY(move_story(database, own.story, act, StoryAction::Discard, 0));
        TRY(change.commit());
        return PostChange::Done;
    });
}

Result<PostChange> DeskPosts::restore(const PostAuthor& author, std::string_view id) {
    return core_.with_database([&](Database& database) -> Result<PostChange> {
        const OwnStory own = TRY(own_story(database, author, id));
        if (own.story.state != StoryStatus::Discarded) return PostChange::Done;
        const Act act{own.story.id, own.account, core_.now(), {}, {}};
        Transaction change = TRY(database.begin());
        TRY(move_story(database, own.story, act, StoryAction::Restore, 0));
        TRY(change.commit());
        return PostChange::Done;
    });
}

Result<std::optional<AppGrant>> DeskTokens::find(std::string_view secret) {
    return core_.with_database(
        [&](Database& database) { return find_grant(database, secret, core_.now()); });
}

}  // namespace gazette
