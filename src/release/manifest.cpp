#include "release/manifest.h"

#include "base/text.h"
#include "formats/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <utility>

namespace gazette {
namespace {

constexpr std::string_view kMagic = "gazette-manifest 1";
constexpr std::size_t kMaxSegmentBytes = 255;
constexpr std::size_t kMaxIdBytes = 1024;
constexpr std::size_t kMaxLocationBytes = 2048;
constexpr std::size_t kMaxSiteBytes = 64;
constexpr std::size_t kMaxReviewBytes = 256;
constexpr std::array<std::string_view, 5> kReserved = {"api", "events", "healthz", "hub",
                                                       "metrics"};

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

tl::unexpected<Error> invalid(std::string what) {
    return failure(ErrorCode::Invalid, std::move(what));
}

// C0, DEL and C1: none may stand in any field.
bool has_control_character(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7F) return true;
        if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
            return true;
        }
    }
    return false;
}

// Two paths that look alike must be alike: normal form C, nothing that shows other than it reads,
// no code point that is no character (U+FFFE would turn the order of bytes around for a reader).
bool is_in_one_spelling(std::string_view path) {
    if (is_ascii(path)) return true;
    for (std::size_t offset = 0; offset < path.size();) {
        const char32_t c = next_code_point(path, offset);
        if ((c & 0xFFFEU) == 0xFFFEU) return false;
    }
    return is_nfc(path) && !first_hidden_control(path);
}

bool is_plain_text(std::string_view text) {
    return !first_invalid_utf8(text) && !has_control_character(text);
}

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= kMaxIdBytes && is_plain_text(id);
}

bool is_site_id(std::string_view id) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    return !id.empty() && id.size() <= kMaxSiteBytes && std::ranges::all_of(id, allowed);
}

// A path of this host or an http(s) address; it goes into a header as it is, so ASCII only.
bool is_location(std::string_view location) {
    const auto printable = [](char c) { return c > ' ' && c < '\x7F' && c != '\\'; };
    if (location.size() > kMaxLocationBytes || !std::ranges::all_of(location, printable)) {
        return false;
    }
    if (location.starts_with("https://") || location.starts_with("http://")) {
        return location.size() > location.find("://") + 3;
    }
    return location.starts_with("/") && !location.starts_with("//");
}

Result<void> check_shows(const ManifestEntry& entry) {
    for (std::size_t i = 0; i < entry.shows.size(); ++i) {
        if (!is_id(entry.shows[i].id)) return invalid("an id in 'shows' is not plain text");
        if (i > 0 && entry.shows[i - 1].id >= entry.shows[i].id) {
            return invalid("'shows' is not sorted, or holds an id twice");
        }
    }
    return {};
}

Result<void> check_header(const Manifest& manifest) {
    if (!is_site_id(manifest.site)) return invalid("the site's id is missing or malformed");
    if (manifest.review.empty() || manifest.review.size() > kMaxReviewBytes ||
        !is_plain_text(manifest.review)) {
        return invalid("the text of 'review' is missing or malformed");
    }
    return {};
}

Result<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool leading_zero = text.size() > 1 && text.starts_with('0');
    if (error != std::errc{} || end != text.data() + text.size() || leading_zero) {
        return invalid(fmt::format("'{}' is no number", text));
    }
    return number;
}

// Takes lines off the front; knows the number of the line for errors.
class Lines {
public:
    explicit Lines(std::string_view rest) : rest_(rest) {}

    // Without its end; a line that has none was cut off.
    Result<std::string_view> next() {
        const std::size_t end = rest_.find('\n');
        if (end == std::string_view::npos) return invalid("the file is cut off");
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        ++number_;
        return line;
    }

    // "name value" → value.
    Result<std::string_view> next_named(std::string_view name) {
        const std::string_view line = TRY(next());
        if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') {
            return invalid(fmt::format("'{} …' is expected here", name));
        }
        return line.substr(name.size() + 1);
    }

    [[nodiscard]] std::string_view rest() const { return rest_; }

    [[nodiscard]] std::size_t number() const { return number_; }

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

Result<Shows> parse_shows(std::string_view field) {
    if (field.starts_with("body:")) return Shows{std::string(field.substr(5)), true};
    if (field.starts_with("words:")) return Shows{std::string(field.substr(6)), false};
    return invalid("an id in 'shows' begins with neither body: nor words:");
}

Result<ManifestEntry> parse_entry(std::string_view line) {
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() < FixedColumns) return invalid("an entry has too few fields");
    ManifestEntry entry;
    entry.path = fields[PathColumn];
    entry.status =
        static_cast<int>(std::min<std::uint64_t>(TRY(parse_number(fields[StatusColumn])), 999));
    const std::optional<Sha256> digest = sha256_from_hex(fields[DigestColumn]);
    if (!digest) return invalid("a digest is not 64 lower-case hexadecimal digits");
    entry.digest = *digest;
    entry.size_bytes = TRY(parse_number(fields[SizeColumn]));
    entry.type = fields[TypeColumn];
    const std::optional<CacheRule> cache = cache_rule_named(fields[CacheColumn]);
    if (!cache) return invalid(fmt::format("'{}' is no cache rule", fields[CacheColumn]));
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

void print_entry(const ManifestEntry& entry, std::string& out) {
    fmt::format_to(std::back_inserter(out), "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", entry.path,
                   entry.status, to_hex(entry.digest), entry.size_bytes, entry.type,
                   name_of(entry.cache), entry.location, entry.own, entry.notice);
    for (const Shows& shown : entry.shows) {
        out += shown.body ? "\tbody:" : "\twords:";
        out += shown.id;
    }
    out += '\n';
}

