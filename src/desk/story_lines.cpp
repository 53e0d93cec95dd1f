#include "desk/story_lines.h"

namespace gazette {

std::string next_step(const Visit& visit, const Story& story) {
    const DeskWords& words = visit.words;
    switch (story.state) {
        case StoryStatus::Draft:
            return words.text("next-draft");
        case StoryStatus::AtOrganisation: {
            const Organisation* const organisation = visit.site->organisation(story.organisation);
            return words.text("next-at-organisation",
                              organisation == nullptr ? story.organisation : organisation->name);
        }
        case StoryStatus::InReview:
            return words.text("next-in-review", visit.stage(story.stage));
        case StoryStatus::Returned:
            return story.author == visit.account().id
                       ? words.text("next-returned")
                       : words.text("next-returned-other", story.author_shown);
        case StoryStatus::Rejected:
            return words.text("next-rejected");
        case StoryStatus::Kept:
            return words.text("next-kept");
        case StoryStatus::Signed:
            return words.text("next-signed");
        case StoryStatus::Published:
            return words.text("next-published");
        case StoryStatus::Discarded:
            return words.text("next-discarded");
    }
    return {};
}

std::string whose(const Visit& visit, const Story& story) {
    const Organisation* const organisation = visit.site->organisation(story.organisation);
    if (organisation == nullptr) return story.author_shown;
    return organisation->name + " " + story.author_shown;
}

void fill_story_line(View& line, const Visit& visit, const Story& story, LineFor reader) {
    const bool is_turn = visit.session.has_value() && stage_of(visit.account().role) > 0 &&
                         story.state == StoryStatus::InReview &&
                         story.stage == stage_of(visit.account().role) &&
                         story.author != visit.account().id && reader == LineFor::Others;
    const bool is_mine = reader == LineFor::Author &&
                         after(story.state, StoryAction::Edit).has_value() &&
                         story.state != StoryStatus::InReview;
    line.set("href", story_href(story, is_turn ? "review" : is_mine ? "edit" : ""));
    line.set("title", visit.words.title(story));
    if (reader == LineFor::Others) line.set("from", whose(visit, story));
    line.set("state", visit.state(story));
    line.set("since", visit.words.text("since", visit.time(story.since)));
    line.set("next", next_step(visit, story));
}

void add_group(View& view, const Visit& visit, std::string_view heading,
               const std::vector<Story>& stories, LineFor reader) {
    if (stories.empty()) return;
    view.set_flag("has_stories", true);
    View& group = view.add("groups");
    group.set("heading", visit.words.text(heading));
    for (const Story& story : stories) fill_story_line(group.add("stories"), visit, story, reader);
}

}  // namespace gazette
