#include "pages/page_kinds.h"

#include "pages/feeds/feeds.h"
#include "pages/views.h"

#include <array>

namespace gazette {
namespace {

// In the order of PageKind.
constexpr std::array<PageMaker, kPageKinds> kMakers{{
    {"home", home_schema, home_view, nullptr},
    {"list", list_schema, list_view, nullptr},
    {"archive", archive_schema, archive_view, nullptr},
    {"article", article_schema, article_view, nullptr},
    {"notice", notice_schema, notice_view, nullptr},
    {"redirect", redirect_schema, redirect_view, nullptr},
    {"issues", issues_schema, issues_view, nullptr},
    {"issue", issue_schema, issue_view, nullptr},
    {"issue_page", issue_page_schema, issue_page_view, nullptr},
    {"guides", guides_schema, guides_view, nullptr},
    {"guide", guide_schema, guide_view, nullptr},
    {"not_found", not_found_schema, not_found_view, nullptr},
    {{}, nullptr, nullptr, print_json_feed},
    {{}, nullptr, nullptr, print_atom},
    {{}, nullptr, nullptr, print_rss},
    {{}, nullptr, nullptr, print_sitemap_index},
    {{}, nullptr, nullptr, print_sitemap},
    {{}, nullptr, nullptr, print_news_sitemap},
    {{}, nullptr, nullptr, print_robots},
    {{}, nullptr, nullptr, print_app_manifest},
    {{}, nullptr, nullptr, print_app_items},
    {{}, nullptr, nullptr, print_app_items},
}};

}  // namespace

const PageMaker& maker_of(PageKind kind) { return kMakers[static_cast<std::size_t>(kind)]; }

}  // namespace gazette
