// content/site_config, issue, home_choice, redirects: any bytes as each of these files.
#include "base/assert.h"
#include "content/guide.h"
#include "content/home_choice.h"
#include "content/issue.h"
#include "content/redirects.h"
#include "content/site_config.h"
#include "content/urls.h"
#include "formats/message_catalogue.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace gazette;

void tell(const Diagnostics& diagnostics, std::string_view line) {
    const MessageCatalogue catalogue;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        GAZETTE_ASSERT(!print_diagnostic(diagnostic, catalogue, line).empty(), "it has words");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    Diagnostics diagnostics;
    const auto site = read_site_config(bytes, diagnostics);
    GAZETTE_ASSERT(site.has_value() != diagnostics.has_errors(), "right or told");
    if (site) {
        const Addresses addresses(*site);
        for (const Section& section : site->sections) {
            const std::string address = list_address(ListKind::Section, section.slug);
            GAZETTE_ASSERT(is_valid_address(address), "a section has an address");
            GAZETTE_ASSERT(addresses.address_of(addresses.link(address)) == address,
                           "a link leads back");
        }
    }
    static_cast<void>(read_issue(bytes, "issues/2022-07-06.yml", diagnostics));
    static_cast<void>(read_home_choice(bytes, diagnostics));
    static_cast<void>(read_guide(bytes, "guides/x.md", SiteConfig{}, diagnostics));
    for (const Redirect& redirect : read_redirects(bytes, diagnostics)) {
        GAZETTE_ASSERT(is_valid_address(redirect.from), "an old address is one");
    }
    tell(diagnostics, bytes.substr(0, 1'000));
    return 0;
}
