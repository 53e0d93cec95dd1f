#include "net/client_address.h"

#include "support/catch.h"

#include <string>
#include <vector>

using namespace gazette;

TEST_CASE("a truncated address names no machine", "[access-log]") {
    struct Case {
        std::string address;
        std::string full;
        std::string truncated;
    };

    for (const Case& c : std::vector<Case>{
             {"192.0.2.77", "192.0.2.77", "192.0.2.0"},
             {"::ffff:192.0.2.77", "192.0.2.77", "192.0.2.0"},
             {"2001:db8:7:8:9:a:b:c", "2001:db8:7:8:9:a:b:c", "2001:db8:7::"},
             {"::1", "::1", "::"},
             {"fe80::1%eth0", "fe80::1", "fe80::"},
             {"192.0.2", "", ""},
             {"unknown", "", ""},
             {"\"},{\"", "", ""},
             {"", "", ""},
         }) {
        CAPTURE(c.address);
        CHECK(logged_form(c.address, LoggedAddress::Full) == c.full);
        CHECK(logged_form(c.address, LoggedAddress::Truncated) == c.truncated);
        CHECK(logged_form(c.address, LoggedAddress::None).empty());
    }
    CHECK(logged_address_named("full") == LoggedAddress::Full);
    CHECK(logged_address_named("truncated") == LoggedAddress::Truncated);
    CHECK(logged_address_named("none") == LoggedAddress::None);
    CHECK_FALSE(logged_address_named("Full"));
}

TEST_CASE("only a proxy on this machine is believed about whose a request is", "[access-log]") {
    struct Case {
        std::string peer;
        std::vector<HttpField> fields;
        std::string client;
    };

    for (const Case& c : std::vector<Case>{
             {"192.0.2.1", {}, "192.0.2.1"},
             {"192.0.2.1", {{"X-Forwarded-For", "198.51.100.7"}}, "192.0.2.1"},
             {"127.0.0.1", {}, "127.0.0.1"},
             {"127.0.0.1", {{"X-Forwarded-For", "198.51.100.7"}}, "198.51.100.7"},
             {"::1", {{"x-forwarded-for", "2001:db8::7"}}, "2001:db8::7"},
             {"::ffff:127.0.0.1", {{"X-Forwarded-For", "198.51.100.7"}}, "198.51.100.7"},
             // What the client wrote stands before what the proxy added.
             {"127.0.0.1", {{"X-Forwarded-For", "203.0.113.9, 198.51.100.7"}}, "198.51.100.7"},
             {"127.0.0.1",
              {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-For", "198.51.100.7"}},
              "198.51.100.7"},
             {"127.0.0.1", {{"X-Forwarded-For", "198.51.100.7, "}}, "127.0.0.1"},
             {"127.0.0.1", {{"X-Forwarded-For", "unknown"}}, "127.0.0.1"},
         }) {
        HttpRequest request;
        request.client = c.peer;
        request.headers = c.fields;
        CAPTURE(c.peer, c.client);
        CHECK(client_address(request) == c.client);
    }
}
