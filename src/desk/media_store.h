#pragma once
// The pictures that people upload, in the desk's data folder: `media/<random id>`. Each is judged
// by its content as it comes, written aside, made anew by the helper program (upright, without its
// place and its camera's marks), and is on the disk before its row is: a row always has its file, a
// file without a row is swept away. The id is the whole address; no input becomes a path.
//
// The same bytes from the same person with the same program are one picture; from anybody else they
// are another, for a known picture would tell one organisation what another has.
//
// Thread-safe. One picture is decoded at a time, whoever asks: memory is bounded by that, and the
// others wait. Errors: those of Files; Library and System from the helper.
#include "base/files.h"
#include "base/guarded.h"
#include "base/hash.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "desk/posts.h"
#include "desk/upload_judge.h"
#include "net/http_message.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gazette {

struct MediaRow {
    std::string id;
    PostAuthor owner;
    PictureKind kind = PictureKind::Jpeg;
    int width = 0;
    int height = 0;
    std::uint64_t size_bytes = 0;
    Sha256 uploaded;  // of the bytes as they came
    Instant created;
};

// Where the rows are kept; a row is on the disk when it has been added. Thread-safe.
class MediaRows {
public:
    virtual ~MediaRows() = default;
    MediaRows(const MediaRows&) = delete;
    MediaRows& operator=(const MediaRows&) = delete;
    MediaRows(MediaRows&&) = delete;
    MediaRows& operator=(MediaRows&&) = delete;

    // Full: the organisation's quota is used up.
    virtual Result<void> add(const MediaRow& row) = 0;
    // That this author may see: NotFound else.
    virtual Result<MediaRow> find(const PostAuthor& author, std::string_view id) = 0;
    // Of exactly this author, for these bytes.
    virtual Result<std::optional<MediaRow>> find_uploaded(const PostAuthor& author,
                                                          const Sha256& digest) = 0;
    virtual Result<std::vector<std::string>> ids() = 0;

protected:
    MediaRows() = default;
};

struct MediaStoreOptions {
    std::string data;    // the desk's folder
    std::string helper;  // path of gazette-media, see find_media_helper()
    std::uint64_t most_bytes = std::uint64_t{32} << 20U;
    int helper_timeout_ms = 60'000;
};

inline constexpr std::size_t kMediaIdLength = 26;

// What became of an upload: the picture, or why it is not kept.
using KeptMedia = std::variant<MediaRow, UploadProblem>;

class MediaStore;

// One file on its way in; what was written aside goes when it goes.
class MediaUpload {
public:
    ~MediaUpload();
    MediaUpload(const MediaUpload&) = delete;
    MediaUpload& operator=(const MediaUpload&) = delete;
    MediaUpload(MediaUpload&&) = delete;
    MediaUpload& operator=(MediaUpload&&) = delete;

    Result<std::optional<UploadProblem>> add(std::string_view bytes);
    // All came. Blocks while the picture is made anew.
    Result<KeptMedia> finish();

private:
    friend class MediaStore;
    MediaUpload(MediaStore& store, PostAuthor author);

    MediaStore& store_;
    PostAuthor author_;
    std::string path_;
    UploadJudge judge_;
    Sha256Hasher hasher_;
    bool is_written_ = false;
};

class MediaStore {
public:
    // Makes its folders and removes what an earlier process had written aside. All must outlive the
    // store; one process has the folder at a time.
    static Result<std::unique_ptr<MediaStore>> open(Files& files, const Clock& clock,
                                                    MediaRows& rows, MediaStoreOptions options);

    // Of a desk's data folder.
    static std::string folder_of(const std::string& data);

    std::unique_ptr<MediaUpload> begin(const PostAuthor& author);
    // The same in one, for bytes that are here already.
    Result<KeptMedia> keep(const PostAuthor& author, std::string_view bytes);
    Result<MediaRow> find(const PostAuthor& author, std::string_view id);
    // The picture's file.
    [[nodiscard]] Result<FileBody> open_file(const MediaRow& row) const;
    // Removes files that have no row; for the time when nothing comes in (the start).
    Result<void> sweep();

    [[nodiscard]] std::uint64_t most_bytes() const { return options_.most_bytes; }

private:
    friend class MediaUpload;
    MediaStore(Files& files, const Clock& clock, MediaRows& rows, MediaStoreOptions options);

    struct OneAtATime {};

    [[nodiscard]] std::string folder() const;
    [[nodiscard]] std::string incoming() const;
    Result<KeptMedia> keep_file(const PostAuthor& author, const std::string& path,
                                const Sha256& digest);

    Files& files_;
    const Clock& clock_;
    MediaRows& rows_;
    MediaStoreOptions options_;
    Guarded<OneAtATime> decoding_;
};

}  // namespace gazette
