// Edits of what is no story: the settings, issues, guides, files and the newsroom's own templates.
#include "pages/builtin_files.h"
#include "support/newsroom_edits.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace gazette::testing {
namespace {

// The path of a file by chance whose path begins so, or nothing.
std::string find_file(const NewsroomState& state, std::string_view beginning, Dice& dice) {
    std::vector<std::string> found;
    for (const auto& [path, bytes] : state.files) {
        if (path.starts_with(beginning)) found.push_back(path);
    }
    return found.empty() ? std::string() : dice.pick(found);
}

EditedThing remove_file(NewsroomState& state, std::string_view beginning, Dice& dice) {
    std::string path = find_file(state, beginning, dice);
    state.files.erase(path);
    return path;
}

// ---- site.yml ----

EditedThing change_site_title(NewsroomState& state, Dice& /*dice*/) {
    return state.site.title = "临溪融媒 " + next_number(state);
}

EditedThing change_site_description(NewsroomState& state, Dice& /*dice*/) {
    return state.site.description = "县里的报 " + next_number(state);
}

EditedThing change_foot(NewsroomState& state, Dice& /*dice*/) {
    return state.site.licence = fmt::format("鲁ICP备{}号", next_number(state));
}

// Stories that name the old one are wrong until they name the new, as is done at once mostly.
EditedThing rename_section(NewsroomState& state, Dice& dice) {
    NamedState& section = dice.pick(state.site.sections);
    const std::string before = section.name;
    section.name = "栏目" + next_number(state);
    const bool is_whole = dice.chance(80);
    for (StoryState& story : state.stories) {
        if (is_whole && story.section == before) story.section = section.name;
    }
    return before + " to " + section.name;
}

EditedThing add_section(NewsroomState& state, Dice& /*dice*/) {
    const std::string number = next_number(state);
    state.site.sections.push_back({"s" + number, "新栏" + number, {}, {}});
    return state.site.sections.back().name;
}

EditedThing remove_section(NewsroomState& state, Dice& dice) {
    if (state.site.sections.size() < 2) return {};
    const std::size_t index = dice.below(state.site.sections.size());
    std::string name = state.site.sections[index].name;
    state.site.sections.erase(state.site.sections.begin() + static_cast<std::ptrdiff_t>(index));
    const bool is_whole = dice.chance(80);
    for (StoryState& story : state.stories) {
        if (is_whole && story.section == name) story.section.clear();
    }
    return name;
}

EditedThing reorder_sections(NewsroomState& state, Dice& /*dice*/) {
    std::swap(state.site.sections.front(), state.site.sections.back());
    return state.site.sections.front().name + " first";
}

EditedThing change_slug_of_section(NewsroomState& state, Dice& dice) {
    NamedState& section = dice.pick(state.site.sections);
    section.id = "s" + next_number(state);
    return section.name;
}

EditedThing describe_one(std::vector<NamedState>& list, NewsroomState& state, Dice& dice) {
    if (list.empty()) return {};
    NamedState& item = dice.pick(list);
    (dice.chance(70) ? item.description : item.name) = "说明 " + next_number(state);
    return item.id;
}

EditedThing describe_channel(NewsroomState& state, Dice& dice) {
    return describe_one(state.site.channels, state, dice);
}

EditedThing describe_organisation(NewsroomState& state, Dice& dice) {
    return describe_one(state.site.organisations, state, dice);
}

EditedThing describe_column(NewsroomState& state, Dice& dice) {
    if (dice.chance(50)) return describe_one(state.site.columns, state, dice);
    NamedState& column = dice.pick(state.site.columns);
    column.more = dice.chance(50) ? ", from: 2022-07-01, to: 2022-07-06"
                                  : ", editors_note: 按 " + next_number(state);
    return column.id + column.more;
}

EditedThing change_site_key(NewsroomState& state, Dice& dice) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kKeys = {{
        {"subtitle", "副题"},
        {"masthead", "{kind: internal, permit: 鲁000001, sponsor: 县委, phone: 0635-1}"},
        {"masthead", "{kind: newspaper, cn: CN 37-0001, publisher: 报社}"},
        {"contacts", "{report: {phone: 0635-000001}}"},
        {"contacts", "{report: {email: a@news.example.org}}"},
        {"credits", "{shown: true}"},
        {"own_names", "[临溪融媒]"},
        {"roles", "[{name: 融媒体记者, aliases: [融媒体]}]"},
        {"checks", "{byline-missing: off}"},
        {"pictures", "{widths: [16, 32]}"},
        {"pictures", "{widths: [24], quality: 60}"},
        {"notices", "{websub: [https://hub.example.org/]}"},
    }};
    const auto& [name, written] = dice.pick(kKeys);
    std::string& value = state.site.other_keys[std::string(name)];
    value = value.empty() || dice.chance(60) ? written : "";
    return fmt::format("{}: {}", name, value);
}

