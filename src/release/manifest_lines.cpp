#include "release/manifest_lines.h"

#include "base/text.h"
#include "formats/unicode.h"
#include "release/release_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gazette {
namespace {

constexpr std::string_view kMagic = "gazette-manifest 1";
constexpr std::size_t kMaxIdBytes = 1024;
constexpr std::size_t kMaxLocationBytes = 2048;
constexpr std::size_t kMaxSiteBytes = 64;
constexpr std::size_t kMaxReviewBytes = 256;
constexpr std::size_t kPieceBytes = std::size_t{128} * 1024;

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

Result<void> check_shows(const EntryRef& entry) {
    for (std::size_t i = 0; i < entry.shows.size(); ++i) {
        if (!is_id(entry.shows[i].id))
            return failure(ErrorCode::Invalid, "an id in 'shows' is not plain text");
        if (i > 0 && !is_before(entry.shows[i - 1].id, entry.shows[i].id)) {
            return failure(ErrorCode::Invalid, "'shows' is not sorted, or holds an id twice");
        }
    }
    return {};
}

Result<void> check_header(const ManifestHeader& header) {
    if (!is_site_id(header.site))
        return failure(ErrorCode::Invalid, "the site's id is missing or malformed");
    if (header.review.empty() || header.review.size() > kMaxReviewBytes ||
        !is_plain_text(header.review)) {
        return failure(ErrorCode::Invalid, "the text of 'review' is missing or malformed");
    }
    return {};
}

// Takes lines off the front; knows the number of the line for errors.
class Lines {
public:
    explicit Lines(std::string_view rest) : rest_(rest) {}

    // Without its end; a line that has none was cut off.
    Result<std::string_view> next() {
        const std::size_t end = rest_.find('\n');
        if (end == std::string_view::npos)
            return failure(ErrorCode::Invalid, "the file is cut off");
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        ++number_;
        return line;
    }

    // "name value" → value.
    Result<std::string_view> next_named(std::string_view name) {
        const std::string_view line = TRY(next());
        if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') {
            return failure(ErrorCode::Invalid, fmt::format("'{} …' is expected here", name));
        }
        return line.substr(name.size() + 1);
    }

    [[nodiscard]] std::string_view rest() const { return rest_; }

    [[nodiscard]] std::size_t number() const { return number_; }

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

// "end 12 <digest of all bytes before this line>" and nothing behind it.
Result<void> check_end(Lines& lines, std::string_view bytes, std::size_t count, Checksum checksum) {
    const auto before_bytes = static_cast<std::size_t>(lines.rest().data() - bytes.data());
    const std::string_view value = TRY(lines.next_named("end"));
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos)
        return failure(ErrorCode::Invalid, "the last line is malformed");
    if (TRY(parse_manifest_number(value.substr(0, space))) != count) {
        return failure(ErrorCode::Invalid, "the number of entries is not what the last line says");
    }
    if (checksum == Checksum::Compare &&
        value.substr(space + 1) != to_hex(sha256(bytes.substr(0, before_bytes)))) {
        return failure(ErrorCode::Invalid, "the checksum is wrong");
    }
    if (!lines.rest().empty())
        return failure(ErrorCode::Invalid, "something stands behind the last line");
    return {};
}

void print_entry(const EntryRef& entry, std::string& out) {
    const auto field = [&](std::string_view text) {
        out += '\t';
        out += text;
    };
    out += entry.path;
    field(fmt::format_int(entry.status).str());
    field(to_hex(entry.digest));
    field(fmt::format_int(entry.size_bytes).str());
    field(entry.type);
    field(name_of(entry.cache));
    field(entry.location);
    field(entry.own);
    field(entry.notice);
    for (const ShowsRef& shown : entry.shows) {
        out += shown.body ? "\tbody:" : "\twords:";
        out += shown.id;
    }
    out += '\n';
}

Result<void> scan_lines(Lines& lines, std::string_view bytes, ManifestHeader& header,
                        const LineVisitor& visit, Checksum checksum) {
    if (TRY(lines.next()) != kMagic)
        return failure(ErrorCode::Invalid, "this is no manifest of version 1");
    header.site = TRY(lines.next_named("site"));
    header.review = TRY(lines.next_named("review"));
    const std::string_view preview = TRY(lines.next_named("preview"));
    if (preview != "yes" && preview != "no")
        return failure(ErrorCode::Invalid, "'preview' is neither yes nor no");
    header.preview = preview == "yes";
    TRY(check_header(header));
    std::string_view previous;
    std::size_t count = 0;
    // An entry has tabs, the last line has none.
    while (lines.rest().substr(0, lines.rest().find('\n')).find('\t') != std::string_view::npos) {
        const std::string_view line = TRY(lines.next());
        const ManifestLine entry{
            line.substr(0, line.find('\t')), {line.data(), line.size() + 1}, 0};
        if (count > 0 && previous >= entry.path) {
            return failure(ErrorCode::Invalid,
                           "the entries are not sorted, or a path stands twice");
        }
        TRY(visit(entry));
        previous = entry.path;
        ++count;
    }
    return check_end(lines, bytes, count, checksum);
}

}  // namespace

