// desk: any request to the Micropub endpoint behind the HTTP library, with a right token where the
// input asks for it ("Authorization: T", "access_token=T"), a post and a picture that are there
// (their ids are "P" and "M"). Every request has an answer that can be sent; what a post's source
// says makes the same post again; no answer of one organisation holds what another has said.
#include "base/assert.h"
#include "base/text.h"
#include "desk/micropub_endpoint.h"
#include "desk/micropub_properties.h"
#include "fuzz/written_request.h"
#include "support/memory_posts.h"

#include <stdlib.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace {

using namespace gazette;  // NOLINT(google-build-using-namespace): a fuzzer is a program of its own

constexpr std::string_view kBase = "http://127.0.0.1:8641";
constexpr std::string_view kOthersWords = "words-of-another-organisation";
const PostAuthor kAuthor{"qixiang", "lin", "Quill"};

template <typename T>
T must(Result<T> result) {
    GAZETTE_ASSERT(result.has_value(), "the fuzzer's own world works");
    return std::move(*result);
}

class World {
public:
    World() {
        std::string name = "/tmp/gazette-fuzz-XXXXXX";
        GAZETTE_ASSERT(::mkdtemp(name.data()) != nullptr, "there is a folder for temporary files");
        folder_ = name;
        // A helper that does nothing: no picture comes through, and none is decoded.
        media_ = must(
            MediaStore::open(*files_, *clock_, rows_, {.data = folder_, .helper = "/bin/false"}));
        tokens_.grants["T"] = {kAuthor, {kAppScopes.begin(), kAppScopes.end()}};
        endpoint_.emplace(MicropubOptions{.base = std::string(kBase)},
                          MicropubParts{*posts_, *media_, tokens_, [](const Error&) {}});
    }

    ~World() { static_cast<void>(remove_tree(*files_, folder_)); }

    World(const World&) = delete;
    World& operator=(const World&) = delete;
    World(World&&) = delete;
    World& operator=(World&&) = delete;

    // With one post of its own, one of another organisation, and one picture.
    void begin_anew() {
        posts_.emplace(*clock_);
        endpoint_.emplace(MicropubOptions{.base = std::string(kBase)},
                          MicropubParts{*posts_, *media_, tokens_, [](const Error&) {}});
        PostContent content;
        content.body = "一";
        post_ = must(posts_->create(kAuthor, {.content = content})).id;
        content.body = kOthersWords;
        content.tags = {std::string(kOthersWords)};
        static_cast<void>(must(posts_->create({"wenyi", "shen", "Quill"}, {.content = content})));
        MediaRow picture;
        picture.id = std::string(kMediaIdLength, 'm');
        picture.owner = kAuthor;
        rows_.rows = {picture};
    }

    [[nodiscard]] std::string filled(std::string_view text) const {
        const std::string with_post =
            replace_all(text, "@P", std::string(kBase) + "/posts/" + post_);
        return replace_all(with_post, "@M",
                           std::string(kBase) + "/media/" + std::string(kMediaIdLength, 'm'));
    }

    HttpResponse answer(const HttpRequest& request, std::string_view body) {
        HttpHandler::Outcome outcome = endpoint_->begin(request);
        if (auto* const response = std::get_if<HttpResponse>(&outcome)) return std::move(*response);
        auto& upload = *std::get<std::unique_ptr<HttpUpload>>(outcome);
        upload.add(body.substr(0, body.size() / 2));
        upload.add(body.substr(body.size() / 2));
        return upload.finish();
    }

    // What a post's source says makes the same post.
    void check_posts() {
        const Result<Post> post = posts_->find(kAuthor, post_);
        if (!post) return;
        const auto properties =
            properties_of(*post, [](std::string_view media) { return std::string(media); });
        const auto again = content_of(
            properties, [](std::string_view url) { return Understood<std::string>(url); });
        GAZETTE_ASSERT(again && again->content == post->content, "a source is its post");
    }

private:
    std::string folder_;
    std::unique_ptr<Files> files_ = real_files();
    std::unique_ptr<Clock> clock_ = system_clock();
    std::optional<testing::MemoryPosts> posts_{*clock_};
    testing::MemoryTokens tokens_;
    testing::MemoryMediaRows rows_;
    std::unique_ptr<MediaStore> media_;
    std::optional<MicropubEndpoint> endpoint_;
    std::string post_;
};

HttpRequest read_request(std::string_view& rest) {
    HttpRequest request;
    std::string_view target = testing::take_line(rest);
    request.method = std::string(testing::take_method(target));
    testing::read_target(target, request);
    testing::read_fields(rest, "T", request);
    return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static World world;
    world.begin_anew();
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    const std::string input = world.filled({reinterpret_cast<const char*>(data), size});
    std::string_view rest(input);
    const HttpRequest request = read_request(rest);
    // A picture's address elsewhere would be fetched: that is not for a fuzzer.
    if (!MicropubEndpoint::is_path(request.path) || input.find("//") != input.rfind("//")) return 0;
    const HttpResponse response = world.answer(request, rest);
    GAZETTE_ASSERT(response.status >= 200 && response.status < 600, "every answer has a status");
    GAZETTE_ASSERT(response.status != 500 || request.path.starts_with("/media/"),
                   "no request breaks the endpoint from within");
    GAZETTE_ASSERT(response.text.find(kOthersWords) == std::string::npos ||
                       input.find(kOthersWords) != std::string::npos,
                   "what another organisation has said stays there");
    for (const HttpField& field : response.headers) {
        GAZETTE_ASSERT(field.value.find_first_of("\r\n") == std::string::npos,
                       "no answer's field ends early");
    }
    world.check_posts();
    return 0;
}
