#pragma once
// What a sign-off signs of a story: one spelling for all files that say the same to readers.
// docs/formats/reviews.md lays its bytes down; SHA-256 over them is the story's content digest.
//
// In it are all keys of the front matter with the values as they are written, whatever order the
// keys have; the tags sorted; the body; and the files that the story shows or links to, by digest.
// Not in it are status, expires, aliases, id and slug: taking a story away needs no stage, and a
// chain is bound to id and path by its records. Also not in it is what site.yml makes of a value
// (the name of a section, how a role is printed): settings are not the story.
//
// Made of the file as it is written and not of what a program read out of it, so that a later
// version of this program, or another site.yml, does not void the sign-offs of an archive.
//
// Pure; any thread.
#include "base/hash.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// A picture, a video, an attachment … that a story shows or links to.
struct AssetDigest {
    std::string path;  // within the newsroom
    Sha256 digest;     // of the file's bytes

    friend auto operator<=>(const AssetDigest&, const AssetDigest&) = default;
};

// The words of a story file alone, without its assets: front matter and body. Nothing when the file
// is no text or its front matter cannot be read (read_article says why). `bytes` is the file.
std::optional<std::string> canonical_words(std::string_view bytes);

// Over the words and what the assets are; in any order, each path once.
Sha256 content_digest(std::string_view canonical_words, std::span<const AssetDigest> assets);
// The same where only the digest of the words was kept.
Sha256 content_digest(const Sha256& words, std::span<const AssetDigest> assets);

// SHA-256 over `path NUL digest` (32 bytes) of each, sorted by path: tells a changed picture from a
// changed text.
Sha256 assets_digest(std::span<const AssetDigest> assets);

}  // namespace gazette
