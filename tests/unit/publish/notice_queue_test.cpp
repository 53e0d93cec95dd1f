#include "publish/notice_queue.h"

#include "support/catch.h"
#include "support/failing_files.h"
#include "support/lossy_proxy.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <atomic>
#include <filesystem>

using namespace gazette;
using gazette::testing::FailingFiles;
using gazette::testing::Fault;
using gazette::testing::LossyProxy;
using gazette::testing::TemporaryFolder;

namespace {

std::string answer(int status) {
    return fmt::format("HTTP/1.1 {} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
}

// Somebody who is told, and a queue.
struct Told {
    std::atomic<int> status = 204;
    LossyProxy receiver{0, [this](std::size_t) { return Fault{.answer = answer(status)}; }};
    TemporaryFolder folder;
    FailingFiles files;
    std::string queue_folder = folder / "newsroom/.gazette/notices";
    NoticeQueue queue{files, queue_folder};
    Instant now{1'657'067'400};

    [[nodiscard]] std::string url(const std::string& path = "/hub") const {
        return fmt::format("http://127.0.0.1:{}{}", receiver.port(), path);
    }

    [[nodiscard]] Notice ping(const std::string& topic) const {
        Notice notice;
        notice.url = url();
        notice.topic = topic;
        notice.made_at = notice.next_try = now;
        return notice;
    }

    [[nodiscard]] Notice webhook(const std::string& secret_file) const {
        Notice notice = ping("");
        notice.kind = Notice::Kind::Webhook;
        notice.body = "{\"release\":1}";
        notice.secret_file = secret_file;
        return notice;
    }

    // As a program that was started anew.
    NoticeDelivery deliver() {
        NoticeQueue fresh(files, queue_folder);
        const Result<NoticeDelivery> delivery =
            fresh.deliver(now, {.secrets_from = folder.path(), .stall_seconds = 2});
        if (!delivery) FAIL(describe(delivery.error()));
        return *delivery;
    }
};

}  // namespace

TEST_CASE("a hub is told of each feed once, and then nothing waits", "[notices]") {
    Told told;
    CHECK(told.deliver().delivered == 0);
    for (const std::string feed :
         {"https://n.org/feed.json", "https://n.org/rss.xml", "https://n.org/feed.json"}) {
        REQUIRE(told.queue.add(told.ping(feed)));
    }
    const NoticeDelivery delivery = told.deliver();
    CHECK(delivery.delivered == 3);
    CHECK(delivery.waiting == 0);
    CHECK(told.receiver.connections() == 2);
    CHECK(told.receiver.received().find("hub.mode=publish&hub.url=https%3A%2F%2Fn.org%2Frss.xml") !=
          std::string::npos);
    CHECK(told.deliver().delivered == 0);
}

TEST_CASE("a webhook is signed with the secret, which only its owner can read", "[notices]") {
    Told told;
    REQUIRE(told.files.replace_durably(told.folder / "secret", "s3cret\n", 0600));
    REQUIRE(told.queue.add(told.webhook("secret")));
    CHECK(told.deliver().delivered == 1);
    CHECK(told.receiver.received().find("Gazette-Signature: " +
                                        webhook_signature("s3cret", "{\"release\":1}")) !=
          std::string::npos);
    std::filesystem::permissions(told.folder / "secret", std::filesystem::perms(0644));
    REQUIRE(told.queue.add(told.webhook("secret")));
    const NoticeDelivery delivery = told.deliver();
    CHECK(delivery.delivered == 0);
    REQUIRE(delivery.setbacks.size() == 1);
    CHECK(delivery.setbacks[0].why.find("chmod 600") != std::string::npos);
    CHECK(told.receiver.connections() == 1);
}

TEST_CASE("who fails is told later, with longer and longer waits, also after a restart",
          "[notices]") {
    Told told;
    told.status = 500;
    REQUIRE(told.queue.add(told.ping("https://n.org/feed.json")));
    REQUIRE(told.queue.add(told.ping("https://n.org/rss.xml")));
    const NoticeDelivery first = told.deliver();
    CHECK(first.waiting == 2);
    REQUIRE(first.setbacks.size() == 1);  // the hub was not asked a second time
    CHECK(first.setbacks[0].why.find("HTTP 500") != std::string::npos);
    CHECK(told.receiver.connections() == 1);
    REQUIRE(first.next_try);
    CHECK(first.next_try->seconds >= told.now.seconds + 30);
    CHECK(told.deliver().setbacks.empty());  // not due
    CHECK(told.receiver.connections() == 1);

    told.now.seconds += 60;
    CHECK(told.deliver().waiting == 2);
    told.now.seconds += 3600;
    told.status = 202;
    CHECK(told.deliver().delivered == 2);
}

TEST_CASE("a ping that was put off is not sent once the hub has looked at that feed", "[notices]") {
    Told told;
    told.status = 500;
    REQUIRE(told.queue.add(told.ping("https://n.org/feed.json")));
    REQUIRE(told.queue.add(told.webhook("")));
    REQUIRE(told.deliver().waiting == 2);
    told.status = 204;
    REQUIRE(told.queue.add(told.ping("https://n.org/feed.json")));
    const NoticeDelivery delivery = told.deliver();
    CHECK(delivery.delivered == 2);
    CHECK(delivery.waiting == 1);  // the webhook: each release is told
}

TEST_CASE("after three days nobody is told of an old release", "[notices]") {
    Told told;
    told.status = 500;
    REQUIRE(told.queue.add(told.ping("https://n.org/feed.json")));
    told.now.seconds += 3 * 24 * 3600 + 1;
    const NoticeDelivery delivery = told.deliver();
    REQUIRE(delivery.setbacks.size() == 1);
    CHECK(delivery.setbacks[0].is_given_up);
    CHECK(delivery.waiting == 0);
    CHECK(told.deliver().waiting == 0);
}

TEST_CASE("a clock that went back a year makes nothing wait for a year", "[notices]") {
    Told told;
    told.status = 500;
    REQUIRE(told.queue.add(told.ping("https://n.org/feed.json")));
    REQUIRE(told.deliver().waiting == 1);
    told.status = 204;
    told.now.seconds -= std::int64_t{365} * 24 * 3600;
    CHECK(told.deliver().delivered == 1);
}

TEST_CASE("a damaged notice is set aside and the others are delivered", "[notices]") {
    Told told;
    REQUIRE(told.queue.add(told.ping("https://n.org/feed.json")));
    REQUIRE(told.files.replace(told.queue_folder + "/x.notice", "{\"version\":1"));
    CHECK(told.deliver().delivered == 1);
    CHECK(told.files.info(told.queue_folder + "/x.notice.damaged"));
}

TEST_CASE("a full disk adds nothing and loses nothing", "[notices]") {
    Told told;
    told.files.refuses = [](std::string_view step, const std::string&) {
        return step == "replace";
    };
    CHECK_FALSE(told.queue.add(told.ping("https://n.org/feed.json")));
    told.files.refuses = [](std::string_view, const std::string&) { return false; };
    REQUIRE(told.queue.add(told.ping("https://n.org/feed.json")));
    told.status = 500;
    told.files.refuses = [](std::string_view step, const std::string&) {
        return step == "replace";
    };
    NoticeQueue fresh(told.files, told.queue_folder);
    CHECK_FALSE(fresh.deliver(told.now, {}));
    told.files.refuses = [](std::string_view, const std::string&) { return false; };
    told.status = 204;
    CHECK(told.deliver().delivered == 1);
}

TEST_CASE("only one process delivers at a time", "[notices]") {
    Told told;
    REQUIRE(told.queue.add(told.ping("https://n.org/feed.json")));
    {
        const auto lock = lock_file(told.queue_folder + "/lock", WhenLocked::Refuse);
        REQUIRE(lock);
        CHECK(told.deliver().delivered == 0);
    }
    CHECK(told.deliver().delivered == 1);
}
