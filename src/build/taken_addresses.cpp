#include "build/taken_addresses.h"

#include "content/diagnostic_codes.h"
#include "content/urls.h"
#include "formats/unicode.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

namespace gazette {
namespace {

// The file that a person can change; empty for pages that the plan makes by itself.
std::string source_of(const Newspaper& paper, const PlannedPage& page) {
    const bool is_alias = page.kind == PageKind::Redirect && page.subject != kNoRow;
    if (page.kind == PageKind::Article || page.kind == PageKind::Notice || is_alias) {
        return std::string(paper.rows[page.subject].path);
    }
    if (page.kind == PageKind::Redirect) return "redirects.tsv";
    if (page.kind == PageKind::Guide) return paper.guides[page.subject].path;
    const bool is_issue = page.kind == PageKind::Issue || page.kind == PageKind::IssuePage;
    return is_issue ? paper.issues[page.subject].issue.path : std::string();
}

// Two addresses of one hash count.
bool has_doubles(const SitePlan& plan) {
    std::vector<std::uint64_t> hashes;
    hashes.reserve(plan.pages.size());
    for (const PlannedPage& page : plan.pages) {
        hashes.push_back(text_hash(page.address));
    }
    std::ranges::sort(hashes);
    return std::ranges::adjacent_find(hashes) != hashes.end();
}

}  // namespace

bool report_taken_addresses(const Newspaper& paper, const SitePlan& plan, const Sources& sources,
                            Diagnostics& diagnostics) {
    bool is_any_taken = false;
    const auto report = [&](std::string source, std::string_view address) {
        diagnostics.add(codes::kAddressTaken, std::move(source), {}, {std::string(address)});
        is_any_taken = true;
    };
    // OPTIMIZATION: almost always none stands twice, which sorted hashes tell in half the time.
    if (has_doubles(plan)) {
        std::unordered_map<std::string_view, const PlannedPage*> pages;
        for (const PlannedPage& page : plan.pages) {
            const auto [first, is_new] = pages.emplace(page.address, &page);
            if (is_new) continue;
            std::string source = source_of(paper, page);
            if (source.empty()) source = source_of(paper, *first->second);
            report(std::move(source), page.address);
        }
    }
    if (sources.statics.empty()) return is_any_taken;
    std::map<std::string, std::string, std::less<>> statics;  // address → source
    for (const SourceFile& file : sources.statics) {
        std::string address = nfc(file.path.substr(std::string_view("static").size()));
        constexpr std::string_view kIndex = "/index.html";
        if (address.ends_with(kIndex)) address.resize(address.size() - kIndex.size() + 1);
        statics.emplace(std::move(address), file.path);
    }
    for (const PlannedPage& page : plan.pages) {
        if (const auto file = statics.find(page.address); file != statics.end()) {
            report(file->second, page.address);
        }
    }
    return is_any_taken;
}

}  // namespace gazette
