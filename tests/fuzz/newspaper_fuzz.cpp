// content/newspaper_form: any text without front matter. The places of its lines lie in the file.
#include "base/assert.h"
#include "base/text.h"
#include "content/newspaper_form.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace gazette;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (first_invalid_utf8(text)) return 0;
    static const SiteConfig kSite = [] {
        Diagnostics ignored;
        auto read = read_site_config("title: x\nurl: https://x.org\n", ignored);
        GAZETTE_ASSERT(read.has_value(), "the sample is right");
        return std::move(*read);
    }();
    Article article;
    article.path = "x.md";
    Diagnostics diagnostics;
    if (!read_newspaper_text(text, article, kSite, diagnostics)) return 0;
    GAZETTE_ASSERT(!first_invalid_utf8(article.body), "characters stay whole");
    const auto lines_of_file = static_cast<int>(split_lines(text).size());
    const auto lines = static_cast<int>(split_lines(article.body).size());
    for (int line = 1; line <= lines; ++line) {
        const Position place = article.position_in_file({line, 1});
        GAZETTE_ASSERT(place.line >= 1 && place.line <= lines_of_file, "it lies in the file");
    }
    static_cast<void>(full_date_of(article));
    return 0;
}
