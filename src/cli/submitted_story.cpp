#include "cli/submitted_story.h"

#include "base/text.h"
#include "content/file_text.h"
#include "content/front_matter.h"
#include "content/yaml_fields.h"
#include "formats/json.h"
#include "formats/markdown.h"
#include "formats/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gazette {
namespace {

struct LineKey {
    std::string_view key;
    std::string SubmittedStory::*text;
};

constexpr std::array kLineKeys = {
    LineKey{"title", &SubmittedStory::title}, LineKey{"kicker", &SubmittedStory::kicker},
    LineKey{"subtitle", &SubmittedStory::subtitle}, LineKey{"byline", &SubmittedStory::byline},
    LineKey{"summary", &SubmittedStory::summary}};

void read_front_matter(const Reading& reading, const YamlTree& tree, SubmittedStory& story) {
    if (tree.root() == nullptr) return;
    for (const YamlPair& pair : tree.root()->pairs()) {
        const std::string_view key = pair.key.text;
        const auto* const line = std::ranges::find(kLineKeys, key, &LineKey::key);
        if (line != kLineKeys.end()) {
            story.*(line->text) = reading.line(key, pair.value);
        } else if (key == "tags") {
            story.tags = reading.lines(key, pair.value);
        } else {
            story.not_sent.emplace_back(key);
        }
    }
}

// The headline is the first line, with or without the mark of a heading.
void read_plain(std::string_view text, SubmittedStory& story) {
    text.remove_prefix(std::min(text.find_first_not_of("\n "), text.size()));
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view title = text.substr(0, end);
    title.remove_prefix(std::min(title.find_first_not_of("# "), title.size()));
    story.title = trim(title);
    text.remove_prefix(std::min(end + 1, text.size()));
    text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
    story.body = text;
}

bool is_file_beside(std::string_view target) {
    return !target.empty() && target.find(':') == std::string_view::npos && target.front() != '/' &&
           target.front() != '#';
}

void find_pictures(SubmittedStory& story) {
    for (const BodyImage& image : examine(story.body, 1).images) {
        const bool is_known = std::ranges::find(story.pictures, image.target,
                                                &SubmittedPicture::target) != story.pictures.end();
        if (is_file_beside(image.target) && !is_known) {
            story.pictures.push_back({image.target, image.alt});
        }
    }
}

}  // namespace

std::optional<SubmittedStory> read_submitted_story(std::string_view bytes, const std::string& path,
                                                   Diagnostics& diagnostics) {
    const Reading reading{path, diagnostics};
    const auto text = FileText::read(reading, bytes, kMaxArticleBytes);
    if (!text) return std::nullopt;
    const auto cut = cut_front_matter(reading, text->view());
    if (!cut) return std::nullopt;
    SubmittedStory story;
    if (cut->has_front_matter) {
        const YamlTree tree = parse_yaml(cut->front_matter, {.first_line = 2});
        for (const YamlProblem& problem : tree.problems()) reading.report(problem);
        if (diagnostics.has_errors()) return std::nullopt;
        read_front_matter(reading, tree, story);
        story.body = cut->body;
    } else {
        read_plain(text->view(), story);
    }
    find_pictures(story);
    if (diagnostics.has_errors()) return std::nullopt;
    return story;
}

std::optional<std::string> with_picture_at(std::string_view body, std::string_view target,
                                           std::string_view address) {
    std::string out(body);
    for (const std::string_view end : {")", " \""}) {
        out = replace_all(out, fmt::format("]({}{}", target, end),
                          fmt::format("]({}{}", address, end));
    }
    out = replace_all(out, fmt::format("](<{}>", target), fmt::format("](<{}>", address));
    if (out == body) return std::nullopt;
    return out;
}

std::string print_submission(const SubmittedStory& story, bool is_draft) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("type").begin_array().string("h-entry").end_array();
    json.key("properties").begin_object();
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) json.key(name).begin_array().string(value).end_array();
    };
    add("name", story.title);
    add("kicker", story.kicker);
    add("subtitle", story.subtitle);
    add("byline", story.byline);
    add("summary", story.summary);
    add("content", story.body);
    if (!story.tags.empty()) {
        json.key("category").begin_array();
        for (const std::string& tag : story.tags) json.string(tag);
        json.end_array();
    }
    if (is_draft) add("post-status", "draft");
    json.end_object().end_object();
    return text;
}

}  // namespace gazette
