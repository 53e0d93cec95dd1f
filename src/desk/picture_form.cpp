#include "desk/picture_form.h"

#include "desk/quotas.h"
#include "desk/story_pictures.h"

#include <utility>

namespace gazette {

namespace {

std::string_view key_of(UploadProblem problem) {
    switch (problem) {
        case UploadProblem::NotAPicture:
            return "picture-no-picture";
        case UploadProblem::TooLarge:
            return "picture-too-large";
        case UploadProblem::Unreadable:
            return "picture-unreadable";
    }
    return "picture-unreadable";
}

MultipartLimits limits() {
    MultipartLimits limits;
    limits.most_bytes = std::uint64_t{256} << 20U;
    return limits;
}

HttpResponse refusal(int status, std::string_view text) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"Cache-Control", "no-store"},
                        {"X-Content-Type-Options", "nosniff"}};
    response.text = text;
    return response;
}

}  // namespace

PictureForm::PictureForm(Parts parts, AnswerWith answer_with)
    : parts_(std::move(parts)), answer_with_(std::move(answer_with)) {}

Result<std::unique_ptr<PictureForm>> PictureForm::open(std::string_view content_type, Parts parts,
                                                       AnswerWith answer_with) {
    std::unique_ptr<PictureForm> form(new PictureForm(std::move(parts), std::move(answer_with)));
    form->reader_ = TRY(MultipartReader::open(content_type, *form, limits()));
    return form;
}

void PictureForm::add(std::string_view piece) {
    if (error_.has_value()) return;
    Result<void> taken = reader_->add(piece);
    if (!taken.has_value()) error_ = std::move(taken.error());
}

HttpResponse PictureForm::finish() {
    if (!error_.has_value()) {
        Result<void> whole = reader_->finish();
        if (!whole.has_value()) error_ = std::move(whole.error());
    }
    if (!error_.has_value()) return answer_with_(std::move(form_), std::move(pictures_));
    switch (error_->code) {
        case ErrorCode::TooLarge:
            return refusal(413, "That is too much at once.\n");
        case ErrorCode::Denied:
            return refusal(403, "That is no form of this desk.\n");
        case ErrorCode::Full:
            return refusal(507, "The desk's disk is full.\n");
        default:
            return refusal(error_->code == ErrorCode::Invalid ? 400 : 500,
                           "That could not be taken.\n");
    }
}

Result<void> PictureForm::field(std::string name, std::string value) {
    form_.push_back({std::move(name), std::move(value)});
    return {};
}

Result<void> PictureForm::begin_file(FilePart part) {
    const bool is_ours =
        !form_.empty() && form_.front().name == "token" && form_.front().value == parts_.token;
    if (!is_ours) return failure(ErrorCode::Denied, "the form's token is not its first field");
    if (pictures_.size() >= kMostPicturesAtOnce) {
        return failure(ErrorCode::TooLarge, "too many pictures at once");
    }
    pictures_.push_back({std::move(part.file_name)});
    upload_ = parts_.media.begin(parts_.author);
    return {};
}

Result<void> PictureForm::add_to_file(std::string_view bytes) {
    if (upload_ == nullptr) return {};
    if (const auto problem = TRY(upload_->add(bytes))) {
        pictures_.back().problem = key_of(*problem);
        upload_.reset();
    }
    return {};
}

Result<void> PictureForm::end_file() {
    if (upload_ == nullptr) return {};
    const std::unique_ptr<MediaUpload> upload = std::move(upload_);
    Result<KeptMedia> kept = upload->finish();
    if (!kept.has_value() && is_quota_error(kept.error())) {
        pictures_.back().problem = "picture-quota";
        return {};
    }
    if (!kept.has_value()) return failure(std::move(kept.error()));
    if (const auto* problem = std::get_if<UploadProblem>(&*kept)) {
        pictures_.back().problem = key_of(*problem);
        return {};
    }
    const auto& row = std::get<MediaRow>(*kept);
    pictures_.back().file = picture_file_name(row.id, row.kind);
    return {};
}

}  // namespace gazette
