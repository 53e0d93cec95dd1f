// The endpoint's requests behind the HTTP library: any method, target, fields and body, with a
// right token where the input asks for it ("Authorization: T"), against a store in a folder of its
// own. Every request gets an answer that can be sent, and the release that is served stays whole.
#include "base/assert.h"
#include "base/text.h"
#include "endpoint/api_answers.h"
#include "endpoint/site_answers.h"
#include "endpoint/tokens.h"
#include "fuzz/written_request.h"
#include "release/merkle_tree.h"

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

// A store with one release and one that is open; removed at the end of the program.
class World {
public:
    World() {
        std::string name = "/tmp/gazette-fuzz-XXXXXX";
        GAZETTE_ASSERT(::mkdtemp(name.data()) != nullptr, "there is a folder for temporary files");
        folder_ = name;
        secret_ = must(add_token(*files_, folder_,
                                 {"fuzz", {TokenScope::Publish, TokenScope::Rollback}, {}},
                                 clock_->now()));
        store_ = must(ReleaseStore::open(*files_, *clock_, folder_));
        api_.emplace(*files_, *clock_, *store_, log_, folder_);
        const std::string id = declare("index.html", "home");
        publish(id);
        open_id_ = declare("a.html", "a");
    }

    ~World() { static_cast<void>(remove_tree(*files_, folder_)); }

    World(const World&) = delete;
    World& operator=(const World&) = delete;
    World(World&&) = delete;
    World& operator=(World&&) = delete;

    HttpResponse answer(const HttpRequest& request, std::string_view body) {
        if (!request.path.starts_with("/api/")) {
            const auto release = store_->current();
            const auto recalls = store_->recalls();
            return answer_reader(request, {release.get(), *recalls, store_->blobs(), clock_->now()},
                                 log_);
        }
        HttpHandler::Outcome outcome = api_->begin(request);
        if (auto* const response = std::get_if<HttpResponse>(&outcome)) return std::move(*response);
        auto& upload = *std::get<std::unique_ptr<HttpUpload>>(outcome);
        upload.add(body.substr(0, body.size() / 2));
        upload.add(body.substr(body.size() / 2));
        return upload.finish();
    }

    void check_whole() const {
        const auto current = store_->current();
        GAZETTE_ASSERT(merkle_root(current->manifest.entries) == current->record.info.root,
                       "what is served is one whole release");
        GAZETTE_ASSERT(is_healthy(current.get(), store_->blobs()) ||
                           find_entry(current->manifest, "index.html") == nullptr,
                       "and its home page can be read");
    }

    [[nodiscard]] const std::string& secret() const { return secret_; }

    [[nodiscard]] const std::string& open_id() const { return open_id_; }

private:
    template <typename T>
    static T must(Result<T> result) {
        GAZETTE_ASSERT(result.has_value(), "the fuzzer's own store works");
        return std::move(*result);
    }

    std::string declare(const std::string& path, const std::string& content) {
        ManifestEntry entry;
        entry.path = path;
        entry.digest = sha256(content);
        entry.size_bytes = content.size();
        entry.type = std::string(content_type_for(path));
        Declaration declaration;
        declaration.site = "s";
        declaration.delta.put = {entry};
        declaration.root = merkle_root(declaration.delta.put);
        std::string id = must(store_->declare(declaration, "fuzz")).declared.id;
        BlobBatch batch(store_->blobs());
        GAZETTE_ASSERT(batch.add(entry.digest, content) && batch.commit(), "blobs can be kept");
        return id;
    }

    void publish(const std::string& id) {
        const SwitchOutcome outcome = must(store_->publish(id, {0, "fuzz", ""}));
        GAZETTE_ASSERT(outcome.kind == SwitchOutcome::Kind::Published, "the first publish works");
    }

    std::string folder_;
    std::unique_ptr<Files> files_ = real_files();
    std::unique_ptr<Clock> clock_ = system_clock();
    std::unique_ptr<ReleaseStore> store_;
    ErrorLog log_{ErrorLog::Sink()};
    std::optional<ApiAnswers> api_;
    std::string secret_;
    std::string open_id_;
};

// Nothing when the server would refuse the path.
std::optional<HttpRequest> read_request(std::string_view& rest, const World& world) {
    HttpRequest request;
    std::string_view target = testing::take_line(rest);
    request.method = std::string(testing::take_method(target));
    testing::read_target(replace_all(target, "OPEN", world.open_id()), request);
    const Result<std::string> path = decode_request_path(request.path);
    if (!path) return std::nullopt;
    request.path = *path;
    testing::read_fields(rest, world.secret(), request);
    return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static World world;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const std::optional<HttpRequest> request = read_request(rest, world);
    if (!request) return 0;
    const HttpResponse response = world.answer(*request, rest);
    GAZETTE_ASSERT(response.status >= 200 && response.status < 600, "every answer has a status");
    GAZETTE_ASSERT(response.status != 500, "no request breaks the endpoint from within");
    for (const HttpField& field : response.headers) {
        GAZETTE_ASSERT(field.value.find_first_of("\r\n") == std::string::npos,
                       "no answer's field ends early");
    }
    world.check_whole();
    return 0;
}