Result<std::uint64_t> parse_manifest_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool leading_zero = text.size() > 1 && text.starts_with('0');
    if (error != std::errc{} || end != text.data() + text.size() || leading_zero) {
        return failure(ErrorCode::Invalid, fmt::format("'{}' is no number", text));
    }
    return number;
}

Result<void> check_entry(const EntryRef& entry) {
    TRY(check_release_path(entry.path));
    constexpr std::array kStatuses = {200, 301, 404, 410};
    if (std::ranges::find(kStatuses, entry.status) == kStatuses.end()) {
        return failure(
            ErrorCode::Invalid,
            fmt::format("{} has a status that is none of 200, 301, 404, 410", entry.path));
    }
    if (entry.size_bytes > kMaxReleaseFileBytes) {
        return failure(ErrorCode::Invalid,
                       fmt::format("{} is larger than {} bytes", entry.path, kMaxReleaseFileBytes));
    }
    if (!is_known_content_type(entry.type)) {
        return failure(ErrorCode::Invalid, fmt::format("{} has an unknown type", entry.path));
    }
    const bool location_fits =
        entry.status == 301 ? is_location(entry.location) : entry.location.empty();
    if (!location_fits) {
        return failure(ErrorCode::Invalid,
                       fmt::format("{} has a location that does not fit its status", entry.path));
    }
    if ((!entry.own.empty() && !is_id(entry.own)) ||
        (!entry.notice.empty() && !is_id(entry.notice))) {
        return failure(ErrorCode::Invalid,
                       fmt::format("{} names an article by what is no id", entry.path));
    }
    Result<void> shows = check_shows(entry);
    if (shows) return shows;  // the usual case, without a sentence made for nobody
    return std::move(shows).context(fmt::format("checking {}", entry.path));
}

Result<void> append_line(const EntryRef& entry, std::string& out) {
    TRY(check_entry(entry));
    print_entry(entry, out);
    return {};
}

Result<void> sort_lines(std::vector<ManifestLine>& lines) {
    std::ranges::sort(lines, is_before, &ManifestLine::path);
    const auto twice = std::ranges::adjacent_find(lines, {}, &ManifestLine::path);
    if (twice != lines.end())
        return failure(ErrorCode::Invalid, fmt::format("{} stands twice", twice->path));
    return {};
}

std::string_view digest_text(const ManifestLine& line) {
    constexpr std::size_t kDigits = 2 * sizeof(Sha256::bytes);
    std::string_view rest = line.text.substr(line.path.size() + 1);  // path, status, digest
    rest.remove_prefix(std::min(rest.size(), rest.find('\t') + 1));
    rest = rest.substr(0, rest.find('\t'));
    return rest.size() == kDigits ? rest : std::string_view{};
}

const ManifestLine* find_line(std::span<const ManifestLine> lines, std::string_view path) {
    const auto found = std::ranges::lower_bound(lines, path, {}, &ManifestLine::path);
    return found != lines.end() && found->path == path ? &*found : nullptr;
}

Result<void> ManifestWriter::begin(const ManifestHeader& header) {
    TRY(check_header(header));
    piece_ = fmt::format("{}\nsite {}\nreview {}\npreview {}\n", kMagic, header.site, header.review,
                         header.preview ? "yes" : "no");
    return {};
}

Result<void> ManifestWriter::add(std::string_view lines, std::size_t count) {
    if (piece_.size() + lines.size() > kPieceBytes) {
        hasher_.add(piece_);
        TRY(write_(piece_));
        piece_.clear();
    }
    piece_ += lines;
    count_ += count;
    return {};
}

Result<void> ManifestWriter::end() {
    hasher_.add(piece_);
    fmt::format_to(std::back_inserter(piece_), "end {} {}\n", count_, to_hex(hasher_.finish()));
    return write_(piece_);
}

Result<ManifestHeader> scan_manifest(std::string_view bytes, const LineVisitor& visit,
                                     Checksum checksum) {
    if (bytes.size() > kMaxManifestBytes) {
        return failure(ErrorCode::TooLarge, "a manifest over 1 GiB");
    }
    Lines lines(bytes);
    ManifestHeader header;
    Result<void> scanned = scan_lines(lines, bytes, header, visit, checksum);
    TRY(std::move(scanned).context(fmt::format("reading line {} of a manifest", lines.number())));
    return header;
}

}  // namespace gazette
