#include "release/recall.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gazette {

Recalls::Recalls(std::vector<Recall> all) : all_(std::move(all)) {
    for (const Recall& recall : all_) {
        if (!recall.lift) articles_.insert(recall.article);
        digests_.insert(recall.erased.begin(), recall.erased.end());
    }
}

const Recall* Recalls::find(std::string_view article) const {
    const auto found = std::ranges::find_if(
        all_, [&](const Recall& recall) { return recall.article == article && !recall.lift; });
    return found == all_.end() ? nullptr : &*found;
}

Recalls::Bar Recalls::bar_of(const ManifestEntry& entry) const {
    if (all_.empty()) return Bar::None;
    if (articles_.contains(entry.own) || digests_.contains(entry.digest)) return Bar::Gone;
    const bool shows_body = std::ranges::any_of(entry.shows, [&](const Shows& shown) {
        return shown.body && articles_.contains(shown.id);
    });
    return shows_body ? Bar::Held : Bar::None;
}

bool Recalls::refuses(const ManifestEntry& entry) const {
    return bar_of(entry) != Bar::None || std::ranges::any_of(entry.shows, [&](const Shows& shown) {
               return articles_.contains(shown.id);
           });
}

void OwnDigests::add(const Manifest& manifest) {
    for (const ManifestEntry& entry : manifest.entries) {
        (entry.own == article_ ? own_ : others_).insert(entry.digest);
    }
}

std::vector<Sha256> OwnDigests::sorted() const {
    std::vector<Sha256> digests;
    std::ranges::copy_if(own_, std::back_inserter(digests),
                         [&](const Sha256& digest) { return !others_.contains(digest); });
    std::ranges::sort(digests);
    return digests;
}

std::vector<Recall> united(std::vector<Recall> recalls, const std::vector<Recall>& others) {
    for (const Recall& other : others) {
        const auto same = std::ranges::find_if(recalls, [&](const Recall& recall) {
            return recall.article == other.article && recall.at == other.at;
        });
        if (same == recalls.end()) {
            recalls.push_back(other);
            continue;
        }
        std::vector<Sha256>& erased = same->erased;
        erased.insert(erased.end(), other.erased.begin(), other.erased.end());
        std::ranges::sort(erased);
        erased.erase(std::unique(erased.begin(), erased.end()), erased.end());
        if (!same->lift) same->lift = other.lift;
    }
    std::ranges::stable_sort(recalls, {}, &Recall::at);
    return recalls;
}

std::vector<ManifestEntry> without_recalled(
    std::vector<ManifestEntry> tree, const Recalls& recalls, const Manifest& current,
    const std::function<ManifestEntry(const Recall&)>& notice_of) {
    std::vector<ManifestEntry> kept;
    kept.reserve(tree.size());
    for (ManifestEntry& entry : tree) {
        if (!recalls.refuses(entry)) {
            kept.push_back(std::move(entry));
        } else if (const Recall* const recall = recalls.find(entry.own)) {
            ManifestEntry gone = notice_of(*recall);
            gone.path = entry.path;
            gone.status = 410;
            gone.notice = recall->article;
            kept.push_back(std::move(gone));
        } else if (const ManifestEntry* const now = find_entry(current, entry.path);
                   now != nullptr && !recalls.refuses(*now)) {
            kept.push_back(*now);
        }
    }
    return kept;
}

}  // namespace gazette