EditedThing change_feed_items(NewsroomState& state, Dice& dice) {
    state.site.feed_items = 1 + dice.below(12);
    return fmt::format("{}", state.site.feed_items);
}

EditedThing change_time_zone(NewsroomState& state, Dice& dice) {
    constexpr std::array<std::string_view, 3> kZones = {"Asia/Shanghai", "UTC", "America/New_York"};
    return state.site.time_zone = dice.pick(kZones);
}

EditedThing change_base_path(NewsroomState& state, Dice& dice) {
    constexpr std::array<std::string_view, 3> kPaths = {"", "/linxi", "/a/b"};
    state.site.base_path = dice.pick(kPaths);
    return "to \"" + state.site.base_path + "\"";
}

EditedThing change_language(NewsroomState& state, Dice& /*dice*/) {
    return state.site.language = state.site.language == "en" ? "zh-CN" : "en";
}

EditedThing spoil_site(NewsroomState& state, Dice& /*dice*/) {
    state.site.wrong_line = state.site.wrong_line.empty() ? "titel: 无题\n" : "";
    return state.site.wrong_line.empty() ? "right again" : "wrong";
}

// ---- issues, guides, home.yml, redirects.tsv ----

EditedThing write_issue(NewsroomState& state, Dice& dice) {
    std::string path = fmt::format("issues/2022-07-0{}.yml", 4 + dice.below(4));
    state.files[path] = new_issue(state, dice);
    return path;
}

EditedThing remove_issue(NewsroomState& state, Dice& dice) {
    return remove_file(state, "issues/", dice);
}

EditedThing write_guide(NewsroomState& state, Dice& dice) {
    constexpr std::array<std::string_view, 3> kPaths = {"guides/xuewei.md", "guides/yibao.md",
                                                        "guides/hunyin.md"};
    std::string path(dice.pick(kPaths));
    state.files[path] = new_guide(state, dice);
    return path;
}

EditedThing remove_guide(NewsroomState& state, Dice& dice) {
    return remove_file(state, "guides/", dice);
}

EditedThing write_home(NewsroomState& state, Dice& dice) {
    state.files["home.yml"] = new_home(state, dice);
    return "home.yml";
}

EditedThing remove_home(NewsroomState& state, Dice& dice) {
    return remove_file(state, "home.yml", dice);
}

EditedThing write_redirects(NewsroomState& state, Dice& dice) {
    std::string& lines = state.files["redirects.tsv"];
    std::string from = fmt::format("/old/r{}.html", next_number(state));
    const std::string to = fmt::format("/sections/{}/", dice.pick(state.site.sections).id);
    lines += fmt::format("{}\t{}\n", from, dice.chance(60) ? to : "https://other.example.org/");
    if (dice.chance(30)) lines = lines.substr(lines.find('\n') + 1);
    return from;
}

EditedThing remove_redirects(NewsroomState& state, Dice& dice) {
    return remove_file(state, "redirects.tsv", dice);
}

// ---- assets/ and static/ ----

EditedThing change_attachment(NewsroomState& state, Dice& dice) {
    std::string path = find_file(state, "assets/f", dice);
    if (!path.empty()) state.files[path] = "附件 " + next_number(state) + "\n";
    return path;
}

// Which is an error where a story still has it.
EditedThing remove_attachment(NewsroomState& state, Dice& dice) {
    std::string path = remove_file(state, "assets/f", dice);
    const bool is_whole = dice.chance(70);
    for (StoryState& story : state.stories) {
        if (is_whole && story.attachment == path) story.attachment.clear();
    }
    return path;
}

EditedThing change_picture(NewsroomState& state, Dice& dice) {
    std::string path = dice.chance(50) ? "assets/a.png" : "assets/b.png";
    state.files[path] = new_picture(state, dice);
    return path;
}

EditedThing make_pictures_alike(NewsroomState& state, Dice& /*dice*/) {
    state.files["assets/a.png"] = state.files["assets/b.png"];
    return "assets/a.png, assets/b.png";
}

EditedThing write_static(NewsroomState& state, Dice& dice) {
    constexpr std::array<std::string_view, 4> kPaths = {"static/about/us.txt", "static/sun.txt",
                                                        "static/2022/07/06/x.txt",
                                                        "static/.well-known/x.txt"};
    std::string path(dice.pick(kPaths));
    state.files[path] = "文件 " + next_number(state) + "\n";
    return path;
}

EditedThing remove_static(NewsroomState& state, Dice& dice) {
    return remove_file(state, "static/", dice);
}

// Where a page goes: an error.
EditedThing take_address(NewsroomState& state, Dice& /*dice*/) {
    state.files["static/archive/index.html"] = "<p>nobody's</p>";
    return "static/archive/index.html";
}

// ---- templates/ ----

