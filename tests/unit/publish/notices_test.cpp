#include "publish/notices.h"

#include "support/catch.h"

using namespace gazette;

namespace {

Notice sample() {
    Notice notice;
    notice.kind = Notice::Kind::Webhook;
    notice.url = "https://h.example.org/in";
    notice.body = "{\"title\":\"临溪\\n\"}";
    notice.secret_file = "/etc/secret";
    notice.made_at = {1'657'067'400};
    notice.next_try = {1'657'067'500};
    notice.failures = 3;
    return notice;
}

}  // namespace

TEST_CASE("HMAC-SHA256 gives the values of RFC 4231", "[notices]") {
    CHECK(hmac_sha256(std::string(20, '\x0B'), "Hi There") ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac_sha256("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac_sha256(std::string(131, '\xAA'),
                      "Test Using Larger Than Block-Size Key - Hash Key First") ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(webhook_signature("Jefe", "what do ya want for nothing?").starts_with("sha256=5bdcc146"));
}

TEST_CASE("a notice is read as it was written, and cut off anywhere it is none", "[notices]") {
    const std::string json = print_notice(sample());
    CHECK(parse_notice(json) == sample());
    for (std::size_t size = 0; size + 2 < json.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(parse_notice(json.substr(0, size)));
    }
    CHECK(parse_notice(print_notice(Notice{})) == Notice{});
}

TEST_CASE("a notice with an unknown version, kind or member is none", "[notices]") {
    const std::string json = print_notice(sample());
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string text = json;
        return text.replace(text.find(from), from.size(), to);
    };
    for (const std::string& odd :
         {changed("\"version\":1", "\"version\":2"), changed("webhook", "fax"),
          changed("\"failures\":3", "\"failures\":-3"),
          changed("\"failures\":3", "\"failures\":9999999"),
          changed("\"topic\":\"\"", "\"topic\":7"),
          changed("{\"version\"", "{\"more\":1,\"version\""), std::string("[]"),
          std::string("7")}) {
        CAPTURE(odd);
        CHECK_FALSE(parse_notice(odd));
    }
}

TEST_CASE("what is told is the address of the feed, and the release", "[notices]") {
    CHECK(websub_body("https://n.org/a b/feed.json?x&y") ==
          "hub.mode=publish&hub.url=https%3A%2F%2Fn.org%2Fa%20b%2Ffeed.json%3Fx%26y");
    const PublishedNews news{"s", "T", "https://n.org/", "client", 7, "ab", {1'657'067'400}, 3, 1};
    CHECK(webhook_body(news, "id1") ==
          R"({"event":"published","id":"id1","site":"s","title":"T","url":"https://n.org/",)"
          R"("target":"client","release":7,"root":"ab","published_at":"2022-07-06T00:30:00Z",)"
          R"("changed":3,"removed":1})");
}
