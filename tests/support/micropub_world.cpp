#include "support/micropub_world.h"

#include "base/percent.h"
#include "base/text.h"
#include "media/helper_process.h"
#include "support/catch.h"
#include "support/picture_bytes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace gazette::testing {
namespace {

std::string read_file(const FileBody& file) {
    std::string bytes(file.length(), '\0');
    const ssize_t got =
        ::pread(file.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(file.offset()));
    REQUIRE(got == static_cast<ssize_t>(bytes.size()));
    return bytes;
}

Answer answer_of(HttpResponse response) {
    Answer answer{response.status, std::move(response.headers), std::move(response.text)};
    if (response.file) answer.body = read_file(*response.file);
    // What every answer of this protocol has.
    CHECK(answer.header("Access-Control-Allow-Origin") == "*");
    CHECK(answer.header("Access-Control-Allow-Credentials").empty());
    CHECK(answer.header("Set-Cookie").empty());
    return answer;
}

std::vector<HttpField> decoded_query(std::string_view query) {
    std::vector<HttpField> fields;
    if (query.empty()) return fields;
    for (const std::string_view pair : split(query, '&')) {
        const std::size_t equals = std::min(pair.find('='), pair.size());
        fields.push_back({percent_decode(pair.substr(0, equals)).value(),
                          percent_decode(pair.substr(std::min(equals + 1, pair.size()))).value()});
    }
    return fields;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &HttpField::name);
    return found == headers.end() ? std::string() : found->value;
}

JsonValue Answer::json() const {
    CHECK(header("Content-Type") == "application/json");
    const Result<JsonValue> parsed = parse_json(body);
    REQUIRE(parsed);
    return *parsed;
}

std::string Answer::error() const {
    const JsonValue parsed = json();
    const JsonValue* const words = parsed.find("error_description");
    REQUIRE(words != nullptr);
    CHECK_FALSE(words->string()->empty());
    return *parsed.find("error")->string();
}

MicropubWorld::MicropubWorld(Behind behind) {
    std::vector<AppScope> all(kAppScopes.begin(), kAppScopes.end());
    if (behind == Behind::Desk) {
        desk = std::make_unique<PostingDesk>(clock);
        desk->put_token(kToken, desk->lin, all);
        desk->put_token(kOtherToken, desk->wu, all);
        // The table knows no token without a scope: this one may do nothing that tests try.
        desk->put_token(kReadToken, desk->lin, {AppScope::Undelete});
    }
    tokens.grants[std::string(kToken)] = {{"qixiang", "lin", "Quill"}, all};
    tokens.grants[std::string(kOtherToken)] = {{"wenyi", "shen", "Quill"}, all};
    tokens.grants[std::string(kReadToken)] = {{"qixiang", "lin", "Quill"}, {}};
    media = MediaStore::open(*files, clock, rows,
                             {.data = folder.path(), .helper = GAZETTE_BINARY_DIR "/gazette-media"})
                .value();
    endpoint.emplace(MicropubOptions{.base = std::string(kBase), .trusted_hosts = {"127.0.0.1"}},
                     MicropubParts{posts, *media, tokens,
                                   [this](const Error& error) { log.push_back(describe(error)); }});
}

Answer MicropubWorld::send(const Sent& sent) {
    HttpRequest request;
    request.method = sent.method;
    const std::size_t question = std::min(sent.target.find('?'), sent.target.size());
    request.path = sent.target.substr(0, question);
    request.query = decoded_query(
        std::string_view(sent.target).substr(std::min(question + 1, sent.target.size())));
    request.headers = sent.headers;
    // A cookie says nothing here, whatever it is.
    request.headers.push_back({"Cookie", "session=of-somebody"});
    request.content_length = sent.body.size();
    request.has_body = !sent.body.empty();
    REQUIRE(MicropubEndpoint::is_path(request.path));
    MicropubEndpoint& asked = desk ? *desk->endpoint : *endpoint;
    HttpHandler::Outcome outcome = asked.begin(request);
    if (auto* const response = std::get_if<HttpResponse>(&outcome)) {
        return answer_of(std::move(*response));
    }
    auto& upload = *std::get<std::unique_ptr<HttpUpload>>(outcome);
    for (std::size_t at = 0; at < sent.body.size(); at += sent.piece) {
        upload.add(std::string_view(sent.body).substr(at, sent.piece));
    }
    return answer_of(upload.finish());
}

namespace {

std::vector<HttpField> head(std::string_view type, std::string_view token) {
    std::vector<HttpField> headers;
    if (!type.empty()) headers.push_back({"Content-Type", std::string(type)});
    if (!token.empty()) headers.push_back({"Authorization", fmt::format("Bearer {}", token)});
    return headers;
}

}  // namespace

Answer MicropubWorld::form(std::string_view body, std::string_view token) {
    return send({.headers = head("application/x-www-form-urlencoded; charset=utf-8", token),
                 .body = std::string(body)});
}

Answer MicropubWorld::json(std::string_view body, std::string_view token) {
    return send({.headers = head("application/json", token), .body = std::string(body)});
}

Answer MicropubWorld::multipart(const std::vector<HttpField>& fields,
                                const std::vector<MultipartFile>& sent_files,
                                std::string_view token, std::string_view target) {
    std::string body;
    for (const HttpField& field : fields) {
        body += fmt::format("--Zz\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n",
                            field.name, field.value);
    }
    for (const MultipartFile& file : sent_files) {
        body +=
            fmt::format("--Zz\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n",
                        file.field, file.name);
        if (!file.type.empty()) body += fmt::format("Content-Type: {}\r\n", file.type);
        body += "\r\n" + file.bytes + "\r\n";
    }
    body += "--Zz--\r\n";
    return send({.target = std::string(target),
                 .headers = head("multipart/form-data; boundary=Zz", token),
                 .body = body});
}

Answer MicropubWorld::get(std::string_view target, std::string_view token) {
    if (target.starts_with(kBase)) target.remove_prefix(kBase.size());
    return send({.method = "GET", .target = std::string(target), .headers = head("", token)});
}

std::size_t MicropubWorld::count() {
    return desk ? static_cast<std::size_t>(desk->count("story")) : posts.count();
}

JsonValue MicropubWorld::source(std::string_view address, std::string_view token) {
    const Answer answer = get("/micropub?q=source&url=" + percent_encode_path(address), token);
    REQUIRE(answer.status == 200);
    const JsonValue parsed = answer.json();
    REQUIRE(parsed.find("properties") != nullptr);
    return *parsed.find("properties");
}

std::string sample_jpeg(int width, int height) {
    HelperProcess helper = HelperProcess::start(GAZETTE_BINARY_DIR "/gazette-media").value();
    const auto made =
        helper.make(png(width, height), PictureRecipe{{width}, 80, 82}, std::chrono::seconds(60));
    REQUIRE(made);
    return std::get<MadePicture>(*made).renditions.back().bytes;
}

}  // namespace gazette::testing
