#include "publish/publisher.h"

#include "endpoint/pinned_keys.h"
#include "publish/secret_file.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/publish_newsroom.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <utility>

using namespace gazette;
using gazette::testing::county_site;
using Newsroom = gazette::testing::PublishNewsroom;
using gazette::testing::FailingFiles;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::TemporaryFolder;
using Outcome = PublishReport::Outcome;

namespace {

ManifestEntry& entry_of(SampleSite& site, std::string_view path) {
    for (ManifestEntry& entry : site.manifest.entries) {
        if (entry.path == path) return entry;
    }
    throw std::runtime_error("no such entry");
}

// Over what is packed: it goes by itself.
std::string large_file(char content) {
    std::string bytes;
    bytes.resize(9'000'000, content);
    return bytes;
}

void erase_path(SampleSite& site, std::string_view path) {
    std::erase_if(site.manifest.entries,
                  [&](const ManifestEntry& entry) { return entry.path == path; });
}

}  // namespace

TEST_CASE("a first publish sends all, a second only what changed, a third nothing", "[publish]") {
    Newsroom newsroom;
    newsroom.build(county_site(200));
    const PublishReport first = newsroom.publish_now();
    CHECK(first.outcome == Outcome::Published);
    CHECK(first.release.number == 1);
    CHECK(first.release.by == "desk");
    CHECK(first.uploaded == 201);
    CHECK(newsroom.get("/2022/07/06/7.html").ends_with("story 7"));

    newsroom.build(county_site(200, "a new home"));
    newsroom.options.note = "晚报";
    const PublishReport second = newsroom.publish_now();
    CHECK(second.outcome == Outcome::Published);
    CHECK(second.changed == 1);
    CHECK(second.uploaded == 1);
    CHECK(second.requests == 4);  // current, declare, pack, publish
    CHECK(second.sent_bytes < 1000);
    CHECK(second.release.note == "晚报");
    CHECK(newsroom.get("/").ends_with("a new home"));

    const PublishReport third = newsroom.publish_now();
    CHECK(third.outcome == Outcome::Unchanged);
    CHECK(third.release.number == 2);
    CHECK(third.requests == 1);
}

TEST_CASE("without its memory of the target a publisher asks for the manifest", "[publish]") {
    Newsroom newsroom;
    newsroom.build(county_site(5));
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    REQUIRE(newsroom.files->replace(newsroom.options.seen, "damaged"));
    newsroom.build(county_site(6));
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Published);
    CHECK(report.changed == 1);
    CHECK(report.requests == 5);
}

TEST_CASE("what a killed publisher had sent is not sent again", "[publish]") {
    Newsroom newsroom;
    const SampleSite site = county_site(20);
    newsroom.build(site);
    // A publisher that stopped after its upload.
    TargetConnection killed(newsroom.options.target);
    const auto declared = killed.declare(gazette::testing::declare_all(site));
    REQUIRE(declared);
    REQUIRE(killed.send_pack((*declared)->id, gazette::testing::pack_all(site)));
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Published);
    CHECK(report.uploaded == 0);
}

namespace {

// Somebody else publishes a site with this home page.
void publish_theirs(const Newsroom& newsroom, const std::string& home) {
    const TemporaryFolder other;
    PublishOptions theirs = newsroom.options;
    theirs.progress = nullptr;
    theirs.resend = false;
    theirs.seen.clear();
    theirs.out = other / "public";
    theirs.manifest = other / "manifest";
    const SampleSite site = county_site(3, home);
    REQUIRE(newsroom.files->make_directories(theirs.out));
    REQUIRE(newsroom.files->replace(theirs.out + "/index.html", home));
    REQUIRE(newsroom.files->replace(theirs.manifest, *print_manifest(site.manifest)));
    const Result<PublishReport> report = publish(theirs, *newsroom.files);
    REQUIRE(report);
    REQUIRE(report->outcome == Outcome::Published);
}

}  // namespace

TEST_CASE("who is late puts the release on top of the other's and says whose it was", "[publish]") {
    Newsroom newsroom;
    newsroom.build(county_site(3));
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    newsroom.build(county_site(4, "late"));
    // Somebody else publishes between this publisher's upload and its switch.
    bool is_first = true;
    newsroom.options.progress = [&](std::uint64_t, std::uint64_t) {
        if (std::exchange(is_first, false)) publish_theirs(newsroom, "theirs");
    };
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Published);
    CHECK(report.release.number == 3);
    REQUIRE(report.overtook);
    CHECK(report.overtook->number == 2);
    CHECK(report.overtook->by == "desk");
    CHECK(newsroom.get("/").ends_with("late"));
}

