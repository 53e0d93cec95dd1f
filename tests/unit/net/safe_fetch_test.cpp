#include "net/safe_fetch.h"

#include "net/http_server.h"
#include "net/public_address.h"
#include "support/catch.h"

#include <fmt/format.h>

#include <atomic>

using namespace gazette;

namespace {

// What the inside of a house might say.
class Inside final : public HttpHandler {
public:
    Outcome begin(const HttpRequest& request) override {
        ++requests;
        HttpResponse response;
        if (request.path == "/redirect") {
            response.status = 302;
            response.headers.push_back({"Location", "/secret"});
        } else {
            response.text = "a secret of " + std::string(request.header("Host").value_or(""));
        }
        if (request.header("Cookie") || request.header("Authorization")) response.status = 500;
        return response;
    }

    std::atomic<int> requests = 0;
};

}  // namespace

TEST_CASE("an address that others choose leads to the open Internet alone", "[fetch]") {
    for (const std::string address :
         {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1",
          "192.0.1.1", "223.255.255.255", "2606:4700::1111", "2400:3200::1", "2001:200::1"}) {
        CAPTURE(address);
        CHECK(is_public_address(address) == true);
    }
    for (const std::string address : {"0.0.0.0",
                                      "10.0.0.1",
                                      "100.64.0.1",
                                      "100.127.255.255",
                                      "127.0.0.1",
                                      "127.255.255.255",
                                      "169.254.169.254",
                                      "172.16.0.1",
                                      "172.31.255.255",
                                      "192.168.1.1",
                                      "192.0.2.1",
                                      "198.18.0.1",
                                      "198.19.255.255",
                                      "203.0.113.9",
                                      "224.0.0.1",
                                      "239.1.1.1",
                                      "240.0.0.1",
                                      "255.255.255.255",
                                      "::",
                                      "::1",
                                      "::ffff:127.0.0.1",
                                      "::ffff:1.1.1.1",
                                      "::1.1.1.1",
                                      "64:ff9b::1.1.1.1",
                                      "fe80::1",
                                      "fc00::1",
                                      "fd12::1",
                                      "ff02::1",
                                      "2001::1",
                                      "2001:db8::1",
                                      "2002:7f00:1::",
                                      "3fff::1",
                                      "5f00::1"}) {
        CAPTURE(address);
        CHECK(is_public_address(address) == false);
    }
    for (const std::string address : {"", "localhost", "1.1.1", "0x7f.1", "[::1]", "1.1.1.1 "}) {
        CAPTURE(address);
        CHECK_FALSE(is_public_address(address).has_value());
    }
}

TEST_CASE("nothing within the house is fetched, however it is written", "[fetch]") {
    Inside inside;
    const auto server = HttpServer::start({.listen = {"127.0.0.1", 0}}, inside).value();
    // Other notations of 127.0.0.1 that resolvers know, a name that leads there, and none at all.
    for (const std::string host : {"127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1",
                                   "0177.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[::]"}) {
        CAPTURE(host);
        const auto url = parse_url(fmt::format("http://{}:{}/secret", host, server->port()));
        REQUIRE(url);
        const auto fetched = safe_fetch(*url);
        REQUIRE_FALSE(fetched);
        CHECK((fetched.error().code == ErrorCode::Denied ||
               fetched.error().code == ErrorCode::Unreachable));
    }
    CHECK(inside.requests == 0);
}

TEST_CASE("a host that is trusted is fetched, within its bounds and without a redirect",
          "[fetch]") {
    Inside inside;
    const auto server = HttpServer::start({.listen = {"127.0.0.1", 0}}, inside).value();
    const auto fetch = [&](const std::string& path, std::size_t most_bytes) {
        const auto url = parse_url(fmt::format("http://127.0.0.1:{}{}", server->port(), path));
        return safe_fetch(*url, {.most_bytes = most_bytes, .trusted_hosts = {"127.0.0.1"}});
    };
    CHECK(fetch("/picture", 1000).value() ==
          fmt::format("a secret of 127.0.0.1:{}", server->port()));
    CHECK(fetch("/picture", 5).error().code == ErrorCode::TooLarge);
    CHECK(fetch("/redirect", 1000).error().code == ErrorCode::Invalid);
    CHECK(inside.requests == 3);
    const auto other = parse_url(fmt::format("http://localhost:{}/", server->port()));
    CHECK(safe_fetch(*other, {.trusted_hosts = {"127.0.0.1"}}).error().code == ErrorCode::Denied);
}
