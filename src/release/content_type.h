#pragma once
// Which media type and which cache rule a file of a release has. Both are decided by its path when
// the site is built and stand in the manifest, so that every target says the same.
//
// Cache rules (a recalled story must not live on in caches): what may change under its address is
// asked for again each time; theme files carry a hash in their name and never change; pictures of
// stories may be kept five minutes and then must be asked for. Pure; any thread.
#include <optional>
#include <string_view>

namespace gazette {

enum class CacheRule {
    NoCache,    // pages, feeds, data
    Immutable,  // assets/<name>.<hash>.<extension>
    Picture,    // pictures/…
};

// "no-cache", "immutable", "picture": the word in a manifest.
std::string_view name_of(CacheRule rule);
std::optional<CacheRule> cache_rule_named(std::string_view name);
// The value of the field Cache-Control (RFC 9111 §5.2.2).
std::string_view cache_control(CacheRule rule);

// By the extension, upper or lower case; "application/octet-stream" when it is unknown. Text types
// carry their charset. The result has static storage.
std::string_view content_type_for(std::string_view path);
// Whether `type` is one that content_type_for gives: no other stands in a manifest.
bool is_known_content_type(std::string_view type);

// Whether files of this type get much smaller under gzip: text, what is written as text, WASM.
// Pictures, sound, archives and fonts are compressed in themselves.
bool is_compressible(std::string_view type);

CacheRule cache_rule_for(std::string_view path);

}  // namespace gazette