TEST_CASE("who is late twice is told who was first, and nothing changes", "[publish]") {
    Newsroom newsroom;
    newsroom.build(county_site(3));
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    newsroom.build(county_site(4, "late"));
    // Each time this publisher has read its files for sending.
    int times = 0;
    newsroom.options.resend = true;
    FailingFiles files;
    files.after_read = [&](const std::string& path) {
        if (path != newsroom.options.out + "/index.html" || times >= 2) return;
        ++times;
        publish_theirs(newsroom, fmt::format("theirs {}", times));
    };
    const Result<PublishReport> result = publish(newsroom.options, files);
    REQUIRE(result);
    const PublishReport& report = *result;
    CHECK(report.outcome == Outcome::Superseded);
    CHECK(report.release.number == 3);
    CHECK(newsroom.get("/").ends_with("theirs 2"));
}

TEST_CASE("fault 31: a rollback in between is not overruled", "[publish]") {
    Newsroom newsroom;
    for (const std::string home : {"one", "two"}) {
        newsroom.build(county_site(3, home));
        REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    }
    newsroom.build(county_site(3, "three"));
    bool is_first = true;
    newsroom.options.progress = [&](std::uint64_t, std::uint64_t) {
        if (std::exchange(is_first, false)) REQUIRE(rollback({.target = newsroom.options.target}));
    };
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Superseded);
    CHECK(report.release.tree_of == 1);
    CHECK(newsroom.get("/").ends_with("one"));
}

TEST_CASE("a dry run says what would change and sends nothing", "[publish]") {
    Newsroom newsroom;
    newsroom.build(county_site(3));
    newsroom.options.dry_run = true;
    const PublishReport first = newsroom.publish_now();
    CHECK(first.outcome == Outcome::WouldChange);
    CHECK(first.changes.added.size() == 4);
    CHECK(first.changes.bytes == 4 + 3 * 7);
    CHECK(first.sent_bytes == 0);
    CHECK(first.requests == 1);
    CHECK(newsroom.get("/").find("503") != std::string::npos);
    newsroom.options.dry_run = false;
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);

    SampleSite next = county_site(4, "a new home");
    erase_path(next, "2022/07/06/0.html");
    newsroom.build(next);
    newsroom.options.dry_run = true;
    CHECK(newsroom.publish_now().outcome == Outcome::Refused);
    newsroom.options.allow_removals = true;
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::WouldChange);
    CHECK(report.changes.added == std::vector<std::string>{"2022/07/06/3.html"});
    CHECK(report.changes.altered == std::vector<std::string>{"index.html"});
    CHECK(report.changes.removed == std::vector<std::string>{"2022/07/06/0.html"});
    CHECK(report.changes.bytes == 10 + 7);
    CHECK(list_releases(newsroom.options.target)->size() == 1);
}

TEST_CASE("after the switch what readers get is read back and compared", "[publish]") {
    Newsroom newsroom;
    newsroom.build(county_site(3));
    const PublishReport right = newsroom.publish_now();
    REQUIRE(right.read_back);
    CHECK(right.read_back->right == 2);
    CHECK(right.read_back->wrong.empty());

    // The endpoint's disk holds other bytes than it thinks.
    const std::string hex = to_hex(sha256("home 2"));
    REQUIRE(newsroom.files->make_directories(newsroom.folder / "data/blobs/" + hex.substr(0, 2)));
    REQUIRE(newsroom.files->replace(
        fmt::format("{}/blobs/{}/{}", newsroom.folder / "data", hex.substr(0, 2), hex.substr(2)),
        "XXXX 2"));
    newsroom.build(county_site(3, "home 2"));
    const PublishReport report = newsroom.publish_now();
    REQUIRE(report.outcome == Outcome::Published);
    CHECK(report.read_back->wrong == "index.html");
    CHECK(report.read_back->instead == "other bytes");
}

TEST_CASE("feeds that changed are named for those who wait for them", "[publish]") {
    Newsroom newsroom;
    newsroom.build(
        sample_site({{"index.html", "h"}, {"feed.json", "{}"}, {"tags/a/rss.xml", "r"}}));
    CHECK(newsroom.publish_now().changed_feeds ==
          std::vector<std::string>{"feed.json", "tags/a/rss.xml"});
    newsroom.build(
        sample_site({{"index.html", "h"}, {"feed.json", "{}"}, {"tags/a/rss.xml", "s"}}));
    CHECK(newsroom.publish_now().changed_feeds == std::vector<std::string>{"tags/a/rss.xml"});
}

