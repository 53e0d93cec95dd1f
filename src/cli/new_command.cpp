#include "cli/new_command.h"

#include "base/random.h"
#include "base/text.h"
#include "cli/diagnostic_output.h"
#include "cli/newsroom_folder.h"
#include "content/check_settings.h"
#include "content/dates.h"
#include "content/front_matter.h"
#include "formats/unicode.h"
#include "formats/yaml.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

namespace gazette {

namespace {

constexpr int kMostOfOneName = 1'000;

// Control characters have no place in a line of the front matter; they become spaces.
std::string one_line(std::string_view text) {
    std::string out;
    for (const char byte : text) {
        const auto code = static_cast<unsigned char>(byte);
        out += code < 0x20 || code == 0x7F ? ' ' : byte;
    }
    return std::string(trim(out));
}

const Section* find_section(const SiteConfig& site, std::string_view word) {
    for (const Section& section : site.sections) {
        if (section.name == word || section.slug == word) return &section;
    }
    return nullptr;
}

std::string names_of_sections(const SiteConfig& site) {
    std::vector<std::string> names;
    for (const Section& section : site.sections) names.push_back(section.name);
    return join(names, " ");
}

struct Placed {
    std::string path;  // within the newsroom
    std::string text;
};

// The file for the n-th article of this name.
Placed place(const Scaffold& scaffold, const CivilDate& day, int number, const Words& words) {
    Scaffold numbered = scaffold;
    if (number > 1) numbered.slug += fmt::format("-{}", number);
    std::string path =
        fmt::format("{:04}/{:02}/{:02}/{}.md", day.year, day.month, day.day, numbered.slug);
    return {std::move(path), scaffold_text(numbered, words)};
}

// Writes the first of slug.md, slug-2.md… that is not there yet, and returns its path.
Result<std::string> write_scaffold(Files& files, const std::string& newsroom,
                                   const Scaffold& scaffold, const CivilDate& day,
                                   const Words& words) {
    for (int number = 1; number <= kMostOfOneName; ++number) {
        const Placed placed = place(scaffold, day, number, words);
        const std::string path = newsroom == "." ? placed.path : join_path(newsroom, placed.path);
        TRY(files.make_directories(std::string(parent_path(path))));
        const Result<void> written = files.write_new(path, placed.text);
        if (written.has_value()) return path;
        if (written.error().code != ErrorCode::AlreadyExists) return failure(written.error());
    }
    return failure(ErrorCode::AlreadyExists, "a thousand articles have this name already");
}

struct Day {
    CivilDate date;
    std::string text;  // as it is written into the file
};

std::optional<Day> day_of(const NewCommand& command, const TimeZone& zone, Instant now) {
    if (command.date.empty()) {
        const TimeZone::Local local = zone.local(now);
        return Day{local.time.date, print_moment(Moment{now, true}, zone)};
    }
    const DateReading reading = read_date(command.date, zone);
    if (reading.problem != DateProblem::None) return std::nullopt;
    return Day{zone.local(reading.moment.instant).time.date, print_moment(reading.moment, zone)};
}

}  // namespace

std::string scaffold_text(const Scaffold& scaffold, const Words& words) {
    std::string text = "---\ntitle: " + print_yaml_scalar(scaffold.title) + '\n';
    text += "date: " + scaffold.date + '\n';
    if (!scaffold.section.empty()) text += "section: " + print_yaml_scalar(scaffold.section) + '\n';
    if (!scaffold.byline.empty()) {
        text += "byline: " + print_yaml_scalar(scaffold.byline) + '\n';
    } else {
        // A story must be signed; until somebody does, it is the newsroom's own.
        text += "byline:   # " + words.text("new-byline-here") +
                "\n  - {role: 供稿, unit: " + print_yaml_scalar(scaffold.unit) + "}\n";
    }
    text += "slug: " + print_yaml_scalar(scaffold.slug) + '\n';
    text += "id: " + scaffold.id + '\n';
    text += "status: draft   # " + words.text("new-draft") + '\n';
    return text + "---\n\n" + words.text("new-body") + '\n';
}

ExitStatus run(const NewCommand& command, const Surroundings& surroundings) {
    const Words& words = surroundings.words;
    for (const std::string* text : {&command.title, &command.section, &command.byline}) {
        if (!first_invalid_utf8(*text).has_value()) continue;
        return refuse(surroundings, ExitStatus::Usage, words.text("new-not-utf8"));
    }
    const std::string title = one_line(command.title);
    if (title.empty()) return refuse(surroundings, ExitStatus::Usage, words.text("new-no-title"));

    const std::string newsroom = newsroom_folder(surroundings.files, command.source);
    const NewsroomFacts facts =
        newsroom_facts(surroundings.files, newsroom, language_of(surroundings.environment));
    if (!facts.site.has_value()) {
        return refuse(surroundings, ExitStatus::Usage,
                      words.text("no-newsroom", {shown_name(newsroom)}));
    }
    const Section* section = find_section(*facts.site, command.section);
    if (!command.section.empty() && section == nullptr) {
        return refuse(
            surroundings, ExitStatus::Usage,
            words.text("new-no-section", {command.section, names_of_sections(*facts.site)}));
    }
    const std::optional<Day> day = day_of(command, facts.time_zone, surroundings.clock.now());
    if (!day.has_value()) {
        return refuse(surroundings, ExitStatus::Usage, words.text("no-time", {command.date}));
    }

    Scaffold scaffold{
        .title = title,
        .section = section == nullptr ? std::string() : section->name,
        .byline = one_line(command.byline),
        .unit = facts.site->own_names.empty() ? facts.site->title : facts.site->own_names.front(),
        .date = day->text,
        .slug = SlugMaker().make(title),
        .id = random_id(kRandomIdLength)};
    if (scaffold.slug.empty()) scaffold.slug = "article";
    const Words of_site = Words::in(facts.language);
    const Placed placed = place(scaffold, day->date, 1, of_site);
    Diagnostics diagnostics;
    (void)read_article(placed.text, placed.path, *facts.site, diagnostics);
    apply_checks(*facts.site, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        surroundings.err << print_diagnostic(diagnostic, diagnostic_texts(facts.language), "");
    }
    if (diagnostics.has_errors()) return ExitStatus::Usage;

    const Result<std::string> written =
        write_scaffold(surroundings.files, newsroom, scaffold, day->date, of_site);
    if (!written.has_value()) return refuse(surroundings, written.error());
    surroundings.out << *written << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
