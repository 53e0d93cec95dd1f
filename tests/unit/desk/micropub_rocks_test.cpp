// The cases of the public test suite for Micropub servers (micropub.rocks), by their numbers: what
// each asks of a server, as the W3C Recommendation of 23 May 2017 has it. What the suite leaves to
// a person's eye ("the post shows the picture") is read here by q=source and at the private address
// that creating answers. A token goes with each look: neither posts nor pictures are for everybody.
#include "net/http_server.h"
#include "support/catch.h"
#include "support/micropub_world.h"
#include "support/picture_bytes.h"

#include <fmt/format.h>

using namespace gazette;
using namespace gazette::testing;

namespace {

// Each case is run over posts in memory and over the desk's own stories.
Behind behind() { return GENERATE(Behind::Memory, Behind::Desk); }

// {"content": ["…"]} of a value.
JsonValue list(std::initializer_list<std::string> texts) {
    JsonValue::Array values;
    for (const std::string& text : texts) values.emplace_back(text);
    return JsonValue(std::move(values));
}

bool has(const JsonValue& properties, std::string_view name, const JsonValue& values) {
    const JsonValue* const found = properties.find(name);
    return found != nullptr && *found == values;
}

// 201 with a Location below our own address, which shows the post to its author.
std::string made(MicropubWorld& world, const Answer& answer) {
    CHECK(answer.status == 201);
    std::string address = answer.header("Location");
    CHECK(address.starts_with(std::string(MicropubWorld::kBase) + "/posts/"));
    CHECK(world.get(address).status == 200);
    return address;
}

// A host whose pictures posts name.
class PictureHost final : public HttpHandler {
public:
    PictureHost() : server_(HttpServer::start({.listen = {"127.0.0.1", 0}}, *this).value()) {}

    Outcome begin(const HttpRequest& request) override {
        HttpResponse response;
        if (request.path == "/sunset.jpg") {
            response.text = jpeg_;
        } else if (request.path == "/page.html") {
            response.text = "<!doctype html><p>no picture</p>";
        } else {
            response.status = 404;
        }
        return response;
    }

    [[nodiscard]] std::string address(std::string_view path) const {
        return fmt::format("http://127.0.0.1:{}{}", server_->port(), path);
    }

private:
    std::string jpeg_ = sample_jpeg();
    std::unique_ptr<HttpServer> server_;
};

// The one picture of a post: an address of ours that gives a picture.
void check_photo(MicropubWorld& world, const JsonValue& value, std::string_view type) {
    const std::string* address = value.string();
    if (address == nullptr) address = value.find("value")->string();
    REQUIRE(address != nullptr);
    CHECK(address->starts_with(std::string(MicropubWorld::kBase) + "/media/"));
    const Answer picture = world.get(*address);
    CHECK(picture.status == 200);
    CHECK(picture.header("Content-Type") == type);
    CHECK(picture.header("X-Content-Type-Options") == "nosniff");
}

std::string made_with(MicropubWorld& world, std::string_view properties) {
    return made(world,
                world.json(fmt::format(R"({{"type":["h-entry"],"properties":{}}})", properties)));
}

Answer update(MicropubWorld& world, std::string_view address, std::string_view change) {
    return world.json(fmt::format(R"({{"action":"update","url":"{}",{}}})", address, change));
}

}  // namespace

TEST_CASE("micropub.rocks 100: a post by a form", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made(world, world.form("h=entry&content=象棋赛昨日开赛"));
    CHECK(has(world.source(address), "content", list({"象棋赛昨日开赛"})));
}

TEST_CASE("micropub.rocks 101: a post with several categories by a form", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address =
        made(world, world.form("h=entry&content=一&category[]=象棋&category[]=青少年"));
    CHECK(has(world.source(address), "category", list({"象棋", "青少年"})));
}

TEST_CASE("micropub.rocks 104: a post with a picture's address by a form", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const PictureHost host;
    const std::string address =
        made(world, world.form("h=entry&content=一&photo=" + host.address("/sunset.jpg")));
    const JsonValue properties = world.source(address);
    check_photo(world, properties.find("photo")->array()->front(), "image/jpeg");
}

TEST_CASE("micropub.rocks 107: a post with one category by a form", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made(world, world.form("h=entry&content=一&category=象棋"));
    CHECK(has(world.source(address), "category", list({"象棋"})));
}

TEST_CASE("micropub.rocks 200: a post by JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["象棋赛昨日开赛"]})");
    CHECK(has(world.source(address), "content", list({"象棋赛昨日开赛"})));
}

