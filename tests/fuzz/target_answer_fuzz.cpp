// publish: any bytes as what a target answers (a Retry-After, a release, a list, a declaration, a
// problem, recalls), as what it is told of recalls, and as a notice that waits on disk. What is
// understood prints as what was understood.
#include "base/assert.h"
#include "publish/notices.h"
#include "publish/retries.h"
#include "release/protocol.h"
#include "release/recall_protocol.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

void try_recalls(std::string_view text) {
    using namespace gazette;
    if (const auto recalls = parse_recalls(text)) {
        GAZETTE_ASSERT(parse_recalls(print_recalls(*recalls)) == *recalls, "recalls survive");
        GAZETTE_ASSERT(united(*recalls, {}).size() == recalls->size() &&
                           united({}, *recalls).size() <= recalls->size(),
                       "nothing comes of nothing");
    }
    if (const auto report = parse_recall_report(text)) {
        GAZETTE_ASSERT(parse_recall_report(print_recall_report(*report)) == *report,
                       "a report survives");
    }
    if (const auto order = parse_recall_order(text)) {
        GAZETTE_ASSERT(parse_recall_order(print_recall_order(*order)) == *order,
                       "an order survives");
    }
    if (const auto order = parse_lift_order(text)) {
        GAZETTE_ASSERT(parse_lift_order(print_lift_order(*order)) == *order, "a lift survives");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace gazette;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const std::optional<Instant> at : {std::optional<Instant>(), std::optional(Instant{0})}) {
        const auto wait = read_retry_after(text, at);
        GAZETTE_ASSERT(!wait || wait->count() >= 0, "nobody waits backwards");
    }
    if (const auto release = parse_release(text)) {
        GAZETTE_ASSERT(parse_release(print_release(*release)) == *release, "a release survives");
    }
    if (const auto releases = parse_releases(text)) {
        GAZETTE_ASSERT(parse_releases(print_releases(*releases)) == *releases, "a list survives");
    }
    if (const auto declared = parse_declared(text)) {
        GAZETTE_ASSERT(parse_declared(print_declared(*declared)) == *declared,
                       "an answer survives");
    }
    if (const auto problem = parse_problem(text)) {
        GAZETTE_ASSERT(parse_problem(print_problem(*problem)) == *problem, "a problem survives");
    } else {
        static_cast<void>(describe(problem.error()));
    }
    try_recalls(text);
    if (const auto notice = parse_notice(text)) {
        GAZETTE_ASSERT(parse_notice(print_notice(*notice)) == *notice, "a notice survives");
    } else {
        static_cast<void>(describe(notice.error()));
    }
    return 0;
}