TEST_CASE("only files that are what was built are published", "[publish]") {
    const std::vector<std::function<void(Newsroom&, const std::string&)>> damages = {
        [](Newsroom& n, const std::string& file) { REQUIRE(n.files->replace(file, "edited")); },
        [](Newsroom& n, const std::string& file) { REQUIRE(n.files->replace(file, "")); },
        [](Newsroom& n, const std::string& file) { REQUIRE(n.files->remove(file)); },
        [](Newsroom&, const std::string& file) {
            std::filesystem::remove(file);
            std::filesystem::create_symlink("/etc/hostname", file);
        },
        [](Newsroom&, const std::string& file) {
            std::filesystem::remove(file);
            std::filesystem::create_directory(file);
        },
    };
    for (std::size_t i = 0; i < damages.size(); ++i) {
        CAPTURE(i);
        Newsroom newsroom;
        newsroom.build(county_site(3));
        damages[i](newsroom, newsroom.options.out + "/2022/07/06/1.html");
        const Result<PublishReport> report = publish(newsroom.options, *newsroom.files);
        REQUIRE_FALSE(report);
        CHECK(describe(report.error()).find("2022/07/06/1.html") != std::string::npos);
        CHECK(newsroom.get("/").find("503") != std::string::npos);
    }
    Newsroom newsroom;
    newsroom.build(county_site(3));
    REQUIRE(newsroom.files->replace(newsroom.options.out + "/stranger.html", "not ours"));
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    CHECK(newsroom.get("/stranger.html").find("404") != std::string::npos);
}

TEST_CASE("a large file goes by itself and is checked as well", "[publish]") {
    Newsroom newsroom;
    std::string video = large_file('v');
    newsroom.build(sample_site({{"index.html", "home"}, {"media/v.mp4", video}}));
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    CHECK(newsroom.get("/media/v.mp4").size() > video.size());

    video[100] = 'w';
    newsroom.build(sample_site({{"index.html", "home"}, {"media/v.mp4", video}}));
    REQUIRE(newsroom.files->replace(newsroom.options.out + "/media/v.mp4", large_file('x')));
    const Result<PublishReport> report = publish(newsroom.options, *newsroom.files);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Conflict);
}

TEST_CASE("a preview with drafts is not published", "[publish]") {
    Newsroom newsroom;
    SampleSite site = county_site(3);
    site.manifest.preview = true;
    newsroom.build(site);
    const Result<PublishReport> report = publish(newsroom.options, *newsroom.files);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::Invalid);
}

TEST_CASE("an address that was published does not vanish unless it is redirected or withdrawn",
          "[publish]") {
    const SampleSite published = county_site(5);
    const std::string path = "2022/07/06/3.html";
    Newsroom newsroom;
    newsroom.build(published);
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);

    SampleSite without = published;
    erase_path(without, path);
    newsroom.build(without);
    const PublishReport refused = newsroom.publish_now();
    CHECK(refused.outcome == Outcome::Refused);
    CHECK(refused.removals.vanished == std::vector<std::string>{path});
    CHECK(refused.removals.stories_gone == 1);
    CHECK(newsroom.get("/" + path).ends_with("story 3"));

    SampleSite redirected = published;
    entry_of(redirected, path).status = 301;
    entry_of(redirected, path).location = "/2022/07/06/2.html";
    entry_of(redirected, path).own.clear();
    CHECK(removals_between(published.manifest, redirected.manifest).vanished.empty());
    CHECK(removals_between(published.manifest, redirected.manifest).stories_gone == 1);
    // Also a redirect stays once it was there.
    CHECK(removals_between(redirected.manifest, without.manifest).vanished.size() == 1);

    SampleSite withdrawn = published;
    entry_of(withdrawn, path).status = 410;
    entry_of(withdrawn, path).notice = entry_of(withdrawn, path).own;
    entry_of(withdrawn, path).own.clear();
    CHECK(removals_between(published.manifest, withdrawn.manifest).are_acceptable());
    CHECK(removals_between(published.manifest, withdrawn.manifest).stories_gone == 0);

    newsroom.build(without);
    newsroom.options.allow_removals = true;
    CHECK(newsroom.publish_now().outcome == Outcome::Published);
    CHECK(newsroom.get("/" + path).find("404") != std::string::npos);
}