TEST_CASE("micropub.rocks 201: a post with several categories by JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address =
        made_with(world, R"({"content":["一"],"category":["象棋","青少年"]})");
    CHECK(has(world.source(address), "category", list({"象棋", "青少年"})));
}

TEST_CASE("micropub.rocks 202: a post with HTML by JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(
        world,
        R"({"content":[{"html":"<p>有<b>粗体</b>和<i>斜体</i>，<script>x</script>好</p>"}]})");
    CHECK(has(world.source(address), "content", list({"有**粗体**和*斜体*，好"})));
}

TEST_CASE("micropub.rocks 203: a post with a picture's address by JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const PictureHost host;
    const std::string address = made_with(
        world, fmt::format(R"({{"content":["一"],"photo":["{}"]}})", host.address("/sunset.jpg")));
    const JsonValue properties = world.source(address);
    check_photo(world, properties.find("photo")->array()->front(), "image/jpeg");
}

TEST_CASE("micropub.rocks 204: a post with an object within it by JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string weight =
        R"([{"type":["h-measure"],"properties":{"num":["70.6"],"unit":["kg"]}}])";
    const std::string address =
        made_with(world, R"({"summary":["体重"],"x-weight":)" + weight + "}");
    const JsonValue properties = world.source(address);
    CHECK(has(properties, "summary", list({"体重"})));
    CHECK(has(properties, "x-weight", parse_json(weight).value()));
}

TEST_CASE("micropub.rocks 205: a picture with its words by JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const PictureHost host;
    const std::string address = made_with(
        world, fmt::format(R"({{"content":["一"],"photo":[{{"value":"{}","alt":"夕阳"}}]}})",
                           host.address("/sunset.jpg")));
    const JsonValue properties = world.source(address);
    const JsonValue& photo = properties.find("photo")->array()->front();
    check_photo(world, photo, "image/jpeg");
    CHECK(*photo.find("alt") == JsonValue(std::string("夕阳")));
}

TEST_CASE("micropub.rocks 206: several pictures' addresses by JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const PictureHost host;
    const Answer second = world.multipart({}, {{"file", "a.png", "image/png", png(3, 2)}},
                                          MicropubWorld::kToken, "/media");
    const std::string address =
        made_with(world, fmt::format(R"({{"content":["一"],"photo":["{}","{}"]}})",
                                     host.address("/sunset.jpg"), second.header("Location")));
    const JsonValue properties = world.source(address);
    const JsonValue::Array& photos = *properties.find("photo")->array();
    REQUIRE(photos.size() == 2);
    check_photo(world, photos[0], "image/jpeg");
    check_photo(world, photos[1], "image/png");
}

TEST_CASE("micropub.rocks 300: a picture in a multipart form", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address =
        made(world, world.multipart({{"h", "entry"}, {"content", "夕阳正好"}},
                                    {{"photo", "夕阳.jpg", "image/jpeg", sample_jpeg()}}));
    const JsonValue properties = world.source(address);
    CHECK(has(properties, "content", list({"夕阳正好"})));
    REQUIRE(properties.find("photo")->array()->size() == 1);
    check_photo(world, properties.find("photo")->array()->front(), "image/jpeg");
}

TEST_CASE("micropub.rocks 301: two pictures in a multipart form", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address =
        made(world, world.multipart({{"h", "entry"}, {"content", "两张"}},
                                    {{"photo[]", "a.jpg", "image/jpeg", sample_jpeg()},
                                     {"photo[]", "b.png", "image/png", png(5, 4)}}));
    const JsonValue properties = world.source(address);
    const JsonValue::Array& photos = *properties.find("photo")->array();
    REQUIRE(photos.size() == 2);
    check_photo(world, photos[0], "image/jpeg");
    check_photo(world, photos[1], "image/png");
}

TEST_CASE("micropub.rocks 400: a property is replaced", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["旧文"],"category":["象棋"]})");
    CHECK(update(world, address, R"("replace":{"content":["新文"]})").status == 204);
    CHECK(has(world.source(address), "content", list({"新文"})));
    CHECK(has(world.source(address), "category", list({"象棋"})));
}

TEST_CASE("micropub.rocks 401: a value is added to a property", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["一"],"category":["象棋"]})");
    CHECK(update(world, address, R"("add":{"category":["青少年"]})").status == 204);
    CHECK(has(world.source(address), "category", list({"象棋", "青少年"})));
    CHECK(has(world.source(address), "content", list({"一"})));
}

