#include "formats/view_schema.h"

#include "base/assert.h"

#include <fmt/format.h>

#include <cstddef>

namespace gazette {
namespace {

std::string_view name_of(View::Kind kind) {
    switch (kind) {
        case View::Kind::Object:
            return "object";
        case View::Kind::List:
            return "list";
        case View::Kind::Text:
            return "text";
        case View::Kind::Flag:
            return "flag";
    }
    return "";
}

bool kind_fits(ViewField::Kind declared, View::Kind found) {
    switch (declared) {
        case ViewField::Kind::Text:
        case ViewField::Kind::Html:
            return found == View::Kind::Text;
        case ViewField::Kind::Flag:
            return found == View::Kind::Flag;
        case ViewField::Kind::List:
            return found == View::Kind::List;
        case ViewField::Kind::Object:
            return found == View::Kind::Object;
    }
    return false;
}

// An object that is still to be checked.
struct Pending {
    const View* view;
    const ViewSchema* schema;
    std::string path;  // "" or ending in "."
};

void check_list(const View& list, const ViewField& field, const std::string& path,
                std::vector<Pending>& pending, std::vector<std::string>& findings) {
    for (std::size_t i = 0; i < list.items().size(); ++i) {
        const View& item = list.items()[i];
        const View::Kind wanted = field.members != nullptr ? View::Kind::Object : View::Kind::Text;
        if (item.kind() != wanted) {
            findings.push_back(fmt::format("{}[{}]: {} instead of {}", path, i,
                                           name_of(item.kind()), name_of(wanted)));
        } else if (field.members != nullptr) {
            pending.push_back({&item, field.members, fmt::format("{}[{}].", path, i)});
        }
    }
}

void check_object(const Pending& object, std::vector<Pending>& pending,
                  std::vector<std::string>& findings) {
    for (const ViewField& field : object.schema->fields()) {
        if (!field.is_optional && object.view->find(ViewName(field.name)) == nullptr)
            findings.push_back(fmt::format("{}{}: missing", object.path, field.name));
    }
    for (const View::Field& found : object.view->fields()) {
        const std::string path = object.path + std::string(found.name.text());
        const ViewField* field = object.schema->find(found.name.text());
        if (field == nullptr) {
            findings.push_back(path + ": not declared");
        } else if (!kind_fits(field->kind, found.value.kind())) {
            findings.push_back(fmt::format("{}: {} instead of {}", path,
                                           name_of(found.value.kind()), name_of(field->kind)));
        } else if (field->kind == ViewField::Kind::List) {
            check_list(found.value, *field, path, pending, findings);
        } else if (field->kind == ViewField::Kind::Object) {
            pending.push_back({&found.value, field->members, path + "."});
        }
    }
}

}  // namespace

std::string_view name_of(ViewField::Kind kind) {
    switch (kind) {
        case ViewField::Kind::Text:
            return "text";
        case ViewField::Kind::Html:
            return "html";
        case ViewField::Kind::Flag:
            return "flag";
        case ViewField::Kind::List:
            return "list";
        case ViewField::Kind::Object:
            return "object";
    }
    return "";
}

ViewSchema::ViewSchema(const ViewSchema& base, std::initializer_list<ViewField> fields)
    : fields_(base.fields_) {
    for (const ViewField& field : fields) {
        GAZETTE_ASSERT(find(field.name) == nullptr, "a page's names are not those of the frame");
        fields_.push_back(field);
    }
}

const ViewField* ViewSchema::find(std::string_view name) const {
    for (const ViewField& field : fields_) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

std::vector<std::string> check(const View& view, const ViewSchema& schema) {
    std::vector<std::string> findings;
    std::vector<Pending> pending{{&view, &schema, ""}};
    for (std::size_t i = 0; i < pending.size(); ++i) {
        const Pending object = pending[i];  // a copy: the list grows
        check_object(object, pending, findings);
    }
    return findings;
}

namespace view {

ViewField text(std::string_view name, std::string_view meaning) {
    return {name, ViewField::Kind::Text, nullptr, meaning, false};
}

ViewField html(std::string_view name, std::string_view meaning) {
    return {name, ViewField::Kind::Html, nullptr, meaning, false};
}

ViewField flag(std::string_view name, std::string_view meaning) {
    return {name, ViewField::Kind::Flag, nullptr, meaning, true};
}

ViewField list(std::string_view name, const ViewSchema& members, std::string_view meaning) {
    return {name, ViewField::Kind::List, &members, meaning, false};
}

ViewField texts(std::string_view name, std::string_view meaning) {
    return {name, ViewField::Kind::List, nullptr, meaning, false};
}

ViewField object(std::string_view name, const ViewSchema& members, std::string_view meaning) {
    return {name, ViewField::Kind::Object, &members, meaning, false};
}

ViewField optional(ViewField field) {
    field.is_optional = true;
    return field;
}

}  // namespace view
}  // namespace gazette
