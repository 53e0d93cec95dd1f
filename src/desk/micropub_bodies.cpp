#include "desk/micropub_bodies.h"

#include "base/text.h"
#include "desk/micropub_properties.h"
#include "net/field_parameters.h"
#include "net/form_body.h"
#include "net/multipart.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gazette {
namespace {

using Trouble = MicropubTrouble;

constexpr std::string_view kTokenField = "access_token";

Trouble trouble_of_body(const Error& error) {
    return error.code == ErrorCode::TooLarge ? Trouble::TooLarge : Trouble::NotUnderstood;
}

// The grant of a request whose token may stand in its head or in its body.
class Authority {
public:
    Authority(MicropubEndpoint& endpoint, std::optional<AppGrant> grant)
        : endpoint_(endpoint), grant_(std::move(grant)) {}

    Understood<void> take(std::string_view secret) {
        if (grant_) return trouble(Trouble::TwoTokens);
        auto grant = endpoint_.authenticate(secret);
        if (!grant) return tl::unexpected(grant.error());
        grant_ = std::move(*grant);
        return {};
    }

    [[nodiscard]] const std::optional<AppGrant>& grant() const { return grant_; }

private:
    MicropubEndpoint& endpoint_;
    std::optional<AppGrant> grant_;
};

// ---- application/x-www-form-urlencoded

class FormBody final : public HttpUpload {
public:
    FormBody(MicropubEndpoint& endpoint, MicropubCall call)
        : endpoint_(endpoint), call_(std::move(call)), authority_(endpoint, call_.grant) {}

    void add(std::string_view piece) override {
        // Kept by the reader until it is finished.
        static_cast<void>(reader_.add(piece));
    }

    HttpResponse finish() override {
        const auto fields = reader_.finish();
        if (!fields) return micropub_problem({trouble_of_body(fields.error())}, call_.language);
        for (const HttpField& field : *fields) {
            if (field.name != kTokenField) continue;
            const auto taken = authority_.take(field.value);
            if (!taken) return micropub_problem(taken.error(), call_.language);
        }
        if (!authority_.grant()) return micropub_problem({Trouble::NoToken}, call_.language);
        const auto request = read_micropub_form(*fields);
        if (!request) return micropub_problem(request.error(), call_.language);
        return endpoint_.perform(*request, *authority_.grant(), call_);
    }

private:
    MicropubEndpoint& endpoint_;
    MicropubCall call_;
    Authority authority_;
    FormReader reader_;
};

// ---- application/json

class JsonBody final : public HttpUpload {
public:
    JsonBody(MicropubEndpoint& endpoint, MicropubCall call)
        : endpoint_(endpoint), call_(std::move(call)) {}

    void add(std::string_view piece) override {
        is_too_large_ = is_too_large_ || piece.size() > kMostMicropubJson - json_.size();
        if (!is_too_large_) json_ += piece;
    }

    HttpResponse finish() override {
        if (is_too_large_) return micropub_problem({Trouble::TooLarge}, call_.language);
        const auto request = read_micropub_json(json_);
        if (!request) return micropub_problem(request.error(), call_.language);
        return endpoint_.perform(*request, *call_.grant, call_);
    }

private:
    MicropubEndpoint& endpoint_;
    MicropubCall call_;  // with a grant
    std::string json_;
    bool is_too_large_ = false;
};

// ---- multipart/form-data

// Takes the parts: fields are kept, files go to the media store as they come. What goes wrong stops
// the reader and is the answer.
class Parts final : public MultipartReceiver {
public:
    enum class For { Micropub, Media };

    Parts(MicropubEndpoint& endpoint, Authority& authority, For what)
        : endpoint_(endpoint), authority_(authority), what_(what) {}

    Result<void> field(std::string name, std::string value) override {
        if (name == kTokenField) {
            const auto taken = authority_.take(value);
            return taken ? Result<void>() : stopped(taken.error());
        }
        fields_.push_back({std::move(name), std::move(value)});
        return {};
    }

    Result<void> begin_file(FilePart part) override {
        // Before a byte of it is written.
        if (!authority_.grant()) return stopped({Trouble::NoToken});
        const AppGrant& grant = *authority_.grant();
        const bool is_photo = part.name == "photo" || part.name == "photo[]";
        const bool is_taken = what_ == For::Media ? part.name == "file" : is_photo;
        if (!is_taken)
            return stopped({Trouble::UnknownFile, part.name.substr(0, kMostPropertyName)});
        const bool may_create = grant.allows(AppScope::Create) || grant.allows(AppScope::Draft);
        const bool may_send = may_create || (what_ == For::Media && grant.allows(AppScope::Media));
        if (!may_send) {
            return stopped({Trouble::MissingScope, what_ == For::Media ? "media" : "create"});
        }
        const std::size_t most = what_ == For::Media ? 1 : kMostPhotos;
        if (kept_.size() == most) return stopped({Trouble::TooMany, part.name});
        upload_ = endpoint_.media().begin(grant.author);
        return {};
    }

    Result<void> add_to_file(std::string_view bytes) override {
        const auto added = upload_->add(bytes);
        if (!added) return stopped(endpoint_.problem_of(added.error()));
        if (*added) return stopped({trouble_of(**added)});
        return {};
    }

