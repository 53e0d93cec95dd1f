#pragma once
// The picture cache's memory: which file had which digest, and what was made of a digest by a
// recipe. On disk (little-endian, docs: none beside this):
//
//   "gazette pictures\n"  u32 version  u64 length of the body  u128 XXH3 of the body  body
//   body: u32 count, sources by path:   text path, u64 size, i64 modified, i64 changed, u64 inode,
//                                       32 bytes digest
//         u32 count, pictures by key:   32 bytes digest, text recipe, u32 width, u32 height,
//                                       u8 alpha, u8 generated, u8 count,
//                                       renditions: u32 width, u8 format, u64 size,
//                                       32 bytes digest
//   text: u16 length, bytes
//
// Whatever does not check in every number is Damaged, an unknown version too: the cache is then
// made anew. The checksum finds accidents, not malice; renditions are therefore checked when read.
// A value; one thread.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"
#include "content/picture.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

// What tells that a file was not touched since.
struct SourceStamp {
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;
    std::uint64_t inode = 0;

    friend bool operator==(const SourceStamp&, const SourceStamp&) = default;
};

SourceStamp stamp_of(const FileInfo& info);

struct IndexedSource {
    SourceStamp stamp;
    Sha256 digest;

    friend bool operator==(const IndexedSource&, const IndexedSource&) = default;
};

struct IndexedRendition {
    int width = 0;
    PictureFormat format = PictureFormat::Webp;
    std::uint64_t size_bytes = 0;
    Sha256 digest;

    friend bool operator==(const IndexedRendition&, const IndexedRendition&) = default;
};

struct IndexedPicture {
    int width = 0;
    int height = 0;
    bool has_alpha = false;
    bool says_generated = false;
    std::vector<IndexedRendition> renditions;

    friend bool operator==(const IndexedPicture&, const IndexedPicture&) = default;
};

// A recipe as the index names it: widths, qualities and the recipe version.
std::string recipe_key(const PictureRecipe& recipe);

struct PictureIndex {
    using Key = std::pair<Sha256, std::string>;  // the source's digest, recipe_key()

    std::map<std::string, IndexedSource> sources;  // by path within the newsroom
    std::map<Key, IndexedPicture> pictures;

    friend bool operator==(const PictureIndex&, const PictureIndex&) = default;
};

std::string serialize(const PictureIndex& index);
Result<PictureIndex> parse_picture_index(std::string_view bytes);  // Damaged

}  // namespace gazette
