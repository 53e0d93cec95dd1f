#include "cli/submit_command.h"

#include "base/path.h"
#include "base/percent.h"
#include "base/random.h"
#include "base/text.h"
#include "cli/diagnostic_output.h"
#include "cli/submitted_story.h"
#include "content/front_matter.h"
#include "formats/json.h"
#include "media/picture_kind.h"
#include "net/http_client.h"
#include "publish/secret_file.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <variant>

namespace gazette {
namespace {

constexpr std::string_view kTokenVariable = "GAZETTE_TOKEN";
constexpr std::uint64_t kMostPictureBytes = std::uint64_t{64} << 20U;
constexpr std::size_t kMostAnswerBytes = std::size_t{1} << 20U;

template <typename T>
using OrStatus = std::variant<T, ExitStatus>;

// One conversation with a desk.
class Desk {
public:
    Desk(const SubmitCommand& command, Url url, std::string token, const Surroundings& surroundings)
        : surroundings_(surroundings),
          url_(std::move(url)),
          token_(std::move(token)),
          client_({.plain_http =
                       command.allow_plain_http ? PlainHttp::Anywhere : PlainHttp::LoopbackOnly,
                   .most_response_bytes = kMostAnswerBytes}) {}

    // The address of a picture that the desk has kept.
    OrStatus<std::string> send_picture(const std::string& name, std::string_view bytes);
    OrStatus<std::string> send_post(std::string_view json);

private:
    OrStatus<HttpReply> call(const HttpCall& call);
    OrStatus<Url> media_endpoint();
    OrStatus<std::string> location(const HttpReply& reply);
    ExitStatus refused(const HttpReply& reply);
    [[nodiscard]] std::vector<HttpField> fields(std::string_view type) const;

