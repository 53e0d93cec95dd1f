#include "build/taken_addresses.h"

#include "content/diagnostic_codes.h"
#include "content/urls.h"

#include <algorithm>
#include <unordered_map>

namespace gazette {
namespace {

// The file that a person can change: pages that the plan makes by itself have none.
std::string source_of(const Newspaper& paper, const PlannedPage& page) {
    switch (page.kind) {
        case PageKind::Article:
        case PageKind::Notice:
            return std::string(paper.rows[page.subject].path);
        case PageKind::Redirect:
            return page.subject == kNoRow ? "redirects.tsv"
                                          : std::string(paper.rows[page.subject].path);
        case PageKind::Guide:
            return paper.guides[page.subject].path;
        case PageKind::Issue:
        case PageKind::IssuePage:
            return paper.issues[page.subject].issue.path;
        case PageKind::Home:
        case PageKind::List:
        case PageKind::ArchiveIndex:
        case PageKind::Issues:
        case PageKind::Guides:
        case PageKind::NotFound:
        case PageKind::JsonFeed:
        case PageKind::AtomFeed:
        case PageKind::RssFeed:
        case PageKind::SitemapIndex:
        case PageKind::Sitemap:
        case PageKind::NewsSitemap:
        case PageKind::Robots:
        case PageKind::AppManifest:
        case PageKind::AppLatest:
        case PageKind::AppDay:
            break;
    }
    return {};
}

}  // namespace

void report_taken_addresses(const Newspaper& paper, const SitePlan& plan, const Sources& sources,
                            Diagnostics& diagnostics) {
    std::unordered_map<std::string, std::string> statics;  // address → source
    for (const SourceFile& file : sources.statics) {
        std::string address = file.path.substr(std::string_view("static").size());
        constexpr std::string_view kIndex = "/index.html";
        if (address.ends_with(kIndex)) address.resize(address.size() - kIndex.size() + 1);
        statics.emplace(std::move(address), file.path);
    }
    std::unordered_map<std::string_view, const PlannedPage*> pages;
    pages.reserve(plan.pages.size());
    for (const PlannedPage& page : plan.pages) {
        const auto [first, is_new] = pages.emplace(page.address, &page);
        if (!is_new) {
            std::string source = source_of(paper, page);
            if (source.empty()) source = source_of(paper, *first->second);
            diagnostics.add(codes::kAddressTaken, std::move(source), {},
                            {std::string(page.address)});
        }
        if (statics.empty()) continue;
        if (const auto file = statics.find(std::string(page.address)); file != statics.end()) {
            diagnostics.add(codes::kAddressTaken, file->second, {}, {std::string(page.address)});
        }
    }
}

}  // namespace gazette
