#include "support/newsroom_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace gazette::testing {
namespace {

constexpr std::size_t kMostStories = 16;
constexpr std::size_t kFewestStories = 7;
constexpr std::int64_t kHour = 3600;

// A story by chance, of those that `is_right` names; null when there is none.
template <typename IsRight>
StoryState* find_story(NewsroomState& state, Dice& dice, const IsRight& is_right) {
    std::vector<StoryState*> found;
    for (StoryState& story : state.stories) {
        if (is_right(story)) found.push_back(&story);
    }
    return found.empty() ? nullptr : dice.pick(found);
}

StoryState& any_story(NewsroomState& state, Dice& dice) { return dice.pick(state.stories); }

// Not the one it has.
std::string other_of(const std::vector<NamedState>& list, std::string NamedState::*member,
                     const std::string& present, Dice& dice) {
    std::vector<std::string> others{""};
    for (const NamedState& item : list) others.push_back(item.*member);
    std::erase(others, present);
    return others.empty() ? std::string() : dice.pick(others);
}

void drop_links_to(NewsroomState& state, const std::string& path) {
    for (StoryState& story : state.stories) {
        std::erase_if(story.links, [&](const std::string& link) {
            return link.substr(1, link.find('#') - 1) == path;
        });
    }
}

EditedThing add_story(NewsroomState& state, Dice& dice) {
    if (state.stories.size() >= kMostStories) return {};
    state.stories.push_back(new_story(state, dice));
    return state.stories.back().path;
}

// Mostly with the links to it, as who knows what links to it does.
EditedThing delete_story(NewsroomState& state, Dice& dice) {
    if (state.stories.size() <= kFewestStories) return {};
    const std::size_t index = dice.below(state.stories.size());
    std::string path = state.stories[index].path;
    state.stories.erase(state.stories.begin() + static_cast<std::ptrdiff_t>(index));
    if (dice.chance(75)) drop_links_to(state, path);
    return path;
}

EditedThing edit_text(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.text = fmt::format("第{}段正文。这一篇说的是县里的事。", next_number(state));
    if (dice.chance(30)) story.text += "\n\n后来又添了一段。";
    return story.path;
}

EditedThing edit_title(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.title = "县里的一件事 " + next_number(state);
    return story.path;
}

EditedThing edit_summary(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.summary = "提要 " + next_number(state);
    return story.path;
}

EditedThing edit_byline(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.byline = story.byline == "融媒体 许知禾" ? "融媒体 沈青禾" : "融媒体 许知禾";
    return story.path;
}

EditedThing toggle_heading(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.has_heading = !story.has_heading;
    return story.path;
}

EditedThing withdraw(NewsroomState& state, Dice& dice) {
    StoryState* story = find_story(state, dice, [](const auto& s) { return s.status.empty(); });
    if (story == nullptr) return {};
    story->status = "withdrawn";
    return story->path;
}

EditedThing make_draft(NewsroomState& state, Dice& dice) {
    StoryState* story = find_story(state, dice, [](const auto& s) { return s.status.empty(); });
    if (story == nullptr) return {};
    story->status = "draft";
    return story->path;
}

EditedThing publish_again(NewsroomState& state, Dice& dice) {
    StoryState* story = find_story(state, dice, [](const auto& s) { return !s.status.empty(); });
    if (story == nullptr) return {};
    story->status.clear();
    return story->path;
}

EditedThing change_date(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.date = some_moment(dice);
    return story.path;
}

EditedThing change_slug(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    // The first two may be another story's on that day.
    std::vector<std::string> slugs{"ma", "标题", "n" + next_number(state), ""};
    std::erase(slugs, story.slug);
    story.slug = dice.pick(slugs);
    return story.path;
}

EditedThing change_aliases(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    if (!story.aliases.empty() && dice.chance(50)) {
        story.aliases.pop_back();
    } else {
        story.aliases.push_back(fmt::format("/old/{}.html", next_number(state)));
    }
    return story.path;
}

EditedThing change_section(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.section = other_of(state.site.sections, &NamedState::name, story.section, dice);
    return story.path;
}

EditedThing change_column(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.column = other_of(state.site.columns, &NamedState::id, story.column, dice);
    return story.path;
}

EditedThing change_column_order(NewsroomState& state, Dice& dice) {
    StoryState* story = find_story(state, dice, [](const auto& s) { return !s.column.empty(); });
    if (story == nullptr) return {};
    story->column_order = dice.chance(20) ? std::string() : fmt::format("{}", dice.below(9));
    return story->path;
}

EditedThing change_channel(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.channel = other_of(state.site.channels, &NamedState::id, story.channel, dice);
    return story.path;
}

EditedThing change_organisation(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.organisation =
        other_of(state.site.organisations, &NamedState::id, story.organisation, dice);
    return story.path;
}

EditedThing add_new_tag(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.tags.push_back("新词" + next_number(state));
    return story.path;
}

EditedThing add_known_tag(NewsroomState& state, Dice& dice) {
    StoryState* from = find_story(state, dice, [](const auto& s) { return !s.tags.empty(); });
    if (from == nullptr) return {};
    const std::string tag = dice.pick(from->tags);
    StoryState& story = any_story(state, dice);
    story.tags.push_back(tag);
    return story.path;
}

EditedThing drop_tags(NewsroomState& state, Dice& dice) {
    StoryState* story = find_story(state, dice, [](const auto& s) { return !s.tags.empty(); });
    if (story == nullptr) return {};
    story->tags.clear();
    return story->path;
}

// A tag that no story has any longer.
EditedThing drop_tag_everywhere(NewsroomState& state, Dice& dice) {
    StoryState* from = find_story(state, dice, [](const auto& s) { return !s.tags.empty(); });
    if (from == nullptr) return {};
    std::string tag = dice.pick(from->tags);
    for (StoryState& story : state.stories) std::erase(story.tags, tag);
    return tag;
}

std::string moment_near(Instant now, Dice& dice) {
    constexpr std::int64_t kHours = 72;
    const auto hours = static_cast<std::int64_t>(dice.below(std::size_t{2} * kHours)) - kHours;
    return rfc3339_utc(Instant{now.seconds + hours * kHour});
}

EditedThing set_embargo(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.not_before = moment_near(state.now, dice);
    return story.path + " " + story.not_before;
}

EditedThing set_expiry(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.expires = moment_near(state.now, dice);
    return story.path + " " + story.expires;
}

EditedThing add_link(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    const StoryState& target = any_story(state, dice);
    const bool to_heading = target.has_heading && dice.chance(50);
    story.links.push_back("/" + target.path + (to_heading ? "#小标题" : ""));
    return story.path + " to " + target.path;
}

EditedThing drop_links(NewsroomState& state, Dice& dice) {
    StoryState* story = find_story(state, dice, [](const auto& s) { return !s.links.empty(); });
    if (story == nullptr) return {};
    story->links.clear();
    return story->path;
}

// A broken link: an error, as is a story that it leads to and that goes.
EditedThing break_link(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.links.push_back("/2022/07/05/gone.md");
    return story.path;
}

EditedThing correct(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.correction =
        story.correction.empty() || dice.chance(60) ? "应为 " + next_number(state) : std::string();
    return story.path;
}

// Keys that no other edit changes; "{}" is a number that is new each time.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kOtherKeys = {{
    {"kicker", "引题 {}"},
    {"subtitle", "副题 {}"},
    {"deck", "提要 {}"},
    {"titles", "{list: 列表题 {}}"},
    {"titles", "{share: 分享题 {}}"},
    {"title_shown", "false"},
    {"series", "{name: 运河记忆, part: 上}"},
    {"event_date", "2022-07-01"},
    {"updated", "2022-07-06T10:00:00+08:00"},
    {"updated", "2022-07-03"},
    {"genre", "简讯"},
    {"genre", "广告"},
    {"genre", "图片新闻"},
    {"dateline", "临溪讯"},
    {"source", "{name: 光明网, use: 据, author: 林砚, date: 2022-07-04, page: 3}"},
    {"source", "某网{}"},
    {"credits", "{责任编辑: 许知禾, 校对: 沈青禾}"},
    {"print", "[{issue: 2022-06-30, page: 4}, {issue: 2022-07-05, page: 1}]"},
    {"editors_note", "编者按 {}"},
    {"author_note", "作者系县里人 {}"},
    {"revisions", "[{date: 2022-07-04, text: 改了 {}}]"},
    {"media", "[{name: v, type: video, src: /assets/v.mp4, caption: 视频 {}}]"},
}};

