#pragma once
// The editor's form when it brings pictures: multipart/form-data, its files into the media store as
// they come, each judged by its content. The session's token must be the first field, so that no
// other page's form gets a byte kept. When the form is complete it is answered like any other, with
// its fields and what became of each picture.
//
// Pictures that were kept before the form broke belong to no story and go after a day
// (story_media.h). One thread a form.
#include "desk/media_store.h"
#include "desk/visit.h"
#include "net/multipart.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kMostPicturesAtOnce = 20;

class PictureForm final : public HttpUpload, private MultipartReceiver {
public:
    struct Parts {
        MediaStore& media;
        PostAuthor author;
        std::string token;  // of the session
    };

    using AnswerWith = std::function<HttpResponse(std::vector<HttpField> form,
                                                  std::vector<BroughtPicture> pictures)>;

    // Invalid where `content_type` names no boundary.
    static Result<std::unique_ptr<PictureForm>> open(std::string_view content_type, Parts parts,
                                                     AnswerWith answer_with);

    void add(std::string_view piece) override;
    HttpResponse finish() override;

private:
    PictureForm(Parts parts, AnswerWith answer_with);

    Result<void> field(std::string name, std::string value) override;
    Result<void> begin_file(FilePart part) override;
    Result<void> add_to_file(std::string_view bytes) override;
    Result<void> end_file() override;

    Parts parts_;
    AnswerWith answer_with_;
    std::optional<MultipartReader> reader_;
    std::optional<Error> error_;  // the form is no form, or the disk refused
    std::vector<HttpField> form_;
    std::vector<BroughtPicture> pictures_;
    std::unique_ptr<MediaUpload> upload_;  // of the last picture, until its problem or its end
};

}  // namespace gazette
