#include "desk/upload_judge.h"

namespace gazette {
namespace {

constexpr std::size_t kHeadBytes = 12;  // by so many every kind is known

}  // namespace

std::optional<UploadProblem> UploadJudge::add(std::string_view bytes) {
    if (bytes.size() > most_bytes_ - bytes_) return UploadProblem::TooLarge;
    bytes_ += bytes.size();
    if (kind_) return std::nullopt;
    head_ += bytes.substr(0, kHeadBytes - head_.size());
    kind_ = picture_kind(head_);
    if (!kind_ && head_.size() == kHeadBytes) return UploadProblem::NotAPicture;
    return std::nullopt;
}

std::optional<UploadProblem> UploadJudge::finish() {
    if (!kind_) return UploadProblem::NotAPicture;
    return std::nullopt;
}

std::string_view media_type(PictureKind kind) {
    switch (kind) {
        case PictureKind::Jpeg:
            return "image/jpeg";
        case PictureKind::Png:
            return "image/png";
        case PictureKind::Webp:
            return "image/webp";
        case PictureKind::Gif:
            return "image/gif";
        case PictureKind::Heif:
            return "image/heic";
    }
    return {};
}

}  // namespace gazette
