#pragma once
// Whether what people upload may stay, told by its content as it comes: pictures of the kinds that
// the newsroom uses (media/picture_kind.h), within a size. Neither a file's name nor the type that
// its sender claims decides anything; SVG and HTML are no pictures. Whether it can be decoded is
// found out by the helper program (media_store.h). Pure; one thread a judge.
#include "media/picture_kind.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

enum class UploadProblem {
    NotAPicture,
    TooLarge,    // in bytes or pixels
    Unreadable,  // its head says a picture, the rest does not
};

class UploadJudge {
public:
    explicit UploadJudge(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

    // The next bytes; nothing is to be kept of it from the first problem on.
    std::optional<UploadProblem> add(std::string_view bytes);
    // It is complete.
    std::optional<UploadProblem> finish();

    [[nodiscard]] std::optional<PictureKind> kind() const { return kind_; }

private:
    std::uint64_t most_bytes_;
    std::uint64_t bytes_ = 0;
    std::string head_;  // until the kind is known
    std::optional<PictureKind> kind_;
};

// "image/jpeg" …; of a HEIC or AVIF "image/heic", which nothing that is kept is.
std::string_view media_type(PictureKind kind);

}  // namespace gazette
