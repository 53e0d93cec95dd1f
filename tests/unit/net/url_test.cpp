#include "net/url.h"

#include "base/percent.h"
#include "support/catch.h"

using namespace gazette;

TEST_CASE("an address is taken apart and put together again", "[url]") {
    const Result<Url> url = parse_url("HTTPS://News.example.org:8443/a/%E8%B1%A1?x=1&y=2");
    REQUIRE(url);
    CHECK(url->scheme == "https");
    CHECK(url->host == "news.example.org");
    CHECK(url->port == 8443);
    CHECK(url->path == "/a/%E8%B1%A1");
    CHECK(url->query == "x=1&y=2");
    for (const std::string text : {"http://127.0.0.1:8640/", "https://h/", "http://[::1]:8640/a"}) {
        const Result<Url> parsed = parse_url(text);
        REQUIRE(parsed);
        CHECK(to_string(*parsed) == text);
    }
    CHECK(parse_url("http://h")->path == "/");
    CHECK(parse_url("http://h?a")->query == "a");
}

TEST_CASE("an address that two parsers could read differently is refused", "[url]") {
    for (const std::string text :
         {"", "/a", "ftp://h/", "file:///etc/passwd", "http:///a", "http://", "http://user@h/",
          "http://127.0.0.1@evil.example/", "http://h\\@evil/", "http://h/ a", "http://h/\n",
          "http://h:99999/", "http://h:/", "http://h:8 0/", "http://[::1/", "http://[]/",
          "http://[::1]x/", "http://h/#f", "http://象/"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_url(text));
    }
}

TEST_CASE("loopback is what is written as loopback, nothing else", "[url]") {
    for (const std::string text : {"http://127.0.0.1/", "http://localhost:8640/", "http://[::1]/",
                                   "http://127.8.8.8/", "http://LOCALHOST/"}) {
        CAPTURE(text);
        CHECK(is_loopback(*parse_url(text)));
    }
    for (const std::string text :
         {"http://127.0.0.1.evil.example/", "http://127.evil.example.org/", "http://0.0.0.0/",
          "http://10.0.0.1/", "http://localhost.evil.example/", "http://128.0.0.1/",
          "http://[::ffff:127.0.0.1]/"}) {
        CAPTURE(text);
        CHECK_FALSE(is_loopback(*parse_url(text)));
    }
}

TEST_CASE("an address to listen on has a port", "[url]") {
    const Result<ListenAddress> address = parse_listen_address("127.0.0.1:8640");
    REQUIRE(address);
    CHECK(address->host == "127.0.0.1");
    CHECK(address->port == 8640);
    CHECK(parse_listen_address("[::1]:80")->host == "::1");
    CHECK(parse_listen_address(":80")->host.empty());
    CHECK_FALSE(parse_listen_address("127.0.0.1"));
    CHECK_FALSE(parse_listen_address("127.0.0.1:x"));
    CHECK_FALSE(parse_listen_address("127.0.0.1:65536"));
}

TEST_CASE("a request's path is decoded once and cannot leave the site", "[url]") {
    CHECK(*decode_request_path("/") == "/");
    CHECK(*decode_request_path("/a/b%20c.html") == "/a/b c.html");
    CHECK(*decode_request_path("/%E8%B1%A1%E6%A3%8B/") == "/象棋/");
    CHECK(*decode_request_path("/a%2525") == "/a%25");
    for (const std::string& raw : {std::string(),
                                   std::string("a"),
                                   std::string("/../etc/passwd"),
                                   std::string("/a/../b"),
                                   std::string("/a/.."),
                                   std::string("/."),
                                   std::string("/%2e%2e/etc/passwd"),
                                   std::string("/%2E%2E%2Fetc"),
                                   std::string("/a%2fb"),
                                   std::string("//a"),
                                   std::string("/a//b"),
                                   std::string("/a\\b"),
                                   std::string("/a%5cb"),
                                   std::string("/a%00"),
                                   std::string("/a%0d%0ab"),
                                   std::string("/a%"),
                                   std::string("/a%4"),
                                   std::string("/a%zz"),
                                   std::string("/%ff"),
                                   std::string("/%c0%ae%c0%ae/"),
                                   std::string("http://h/a")}) {
        CAPTURE(raw);
        CHECK_FALSE(decode_request_path(raw));
    }
}

TEST_CASE("encoding a path and decoding it gives the path", "[url]") {
    const std::string path = "/标签/a b?c#d%e&f.html";
    CHECK(*decode_request_path(percent_encode_path(path)) == path);
}
