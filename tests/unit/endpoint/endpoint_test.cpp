#include "endpoint/endpoint.h"

#include "base/text.h"
#include "endpoint/pinned_keys.h"
#include "endpoint/site_answers.h"
#include "endpoint/tokens.h"
#include "formats/json.h"
#include "formats/pack_zstd.h"
#include "formats/zstd_stream.h"
#include "net/http_client.h"
#include "release/merkle_tree.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/raw_http.h"
#include "support/release_samples.h"
#include "support/running_endpoint.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

using namespace gazette;
using gazette::testing::declare_all;
using gazette::testing::declare_changes;
using gazette::testing::FailingFiles;
using gazette::testing::FixedClock;
using gazette::testing::pack_all;
using gazette::testing::raw_exchange;
using gazette::testing::RawConnection;
using gazette::testing::RunningEndpoint;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::status_of;
using gazette::testing::TemporaryFolder;

namespace {

SampleSite news_site() {
    SampleSite site = sample_site({{"index.html", "<p>home</p>"},
                                   {"404.html", "<p>not here</p>"},
                                   {"标签/index.html", "tags"},
                                   {"old.html", "moved"},
                                   {"gone.html", "withdrawn"},
                                   {"empty.txt", ""},
                                   {"assets/paper.0123abcd.css", "body{}"},
                                   {"pictures/0123456789abcdef-640.webp", "0123456789"}});
    for (ManifestEntry& entry : site.manifest.entries) {
        if (entry.path == "old.html") {
            entry.status = 301;
            entry.location = "/new.html";
        }
        if (entry.path == "gone.html") entry.status = 410;
        if (entry.path == "404.html") entry.status = 404;
    }
    return site;
}

std::string problem_of(const HttpReply& reply) {
    const Result<ApiProblem> problem = parse_problem(reply.body);
    return problem ? problem->error : "no problem: " + reply.body;
}

// A frame of as many blocks of 128 KiB of blanks (RFC 8878 §3.1.1.2: one repeated byte, 4 bytes).
std::string frame_of_blanks(std::size_t blocks) {
    std::string frame("\x28\xB5\x2F\xFD\x00\x38", 6);
    for (std::size_t i = 0; i < blocks; ++i) {
        frame += std::string(i + 1 < blocks ? "\x02" : "\x03", 1);
        frame += std::string("\x00\x10 ", 3);
    }
    return frame;
}

}  // namespace

