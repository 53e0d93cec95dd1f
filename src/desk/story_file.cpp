#include "desk/story_file.h"

#include "base/text.h"
#include "build/load_article.h"
#include "content/check_settings.h"
#include "content/dates.h"
#include "formats/yaml.h"

#include <fmt/format.h>

#include <algorithm>

namespace gazette {

namespace {

// Collects the front matter's lines and remembers which field each of them is.
class Lines {
public:
    void add(std::string_view field, std::string_view key, std::string_view printed) {
        text_ += fmt::format("{}: {}\n", key, printed);
        fields_.push_back(field);
    }

    void add_unless_empty(std::string_view field, std::string_view value) {
        if (!value.empty()) add(field, field, print_yaml_scalar(value));
    }

    [[nodiscard]] const std::string& text() const { return text_; }

    [[nodiscard]] const std::vector<std::string_view>& fields() const { return fields_; }

private:
    std::string text_;
    std::vector<std::string_view> fields_;
};

std::string printed_tags(std::string_view typed) {
    std::string list;
    for (const std::string& tag : tags_of(typed)) {
        if (!list.empty()) list += ", ";
        list += print_yaml_scalar(tag);
    }
    return "[" + list + "]";
}

Lines front_matter(const Story& story, const StoryVersion& version, const SiteConfig& site) {
    const StoryFields& f = version.fields;
    Lines lines;
    lines.add_unless_empty("title", f.title);
    lines.add_unless_empty("kicker", f.kicker);
    lines.add_unless_empty("subtitle", f.subtitle);
    lines.add("", "date", print_moment(Moment{version.date, true}, site.time_zone));
    lines.add_unless_empty("byline", f.byline);
    lines.add_unless_empty("section", f.section);
    if (!tags_of(f.tags).empty()) lines.add("tags", "tags", printed_tags(f.tags));
    lines.add_unless_empty("summary", f.summary);
    lines.add("", "slug", print_yaml_scalar(story.slug));
    lines.add("", "id", story.id);
    if (const Organisation* organisation = site.organisation(story.organisation)) {
        lines.add("", "channel", print_yaml_scalar(organisation->channel));
        lines.add("", "organisation", print_yaml_scalar(organisation->id));
    } else if (!story.organisation.empty()) {
        // No longer in site.yml: the reading says so, nothing is dropped.
        lines.add("", "organisation", print_yaml_scalar(story.organisation));
    }
    return lines;
}

constexpr int kFirstKeyLine = 2;  // behind the opening "---"

}  // namespace

std::string print_story_file(const Story& story, const StoryVersion& version,
                             const SiteConfig& site) {
    return fmt::format("---\n{}---\n\n{}\n", front_matter(story, version, site).text(),
                       version.fields.body);
}

std::vector<std::string> tags_of(std::string_view typed) {
    std::vector<std::string> tags;
    std::string tag;
    const auto end_tag = [&] {
        if (!tag.empty() && std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
        tag.clear();
    };
    for (std::size_t at = 0; at < typed.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(typed, at);
        if (c == U' ' || c == U'\t' || c == U'\u3000' || c == U',' || c == U'，' || c == U'、') {
            end_tag();
        } else {
            tag += typed.substr(begin, at - begin);
        }
    }
    end_tag();
    return tags;
}

std::vector<StoryFinding> findings_of(const Story& story, const StoryVersion& version,
                                      const SiteConfig& site) {
    // What is chosen at the submission is not the author's mistake.
    Story placed = story;
    StoryVersion dated = version;
    if (dated.date.seconds == 0) dated.date = version.saved;
    if (placed.slug.empty()) placed.slug = "draft";
    if (placed.path.empty()) placed.path = story_path(site, dated.date, placed.slug);
    const Lines lines = front_matter(placed, dated, site);
    const std::string bytes = print_story_file(placed, dated, site);
    Diagnostics diagnostics;
    StringPool pool;
    KeepingRoom none(0);
    RowWorkshop workshop{pool, none};
    // What it is does not matter here, what is wrong with it does.
    (void)load_article({bytes, placed.path, site, false}, workshop, diagnostics);
    apply_checks(site, diagnostics);
    const int first_body_line = kFirstKeyLine + static_cast<int>(lines.fields().size()) + 2;
    std::vector<StoryFinding> findings;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        StoryFinding finding{"", 0, diagnostic};
        const int line = diagnostic.position.line;
        const auto place = static_cast<std::size_t>(std::max(line - kFirstKeyLine, 0));
        if (line >= first_body_line) {
            finding.field = "body";
            finding.line = line - first_body_line + 1;
        } else if (line >= kFirstKeyLine && place < lines.fields().size()) {
            finding.field = lines.fields()[place];
        }
        if (finding.field.empty() && diagnostic.code.starts_with("title")) finding.field = "title";
        if (finding.field.empty() && diagnostic.code.starts_with("byline"))
            finding.field = "byline";
        findings.push_back(std::move(finding));
    }
    std::ranges::stable_sort(findings, [](const StoryFinding& a, const StoryFinding& b) {
        return a.diagnostic.severity < b.diagnostic.severity;
    });
    return findings;
}

bool has_errors(const std::vector<StoryFinding>& findings) {
    return std::ranges::any_of(findings, [](const StoryFinding& finding) {
        return finding.diagnostic.severity == Severity::Error;
    });
}

std::string story_path(const SiteConfig& site, Instant date, std::string_view slug) {
    const CivilDate day = site.time_zone.local(date).time.date;
    return fmt::format("{:04}/{:02}/{:02}/{}.md", day.year, day.month, day.day, slug);
}

}  // namespace gazette
