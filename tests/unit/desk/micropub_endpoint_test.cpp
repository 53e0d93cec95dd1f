#include "desk/micropub_endpoint.h"

#include "base/text.h"
#include "support/catch.h"
#include "support/micropub_world.h"
#include "support/picture_bytes.h"

#include <fmt/format.h>

using namespace gazette;
using namespace gazette::testing;

namespace {

std::size_t files_in(const MicropubWorld& world, const std::string& name) {
    return world.files->list(world.folder / name).value().size();
}

// All of an answer that a stranger could learn from.
std::string all_of(const Answer& answer) {
    std::string all = fmt::format("{}\n", answer.status);
    for (const HttpField& field : answer.headers) all += field.name + ": " + field.value + "\n";
    return all + answer.body;
}

std::string unknown_post() {
    return fmt::format("{}/posts/{}", MicropubWorld::kBase, std::string(26, 'a'));
}

}  // namespace

TEST_CASE("a file that comes before the token is refused before a byte of it is kept",
          "[micropub]") {
    const std::string token(MicropubWorld::kToken);
    const std::string file =
        "--Zz\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\r\n" +
        png(8, 8) + "\r\n";
    const std::string late =
        "--Zz\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\n" + token + "\r\n";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{13}, std::size_t{4096}}) {
        for (const std::string target : {"/micropub", "/media"}) {
            MicropubWorld world;
            const Answer answer =
                world.send({.target = target,
                            .headers = {{"Content-Type", "multipart/form-data; boundary=Zz"}},
                            .body = file + late + "--Zz--\r\n",
                            .piece = piece});
            CHECK(answer.status == 401);
            CHECK(answer.error() == "unauthorized");
            CHECK(files_in(world, "incoming") == 0);
            CHECK(files_in(world, "media") == 0);
            CHECK(world.rows.rows.empty());
        }
    }
    MicropubWorld world;
    const Answer answer =
        world.send({.headers = {{"Content-Type", "multipart/form-data; boundary=Zz"}},
                    .body = late + file + "--Zz--\r\n"});
    CHECK(answer.status == 201);
    CHECK(world.rows.rows.size() == 1);
}

TEST_CASE("a token is in one place, of one scheme, and known", "[micropub]") {
    MicropubWorld world;
    const std::vector<std::pair<std::string, int>> fields = {{"Bearer token-of-qixiang", 201},
                                                             {"bearer  token-of-qixiang ", 201},
                                                             {"Bearer nobody", 401},
                                                             {"Bearer ", 401},
                                                             {"Bearer", 401},
                                                             {"Basic dXNlcjpwYXNz", 401},
                                                             {"token-of-qixiang", 401}};
    for (const auto& [field, status] : fields) {
        CAPTURE(field);
        const Answer answer =
            world.send({.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                    {"Authorization", field}},
                        .body = "content=1"});
        CHECK(answer.status == status);
        if (status == 401) CHECK(answer.header("WWW-Authenticate").find("invalid_token") > 0);
    }
    const Answer twice =
        world.send({.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                {"Authorization", "Bearer token-of-qixiang"},
                                {"Authorization", "Bearer token-of-wenyi"}},
                    .body = "content=2"});
    CHECK(twice.status == 400);
    // A token in the address would stand in logs; it is none there.
    CHECK(world.get("/micropub?q=config&access_token=token-of-qixiang", "").status == 401);
    CHECK(world.form("content=3&access_token=token-of-qixiang&access_token=token-of-wenyi", "")
              .status == 400);
}