TEST_CASE("readers get the published release with right types, validators and safe headers",
          "[endpoint]") {
    RunningEndpoint running;
    CHECK(running.call("GET", "/").status == 503);
    CHECK(running.call("GET", "/healthz").status == 503);
    REQUIRE(running.publish(news_site(), 0).status == 200);
    CHECK(running.call("GET", "/healthz").body == "ok release 1\n");

    const HttpReply home = running.call("GET", "/");
    CHECK(home.status == 200);
    CHECK(home.body == "<p>home</p>");
    CHECK(home.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(home.header("Cache-Control") == "no-cache");
    CHECK(home.header("X-Content-Type-Options") == "nosniff");
    CHECK(home.header("Content-Security-Policy")->find("default-src 'self'") == 0);
    CHECK(home.header("Content-Security-Policy")->find("frame-ancestors 'none'") !=
          std::string_view::npos);
    CHECK(home.header("Referrer-Policy").has_value());
    CHECK(home.header("Last-Modified") == "Wed, 06 Jul 2022 00:30:00 GMT");
    REQUIRE(home.header("ETag"));
    CHECK(home.header("ETag") == "\"" + to_hex(sha256("<p>home</p>")).substr(0, 32) + "\"");

    CHECK(running.call("GET", "/index.html").body == "<p>home</p>");
    CHECK(running.call("GET", "/empty.txt").body.empty());
    const HttpReply css = running.call("GET", "/assets/paper.0123abcd.css");
    CHECK(css.header("Cache-Control")->find("immutable") != std::string_view::npos);
    const HttpReply picture = running.call("GET", "/pictures/0123456789abcdef-640.webp");
    CHECK(picture.header("Cache-Control") == "public, max-age=300, must-revalidate");
    CHECK(picture.header("Content-Type") == "image/webp");
}

TEST_CASE("folders, redirects, notices and unknown addresses are answered each in their way",
          "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    CHECK(running.call("GET", "/%E6%A0%87%E7%AD%BE/").body == "tags");
    const HttpReply to_folder = running.call("GET", "/%E6%A0%87%E7%AD%BE");
    CHECK(to_folder.status == 301);
    CHECK(to_folder.header("Location") == "./%E6%A0%87%E7%AD%BE/");
    const HttpReply moved = running.call("GET", "/old.html");
    CHECK(moved.status == 301);
    CHECK(moved.header("Location") == "/new.html");
    CHECK(moved.body == "moved");
    const HttpReply gone = running.call("GET", "/gone.html");
    CHECK(gone.status == 410);
    CHECK(gone.body == "withdrawn");
    for (const std::string path : {"/nothing.html", "/nothing/", "/index.html/", "/404.html"}) {
        const HttpReply unknown = running.call("GET", path);
        CAPTURE(path);
        CHECK(unknown.status == 404);
        CHECK(unknown.body == "<p>not here</p>");
        CHECK(unknown.header("Content-Type") == "text/html; charset=utf-8");
    }
    for (const std::string path : {"/events/x", "/metrics/x", "/hub/x", "/api", "/api/v2/x"}) {
        CHECK(running.call("GET", path).status == 404);
    }
    for (const std::string method : {"POST", "PUT", "DELETE", "PATCH"}) {
        const HttpReply refused = running.call(method, "/", {}, "x");
        CHECK(refused.status == 405);
        CHECK(refused.header("Allow") == "GET, HEAD, OPTIONS");
    }
}

TEST_CASE("conditional and range requests are answered from the blob", "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    const std::string path = "/pictures/0123456789abcdef-640.webp";
    const HttpReply whole = running.call("GET", path);
    const std::string etag(*whole.header("ETag"));
    CHECK(whole.header("Accept-Ranges") == "bytes");

    const HttpReply same = running.call("GET", path, {{"If-None-Match", etag}});
    CHECK(same.status == 304);
    CHECK(same.body.empty());
    CHECK(same.header("ETag") == etag);
    CHECK(same.header("Cache-Control") == whole.header("Cache-Control"));
    CHECK(same.header("Content-Length").value_or("10") == "10");  // the 200's, or none
    CHECK(
        running
            .call("GET", path, {{"If-Modified-Since", std::string(*whole.header("Last-Modified"))}})
            .status == 304);
    CHECK(running.call("GET", path, {{"If-Match", "\"x\""}}).status == 412);

    const HttpReply part = running.call("GET", path, {{"Range", "bytes=2-4"}});
    CHECK(part.status == 206);
    CHECK(part.body == "234");
    CHECK(part.header("Content-Range") == "bytes 2-4/10");
    CHECK(part.header("Content-Length") == "3");
    CHECK(running.call("GET", path, {{"Range", "bytes=-3"}}).body == "789");
    const HttpReply beyond = running.call("GET", path, {{"Range", "bytes=10-"}});
    CHECK(beyond.status == 416);
    CHECK(beyond.header("Content-Range") == "bytes */10");
    CHECK(running.call("GET", path, {{"Range", "bytes=2-4"}, {"If-Range", "\"x\""}}).status == 200);
    CHECK(running.call("GET", path, {{"Range", "bytes=2-4"}, {"If-Range", etag}}).status == 206);

    const HttpReply head = running.call("HEAD", path, {{"Range", "bytes=2-4"}});
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(head.header("Content-Length") == "10");
    CHECK(head.header("ETag") == etag);
}

TEST_CASE("every route of the API needs a token with its scope", "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    const std::string blob = "/api/v1/blobs/" + to_hex(sha256("x"));
    const std::vector<std::pair<std::string, std::string>> routes = {
        {"GET", "/api/v1/releases"},
        {"POST", "/api/v1/releases"},
        {"GET", "/api/v1/releases/1"},
        {"GET", "/api/v1/releases/1/manifest"},
        {"POST", "/api/v1/releases/x/publish"},
        {"POST", "/api/v1/releases/1/activate"},
        {"POST", "/api/v1/packs"},
        {"PUT", blob},
        {"POST", "/api/v1/recalls"},
    };
    for (const auto& [method, path] : routes) {
        CAPTURE(method, path);
        const HttpReply none = running.call(method, path, {}, "x");
        CHECK(none.status == 401);
        CHECK(none.header("WWW-Authenticate")->starts_with("Bearer"));
        for (const std::string& token :
             {std::string("wrong"), running.publisher + "x", running.expired, std::string()}) {
            CHECK(running.call(method, path, {RunningEndpoint::bearer(token)}, "x").status == 401);
        }
        CHECK(running.call(method, path, {{"Authorization", "Basic " + running.publisher}}, "x")
                  .status == 401);
        const bool reads = method == "GET";
        const bool rolls_back = path.ends_with("activate");
        const bool recalls = path.ends_with("recalls");
        if (!reads) {
            CHECK(
                running.call(method, path, {RunningEndpoint::bearer(running.reader)}, "x").status ==
                403);
        }
        if (!rolls_back && !reads) {
            CHECK(running.call(method, path, {RunningEndpoint::bearer(running.reverter)}, "x")
                      .status == 403);
        }
        if (rolls_back || recalls) {
            CHECK(running.call(method, path, {RunningEndpoint::bearer(running.publisher)}, "x")
                      .status == 403);
        }
        const HttpReply wrong_method =
            running.call("DELETE", path, {RunningEndpoint::bearer(running.publisher)});
        CHECK(wrong_method.status == 405);
        CHECK(wrong_method.header("Allow")->find(method) != std::string_view::npos);
    }
    // A token that is revoked is refused at once.
    REQUIRE(revoke_token(*running.files, running.data, "watch"));
    CHECK(
        running.call("GET", "/api/v1/releases", {RunningEndpoint::bearer(running.reader)}).status ==
        401);
    CHECK(running.call("GET", "/healthz").body == "ok release 1\n");
}

TEST_CASE("where a key is pinned a stolen token alone publishes nothing", "[endpoint]") {
    RunningEndpoint running;
    const SampleSite first = sample_site({{"index.html", "first"}});
    const SampleSite second = sample_site({{"index.html", "second"}});
    REQUIRE(running.publish(first, 0).status == 200);
    const SigningKey key = SigningKey::from_seed(std::string(32, 'a'));
    const SigningKey strange = SigningKey::from_seed(std::string(32, 'b'));
    REQUIRE(pin_key(*running.files, running.data, {"paper", key.public_key(), {}}));
    const std::string id = running.declare(second);
    running.call("POST", "/api/v1/packs?release=" + id,
                 {RunningEndpoint::bearer(running.publisher)}, pack_all(second));
    ReleaseStatement said;
    said.site = second.manifest.site;
    said.number = 2;
    said.base = 1;
    said.root = merkle_root(second.manifest.entries);
    said.epoch = 5;
    const auto signed_by = [](const SigningKey& by, const ReleaseStatement& of) {
        return print_statement(sign(of, by));
    };
    const auto with = [&](auto change) {
        ReleaseStatement changed = said;
        change(changed);
        return signed_by(key, changed);
    };
    const std::vector<std::string> refused = {
        "",
        signed_by(strange, said),
        with([](ReleaseStatement& s) { s.number = 3; }),
        with([](ReleaseStatement& s) { s.base = 0; }),
        with([](ReleaseStatement& s) { s.site = "another"; }),
        with([&](ReleaseStatement& s) { s.root = merkle_root(first.manifest.entries); }),
        with([](ReleaseStatement& s) { s.action = SignedAction::Activate; })};
    for (const std::string& statement : refused) {
        INFO(statement);
        const HttpReply reply = running.switch_to(id, 1, statement);
        CHECK(reply.status == 403);
        CHECK(parse_problem(reply.body)->error == "unsigned");
        CHECK(running.call("GET", "/").body == "first");
    }
    CHECK(running.switch_to(id, 1, "{").status == 400);
    CHECK(running.switch_to(id, 1, std::string(10'000, ' ')).status == 413);
    const HttpReply published = running.switch_to(id, 1, signed_by(key, said));
    REQUIRE(published.status == 200);
    CHECK(parse_release(published.body)->key == key.public_key().id());
    CHECK(running.call("GET", "/").body == "second");
    // The answer was lost: the same again is the same release.
    CHECK(running.switch_to(id, 1, signed_by(key, said)).status == 200);

    // Going back is signed too; and a press whose time is over does not come back.
    ReleaseStatement back = said;
    back.action = SignedAction::Activate;
    back.number = 3;
    back.base = 2;
    back.root = merkle_root(first.manifest.entries);
    CHECK(running.go_back_to(1, 2).status == 403);
    CHECK(running.go_back_to(1, 2, signed_by(strange, back)).status == 403);
    running.restart();
    CHECK(
        parse_releases(
            running.call("GET", "/api/v1/releases", {RunningEndpoint::bearer(running.reader)}).body)
            ->front()
            .epoch == 5);
    back.epoch = 4;
    CHECK(running.go_back_to(1, 2, signed_by(key, back)).status == 403);
    CHECK(running.call("GET", "/").body == "second");
    back.epoch = 5;
    CHECK(running.go_back_to(1, 2, signed_by(key, back)).status == 200);
    CHECK(running.call("GET", "/").body == "first");

    // A file of keys that cannot be read lets nobody in.
    REQUIRE(running.files->replace(running.data + "/keys", "gazette-keys 1\n"));
    back.number = 4;
    back.base = 3;
    CHECK(running.go_back_to(2, 3, signed_by(key, back)).status == 500);
    CHECK(running.call("GET", "/").body == "first");
}

namespace {

// A story with its page and picture, a feed that has its text, a list that has its headline, and
// what has nothing to do with it. Without the story: as a newsroom publishes after it withdrew it.
SampleSite site_of_story(bool has_story, const std::string& edition) {
    std::map<std::string, std::string> content = {
        {"index.html", "home " + edition},
        {"2022/07/06/b.html", "another story"},
        {"media/logo.png", "logo"},
        {"feed.json", (has_story ? "feed with the marker " : "feed without ") + edition},
        {"list.html", (has_story ? "list with its headline " : "list without ") + edition},
        {"2022/07/06/a.html", has_story ? "the marker sentence" : "notice of the newsroom"}};
    if (has_story) content["media/a.jpg"] = "picture of it";
    if (has_story) content["media/a-logo.png"] = "logo";  // the paper's logo, sent with the post
    SampleSite site = sample_site(content);
    for (ManifestEntry& entry : site.manifest.entries) {
        if (entry.path == "2022/07/06/b.html") entry.own = "b";
        if (entry.path == "2022/07/06/a.html" && !has_story) {
            entry.status = 410;
            entry.notice = "a";
        }
        if (!has_story) continue;
        const bool is_own = entry.path == "2022/07/06/a.html" || entry.path.starts_with("media/a");
        if (is_own) entry.own = "a";
        if (entry.path == "feed.json") entry.shows = {{"a", true}, {"b", true}};
        if (entry.path == "list.html") entry.shows = {{"a", false}, {"b", false}};
    }
    return site;
}

}  // namespace

TEST_CASE("where reviews are required nothing is taken that was built without them",
          "[endpoint][review]") {
    RunningEndpoint running;
    const SampleSite unreviewed = sample_site({{"index.html", "first"}});
    SampleSite reviewed = sample_site({{"index.html", "second"}});
    reviewed.manifest.review = "初审,复审,终审";
    REQUIRE(unreviewed.manifest.review == "none");
    REQUIRE(running.publish(unreviewed, 0).status == 200);
    running.options.requires_reviews = true;
    running.restart();
    const HttpReply refused =
        running.call("POST", "/api/v1/releases", {RunningEndpoint::bearer(running.publisher)},
                     print_declaration(declare_all(unreviewed)));
    CHECK(refused.status == 403);
    CHECK(problem_of(refused) == "unreviewed");
    REQUIRE(running.publish(reviewed, 1).status == 200);
    // Nor does it go back to what was.
    const HttpReply back = running.go_back_to(1, 2);
    CHECK(back.status == 403);
    CHECK(problem_of(back) == "unreviewed");
    CHECK(running.call("GET", "/index.html").body == "second");
    CHECK(running.go_back_to(2, 2).status == 200);
}

TEST_CASE("faults 32, 33 and 35: a recalled story is gone at once and nothing brings it back",
          "[endpoint][recall]") {
    RunningEndpoint running;
    const SampleSite with = site_of_story(true, "one");
    REQUIRE(running.publish(with, 0).status == 200);
    REQUIRE(running.publish(site_of_story(true, "two"), 1).status == 200);
    // Somebody is about to publish it once more.
    const SampleSite late = site_of_story(true, "three");
    const std::string late_id = running.declare(late);
    running.call("POST", "/api/v1/packs?release=" + late_id,
                 {RunningEndpoint::bearer(running.publisher)}, pack_all(late));
    const std::string& recaller = running.recaller;
    const auto recall = [&](const std::string& body, const std::string& token) {
        return running.call("POST", "/api/v1/recalls", {RunningEndpoint::bearer(token)}, body);
    };
    const std::string order = print_recall_order({"a", "the source took it back", ""});
    CHECK(recall(order, running.publisher).status == 403);
    CHECK(recall("{}", recaller).status == 400);
    CHECK(running.call("GET", "/2022/07/06/a.html").status == 200);

    const HttpReply done = recall(order, recaller);
    REQUIRE(done.status == 200);
    const Result<RecallReport> report = parse_recall_report(done.body);
    REQUIRE(report);
    CHECK_FALSE(report->was_known);
    CHECK(report->gone == 3);
    CHECK(report->held == 1);
    CHECK(report->erased == 2);  // not the logo, which is another's too
    const auto nowhere = [&](const std::string& marker) {
        for (const std::string path :
             {"/", "/2022/07/06/a.html", "/2022/07/06/b.html", "/feed.json", "/media/a.jpg",
              "/media/a-logo.png", "/list.html"}) {
            INFO(path);
            CHECK(running.call("GET", path).body.find(marker) == std::string::npos);
        }
    };
    nowhere("marker");
    CHECK(running.call("GET", "/2022/07/06/a.html").status == 410);
    CHECK(running.call("HEAD", "/2022/07/06/a.html").status == 410);
    CHECK(running.call("GET", "/2022/07/06/a.html", {{"Range", "bytes=0-3"}}).status == 410);
    CHECK(running.call("GET", "/2022/07/06/a.html", {{"If-None-Match", "*"}}).status == 410);
    CHECK(running.call("GET", "/media/a.jpg").status == 410);
    CHECK(running.call("GET", "/feed.json").status == 503);
    CHECK(running.call("GET", "/list.html").status == 200);
    CHECK(running.call("GET", "/media/logo.png").body == "logo");
    CHECK(running.call("GET", "/2022/07/06/b.html").body == "another story");
    for (const std::string path : {"2022/07/06/a.html", "media/a.jpg"}) {
        const Sha256 digest = find_entry(with.manifest, path)->digest;
        const std::string hex = to_hex(digest);
        CHECK_FALSE(
            running.files->info(running.data + "/blobs/" + hex.substr(0, 2) + "/" + hex.substr(2)));
    }

    // Whoever had begun before, or tries again, in whatever clothes.
    CHECK(running.switch_to(late_id, 2).status == 404);
    const auto declare = [&](const SampleSite& site) {
        return running
            .call("POST", "/api/v1/releases", {RunningEndpoint::bearer(running.publisher)},
                  print_declaration(declare_all(site)))
            .status;
    };
    CHECK(declare(late) == 409);
    SampleSite renamed = sample_site({{"index.html", "x"}, {"other.html", "the marker sentence"}});
    CHECK(declare(renamed) == 409);
    SampleSite rewritten = sample_site({{"index.html", "x"}, {"other.html", "reworded"}});
    rewritten.manifest.entries[1].own = "a";
    CHECK(declare(rewritten) == 409);

    // The newsroom's next release, and then back to the first one.
    REQUIRE(running.publish(site_of_story(false, "four"), 2).status == 200);
    CHECK(running.call("GET", "/2022/07/06/a.html").body == "notice of the newsroom");
    CHECK(running.call("GET", "/feed.json").body == "feed without four");
    running.restart();
    REQUIRE(running.go_back_to(1, 3).status == 200);
    nowhere("marker");
    CHECK(running.call("GET", "/").body == "home one");
    CHECK(running.call("GET", "/2022/07/06/a.html").status == 410);
    CHECK(running.call("GET", "/media/a.jpg").status == 410);
    CHECK(running.call("GET", "/feed.json").body == "feed without four");
    CHECK(running.call("GET", "/list.html").body == "list without four");
    CHECK(running.call("GET", "/media/logo.png").body == "logo");
    // What went back is a whole release: it survives a restart, and one can build on it.
    running.restart();
    CHECK(running.call("GET", "/").body == "home one");
    REQUIRE(running.publish(site_of_story(false, "five"), 4).status == 200);
    CHECK(parse_recall_report(recall(order, recaller).body)->was_known);
}

TEST_CASE("a recall that was acknowledged survives, whatever the disk does after it",
          "[endpoint][recall]") {
    RunningEndpoint running;
    REQUIRE(running.publish(site_of_story(true, "one"), 0).status == 200);
    const std::string& recaller = running.recaller;
    const std::string order = print_recall_order({"a", "why", "本稿因消息来源撤回，<不再>提供。"});
    REQUIRE(running.call("POST", "/api/v1/recalls", {RunningEndpoint::bearer(recaller)}, order)
                .status == 200);
    running.restart();
    const HttpReply page = running.call("GET", "/2022/07/06/a.html");
    CHECK(page.status == 410);
    CHECK(page.body.find("本稿因消息来源撤回，&lt;不再&gt;提供。") != std::string::npos);
    CHECK(page.body.find("why") == std::string::npos);
    // A list of recalls that cannot be read: rather no endpoint than a recalled story.
    running.endpoint.reset();
    REQUIRE(running.files->replace(running.data + "/recalls", "gazette-recalls 1\n"));
    CHECK_FALSE(Endpoint::start({.data = running.data, .listen = "127.0.0.1:0"}, *running.files,
                                running.clock));
}

TEST_CASE("a recall is lifted by two persons, for new bytes only", "[endpoint][recall]") {
    RunningEndpoint running;
    const SampleSite with = site_of_story(true, "one");
    REQUIRE(running.publish(with, 0).status == 200);
    const HttpField recaller = RunningEndpoint::bearer(running.recaller);
    const HttpField lifter = RunningEndpoint::bearer(running.lifter);
    const std::string recall_order = print_recall_order({"a", "why", ""});
    REQUIRE(running.call("POST", "/api/v1/recalls", {recaller}, recall_order).status == 200);
    REQUIRE(running.publish(site_of_story(false, "two"), 1).status == 200);
    const auto recalls = [&] {
        return *parse_recalls(running.call("GET", "/api/v1/recalls", {lifter}).body);
    };
    LiftOrder order{with.manifest.site, "a", recalls().front().at, "核实", {"总编辑", "值班编辑"}};
    const auto lift = [&](const LiftOrder& what) {
        return running.call("POST", "/api/v1/lifts", {lifter}, print_lift_order(what)).status;
    };
    CHECK(running.call("POST", "/api/v1/lifts", {recaller}, print_lift_order(order)).status == 403);
    CHECK(running.call("POST", "/api/v1/lifts", {lifter}, "{}").status == 400);
    LiftOrder other = order;
    other.article = "b";
    CHECK(lift(other) == 404);
    other = order;
    other.recalled_at.seconds -= 1;
    CHECK(lift(other) == 409);
    other = order;
    other.site = "another";
    CHECK(lift(other) == 403);
    // Where a key is pinned it must have signed exactly this.
    const SigningKey key = SigningKey::from_seed(std::string(SigningKey::kSeedBytes, 'k'));
    REQUIRE(pin_key(*running.files, running.data, {"press", key.public_key(), {}}));
    CHECK(lift(order) == 403);
    other = order;
    other.signed_by = {key.public_key().id(), key.sign(signed_message(order))};
    other.reason = "for another reason";
    CHECK(lift(other) == 403);
    CHECK_FALSE(recalls().front().lift.has_value());
    order.signed_by = {key.public_key().id(), key.sign(signed_message(order))};
    CHECK(lift(order) == 200);
    CHECK(lift(order) == 200);  // the answer was lost
    REQUIRE(unpin_key(*running.files, running.data, "press"));
    running.restart();
    REQUIRE(recalls().size() == 1);
    CHECK(recalls().front().lift->persons == order.persons);

    const auto declare = [&](const SampleSite& site) {
        return running
            .call("POST", "/api/v1/releases", {RunningEndpoint::bearer(running.publisher)},
                  print_declaration(declare_all(site)))
            .status;
    };
    CHECK(declare(with) == 409);  // its bytes are barred for ever
    SampleSite rewritten =
        sample_site({{"2022/07/06/a.html", "rewritten"}, {"index.html", "home three"}});
    rewritten.manifest.entries[0].own = "a";
    CHECK(running.publish(rewritten, 2).status == 200);
    CHECK(running.call("GET", "/2022/07/06/a.html").body == "rewritten");
    // And once more, in the same second: the lift was of the first recall.
    REQUIRE(running.call("POST", "/api/v1/recalls", {recaller}, recall_order).status == 200);
    CHECK(running.call("GET", "/2022/07/06/a.html").status == 410);
    REQUIRE(recalls().size() == 2);
    running.restart();
    CHECK(running.call("GET", "/2022/07/06/a.html").status == 410);
}

TEST_CASE("fault 19: what was recalled does not come back with an old backup",
          "[endpoint][recall]") {
    RunningEndpoint running;
    const std::string log = running.folder / "elsewhere/recalls";
    REQUIRE(running.files->make_directories(running.folder / "elsewhere"));
    running.recalls = {.second_copy = log, .reserve_bytes = 0};
    running.restart();
    REQUIRE(running.publish(site_of_story(true, "one"), 0).status == 200);
    const std::string& recaller = running.recaller;
    const HttpField token = RunningEndpoint::bearer(recaller);
    running.endpoint.reset();
    std::filesystem::copy(running.data, running.data + ".backup",
                          std::filesystem::copy_options::recursive);
    running.restart();
    const auto recall = [&](const std::string& id) {
        return running.call("POST", "/api/v1/recalls", {token}, print_recall_order({id, "why", ""}))
            .status;
    };
    REQUIRE(recall("a") == 200);
    running.endpoint.reset();
    std::filesystem::remove_all(running.data);
    std::filesystem::rename(running.data + ".backup", running.data);
    running.restart();
    CHECK(running.call("GET", "/2022/07/06/a.html").status == 410);
    CHECK(running.call("GET", "/feed.json").status == 503);

    // A copy that is gone takes nothing back, is told, and is made again.
    std::filesystem::rename(running.folder / "elsewhere", running.folder / "gone");  // at once
    REQUIRE(running.files->replace(running.folder / "elsewhere", "no folder"));
    CHECK(recall("b") == 500);
    CHECK(running.call("GET", "/2022/07/06/b.html").status == 410);
    std::filesystem::remove(running.folder / "elsewhere");
    REQUIRE(running.files->make_directories(running.folder / "elsewhere"));
    CHECK(recall("b") == 200);
    running.restart();
    // One that cannot be read might know of a recall that the folder does not.
    running.endpoint.reset();
    REQUIRE(running.files->replace(log, "gazette-recalls 1\n"));
    CHECK_FALSE(
        Endpoint::start({.data = running.data, .listen = "127.0.0.1:0", .recalls = running.recalls},
                        *running.files, running.clock));
}

TEST_CASE("a recall has room on a full disk", "[endpoint][recall]") {
    const TemporaryFolder folder;
    const std::string data = folder / "data";
    FailingFiles files;
    const FixedClock clock;
    auto store = ReleaseStore::open(files, clock, data, {.reserve_bytes = 3 << 20});
    REQUIRE(store);
    CHECK(files.info(data + "/reserve")->size_bytes == 3 << 20);
    // The disk has room again once the reserve is gone.
    files.refuses = [&](std::string_view step, const std::string& path) {
        return step == "replace" && path.ends_with("/recalls") &&
               std::filesystem::exists(data + "/reserve");
    };
    const Result<RecallReport> report = (*store)->recall({"a", "why", ""}, "duty");
    REQUIRE(report);
    CHECK_FALSE(files.info(data + "/reserve"));
    CHECK((*store)->recalls()->find("a") != nullptr);
    files.refuses = [](std::string_view, const std::string&) { return false; };
    store->reset();
    store = ReleaseStore::open(files, clock, data, {.reserve_bytes = 3 << 20});
    REQUIRE(store);
    CHECK((*store)->recalls()->find("a") != nullptr);
    CHECK(files.info(data + "/reserve")->size_bytes == 3 << 20);
    // Where there is no room for the reserve itself, nothing is in its place.
    store->reset();
    REQUIRE(files.remove(data + "/reserve"));
    files.refuses = [](std::string_view step, const std::string& path) {
        return step == "append" && path.ends_with("/reserve");
    };
    REQUIRE(ReleaseStore::open(files, clock, data, {.reserve_bytes = 3 << 20}));
    CHECK_FALSE(files.info(data + "/reserve"));
}

TEST_CASE("fault 39: listeners hear of a release at once, and of what they missed",
          "[endpoint][events]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    const auto port = running.endpoint->port();
    const std::string head = "GET /events HTTP/1.1\r\nHost: x\r\n";
    RawConnection first(port);
    first.send(head + "\r\n");
    const std::string greeting = first.receive_until("\"number\":1");
    CHECK(greeting.starts_with("HTTP/1.1 200"));
    CHECK(greeting.find("text/event-stream") != std::string::npos);
    CHECK(greeting.find("event: release\nid: 1.") != std::string::npos);
    std::vector<std::unique_ptr<RawConnection>> many;
    for (int i = 0; i < 50; ++i) {
        many.push_back(std::make_unique<RawConnection>(port));
        many.back()->send(head + "\r\n");
        REQUIRE(many.back()->receive_until("\"number\":1").find("id: 1.") != std::string::npos);
    }
    many.erase(many.begin(), many.begin() + 10);  // some leave without a word
    REQUIRE(running.publish(sample_site({{"index.html", "second"}}), 1).status == 200);
    CHECK(first.receive_until("\"number\":2").find("event: release\nid: 2.") != std::string::npos);
    for (const auto& one : many) {
        CHECK(one->receive_until("\"number\":2").find("id: 2.") != std::string::npos);
    }
    // Others are served meanwhile, and the end of the endpoint ends the streams.
    CHECK(running.call("GET", "/").body == "second");
    CHECK(running.call("HEAD", "/events").status == 200);
    CHECK(running.call("POST", "/events").status == 405);
    running.restart();
    CHECK(first.receive_until("nothing more comes").find("event: release") == std::string::npos);
    const std::string id = greeting.substr(greeting.find("id: 1.") + 4, 14);
    RawConnection again(running.endpoint->port());
    again.send(head + "Last-Event-ID: " + id + "\r\n\r\n");
    const std::string missed = again.receive_until("\"number\":2");
    CHECK(missed.find("event: release\nid: 2.") != std::string::npos);
    CHECK(missed.find("id: 1.") == std::string::npos);
    RawConnection lost(running.endpoint->port());
    lost.send(head + "Last-Event-ID: 1.000000000000\r\n\r\n");
    CHECK(lost.receive_until("\"number\":2").find("event: reset\nid: 2.") != std::string::npos);
}

TEST_CASE("the app is told what differs between two releases", "[endpoint][changes]") {
    RunningEndpoint running;
    CHECK(running.call("GET", "/app/v1/release.json").status == 503);
    REQUIRE(running.publish(site_of_story(true, "one"), 0).status == 200);
    REQUIRE(running.publish(site_of_story(false, "two"), 1).status == 200);
    const auto json = [&](const std::string& path) {
        const HttpReply reply = running.call("GET", path);
        CHECK(reply.status == 200);
        const Result<JsonValue> value = parse_json(reply.body);
        REQUIRE(value);
        return *value;
    };
    const auto texts = [](const JsonValue& value, std::string_view name) {
        std::vector<std::string> list;
        const JsonValue* const found = value.find(name);
        REQUIRE(found != nullptr);
        for (const JsonValue& item : *found->array()) list.push_back(*item.string());
        return list;
    };
    CHECK(*json("/app/v1/release.json").find("number")->integer() == 2);
    const JsonValue changes = json("/app/v1/changes/1.json");
    CHECK_FALSE(*changes.find("reset")->boolean());
    CHECK(texts(changes, "removed") == std::vector<std::string>{"a"});
    CHECK(texts(changes, "recalled").empty());
    const JsonValue same = json("/app/v1/changes/2.json");
    CHECK(texts(same, "added").empty());
    CHECK(texts(same, "removed").empty());
    for (const std::string number : {"3", "18446744073709551615"}) {
        CHECK(*json("/app/v1/changes/" + number + ".json").find("reset")->boolean());
    }
    for (const std::string name : {"0", "01", "-1", "x", "", "18446744073709551616", "1.json"}) {
        CHECK(running.call("GET", "/app/v1/changes/" + name + ".json").status == 404);
    }
    const HttpReply reply = running.call("GET", "/app/v1/changes/1.json");
    const auto etag = std::ranges::find(
        reply.headers, "etag", [](const HttpField& field) { return ascii_lower(field.name); });
    REQUIRE(etag != reply.headers.end());
    const HttpField unless{"If-None-Match", etag->value};
    CHECK(running.call("GET", "/app/v1/changes/1.json", {unless}).status == 304);
    // A recall is told of at once, without a release.
    const std::string& recaller = running.recaller;
    REQUIRE(running
                .call("POST", "/api/v1/recalls", {RunningEndpoint::bearer(recaller)},
                      print_recall_order({"a", "why", ""}))
                .status == 200);
    CHECK(running.call("GET", "/app/v1/changes/1.json", {unless}).status == 200);
    for (const std::string path : {"release", "changes/1", "changes/2", "changes/9"}) {
        CHECK(texts(json("/app/v1/" + path + ".json"), "recalled") ==
              std::vector<std::string>{"a"});
    }
}

TEST_CASE("bad uploads are refused with the right status and change nothing", "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    const SampleSite next = sample_site({{"index.html", "next"}, {"b.html", "bb"}});
    const std::string id = running.declare(next);
    const HttpField token = RunningEndpoint::bearer(running.publisher);
    const auto post = [&](const std::string& path, std::string_view body) {
        return running.call("POST", path, {token}, body);
    };
    const auto put = [&](const std::string& digest, std::string_view body) {
        return running.call("PUT", fmt::format("/api/v1/blobs/{}?release={}", digest, id), {token},
                            body);
    };
    CHECK(post("/api/v1/releases", "").status == 400);
    CHECK(post("/api/v1/releases", "{}").status == 400);
    CHECK(post("/api/v1/releases", "{\"base\":").status == 400);
    Declaration preview = declare_all(next);
    preview.preview = true;
    CHECK(post("/api/v1/releases", print_declaration(preview)).status == 403);
    Declaration wrong_root = declare_all(next);
    wrong_root.root = sha256("other");
    CHECK(post("/api/v1/releases", print_declaration(wrong_root)).status == 422);
    CHECK(problem_of(post("/api/v1/releases",
                          print_declaration(declare_changes(next, news_site().manifest, 7)))) ==
          "base-unknown");

    const std::string pack = pack_all(next);
    CHECK(put(to_hex(sha256("bb")), "xx").status == 422);
    CHECK(put(to_hex(sha256("bb")), "bbb").status == 422);
    CHECK(put(to_hex(sha256("stranger")), "stranger").status == 422);
    CHECK(put("../../../etc/passwd", "x").status == 400);
    CHECK(put("ABC", "x").status == 422);
    CHECK(post("/api/v1/packs?release=nobody", pack).status == 404);
    CHECK(post("/api/v1/packs", pack).status == 404);
    CHECK(post("/api/v1/packs?release=" + id, "no pack").status == 422);
    CHECK(post("/api/v1/packs?release=" + id, pack.substr(0, pack.size() / 2)).status == 422);
    CHECK(post("/api/v1/packs?release=" + id, pack_all(sample_site({{"x", "stranger"}}))).status ==
          422);

    const HttpReply unconditional =
        running.call("POST", fmt::format("/api/v1/releases/{}/publish", id), {token});
    CHECK(unconditional.status == 428);
    CHECK(running.switch_to(id, 0).status == 412);
    CHECK(running.switch_to("nobody", 1).status == 404);

    CHECK(running.call("GET", "/").body == "<p>home</p>");
    CHECK(parse_releases(running.call("GET", "/api/v1/releases", {token}).body)->size() == 1);
    // And the right ones still go through.
    CHECK(problem_of(running.switch_to(id, 1)) == "incomplete");
    CHECK(put(to_hex(sha256("next")), "next").status == 201);
    CHECK(put(to_hex(sha256("next")), "next").status == 200);
    CHECK(post("/api/v1/packs?release=" + id, pack).status == 200);
    CHECK(post("/api/v1/packs?release=" + id, pack).status == 200);
    CHECK(running.switch_to(id, 1).status == 200);
    CHECK(running.call("GET", "/b.html").body == "bb");
}

TEST_CASE("a declaration comes as it is or under zstd, in no other coding", "[endpoint]") {
    // Half a gigabyte of blanks takes the thread sanitizer ten seconds, which are no idle ones.
    RunningEndpoint running(EndpointOptions{.data = {}, .idle_seconds = 60});
    const HttpField token = RunningEndpoint::bearer(running.publisher);
    const auto declare = [&](std::string_view body, const std::string& coding) {
        return running.call("POST", "/api/v1/releases", {token, {"Content-Encoding", coding}},
                            body);
    };
    const std::string json = print_declaration(declare_all(news_site()));
    const std::string packed = compress_zstd(json);
    CHECK(declare(packed, "zstd").status == 201);
    CHECK(declare(packed, "ZSTD").status == 200);
    CHECK(declare(json, "identity").status == 200);
    const HttpReply other = declare(json, "gzip");
    CHECK(other.status == 415);
    CHECK(other.header("Accept-Encoding") == "zstd");
    CHECK(declare(json, "zstd").status == 400);
    CHECK(declare(packed, "identity").status == 400);
    CHECK(declare(packed.substr(0, packed.size() - 1), "zstd").status == 400);
    CHECK(declare(packed + "x", "zstd").status == 400);
    CHECK(declare(compress_zstd(""), "zstd").status == 400);
    // 16 KiB that would become more than a declaration may have.
    const std::size_t too_many = kMaxDeclarationBytes / (std::size_t{128} << 10) + 1;
    CHECK(declare(frame_of_blanks(too_many), "zstd").status == 413);
    CHECK(declare(frame_of_blanks(2), "zstd").status == 400);
    CHECK(declare(packed, "zstd").status == 200);  // nothing is taken for still on its way
}

TEST_CASE("uploads that are too large, cut off or slow change nothing", "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    const SampleSite next = sample_site({{"index.html", std::string(10'000, 'n')}});
    const std::string id = running.declare(next);
    const std::uint16_t port = running.endpoint->port();
    const auto head = [&](const std::string& line, std::uint64_t length) {
        return fmt::format(
            "{} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Bearer {}\r\n"
            "Content-Length: {}\r\n\r\n",
            line, running.publisher, length);
    };
    CHECK(status_of(raw_exchange(
              port, head("POST /api/v1/packs?release=" + id, (64ULL << 20) + 1))) == 413);
    CHECK(status_of(raw_exchange(port, head("POST /api/v1/releases", 1ULL << 40))) == 413);
    // Cut off, and then silent until the endpoint gives up.
    const std::string pack = pack_all(next);
    for (const std::size_t sent : {std::size_t{0}, pack.size() / 2}) {
        const RawConnection connection(port);
        connection.send(head("POST /api/v1/packs?release=" + id, pack.size()));
        connection.send(pack.substr(0, sent));
        CHECK(running.call("GET", "/").body == "<p>home</p>");  // served meanwhile
        CHECK(status_of(connection.receive_all()) != 200);
    }
    CHECK(running.switch_to(id, 1).status == 409);
    CHECK(running.call("GET", "/").body == "<p>home</p>");
    running.endpoint.reset();  // an upload goes after its answer; all are gone when it has stopped
    CHECK(running.files->list(running.data + "/incoming")->empty());
}

TEST_CASE("of two who publish at once one wins, the other is told who", "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    std::atomic<int> won = 0;
    std::atomic<int> lost = 0;
    std::vector<std::thread> publishers;
    constexpr int kPublishers = 8;
    for (int i = 0; i < kPublishers; ++i) {
        const SampleSite site = sample_site({{"index.html", fmt::format("by {}", i)}});
        const std::string id = running.declare(site);
        running.call("POST", "/api/v1/packs?release=" + id,
                     {RunningEndpoint::bearer(running.publisher)}, pack_all(site));
        publishers.emplace_back([&running, &won, &lost, id] {
            HttpClient client;
            const HttpReply reply = running.call_with(
                client, "POST", fmt::format("/api/v1/releases/{}/publish", id),
                {RunningEndpoint::bearer(running.publisher), {"If-Match", "\"1\""}});
            if (reply.status == 200) ++won;
            const Result<ApiProblem> told = parse_problem(reply.body);
            if (reply.status == 412 && told && told->current && told->current->number == 2) ++lost;
        });
    }
    for (std::thread& publisher : publishers) publisher.join();
    CHECK(won == 1);
    CHECK(lost == kPublishers - 1);
}

TEST_CASE("fault 38: readers never see a mix while releases are published and rolled back",
          "[endpoint]") {
    RunningEndpoint running;
    // Every page of a release says its number; a reader asks for pages of its connection's moment.
    const auto site_of = [](int number) {
        return sample_site({{"index.html", fmt::format("home {}", number)},
                            {"a.html", fmt::format("a {}", number)}});
    };
    REQUIRE(running.publish(site_of(1), 0).status == 200);
    std::atomic<bool> done = false;
    std::atomic<int> wrong = 0;
    std::atomic<int> reads = 0;
    std::vector<std::thread> readers;
    readers.reserve(3);
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            HttpClient client;
            long newest = 0;
            while (!done) {
                const HttpReply reply = running.call_with(client, "GET", "/a.html");
                const long seen =
                    reply.body.size() > 2 ? std::strtol(reply.body.c_str() + 2, nullptr, 10) : 0;
                // Whole, a page of some release, with its own tag, and never an older one.
                const std::string etag = "\"" + to_hex(sha256(reply.body)).substr(0, 32) + "\"";
                if (reply.status != 200 || seen < newest || reply.header("ETag") != etag) ++wrong;
                newest = seen;
                ++reads;
            }
        });
    }
    for (int number = 2; number <= 12; ++number) {
        REQUIRE(running.publish(site_of(number), static_cast<std::uint64_t>(number) - 1).status ==
                200);
    }
    done = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(wrong == 0);
    CHECK(reads > 10);
    const HttpReply back =
        running.call("POST", "/api/v1/releases/3/activate?note=%E8%AF%AF%E5%8F%91",
                     {RunningEndpoint::bearer(running.reverter), {"If-Match", "\"12\""}});
    CHECK(back.status == 200);
    CHECK(parse_release(back.body)->number == 13);
    CHECK(parse_release(back.body)->note == "误发");
    CHECK(running.call("GET", "/a.html").body == "a 3");
}

TEST_CASE("a damaged or missing blob is never served as right", "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    const std::string hex = to_hex(sha256("<p>home</p>"));
    const std::string path =
        fmt::format("{}/blobs/{}/{}", running.data, hex.substr(0, 2), hex.substr(2));
    REQUIRE(running.files->replace(path, "short"));
    CHECK(running.call("GET", "/").status == 503);
    CHECK(running.call("GET", "/healthz").status == 503);
    REQUIRE(running.files->remove(path));
    CHECK(running.call("GET", "/").status == 503);
    CHECK(running.call("GET", "/gone.html").status == 410);
    for (const std::string& line : running.take_log()) {
        CHECK(line.find("/index.html: the blob " + hex) == 0);
    }
}

TEST_CASE("a damaged blob of the right length is mended by sending it again", "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    const std::string hex = to_hex(sha256("<p>home</p>"));
    const std::string path =
        fmt::format("{}/blobs/{}/{}", running.data, hex.substr(0, 2), hex.substr(2));
    REQUIRE(running.files->replace(path, "<p>hXme</p>"));
    const std::string id = running.declare(news_site());
    const HttpReply mended =
        running.call("PUT", "/api/v1/blobs/" + hex + "?release=" + id,
                     {RunningEndpoint::bearer(running.publisher)}, "<p>home</p>");
    CHECK(mended.status == 200);
    CHECK(running.call("GET", "/").body == "<p>home</p>");
}

TEST_CASE("what goes wrong inside is a line in the log and no word to strangers", "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    CHECK(running.take_log().empty());
    REQUIRE(running.files->replace(running.data + "/tokens", "dam\naged"));
    const HttpReply refused =
        running.call("GET", "/api/v1/releases", {RunningEndpoint::bearer(running.reader)});
    CHECK(refused.status == 500);
    CHECK(refused.body.find("its log says why") != std::string::npos);
    const std::vector<std::string> log = running.take_log();
    REQUIRE(log.size() == 1);
    CHECK(log.front().find("cut off") != std::string::npos);
}

TEST_CASE("a process without descriptors left says 503, not that a file is damaged", "[endpoint]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const auto store = ReleaseStore::open(*files, clock, folder / "data");
    REQUIRE(store);
    const SampleSite site = news_site();
    BlobBatch batch((*store)->blobs());
    for (const auto& [digest, bytes] : site.blobs) REQUIRE(batch.add(digest, bytes));
    REQUIRE(batch.commit());
    ServedRelease release;
    release.manifest = site.manifest;
    HttpRequest request;
    request.method = "GET";
    request.path = "/";
    ErrorLog log{ErrorLog::Sink()};
    const Recalls none_recalled;
    const auto answer = [&] {
        return answer_reader(request, {&release, none_recalled, (*store)->blobs(), clock.now()},
                             log);
    };
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit none = before;
    none.rlim_cur = 0;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    const HttpResponse busy = answer();
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(busy.status == 503);
    CHECK(std::ranges::find(busy.headers, "Retry-After", &HttpField::name) != busy.headers.end());
    CHECK(answer().status == 200);
}

TEST_CASE("connections are as many as there are descriptors for", "[endpoint]") {
    CHECK(connections_within(1'048'576, 2000) == 2000);
    CHECK(connections_within(1024, 2000) == 480);
    CHECK(connections_within(10, 2000) == 16);
    CHECK(connections_within(1024, 100) == 100);
}

TEST_CASE("theme files of the two releases before are still served, others are not", "[endpoint]") {
    RunningEndpoint running;
    const auto site_of = [](int number) {
        SampleSite site = sample_site({{"index.html", fmt::format("home {}", number)},
                                       {fmt::format("assets/paper.0000000{}.css", number), "a{}"},
                                       {fmt::format("assets/plain{}.css", number), "b{}"},
                                       {fmt::format("story{}.html", number), "story"}});
        for (ManifestEntry& entry : site.manifest.entries) {
            entry.cache = cache_rule_for(entry.path);
        }
        return site;
    };
    const auto css = [&](int number) {
        return running.call("GET", fmt::format("/assets/paper.0000000{}.css", number));
    };
    for (int number = 1; number <= 4; ++number) {
        REQUIRE(running.publish(site_of(number), static_cast<std::uint64_t>(number) - 1).status ==
                200);
    }
    const auto check_all = [&] {
        CHECK(css(4).status == 200);
        CHECK(css(3).status == 200);
        CHECK(css(2).header("Cache-Control")->find("immutable") != std::string_view::npos);
        CHECK(css(1).status == 404);
        CHECK(running.call("GET", "/assets/plain3.css").status == 404);
        CHECK(running.call("GET", "/story3.html").status == 404);
    };
    check_all();
    running.restart();
    check_all();
}

TEST_CASE("HEAD is answered wherever GET is, and the health page has no other method",
          "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    const HttpField token = RunningEndpoint::bearer(running.reader);
    for (const std::string path : {"/api/v1/releases", "/api/v1/releases/1",
                                   "/api/v1/releases/1/manifest", "/healthz", "/"}) {
        CAPTURE(path);
        const HttpReply get = running.call("GET", path, {token});
        const HttpReply head = running.call("HEAD", path, {token});
        CHECK(head.status == 200);
        CHECK(head.body.empty());
        CHECK(head.header("Content-Length") == get.header("Content-Length"));
    }
    CHECK(running.call("HEAD", "/api/v1/releases").status == 401);
    CHECK(running.call("DELETE", "/api/v1/releases/1", {token}).header("Allow") ==
          "GET, HEAD, OPTIONS");
    const HttpReply posted = running.call("POST", "/healthz", {}, "x");
    CHECK(posted.status == 405);
    CHECK(posted.header("Allow") == "GET, HEAD, OPTIONS");
}

TEST_CASE("a query that cannot be decoded matters to the API only", "[endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(news_site(), 0).status == 200);
    for (const std::string query : {"?q=%B6%AB", "?u=100%"}) {
        CAPTURE(query);
        CHECK(running.call("GET", "/" + query).status == 200);
        CHECK(running.call("GET", "/healthz" + query).status == 200);
        CHECK(
            running
                .call("GET", "/api/v1/releases" + query, {RunningEndpoint::bearer(running.reader)})
                .status == 400);
    }
}

TEST_CASE("a path that is put and deleted is malformed", "[endpoint]") {
    RunningEndpoint running;
    Declaration declaration = declare_all(news_site());
    declaration.delta.erase = {"index.html"};
    CHECK(running
              .call("POST", "/api/v1/releases", {RunningEndpoint::bearer(running.publisher)},
                    print_declaration(declaration))
              .status == 400);
}

TEST_CASE("a second endpoint on the same folder is refused", "[endpoint]") {
    RunningEndpoint running;
    const auto second = Endpoint::start({.data = running.data, .listen = "127.0.0.1:0"},
                                        *running.files, running.clock);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == ErrorCode::Conflict);
}

