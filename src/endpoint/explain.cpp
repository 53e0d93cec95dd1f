#include "endpoint/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace gazette {
namespace {

bool is_of(const ManifestEntry& entry, const std::string& article) {
    return entry.own == article || entry.notice == article ||
           std::ranges::find(entry.shows, article, &Shows::id) != entry.shows.end();
}

std::string_view word_of(Recalls::Bar bar) {
    switch (bar) {
        case Recalls::Bar::None:
            return "";
        case Recalls::Bar::Gone:
            return "gone";
        case Recalls::Bar::Held:
            return "held";
    }
    return "";
}

// As readers are answered: a folder stands for its index.html.
const ManifestEntry* find_address(const Manifest& manifest, const std::string& path) {
    const bool is_folder = path.empty() || path.ends_with('/');
    const ManifestEntry* const entry = find_entry(manifest, is_folder ? path + "index.html" : path);
    return entry != nullptr || is_folder ? entry : find_entry(manifest, path + "/index.html");
}

std::vector<const ManifestEntry*> find_entries(const Manifest& manifest,
                                               const WhyQuestion& question) {
    std::vector<const ManifestEntry*> found;
    if (question.article.empty()) {
        const ManifestEntry* const entry = find_address(manifest, question.path);
        if (entry != nullptr) found.push_back(entry);
        return found;
    }
    for (const ManifestEntry& entry : manifest.entries) {
        if (is_of(entry, question.article)) found.push_back(&entry);
    }
    // What is its own first: that is what the question is about.
    // (Not of std::ranges: clang 14 cannot read libstdc++'s.)
    std::stable_partition(found.begin(), found.end(), [&](const ManifestEntry* entry) {
        return entry->own == question.article;
    });
    return found;
}

// How its line begins in a manifest (docs/formats/manifest.md).
// OPTIMIZATION: looked for in the text; to parse a manifest takes twenty times as long.
std::string line_beginning(const ManifestEntry& entry) {
    return fmt::format("\n{}\t{}\t{}\t", entry.path, entry.status, to_hex(entry.digest));
}

// Since which of the kept releases the entries have been as they are now.
Result<void> find_since(const ReleaseStore& store, Why& why) {
    std::vector<WhyEntry*> open;
    for (WhyEntry& entry : why.entries) open.push_back(&entry);
    for (const ReleaseInfo& release : store.releases()) {
        if (release.number >= why.release) continue;
        if (open.empty()) return {};
        const Result<std::string> bytes = store.manifest_bytes(release.number);
        if (!bytes && bytes.error().code == ErrorCode::NotFound) break;  // let go just now
        if (!bytes) return failure(bytes.error());
        std::erase_if(open, [&](WhyEntry* entry) {
            const bool is_same = bytes->find(line_beginning(entry->entry)) != std::string::npos;
            if (is_same) {
                entry->since = release.number;
                entry->since_at = release.published_at;
            }
            return !is_same;
        });
    }
    for (WhyEntry* entry : open) entry->may_be_older = entry->since > 1;
    return {};
}

}  // namespace

Result<Why> explain(const ReleaseStore& store, const WhyQuestion& question) {
    const std::shared_ptr<const ServedRelease> served = store.current();
    if (served == nullptr) return failure(ErrorCode::NotFound, "nothing is published yet");
    const std::shared_ptr<const Recalls> recalls = store.recalls();
    const ReleaseInfo& info = served->record.info;
    Why why;
    why.release = info.number;
    why.published_at = info.published_at;
    why.by = info.by;
    const std::vector<const ManifestEntry*> found = find_entries(served->manifest, question);
    why.all_entries = found.size();
    const Recall* recall = recalls->find(question.article);
    for (const ManifestEntry* entry : found) {
        if (why.entries.size() == kMostWhyEntries) break;
        WhyEntry told;
        told.entry = *entry;
        told.recalled = word_of(recalls->bar_of(*entry));
        told.is_damaged = TRY(store.blobs().size_of(entry->digest)) != entry->size_bytes;
        told.since = info.number;
        told.since_at = info.published_at;
        why.entries.push_back(std::move(told));
        if (recall == nullptr) recall = recalls->find(entry->own);
    }
    if (recall != nullptr) why.recall = WhyRecall{recall->at, recall->by, recall->notice};
    TRY(find_since(store, why));
    return why;
}

}  // namespace gazette
