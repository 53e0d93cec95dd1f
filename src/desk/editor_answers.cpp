// The editor: a story's fields, saved as they are typed, and handed in.
#include "base/text.h"
#include "desk/answers.h"
#include "desk/quotas.h"
#include "desk/sign_offs.h"
#include "desk/stories.h"
#include "desk/story_file.h"
#include "desk/story_pictures.h"
#include "formats/json.h"

#include <fmt/format.h>

#include <charconv>

namespace gazette {

namespace {

StoryFields typed_fields(const Visit& visit) {
    StoryFields typed;
    for (const StoryField& field : kStoryFields) typed.*field.text = visit.field(field.name);
    // An organisation posts into its channel; the newsroom's sections are not its own.
    if (is_of_organisation(visit.account().role)) typed.section.clear();
    return typed;
}

int base_of(const Visit& visit) {
    const std::string_view text = visit.field("base");
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// What one save came to.
struct Saving {
    std::string_view refused;  // the field that cannot be kept; empty: none
    SavedStory saved;          // when nothing was refused
};

Result<Saving> save_typed(const Visit& visit) {
    Saving saving;
    const std::optional<StoryFields> fields = cleaned(typed_fields(visit), saving.refused);
    if (!fields.has_value()) return saving;
    saving.saved = TRY(visit.core.with_database([&](Database& database) {
        return save_story(
            database, {visit.story->id, visit.account().id, base_of(visit), *fields, visit.now});
    }));
    return saving;
}

std::string_view name_of(SaveOutcome outcome) {
    switch (outcome) {
        case SaveOutcome::Saved:
            return "saved";
        case SaveOutcome::Unchanged:
            return "unchanged";
        case SaveOutcome::Joined:
            return "joined";
        case SaveOutcome::Conflict:
            return "conflict";
    }
    return {};
}

void write_fields(JsonWriter& writer, const StoryFields& fields) {
    writer.begin_object();
    for (const StoryField& field : kStoryFields) writer.text(field.name, fields.*field.text);
    writer.end_object();
}

std::string line_words(const Visit& visit, const StoryFinding& finding) {
    return finding.line == 0 ? std::string()
                             : visit.words.text("line", fmt::format("{}", finding.line));
}

// What the script shows below the fields.
HttpResponse saved_json(const Visit& visit, const Saving& saving) {
    std::string json;
    JsonWriter writer(json);
    writer.begin_object();
    if (!saving.refused.empty()) {
        writer.text("outcome", "refused").text("field", saving.refused);
        writer.text("text", visit.words.text("field-refused")).end_object();
        return json_answer(422, std::move(json));
    }
    const SavedStory& saved = saving.saved;
    const StoryVersion& newest = saved.newest;
    const bool is_conflict = saved.outcome == SaveOutcome::Conflict;
    writer.text("outcome", name_of(saved.outcome));
    writer.key("version").number(newest.number);
    writer.text("saved", visit.words.text("saved-at", visit.time(newest.saved)));
    if (is_conflict || saved.outcome == SaveOutcome::Joined) {
        writer.key("fields");
        write_fields(writer, newest.fields);
    }
    writer.key("findings").begin_array();
    if (!is_conflict) {
        for (const StoryFinding& finding : findings_of(*visit.story, newest, *visit.site)) {
            writer.begin_object();
            writer.text("field", finding.field).text("line", line_words(visit, finding));
            writer.text("text", visit.words.diagnostics().text(finding.diagnostic));
            writer.text("hint", visit.words.diagnostics().hint(finding.diagnostic));
            writer.key("is_error").boolean(finding.diagnostic.severity == Severity::Error);
            writer.end_object();
        }
    }
    writer.end_array().end_object();
    return json_answer(is_conflict ? 409 : 200, std::move(json));
}

// What the editor shows: the newest version, or what was typed and could not be saved as it is.
struct EditorText {
    StoryFields fields;
    int base = 1;
    Instant saved;
    std::optional<StoryFields> theirs = {};  // differs from `fields` somewhere
    std::string_view refused = {};           // a field that cannot be kept
    std::string problem = {};                // why it was not handed in, or has no picture
};

// Fields by name: what a View holds may move while more is added, so it is looked up again.
View& field_view(View& view, const StoryField& field) { return view.object(ViewName(field.name)); }

void add_sections(View& field, const Visit& visit, const std::string& chosen) {
    field.list("sections");
    bool is_known = chosen.empty();
    for (const Section& section : visit.site->sections) {
        View& entry = field.add("sections");
        entry.set("name", section.name);
        entry.set_flag("selected", section.name == chosen);
        is_known = is_known || section.name == chosen;
    }
    if (is_known) return;
    View& lost = field.add("sections");  // of an older site.yml: not dropped behind one's back
    lost.set("name", chosen);
    lost.set_flag("selected", true);
}

bool is_shown(const Visit& visit, const StoryField& field) {
    return field.name != "section" || visit.story->organisation.empty();
}

void add_fields(View& view, const Visit& visit, const EditorText& text) {
    for (const StoryField& field : kStoryFields) {
        if (!is_shown(visit, field)) continue;
        const std::string& value = text.fields.*field.text;
        View& one = field_view(view, field);
        one.set("value", value);
        if (text.theirs.has_value() && (*text.theirs).*field.text != value) {
            one.set("theirs", (*text.theirs).*field.text);
        }
        if (field.name == "section") add_sections(one, visit, value);
    }
}

// Where a finding is shown: below its field, else above all of them.
View& place_of_finding(View& view, const Visit& visit, std::string_view name) {
    for (const StoryField& field : kStoryFields) {
        if (field.name == name && is_shown(visit, field)) {
            return field_view(view, field).add("findings");
        }
    }
    return view.add("general");
}

void fill_finding(View& line, const Visit& visit, const StoryFinding& finding) {
    line.set("text", visit.words.diagnostics().text(finding.diagnostic));
    line.set("hint", visit.words.diagnostics().hint(finding.diagnostic));
    line.set_flag("is_error", finding.diagnostic.severity == Severity::Error);
    line.set_unless_empty("line", line_words(visit, finding));
}

Result<void> add_bylines(View& view, const Visit& visit) {
    const std::vector<std::string> used = TRY(visit.core.with_database(
        [&](Database& database) { return bylines_of(database, visit.account()); }));
    for (const std::string& byline : used) view.add("bylines").set("text", byline);
    return {};
}

Result<void> add_ways_on(View& view, const Visit& visit) {
    const Story& story = *visit.story;
    const bool is_member = visit.account().role == DeskRole::Member;
    if (may_use(Route::Submit, visit.account().role, visit.standing) &&
        after(story.state, StoryAction::SubmitToNewsroom).has_value()) {
        view.set("submit", story_href(story, "submit"));
        view.set("submit_label", visit.words.text(is_member ? "submit-to-organisation" : "submit"));
    }
    if (visit.standing.is_turn) view.set("back", story_href(story, "review"));
    if (story.state == StoryStatus::Returned) {
        const std::vector<StoryEvent> events = TRY(visit.core.with_database(
            [&](Database& database) { return events_of(database, story.id); }));
        if (!events.empty()) view.set_unless_empty("why", events.back().note);
    }
    return {};
}

Result<HttpResponse> editor_page(const Visit& visit, const EditorText& text, int status) {
    const Story& story = *visit.story;
    View view = TRY(frame_view(visit, visit.words.title(story)));
    view.set_flag("wide", true);
    view.set("story", story.id);
    view.set("save", story_href(story, "edit"));
    view.set("base", fmt::format("{}", text.base));
    view.set("saved", visit.words.text("saved-at", visit.time(text.saved)));
    view.set("preview", story_href(story, "preview"));
    view.set_flag("conflict", text.theirs.has_value());
    add_fields(view, visit, text);
    TRY(add_bylines(view, visit));
    TRY(add_ways_on(view, visit));
    StoryVersion shown;
    shown.saved = visit.now;
    shown.fields = text.fields;
    for (const StoryFinding& finding : findings_of(story, shown, *visit.site)) {
        fill_finding(place_of_finding(view, visit, finding.field), visit, finding);
    }
    if (!text.refused.empty()) {
        View& line = place_of_finding(view, visit, text.refused);
        line.set("text", visit.words.text("field-refused"));
        line.set("hint", "");
        line.set_flag("is_error", true);
    }
    view.set_unless_empty("problem", text.problem);
    view.set("add_pictures", story_href(story, "pictures"));
    return page_answer(visit, DeskPage::Editor, view, status);
}

EditorText typed_text(const Visit& visit, const Saving& saving) {
    EditorText text;
    text.fields = typed_fields(visit);
    text.saved = visit.now;
    text.base = base_of(visit);
    text.refused = saving.refused;
    if (saving.refused.empty()) {
        text.base = saving.saved.newest.number;
        text.saved = saving.saved.newest.saved;
        text.theirs = saving.saved.newest.fields;
    }
    return text;
}

// The page for what could not be saved; nothing when it was.
Result<std::optional<HttpResponse>> unsaved_page(const Visit& visit, const Saving& saving) {
    const bool is_refused = !saving.refused.empty();
    if (!is_refused && saving.saved.outcome != SaveOutcome::Conflict) {
        return std::optional<HttpResponse>();
    }
    return std::optional<HttpResponse>(
        TRY(editor_page(visit, typed_text(visit, saving), is_refused ? 422 : 409)));
}

// What has moved on is read, not written.
bool may_write(const Visit& visit) {
    const Story& story = *visit.story;
    return after(story.state, StoryAction::Edit).has_value() &&
           (story.state != StoryStatus::InReview || visit.standing.is_turn);
}

// ---- pictures

struct NewPictures {
    std::vector<std::string> lines;
    std::string problem;  // why none is to be shown; empty: all are
};

// All or none: who brings five and sees four would not know which one is missing.
NewPictures new_pictures(const Visit& visit) {
    NewPictures made;
    const auto words = [&](std::string_view name, std::size_t number) -> std::string_view {
        for (const HttpField& field : visit.form) {
            if (field.name == name && number-- == 0) return trim(field.value);
        }
        return {};
    };
    if (visit.pictures.empty()) made.problem = visit.words.text("picture-none");
    for (std::size_t i = 0; i < visit.pictures.size() && made.problem.empty(); ++i) {
        const BroughtPicture& picture = visit.pictures[i];
        const PictureWords said{words("alt", i), words("caption", i), words("credit", i)};
        if (!picture.problem.empty()) {
            made.problem = visit.words.text(picture.problem, picture.shown_name);
        } else if (said.alt.empty()) {
            made.problem = visit.words.text("picture-alt-wanted", picture.shown_name);
        } else {
            made.lines.push_back(picture_line(picture.file, said));
        }
    }
    if (!made.problem.empty()) made.lines.clear();
    return made;
}

void add_lines(const std::vector<std::string>& lines, std::string& body) {
    while (body.ends_with('\n') || body.ends_with('\r')) body.pop_back();
    for (const std::string& line : lines) {
        if (!body.empty()) body += "\n\n";
        body += line;
    }
}

}  // namespace

Result<HttpResponse> answer_editor_page(const Visit& visit) {
    const Story& story = *visit.story;
    if (!may_write(visit)) return see_other(story_href(story));
    const StoryVersion version = TRY(visit.core.with_database(
        [&](Database& database) { return newest_version(database, story); }));
    return editor_page(visit, {version.fields, version.number, version.saved}, 200);
}

Result<HttpResponse> answer_save(const Visit& visit) {
    if (visit.story->state == StoryStatus::InReview && !visit.standing.is_turn) {
        return failure(ErrorCode::Conflict, "the story is with a reviewer");
    }
    const Saving saving = TRY(save_typed(visit));
    if (visit.wants_json()) return saved_json(visit, saving);
    std::optional<HttpResponse> unsaved = TRY(unsaved_page(visit, saving));
    if (unsaved.has_value()) return *std::move(unsaved);
    return see_other(story_href(*visit.story, "edit") + "?done=saved");
}

Result<HttpResponse> answer_add_pictures(const Visit& visit) {
    if (!may_write(visit)) return failure(ErrorCode::Conflict, "the story has moved on");
    const NewPictures pictures = new_pictures(visit);
    if (visit.wants_json()) {
        std::string json;
        JsonWriter writer(json);
        writer.begin_object().text("text", pictures.problem);
        writer.key("lines").begin_array();
        for (const std::string& line : pictures.lines) writer.string(line);
        writer.end_array().end_object();
        return json_answer(pictures.problem.empty() ? 200 : 422, std::move(json));
    }
    // Without a script the form has the text as well: it is saved, and the pictures follow it.
    Visit longer = visit;
    for (HttpField& field : longer.form) {
        if (field.name == "body" && pictures.problem.empty())
            add_lines(pictures.lines, field.value);
    }
    const Saving saving = TRY(save_typed(longer));
    std::optional<HttpResponse> unsaved = TRY(unsaved_page(longer, saving));
    if (unsaved.has_value()) return *std::move(unsaved);
    if (pictures.problem.empty())
        return see_other(story_href(*visit.story, "edit") + "?done=saved");
    const StoryVersion& newest = saving.saved.newest;
    EditorText text{newest.fields, newest.number, newest.saved};
    text.problem = pictures.problem;
    return editor_page(visit, text, 422);
}

Result<HttpResponse> answer_submit(const Visit& visit) {
    const Story& story = *visit.story;
    if (!after(story.state, StoryAction::SubmitToNewsroom).has_value()) {
        return failure(ErrorCode::Conflict, "the story was handed in already");
    }
    const Saving saving = TRY(save_typed(visit));
    std::optional<HttpResponse> unsaved = TRY(unsaved_page(visit, saving));
    if (unsaved.has_value()) return *std::move(unsaved);
    const StoryVersion& newest = saving.saved.newest;
    if (has_errors(findings_of(story, newest, *visit.site))) {
        EditorText text{newest.fields, newest.number, newest.saved};
        text.problem = visit.words.text("submit-blocked");
        return editor_page(visit, text, 422);
    }
    if (visit.account().role != DeskRole::Member) {
        Story titled = story;
        titled.title = newest.fields.title;
        TRY(choose_path(visit.core, titled, visit.now));
    }
    Result<void> submitted = visit.core.with_database([&](Database& database) {
        return submit_story(database, {story.id, visit.account(), visit.now, {}, newest.number});
    });
    if (!submitted.has_value() && is_quota_error(submitted.error())) {
        EditorText text{newest.fields, newest.number, newest.saved};
        text.problem = visit.words.text("quota-posts");
        return editor_page(visit, text, 429);
    }
    TRY(std::move(submitted));
    return see_other(story_href(story) + "?done=submitted");
}

}  // namespace gazette