TEST_CASE("a recalled story is gone in every encoding, also from the disk", "[endpoint][recall]") {
    RunningEndpoint running;
    const std::string marker = "the marker sentence";
    std::string page;
    while (page.size() < 2000) page += "<p>" + marker + "</p>\n";
    SampleSite site = sample_site({{"index.html", "home"}, {"a.html", page}});
    site.manifest.entries.front().own = "a";
    REQUIRE(site.manifest.entries.front().path == "a.html");
    REQUIRE(running.publish(site, 0).status == 200);
    running.endpoint->coder().wait_until_done();
    const Sha256 digest = sha256(page);
    const BlobStore blobs = *BlobStore::open(*running.files, running.data);
    for (const std::string coding : {"gzip", "br"}) {
        const HttpReply reply = running.call("GET", "/a.html", {{"Accept-Encoding", coding}});
        CHECK(reply.header("Content-Encoding") == coding);
        CHECK(reply.body.size() < 200);
    }
    CHECK(blobs.has_coded(digest, ContentCoding::Gzip));
    const std::string& recaller = running.recaller;
    REQUIRE(running
                .call("POST", "/api/v1/recalls", {RunningEndpoint::bearer(recaller)},
                      print_recall_order({"a", "why", ""}))
                .status == 200);
    const auto check_gone = [&] {
        for (const std::string coding : {"", "gzip", "br"}) {
            CAPTURE(coding);
            for (const std::string& range : {std::string(), std::string("bytes=0-20")}) {
                const HttpReply reply =
                    running.call("GET", "/a.html", {{"Accept-Encoding", coding}, {"Range", range}});
                CHECK(reply.status == 410);
                CHECK_FALSE(reply.header("Content-Encoding"));
                CHECK(reply.body.find(marker) == std::string::npos);
            }
        }
        CHECK_FALSE(running.files->info(blobs.path_of(digest)));
        CHECK_FALSE(blobs.has_coded(digest, ContentCoding::Gzip));
        CHECK_FALSE(blobs.has_coded(digest, ContentCoding::Brotli));
    };
    check_gone();
    running.restart();
    running.endpoint->coder().wait_until_done();
    check_gone();
}

