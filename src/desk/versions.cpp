#include "desk/versions.h"

#include <algorithm>

namespace gazette {

Result<int> first_visible_version(Database& database, const Story& story,
                                  const StoryStanding& standing) {
    if (standing.is_author) return 1;
    const bool is_handed_in_counts = standing.is_of_organisation;
    const std::optional<DbRow> row = TRY(database.find(
        "select min(version) from event where story = $1 and (action in ('submit-to-newsroom', "
        "'approve', 'take-up') or ($2 = 1 and action = 'submit-to-organisation'))",
        {story.id, is_handed_in_counts}));
    const bool was_handed_in = row.has_value() && !row->is_null(0);
    return was_handed_in ? static_cast<int>(row->integer(0)) : story.version;
}

Result<std::vector<VersionLine>> versions_of(Database& database, std::string_view story,
                                             const VersionRange& range) {
    std::vector<VersionLine> lines;
    for (const DbRow& row : TRY(database.query(
             "select v.number, a.shown_name, v.saved, v.title, length(v.body) from version v "
             "join account a on a.id = v.account where v.story = $1 and v.number >= $2 and "
             "($3 = 0 or v.number < $3) order by v.number desc limit $4",
             {story, range.first, range.before, range.most}))) {
        lines.push_back({static_cast<int>(row.integer(0)), row.text(1), Instant{row.integer(2)},
                         row.text(3), static_cast<int>(row.integer(4))});
    }
    for (StoryEvent& event : TRY(events_of(database, story))) {
        const auto line = std::ranges::find(lines, event.version, &VersionLine::number);
        if (line != lines.end()) line->events.push_back(std::move(event));
    }
    return lines;
}

Result<StoryVersion> restore_version(Database& database, const RestoreRequest& request) {
    Transaction change = TRY(database.begin());
    std::optional<Story> story = TRY(find_story(database, request.story));
    if (!story.has_value()) return failure(ErrorCode::NotFound, "there is no such story");
    const bool may_change = after(story->state, StoryAction::Edit).has_value();
    if (!may_change || story->version != request.base) {
        return failure(ErrorCode::Conflict, "the story was changed meanwhile");
    }
    std::optional<StoryVersion> wanted = TRY(find_version(database, story->id, request.number));
    if (!wanted.has_value()) return failure(ErrorCode::NotFound, "there is no such version");
    StoryVersion newest = TRY(newest_version(database, *story));
    if (newest.fields == wanted->fields) return newest;
    // The date stays: it is not of the text but of the round of reviews.
    newest.fields = std::move(wanted->fields);
    newest.account = request.account.id;
    newest.account_shown = request.account.shown_name;
    newest.saved = request.now;
    newest = TRY(add_version(database, *story, newest));
    TRY(change.commit());
    return newest;
}

}  // namespace gazette
