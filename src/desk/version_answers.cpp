// A story's versions: listed, compared, one of them made the newest again.
#include "desk/answers.h"
#include "desk/story_changes.h"
#include "desk/versions.h"

#include <fmt/format.h>

#include <charconv>

namespace gazette {

namespace {

int number_in(std::string_view text) {
    int number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end ? number : 0;
}

int number_of(const Visit& visit, std::string_view parameter) {
    return number_in(visit.request.parameter(parameter).value_or(""));
}

// Whether the reader may change the text, as it stands now.
bool may_change(const Visit& visit) {
    const Story& story = *visit.story;
    return may_use(Route::RestoreVersion, visit.account().role, visit.standing) &&
           after(story.state, StoryAction::Edit).has_value() &&
           (story.state != StoryStatus::InReview || visit.standing.is_turn);
}

struct VersionFacts {
    std::vector<VersionLine> lines;
    bool has_more = false;
    // That are compared; one alone is shown as a whole.
    std::optional<StoryVersion> older;
    std::optional<StoryVersion> newer;
};

Result<VersionFacts> version_facts(const Visit& visit) {
    constexpr int kMostLines = 100;
    const int from = number_of(visit, "from");
    const int to = number_of(visit, "to");
    return visit.core.with_database([&](Database& database) -> Result<VersionFacts> {
        const Story& story = *visit.story;
        VersionFacts facts;
        const int first = TRY(first_visible_version(database, story, visit.standing));
        facts.lines = TRY(
            versions_of(database, story.id, {first, number_of(visit, "before"), kMostLines + 1}));
        facts.has_more = facts.lines.size() > kMostLines;
        if (facts.has_more) facts.lines.pop_back();
        if (from >= first && to >= first) {
            facts.older = TRY(find_version(database, story.id, std::min(from, to)));
            facts.newer = TRY(find_version(database, story.id, std::max(from, to)));
        }
        return facts;
    });
}

std::string version_name(const Visit& visit, int number) {
    return visit.words.text("version-number", fmt::format("{}", number));
}

void add_lines(View& view, const Visit& visit, const VersionFacts& facts) {
    const int newest = visit.story->version;
    view.list("versions");
    for (const VersionLine& line : facts.lines) {
        View& one = view.add("versions");
        const std::string number = fmt::format("{}", line.number);
        one.set("number", number);
        one.set("name", version_name(visit, line.number));
        one.set("at", visit.time(line.saved));
        one.set("who", line.account_shown);
        one.set("length", visit.words.text("characters", fmt::format("{}", line.characters)));
        one.set("look", story_href(*visit.story, fmt::format("versions?from={0}&to={0}", number)));
        one.set_flag("is_newest", line.number == newest);
        // At first what the newest version changed.
        const int from = facts.older.has_value() ? facts.older->number : newest - 1;
        const int to = facts.newer.has_value() ? facts.newer->number : newest;
        one.set_flag("is_from", line.number == from);
        one.set_flag("is_to", line.number == to);
        for (const StoryEvent& event : line.events) {
            one.add("events").set(
                "text", visit.words.text(fmt::format("event-{}", name_of(event.action)),
                                         event.stage > 0 ? visit.stage(event.stage) : ""));
        }
    }
}

void add_comparison(View& view, const Visit& visit, const VersionFacts& facts) {
    if (!facts.older.has_value() || !facts.newer.has_value()) return;
    const StoryVersion& older = *facts.older;
    const StoryVersion& newer = *facts.newer;
    const bool is_one = older.number == newer.number;
    view.set("compared",
             is_one ? version_name(visit, older.number)
                    : visit.words.text("version-compared",
                                       fmt::format("{} → {}", older.number, newer.number)));
    if (is_one) {
        add_whole(view, visit, older.fields);
        view.set_flag("has_changes", true);
    } else {
        view.set_flag("has_changes", add_changes(view, visit, older.fields, newer.fields));
    }
    if (!may_change(visit) || older.number == visit.story->version) return;
    view.set("restore", story_href(*visit.story, "versions/restore"));
    view.set("restore_label", visit.words.text("version-restore", fmt::format("{}", older.number)));
    view.set("wanted", fmt::format("{}", older.number));
}

}  // namespace

Result<HttpResponse> answer_versions(const Visit& visit) {
    const Story& story = *visit.story;
    const VersionFacts facts = TRY(version_facts(visit));
    View view = TRY(frame_view(visit, visit.words.text("versions")));
    view.set("title", visit.words.title(story));
    view.set("story", story_href(story));
    view.set("here", story_href(story, "versions"));
    view.set("base", fmt::format("{}", story.version));
    view.set_flag("has_several", facts.lines.size() > 1);
    add_lines(view, visit, facts);
    add_comparison(view, visit, facts);
    if (facts.has_more) {
        view.set("older",
                 story_href(story, fmt::format("versions?before={}", facts.lines.back().number)));
    }
    return page_answer(visit, DeskPage::Versions, view);
}

Result<HttpResponse> answer_restore_version(const Visit& visit) {
    const Story& story = *visit.story;
    const int number = number_in(visit.field("version"));
    if (!may_change(visit)) {
        return failure(ErrorCode::Conflict, "the story has moved on");
    }
    TRY(visit.core.with_database([&](Database& database) -> Result<void> {
        const int first = TRY(first_visible_version(database, story, visit.standing));
        const int base = number_in(visit.field("base"));
        if (base == story.version && number < first) {
            return failure(ErrorCode::NotFound, "there is no such version");
        }
        const RestoreRequest request{story.id, visit.account(), number, base, visit.now};
        TRY(restore_version(database, request));
        return {};
    }));
    return see_other(story_href(story, "versions?done=version-restored"));
}

}  // namespace gazette
