#include "desk/stories.h"

#include "base/random.h"
#include "desk/quotas.h"
#include "desk/story_media.h"

#include <utility>

namespace gazette {

namespace {

constexpr std::string_view kStoryColumns =
    "select s.id, s.author, a.name, a.shown_name, s.organisation, s.state, s.stage, s.round, "
    "s.since, s.created, s.version, s.slug, s.path, v.title from story s "
    "join account a on a.id = s.author "
    "join version v on v.story = s.id and v.number = s.version ";

std::string stories(std::string_view rest) { return std::string(kStoryColumns).append(rest); }

Result<Story> story_of(const DbRow& row) {
    const std::optional<StoryStatus> state = state_named(row.text(5));
    if (!state.has_value()) {
        return failure(ErrorCode::Damaged, "a story is in the unknown state " + row.text(5));
    }
    Story story;
    story.id = row.text(0);
    story.author = row.text(1);
    story.author_name = row.text(2);
    story.author_shown = row.text(3);
    story.organisation = row.text(4);
    story.state = *state;
    story.stage = static_cast<int>(row.integer(6));
    story.round = static_cast<int>(row.integer(7));
    story.since = Instant{row.integer(8)};
    story.created = Instant{row.integer(9)};
    story.version = static_cast<int>(row.integer(10));
    story.slug = row.text(11);
    story.path = row.text(12);
    story.title = row.text(13);
    return story;
}

Result<std::vector<Story>> stories_of(const std::vector<DbRow>& rows) {
    std::vector<Story> found;
    found.reserve(rows.size());
    for (const DbRow& row : rows) found.push_back(TRY(story_of(row)));
    return found;
}

Result<Story> story_that_is_there(Database& database, std::string_view id) {
    std::optional<Story> story = TRY(find_story(database, id));
    if (!story.has_value()) return failure(ErrorCode::NotFound, "there is no such story");
    return *std::move(story);
}

Result<void> insert_version(Database& database, std::string_view story,
                            const StoryVersion& version) {
    const StoryFields& f = version.fields;
    TRY(database.run(
        "insert into version (story, number, account, saved, title, kicker, subtitle, "
        "byline, section, tags, summary, body, date) values "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        {story, version.number, version.account, version.saved.seconds, f.title, f.kicker,
         f.subtitle, f.byline, f.section, f.tags, f.summary, f.body, version.date.seconds}));
    return link_media(database, story, f.body);
}

tl::unexpected<Error> state_has_changed() {
    return failure(ErrorCode::Conflict, "the story is no longer where this could be done with it");
}

Result<void> must_be_newest(const Story& story, const Act& act) {
    if (act.version.has_value() && *act.version != story.version) {
        return failure(ErrorCode::Conflict, "the story was changed meanwhile");
    }
    return {};
}

// Into the newsroom: a new round begins at the first stage, with the day's date.
Result<void> begin_round(Database& database, Story story, const Act& act, StoryAction action) {
    StoryVersion dated = TRY(newest_version(database, story));
    dated.date = act.now;
    dated.saved = act.now;
    TRY(add_version(database, story, dated));
    TRY(move_story(database, story, act, action, 1));
    TRY(database.run("update story set round = round + 1 where id = $1", {story.id}));
    return {};
}

}  // namespace

Result<void> add_event(Database& database, const Story& story, const Act& act, StoryAction action) {
    TRY(
        database.run("insert into event (story, seq, at, account, action, stage, version, note) "
                     "values ($1, (select coalesce(max(seq), 0) + 1 from event where story = $1), "
                     "$2, $3, $4, $5, $6, $7)",
                     {story.id, act.now.seconds, act.account.id, name_of(action), story.stage,
                      story.version, act.note}));
    return {};
}

Result<std::string> insert_story(Database& database, const Account& author,
                                 const StoryFields& fields, Instant now) {
    const std::string id = random_id(kRandomIdLength);
    TRY(database.run(
        "insert into story (id, author, organisation, state, stage, round, since, "
        "created, version, slug, path) values ($1, $2, $3, $4, 0, 0, $5, $5, 1, '', "
        "'')",
        {id, author.id, author.organisation, name_of(StoryStatus::Draft), now.seconds}));
    StoryVersion first;
    first.account = author.id;
    first.saved = now;
    first.fields = fields;
    TRY(insert_version(database, id, first));
    return id;
}

Result<Story> create_story(Database& database, const Account& author, const StoryFields& fields,
                           Instant now) {
    Transaction change = TRY(database.begin());
    TRY(check_new_draft(database, author.organisation));
    const std::string id = TRY(insert_story(database, author, fields, now));
    TRY(change.commit());
    return story_that_is_there(database, id);
}

Result<std::optional<Story>> find_story(Database& database, std::string_view id) {
    const std::optional<DbRow> row = TRY(database.find(stories("where s.id = $1"), {id}));
    if (!row.has_value()) return std::optional<Story>();
    return std::optional<Story>(TRY(story_of(*row)));
}

Result<std::optional<StoryVersion>> find_version(Database& database, std::string_view story,
                                                 int number) {
    const std::optional<DbRow> row = TRY(database.find(
        "select v.number, v.account, a.shown_name, v.saved, v.date, v.title, v.kicker, v.subtitle, "
        "v.byline, v.section, v.tags, v.summary, v.body from version v "
        "join account a on a.id = v.account where v.story = $1 and v.number = $2",
        {story, number}));
    if (!row.has_value()) return std::optional<StoryVersion>();
    StoryVersion version;
    version.number = static_cast<int>(row->integer(0));
    version.account = row->text(1);
    version.account_shown = row->text(2);
    version.saved = Instant{row->integer(3)};
    version.date = Instant{row->integer(4)};
    version.fields = {row->text(5), row->text(6),  row->text(7),  row->text(8),
                      row->text(9), row->text(10), row->text(11), row->text(12)};
    return std::optional<StoryVersion>(std::move(version));
}

Result<StoryVersion> newest_version(Database& database, const Story& story) {
    std::optional<StoryVersion> version = TRY(find_version(database, story.id, story.version));
    if (!version.has_value()) return failure(ErrorCode::Damaged, "a story has lost its text");
    return *std::move(version);
}

Result<std::vector<Story>> stories_of_author(Database& database, std::string_view account) {
    return stories_of(TRY(database.query(
        stories("where s.author = $1 order by s.state = 'discarded', s.since desc, s.id"),
        {account})));
}

Result<std::vector<Story>> stories_of_organisation(Database& database,
                                                   std::string_view organisation) {
    return stories_of(TRY(
        database.query(stories("where s.organisation = $1 and s.organisation <> '' and s.state not "
                               "in ('draft', 'discarded') order by s.since desc, s.id"),
                       {organisation})));
}

Result<std::vector<Story>> queue_of_stage(Database& database, int stage) {
    return stories_of(TRY(database.query(
        stories("where s.state = 'in-review' and s.stage = $1 order by s.since, s.id"), {stage})));
}

Result<std::vector<Story>> stories_in_newsroom(Database& database) {
    return stories_of(TRY(database.query(
        stories("where s.state in ('in-review', 'kept', 'signed') order by s.since, s.id"))));
}

Result<std::vector<StoryEvent>> events_of(Database& database, std::string_view story) {
    const std::vector<DbRow> rows = TRY(database.query(
        "select e.at, a.shown_name, e.action, e.stage, e.version, e.note from event e "
        "join account a on a.id = e.account where e.story = $1 order by e.seq",
        {story}));
    std::vector<StoryEvent> events;
    for (const DbRow& row : rows) {
        const std::optional<StoryAction> action = action_named(row.text(2));
        if (!action.has_value()) {
            return failure(ErrorCode::Damaged, "an event has the unknown action " + row.text(2));
        }
        events.push_back({Instant{row.integer(0)}, row.text(1), *action,
                          static_cast<int>(row.integer(3)), static_cast<int>(row.integer(4)),
                          row.text(5)});
    }
    return events;
}

Result<bool> has_signed_round(Database& database, const Story& story, const Account& account) {
    const std::optional<DbRow> row = TRY(
        database.find("select 1 from signature where story = $1 and round = $2 and account = $3",
                      {story.id, story.round, account.id}));
    return row.has_value();
}

Result<std::vector<std::string>> bylines_of(Database& database, const Account& account) {
    const bool is_of_newsroom = !is_of_organisation(account.role);
    std::vector<std::string> bylines;
    for (const DbRow& row : TRY(database.query(
             "select v.byline, max(v.saved) from version v join story s on s.id = v.story and "
             "s.version = v.number where v.byline <> '' and (s.author = $1 or ($2 = 1 and "
             "s.organisation = '' and s.round > 0)) group by v.byline order by 2 desc limit 30",
             {account.id, is_of_newsroom}))) {
        bylines.push_back(row.text(0));
    }
    return bylines;
}

Result<std::vector<StorySignature>> signatures_of(Database& database, const Story& story) {
    const std::vector<DbRow> rows = TRY(database.query(
        "select g.stage, g.account, a.shown_name, g.version, g.received, g.content, g.at "
        "from signature g join account a on a.id = g.account "
        "where g.story = $1 and g.round = $2 order by g.stage",
        {story.id, story.round}));
    std::vector<StorySignature> signatures;
    signatures.reserve(rows.size());
    for (const DbRow& row : rows) {
        signatures.push_back({static_cast<int>(row.integer(0)), row.text(1), row.text(2),
                              static_cast<int>(row.integer(3)), row.text(4), row.text(5),
                              Instant{row.integer(6)}});
    }
    return signatures;
}

std::optional<StoryFields> joined(const StoryFields& base, const StoryFields& mine,
                                  const StoryFields& theirs) {
    StoryFields both = theirs;
    for (const StoryField& field : kStoryFields) {
        const std::string& old_text = base.*field.text;
        const std::string& my_text = mine.*field.text;
        const std::string& their_text = theirs.*field.text;
        if (my_text == their_text || my_text == old_text) continue;
        if (their_text != old_text) return std::nullopt;
        both.*field.text = my_text;
    }
    return both;
}

Result<SavedStory> save_story(Database& database, const SaveRequest& request) {
    Transaction change = TRY(database.begin());
    Story story = TRY(story_that_is_there(database, request.story));
    if (!after(story.state, StoryAction::Edit).has_value()) return state_has_changed();
    StoryVersion newest = TRY(newest_version(database, story));
    if (newest.fields == request.fields) {
        return SavedStory{SaveOutcome::Unchanged, std::move(newest)};
    }
    SaveOutcome outcome = SaveOutcome::Saved;
    StoryFields fields = request.fields;
    if (request.base != newest.number) {
        const std::optional<StoryVersion> base =
            TRY(find_version(database, story.id, request.base));
        // A base that never was: nothing can be told from it, so it is like an empty one.
        const StoryFields began = base.has_value() ? base->fields : StoryFields();
        std::optional<StoryFields> both = joined(began, request.fields, newest.fields);
        if (!both.has_value()) return SavedStory{SaveOutcome::Conflict, std::move(newest)};
        if (*both == newest.fields) return SavedStory{SaveOutcome::Unchanged, std::move(newest)};
        outcome = SaveOutcome::Joined;
        fields = *std::move(both);
    }
    newest.account = request.account;
    newest.saved = request.now;
    newest.fields = std::move(fields);
    StoryVersion saved = TRY(add_version(database, story, newest));
    TRY(change.commit());
    return SavedStory{outcome, std::move(saved)};
}

Result<void> submit_story(Database& database, const Act& act) {
    Transaction change = TRY(database.begin());
    const Story story = TRY(story_that_is_there(database, act.story));
    TRY(must_be_newest(story, act));
    TRY(check_hand_in(database, story, act.now));
    if (act.account.role == DeskRole::Member) {
        TRY(move_story(database, story, act, StoryAction::SubmitToOrganisation, 0));
    } else {
        TRY(begin_round(database, story, act, StoryAction::SubmitToNewsroom));
    }
    return change.commit();
}

Result<void> approve_story(Database& database, const Act& act) {
    Transaction change = TRY(database.begin());
    const Story story = TRY(story_that_is_there(database, act.story));
    TRY(must_be_newest(story, act));
    TRY(begin_round(database, story, act, StoryAction::Approve));
    return change.commit();
}

Result<void> take_up(Database& database, const Act& act) {
    Transaction change = TRY(database.begin());
    const Story story = TRY(story_that_is_there(database, act.story));
    TRY(must_be_newest(story, act));
    // What was signed before ended when it was laid aside: all stages begin anew.
    TRY(begin_round(database, story, act, StoryAction::TakeUp));
    return change.commit();
}

Result<void> put_away(Database& database, const Act& act, StoryAction how) {
    Transaction change = TRY(database.begin());
    const Story story = TRY(story_that_is_there(database, act.story));
    if (how == StoryAction::Restore) TRY(check_new_draft(database, story.organisation));
    TRY(move_story(database, story, act, how, 0));
    return change.commit();
}

Result<void> move_story(Database& database, const Story& story, const Act& act, StoryAction action,
                        int stage) {
    const std::optional<StoryStatus> to = after(story.state, action);
    if (!to.has_value()) return state_has_changed();
    TRY(add_event(database, story, act, action));
    TRY(database.run("update story set state = $1, stage = $2, since = $3 where id = $4",
                     {name_of(*to), stage, act.now.seconds, story.id}));
    return {};
}

Result<StoryVersion> add_version(Database& database, Story& story, const StoryVersion& like) {
    StoryVersion added = like;
    added.number = story.version + 1;
    TRY(insert_version(database, story.id, added));
    TRY(database.run("update story set version = $1 where id = $2", {added.number, story.id}));
    story.version = added.number;
    return added;
}

}  // namespace gazette
