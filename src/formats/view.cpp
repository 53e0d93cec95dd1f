#include "formats/view.h"

#include <algorithm>
#include <utility>

namespace gazette {
namespace {

// OPTIMIZATION: most objects are cards of some ten values, and growing into them copies each twice.
constexpr std::size_t kUsualFields = 12;

}  // namespace

View View::of_text(std::string text) {
    View view;
    view.value_ = std::move(text);
    return view;
}

View View::of_list() {
    View view;
    view.value_ = List{};
    return view;
}

void View::set(ViewName name, std::string text) {
    field(name).value_.emplace<std::string>(std::move(text));
}

void View::set(ViewName name, std::string_view text) {
    field(name).value_.emplace<std::string>(text);
}

void View::set_unless_empty(ViewName name, std::string_view text) {
    if (!text.empty()) set(name, text);
}

void View::borrow(ViewName name, std::string_view text) {
    field(name).value_.emplace<std::string_view>(text);
}

void View::borrow_unless_empty(ViewName name, std::string_view text) {
    if (!text.empty()) borrow(name, text);
}

void View::share(ViewName name, const View& view) {
    field(name).value_.emplace<const View*>(&view);
}

void View::set_flag(ViewName name, bool flag) { field(name).value_.emplace<bool>(flag); }

View& View::object(ViewName name) {
    View& value = field(name);
    if (!std::holds_alternative<Fields>(value.value_)) value.value_ = Fields{};
    return value;
}

std::vector<View>& View::list(ViewName name) {
    View& value = field(name);
    if (!std::holds_alternative<List>(value.value_)) value.value_ = List{};
    return *std::get_if<List>(&value.value_);
}

View& View::add(ViewName name) { return list(name).emplace_back(); }

void View::clear() {
    if (Fields* fields = std::get_if<Fields>(&value_)) {
        fields->list.clear();
        fields->names = 0;
    } else {
        value_ = Fields{};
    }
}

View::Kind View::kind() const {
    const auto& value = meant().value_;
    if (std::holds_alternative<std::string_view>(value)) return Kind::Text;
    return static_cast<Kind>(value.index());
}

const View* View::find(ViewName name) const {
    bool is_shared = false;
    std::size_t place = 0;
    return find(name, is_shared, place);
}

std::string_view View::text() const {
    const auto& value = meant().value_;
    if (const auto* owned = std::get_if<std::string>(&value)) return *owned;
    if (const auto* borrowed = std::get_if<std::string_view>(&value)) return *borrowed;
    return {};
}

const std::vector<View>& View::items() const {
    static const List kNone;
    const List* list = std::get_if<List>(&meant().value_);
    return list != nullptr ? *list : kNone;
}

const std::vector<View::Field>& View::fields() const {
    static const std::vector<Field> kNone;
    const Fields* fields = std::get_if<Fields>(&meant().value_);
    return fields != nullptr ? fields->list : kNone;
}

bool View::is_truthy() const {
    switch (kind()) {
        case Kind::Object:
            return true;
        case Kind::List:
            return !items().empty();
        case Kind::Text:
            return !text().empty();
        case Kind::Flag:
            return *std::get_if<bool>(&meant().value_);
    }
    return false;
}

// The value of that name, added where there was none. A View that is no object becomes one.
View& View::field(ViewName name) {
    if (!std::holds_alternative<Fields>(value_)) value_ = Fields{};
    auto& [fields, names] = *std::get_if<Fields>(&value_);
    if (const std::uint64_t bit = name.bit(); (names & bit) == 0) {
        names |= bit;
    } else {
        for (Field& field : fields) {
            if (field.name == name) return field.value;
        }
    }
    if (fields.empty()) fields.reserve(kUsualFields);
    return fields.emplace_back(name).value;
}

}  // namespace gazette
