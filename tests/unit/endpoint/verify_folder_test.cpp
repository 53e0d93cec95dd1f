#include "endpoint/verify_folder.h"

#include "endpoint/endpoint.h"
#include "endpoint/folder_status.h"
#include "endpoint/hold.h"
#include "endpoint/release_collector.h"
#include "endpoint/tokens.h"
#include "publish/publisher.h"
#include "support/catch.h"
#include "support/raw_http.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

using namespace gazette;
using gazette::testing::FixedClock;
using gazette::testing::raw_exchange;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::status_of;
using gazette::testing::TemporaryFolder;
using Outcome = PublishReport::Outcome;

namespace {

// An endpoint, a publisher with a built site, and a disk that can be damaged.
class County {
public:
    County() {
        const auto scopes = std::vector{TokenScope::Publish, TokenScope::Rollback};
        const std::string token = *add_token(*files, data, {"desk", scopes, {}}, clock.now());
        start();
        options.out = folder / "public";
        options.manifest = folder / "manifest";
        options.target.token = token;
        build(site);
    }

    void start() {
        endpoint.reset();
        auto started = Endpoint::start({.data = data, .listen = "127.0.0.1:0"}, *files, clock);
        REQUIRE(started);
        endpoint = std::move(*started);
        options.target.url = Url{"http", "127.0.0.1", endpoint->port(), "/", ""};
    }

    void build(const SampleSite& built) const {
        for (const ManifestEntry& entry : built.manifest.entries) {
            const std::string path = join_path(options.out, entry.path);
            REQUIRE(files->make_directories(std::string(parent_path(path))));
            REQUIRE(files->replace(path, built.blobs.at(entry.digest)));
        }
        REQUIRE(files->replace(options.manifest, *print_manifest(built.manifest)));
    }

    PublishReport publish_now() {
        options.target.url = Url{"http", "127.0.0.1", endpoint->port(), "/", ""};
        Result<PublishReport> report = publish(options, *files);
        if (!report) FAIL(describe(report.error()));
        return *report;
    }

    [[nodiscard]] std::string get(const std::string& path) const {
        return raw_exchange(
            endpoint->port(),
            fmt::format("GET {} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", path));
    }

    [[nodiscard]] std::string blob_path(std::string_view content) const {
        return BlobStore::look_at(*files, data).path_of(sha256(content));
    }

    [[nodiscard]] VerifyReport verify() const {
        Result<VerifyReport> report = verify_folder({.data = data}, *files);
        if (!report) FAIL(describe(report.error()));
        return *report;
    }

    [[nodiscard]] std::string aside(std::string_view content) const {
        return data + "/quarantine/" + to_hex(sha256(content));
    }

    TemporaryFolder folder;
    std::string data = folder / "data";
    std::unique_ptr<Files> files = real_files();
    FixedClock clock;
    SampleSite site = sample_site({{"index.html", "<p>home</p>"},
                                   {"a.html", "<p>a</p>"},
                                   {"copy/a.html", "<p>a</p>"},
                                   {"b.html", "<p>b</p>"}});
    PublishOptions options;
    std::unique_ptr<Endpoint> endpoint;
};

}  // namespace

TEST_CASE("a folder in which all is right is said to be", "[endpoint][verify]") {
    County county;
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    std::uint64_t told = 0;
    const Result<VerifyReport> report = verify_folder({.data = county.data,
                                                       .pace =
                                                           [&](std::uint64_t bytes) {
                                                               told += bytes;
                                                               return true;
                                                           }},
                                                      *county.files);
    REQUIRE(report);
    CHECK(report->is_right());
    CHECK(report->blobs == 3);
    CHECK(report->bytes == 27);
    CHECK(told == 27);
    CHECK(report->releases == 1);
    CHECK_FALSE(county.files->info(county.data + "/quarantine"));
}