TEST_CASE("the metrics tell who may read how the endpoint is", "[endpoint][metrics]") {
    RunningEndpoint running;
    const HttpField token = RunningEndpoint::bearer(running.reader);
    CHECK(running.call("GET", "/metrics").status == 401);
    CHECK(running.call("GET", "/metrics", {RunningEndpoint::bearer("wrong")}).status == 401);
    CHECK(running.call("GET", "/metrics", {RunningEndpoint::bearer(running.publisher)}).status ==
          403);
    CHECK(running.call("GET", "/metrics/x", {token}).status == 404);
    CHECK(running.call("POST", "/metrics", {token}, "x").header("Allow") == "GET, HEAD, OPTIONS");
    const auto value_of = [&](const std::string& name) {
        const HttpReply reply = running.call("GET", "/metrics", {token});
        REQUIRE(reply.status == 200);
        const std::size_t at = reply.body.find("\n" + name + " ");
        CAPTURE(name);
        REQUIRE(at != std::string::npos);
        const std::size_t begin = at + name.size() + 2;
        return reply.body.substr(begin, reply.body.find('\n', begin) - begin);
    };
    CHECK(value_of("gazette_release_number") == "0");
    CHECK(value_of("gazette_release_published_timestamp_seconds") == "0");
    const std::string page(2000, 'p');
    REQUIRE(running.publish(sample_site({{"index.html", page}}), 0).status == 200);
    running.endpoint->coder().wait_until_done();
    CHECK(value_of("gazette_release_number") == "1");
    CHECK(value_of("gazette_release_entries") == "1");
    CHECK(value_of("gazette_release_published_timestamp_seconds") == "1657067400");
    CHECK(value_of("gazette_start_timestamp_seconds") == "1657067400");
    CHECK(value_of("gazette_compressed_forms_total") == "2");
    CHECK(value_of("gazette_compression_waiting") == "0");
    CHECK(value_of("gazette_log_lines_lost_total") == "0");
    CHECK(value_of("gazette_connections") == "1");
    // A request is counted when its answer is sent, so each is seen by the next.
    CHECK(value_of("gazette_requests_total{status=\"4xx\"}") == "5");
    const std::uint64_t before = std::stoull(value_of("gazette_sent_bytes_total"));
    running.call("GET", "/");
    CHECK(std::stoull(value_of("gazette_sent_bytes_total")) > before + page.size());
    const HttpReply reply = running.call("GET", "/metrics", {token});
    CHECK(reply.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
    CHECK(reply.header("Cache-Control") == "no-store");
    // Every value stands behind its HELP and TYPE, as the format has it.
    for (const std::string_view line : split_lines(reply.body)) {
        if (line.empty() || line.starts_with('#')) continue;
        const std::string name(line.substr(0, line.find_first_of("{ ")));
        const std::string family =
            name.substr(0, name.find("_seconds_sum") == std::string::npos &&
                                   name.find("_seconds_count") == std::string::npos
                               ? name.size()
                               : name.rfind('_'));
        CAPTURE(family);
        CHECK(reply.body.find("# HELP " + family + " ") != std::string::npos);
        CHECK(reply.body.find("# TYPE " + family + " ") != std::string::npos);
    }
}

TEST_CASE("the access log has what readers got, and nothing that is secret",
          "[endpoint][access-log]") {
    RunningEndpoint running;
    running.endpoint.reset();
    auto started = Endpoint::start({.data = running.data,
                                    .listen = "127.0.0.1:0",
                                    .access_log_days = 2,
                                    .access_log_address = LoggedAddress::Full},
                                   *running.files, running.clock);
    REQUIRE(started);
    running.endpoint = std::move(*started);
    REQUIRE(running.publish(sample_site({{"index.html", "home"}}), 0).status == 200);
    running.call("GET", "/?secret=1", {{"X-Forwarded-For", "203.0.113.1, 198.51.100.7"}});
    running.call("GET", "/nothing.html");
    running.endpoint.reset();  // writes what waits
    const auto text = running.files->read(running.data + "/log/access-2022-07-06.jsonl", 1 << 20);
    REQUIRE(text);
    CHECK(std::ranges::count(*text, '\n') == 5);
    CHECK(text->find(
              R"("address":"198.51.100.7","method":"GET","path":"/","status":200,"bytes":4)") !=
          std::string::npos);
    CHECK(
        text->find(R"("address":"127.0.0.1","method":"GET","path":"/nothing.html","status":404)") !=
        std::string::npos);
    CHECK(text->find(R"("path":"/api/v1/packs","status":200)") != std::string::npos);
    for (const std::string& secret :
         {std::string("secret"), running.publisher, std::string("release=")}) {
        CHECK(text->find(secret) == std::string::npos);
    }
    // It is our folder still: the next start finds nothing strange in it.
    running.start();
    CHECK(running.call("GET", "/").body == "home");
}