EditedThing replace_template(NewsroomState& state, std::string_view beginning, Dice& dice) {
    std::vector<std::string> names;
    for (const BuiltinFile& file : builtin_files()) {
        if (file.path.starts_with(beginning)) names.emplace_back(file.path);
    }
    const std::string& name = dice.pick(names);
    std::string& text = state.files["templates/" + name];
    text = builtin_file(name);
    text += name.ends_with(".mustache") ? fmt::format("<!-- {} -->\n", next_number(state))
            : name.ends_with(".svg")    ? "\n"
                                        : fmt::format("/* {} */\n", next_number(state));
    return name;
}

EditedThing replace_page_template(NewsroomState& state, Dice& dice) {
    return replace_template(state, "site/pages/", dice);
}

EditedThing replace_partial(NewsroomState& state, Dice& dice) {
    return replace_template(state, "site/partials/", dice);
}

EditedThing replace_theme_file(NewsroomState& state, Dice& dice) {
    return replace_template(state, "site/static/", dice);
}

constexpr std::string_view kInner = "templates/site/partials/inner.mustache";

// A partial of the newsroom's own within one that it replaces.
EditedThing nest_partials(NewsroomState& state, Dice& dice) {
    constexpr std::array<std::string_view, 3> kOuter = {"site/partials/meta.mustache",
                                                        "site/partials/picture.mustache",
                                                        "site/partials/foot.mustache"};
    std::string name(dice.pick(kOuter));
    state.files["templates/" + name] = fmt::format("{}{{{{> inner}}}}\n", builtin_file(name));
    state.files[std::string(kInner)] = fmt::format("<!-- {} -->\n", next_number(state));
    return name;
}

EditedThing change_inner_partial(NewsroomState& state, Dice& /*dice*/) {
    const auto inner = state.files.find(std::string(kInner));
    if (inner == state.files.end()) return {};
    inner->second = fmt::format("<!-- {} -->\n", next_number(state));
    return inner->first;
}

// Wrong where another partial still names it.
EditedThing remove_template(NewsroomState& state, Dice& dice) {
    return remove_file(state, "templates/", dice);
}

EditedThing remove_all_templates(NewsroomState& state, Dice& /*dice*/) {
    const std::size_t removed = std::erase_if(
        state.files, [](const auto& file) { return file.first.starts_with("templates/"); });
    return removed == 0 ? std::string() : fmt::format("{} of them", removed);
}

EditedThing spoil_template(NewsroomState& state, Dice& dice) {
    constexpr std::array<std::string_view, 2> kWrong = {"{{no.such.name}}\n", "{{#article}}\n"};
    state.files["templates/site/pages/article.mustache"] = dice.pick(kWrong);
    return "templates/site/pages/article.mustache";
}

constexpr std::array kSiteEdits = {
    ContentEdit{"change the site's title", change_site_title},
    ContentEdit{"change the site's description", change_site_description},
    ContentEdit{"change the site's foot", change_foot},
    ContentEdit{"rename a section", rename_section},
    ContentEdit{"add a section", add_section},
    ContentEdit{"remove a section", remove_section},
    ContentEdit{"reorder sections", reorder_sections},
    ContentEdit{"change a section's slug", change_slug_of_section},
    ContentEdit{"describe a channel", describe_channel},
    ContentEdit{"describe an organisation", describe_organisation},
    ContentEdit{"describe a column", describe_column},
    ContentEdit{"change another key of site.yml", change_site_key},
    ContentEdit{"change another key of site.yml", change_site_key},
    ContentEdit{"change feeds' length", change_feed_items},
    ContentEdit{"change the time zone", change_time_zone},
    ContentEdit{"change the base path", change_base_path},
    ContentEdit{"change the language", change_language},
    ContentEdit{"make site.yml wrong or right", spoil_site},
    ContentEdit{"write an issue", write_issue},
    ContentEdit{"remove an issue", remove_issue},
    ContentEdit{"write a guide", write_guide},
    ContentEdit{"remove a guide", remove_guide},
    ContentEdit{"write home.yml", write_home},
    ContentEdit{"remove home.yml", remove_home},
    ContentEdit{"write redirects", write_redirects},
    ContentEdit{"remove redirects", remove_redirects},
    ContentEdit{"change an attachment", change_attachment},
    ContentEdit{"remove an attachment", remove_attachment},
    ContentEdit{"change a picture", change_picture, true},
    ContentEdit{"make two pictures alike", make_pictures_alike, true},
    ContentEdit{"write a file of static/", write_static},
    ContentEdit{"remove a file of static/", remove_static},
    ContentEdit{"take a page's address", take_address},
    ContentEdit{"replace a page's template", replace_page_template},
    ContentEdit{"replace a partial", replace_partial},
    ContentEdit{"replace a file of the theme", replace_theme_file},
    ContentEdit{"nest partials", nest_partials},
    ContentEdit{"change the inner partial", change_inner_partial},
    ContentEdit{"remove a template", remove_template},
    ContentEdit{"remove all templates", remove_all_templates},
    ContentEdit{"make a template wrong", spoil_template},
};

}  // namespace

std::span<const ContentEdit> site_edits() { return kSiteEdits; }

}  // namespace gazette::testing
