#include "release/manifest.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

namespace gazette {
namespace {

// The columns of an entry's line; those of `shows` follow, one each.
enum Column : std::size_t {
    PathColumn,
    StatusColumn,
    DigestColumn,
    SizeColumn,
    TypeColumn,
    CacheColumn,
    LocationColumn,
    OwnColumn,
    NoticeColumn,
    FixedColumns
};

// The entry with its texts borrowed; `shows` is where its list is put.
EntryRef refer_to(const ManifestEntry& entry, std::vector<ShowsRef>& shows) {
    shows.clear();
    for (const Shows& shown : entry.shows) shows.push_back({shown.id, shown.body});
    return {entry.path,     entry.status, entry.digest, entry.size_bytes, entry.type, entry.cache,
            entry.location, entry.own,    shows,        entry.notice};
}

Result<Shows> parse_shows(std::string_view field) {
    if (field.starts_with("body:")) return Shows{std::string(field.substr(5)), true};
    if (field.starts_with("words:")) return Shows{std::string(field.substr(6)), false};
    return failure(ErrorCode::Invalid, "an id in 'shows' begins with neither body: nor words:");
}

Result<ManifestEntry> parse_entry(std::string_view line) {
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() < FixedColumns)
        return failure(ErrorCode::Invalid, "an entry has too few fields");
    ManifestEntry entry;
    entry.path = fields[PathColumn];
    entry.status = static_cast<int>(
        std::min<std::uint64_t>(TRY(parse_manifest_number(fields[StatusColumn])), 999));
    const std::optional<Sha256> digest = sha256_from_hex(fields[DigestColumn]);
    if (!digest)
        return failure(ErrorCode::Invalid, "a digest is not 64 lower-case hexadecimal digits");
    entry.digest = *digest;
    entry.size_bytes = TRY(parse_manifest_number(fields[SizeColumn]));
    entry.type = fields[TypeColumn];
    const std::optional<CacheRule> cache = cache_rule_named(fields[CacheColumn]);
    if (!cache)
        return failure(ErrorCode::Invalid,
                       fmt::format("'{}' is no cache rule", fields[CacheColumn]));
    entry.cache = *cache;
    entry.location = fields[LocationColumn];
    entry.own = fields[OwnColumn];
    entry.notice = fields[NoticeColumn];
    entry.shows.reserve(fields.size() - FixedColumns);
    for (const std::string_view field : std::span(fields).subspan(FixedColumns)) {
        entry.shows.push_back(TRY(parse_shows(field)));
    }
    TRY(check_entry(entry));
    return entry;
}

}  // namespace

Result<void> check_entry(const ManifestEntry& entry) {
    std::vector<ShowsRef> shows;
    return check_entry(refer_to(entry, shows));
}

void sort_manifest(Manifest& manifest) {
    std::ranges::sort(manifest.entries, {}, &ManifestEntry::path);
    for (ManifestEntry& entry : manifest.entries) {
        // With body first, so that it is the one that stays.
        std::ranges::sort(entry.shows, [](const Shows& a, const Shows& b) {
            return std::pair(std::string_view(a.id), !a.body) <
                   std::pair(std::string_view(b.id), !b.body);
        });
        // std::unique: clang 14 cannot read libstdc++'s std::ranges::unique.
        const auto repeated =
            std::unique(entry.shows.begin(), entry.shows.end(),
                        [](const Shows& a, const Shows& b) { return a.id == b.id; });
        entry.shows.erase(repeated, entry.shows.end());
    }
}

Result<std::string> print_manifest(const Manifest& manifest) {
    std::string out;
    ManifestWriter writer([&](std::string_view piece) -> Result<void> {
        out += piece;
        return {};
    });
    TRY(writer.begin(manifest));
    std::string line;
    std::vector<ShowsRef> shows;
    const ManifestEntry* before = nullptr;
    for (const ManifestEntry& entry : manifest.entries) {
        if (before != nullptr && before->path >= entry.path) {
            return failure(ErrorCode::Invalid,
                           fmt::format("{} is out of order or stands twice", entry.path));
        }
        before = &entry;
        line.clear();
        TRY(append_line(refer_to(entry, shows), line));
        TRY(writer.add(line, 1));
    }
    TRY(writer.end());
    return out;
}

Result<Manifest> parse_manifest(std::string_view bytes) {
    Manifest manifest;
    manifest.entries.reserve(static_cast<std::size_t>(std::ranges::count(bytes, '\n')));
    ManifestHeader header = TRY(scan_manifest(bytes, [&](const ManifestLine& line) -> Result<void> {
        manifest.entries.push_back(TRY(parse_entry(line.text.substr(0, line.text.size() - 1))));
        return {};
    }));
    static_cast<ManifestHeader&>(manifest) = std::move(header);
    return manifest;
}

const ManifestEntry* find_entry(const Manifest& manifest, std::string_view path) {
    const auto found =
        std::ranges::lower_bound(manifest.entries, path, {},
                                 [](const ManifestEntry& e) { return std::string_view(e.path); });
    return found != manifest.entries.end() && found->path == path ? &*found : nullptr;
}

}  // namespace gazette