    Result<void> end_file() override {
        const auto upload = std::exchange(upload_, nullptr);
        const auto kept = upload->finish();
        if (!kept) return stopped(endpoint_.problem_of(kept.error()));
        if (const auto* const problem = std::get_if<UploadProblem>(&*kept)) {
            return stopped({trouble_of(*problem)});
        }
        kept_.push_back(std::get<MediaRow>(*kept).id);
        return {};
    }

    // Why the reader was stopped, if it was.
    [[nodiscard]] const std::optional<MicropubProblem>& problem() const { return problem_; }

    [[nodiscard]] const std::vector<HttpField>& fields() const { return fields_; }

    [[nodiscard]] const std::vector<std::string>& kept() const { return kept_; }

private:
    // The code only stops the reader; the answer is made of `problem`.
    Result<void> stopped(MicropubProblem problem) {
        problem_ = std::move(problem);
        return failure(ErrorCode::Denied, "the request is refused");
    }

    MicropubEndpoint& endpoint_;
    Authority& authority_;
    For what_;
    std::vector<HttpField> fields_;
    std::vector<std::string> kept_;  // ids, in the order of the files
    std::unique_ptr<MediaUpload> upload_;
    std::optional<MicropubProblem> problem_;
};

class MultipartBody final : public HttpUpload {
public:
    static Understood<std::unique_ptr<HttpUpload>> open(MicropubEndpoint& endpoint,
                                                        MicropubCall call, Parts::For what,
                                                        std::string_view content_type) {
        std::unique_ptr<MultipartBody> body(new MultipartBody(endpoint, std::move(call), what));
        auto reader = MultipartReader::open(content_type, body->parts_,
                                            {.most_bytes = endpoint.options().most_body_bytes,
                                             .most_file_bytes = endpoint.media().most_bytes()});
        if (!reader) return trouble(Trouble::NotUnderstood);
        body->reader_.emplace(std::move(*reader));
        return std::unique_ptr<HttpUpload>(std::move(body));
    }

    void add(std::string_view piece) override {
        // Kept by the reader until it is finished.
        static_cast<void>(reader_->add(piece));
    }

    HttpResponse finish() override {
        const Result<void> finished = reader_->finish();
        if (parts_.problem()) return micropub_problem(*parts_.problem(), call_.language);
        if (!finished) return micropub_problem({trouble_of_body(finished.error())}, call_.language);
        if (!authority_.grant()) return micropub_problem({Trouble::NoToken}, call_.language);
        return what_ == Parts::For::Media ? finish_media() : finish_request();
    }

private:
    MultipartBody(MicropubEndpoint& endpoint, MicropubCall call, Parts::For what)
        : endpoint_(endpoint),
          call_(std::move(call)),
          what_(what),
          authority_(endpoint, call_.grant),
          parts_(endpoint, authority_, what) {}

    HttpResponse finish_media() {
        if (parts_.kept().empty()) {
            return micropub_problem({Trouble::NotAPicture}, call_.language);
        }
        return micropub_made_at(endpoint_.address_of_media(parts_.kept().front()));
    }

    HttpResponse finish_request() {
        auto request = read_micropub_form(parts_.fields());
        if (!request) return micropub_problem(request.error(), call_.language);
        for (const std::string& id : parts_.kept()) {
            property_of(request->properties, "photo")
                .values.emplace_back(endpoint_.address_of_media(id));
        }
        return endpoint_.perform(*request, *authority_.grant(), call_);
    }

    MicropubEndpoint& endpoint_;
    MicropubCall call_;
    Parts::For what_;
    Authority authority_;
    Parts parts_;  // refers to the one before
    std::optional<MultipartReader> reader_;
};

}  // namespace

Understood<std::unique_ptr<HttpUpload>> open_micropub_body(MicropubEndpoint& endpoint,
                                                           MicropubCall call,
                                                           std::string_view content_type) {
    const auto type = parse_parameterised(content_type);
    if (!type) return trouble(Trouble::UnknownType);
    const std::optional<std::string_view> charset = type->parameter("charset");
    if (charset && ascii_lower(*charset) != "utf-8") return trouble(Trouble::UnknownType);
    if (type->word == "application/x-www-form-urlencoded") {
        return std::unique_ptr<HttpUpload>(std::make_unique<FormBody>(endpoint, std::move(call)));
    }
    if (type->word == "application/json") {
        if (!call.grant) return trouble(Trouble::NoToken);
        return std::unique_ptr<HttpUpload>(std::make_unique<JsonBody>(endpoint, std::move(call)));
    }
    if (type->word == "multipart/form-data") {
        return MultipartBody::open(endpoint, std::move(call), Parts::For::Micropub, content_type);
    }
    return trouble(Trouble::UnknownType);
}

Understood<std::unique_ptr<HttpUpload>> open_media_body(MicropubEndpoint& endpoint,
                                                        MicropubCall call,
                                                        std::string_view content_type) {
    const auto type = parse_parameterised(content_type);
    if (!type || type->word != "multipart/form-data") return trouble(Trouble::UnknownType);
    return MultipartBody::open(endpoint, std::move(call), Parts::For::Media, content_type);
}

}  // namespace gazette
