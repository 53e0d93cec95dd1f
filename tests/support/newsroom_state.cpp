#include "support/newsroom_state.h"

#include "support/newsroom_edits.h"
#include "support/picture_bytes.h"

#include <fmt/format.h>

#include <array>

namespace gazette::testing {
namespace {

constexpr std::int64_t kFirstNow = 1657123200;  // 2022-07-07 00:00 in China
constexpr std::size_t kFirstStories = 11;
constexpr std::array<std::string_view, 4> kTags = {"象棋", "春耕", "a b", "青年"};

void add_key(std::string& out, std::string_view key, std::string_view value) {
    if (!value.empty()) out += fmt::format("{}: {}\n", key, value);
}

std::string list_of(const std::vector<std::string>& words) {
    if (words.empty()) return {};
    return fmt::format("[{}]", fmt::join(words, ", "));
}

std::string text_of(const StoryState& story) {
    std::string out = "---\n";
    add_key(out, "title", story.title);
    add_key(out, "date", story.date);
    add_key(out, "id", story.id);
    add_key(out, "section", story.section);
    add_key(out, "byline", story.byline);
    add_key(out, "column", story.column);
    add_key(out, "column_order", story.column_order);
    add_key(out, "channel", story.channel);
    add_key(out, "organisation", story.organisation);
    add_key(out, "status", story.status);
    add_key(out, "slug", story.slug);
    add_key(out, "not_before", story.not_before);
    add_key(out, "expires", story.expires);
    add_key(out, "summary", story.summary);
    add_key(out, "tags", list_of(story.tags));
    add_key(out, "aliases", list_of(story.aliases));
    if (!story.attachment.empty()) {
        out += fmt::format("attachments: [{{src: /{}, title: 附件}}]\n", story.attachment);
    }
    if (!story.cover.empty()) {
        out += fmt::format("cover: {{src: /{}, alt: 题图, credit: 许知禾}}\n", story.cover);
    }
    if (!story.correction.empty()) {
        out += fmt::format("corrections: [{{date: 2022-07-06T09:00:00+08:00, text: {}}}]\n",
                           story.correction);
    }
    for (const auto& [key, value] : story.other_keys) add_key(out, key, value);
    out += story.wrong_line;
    out += fmt::format("---\n\n东昌府讯 {}\n", story.text);
    if (story.has_heading) out += "\n## 小标题\n\n标题下的一段。\n";
    for (const std::string& link : story.links) out += fmt::format("\n见[另一篇]({})。\n", link);
    if (!story.picture.empty()) out += fmt::format("\n![图](/{} \"图说\")\n", story.picture);
    return out;
}

std::string maps_of(const std::vector<NamedState>& list, std::string_view id_key) {
    std::string out = "[";
    for (const NamedState& item : list) {
        if (out.size() > 1) out += ", ";
        out += fmt::format("{{{}: {}, name: {}", id_key, item.id, item.name);
        if (!item.description.empty()) out += ", description: " + item.description;
        out += item.more + "}";
    }
    return out + "]";
}

std::string text_of(const SiteState& site) {
    std::string out = "id: abcdefghijklmnopqrstuvwxyz\n";
    add_key(out, "title", site.title);
    add_key(out, "description", site.description);
    add_key(out, "url", fmt::format("https://news.example.org{}/", site.base_path));
    add_key(out, "timezone", site.time_zone);
    add_key(out, "language", site.language);
    add_key(out, "feeds", fmt::format("{{items: {}}}", site.feed_items));
    add_key(out, "licences", fmt::format("[{{name: ICP备案, number: {}}}]", site.licence));
    add_key(out, "sections", maps_of(site.sections, "slug"));
    add_key(out, "channels", maps_of(site.channels, "id"));
    add_key(out, "organisations", maps_of(site.organisations, "id"));
    add_key(out, "columns", maps_of(site.columns, "id"));
    for (const auto& [key, value] : site.other_keys) add_key(out, key, value);
    return out + site.wrong_line;
}

// One of the list's ids or names, or none.
std::string perhaps(const std::vector<NamedState>& list, std::string NamedState::*member,
                    std::size_t percent, Dice& dice) {
    if (list.empty() || !dice.chance(percent)) return {};
    return dice.pick(list).*member;
}

}  // namespace

std::string next_number(NewsroomState& state) { return fmt::format("{:06}", ++state.last_number); }

std::string some_moment(Dice& dice) {
    const std::size_t day = dice.below(8);
    const std::size_t hour = dice.below(24);
    std::string date =
        day < 2 ? fmt::format("2022-06-{:02}", 29 + day) : fmt::format("2022-07-{:02}", day + 1);
    if (dice.chance(30)) return fmt::format("{}T{:02}:30:00+08:00", date, hour);
    if (dice.chance(50)) return fmt::format("{} {:02}:00", date, hour);
    return date;
}

StoryState new_story(NewsroomState& state, Dice& dice) {
    const std::string number = next_number(state);
    StoryState story;
    story.date = some_moment(dice);
    story.path =
        fmt::format("2022/{}/{}/s{}.md", story.date.substr(5, 2), story.date.substr(8, 2), number);
    story.id = "id" + number;
    story.title = "县里的一件事 " + number;
    story.text = fmt::format("第{}段正文。这一篇说的是县里的事。", number);
    story.byline = "融媒体 许知禾";
    story.section = perhaps(state.site.sections, &NamedState::name, 90, dice);
    story.column = perhaps(state.site.columns, &NamedState::id, 30, dice);
    story.channel = perhaps(state.site.channels, &NamedState::id, 20, dice);
    story.organisation = perhaps(state.site.organisations, &NamedState::id, 20, dice);
    story.has_heading = dice.chance(30);
    for (const std::string_view tag : kTags) {
        if (dice.chance(20)) story.tags.emplace_back(tag);
    }
    if (!state.stories.empty() && dice.chance(30)) {
        story.links.push_back("/" + dice.pick(state.stories).path);
    }
    return story;
}

std::string new_issue(NewsroomState& state, Dice& dice) {
    std::vector<std::string> first;
    std::vector<std::string> second;
    for (const StoryState& story : state.stories) {
        if (dice.chance(20)) first.push_back(story.path);
        if (dice.chance(20)) second.push_back(story.id);
    }
    return fmt::format(
        "number: {}\npages:\n- {{number: 1, name: 要闻, items: [{}]}}\n"
        "- {{number: 2, name: 综合, editor: 沈青禾, items: [{}]}}\n",
        next_number(state), fmt::join(first, ", "), fmt::join(second, ", "));
}

std::string new_guide(NewsroomState& state, Dice& dice) {
    const std::string link = state.stories.empty()
                                 ? std::string()
                                 : fmt::format("见[报道](/{})。", dice.pick(state.stories).path);
    return fmt::format(
        "---\ntitle: 办事指南 {}\nunit: 教体局\nsteps: [先登记, 再领取]\n---\n\n"
        "带上证件。{}\n",
        next_number(state), link);
}

std::string new_home(NewsroomState& state, Dice& dice) {
    if (state.stories.empty()) return "top: []\n";
    const std::string lead = dice.pick(state.stories).path;
    const std::string top = dice.pick(state.stories).id;
    return fmt::format("lead: {}\ntop: [{}]\n", lead, top);
}

std::string new_picture(NewsroomState& state, Dice& dice) {
    const auto seed = static_cast<unsigned>(++state.last_number);
    return png(dice.chance(50) ? 40 : 24, 20, PngColour::Rgb, seed);
}

NewsroomState first_newsroom(const NewsroomKind& kind, Dice& dice) {
    NewsroomState state;
    state.has_pictures = kind.has_pictures;
    state.has_reviews = kind.has_reviews;
    state.now = Instant{kFirstNow};
    state.site.title = "临溪融媒";
    state.site.description = "县里的报";
    state.site.time_zone = "Asia/Shanghai";
    state.site.language = "zh-CN";
    state.site.licence = "鲁ICP备000001号";
    state.site.sections = {
        {"yaowen", "要闻", {}, {}}, {"wenhua", "文化", {}, {}}, {"minsheng", "民生", {}, {}}};
    state.site.channels = {{"zhengwu", "政务", "县里的政务", {}}, {"shequ", "社区", {}, {}}};
    state.site.organisations = {{"jiaotiju", "教体局", "管学校的", {}},
                                {"shuiwuju", "水务局", {}, {}}};
    state.site.columns = {{"zoucun", "走村", "一村一篇", {}}, {"yunhe", "运河记忆", {}, {}}};
    for (std::size_t i = 0; i < kFirstStories; ++i) {
        state.stories.push_back(new_story(state, dice));
    }
    state.site.other_keys["pictures"] = "{widths: [16, 32]}";
    state.files["assets/v.mp4"] = "no video";
    state.files["assets/form.txt"] = "第一份附件 000001\n";
    state.files["static/about/us.txt"] = "关于我们\n";
    state.files["issues/2022-07-05.yml"] = new_issue(state, dice);
    state.files["guides/xuewei.md"] = new_guide(state, dice);
    state.files["home.yml"] = new_home(state, dice);
    state.files["redirects.tsv"] = "/old/sections.html\t/sections/yaowen/\n";
    state.stories[0].date = "2022-07-03";  // one that is out, whatever the dice say
    state.stories[0].attachment = "assets/form.txt";
    state.stories[1].correction = "日期应为7月5日";
    if (kind.has_pictures) {
        state.files["assets/a.png"] = new_picture(state, dice);
        state.files["assets/b.png"] = new_picture(state, dice);
        state.stories[2].cover = "assets/a.png";
        state.stories[3].picture = "assets/b.png";
    }
    if (kind.has_reviews) {
        state.site.other_keys["review"] = "{stages: [初审, 复审, 终审]}";
        const std::vector<StoryState> stories = state.stories;
        for (const StoryState& story : stories) {
            if (dice.chance(85)) sign(state, story, 3);
        }
    }
    return state;
}

Tree files_of(const NewsroomState& state) {
    Tree files = state.files;
    files["site.yml"] = text_of(state.site);
    for (const StoryState& story : state.stories) files[story.path] = text_of(story);
    return files;
}

void mend(NewsroomState& state, const NewsroomState& right) {
    const Instant now = state.now;
    const std::uint64_t last_number = state.last_number;
    state = right;
    state.now = now;
    state.last_number = last_number;
}

}  // namespace gazette::testing
