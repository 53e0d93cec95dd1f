#pragma once
// What a template sees: our own ordered tree of values. pages/ builds it, formats/mustache.h reads
// it; no library's type stands between them, and a page is a function of this tree alone.
//
// A View is an object of named values unless it was made with `of_text`. A value is text, a flag, a
// list or an object. Names are literals (formats/view_name.h). What is absent is falsy
// in a template, so what there is nothing of is not set at all. Values own their text, save what
// `borrow` was given. Setting a name again replaces its value. What is the same on many pages (the
// menu, the foot) is made once and `share`d: it then stands for the value, and a renderer may keep
// what it became.
// Cost: a name is found by looking along the object (at most some forty); 40 bytes a value.
// One thread while it is built, afterwards const is thread-safe.
#include "formats/view_name.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gazette {

// The values of an object.
// OPTIMIZATION: `names` has a bit for each name in `list`: most names that are asked for, and all
// that are set for the first time, are told to be absent without a look along the list.
template <typename Field>
struct NamedList {
    std::vector<Field> list;
    std::uint64_t names = 0;
};

class View {
public:
    struct Field;
    enum class Kind { Object, List, Text, Flag };

    View() = default;

    static View of_text(std::string text);
    static View of_list();

    // ---- building an object

    void set(ViewName name, std::string text);
    // Copies; for what is only a view or a literal.
    void set(ViewName name, std::string_view text);

    void set(ViewName name, const char* text) { set(name, std::string_view(text)); }

    // Sets only where there is something, so that the template's section stays empty.
    void set_unless_empty(ViewName name, std::string_view text);
    // Does not copy: `text` must outlive every use of this view (a page's rendered body).
    void borrow(ViewName name, std::string_view text);
    void borrow_unless_empty(ViewName name, std::string_view text);
    // The value is that view itself, which must neither change nor go while anything renders this.
    void share(ViewName name, const View& view);
    void set_flag(ViewName name, bool flag);
    // The object or list of that name, made empty where there was none.
    View& object(ViewName name);
    std::vector<View>& list(ViewName name);
    // A new object at the end of the list of that name.
    View& add(ViewName name);

    // An empty object again.
    void clear();

    // ---- reading

    [[nodiscard]] Kind kind() const;
    // The value of a name; null where it is absent or this is no object.
    [[nodiscard]] const View* find(ViewName name) const;
    // The same; sets `is_shared` when the value was `share`d. `place` is where the name was found
    // last in an object like this (0 at first), and is looked at first.
    const View* find(ViewName name, bool& is_shared, std::size_t& place) const;
    // Empty unless this is text, a list, an object.
    [[nodiscard]] std::string_view text() const;
    [[nodiscard]] const std::vector<View>& items() const;
    [[nodiscard]] const std::vector<Field>& fields() const;
    // False for a false flag, empty text and an empty list; objects are true even when empty.
    [[nodiscard]] bool is_truthy() const;

private:
    using Fields = NamedList<Field>;
    using List = std::vector<View>;

    View& field(ViewName name);
    // What is meant: this, or the view that is shared in its place.
    [[nodiscard]] const View& meant() const;

    // The order is that of Kind, with borrowed text and a shared view behind.
    std::variant<Fields, List, std::string, bool, std::string_view, const View*> value_;
};

struct View::Field {
    explicit Field(ViewName its_name) : name(its_name) {}

    ViewName name;
    View value;
};

inline const View& View::meant() const {
    const auto* const shared = std::get_if<const View*>(&value_);
    return shared == nullptr ? *this : **shared;
}

// OPTIMIZATION: here for those who ask for the same names of many views.
inline const View* View::find(ViewName name, bool& is_shared, std::size_t& place) const {
    const Fields* const object = std::get_if<Fields>(&meant().value_);
    if (object == nullptr || (object->names & name.bit()) == 0) return nullptr;
    const std::vector<Field>& list = object->list;
    if (place >= list.size() || list[place].name != name) {
        std::size_t index = 0;
        while (index < list.size() && list[index].name != name) ++index;
        if (index == list.size()) return nullptr;
        place = index;
    }
    const View& value = list[place].value.meant();
    is_shared = is_shared || &value != &list[place].value;
    return &value;
}

}  // namespace gazette
