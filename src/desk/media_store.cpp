#include "desk/media_store.h"

#include "base/random.h"
#include "media/helper_process.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

namespace gazette {
namespace {

constexpr std::uint32_t kOwnerOnly = 0600;

UploadProblem problem_of(const RefusedLine& refused) {
    switch (refused.reason) {
        case RefusalReason::Large:
            return UploadProblem::TooLarge;
        case RefusalReason::Type:
            return UploadProblem::NotAPicture;
        case RefusalReason::Broken:
            return UploadProblem::Unreadable;
    }
    return UploadProblem::Unreadable;
}

}  // namespace

// ---- an upload

MediaUpload::MediaUpload(MediaStore& store, PostAuthor author)
    : store_(store),
      author_(std::move(author)),
      path_(join_path(store.incoming(), random_id(kMediaIdLength))),
      judge_(store.most_bytes()) {}

MediaUpload::~MediaUpload() {
    // What cannot be removed now is when the desk starts the next time.
    if (is_written_) static_cast<void>(store_.files_.remove(path_));
}

Result<std::optional<UploadProblem>> MediaUpload::add(std::string_view bytes) {
    if (const auto problem = judge_.add(bytes)) return problem;
    hasher_.add(bytes);
    is_written_ = true;
    TRY(store_.files_.append(path_, bytes, false).context("writing an upload aside"));
    return std::optional<UploadProblem>();
}

Result<KeptMedia> MediaUpload::finish() {
    if (const auto problem = judge_.finish()) return KeptMedia(*problem);
    return store_.keep_file(author_, path_, hasher_.finish());
}

// ---- the store

MediaStore::MediaStore(Files& files, const Clock& clock, MediaRows& rows, MediaStoreOptions options)
    : files_(files), clock_(clock), rows_(rows), options_(std::move(options)) {}

std::string MediaStore::folder_of(const std::string& data) { return join_path(data, "media"); }

std::string MediaStore::folder() const { return folder_of(options_.data); }

std::string MediaStore::incoming() const { return join_path(options_.data, "incoming"); }

Result<std::unique_ptr<MediaStore>> MediaStore::open(Files& files, const Clock& clock,
                                                     MediaRows& rows, MediaStoreOptions options) {
    std::unique_ptr<MediaStore> store(new MediaStore(files, clock, rows, std::move(options)));
    const auto left = files.info(store->incoming());
    if (left)
        TRY(remove_tree(files, store->incoming()).context("removing uploads that were cut off"));
    TRY(files.make_directories(store->folder()));
    TRY(files.make_directories(store->incoming()));
    TRY(files.sync_directory(store->options_.data));
    TRY(store->sweep());
    return store;
}

std::unique_ptr<MediaUpload> MediaStore::begin(const PostAuthor& author) {
    return std::unique_ptr<MediaUpload>(new MediaUpload(*this, author));
}

Result<KeptMedia> MediaStore::keep(const PostAuthor& author, std::string_view bytes) {
    const std::unique_ptr<MediaUpload> upload = begin(author);
    if (const auto problem = TRY(upload->add(bytes))) return KeptMedia(*problem);
    return upload->finish();
}

Result<KeptMedia> MediaStore::keep_file(const PostAuthor& author, const std::string& path,
                                        const Sha256& digest) {
    if (auto known = TRY(rows_.find_uploaded(author, digest))) return KeptMedia(std::move(*known));
    const std::unique_ptr<MappedFile> file = TRY(files_.map(path, options_.most_bytes));
    // A helper of its own for each: what one organisation's picture does to it is no other's
    // business.
    Result<CleanAnswer> answer = decoding_.with([&](OneAtATime&) -> Result<CleanAnswer> {
        HelperProcess helper = TRY(HelperProcess::start(options_.helper));
        return helper.clean(file->bytes(), std::chrono::milliseconds(options_.helper_timeout_ms));
    });
    // It was fresh: that it ended, hung or spoke wrongly is the picture's doing.
    const bool is_of_picture = !answer && answer.error().code == ErrorCode::Library;
    if (is_of_picture) return KeptMedia(UploadProblem::Unreadable);
    if (!answer) return failure(std::move(answer.error()));
    if (const auto* refused = std::get_if<RefusedLine>(&*answer)) {
        return KeptMedia(problem_of(*refused));
    }
    const auto& clean = std::get<CleanPicture>(*answer);
    MediaRow row{
        random_id(kMediaIdLength), author, clean.line.kind, clean.line.width, clean.line.height,
        clean.bytes.size(),        digest, clock_.now()};
    const std::string kept = join_path(folder(), row.id);
    TRY(files_.replace_durably(kept, clean.bytes, kOwnerOnly).context("keeping a picture"));
    if (Result<void> added = rows_.add(row); !added) {
        // Only where it is sure that there is no row; else the next start finds out.
        const bool is_sure = added.error().code == ErrorCode::Full && added.error().os_error == 0;
        if (is_sure) TRY(files_.remove(kept));
        return failure(std::move(added.error()));
    }
    return KeptMedia(std::move(row));
}

Result<MediaRow> MediaStore::find(const PostAuthor& author, std::string_view id) {
    if (!is_random_id(id, kMediaIdLength)) return failure(ErrorCode::NotFound, "no such picture");
    return rows_.find(author, id);
}

Result<FileBody> MediaStore::open_file(const MediaRow& row) const {
    const std::string path = join_path(folder(), row.id);
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return failure(system_error("cannot open a picture", errno));
    return FileBody(fd, 0, row.size_bytes);
}

Result<void> MediaStore::sweep() {
    std::vector<std::string> known = TRY(rows_.ids());
    std::ranges::sort(known);
    for (const DirectoryEntry& entry : TRY(files_.list(folder()))) {
        if (std::ranges::binary_search(known, entry.name)) continue;
        TRY(files_.remove(join_path(folder(), entry.name)).context("sweeping pictures"));
    }
    return {};
}

}  // namespace gazette
