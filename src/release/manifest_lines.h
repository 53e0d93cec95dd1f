#pragma once
// A manifest in the making, and one that is only compared: its entries as the lines of the file, in
// order, with no object an entry. A build of a million pages prints its lines only when the file is
// written, piece by piece. docs/formats/manifest.md describes the bytes. Who needs the entries'
// fields reads them with parse_manifest (manifest.h).
#include "base/hash.h"
#include "base/result.h"
#include "release/content_type.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

inline constexpr std::uint64_t kMaxReleaseFileBytes = std::uint64_t{4} << 30;  // 4 GiB
inline constexpr std::uint64_t kMaxManifestBytes = std::uint64_t{1} << 30;     // 1 GiB

struct ManifestHeader {
    std::string site;             // site.yml's id: 1–64 of A–Z a–z 0–9 . _ -
    bool preview = false;         // built with drafts: no target takes it
    std::string review = "none";  // the stages that the build demanded

    friend bool operator==(const ManifestHeader&, const ManifestHeader&) = default;
};

// Shows (manifest.h), borrowed.
struct ShowsRef {
    std::string_view id;
    bool body = false;
};

// ManifestEntry (manifest.h), its texts borrowed.
struct EntryRef {
    std::string_view path;
    int status = 200;
    Sha256 digest;
    std::uint64_t size_bytes = 0;
    std::string_view type;
    CacheRule cache = CacheRule::NoCache;
    std::string_view location;
    std::string_view own;
    std::span<const ShowsRef> shows;
    std::string_view notice;
};

// All rules for one entry but its place among the others.
Result<void> check_entry(const EntryRef& entry);

// Appends an entry's line with its end. Invalid when the entry breaks a rule, such as `shows` that
// are not sorted.
Result<void> append_line(const EntryRef& entry, std::string& out);

// An entry's line with its end, and the path at its beginning. Borrowed.
struct ManifestLine {
    std::string_view path;
    std::string_view text;     // empty: not printed yet
    std::uint32_t number = 0;  // whatever its maker calls it
};

// By path. Invalid when one stands twice.
Result<void> sort_lines(std::vector<ManifestLine>& lines);

// The digest that a line names, as it stands there; empty when the line has none.
std::string_view digest_text(const ManifestLine& line);

// The line of `path` in sorted lines, or null.
const ManifestLine* find_line(std::span<const ManifestLine> lines, std::string_view path);

// Hands a manifest's bytes to `write`, piece by piece. One thread.
class ManifestWriter {
public:
    using Write = std::function<Result<void>(std::string_view piece)>;

    explicit ManifestWriter(Write write) : write_(std::move(write)) {}

    Result<void> begin(const ManifestHeader& header);
    // The next `count` lines, in order, with their ends.
    Result<void> add(std::string_view lines, std::size_t count);
    Result<void> end();

private:
    Write write_;
    Sha256Hasher hasher_;
    std::string piece_;
    std::size_t count_ = 0;
};

// Visits the entries' lines in their order, then compares the checksum, unless somebody else knows
// that the bytes are those that were written. What is wrong within a line is for the visitor to
// see; an error of its names the line.
enum class Checksum : std::uint8_t { Compare, Believe };
using LineVisitor = std::function<Result<void>(const ManifestLine&)>;
Result<ManifestHeader> scan_manifest(std::string_view bytes, const LineVisitor& visit,
                                     Checksum checksum = Checksum::Compare);

// A number as a manifest has it: decimal, without leading zeros.
Result<std::uint64_t> parse_manifest_number(std::string_view text);

}  // namespace gazette
