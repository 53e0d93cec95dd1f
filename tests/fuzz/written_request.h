#pragma once
// A request as a fuzzer's input writes it: "GET /a?b=c", fields, an empty line; what is left is the
// body. A field whose value is "T" carries the fuzzer's own token.
#include "base/percent.h"
#include "base/text.h"
#include "net/http_message.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace gazette::testing {

// The line before the next "\n", which is taken off.
inline std::string_view take_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

// What is left of the first blank; the blank and that are taken off.
inline std::string_view take_method(std::string_view& line) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string_view method = line.substr(0, space);
    line.remove_prefix(std::min(space + 1, line.size()));
    return method;
}

// Path, as it is written, and query.
inline void read_target(std::string_view target, HttpRequest& request) {
    const std::size_t question = std::min(target.find('?'), target.size());
    request.path = std::string(target.substr(0, question));
    const std::string_view query = target.substr(std::min(question + 1, target.size()));
    for (const std::string_view pair : split(query, '&')) {
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const auto name = percent_decode(pair.substr(0, equals));
        const auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())));
        if (name && value) {
            request.query.push_back({*name, *value});
        } else {
            request.query_is_broken = true;
        }
    }
}

// Takes the fields and the empty line off; the rest is the body.
inline void read_fields(std::string_view& rest, std::string_view token, HttpRequest& request) {
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        if (line.empty()) break;
        const std::size_t colon = std::min(line.find(':'), line.size());
        const std::string_view value = trim_ascii(line.substr(std::min(colon + 1, line.size())));
        request.headers.push_back(
            {std::string(line.substr(0, colon)),
             value == "T" ? "Bearer " + std::string(token) : std::string(value)});
    }
    request.content_length = rest.size();
    request.has_body = !rest.empty();
}

}  // namespace gazette::testing
