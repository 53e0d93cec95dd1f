// formats/json: any bytes. What is read can be written, for files and within HTML, and reads the
// same again; errors can be told.
#include "base/assert.h"
#include "formats/json.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using gazette::JsonValue;
using gazette::JsonWriter;

// Depth is limited by the reader (32), so recursion would do; the stack keeps to the house's rule.
struct Step {
    const JsonValue* value;
    std::size_t next;
};

void write_scalar(const JsonValue& value, JsonWriter& writer) {
    if (const bool* boolean = value.boolean()) {
        writer.boolean(*boolean);
    } else if (const std::int64_t* integer = value.integer()) {
        writer.number(*integer);
    } else if (const double* decimal = value.decimal()) {
        writer.decimal(*decimal);
    } else if (const std::string* string = value.string()) {
        writer.string(*string);
    } else {
        writer.null();
    }
}

void begin(const JsonValue& value, JsonWriter& writer, std::vector<Step>& open) {
    if (value.array() != nullptr) {
        writer.begin_array();
        open.push_back({&value, 0});
    } else if (value.object() != nullptr) {
        writer.begin_object();
        open.push_back({&value, 0});
    } else {
        write_scalar(value, writer);
    }
}

std::string print(const JsonValue& root, gazette::JsonFor place) {
    std::string out;
    JsonWriter writer(out, place);
    std::vector<Step> open;
    begin(root, writer, open);
    while (!open.empty()) {
        const JsonValue& value = *open.back().value;
        const std::size_t at = open.back().next++;
        if (const JsonValue::Array* array = value.array()) {
            if (at < array->size()) {
                begin((*array)[at], writer, open);
                continue;
            }
            writer.end_array();
        } else if (const JsonValue::Object* object = value.object()) {
            if (at < object->size()) {
                writer.key((*object)[at].name);
                begin((*object)[at].value, writer, open);
                continue;
            }
            writer.end_object();
        }
        open.pop_back();
    }
    GAZETTE_ASSERT(writer.is_complete(), "all that was begun was ended");
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const gazette::Result<JsonValue> value = gazette::parse_json(bytes);
    if (!value) {
        GAZETTE_ASSERT(!gazette::describe(value.error()).empty(), "an error has words");
        return 0;
    }
    for (const gazette::JsonFor place : {gazette::JsonFor::File, gazette::JsonFor::Html}) {
        const std::string printed = print(*value, place);
        const gazette::Result<JsonValue> again = gazette::parse_json(printed);
        GAZETTE_ASSERT(again.has_value(), "what we write we read");
        GAZETTE_ASSERT(print(*again, place) == printed, "and it is the same");
        if (place == gazette::JsonFor::Html) {
            GAZETTE_ASSERT(printed.find('<') == std::string::npos, "nothing ends the script");
        }
    }
    return 0;
}