TEST_CASE("lists come and go, guides, posters and printed pages stay", "[publish]") {
    const SampleSite published = sample_site({{"index.html", "h"},
                                              {"tags/a/index.html", "t"},
                                              {"sections/yaowen/2022-07-2.html", "s"},
                                              {"guides/index.html", "g"},
                                              {"guides/idcard.html", "g1"},
                                              {"posters/one.html", "p"},
                                              {"issues/index.html", "i"},
                                              {"issues/2022-07-06/index.html", "i1"},
                                              {"issues/2022-07-06/02.html", "i2"},
                                              {"pictures/0123456789abcdef-640.webp", "w"}});
    const SampleSite next = sample_site({{"index.html", "h"}});
    const Removals removals = removals_between(published.manifest, next.manifest);
    CHECK(removals.vanished ==
          std::vector<std::string>{"guides/idcard.html", "issues/2022-07-06/02.html",
                                   "issues/2022-07-06/index.html", "posters/one.html"});
}

TEST_CASE("more stories than usual do not disappear at once", "[publish]") {
    struct Case {
        int published;
        int gone;
        bool acceptable;
    };

    // Redirected all, so that no address vanishes: min(50, max(3, 2 %)).
    for (const Case& c : {Case{10, 3, true}, Case{10, 4, false}, Case{400, 8, true},
                          Case{400, 9, false}, Case{5000, 50, true}, Case{5000, 51, false}}) {
        CAPTURE(c.published, c.gone);
        const SampleSite published = county_site(c.published);
        SampleSite next = published;
        int redirected = 0;
        for (ManifestEntry& entry : next.manifest.entries) {
            if (entry.own.empty() || redirected++ >= c.gone) continue;
            entry.status = 301;
            entry.location = "/";
            entry.own.clear();
        }
        const Removals removals = removals_between(published.manifest, next.manifest);
        CHECK(removals.vanished.empty());
        CHECK(removals.are_acceptable() == c.acceptable);
    }
}

TEST_CASE("going back and the list of releases work over the network", "[publish]") {
    Newsroom newsroom;
    newsroom.build(county_site(3, "one"));
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    const Result<PublishReport> too_early = rollback({.target = newsroom.options.target});
    REQUIRE_FALSE(too_early);
    CHECK(too_early.error().code == ErrorCode::NotFound);
    newsroom.build(county_site(3, "two"));
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    const Result<PublishReport> back =
        rollback({.target = newsroom.options.target, .note = "错版 & 更正+1"});
    REQUIRE(back);
    CHECK(back->outcome == Outcome::Published);
    CHECK(back->release.tree_of == 1);
    CHECK(back->release.note == "错版 & 更正+1");
    CHECK(newsroom.get("/").ends_with("one"));
    const Result<std::vector<ReleaseInfo>> releases = list_releases(newsroom.options.target);
    REQUIRE(releases);
    REQUIRE(releases->size() == 3);
    CHECK(releases->front().number == 3);
}

TEST_CASE("going back twice goes back two releases, not to the bad one", "[publish]") {
    Newsroom newsroom;
    for (const std::string home : {"one", "two", "bad"}) {
        newsroom.build(county_site(3, home));
        REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    }
    const RollbackOptions back{.target = newsroom.options.target};
    REQUIRE(rollback(back)->release.tree_of == 2);
    CHECK(newsroom.get("/").ends_with("two"));
    REQUIRE(rollback(back)->release.tree_of == 1);
    CHECK(newsroom.get("/").ends_with("one"));
    const Result<PublishReport> too_far = rollback(back);
    REQUIRE_FALSE(too_far);
    CHECK(too_far.error().code == ErrorCode::NotFound);
    // What is published after a rollback is followed by what the rollback gave.
    newsroom.build(county_site(3, "new"));
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    REQUIRE(rollback(back));
    CHECK(newsroom.get("/").ends_with("one"));
}

TEST_CASE("a target that lists releases in a circle is not followed for ever", "[publish]") {
    ReleaseInfo one;
    one.number = 1;
    one.tree_of = 2;
    ReleaseInfo two;
    two.number = 2;
    two.tree_of = 1;
    CHECK(release_before({two, one}) == 0);
    two.tree_of = 7;
    two.base = 1;
    CHECK(release_before({two, one}) == 1);
    CHECK(release_before({}) == 0);
}

