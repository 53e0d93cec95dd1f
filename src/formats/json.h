#pragma once
// JSON (RFC 8259) in and out. JsonValue is a tree of our own that keeps the order of members;
// parse_json fills it from what came from outside: limited in size and depth, no member twice,
// strict UTF-8 (Boost.JSON below). JsonWriter appends to a string without building a tree: feeds
// and answers are written with it.
//
// Numbers are 64-bit signed integers where the text is one that fits, else doubles. Values own all
// they hold; any thread.
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gazette {

class JsonValue {
public:
    struct Member;
    using Array = std::vector<JsonValue>;
    using Object = std::vector<Member>;  // in the order of the text

    // All defined where Member is complete (clang 14 insists).
    JsonValue();  // null
    explicit JsonValue(bool value);
    explicit JsonValue(std::int64_t value);
    explicit JsonValue(double value);
    explicit JsonValue(std::string value);
    explicit JsonValue(Array value);
    explicit JsonValue(Object value);
    ~JsonValue();
    JsonValue(const JsonValue&);
    JsonValue& operator=(const JsonValue&);
    JsonValue(JsonValue&&) noexcept;
    JsonValue& operator=(JsonValue&&) noexcept;

    [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value_); }

    // Null when the value is of another kind.
    [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&value_); }

    [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }

    [[nodiscard]] const double* decimal() const { return std::get_if<double>(&value_); }

    [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&value_); }

    [[nodiscard]] const Array* array() const { return std::get_if<Array>(&value_); }

    [[nodiscard]] const Object* object() const { return std::get_if<Object>(&value_); }

    // The member of an object; null when it is none or has no such member.
    [[nodiscard]] const JsonValue* find(std::string_view name) const;

    friend bool operator==(const JsonValue& a, const JsonValue& b);

private:
    friend class JsonTreeBuilder;
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

// NOLINTBEGIN(misc-no-recursion): as deep as JsonLimits allowed the text to be
struct JsonValue::Member {
    std::string name;
    JsonValue value;

    friend bool operator==(const Member&, const Member&) = default;
};

// NOLINTEND(misc-no-recursion)

struct JsonLimits {
    std::size_t most_bytes = std::size_t{16} << 20;
    std::size_t deepest = 32;  // objects and arrays within each other
    // Of any kind, objects and arrays with them; each takes 40 bytes and more in memory.
    std::size_t most_values = static_cast<std::size_t>(-1);
};

// ErrorCode::TooLarge over a limit, else Invalid: "line 3, column 7: …" (columns count bytes).
Result<JsonValue> parse_json(std::string_view text, const JsonLimits& limits = {});

enum class JsonFor {
    File,
    Html,  // within <script>: < > & U+2028 U+2029 are escaped
};

// Appends `text` (valid UTF-8) as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text, JsonFor place = JsonFor::File);

// Writes compact JSON. Wrong order of calls (a value without key in an object, an end too many) is
// an assertion. Strings must be valid UTF-8.
class JsonWriter {
public:
    // Appends to `out`, which must outlive the writer.
    explicit JsonWriter(std::string& out, JsonFor place = JsonFor::File)
        : out_(out), place_(place) {}

    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);

    JsonWriter& string(std::string_view text);
    JsonWriter& number(std::int64_t number);
    JsonWriter& decimal(double number);  // finite; shortest form that reads back the same
    JsonWriter& boolean(bool value);
    JsonWriter& null();
    // What is JSON already, e.g. made by another writer for the same place.
    JsonWriter& raw(std::string_view json);

    // key and value in one.
    JsonWriter& text(std::string_view name, std::string_view value) {
        return key(name).string(value);
    }

    // Whether all that was begun is ended.
    [[nodiscard]] bool is_complete() const { return open_.empty() && started_; }

private:
    enum class Open : unsigned char { EmptyObject, Object, AfterKey, EmptyArray, Array };

    void before_value();
    void end(Open empty, Open filled, char bracket);

    std::string& out_;
    JsonFor place_;
    std::vector<Open> open_;
    bool started_ = false;
};

}  // namespace gazette