TEST_CASE("a damaged file is named, set aside, never served as right, and comes again",
          "[endpoint][verify]") {
    County county;
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    REQUIRE(county.files->replace(county.blob_path("<p>a</p>"), "<p>X</p>"));  // same length
    const VerifyReport report = county.verify();
    REQUIRE(report.damaged_blobs.size() == 1);
    const DamagedBlob& blob = report.damaged_blobs.front();
    CHECK(blob.kind == DamagedBlob::Kind::Damaged);
    CHECK(blob.digest == sha256("<p>a</p>"));
    REQUIRE(blob.uses.size() == 2);
    CHECK(blob.all_uses == 2);
    CHECK(blob.uses[0].path == "a.html");
    CHECK(blob.uses[1].path == "copy/a.html");
    CHECK(county.files->read(county.aside("<p>a</p>"), 100) == "<p>X</p>");
    CHECK(status_of(county.get("/a.html")) == 503);
    CHECK(status_of(county.get("/")) == 200);
    // Until it comes again it is missing, also for a second look.
    const VerifyReport second = county.verify();
    REQUIRE(second.damaged_blobs.size() == 1);
    CHECK(second.damaged_blobs.front().kind == DamagedBlob::Kind::Missing);
    // Nothing of the site has changed; the publish brings it all the same.
    const PublishReport healed = county.publish_now();
    CHECK(healed.outcome == Outcome::Unchanged);
    CHECK(healed.uploaded == 1);
    CHECK(county.get("/a.html").ends_with("<p>a</p>"));
    CHECK(county.verify().is_right());
    CHECK(county.publish_now().uploaded == 0);
    // What has come again does not stay in quarantine.
    REQUIRE(BlobStore::look_at(*county.files, county.data).forget_healed());
    CHECK_FALSE(county.files->info(county.aside("<p>a</p>")));
}