EditedThing change_other_key(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    const auto& [name, pattern] = dice.pick(kOtherKeys);
    std::string& value = story.other_keys[std::string(name)];
    if (!value.empty() && dice.chance(40)) {
        value.clear();
    } else {
        value = pattern;
        if (const std::size_t at = value.find("{}"); at != std::string::npos) {
            value.replace(at, 2, next_number(state));
        }
    }
    return fmt::format("{} {}: {}", story.path, name, value);
}

EditedThing remove_key(NewsroomState& state, Dice& dice) {
    using Text = std::string StoryState::*;
    constexpr std::array<Text, 12> kKeys = {
        &StoryState::section, &StoryState::column,     &StoryState::column_order,
        &StoryState::channel, &StoryState::status,     &StoryState::organisation,
        &StoryState::slug,    &StoryState::not_before, &StoryState::expires,
        &StoryState::byline,  &StoryState::summary,    &StoryState::correction};
    StoryState& story = any_story(state, dice);
    std::vector<Text> present;
    for (const Text key : kKeys) {
        if (!(story.*key).empty()) present.push_back(key);
    }
    if (present.empty()) return {};
    (story.*dice.pick(present)).clear();
    return story.path;
}

EditedThing make_wrong(NewsroomState& state, Dice& dice) {
    constexpr std::array<std::string_view, 4> kWrong = {"titel: 无题\n", "genre: 无此体裁\n",
                                                        "titles: [\n", "updated: 2022-02-30\n"};
    StoryState& story = any_story(state, dice);
    story.wrong_line = dice.pick(kWrong);
    return story.path;
}

