#pragma once
// A Micropub endpoint with all that belongs to it (the real gazette-media among it), two
// organisations with a program each, and requests that are as a posting program sends them.
#include "base/time_zone.h"
#include "desk/micropub_endpoint.h"
#include "formats/json.h"
#include "support/memory_posts.h"
#include "support/posting_desk.h"
#include "support/temporary_folder.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette::testing {

struct SettableClock final : Clock {
    [[nodiscard]] Instant now() const override { return moment; }

    Instant moment{1'700'000'000};
};

// An answer with its body read, whether it was text or a file.
struct Answer {
    int status = 0;
    std::vector<HttpField> headers;
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const;
    // The body as JSON; a failed test where it is none.
    [[nodiscard]] JsonValue json() const;
    [[nodiscard]] std::string error() const;
};

struct MultipartFile {
    std::string field;
    std::string name;
    std::string type;
    std::string bytes;
};

// Where posts, tokens and pictures are kept.
enum class Behind { Memory, Desk };

class MicropubWorld {
public:
    explicit MicropubWorld(Behind behind = Behind::Memory);

    struct Sent {
        std::string method = "POST";
        std::string target = "/micropub";  // with its query, encoded
        std::vector<HttpField> headers = {};
        std::string body = {};
        std::size_t piece = 4096;
    };

    Answer send(const Sent& sent);

    // With the token in the head, unless it is empty.
    Answer form(std::string_view body, std::string_view token = kToken);
    Answer json(std::string_view body, std::string_view token = kToken);
    Answer multipart(const std::vector<HttpField>& fields, const std::vector<MultipartFile>& files,
                     std::string_view token = kToken, std::string_view target = "/micropub");
    Answer get(std::string_view target, std::string_view token = kToken);
    // How many posts there are.
    std::size_t count();
    // The properties of the post that was made at this address.
    JsonValue source(std::string_view address, std::string_view token = kToken);

    static constexpr std::string_view kBase = "http://127.0.0.1:8641";
    static constexpr std::string_view kToken = "token-of-qixiang";     // may do everything
    static constexpr std::string_view kOtherToken = "token-of-wenyi";  // another organisation's
    static constexpr std::string_view kReadToken = "token-without-scope";

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    SettableClock clock;
    MemoryPosts posts{clock};
    MemoryTokens tokens;
    MemoryMediaRows rows;
    std::vector<std::string> log;
    std::unique_ptr<MediaStore> media;
    std::optional<MicropubEndpoint> endpoint;
    std::unique_ptr<PostingDesk> desk;  // behind it, or null
};

// Made by gazette-media.
std::string sample_jpeg(int width = 40, int height = 30);

}  // namespace gazette::testing