TEST_CASE("a damaged compressed form is removed and made again, and nothing is lost",
          "[endpoint][verify]") {
    County county;
    const std::string page(2000, 'p');
    county.site = sample_site({{"index.html", page}});
    county.build(county.site);
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    county.endpoint->coder().wait_until_done();
    const BlobStore blobs = BlobStore::look_at(*county.files, county.data);
    const std::string form = blobs.path_of(sha256(page), ContentCoding::Gzip);
    std::string damaged = *county.files->read(form, 10'000);
    damaged[20] ^= 1;
    REQUIRE(county.files->replace(form, damaged));
    const VerifyReport report = county.verify();
    CHECK(report.is_right());
    CHECK(report.removed_forms == 1);
    CHECK_FALSE(blobs.has_coded(sha256(page), ContentCoding::Gzip));
    CHECK(county.verify().removed_forms == 0);
    CHECK(status_of(county.get("/")) == 200);
    county.start();
    county.endpoint->coder().wait_until_done();
    CHECK(blobs.has_coded(sha256(page), ContentCoding::Gzip));
}

TEST_CASE("a missing file is named and comes again, also after a restart", "[endpoint][verify]") {
    County county;
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    REQUIRE(county.files->remove(county.blob_path("<p>b</p>")));
    const VerifyReport report = county.verify();
    REQUIRE(report.damaged_blobs.size() == 1);
    CHECK(report.damaged_blobs.front().kind == DamagedBlob::Kind::Missing);
    CHECK(report.damaged_blobs.front().uses.front().path == "b.html");
    county.start();
    CHECK(status_of(county.get("/b.html")) == 503);
    CHECK(county.publish_now().uploaded == 1);
    CHECK(county.get("/b.html").ends_with("<p>b</p>"));
    CHECK(county.verify().is_right());
}

TEST_CASE("what a reader finds missing or of another length comes again without a verify",
          "[endpoint][verify]") {
    County county;
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    REQUIRE(county.files->replace(county.blob_path("<p>a</p>"), "<p>"));
    REQUIRE(county.files->remove(county.blob_path("<p>b</p>")));
    CHECK(county.publish_now().uploaded == 0);  // nobody has looked yet
    CHECK(status_of(county.get("/a.html")) == 503);
    CHECK(status_of(county.get("/b.html")) == 503);
    CHECK(county.publish_now().uploaded == 2);
    CHECK(county.get("/a.html").ends_with("<p>a</p>"));
    CHECK(county.get("/b.html").ends_with("<p>b</p>"));
    CHECK(county.publish_now().uploaded == 0);
}

TEST_CASE("a file that was mended while it was read is not set aside", "[endpoint][verify]") {
    County county;
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    const std::string path = county.blob_path("<p>a</p>");
    REQUIRE(county.files->replace(path, "<p>X</p>"));
    bool is_mended = false;
    const Result<VerifyReport> report =
        verify_folder({.data = county.data,
                       .pace =
                           [&](std::uint64_t) {
                               // While the damaged one is still open: the inode is another's.
                               is_mended = county.files->replace(path, "<p>a</p>").has_value();
                               return true;
                           }},
                      *county.files);
    REQUIRE(report);
    CHECK(is_mended);
    CHECK(county.files->read(path, 100) == "<p>a</p>");
    CHECK(county.verify().is_right());
}

TEST_CASE("damaged manifests, records and lists are named", "[endpoint][verify]") {
    County county;
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    county.endpoint.reset();
    for (const std::string name : {"releases/00000001.manifest", "releases/00000001.record",
                                   "current", "tokens", "format"}) {
        CAPTURE(name);
        const std::string path = county.data + "/" + name;
        const std::string bytes = *county.files->read(path, 1 << 20);
        std::string damaged = bytes;
        damaged[damaged.size() / 2] ^= 1;
        REQUIRE(county.files->replace(path, damaged));
        const VerifyReport report = county.verify();
        REQUIRE(report.damaged_files.size() == 1);
        CHECK(report.damaged_files.front().starts_with(name.substr(0, 8)));
        REQUIRE(county.files->replace(path, bytes));
    }
    CHECK(county.verify().is_right());
}

TEST_CASE("what a recall has erased is not missing, and not in quarantine either",
          "[endpoint][verify]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    SampleSite site = sample_site({{"index.html", "home"}, {"a.html", "a"}, {"b.html", "b"}});
    site.manifest.entries[0].own = "story-a";  // a.html
    site.manifest.entries[1].own = "story-b";
    const auto store = *ReleaseStore::open(*files, clock, folder / "data");
    const auto declared = store->declare(testing::declare_all(site), "desk");
    REQUIRE(declared);
    BlobBatch batch(store->blobs());
    for (const auto& [digest, bytes] : site.blobs) REQUIRE(batch.add(digest, bytes));
    REQUIRE(batch.commit());
    REQUIRE(store->publish(declared->declared.id, {0, "desk", ""}));
    REQUIRE(files->replace(store->blobs().path_of(sha256("a")), "X"));
    REQUIRE(verify_folder({.data = folder / "data"}, *files));
    CHECK(files->info(folder / "data/quarantine/" + to_hex(sha256("a"))));
    CHECK(*store->count_damaged() == 1);
    REQUIRE(store->recall({"story-a", "by chance", ""}, "chief"));
    REQUIRE(store->recall({"story-b", "by chance", ""}, "chief"));
    CHECK_FALSE(files->info(folder / "data/quarantine/" + to_hex(sha256("a"))));
    CHECK(*store->count_damaged() == 0);
    const Result<VerifyReport> report = verify_folder({.data = folder / "data"}, *files);
    REQUIRE(report);
    CHECK(report->is_right());
}

TEST_CASE("a verify that is stopped, and one of a stranger's folder", "[endpoint][verify]") {
    County county;
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    const Result<VerifyReport> stopped = verify_folder(
        {.data = county.data, .pace = [](std::uint64_t) { return false; }}, *county.files);
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == ErrorCode::Interrupted);
    const Result<VerifyReport> strange =
        verify_folder({.data = county.folder / "public"}, *county.files);
    REQUIRE_FALSE(strange);
    CHECK(strange.error().code == ErrorCode::NotFound);
    CHECK(county.files->list(county.folder / "public")->size() == 4);
}

TEST_CASE("quarantine is emptied of what nothing needs any more", "[endpoint][verify]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const auto store = *ReleaseStore::open(*files, clock, folder / "data");
    for (std::uint64_t number = 0; number < 4; ++number) {
        const SampleSite site = sample_site({{"index.html", fmt::format("home {}", number)}});
        const auto declared = store->declare(testing::declare_all(site), "desk");
        BlobBatch batch(store->blobs());
        for (const auto& [digest, bytes] : site.blobs) REQUIRE(batch.add(digest, bytes));
        REQUIRE(batch.commit());
        REQUIRE(store->publish(declared->declared.id, {number, "desk", ""}));
    }
    for (const std::string content : {"home 0", "home 3"}) {
        REQUIRE(files->replace(store->blobs().path_of(sha256(content)), "damaged"));
    }
    const Result<VerifyReport> report = verify_folder({.data = folder / "data"}, *files);
    REQUIRE(report);
    CHECK(report->damaged_blobs.size() == 2);
    CHECK(store->blobs().quarantined()->size() == 2);
    REQUIRE(ReleaseCollector(*store, 2).collect([] { return true; }));
    CHECK(*store->blobs().quarantined() == std::set<Sha256>{sha256("home 3")});
}