EditedThing make_right(NewsroomState& state, Dice& dice) {
    StoryState* story =
        find_story(state, dice, [](const auto& s) { return !s.wrong_line.empty(); });
    if (story == nullptr) return {};
    story->wrong_line.clear();
    return story->path;
}

EditedThing attach(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    if (!story.attachment.empty()) {
        story.attachment.clear();
        return story.path + " (no longer)";
    }
    story.attachment =
        dice.chance(50) ? "assets/form.txt" : fmt::format("assets/f{}.csv", next_number(state));
    state.files.try_emplace(story.attachment, "附件 " + next_number(state) + "\n");
    return story.path + " with " + story.attachment;
}

EditedThing change_cover(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.cover = dice.chance(50) ? "assets/a.png" : "assets/b.png";
    if (dice.chance(30)) story.cover.clear();
    return story.path;
}

EditedThing change_picture_in_text(NewsroomState& state, Dice& dice) {
    StoryState& story = any_story(state, dice);
    story.picture = dice.chance(50) ? "assets/a.png" : "assets/b.png";
    if (dice.chance(30)) story.picture.clear();
    return story.path;
}

EditedThing move_clock_forward(NewsroomState& state, Dice& dice) {
    state.now.seconds += static_cast<std::int64_t>(1 + dice.below(72)) * kHour;
    return rfc3339_utc(state.now);
}

EditedThing move_clock_back(NewsroomState& state, Dice& dice) {
    state.now.seconds -= static_cast<std::int64_t>(1 + dice.below(96)) * kHour;
    return rfc3339_utc(state.now);
}

// The very second, and the last one before it.
EditedThing move_clock_to_change(NewsroomState& state, Dice& dice) {
    if (state.next_change.seconds == 0) return {};
    state.now = Instant{state.next_change.seconds - (dice.chance(40) ? 1 : 0)};
    return rfc3339_utc(state.now);
}

constexpr std::array kStoryEdits = {
    ContentEdit{"add a story", add_story},
    ContentEdit{"delete a story", delete_story},
    ContentEdit{"edit the text", edit_text},
    ContentEdit{"edit the text", edit_text},
    ContentEdit{"edit the title", edit_title},
    ContentEdit{"edit the summary", edit_summary},
    ContentEdit{"edit the byline", edit_byline},
    ContentEdit{"add or drop a heading", toggle_heading},
    ContentEdit{"withdraw", withdraw},
    ContentEdit{"make it a draft", make_draft},
    ContentEdit{"publish again", publish_again},
    ContentEdit{"change the date", change_date},
    ContentEdit{"change the slug", change_slug},
    ContentEdit{"change aliases", change_aliases},
    ContentEdit{"change the section", change_section},
    ContentEdit{"change the column", change_column},
    ContentEdit{"change the order in a column", change_column_order},
    ContentEdit{"change the channel", change_channel},
    ContentEdit{"change the organisation", change_organisation},
    ContentEdit{"add a new tag", add_new_tag},
    ContentEdit{"add a known tag", add_known_tag},
    ContentEdit{"drop a story's tags", drop_tags},
    ContentEdit{"drop a tag everywhere", drop_tag_everywhere},
    ContentEdit{"set an embargo", set_embargo},
    ContentEdit{"set an expiry", set_expiry},
    ContentEdit{"add a link", add_link},
    ContentEdit{"drop links", drop_links},
    ContentEdit{"break a link", break_link},
    ContentEdit{"correct", correct},
    ContentEdit{"change another key", change_other_key},
    ContentEdit{"change another key", change_other_key},
    ContentEdit{"change another key", change_other_key},
    ContentEdit{"remove a key", remove_key},
    ContentEdit{"make a story wrong", make_wrong},
    ContentEdit{"make a story right", make_right},
    ContentEdit{"attach or detach a file", attach},
    ContentEdit{"change a cover", change_cover, true},
    ContentEdit{"change a picture in a text", change_picture_in_text, true},
    ContentEdit{"move the clock forward", move_clock_forward},
    ContentEdit{"move the clock back", move_clock_back},
    ContentEdit{"move the clock to the next change", move_clock_to_change},
    ContentEdit{"move the clock to the next change", move_clock_to_change},
};

}  // namespace

std::span<const ContentEdit> story_edits() { return kStoryEdits; }

}  // namespace gazette::testing
