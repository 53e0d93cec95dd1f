#include "desk/story_changes.h"

#include "desk/text_diff.h"

namespace gazette {

namespace {

void add_change(View& view, const Visit& visit, std::string_view field,
                const std::vector<TextRun>& runs) {
    View& change = view.add("changes");
    change.set("label", visit.words.text(field));
    for (const TextRun& run : runs) {
        View& piece = change.add("runs");
        piece.set("text", run.text);
        piece.set_flag("added", run.kind == RunKind::Added);
        piece.set_flag("removed", run.kind == RunKind::Removed);
        piece.set_flag("same", run.kind == RunKind::Same);
    }
}

}  // namespace

bool add_changes(View& view, const Visit& visit, const StoryFields& before,
                 const StoryFields& now) {
    WordBreaker breaker;
    bool has_changes = false;
    for (const StoryField& field : kStoryFields) {
        const std::string& old_text = before.*field.text;
        const std::string& new_text = now.*field.text;
        if (old_text == new_text) continue;
        has_changes = true;
        add_change(view, visit, field.name, diff_words(old_text, new_text, breaker));
    }
    return has_changes;
}

void add_whole(View& view, const Visit& visit, const StoryFields& fields) {
    for (const StoryField& field : kStoryFields) {
        const std::string& text = fields.*field.text;
        if (!text.empty()) add_change(view, visit, field.name, {{RunKind::Same, text}});
    }
}

}  // namespace gazette
