#include "publish/removals.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace gazette {
namespace {

constexpr std::size_t kFewest = 3;
constexpr std::size_t kMost = 50;
constexpr std::size_t kOneIn = 50;  // 2 %

bool is_page(const ManifestEntry& entry) { return entry.type.starts_with("text/html"); }

bool is_promised(const ManifestEntry& entry) {
    if (!is_page(entry) || entry.status == 404) return false;
    if (!entry.own.empty() || !entry.notice.empty() || entry.status != 200) return true;
    for (const std::string_view folder : {"guides/", "posters/", "issues/"}) {
        const std::string_view path = entry.path;
        if (path.starts_with(folder)) return path.substr(folder.size()) != "index.html";
    }
    return false;
}

}  // namespace

Removals removals_between(const Manifest& published, const Manifest& next) {
    std::unordered_set<std::string_view> kept;
    for (const ManifestEntry& entry : next.entries) {
        if (is_page(entry) && !entry.own.empty()) kept.insert(entry.own);
        if (!entry.notice.empty()) kept.insert(entry.notice);
    }
    Removals removals;
    std::unordered_set<std::string_view> stories;
    for (const ManifestEntry& entry : published.entries) {
        if (is_promised(entry)) {
            const ManifestEntry* const now = find_entry(next, entry.path);
            if (now == nullptr || now->status == 404) removals.vanished.push_back(entry.path);
        }
        if (is_page(entry) && !entry.own.empty()) stories.insert(entry.own);
    }
    removals.stories_gone = static_cast<std::size_t>(
        std::ranges::count_if(stories, [&](std::string_view id) { return !kept.contains(id); }));
    removals.stories_allowed = std::min(kMost, std::max(kFewest, stories.size() / kOneIn));
    return removals;
}

std::vector<std::string> withdrawn_that_return(const Manifest& published, const Manifest& next,
                                               const Recalls& recalls) {
    std::unordered_set<std::string_view> withdrawn;
    for (const ManifestEntry& entry : published.entries) {
        const bool is_notice = entry.status == 410 && !entry.notice.empty();
        if (is_notice && recalls.find(entry.notice) == nullptr) withdrawn.insert(entry.notice);
    }
    std::vector<std::string> paths;
    for (const ManifestEntry& entry : next.entries) {
        if (is_page(entry) && withdrawn.contains(entry.own)) paths.push_back(entry.path);
    }
    return paths;
}

}  // namespace gazette
