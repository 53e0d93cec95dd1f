#include "formats/json.h"

#include "base/assert.h"
#include "base/text.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/string_view.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>

namespace gazette {

namespace json = boost::json;

// Receives the parser's events (Boost.JSON's handler concept) and builds the tree with a stack of
// its own. Containers that are open lie on the stack, not in their parents.
class JsonTreeBuilder {
public:
    // NOLINTBEGIN(readability-identifier-naming): names that the parser asks its handler for
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    // NOLINTEND(readability-identifier-naming)

    bool on_document_begin(json::error_code&) { return true; }

    bool on_document_end(json::error_code&) { return true; }

    bool on_object_begin(json::error_code& error) {
        if (!count(error)) return false;
        open_.push_back({JsonValue(JsonValue::Object{}), {}, {}});
        return true;
    }

    bool on_object_end(std::size_t, json::error_code&) { return close(); }

    bool on_array_begin(json::error_code& error) {
        if (!count(error)) return false;
        open_.push_back({JsonValue(JsonValue::Array{}), {}, {}});
        return true;
    }

    bool on_array_end(std::size_t, json::error_code&) { return close(); }

    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        text_.append(part.data(), part.size());
        return true;
    }

    bool on_key(json::string_view part, std::size_t, json::error_code& error) {
        text_.append(part.data(), part.size());
        Open& object = open_.back();
        if (!object.names.insert(text_).second) {
            repeated_ = text_;
            error = json::error::extra_data;
            return false;
        }
        object.key = std::exchange(text_, {});
        return true;
    }

    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        text_.append(part.data(), part.size());
        return true;
    }

    bool on_string(json::string_view part, std::size_t, json::error_code& error) {
        if (!count(error)) return false;
        text_.append(part.data(), part.size());
        return add(JsonValue(std::exchange(text_, {})));
    }

    bool on_number_part(json::string_view part, json::error_code&) {
        text_.append(part.data(), part.size());
        return true;
    }

    bool on_int64(std::int64_t number, json::string_view, json::error_code& error) {
        text_.clear();
        return count(error) && add(JsonValue(number));
    }

    bool on_uint64(std::uint64_t number, json::string_view, json::error_code& error) {
        text_.clear();
        return count(error) && add(JsonValue(static_cast<double>(number)));  // beyond int64
    }

    // Boost 1.81 may be off by some units in the last place: read again from the text.
    bool on_double(double number, json::string_view part, json::error_code& error) {
        text_.append(part.data(), part.size());
        const auto [end, wrong] =
            std::from_chars(text_.data(), text_.data() + text_.size(), number);
        text_.clear();
        if (wrong != std::errc{} || !std::isfinite(number)) {
            error = json::error::exponent_overflow;
            return false;
        }
        return count(error) && add(JsonValue(number));
    }

    bool on_bool(bool value, json::error_code& error) {
        return count(error) && add(JsonValue(value));
    }

    bool on_null(json::error_code& error) { return count(error) && add(JsonValue()); }

    bool on_comment_part(json::string_view, json::error_code&) { return true; }

    bool on_comment(json::string_view, json::error_code&) { return true; }

    void limit_values(std::size_t most) { values_left_ = most; }

    JsonValue take_root() { return std::move(root_); }

    [[nodiscard]] const std::string& repeated_name() const { return repeated_; }

private:
    struct Open {
        JsonValue value;
        std::string key;  // of the next member
        std::unordered_set<std::string> names;
    };

    // Before a value is made, so that a text of very many takes no memory for them.
    bool count(json::error_code& error) {
        if (values_left_ == 0) {
            error = json::error::array_too_large;
            return false;
        }
        --values_left_;
        return true;
    }

    bool close() {
        JsonValue value = std::move(open_.back().value);
        open_.pop_back();
        return add(std::move(value));
    }

    bool add(JsonValue value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return true;
        }
        Open& parent = open_.back();
        if (auto* const array = std::get_if<JsonValue::Array>(&parent.value.value_)) {
            array->push_back(std::move(value));
        } else if (auto* const object = std::get_if<JsonValue::Object>(&parent.value.value_)) {
            object->push_back({std::exchange(parent.key, {}), std::move(value)});
        }
        return true;
    }

    std::size_t values_left_ = static_cast<std::size_t>(-1);
    std::vector<Open> open_;
    std::string text_;
    std::string repeated_;
    JsonValue root_;
};