    const Surroundings& surroundings_;
    Url url_;
    std::string token_;
    HttpClient client_;
    std::optional<Url> media_;
};

std::vector<HttpField> Desk::fields(std::string_view type) const {
    std::vector<HttpField> fields = {
        {"Authorization", "Bearer " + token_},
        {"Accept", "application/json"},
        {"Accept-Language", std::string(language_of(surroundings_.environment))}};
    if (!type.empty()) fields.push_back({"Content-Type", std::string(type)});
    return fields;
}

OrStatus<HttpReply> Desk::call(const HttpCall& call) {
    Result<HttpReply> reply = client_.send(call);
    if (!reply) return refuse(surroundings_, reply.error());
    return std::move(*reply);
}

// What the desk says is printed as it stands; what kind of refusal it is decides the status.
ExitStatus Desk::refused(const HttpReply& reply) {
    std::string words = fmt::format("HTTP {}", reply.status);
    if (const auto json = parse_json(reply.body)) {
        const JsonValue* const description = json->find("error_description");
        if (description != nullptr && description->string() != nullptr) {
            words = shown_name(*description->string());
        }
    }
    const bool is_of_story = reply.status == 400 || reply.status == 413 || reply.status == 422;
    return refuse(surroundings_, is_of_story ? ExitStatus::ContentWrong : ExitStatus::WorldRefused,
                  surroundings_.words.text("submit-refused", {words}));
}

OrStatus<std::string> Desk::location(const HttpReply& reply) {
    if (reply.status != 201 && reply.status != 202) return refused(reply);
    const std::optional<std::string_view> address = reply.header("Location");
    if (!address || !parse_url(*address)) {
        return refuse(surroundings_, ExitStatus::WorldRefused,
                      surroundings_.words.text("submit-no-desk", {to_string(url_)}));
    }
    return std::string(*address);
}

OrStatus<Url> Desk::media_endpoint() {
    if (media_) return *media_;
    Url config = url_;
    config.query += config.query.empty() ? "q=config" : "&q=config";
    OrStatus<HttpReply> reply = call({.url = config, .headers = fields("")});
    if (const auto* const status = std::get_if<ExitStatus>(&reply)) return *status;
    const auto& answer = std::get<HttpReply>(reply);
    if (answer.status != 200) return refused(answer);
    const auto json = parse_json(answer.body);
    const JsonValue* const address = json ? json->find("media-endpoint") : nullptr;
    const bool is_text = address != nullptr && address->string() != nullptr;
    const Result<Url> url = parse_url(is_text ? *address->string() : std::string());
    // The token goes to the desk alone, whatever the answer says.
    if (!url || url->host != url_.host || url->port != url_.port || url->scheme != url_.scheme) {
        return refuse(surroundings_, ExitStatus::WorldRefused,
                      surroundings_.words.text("submit-no-desk", {to_string(url_)}));
    }
    media_ = *url;
    return *media_;
}

OrStatus<std::string> Desk::send_picture(const std::string& name, std::string_view bytes) {
    OrStatus<Url> endpoint = media_endpoint();
    if (const auto* const status = std::get_if<ExitStatus>(&endpoint)) return *status;
    const std::string boundary = random_id(32);
    // As browsers write names (HTML, "Multipart form data").
    std::string shown = replace_all(file_name(name), "\"", "%22");
    shown = replace_all(replace_all(shown, "\r", "%0D"), "\n", "%0A");
    std::string body = fmt::format(
        "--{}\r\nContent-Disposition: form-data; name=\"file\"; "
        "filename=\"{}\"\r\n\r\n",
        boundary, shown);
    body += bytes;
    body += fmt::format("\r\n--{}--\r\n", boundary);
    OrStatus<HttpReply> reply =
        call({.method = "POST",
              .url = std::get<Url>(endpoint),
              .headers = fields("multipart/form-data; boundary=" + boundary),
              .body = body});
    if (const auto* const status = std::get_if<ExitStatus>(&reply)) return *status;
    return location(std::get<HttpReply>(reply));
}

OrStatus<std::string> Desk::send_post(std::string_view json) {
    OrStatus<HttpReply> reply =
        call({.method = "POST", .url = url_, .headers = fields("application/json"), .body = json});
    if (const auto* const status = std::get_if<ExitStatus>(&reply)) return *status;
    return location(std::get<HttpReply>(reply));
}

OrStatus<std::string> read_token(const SubmitCommand& command, const Surroundings& surroundings) {
    std::string token(surroundings.environment.get(kTokenVariable));
    if (token.empty() && !command.token_file.empty()) {
        Result<std::string> secret = read_secret_file(surroundings.files, command.token_file);
        if (!secret) return refuse(surroundings, secret.error());
        token = std::move(*secret);
    }
    if (is_token(token)) return token;
    return refuse(
        surroundings, ExitStatus::Usage,
        surroundings.words.text(token.empty() ? "submit-token-missing" : "token-malformed"));
}

OrStatus<SubmittedStory> read_story(const SubmitCommand& command,
                                    const Surroundings& surroundings) {
    const Result<std::string> bytes = surroundings.files.read(command.file, kMaxArticleBytes);
    if (!bytes) return refuse(surroundings, bytes.error());
    Diagnostics diagnostics;
    std::optional<SubmittedStory> story = read_submitted_story(*bytes, command.file, diagnostics);
    diagnostics.sort();
    print_diagnostics(diagnostics, diagnostic_texts(language_of(surroundings.environment)),
                      surroundings.files, "", surroundings.err);
    if (!story) return ExitStatus::ContentWrong;
    if (!story->not_sent.empty()) {
        surroundings.err << surroundings.words.text(
                                "submit-not-sent",
                                {fmt::format("{}", fmt::join(story->not_sent, ", "))})
                         << '\n';
    }
    return std::move(*story);
}

// Sends the pictures and writes their addresses into the text. Right: all of them.
ExitStatus send_pictures(Desk& desk, const std::string& folder, SubmittedStory& story,
                         const Surroundings& surroundings) {
    for (const SubmittedPicture& picture : story.pictures) {
        const std::string name = percent_decode(picture.target).value_or(picture.target);
        const Result<std::string> bytes =
            surroundings.files.read(join_path(folder, name), kMostPictureBytes);
        if (!bytes) {
            return refuse(surroundings, ExitStatus::ContentWrong,
                          surroundings.words.text("submit-no-picture", {shown_name(name)}));
        }
        // Nothing else leaves this machine, whatever a text names as its picture.
        if (!picture_kind(*bytes)) {
            return refuse(surroundings, ExitStatus::ContentWrong,
                          surroundings.words.text("submit-odd-picture", {shown_name(name)}));
        }
        OrStatus<std::string> address = desk.send_picture(name, *bytes);
        if (const auto* const status = std::get_if<ExitStatus>(&address)) {
            surroundings.err << surroundings.words.text("submit-picture", {shown_name(name)})
                             << '\n';
            return *status;
        }
        const auto body =
            with_picture_at(story.body, picture.target, std::get<std::string>(address));
        if (!body) {
            return refuse(surroundings, ExitStatus::ContentWrong,
                          surroundings.words.text("submit-odd-place", {shown_name(name)}));
        }
        story.body = *body;
    }
    return ExitStatus::Right;
}

}  // namespace

ExitStatus run(const SubmitCommand& command, const Surroundings& surroundings) {
    const Words& words = surroundings.words;
    const Result<Url> url = parse_url(command.to);
    if (!url) {
        return refuse(surroundings, ExitStatus::Usage,
                      words.text("target-url", {command.to, url.error().what}));
    }
    OrStatus<std::string> token = read_token(command, surroundings);
    if (const auto* const status = std::get_if<ExitStatus>(&token)) return *status;
    OrStatus<SubmittedStory> read = read_story(command, surroundings);
    if (const auto* const status = std::get_if<ExitStatus>(&read)) return *status;
    auto& story = std::get<SubmittedStory>(read);
    Desk desk(command, *url, std::get<std::string>(token), surroundings);
    const std::string folder(parent_path(command.file));
    if (const ExitStatus sent = send_pictures(desk, folder, story, surroundings);
        sent != ExitStatus::Right) {
        return sent;
    }
    OrStatus<std::string> made = desk.send_post(print_submission(story, command.is_draft));
    if (const auto* const status = std::get_if<ExitStatus>(&made)) return *status;
    surroundings.out << std::get<std::string>(made) << '\n';
    surroundings.err << words.text(command.is_draft ? "submit-draft" : "submit-done") << '\n';
    return ExitStatus::Right;
}

}  // namespace gazette
