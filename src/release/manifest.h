#pragma once
// What a release consists of: every address with the digest of its bytes and what a target must
// know to serve it. The build writes one beside its output, the publisher compares it with the
// target's, the endpoint keeps one a release. docs/formats/manifest.md describes the bytes.
//
// `own` and `shows` are what a recall needs: an endpoint knows paths and digests, not articles.
// `own` names the article to which an entry belongs alone (its page, its pictures); `shows` names
// the articles whose body, or only headline and summary, can be read in it (lists, feeds, days).
//
// A line format, not JSON: 100,000 entries are read in well under a second, a diff shows what
// changed. No field may hold a control character, so nothing is escaped. Values; any thread.
// Errors: ErrorCode::Invalid, naming the line. Sizes are bytes.
#include "base/hash.h"
#include "base/result.h"
#include "release/content_type.h"
#include "release/manifest_lines.h"
#include "release/release_path.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct Shows {
    std::string id;     // of an article
    bool body = false;  // its body can be read here; else only headline or summary

    friend auto operator<=>(const Shows&, const Shows&) = default;
};

// Every entry has bytes, also a redirect (the stub for static targets) and a notice.
struct ManifestEntry {
    std::string path;  // "2022/07/06/x.html": see check_release_path
    int status = 200;  // 200, 301, 404 (a page to be shown with it), 410
    Sha256 digest;
    std::uint64_t size_bytes = 0;
    std::string type;  // one of content_type_for
    CacheRule cache = CacheRule::NoCache;
    std::string location;      // 301: "/path" (percent-encoded) or "https://…"; else empty
    std::string own;           // article id or empty
    std::vector<Shows> shows;  // sorted by id, each id once
    std::string notice;        // id of the withdrawn article whose notice this is, or empty

    friend bool operator==(const ManifestEntry&, const ManifestEntry&) = default;
};

struct Manifest : ManifestHeader {
    std::vector<ManifestEntry> entries;  // sorted by the bytes of the path, each path once

    friend bool operator==(const Manifest&, const Manifest&) = default;
};

// All rules for one entry but its place among the others.
Result<void> check_entry(const ManifestEntry& entry);

// Brings entries and their `shows` into order; an id shown twice is kept once, with body if one had
// it. Two entries of one path remain and are refused by print_manifest.
void sort_manifest(Manifest& manifest);

// The bytes of the file; refuses what parse_manifest would refuse.
Result<std::string> print_manifest(const Manifest& manifest);
// parse_manifest(print_manifest(m)) == m; a file cut off at any byte is refused.
Result<Manifest> parse_manifest(std::string_view bytes);

// The entry of `path` in sorted entries, or null.
const ManifestEntry* find_entry(const Manifest& manifest, std::string_view path);

}  // namespace gazette