TEST_CASE("on hold nothing is published or rolled back, readers and recalls go on",
          "[endpoint][hold]") {
    County county;
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    REQUIRE(set_hold(*county.files, county.data, {"a wrong name on page 1", county.clock.now()}));
    county.build(sample_site({{"index.html", "<p>new home</p>"}}));
    county.options.allow_removals = true;
    for (int round = 0; round < 2; ++round) {
        const Result<PublishReport> refused = publish(county.options, *county.files);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::Unreachable);
        CHECK(describe(refused.error()).find("503") != std::string::npos);
        CHECK(describe(refused.error()).find("a wrong name on page 1") != std::string::npos);
        CHECK(county.get("/").ends_with("<p>home</p>"));
        county.start();  // it survives that
    }
    const Result<PublishReport> back = rollback({.target = county.options.target, .number = 1});
    REQUIRE_FALSE(back);
    CHECK(describe(back.error()).find("on hold") != std::string::npos);
    const std::string recaller = *add_token(
        *county.files, county.data, {"chief", {TokenScope::Recall}, {}}, county.clock.now());
    TargetOptions target = county.options.target;
    target.token = recaller;
    CHECK(TargetConnection(target).recall({"story", "by chance", ""}));
    // A hold that cannot be read holds.
    REQUIRE(county.files->replace(county.data + "/hold", "gazette-hold 1\nreas"));
    CHECK_FALSE(publish(county.options, *county.files));
    REQUIRE(*end_hold(*county.files, county.data));
    CHECK_FALSE(*end_hold(*county.files, county.data));
    CHECK(county.publish_now().outcome == Outcome::Published);
    CHECK(county.get("/").ends_with("<p>new home</p>"));
}

TEST_CASE("a hold has one line of reason, and a folder", "[endpoint][hold]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    CHECK(set_hold(*files, folder.path(), {"two\nlines", {}}).error().code == ErrorCode::Invalid);
    CHECK(set_hold(*files, folder / "not-there", {"", {}}).error().code == ErrorCode::NotFound);
    REQUIRE(set_hold(*files, folder.path(), {"", Instant{7}}));
    CHECK(*read_hold(*files, folder.path()) == Hold{"", Instant{7}});
    REQUIRE(set_hold(*files, folder.path(), {"again", Instant{9}}));
    CHECK(*read_hold(*files, folder.path()) == Hold{"again", Instant{9}});
}

TEST_CASE("the status of a folder counts what is there and tells what cannot be read",
          "[endpoint][status]") {
    County county;
    const Result<FolderStatus> before = folder_status(*county.files, county.data);
    REQUIRE(before);
    CHECK_FALSE(before->release);
    REQUIRE(county.publish_now().outcome == Outcome::Published);
    REQUIRE(set_hold(*county.files, county.data, {"later", county.clock.now()}));
    REQUIRE(county.files->remove(county.blob_path("<p>b</p>")));
    static_cast<void>(county.verify());
    const Result<FolderStatus> status = folder_status(*county.files, county.data);
    REQUIRE(status);
    REQUIRE(status->release);
    CHECK(status->release->number == 1);
    CHECK(status->release->by == "desk");
    CHECK(status->releases == 1);
    CHECK(status->blobs == 2);
    CHECK(status->blob_bytes == 19);
    CHECK(status->open == 0);
    CHECK(status->free_bytes > 0);
    CHECK(status->hold->reason == "later");
    CHECK(status->quarantined == 1);
    CHECK(status->unreadable.empty());
    REQUIRE(county.files->replace(county.data + "/current", "cut"));
    CHECK(folder_status(*county.files, county.data)->unreadable.size() == 1);
    CHECK(folder_status(*county.files, county.folder / "public").error().code ==
          ErrorCode::NotFound);
}
