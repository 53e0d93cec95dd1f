// Mustache's specification (1.3) through our template layer. Data becomes a view and, beside it,
// the schema that a program of ours would have declared. Where a case asks for silence on an
// unknown name, which is an error with us, the name is declared and left empty. What differs is in
// the table below and in docs/conformance.md.
#include "base/text.h"
#include "formats/json.h"
#include "formats/mustache.h"
#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/shared_material.h"

#include <fmt/format.h>

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace gazette;

namespace {

// What happens instead: the id of the error, or the text that comes out after "=".
const std::map<std::string, std::string>& deviations() {
    // clang-format off
    static const std::map<std::string, std::string> table{
        // Other delimiters: not supported.
        {"delimiters: Pair Behavior", "template-unsupported-tag"},
        {"delimiters: Special Characters", "template-unsupported-tag"},
        {"delimiters: Sections", "template-unsupported-tag"},
        {"delimiters: Inverted Sections", "template-unsupported-tag"},
        {"delimiters: Partial Inheritence", "template-unsupported-tag"},
        {"delimiters: Post-Partial Behavior", "template-unsupported-tag"},
        {"delimiters: Surrounding Whitespace", "template-unsupported-tag"},
        {"delimiters: Outlying Whitespace (Inline)", "template-unsupported-tag"},
        {"delimiters: Standalone Tag", "template-unsupported-tag"},
        {"delimiters: Indented Standalone Tag", "template-unsupported-tag"},
        {"delimiters: Standalone Line Endings", "template-unsupported-tag"},
        {"delimiters: Standalone Without Previous Line", "template-unsupported-tag"},
        {"delimiters: Standalone Without Newline", "template-unsupported-tag"},
        {"delimiters: Pair with Padding", "template-unsupported-tag"},
        // The whole view is an object, never a text or a list.
        {"interpolation: Implicit Iterators - Basic Interpolation", "template-not-text"},
        {"interpolation: Implicit Iterators - HTML Escaping", "template-not-text"},
        {"interpolation: Implicit Iterators - Triple Mustache", "template-not-text"},
        {"interpolation: Implicit Iterators - Ampersand", "template-not-text"},
        {"interpolation: Implicit Iterators - Basic Integer Interpolation", "template-not-text"},
        {"sections: Implicit Iterator - Root-level", "=\"()\""},
        // A list holds objects or texts; texts are always escaped.
        {"sections: Implicit Iterator - Array", "=\"()()\""},
        {"sections: Implicit Iterator - Triple mustache", "template-raw-text"},
        {"sections: Implicit Iterator - Ampersand", "template-raw-text"},
        // Partials are put in before parsing.
        {"partials: Failed Lookup", "template-unknown-partial"},
        {"partials: Recursion", "template-recursive-partial"},
    };
    // clang-format on
    return table;
}

// A view and its schema, made from JSON; names are views into the JSON, which outlives it.
class World {
public:
    World(const JsonValue& data, std::string text)
        : text_(std::move(text)), root_(&schemas_.emplace_back(Fields{})) {
        if (data.object() != nullptr) fill(*data.object(), view_, *root_);
    }

    [[nodiscard]] const View& view() const { return view_; }

    [[nodiscard]] const ViewSchema& schema() const { return *root_; }

    // Declares a dotted name wherever its head is an object, or else in the whole view.
    void declare(const std::string& name) {
        const std::vector<std::string_view> parts = split(names_.emplace_back(name), '.');
        std::vector<ViewSchema*> heads;
        for (ViewSchema& schema : schemas_) {
            const ViewField* head = schema.find(parts[0]);
            if (head != nullptr && head->kind == ViewField::Kind::Object) heads.push_back(&schema);
        }
        if (heads.empty()) heads.push_back(root_);
        for (ViewSchema* schema : heads) declare_in(*schema, parts);
    }

private:
    using Fields = std::initializer_list<ViewField>;

    void declare_in(ViewSchema& schema, const std::vector<std::string_view>& parts) {
        ViewSchema* current = &schema;
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            const ViewField* field = current->find(parts[i]);
            if (field == nullptr) {
                ViewSchema& members = schemas_.emplace_back(Fields{});
                current->add(view::optional(view::object(parts[i], members, "")));
                current = &members;
            } else {
                current = owned(field->members);
                if (current == nullptr) return;
            }
        }
        if (current->find(parts.back()) == nullptr)
            current->add(view::optional(text_or_html(parts.back())));
    }

    ViewSchema* owned(const ViewSchema* schema) {
        for (ViewSchema& candidate : schemas_) {
            if (&candidate == schema) return &candidate;
        }
        return nullptr;
    }

    // NOLINTBEGIN(misc-no-recursion): as deep as the reader of JSON lets data be
    void fill(const JsonValue::Object& object, View& view, ViewSchema& schema) {
        for (const JsonValue::Member& member : object) add(member.name, member.value, view, schema);
    }