TEST_CASE("a token does what its scopes say", "[micropub]") {
    MicropubWorld world;
    const std::string address = world.form("content=1").header("Location");
    const auto with = [&](std::vector<AppScope> scopes) {
        world.tokens.grants["t"] = {{"qixiang", "lin", "Quill"}, std::move(scopes)};
    };
    const std::string update =
        fmt::format(R"({{"action":"update","url":"{}","add":{{"category":["x"]}}}})", address);

    with({AppScope::Create});
    CHECK(world.json(update, "t").error() == "insufficient_scope");
    CHECK(world.form("action=delete&url=" + address, "t").status == 401);
    CHECK(world.form("action=undelete&url=" + address, "t").status == 401);
    with({AppScope::Update, AppScope::Delete, AppScope::Undelete});
    CHECK(world.form("content=2", "t").error() == "insufficient_scope");
    CHECK(world.multipart({}, {{"file", "a", "", png(2, 2)}}, "t", "/media").status == 401);
    CHECK(world.json(update, "t").status == 204);
    with({AppScope::Media});
    CHECK(world.multipart({}, {{"file", "a", "", png(2, 2)}}, "t", "/media").status == 201);
    CHECK(world.multipart({{"content", "3"}}, {{"photo", "a", "", png(3, 2)}}, "t").status == 401);
    CHECK(world.rows.rows.size() == 1);
}

TEST_CASE("a token for drafts makes drafts, and does not hand them in", "[micropub]") {
    MicropubWorld world;
    world.tokens.grants["t"] = {{"qixiang", "lin", "Quill"}, {AppScope::Draft, AppScope::Update}};
    const std::string address = world.form("content=1", "t").header("Location");
    CHECK(world.posts.only().is_draft);
    const std::string hand_in = fmt::format(
        R"({{"action":"update","url":"{}","replace":{{"post-status":["published"]}}}})", address);
    CHECK(world.json(hand_in, "t").error() == "insufficient_scope");
    CHECK(world.posts.only().is_draft);
    CHECK(world.json(hand_in).status == 204);
    CHECK_FALSE(world.posts.only().is_draft);
    // It waits for its stages now; it is no draft again.
    const std::string back = fmt::format(
        R"({{"action":"update","url":"{}","replace":{{"post-status":["draft"]}}}})", address);
    CHECK(world.json(back).status == 204);
    CHECK_FALSE(world.posts.only().is_draft);
}

TEST_CASE("a repeated request meets the post that it made", "[micropub]") {
    MicropubWorld world;
    const std::string first = world.form("content=一&category=甲").header("Location");
    CHECK(world.form("content=一&category=甲").header("Location") == first);
    CHECK(world.json(R"({"properties":{"content":["一"],"category":["甲"]}})").header("Location") ==
          first);
    CHECK(world.form("content=一&category=乙").header("Location") != first);
    CHECK(world.form("content=一&category=甲&post-status=draft").header("Location") != first);
    // Another organisation says the same: another post, at another address.
    CHECK(world.form("content=一&category=甲", MicropubWorld::kOtherToken).header("Location") !=
          first);
    CHECK(world.posts.count() == 4);
    // A picture that comes again is the same one.
    const std::vector<MultipartFile> photo = {{"photo", "a.png", "image/png", png(4, 4)}};
    const std::string with_photo = world.multipart({{"content", "图"}}, photo).header("Location");
    CHECK(world.multipart({{"content", "图"}}, photo).header("Location") == with_photo);
    CHECK(world.rows.rows.size() == 1);
    // After a day it is meant as another post.
    world.clock.moment.seconds += kRetrySeconds;
    CHECK(world.form("content=一&category=甲").header("Location") != first);
}

TEST_CASE("a key tells a repeated request from one that says the same", "[micropub]") {
    MicropubWorld world;
    const auto send = [&](const std::string& key, const std::string& body) {
        return world.send({.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                       {"Authorization", "Bearer token-of-qixiang"},
                                       {"Idempotency-Key", key}},
                           .body = body});
    };
    const std::string first = send("k1", "content=一").header("Location");
    CHECK(send("k1", "content=一").header("Location") == first);
    CHECK(send("k2", "content=一").header("Location") != first);
    CHECK(send("k1", "content=二").status == 422);
    CHECK(send("with blank", "content=三").status == 400);
    CHECK(send(std::string(256, 'k'), "content=三").status == 400);
}