namespace {

std::string place_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto line = 1 + std::ranges::count(before, '\n');
    const std::size_t start = before.rfind('\n');
    const std::size_t column =
        before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    return fmt::format("line {}, column {}", line, column);
}

// Which bytes cannot stand for themselves; in a page also what could begin the end of its <script>.
constexpr ByteSet make_escaped_set(std::string_view marks) {
    ByteSet set(marks);
    for (unsigned char c = 0; c < 0x20; ++c) set.add(c);
    return set;
}

constexpr ByteSet kEscapedInFiles = make_escaped_set("\"\\");
constexpr ByteSet kEscapedInHtml = make_escaped_set("\"\\<>&");

constexpr ByteSet kNotOfWords =
    ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@$-").others();

constexpr std::size_t kLineSeparatorSize = 3;

// The first U+2028 or U+2029, which would end a line of JavaScript; the text's size when there is
// none.
std::size_t find_line_separator(std::string_view text, std::size_t from) {
    for (std::size_t i = text.find("\xE2\x80", from); i < text.size();
         i = text.find("\xE2\x80", i + 1)) {
        const std::string_view found = text.substr(i, kLineSeparatorSize);
        if (found == "\u2028" || found == "\u2029") return i;
    }
    return text.size();
}

// The two-character escapes of RFC 8259 §7; empty where there is none.
std::string_view short_escape(unsigned char byte) {
    switch (byte) {
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        case '\b':
            return "\\b";
        case '\f':
            return "\\f";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            return {};
    }
}

}  // namespace

JsonValue::JsonValue() = default;

JsonValue::JsonValue(bool value) : value_(value) {}

JsonValue::JsonValue(std::int64_t value) : value_(value) {}

JsonValue::JsonValue(double value) : value_(value) {}

JsonValue::JsonValue(std::string value) : value_(std::move(value)) {}

JsonValue::JsonValue(Array value) : value_(std::move(value)) {}

JsonValue::JsonValue(Object value) : value_(std::move(value)) {}

// NOLINTBEGIN(misc-no-recursion): as deep as JsonLimits allowed the text to be
JsonValue::~JsonValue() = default;
JsonValue::JsonValue(const JsonValue&) = default;
JsonValue& JsonValue::operator=(const JsonValue&) = default;
JsonValue::JsonValue(JsonValue&&) noexcept = default;
JsonValue& JsonValue::operator=(JsonValue&&) noexcept = default;

bool operator==(const JsonValue& a, const JsonValue& b) { return a.value_ == b.value_; }

// NOLINTEND(misc-no-recursion)

const JsonValue* JsonValue::find(std::string_view name) const {
    const Object* const members = object();
    if (members == nullptr) return nullptr;
    const auto found = std::ranges::find(*members, name, &Member::name);
    return found == members->end() ? nullptr : &found->value;
}

Result<JsonValue> parse_json(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.most_bytes) {
        return failure(ErrorCode::TooLarge,
                       fmt::format("JSON of more than {} bytes", limits.most_bytes));
    }
    json::parse_options options;
    options.max_depth = limits.deepest;
    json::basic_parser<JsonTreeBuilder> parser(options);
    parser.handler().limit_values(limits.most_values);
    json::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (!error && used < text.size()) error = json::error::extra_data;
    if (!error) return parser.handler().take_root();
    const std::string& repeated = parser.handler().repeated_name();
    const std::string why =
        repeated.empty() ? error.message() : fmt::format("the member '{}' stands twice", repeated);
    const bool is_over_limit =
        error == json::error::too_deep || error == json::error::array_too_large;
    return failure(is_over_limit ? ErrorCode::TooLarge : ErrorCode::Invalid,
                   fmt::format("{}: {}", place_of(text, used), why));
}