    void add(const std::string& name, const JsonValue& value, View& view, ViewSchema& schema) {
        const bool is_known = schema.find(name) != nullptr;
        const auto declare_field = [&](const ViewField& field) {
            if (!is_known) schema.add(field);
        };
        if (value.object() != nullptr) {
            ViewSchema& members = schemas_.emplace_back(Fields{});
            declare_field(view::object(name, members, ""));
            fill(*value.object(), view.object(ViewName(name)), members);
        } else if (value.array() != nullptr) {
            add_list(name, *value.array(), view, declare_field);
        } else if (const bool* flag = value.boolean()) {
            declare_field(view::flag(name, ""));
            view.set_flag(ViewName(name), *flag);
        } else {
            declare_field(text_or_html(name));
            if (!value.is_null()) view.set(ViewName(name), text_of(value));
        }
    }

    template <typename Declare>
    void add_list(const std::string& name, const JsonValue::Array& array, View& view,
                  const Declare& declare_field) {
        View list = View::of_list();
        const bool has_objects = !array.empty() && array[0].object() != nullptr;
        ViewSchema& members = schemas_.emplace_back(Fields{});
        declare_field(has_objects ? view::list(name, members, "") : view::texts(name, ""));
        for (const JsonValue& item : array) {
            if (item.object() != nullptr) {
                fill(*item.object(), view.add(ViewName(name)), members);
            } else {
                view.list(ViewName(name)).push_back(View::of_text(text_of(item)));
            }
        }
        view.list(ViewName(name));
    }

    // NOLINTEND(misc-no-recursion)

    // Markup is what the template writes without escaping.
    [[nodiscard]] ViewField text_or_html(std::string_view name) const {
        for (const char* sigil : {"{{{", "{{{ ", "{{&", "{{& "}) {
            if (text_.find(sigil + std::string(name)) != std::string::npos)
                return view::html(name, "");
        }
        return view::text(name, "");
    }

    static std::string text_of(const JsonValue& value) {
        if (const std::string* text = value.string()) return *text;
        if (const std::int64_t* number = value.integer()) return std::to_string(*number);
        if (const double* number = value.decimal()) return fmt::format("{}", *number);
        return {};
    }

    std::string text_;
    View view_;
    std::deque<ViewSchema> schemas_;
    std::deque<std::string> names_;
    ViewSchema* root_;
};

std::string outcome_of(const JsonValue& test, std::size_t& with_unknown_names) {
    const std::string& text = *test.find("template")->string();
    const JsonValue* partials = test.find("partials");
    const TextLookup partial = [&](std::string_view name) -> std::optional<std::string_view> {
        const JsonValue* found = partials != nullptr ? partials->find(name) : nullptr;
        if (found == nullptr) return std::nullopt;
        return *found->string();
    };
    std::string all_text = text;
    if (partials != nullptr) {
        for (const JsonValue::Member& member : *partials->object())
            all_text += *member.value.string();
    }
    World world(*test.find("data"), all_text);
    constexpr int kMostUnknownNames = 10;
    for (int attempt = 0; attempt < kMostUnknownNames; ++attempt) {
        std::vector<TemplateError> errors;
        const auto compiled =
            Template::compile({"test", text, partial, {}}, world.schema(), errors);
        if (compiled.has_value()) {
            if (attempt > 0) ++with_unknown_names;
            std::string out = "=";
            TemplateRenderer(*compiled).render(world.view(), out);
            return out;
        }
        if (errors.front().problem != TemplateProblem::UnknownName)
            return std::string(id_of(errors.front().problem));
        world.declare(errors.front().arguments[0]);
    }
    return "template-unknown-name";
}

}  // namespace

TEST_CASE("Mustache's specification holds, or what differs is known", "[conformance]") {
    std::size_t known = 0;
    std::size_t with_unknown_names = 0;
    for (const char* part :
         {"comments", "delimiters", "interpolation", "inverted", "partials", "sections"}) {
        const auto path =
            testing::shared_material("conformance/mustache/" + std::string(part) + ".json");
        if (!path.has_value()) return;
        const std::string text = testing::file_bytes(*path);
        const auto json = parse_json(text);
        REQUIRE(json.has_value());
        for (const JsonValue& test : *json->find("tests")->array()) {
            const std::string name = std::string(part) + ": " + *test.find("name")->string();
            const std::string outcome = outcome_of(test, with_unknown_names);
            const auto deviation = deviations().find(name);
            const bool is_known = deviation != deviations().end();
            INFO(name << "\n" << *test.find("template")->string());
            CHECK(outcome ==
                  (is_known ? deviation->second : "=" + *test.find("expected")->string()));
            if (is_known) ++known;
        }
    }
    CHECK(known == deviations().size());
    CHECK(with_unknown_names == 14);
}
