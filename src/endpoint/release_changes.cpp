#include "endpoint/release_changes.h"

#include "base/hash.h"
#include "formats/json.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <unordered_map>
#include <utility>

namespace gazette {
namespace {

constexpr std::string_view kRelease = "/app/v1/release.json";
constexpr std::string_view kChanges = "/app/v1/changes/";
constexpr std::string_view kDays = "app/v1/days/";
constexpr std::string_view kJson = ".json";

// Of each article's own entries: where they are and what they hold.
std::unordered_map<std::string_view, Fingerprint> articles_of(const Manifest& manifest) {
    std::unordered_map<std::string_view, FingerprintBuilder> builders;
    for (const ManifestEntry& entry : manifest.entries) {
        if (entry.own.empty()) continue;
        builders[entry.own].add(entry.path).add(to_hex(entry.digest));
    }
    std::unordered_map<std::string_view, Fingerprint> articles;
    articles.reserve(builders.size());
    for (auto& [id, builder] : builders) articles.emplace(id, builder.finish());
    return articles;
}

// Digests by day. Entries are sorted by path.
std::unordered_map<std::string_view, Sha256> days_of(const Manifest& manifest) {
    std::unordered_map<std::string_view, Sha256> days;
    for (const ManifestEntry& entry : manifest.entries) {
        std::string_view path = entry.path;
        if (!path.starts_with(kDays) || !path.ends_with(kJson)) continue;
        path = path.substr(kDays.size(), path.size() - kDays.size() - kJson.size());
        days.emplace(path, entry.digest);
    }
    return days;
}

void write_list(JsonWriter& writer, std::string_view name, const std::vector<std::string>& items) {
    writer.key(name).begin_array();
    for (const std::string& item : items) writer.string(item);
    writer.end_array();
}

void write_recalled(JsonWriter& writer, const Recalls& recalls) {
    std::set<std::string_view> articles;
    for (const Recall& recall : recalls.all()) {
        if (!recall.lift) articles.insert(recall.article);
    }
    writer.key("recalled").begin_array();
    for (const std::string_view article : articles) writer.string(article);
    writer.end_array();
}

// "…/7.json" → 7.
std::optional<std::uint64_t> number_in(std::string_view path) {
    if (!path.ends_with(kJson)) return std::nullopt;
    path.remove_suffix(kJson.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), number);
    const bool is_number = error == std::errc{} && end == path.data() + path.size() && number > 0 &&
                           !path.starts_with('0');
    return is_number ? std::optional(number) : std::nullopt;
}

}  // namespace

TreeChanges changes_between(const Manifest& before, const Manifest& after) {
    TreeChanges changes;
    const auto old_articles = articles_of(before);
    const auto new_articles = articles_of(after);
    for (const auto& [id, digest] : new_articles) {
        const auto old = old_articles.find(id);
        if (old == old_articles.end()) {
            changes.added.emplace_back(id);
        } else if (old->second != digest) {
            changes.updated.emplace_back(id);
        }
    }
    for (const auto& [id, digest] : old_articles) {
        if (!new_articles.contains(id)) changes.removed.emplace_back(id);
    }
    const auto old_days = days_of(before);
    const auto new_days = days_of(after);
    for (const auto& [day, digest] : new_days) {
        const auto old = old_days.find(day);
        if (old == old_days.end() || old->second != digest) changes.days.emplace_back(day);
    }
    for (const auto& [day, digest] : old_days) {
        if (!new_days.contains(day)) changes.days.emplace_back(day);
    }
    for (auto* const list : {&changes.added, &changes.updated, &changes.removed, &changes.days}) {
        std::ranges::sort(*list);
    }
    return changes;
}

const TreeChanges* ReleaseChanges::changes_since(std::uint64_t number,
                                                 const ServedRelease& current) {
    const std::uint64_t now = current.record.info.number;
    if (current_ != now) kept_.clear();
    current_ = now;
    // What cannot exist is not remembered: nobody fills the list by counting.
    if (number > now) return nullptr;
    const std::vector<ReleaseInfo> releases = releases_.releases();
    if (std::ranges::find(releases, number, &ReleaseInfo::number) == releases.end()) return nullptr;
    const auto [place, is_new] = kept_.try_emplace(number);
    if (is_new) {
        const Result<std::string> bytes = releases_.manifest_bytes(number);
        const Result<Manifest> before =
            bytes ? parse_manifest(*bytes) : Result<Manifest>(failure(bytes.error()));
        if (before) place->second = changes_between(*before, current.manifest);
    }
    return place->second ? &*place->second : nullptr;
}

std::optional<std::string> ReleaseChanges::answer(std::string_view path) {
    const bool is_release = path == kRelease;
    const std::optional<std::uint64_t> since =
        path.starts_with(kChanges) ? number_in(path.substr(kChanges.size())) : std::nullopt;
    if (!is_release && !since) return std::nullopt;
    const std::shared_ptr<const ServedRelease> current = releases_.current();
    if (current == nullptr) return std::nullopt;
    const ReleaseInfo& info = current->record.info;
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("number").number(static_cast<std::int64_t>(info.number));
    writer.text("root", to_hex(info.root));
    writer.text("published_at", rfc3339_utc(info.published_at));
    if (since) {
        const std::scoped_lock lock(mutex_);
        const TreeChanges* const changes = changes_since(*since, *current);
        writer.key("since").number(static_cast<std::int64_t>(*since));
        writer.key("reset").boolean(changes == nullptr);
        if (changes != nullptr) {
            write_list(writer, "added", changes->added);
            write_list(writer, "updated", changes->updated);
            write_list(writer, "removed", changes->removed);
            write_list(writer, "days", changes->days);
        }
    }
    // After the release: a recall that comes between the two is among them.
    write_recalled(writer, *releases_.recalls());
    writer.end_object();
    return json;
}

}  // namespace gazette