// "end 12 <digest of all bytes before this line>" and nothing behind it.
Result<void> check_end(Lines& lines, std::string_view bytes, std::size_t count) {
    const auto before_bytes = static_cast<std::size_t>(lines.rest().data() - bytes.data());
    const std::string_view value = TRY(lines.next_named("end"));
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos) return invalid("the last line is malformed");
    if (TRY(parse_number(value.substr(0, space))) != count) {
        return invalid("the number of entries is not what the last line says");
    }
    if (value.substr(space + 1) != to_hex(sha256(bytes.substr(0, before_bytes)))) {
        return invalid("the checksum is wrong");
    }
    if (!lines.rest().empty()) return invalid("something stands behind the last line");
    return {};
}

Result<Manifest> parse_lines(Lines& lines, std::string_view bytes) {
    if (TRY(lines.next()) != kMagic) return invalid("this is no manifest of version 1");
    Manifest manifest;
    manifest.site = TRY(lines.next_named("site"));
    manifest.review = TRY(lines.next_named("review"));
    const std::string_view preview = TRY(lines.next_named("preview"));
    if (preview != "yes" && preview != "no") return invalid("'preview' is neither yes nor no");
    manifest.preview = preview == "yes";
    TRY(check_header(manifest));
    manifest.entries.reserve(static_cast<std::size_t>(std::ranges::count(bytes, '\n')));
    // An entry has tabs, the last line has none.
    while (lines.rest().substr(0, lines.rest().find('\n')).find('\t') != std::string_view::npos) {
        ManifestEntry entry = TRY(parse_entry(TRY(lines.next())));
        if (!manifest.entries.empty() && manifest.entries.back().path >= entry.path) {
            return invalid("the entries are not sorted, or a path stands twice");
        }
        manifest.entries.push_back(std::move(entry));
    }
    TRY(check_end(lines, bytes, manifest.entries.size()));
    return manifest;
}

}  // namespace

Result<void> check_release_path(std::string_view path) {
    if (path.empty() || path.size() > kMaxReleasePathBytes) {
        return invalid(
            fmt::format("a path is empty or longer than {} bytes", kMaxReleasePathBytes));
    }
    if (first_invalid_utf8(path)) return invalid("a path is not UTF-8");
    if (has_control_character(path) || path.find('\\') != std::string_view::npos) {
        return invalid("a path holds a control character or a backslash");
    }
    if (!is_in_one_spelling(path)) {
        return invalid(fmt::format(
            "the path '{}' is not in normal form C (NFC), or holds hidden characters", path));
    }
    const std::vector<std::string_view> segments = split(path, '/');
    for (const std::string_view segment : segments) {
        if (segment.empty() || segment == "." || segment == "..") {
            return invalid(fmt::format("the path '{}' has an empty, '.' or '..' segment", path));
        }
        if (segment.size() > kMaxSegmentBytes) {
            return invalid(
                fmt::format("the path '{}' has a segment over {} bytes", path, kMaxSegmentBytes));
        }
    }
    if (std::ranges::find(kReserved, segments.front()) != kReserved.end()) {
        return invalid(fmt::format("the path '{}' is one of the endpoint's own addresses", path));
    }
    return {};
}

Result<void> check_entry(const ManifestEntry& entry) {
    TRY(check_release_path(entry.path));
    constexpr std::array kStatuses = {200, 301, 404, 410};
    if (std::ranges::find(kStatuses, entry.status) == kStatuses.end()) {
        return invalid(
            fmt::format("{} has a status that is none of 200, 301, 404, 410", entry.path));
    }
    if (entry.size_bytes > kMaxReleaseFileBytes) {
        return invalid(fmt::format("{} is larger than {} bytes", entry.path, kMaxReleaseFileBytes));
    }
    if (!is_known_content_type(entry.type)) {
        return invalid(fmt::format("{} has an unknown type", entry.path));
    }
    const bool location_fits =
        entry.status == 301 ? is_location(entry.location) : entry.location.empty();
    if (!location_fits) {
        return invalid(fmt::format("{} has a location that does not fit its status", entry.path));
    }
    if ((!entry.own.empty() && !is_id(entry.own)) ||
        (!entry.notice.empty() && !is_id(entry.notice))) {
        return invalid(fmt::format("{} names an article by what is no id", entry.path));
    }
    return check_shows(entry).context(fmt::format("checking {}", entry.path));
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
    TRY(check_header(manifest));
    std::string out = fmt::format("{}\nsite {}\nreview {}\npreview {}\n", kMagic, manifest.site,
                                  manifest.review, manifest.preview ? "yes" : "no");
    const std::string* previous = nullptr;
    for (const ManifestEntry& entry : manifest.entries) {
        TRY(check_entry(entry));
        if (previous != nullptr && *previous >= entry.path) {
            return invalid(fmt::format("{} is out of order or stands twice", entry.path));
        }
        previous = &entry.path;
        print_entry(entry, out);
    }
    const std::string checksum = to_hex(sha256(out));
    fmt::format_to(std::back_inserter(out), "end {} {}\n", manifest.entries.size(), checksum);
    return out;
}

Result<Manifest> parse_manifest(std::string_view bytes) {
    if (bytes.size() > kMaxManifestBytes)
        return failure(ErrorCode::TooLarge, "a manifest over 1 GiB");
    Lines lines(bytes);
    Result<Manifest> manifest = parse_lines(lines, bytes);
    return std::move(manifest).context(
        fmt::format("reading line {} of a manifest", lines.number()));
}

const ManifestEntry* find_entry(const Manifest& manifest, std::string_view path) {
    const auto found =
        std::ranges::lower_bound(manifest.entries, path, {},
                                 [](const ManifestEntry& e) { return std::string_view(e.path); });
    return found != manifest.entries.end() && found->path == path ? &*found : nullptr;
}

}  // namespace gazette
