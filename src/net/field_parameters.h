#pragma once
// The value of a field that is a word with parameters: Content-Type (RFC 9110 §8.3.1) and
// Content-Disposition (RFC 6266 §4.1, in multipart bodies RFC 7578 §4.2):
//
//   form-data; name="photo"; filename="象棋.jpg"
//
// Strict where two readers could understand different things: a parameter twice, an open quotation,
// a line break or NUL are refused. Within quotation marks a backslash stands before `"` and `\`
// alone; before anything else it is itself, for some browsers send "C:\a.jpg".
// Pure; any thread. Errors: ErrorCode::Invalid.
#include "base/result.h"
#include "net/http_message.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct ParameterisedValue {
    std::string word;                   // "multipart/form-data", lower case
    std::vector<HttpField> parameters;  // names in lower case, values as they were meant

    // The parameter of this name.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

Result<ParameterisedValue> parse_parameterised(std::string_view field);

// A value of the extended form, "UTF-8''%E8%B1%A1" (RFC 8187, once RFC 5987); nothing when it is
// not one, or of another character set.
std::optional<std::string> decode_extended_value(std::string_view value);

}  // namespace gazette
