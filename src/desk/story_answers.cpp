// Stories as lists and as pages of their own, and what their authors and organisations do with
// them.
#include "content/urls.h"
#include "desk/answers.h"
#include "desk/quotas.h"
#include "desk/sign_offs.h"
#include "desk/stories.h"
#include "desk/story_file.h"
#include "desk/story_lines.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace gazette {

namespace {

void add_events(View& view, const Visit& visit, const std::vector<StoryEvent>& events) {
    for (const StoryEvent& event : events) {
        View& line = view.add("events");
        line.set("at", visit.time(event.at));
        line.set("who", event.account_shown);
        line.set("what",
                 visit.words.text(fmt::format("event-{}", name_of(event.action)),
                                  event.stage > 0 ? visit.stage(event.stage) : std::string()));
        line.set_unless_empty("note", event.note);
    }
}

// What may be done with the story now, by whoever looks at it: both tables asked.
void add_acts(View& view, const Visit& visit) {
    const Story& story = *visit.story;
    const auto can = [&](Route route, StoryAction action) {
        return may_use(route, visit.account().role, visit.standing) &&
               after(story.state, action).has_value();
    };
    bool has_acts = false;
    const auto add = [&](ViewName name, std::string_view part) {
        view.set(name, story_href(story, part));
        has_acts = true;
    };
    const bool writes = visit.standing.is_author && story.state != StoryStatus::InReview;
    if (writes && can(Route::Save, StoryAction::Edit)) add("edit", "edit");
    if (can(Route::Sign, StoryAction::Sign)) add("review", "review");
    if (can(Route::Discard, StoryAction::Discard)) add("discard", "discard");
    if (can(Route::Restore, StoryAction::Restore)) add("restore", "restore");
    if (can(Route::TakeUp, StoryAction::TakeUp)) add("take_up", "take-up");
    view.set_flag("has_acts", has_acts);
    if (can(Route::Approve, StoryAction::Approve)) {
        view.set("approve", story_href(story, "approve"));
        view.set("send_back", story_href(story, "return"));
    }
}

struct StoryFacts {
    StoryVersion version;
    std::vector<StoryEvent> events;
    std::string stuck;  // path of a file that could not be written
};

Result<StoryFacts> facts_of(const Visit& visit) {
    return visit.core.with_database([&](Database& database) -> Result<StoryFacts> {
        StoryFacts facts;
        facts.version = TRY(newest_version(database, *visit.story));
        facts.events = TRY(events_of(database, visit.story->id));
        facts.stuck = TRY(stuck_path(database, visit.story->id));
        return facts;
    });
}

int number_in(std::string_view text) {
    int number = -1;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end ? number : -1;
}

Act act_of(const Visit& visit) {
    Act act{visit.story->id, visit.account(), visit.now, {}, {}};
    if (visit.has_field("version")) act.version = number_in(visit.field("version"));
    return act;
}

Result<HttpResponse> lists_page(const Visit& visit, std::string_view title,
                                const std::function<void(View&)>& fill) {
    View view = TRY(frame_view(visit, visit.words.text(title)));
    fill(view);
    return page_answer(visit, DeskPage::Stories, view);
}

Result<HttpResponse> too_many_drafts(const Visit& visit) {
    const Quota quota = TRY(visit.core.with_database(
        [&](Database& database) { return quota_of(database, visit.account().organisation); }));
    return message_answer(
        visit, {.status = 429,
                .heading = visit.words.text("quota-drafts"),
                .text = visit.words.text("quota-drafts-text", fmt::format("{}", quota.open_drafts)),
                .href = "/stories",
                .label = visit.words.text("my-stories")});
}

bool is_done(StoryStatus state) {
    return state == StoryStatus::Published || state == StoryStatus::Rejected;
}

}  // namespace