TEST_CASE("what is another organisation's is like what does not exist, byte by byte",
          "[micropub]") {
    MicropubWorld world(GENERATE(Behind::Memory, Behind::Desk));
    const std::string post = world.form("content=一&category=甲").header("Location");
    const std::string picture =
        world.multipart({}, {{"file", "a", "", png(2, 2)}}, MicropubWorld::kToken, "/media")
            .header("Location");
    const std::string unknown_picture =
        fmt::format("{}/media/{}", MicropubWorld::kBase, std::string(26, 'a'));
    const std::string_view other = MicropubWorld::kOtherToken;
    const auto pair = [&](const auto& ask) {
        const Answer foreign = ask(post, picture);
        const Answer unknown = ask(unknown_post(), unknown_picture);
        CHECK(all_of(foreign) == all_of(unknown));
        CHECK(foreign.status >= 400);
    };
    pair([&](const std::string& url, const std::string&) { return world.get(url, other); });
    pair([&](const std::string&, const std::string& url) { return world.get(url, other); });
    pair([&](const std::string& url, const std::string&) {
        return world.get("/micropub?q=source&url=" + url, other);
    });
    pair([&](const std::string& url, const std::string&) {
        return world.form("action=delete&url=" + url, other);
    });
    pair([&](const std::string& url, const std::string&) {
        return world.form("action=undelete&url=" + url, other);
    });
    pair([&](const std::string& url, const std::string&) {
        return world.json(
            fmt::format(R"({{"action":"update","url":"{}","add":{{"category":["x"]}}}})", url),
            other);
    });
    pair([&](const std::string&, const std::string& url) {
        return world.form("content=x&photo=" + url, other);
    });
    CHECK(world.get("/micropub?q=category", other).body == R"({"categories":[]})");
    CHECK(world.get("/micropub?q=category").body == R"({"categories":["甲"]})");
    CHECK(world.get(post).status == 200);
}

TEST_CASE("an address that is no post of ours is none", "[micropub]") {
    MicropubWorld world;
    const std::string id(26, 'a');
    for (const std::string& url :
         {std::string(), std::string("x"), "https://evil.example/posts/" + id,
          "http://127.0.0.1:8641/posts/" + id + "/", "http://127.0.0.1:8641/posts/../" + id,
          "http://127.0.0.1:8641.evil.example/posts/" + id, "/posts/" + id,
          "http://127.0.0.1:8641/media/" + id}) {
        CAPTURE(url);
        CHECK(world.form("action=delete&url=" + url).error() == "invalid_request");
    }
    CHECK(world.get("/posts/x").status == 404);
    CHECK(world.get("/posts/a/b").status == 404);
    CHECK(world.get("/media/x").status == 404);
}

TEST_CASE("a published post is changed by an editor, who is asked", "[micropub]") {
    MicropubWorld world;
    const std::string address = world.form("content=1").header("Location");
    const std::string id = world.posts.only().id;
    world.posts.publish(id);
    const std::string update =
        fmt::format(R"({{"action":"update","url":"{}","replace":{{"content":["2"]}}}})", address);
    CHECK(world.json(update).status == 202);
    CHECK(world.form("action=delete&url=" + address).status == 202);
    CHECK(world.form("action=undelete&url=" + address).status == 202);
    CHECK(world.posts.requests ==
          std::vector<std::string>{"update " + id, "delete " + id, "undelete " + id});
    CHECK(world.posts.only().content.body == "1");
}

TEST_CASE("an update holds for what the post is by then", "[micropub]") {
    MicropubWorld world;
    const std::string address = world.form("content=1").header("Location");
    const std::string update =
        fmt::format(R"({{"action":"update","url":"{}","add":{{"category":["x"]}}}})", address);
    world.posts.conflicts = 2;
    CHECK(world.json(update).status == 204);
    world.posts.conflicts = 3;
    CHECK(world.json(update).status == 409);
}

