// content/front_matter: any bytes as an article file. Whatever is wrong can be told; what is read
// can be printed as front matter, and that reads as the same article again.
#include "base/assert.h"
#include "content/front_matter.h"
#include "formats/message_catalogue.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace gazette;

const SiteConfig& site() {
    static const SiteConfig kSite = [] {
        Diagnostics diagnostics;
        auto read = read_site_config(
            "title: x\nurl: https://x.org\nsections: [a, 文化]\nchannels: [{id: a, name: b}]\n"
            "organisations: [{id: a, name: b}]\ncolumns: [{id: a, name: b}]\nown_names: [甲]\n",
            diagnostics);
        GAZETTE_ASSERT(read.has_value(), "the sample is right");
        return std::move(*read);
    }();
    return kSite;
}

void tell(const Diagnostics& diagnostics, std::string_view line) {
    const MessageCatalogue catalogue;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        const std::string printed = print_diagnostic(diagnostic, catalogue, line);
        GAZETTE_ASSERT(printed.find('\x1B') == std::string::npos, "nothing speaks to a terminal");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    Diagnostics diagnostics;
    const auto article = read_article(bytes, "2022/07/06/x.md", site(), diagnostics);
    tell(diagnostics, bytes.substr(0, 1'000));
    GAZETTE_ASSERT(article.has_value() || diagnostics.has_errors(), "a refusal says why");
    if (!article || diagnostics.has_errors()) return 0;
    const std::string printed = print_front_matter(*article, site().time_zone);
    Diagnostics again_diagnostics;
    const auto again =
        read_article(printed + article->body, "2022/07/06/x.md", site(), again_diagnostics);
    GAZETTE_ASSERT(again.has_value(), "what we print we read");
    GAZETTE_ASSERT(print_front_matter(*again, site().time_zone).starts_with("---\n"),
                   "and it prints again");
    GAZETTE_ASSERT(again->title == article->title, "the title is the same");
    GAZETTE_ASSERT(again->date == article->date, "the date is the same");
    GAZETTE_ASSERT(again->tags == article->tags, "the tags are the same");
    static_cast<void>(with_front_matter_key(bytes, "id", "abc"));
    static_cast<void>(with_front_matter_value(bytes, "status", "withdrawn"));
    return 0;
}