void append_json_string(std::string& out, std::string_view text, JsonFor place) {
    const bool is_in_html = place == JsonFor::Html;
    const ByteSet& escaped = is_in_html ? kEscapedInHtml : kEscapedInFiles;
    std::size_t separator = is_in_html ? find_line_separator(text, 0) : text.size();
    out += '"';
    std::size_t copied = 0;
    while (true) {
        const std::size_t i = std::min(find_byte(text, escaped, copied), separator);
        out.append(text, copied, i - copied);
        if (i == text.size()) break;
        if (i == separator) {
            copied = i + kLineSeparatorSize;
            out += text[copied - 1] == '\xA8' ? "\\u2028" : "\\u2029";
            separator = find_line_separator(text, copied);
        } else {
            copied = i + 1;
            const auto byte = static_cast<unsigned char>(text[i]);
            const std::string_view escape = short_escape(byte);
            out += escape;
            if (escape.empty()) fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        }
    }
    out += '"';
}

void JsonWriter::before_value() {
    if (open_.empty()) {
        GAZETTE_ASSERT(!started_, "a JSON text is one value");
        started_ = true;
        return;
    }
    Open& last = open_.back();
    switch (last) {
        case Open::EmptyObject:
        case Open::Object:
            GAZETTE_ASSERT(false, "a value in an object follows its key");
            break;
        case Open::AfterKey:
            last = Open::Object;
            break;
        case Open::EmptyArray:
            last = Open::Array;
            break;
        case Open::Array:
            out_ += ',';
            break;
    }
}

void JsonWriter::end(Open empty, Open filled, char bracket) {
    GAZETTE_ASSERT(!open_.empty() && (open_.back() == empty || open_.back() == filled),
                   "an end follows its own begin");
    open_.pop_back();
    out_ += bracket;
}

JsonWriter& JsonWriter::begin_object() {
    before_value();
    open_.push_back(Open::EmptyObject);
    out_ += '{';
    return *this;
}

JsonWriter& JsonWriter::end_object() {
    end(Open::EmptyObject, Open::Object, '}');
    return *this;
}

JsonWriter& JsonWriter::begin_array() {
    before_value();
    open_.push_back(Open::EmptyArray);
    out_ += '[';
    return *this;
}

JsonWriter& JsonWriter::end_array() {
    end(Open::EmptyArray, Open::Array, ']');
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    GAZETTE_ASSERT(
        !open_.empty() && (open_.back() == Open::EmptyObject || open_.back() == Open::Object),
        "keys stand in objects");
    if (open_.back() == Open::Object) out_ += ',';
    open_.back() = Open::AfterKey;
    // OPTIMIZATION: nearly every key is a word of a format.
    if (find_byte(name, kNotOfWords, 0) < name.size()) {
        append_json_string(out_, name, place_);
        out_ += ':';
    } else {
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
    before_value();
    append_json_string(out_, text, place_);
    return *this;
}

JsonWriter& JsonWriter::number(std::int64_t number) {
    before_value();
    fmt::format_to(std::back_inserter(out_), "{}", number);
    return *this;
}

JsonWriter& JsonWriter::decimal(double number) {
    GAZETTE_ASSERT(std::isfinite(number), "JSON has no infinities");
    before_value();
    fmt::format_to(std::back_inserter(out_), "{}", number == 0 ? 0.0 : number);  // never "-0"
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
    before_value();
    out_ += value ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::null() {
    before_value();
    out_ += "null";
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    before_value();
    out_ += json;
    return *this;
}

}  // namespace gazette
