#pragma once
// A page while it is planned: lists that grow, in buffers used again for the next page. What add()
// puts into the plan is compact and stays where it is. Used by planning only.
#include "pages/site_plan.h"

#include <string_view>
#include <vector>

namespace gazette {

struct PageDraft {
    PlannedPage page;  // but for `shows` and `links`
    std::vector<ShownRecord> shows;
    std::vector<PageLink> links;  // their texts lie in the plan's pool

    // Begins the next page. `address` lies in the plan's pool or in a row.
    void begin(PageKind kind, std::string_view address) {
        page = {};
        page.kind = kind;
        page.address = address;
        shows.clear();
        links.clear();
    }

    void show(std::uint32_t row, Shape shape, std::uint8_t role = 0, std::uint16_t group = 0) {
        shows.push_back({row, shape, role, group});
    }

    // Returns the page's place in the plan.
    std::size_t add_to(SitePlan& plan) {
        page.shows = plan.pool.keep(shows);
        page.links = plan.pool.keep(links);
        plan.pages.push_back(page);
        return plan.pages.size() - 1;
    }
};

}  // namespace gazette