Result<HttpResponse> answer_my_stories(const Visit& visit) {
    const std::vector<Story> all = TRY(visit.core.with_database(
        [&](Database& database) { return stories_of_author(database, visit.account().id); }));
    std::vector<Story> mine;
    std::vector<Story> moving;
    std::vector<Story> done;
    std::vector<Story> discarded;
    for (const Story& story : all) {
        const bool is_mine =
            story.state == StoryStatus::Draft || story.state == StoryStatus::Returned;
        (story.state == StoryStatus::Discarded ? discarded
         : is_mine                             ? mine
         : is_done(story.state)                ? done
                                               : moving)
            .push_back(story);
    }
    return lists_page(visit, "my-stories", [&](View& view) {
        add_group(view, visit, "group-mine", mine, LineFor::Author);
        add_group(view, visit, "group-moving", moving, LineFor::Author);
        add_group(view, visit, "group-done", done, LineFor::Author);
        add_group(view, visit, "group-discarded", discarded, LineFor::Author);
    });
}

Result<HttpResponse> answer_new_story(const Visit& visit) {
    // Whoever opens an empty sheet twice gets the one that is still empty.
    const Result<Story> story = visit.core.with_database([&](Database& database) -> Result<Story> {
        for (const Story& known : TRY(stories_of_author(database, visit.account().id))) {
            if (known.state != StoryStatus::Draft || known.version != 1) continue;
            const StoryVersion version = TRY(newest_version(database, known));
            if (version.fields == StoryFields()) return known;
        }
        return create_story(database, visit.account(), {}, visit.now);
    });
    if (!story.has_value() && is_quota_error(story.error())) return too_many_drafts(visit);
    if (!story.has_value()) return failure(story.error());
    return see_other(story_href(*story, "edit"));
}

Result<HttpResponse> answer_story_page(const Visit& visit) {
    const Story& story = *visit.story;
    const StoryFacts facts = TRY(facts_of(visit));
    View view = TRY(frame_view(visit, visit.words.title(story)));
    view.set("title", visit.words.title(story));
    view.set("state", visit.state(story));
    view.set("next", next_step(visit, story));
    view.set("from", whose(visit, story));
    view.set("since", visit.words.text("since", visit.time(story.since)));
    view.set("version", fmt::format("{}", story.version));
    view.set("preview", story_href(story, "preview"));
    view.set("versions", story_href(story, "versions"));
    if (may_use(Route::StoryRecords, visit.account().role, visit.standing)) {
        view.set("records", story_href(story, "records"));
    }
    const bool was_sent_back = story.state == StoryStatus::Returned ||
                               story.state == StoryStatus::Rejected ||
                               story.state == StoryStatus::Kept;
    if (was_sent_back && !facts.events.empty()) {
        view.set_unless_empty("reason", facts.events.back().note);
    }
    if (!facts.stuck.empty()) view.set("stuck", visit.words.text("stuck", facts.stuck));
    if (story.state == StoryStatus::Published || story.state == StoryStatus::Signed) {
        const CivilDate day = visit.site->time_zone.local(facts.version.date).time.date;
        view.set("address",
                 visit.site->origin + visit.site->base_path + article_address(day, story.slug));
    }
    add_acts(view, visit);
    add_events(view, visit, facts.events);
    return page_answer(visit, DeskPage::Story, view);
}

Result<HttpResponse> answer_discard(const Visit& visit) {
    TRY(visit.core.with_database([&](Database& database) {
        return put_away(database, act_of(visit), StoryAction::Discard);
    }));
    return see_other("/stories");
}

Result<HttpResponse> answer_restore(const Visit& visit) {
    Result<void> restored = visit.core.with_database([&](Database& database) {
        return put_away(database, act_of(visit), StoryAction::Restore);
    });
    if (!restored.has_value() && is_quota_error(restored.error())) return too_many_drafts(visit);
    TRY(std::move(restored));
    return see_other(story_href(*visit.story, "edit"));
}

Result<HttpResponse> answer_preview(const Visit& visit) {
    const StoryVersion version = TRY(visit.core.with_database(
        [&](Database& database) { return newest_version(database, *visit.story); }));
    Result<std::string> html =
        visit.core.preview().page(*visit.story, version, *visit.site, visit.now);
    if (html.has_value()) return html_answer(200, *std::move(html));
    if (html.error().code != ErrorCode::Invalid) return failure(html.error());
    HttpResponse response;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
    response.text = visit.words.text("no-preview") + "\n";
    return response;
}

}  // namespace gazette
