#pragma once
// "Why do readers see this?" as publisher and endpoint exchange it: what the current release has at
// an address, or of an article, and since when. Members that are not known are not
// looked at. Pure; any
// thread. Errors: Invalid.
#include "base/hash.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "release/manifest.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct WhyEntry {
    ManifestEntry entry;
    std::string recalled;       // "": no; "gone": 410; "held": 503 until the next release
    bool is_damaged = false;    // the endpoint has no whole file for it: 503
    std::uint64_t since = 0;    // the first of the kept releases in a row with these bytes
    Instant since_at;           // when that was published
    bool may_be_older = false;  // that is the oldest which is kept

    friend bool operator==(const WhyEntry&, const WhyEntry&) = default;
};

struct WhyRecall {
    Instant at;
    std::string by;
    std::string notice;

    friend bool operator==(const WhyRecall&, const WhyRecall&) = default;
};

struct Why {
    std::uint64_t release = 0;  // the current one
    Instant published_at;
    std::string by;
    std::vector<WhyEntry> entries;    // at most kMostWhyEntries
    std::uint64_t all_entries = 0;    // that were found
    std::optional<WhyRecall> recall;  // of the article that was asked for, or that owns the address

    friend bool operator==(const Why&, const Why&) = default;
};

inline constexpr std::size_t kMostWhyEntries = 20;

std::string print_why(const Why& why);
Result<Why> parse_why(std::string_view json);

}  // namespace gazette
