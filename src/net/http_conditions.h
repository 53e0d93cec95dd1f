#pragma once
// Conditional and range requests (RFC 9110 §13 and §14) for one stored representation: which of
// 200, 206, 304, 412, 416 a GET or HEAD is answered with. Nothing is read or sent here.
//
// Of several ranges the whole is sent (§14.2 allows it). A field that does not parse is ignored,
// as the standard says. Pure; any thread.
#include "base/time_zone.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

// What the request carries; nothing where a field is missing. Views of the caller's memory.
struct RequestConditions {
    std::optional<std::string_view> if_match = {};
    std::optional<std::string_view> if_none_match = {};
    std::optional<std::string_view> if_modified_since = {};
    std::optional<std::string_view> if_unmodified_since = {};
    std::optional<std::string_view> if_range = {};
    std::optional<std::string_view> range = {};
};

struct Representation {
    std::string_view etag;                 // strong, with its quotes
    std::optional<Instant> last_modified;  // nothing: fields with dates are ignored
    std::uint64_t size_bytes = 0;
};

struct ConditionalAnswer {
    int status = 200;          // 200, 206, 304, 412, 416
    std::uint64_t offset = 0;  // of the first byte to send
    std::uint64_t length = 0;  // bytes to send; 0 for 304, 412, 416
};

ConditionalAnswer evaluate_conditions(const RequestConditions& conditions,
                                      const Representation& representation);

// The three forms of §5.6.7: "Wed, 06 Jul 2022 00:30:00 GMT" (IMF-fixdate), and those of old,
// "Wednesday, 06-Jul-22 00:30:00 GMT" (a year below 70 is of this century) and
// "Wed Jul  6 00:30:00 2022". Nothing for any other text, also when it names another weekday.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace gazette
