#include "publish/read_back.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace gazette {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{4} << 20;
constexpr std::string_view kHome = "index.html";

bool is_plain_page(const ManifestEntry& entry) {
    return entry.status == 200 && entry.size_bytes <= kMostBytes;
}

std::vector<const ManifestEntry*> pages_to_read(const Manifest& manifest, const Delta& delta) {
    std::vector<const ManifestEntry*> pages;
    const ManifestEntry* const home = find_entry(manifest, kHome);
    if (home != nullptr && is_plain_page(*home)) pages.push_back(home);
    const auto is_other_page = [](const ManifestEntry& entry) {
        return is_plain_page(entry) && entry.path.ends_with(".html") && entry.path != kHome;
    };
    const auto changed = std::ranges::find_if(delta.put, is_other_page);
    if (changed != delta.put.end()) pages.push_back(&*changed);
    return pages;
}

// Empty: it is the page.
std::string difference(const Result<HttpReply>& reply, const ManifestEntry& page) {
    if (!reply) return describe(reply.error());
    if (reply->status != 200) return fmt::format("HTTP {}", reply->status);
    return sha256(reply->body) == page.digest ? std::string() : "other bytes";
}

}  // namespace

ReadBack read_back(const Manifest& manifest, const Delta& delta, std::uint64_t number,
                   TargetConnection& target) {
    ReadBack seen;
    for (const ManifestEntry* page : pages_to_read(manifest, delta)) {
        const std::string address = page->path == kHome ? std::string() : page->path;
        const Result<HttpReply> reply = target.as_reader(address);
        std::string instead = difference(reply, *page);
        if (instead.empty()) {
            ++seen.right;
            continue;
        }
        if (reply) {
            const Result<std::optional<ReleaseInfo>> now = target.current();
            seen.is_over = now && *now && (*now)->number != number;
        }
        if (seen.is_over) return seen;
        seen.wrong = page->path;
        seen.instead = std::move(instead);
        return seen;
    }
    return seen;
}

}  // namespace gazette
