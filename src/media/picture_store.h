#pragma once
// The newsroom's pictures as the site shows them: digests, sizes and renditions (WebP and JPEG in
// some widths), made by the helper program gazette-media where the cache has none. No decoder runs
// in this program: the helper is given a picture's bytes and gives renditions back, both through a
// socket, and may crash, hang or be killed without harm (helper_process.h).
//
// The cache is a folder of its own beside the catalog, because renditions are dear (0.65 s of
// processor time for a picture of 12 megapixels): renditions by name, and an index of sources and
// what was made of them (picture_index.h). It may be deleted at any time and is believed only as
// far as it checks. Nothing in it is removed here. What the helper makes depends on the source's
// bytes and the recipe only.
//
// Diagnostics are the caller's: a wrong picture has a status, and only what the world refuses (no
// helper, full disk) is an Error. One thread calls; prepare() works with `jobs` threads inside.
#include "base/files.h"
#include "base/result.h"
#include "content/picture.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gazette {

enum class PictureStatus {
    Ready,
    Missing,      // no such file
    Outside,      // a link or ".." leads out of the newsroom
    TooLarge,     // bytes, pixels or a side beyond picture_limits.h
    RefusedType,  // not a JPEG, PNG, WebP, GIF, HEIC or AVIF picture (SVG belongs to the theme)
    Unreadable,   // damaged, or not readable for us; `detail` says more
};

struct Rendition {
    int width = 0;
    PictureFormat format = PictureFormat::Webp;
    std::uint64_t size_bytes = 0;
    Sha256 digest;     // of the rendition's own bytes: what a manifest lists
    std::string name;  // rendition_name(): the file's name in the cache and below /pictures/

    friend bool operator==(const Rendition&, const Rendition&) = default;
};

struct PictureFacts {
    PictureStatus status = PictureStatus::Unreadable;
    std::string detail;  // English, for a person; empty when Ready
    Picture picture;     // only `source` is set unless Ready
    bool has_alpha = false;
    bool says_generated = false;        // the source's own metadata say that a machine made it
    std::vector<Rendition> renditions;  // by width, WebP before JPEG
};

struct PictureStoreOptions {
    std::string newsroom;      // folder that the sources' paths begin at
    std::string cache_folder;  // made when missing; usually newsroom/.gazette/pictures
    std::string helper;        // path of gazette-media, see find_media_helper()
    PictureRecipe recipe;
    std::size_t jobs = 0;             // helpers at once; 0: one a processor
    int helper_timeout_ms = 180'000;  // for one picture; the helper allows itself 45 s of work
};

// The work done so far, for --stats and tests.
struct PictureStoreCounts {
    std::size_t sources_read = 0;  // read and digested
    std::size_t pictures_made = 0;
    std::size_t helpers_started = 0;
    bool index_was_damaged = false;
};

class PictureStore {
public:
    // Reads the index; a damaged or unknown one counts as empty. `files` must outlive the store.
    static Result<PictureStore> open(Files& files, PictureStoreOptions options);
    ~PictureStore();
    PictureStore(PictureStore&&) noexcept;
    PictureStore& operator=(PictureStore&&) noexcept;
    PictureStore(const PictureStore&) = delete;
    PictureStore& operator=(const PictureStore&) = delete;

    // The facts of each source, in the order given; makes what renditions are missing and saves the
    // index. A path is "/"-separated and begins at the newsroom.
    Result<std::vector<PictureFacts>> prepare(const std::vector<std::string>& sources);

    // The bytes of facts.renditions[rendition], checked by their digest. When the cache's file is
    // not what it was, the picture is made again and `facts` says what came of it (another version
    // of an encoder gives other digests); Conflict when the source is another one by now.
    Result<std::string> read(PictureFacts& facts, std::size_t rendition);

    [[nodiscard]] const PictureStoreCounts& counts() const;

private:
    class Work;
    explicit PictureStore(std::unique_ptr<Work> work);

    std::unique_ptr<Work> work_;
};

// gazette-media beside the running program, or in ../libexec/gazette/ from there; NotFound else.
Result<std::string> find_media_helper(Files& files);

}  // namespace gazette
