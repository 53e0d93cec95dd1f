// formats/html_to_markdown: any text as HTML. What comes out is Markdown without HTML and without
// pictures, whose links have allowed schemes.
#include "base/assert.h"
#include "base/text.h"
#include "formats/html_to_markdown.h"
#include "formats/markdown.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

void check(const std::string& markdown) {
    GAZETTE_ASSERT(!gazette::first_invalid_utf8(markdown), "text stays text");
    const gazette::BodyFacts facts = gazette::examine(markdown, 1);
    GAZETTE_ASSERT(facts.raw_html.empty(), "no HTML survives");
    GAZETTE_ASSERT(facts.images.empty(), "nor a picture");
    GAZETTE_ASSERT(facts.refused_links.empty(), "nor a scheme that is not allowed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view html(reinterpret_cast<const char*>(data), size);
    if (gazette::first_invalid_utf8(html)) return 0;
    check(gazette::html_to_markdown(html));
    check(gazette::markdown_escaped(html));
    return 0;
}