TEST_CASE("a picture that cannot stay is refused with the post, and says why", "[micropub]") {
    MicropubWorld world;
    const std::vector<std::pair<MultipartFile, int>> files = {
        {{"photo", "a.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"}, 400},
        {{"photo", "a.jpg", "image/jpeg", "<!doctype html><script>1</script>"}, 400},
        {{"photo", "a.png", "image/png", png(8, 8).substr(0, 60)}, 400},
        {{"photo", "a.png", "image/png", png_that_claims(30'001, 10)}, 413},
        {{"video", "a.mp4", "video/mp4", "0000ftypisom0000"}, 400},
        {{"file", "a.png", "image/png", png(2, 2)}, 400},
    };
    for (const auto& [file, status] : files) {
        CAPTURE(file.bytes.substr(0, 20));
        const Answer answer = world.multipart({{"content", "x"}}, {file});
        CHECK(answer.status == status);
        CHECK(answer.error() == "invalid_request");
    }
    CHECK(world.multipart({{"x", "y"}}, {}, MicropubWorld::kToken, "/media").status == 400);
    CHECK(world.multipart({}, {{"photo", "a", "", png(2, 2)}}, MicropubWorld::kToken, "/media")
              .status == 400);
    CHECK(world.posts.count() == 0);
    CHECK(files_in(world, "incoming") == 0);
    CHECK(files_in(world, "media") == world.rows.rows.size());
}

TEST_CASE("a picture by an address within the house is not fetched", "[micropub]") {
    MicropubWorld world;
    for (const std::string url :
         {"http://localhost:1/a.jpg", "http://10.0.0.1/a.jpg", "http://[::1]/a.jpg",
          "http://169.254.169.254/latest/meta-data", "file:///etc/passwd",
          "ftp://example.org/a.jpg", "http://user@example.org/a.jpg", "/etc/passwd",
          "data:image/png;base64,AAAA"}) {
        CAPTURE(url);
        const Answer answer = world.form("content=x&photo=" + std::string(url));
        CHECK(answer.status == 400);
        CHECK(answer.error() == "invalid_request");
    }
    CHECK(world.posts.count() == 0);
}

TEST_CASE("quotas and troubles of the machine are told apart", "[micropub]") {
    MicropubWorld world;
    world.posts.quota = 1;
    CHECK(world.form("content=1").status == 201);
    CHECK(world.form("content=2").error() == "forbidden");
    world.rows.is_full = true;
    CHECK(world.multipart({{"content", "1"}}, {{"photo", "a", "", png(2, 2)}}).error() ==
          "forbidden");
    CHECK(world.log.empty());
    const MicropubProblem full = world.endpoint->problem_of({ErrorCode::Full, "writing", {}, 28});
    CHECK(full.trouble == MicropubTrouble::DiskFull);
    const MicropubProblem lost =
        world.endpoint->problem_of({ErrorCode::NotFound, "/var/lib/secret", {}, 2});
    CHECK(lost.trouble == MicropubTrouble::Internal);
    CHECK(sentence(lost, ProblemLanguage::English).find("secret") == std::string::npos);
    CHECK(world.log.size() == 2);
}

TEST_CASE("methods, types and queries that are not there", "[micropub]") {
    MicropubWorld world;
    const Answer options = world.send({.method = "OPTIONS"});
    CHECK(options.status == 204);
    CHECK(options.header("Access-Control-Allow-Methods") == "GET, HEAD, POST, OPTIONS");
    CHECK(options.header("Access-Control-Allow-Headers").find("Authorization") == 0);
    CHECK(world.send({.method = "PUT"}).status == 405);
    CHECK(world.send({.method = "GET", .target = "/media"}).header("Allow") == "POST, OPTIONS");
    CHECK(world.send({.method = "POST", .target = "/posts/x"}).status == 405);
    CHECK(world.get("/micropub").error() == "invalid_request");
    CHECK(world.get("/micropub?q=users").error() == "invalid_request");
    for (const std::string type :
         {"", "text/plain", "application/xml", "multipart/mixed; boundary=a",
          "application/x-www-form-urlencoded; charset=gbk"}) {
        CAPTURE(type);
        const Answer answer = world.send(
            {.headers = {{"Content-Type", type}, {"Authorization", "Bearer token-of-qixiang"}},
             .body = "content=1"});
        CHECK(answer.status == 415);
    }
    CHECK(world.form("h=event&name=x").error() == "invalid_request");
    CHECK(world.form("content=%FF").status == 400);
    CHECK(world.form("content=%").status == 400);
    CHECK(world.json(std::string(3 << 20, ' ')).status == 413);
    const Answer english =
        world.send({.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                {"Authorization", "Bearer token-of-qixiang"},
                                {"Accept-Language", "en"}},
                    .body = "h=entry"});
    CHECK(is_ascii(english.body));
    CHECK_FALSE(is_ascii(world.form("h=entry").body));
}
