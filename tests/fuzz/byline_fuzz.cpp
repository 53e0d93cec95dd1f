// content/byline, dateline, headline, source_line: any text that is UTF-8. What is read prints.
#include "base/assert.h"
#include "base/text.h"
#include "content/byline.h"
#include "content/dateline.h"
#include "content/headline.h"
#include "content/source_line.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace gazette;

const SiteConfig& site() {
    static const SiteConfig kSite = [] {
        Diagnostics diagnostics;
        auto read =
            read_site_config("title: x\nurl: https://x.org\nown_names: [临溪融媒]\n", diagnostics);
        GAZETTE_ASSERT(read.has_value(), "the sample is right");
        return std::move(*read);
    }();
    return kSite;
}

void check(const BylineReading& reading) {
    for (const Byline& entry : reading.byline) {
        GAZETTE_ASSERT(!entry.names.empty() || !entry.unit.empty(), "somebody signs");
    }
    for (const Credit& credit : reading.credits) {
        GAZETTE_ASSERT(!credit.names.empty(), "somebody is credited");
    }
    const std::string printed = print_byline(reading.byline);
    GAZETTE_ASSERT(!first_invalid_utf8(printed), "characters stay whole");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (first_invalid_utf8(text)) return 0;
    check(read_byline(text, site()));
    check(read_lead_byline(text, site()));
    const TailLine tail = read_tail_line(text, site());
    check(tail.reading);
    GAZETTE_ASSERT(!first_invalid_utf8(tail.picture_credit.text()), "characters stay whole");
    const std::size_t at = find_inline_byline(text, site());
    GAZETTE_ASSERT(at == std::string_view::npos || at < text.size(), "it lies in the text");
    if (const auto dateline = read_dateline(text, site())) {
        GAZETTE_ASSERT(dateline->length <= text.size(), "it lies in the text");
        GAZETTE_ASSERT(!first_invalid_utf8(text.substr(dateline->length)), "between characters");
        check(dateline->byline);
    }
    if (const auto source = read_source_line(text)) {
        GAZETTE_ASSERT(!source->name.empty(), "a source has a name");
    }
    const Headline headline = read_headline(split_lines(text));
    GAZETTE_ASSERT(!first_invalid_utf8(headline.title), "characters stay whole");
    return 0;
}