TEST_CASE("micropub.rocks 402: a value is added to a property that is not there",
          "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["一"]})");
    CHECK(update(world, address, R"("add":{"category":["象棋"]})").status == 204);
    CHECK(has(world.source(address), "category", list({"象棋"})));
}

TEST_CASE("micropub.rocks 403: a value is taken from a property", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address =
        made_with(world, R"({"content":["一"],"category":["象棋","青少年"]})");
    CHECK(update(world, address, R"("delete":{"category":["青少年"]})").status == 204);
    CHECK(has(world.source(address), "category", list({"象棋"})));
}

TEST_CASE("micropub.rocks 404: a property is taken away", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["一"],"category":["象棋"]})");
    CHECK(update(world, address, R"("delete":["category"])").status == 204);
    CHECK(world.source(address).find("category") == nullptr);
    CHECK(has(world.source(address), "content", list({"一"})));
}

TEST_CASE("micropub.rocks 405: a change whose values are no list is refused", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["一"]})");
    for (const std::string change :
         {R"("replace":"二")", R"("replace":{"content":"二"})", R"("add":{"category":"象棋"})",
          R"("add":["content"])", R"("delete":"content")", R"("delete":{"content":"一"})",
          R"("delete":[1])", R"("replace":{})", R"("other":1)"}) {
        CAPTURE(change);
        const Answer answer = update(world, address, change);
        CHECK(answer.status == 400);
        CHECK(answer.error() == "invalid_request");
    }
    CHECK(has(world.source(address), "content", list({"一"})));
}

TEST_CASE("micropub.rocks 500: a post is deleted by a form", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["一"]})");
    CHECK(world.form("action=delete&url=" + address).status == 204);
    CHECK(world.get(address).status == 404);
}

TEST_CASE("micropub.rocks 501: a post is deleted by JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["一"]})");
    CHECK(world.json(fmt::format(R"({{"action":"delete","url":"{}"}})", address)).status == 204);
    CHECK(world.get(address).status == 404);
}

TEST_CASE("micropub.rocks 502: a deleted post is fetched back by a form", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["一"]})");
    CHECK(world.form("action=delete&url=" + address).status == 204);
    CHECK(world.form("action=undelete&url=" + address).status == 204);
    CHECK(has(world.source(address), "content", list({"一"})));
}

TEST_CASE("micropub.rocks 503: a deleted post is fetched back by JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["一"]})");
    CHECK(world.json(fmt::format(R"({{"action":"delete","url":"{}"}})", address)).status == 204);
    CHECK(world.json(fmt::format(R"({{"action":"undelete","url":"{}"}})", address)).status == 204);
    CHECK(has(world.source(address), "content", list({"一"})));
}

TEST_CASE("micropub.rocks 600: the settings are told", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const Answer answer = world.get("/micropub?q=config");
    CHECK(answer.status == 200);
    const JsonValue config = answer.json();
    // The suite wants one segment behind the host.
    CHECK(*config.find("media-endpoint")->string() == std::string(MicropubWorld::kBase) + "/media");
    CHECK(config.find("syndicate-to")->array()->empty());
}

TEST_CASE("micropub.rocks 601: where a post may go on to", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const Answer answer = world.get("/micropub?q=syndicate-to");
    CHECK(answer.status == 200);
    const JsonValue parsed = answer.json();
    REQUIRE(parsed.find("syndicate-to") != nullptr);
    CHECK(parsed.find("syndicate-to")->array()->empty());
}

TEST_CASE("micropub.rocks 602: the whole source of a post", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made_with(world, R"({"content":["原文"],"category":["甲","乙"]})");
    const Answer answer = world.get("/micropub?q=source&url=" + address);
    const JsonValue parsed = answer.json();
    CHECK(*parsed.find("type") == list({"h-entry"}));
    CHECK(has(*parsed.find("properties"), "content", list({"原文"})));
    CHECK(has(*parsed.find("properties"), "category", list({"甲", "乙"})));
}

TEST_CASE("micropub.rocks 603: some properties of a post", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address =
        made_with(world, R"({"name":["题"],"content":["原文"],"category":["甲","乙"]})");
    const JsonValue parsed =
        world.get("/micropub?q=source&properties[]=content&properties[]=category&url=" + address)
            .json();
    CHECK(parsed.find("type") == nullptr);
    CHECK(has(*parsed.find("properties"), "content", list({"原文"})));
    CHECK(has(*parsed.find("properties"), "category", list({"甲", "乙"})));
    CHECK(parsed.find("properties")->find("name") == nullptr);
    const JsonValue one = world.get("/micropub?q=source&properties=name&url=" + address).json();
    CHECK(one.find("properties")->object()->size() == 1);
}

