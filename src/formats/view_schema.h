#pragma once
// Which names a view has, declared once beside the code that builds it. A template is compiled
// against its schema, so that a misspelt name is an error when it is loaded and not an empty string
// on the page; templates/README.md is compared with it; a test checks built views with it.
//
// A schema is a constant: make it as a function-local static and hand on references; they are kept.
//     const ViewSchema& card_schema() {
//         static const ViewSchema schema{view::text("href", "path of the story"),
//                                        view::optional(view::object("picture", picture_schema(),
//                                        "…"))};
//         return schema;
//     }
// Names and meanings are literals. const is thread-safe.
#include "formats/view.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

class ViewSchema;

struct ViewField {
    enum class Kind { Text, Html, Flag, List, Object };

    std::string_view name;
    Kind kind = Kind::Text;
    // Members of an object or of a list's objects; null: the list holds texts.
    const ViewSchema* members = nullptr;
    std::string_view meaning;  // one line, English
    bool is_optional = false;  // flags are always: an absent flag is false
};

std::string_view name_of(ViewField::Kind kind);  // "text", "html", …

class ViewSchema {
public:
    ViewSchema(std::initializer_list<ViewField> fields) : fields_(fields) {}

    // All of `base` (the frame of every page) and then these.
    ViewSchema(const ViewSchema& base, std::initializer_list<ViewField> fields);

    [[nodiscard]] std::span<const ViewField> fields() const { return fields_; }

    // Null where the name is not declared.
    [[nodiscard]] const ViewField* find(std::string_view name) const;

    // For schemas that are not known when the program is written (tests of the template layer).
    void add(const ViewField& field) { fields_.push_back(field); }

private:
    std::vector<ViewField> fields_;
};

// What is wrong with a view: "article.cover.src: missing", "stories[2].titel: not declared",
// "title: list instead of text". Empty when all is right.
std::vector<std::string> check(const View& view, const ViewSchema& schema);

namespace view {

ViewField text(std::string_view name, std::string_view meaning);
// Markup that the program made and that is safe: the only kind that {{{x}}} takes.
ViewField html(std::string_view name, std::string_view meaning);
ViewField flag(std::string_view name, std::string_view meaning);
ViewField list(std::string_view name, const ViewSchema& members, std::string_view meaning);
ViewField texts(std::string_view name, std::string_view meaning);
ViewField object(std::string_view name, const ViewSchema& members, std::string_view meaning);
ViewField optional(ViewField field);

}  // namespace view
}  // namespace gazette
