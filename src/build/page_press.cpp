#include "build/page_press.h"

namespace gazette {

PagePress::PagePress(const BodySources& sources, const SiteParts& site)
    : site_(site),
      bodies_(sources, {site.loaded.paper, site.plan, site.theme.words}),
      renderer_(site.theme) {}

Result<std::string_view> PagePress::print(const PlannedPage& page) {
    page_.clear();
    const PageInput input({site_.loaded.paper, site_.plan, site_.theme.words, site_.theme.assets},
                          page, bodies_, frame_);
    renderer_.render(input, page_);
    if (bodies_.failure()) return failure(*bodies_.failure());
    return page_;
}

}  // namespace gazette