TEST_CASE("publishes and rollbacks are signed for an endpoint that pins the key", "[publish]") {
    Newsroom newsroom;
    const SigningKey key = SigningKey::from_seed(std::string(32, 'k'));
    REQUIRE(pin_key(*newsroom.files, newsroom.folder / "data", {"paper", key.public_key(), {}}));
    newsroom.build(county_site(3));
    CHECK(publish(newsroom.options, *newsroom.files).error().code == ErrorCode::Denied);
    newsroom.options.target.key = key;
    CHECK(newsroom.publish_now().release.key == key.public_key().id());
    newsroom.build(county_site(3, "second"));
    CHECK(newsroom.publish_now().release.number == 2);
    RollbackOptions back;
    back.target = newsroom.options.target;
    back.target.key.reset();
    CHECK(rollback(back).error().code == ErrorCode::Denied);
    back.target.key = key;
    CHECK(rollback(back)->release.tree_of == 1);
    CHECK(newsroom.get("/").ends_with("home"));
}

TEST_CASE("a rollback that would bring back withdrawn stories is refused unless it is meant",
          "[publish]") {
    Newsroom newsroom;
    const SampleSite published = county_site(3);
    const std::string path = "2022/07/06/1.html";
    newsroom.build(published);
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    SampleSite withdrawn = published;
    ManifestEntry& notice = entry_of(withdrawn, path);
    notice.status = 410;
    notice.notice = std::exchange(notice.own, {});
    newsroom.build(withdrawn);
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);

    RollbackOptions back{.target = newsroom.options.target};
    const Result<PublishReport> refused = rollback(back);
    REQUIRE(refused);
    CHECK(refused->outcome == Outcome::Refused);
    CHECK(refused->returning == std::vector<std::string>{path});
    CHECK(newsroom.get("/" + path).find(" 410 ") != std::string::npos);
    back.allow_withdrawn = true;
    REQUIRE(rollback(back)->outcome == Outcome::Published);
    CHECK(newsroom.get("/" + path).find(" 200 ") != std::string::npos);
}

TEST_CASE("a publish that sends all again mends what the target's disk has damaged", "[publish]") {
    Newsroom newsroom;
    const std::string video = large_file('v');
    newsroom.build(sample_site({{"index.html", "home"}, {"media/v.mp4", video}}));
    REQUIRE(newsroom.publish_now().outcome == Outcome::Published);
    for (const std::string& bytes : {std::string("home"), video}) {
        const std::string hex = to_hex(sha256(bytes));
        REQUIRE(newsroom.files->replace(fmt::format("{}/blobs/{}/{}", newsroom.folder / "data",
                                                    hex.substr(0, 2), hex.substr(2)),
                                        std::string(bytes.size(), 'X')));
    }
    REQUIRE(newsroom.get("/").ends_with("XXXX"));
    CHECK(newsroom.publish_now().outcome == Outcome::Unchanged);
    newsroom.options.resend = true;
    const PublishReport report = newsroom.publish_now();
    CHECK(report.outcome == Outcome::Unchanged);
    CHECK(report.uploaded == 2);
    CHECK(newsroom.get("/").ends_with("home"));
    CHECK(newsroom.get("/media/v.mp4").ends_with("vvv"));
}

TEST_CASE("a wrong token and a stranger's server are told as what they are", "[publish]") {
    Newsroom newsroom;
    newsroom.build(county_site(3));
    newsroom.options.target.token = "wrong";
    const Result<PublishReport> denied = publish(newsroom.options, *newsroom.files);
    REQUIRE_FALSE(denied);
    CHECK(denied.error().code == ErrorCode::Denied);
    newsroom.options.target.url.path = "/not-the-site/";
    const Result<PublishReport> lost = publish(newsroom.options, *newsroom.files);
    REQUIRE_FALSE(lost);
    CHECK(lost.error().what.find("not that of an endpoint") != std::string::npos);
    newsroom.options.target.url = *parse_url("http://news.example.org/");
    const Result<PublishReport> plain = publish(newsroom.options, *newsroom.files);
    REQUIRE_FALSE(plain);
    CHECK(plain.error().code == ErrorCode::Denied);
}

TEST_CASE("a token is read from a file that only its owner can read", "[publish]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const std::string path = folder / "token";
    REQUIRE(files->replace_durably(path, "gazette_abc\n", 0600));
    CHECK(read_secret_file(*files, path) == "gazette_abc");
    std::filesystem::permissions(path, std::filesystem::perms(0640));
    const Result<std::string> open = read_secret_file(*files, path);
    REQUIRE_FALSE(open);
    CHECK(open.error().code == ErrorCode::Denied);
    std::filesystem::create_symlink(path, folder / "link");
    CHECK_FALSE(read_secret_file(*files, folder / "link"));
    CHECK_FALSE(read_secret_file(*files, folder / "missing"));
    REQUIRE(files->replace_durably(path, "two words\n", 0600));
    CHECK_FALSE(read_secret_file(*files, path));
}
