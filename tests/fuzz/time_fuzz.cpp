// base/time_zone: any bytes as a date or a moment. What is understood prints as what was
// understood.
#include "base/assert.h"
#include "base/time_zone.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto date = gazette::parse_iso_date(text)) {
        GAZETTE_ASSERT(gazette::iso_date(*date) == text, "an ISO date has one form");
        GAZETTE_ASSERT(*date < gazette::next_day(*date), "days follow each other");
    }
    if (const auto moment = gazette::parse_rfc3339(text)) {
        const auto again = gazette::parse_rfc3339(gazette::rfc3339_utc(*moment));
        GAZETTE_ASSERT(!again || *again == *moment, "a moment survives printing");
    }
    return 0;
}
