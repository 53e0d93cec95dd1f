#include "release/content_type.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string>

namespace gazette {
namespace {

struct TypeOfExtension {
    std::string_view extension;
    std::string_view type;
};

constexpr std::string_view kUnknownType = "application/octet-stream";

// Sorted by extension: looked up by halving.
constexpr auto kTypes = std::to_array<TypeOfExtension>({
    {".atom", "application/atom+xml; charset=utf-8"},
    {".avif", "image/avif"},
    {".css", "text/css; charset=utf-8"},
    {".csv", "text/csv; charset=utf-8"},
    {".doc", "application/msword"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".gif", "image/gif"},
    {".htm", "text/html; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".ics", "text/calendar; charset=utf-8"},
    {".jpeg", "image/jpeg"},
    {".jpg", "image/jpeg"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".m4a", "audio/mp4"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".mp3", "audio/mpeg"},
    {".mp4", "video/mp4"},
    {".ogg", "audio/ogg"},
    {".pdf", "application/pdf"},
    {".png", "image/png"},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {".rss", "application/rss+xml; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".tsv", "text/tab-separated-values; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".vtt", "text/vtt; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".wav", "audio/wav"},
    {".webm", "video/webm"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".xls", "application/vnd.ms-excel"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".xml", "application/xml; charset=utf-8"},
    {".zip", "application/zip"},
});
static_assert(std::ranges::is_sorted(kTypes, {}, &TypeOfExtension::extension));

// Feeds have fixed names and types more exact than their extension tells.
constexpr auto kFeeds = std::to_array<TypeOfExtension>({
    {"atom.xml", "application/atom+xml; charset=utf-8"},
    {"feed.json", "application/feed+json"},
    {"rss.xml", "application/rss+xml; charset=utf-8"},
});

std::string_view name_in(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// ".html"; empty where there is none.
std::string_view extension_of(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot);
}

bool is_hex(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// "assets/paper.0123abcd.css": at least eight digits of a hash before the extension.
bool has_hashed_name(std::string_view path) {
    constexpr std::size_t kFewestHashDigits = 8;
    const std::string_view name = name_in(path);
    const std::size_t last_dot = name.rfind('.');
    if (last_dot == std::string_view::npos || last_dot == 0) return false;
    const std::size_t dot_before = name.rfind('.', last_dot - 1);
    if (dot_before == std::string_view::npos) return false;
    const std::string_view hash = name.substr(dot_before + 1, last_dot - dot_before - 1);
    return hash.size() >= kFewestHashDigits && is_hex(hash);
}

}  // namespace

std::string_view name_of(CacheRule rule) {
    switch (rule) {
        case CacheRule::NoCache:
            return "no-cache";
        case CacheRule::Immutable:
            return "immutable";
        case CacheRule::Picture:
            return "picture";
    }
    return {};
}

std::optional<CacheRule> cache_rule_named(std::string_view name) {
    for (const CacheRule rule : {CacheRule::NoCache, CacheRule::Immutable, CacheRule::Picture}) {
        if (name == name_of(rule)) return rule;
    }
    return std::nullopt;
}

std::string_view cache_control(CacheRule rule) {
    switch (rule) {
        case CacheRule::NoCache:
            return "no-cache";
        case CacheRule::Immutable:
            return "public, max-age=31536000, immutable";
        case CacheRule::Picture:
            return "public, max-age=300, must-revalidate";
    }
    return "no-store";
}

std::string_view content_type_for(std::string_view path) {
    const std::string_view name = name_in(path);
    for (const TypeOfExtension& feed : kFeeds) {
        if (name == feed.extension) return feed.type;
    }
    const std::string wanted = ascii_lower(extension_of(name));
    const auto* const found =
        std::ranges::lower_bound(kTypes, std::string_view(wanted), {}, &TypeOfExtension::extension);
    if (found == kTypes.end() || found->extension != wanted) return kUnknownType;
    return found->type;
}

bool is_known_content_type(std::string_view type) {
    const auto has_type = [&](const TypeOfExtension& known) { return known.type == type; };
    return type == kUnknownType || std::ranges::any_of(kTypes, has_type) ||
           std::ranges::any_of(kFeeds, has_type);
}

bool is_compressible(std::string_view type) {
    type = type.substr(0, type.find(';'));
    const bool is_of_text =
        type.starts_with("text/") || type.ends_with("+xml") || type.ends_with("+json");
    return is_of_text || type == "application/json" || type == "application/xml" ||
           type == "application/wasm";
}

CacheRule cache_rule_for(std::string_view path) {
    if (path.starts_with("pictures/")) return CacheRule::Picture;
    if (path.starts_with("assets/") && has_hashed_name(path)) return CacheRule::Immutable;
    return CacheRule::NoCache;
}

}  // namespace gazette
