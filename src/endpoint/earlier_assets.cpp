#include "endpoint/earlier_assets.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace gazette {
namespace {

constexpr std::size_t kMostReleases = 2;
constexpr std::string_view kFolder = "assets/";

bool is_theme_file(const ManifestEntry& entry) {
    return entry.path.starts_with(kFolder) && entry.status == 200 &&
           entry.cache == CacheRule::Immutable && entry.own.empty() && entry.shows.empty();
}

}  // namespace

void EarlierAssets::add(const Manifest& manifest) {
    std::vector<ManifestEntry> assets;
    std::ranges::copy_if(manifest.entries, std::back_inserter(assets), is_theme_file);
    releases_.insert(releases_.begin(), std::move(assets));
    if (releases_.size() > kMostReleases) releases_.pop_back();
}

const ManifestEntry* EarlierAssets::find(std::string_view path) const {
    if (!path.starts_with(kFolder)) return nullptr;
    for (const std::vector<ManifestEntry>& assets : releases_) {
        const auto found = std::ranges::find(assets, path, &ManifestEntry::path);
        if (found != assets.end()) return &*found;
    }
    return nullptr;
}

}  // namespace gazette