namespace {

void check_upload(const MultipartFile& file) {
    MicropubWorld world(behind());
    const JsonValue config = world.get("/micropub?q=config").json();
    const std::string endpoint = *config.find("media-endpoint")->string();
    const Answer answer =
        world.multipart({}, {file}, MicropubWorld::kToken,
                        std::string_view(endpoint).substr(MicropubWorld::kBase.size()));
    CHECK(answer.status == 201);
    check_photo(world, JsonValue(answer.header("Location")), file.type);
    const std::string post = made_with(
        world, fmt::format(R"({{"content":["一"],"photo":["{}"]}})", answer.header("Location")));
    CHECK(has(world.source(post), "photo", list({answer.header("Location")})));
}

}  // namespace

TEST_CASE("micropub.rocks 700: a JPEG for the media endpoint", "[micropub][rocks]") {
    check_upload({"file", "sunset.jpg", "image/jpeg", sample_jpeg()});
}

TEST_CASE("micropub.rocks 701: a PNG for the media endpoint", "[micropub][rocks]") {
    check_upload({"file", "logo.png", "image/png", png(20, 10)});
}

TEST_CASE("micropub.rocks 702: a GIF for the media endpoint", "[micropub][rocks]") {
    check_upload({"file", "moving.gif", "image/gif", gif(2)});
}

TEST_CASE("micropub.rocks 800: the token in the head", "[micropub][rocks]") {
    MicropubWorld world(behind());
    made(world, world.form("h=entry&content=一"));
}

TEST_CASE("micropub.rocks 801: the token in the body", "[micropub][rocks]") {
    MicropubWorld world(behind());
    made(world,
         world.form("h=entry&content=一&access_token=" + std::string(MicropubWorld::kToken), ""));
    made(world, world.multipart({{"h", "entry"},
                                 {"content", "二"},
                                 {"access_token", std::string(MicropubWorld::kToken)}},
                                {}, ""));
}

TEST_CASE("micropub.rocks 802: the token is not stored", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string address = made(
        world,
        world.form("h=entry&content=一&access_token=" + std::string(MicropubWorld::kToken), ""));
    CHECK(world.source(address).find("access_token") == nullptr);
    const std::string by_json =
        made_with(world, R"({"content":["二"],"access_token":["token-of-qixiang"]})");
    CHECK(world.get(by_json).body.find("token-of") == std::string::npos);
    CHECK(update(world, address, R"("add":{"access_token":["x"]})").status == 400);
}

TEST_CASE("micropub.rocks 803: a request without a token is refused", "[micropub][rocks]") {
    MicropubWorld world(behind());
    for (const Answer& answer : {world.form("h=entry&content=一", ""),
                                 world.json(R"({"properties":{"content":["一"]}})", ""),
                                 world.multipart({{"h", "entry"}, {"content", "一"}}, {}, ""),
                                 world.get("/micropub?q=config", "")}) {
        CHECK(answer.status == 401);
        CHECK(answer.error() == "unauthorized");
        CHECK(answer.header("WWW-Authenticate").starts_with("Bearer"));
    }
    CHECK(world.count() == 0);
}

TEST_CASE(
    "micropub.rocks 804: a token without the scope is refused, with 401 as the "
    "Recommendation has it",
    "[micropub][rocks]") {
    MicropubWorld world(behind());
    const Answer answer = world.form("h=entry&content=一", MicropubWorld::kReadToken);
    CHECK(answer.status == 401);
    CHECK(answer.error() == "insufficient_scope");
    CHECK(*answer.json().find("scope") == JsonValue(std::string("create")));
    CHECK(world.count() == 0);
}

TEST_CASE("micropub.rocks 805: two tokens are refused, without JSON", "[micropub][rocks]") {
    MicropubWorld world(behind());
    const std::string token(MicropubWorld::kToken);
    for (const Answer& answer :
         {world.form("h=entry&content=一&access_token=" + token),
          world.multipart({{"content", "一"}, {"access_token", token}}, {})}) {
        CHECK(answer.status == 400);
        CHECK(answer.header("Content-Type") == "text/plain; charset=utf-8");
        CHECK_FALSE(answer.body.empty());
    }
    CHECK(world.count() == 0);
}
