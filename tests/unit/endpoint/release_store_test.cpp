#include "endpoint/release_store.h"

#include "formats/pack_zstd.h"
#include "release/merkle_tree.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

using namespace gazette;
using gazette::testing::declare_all;
using gazette::testing::declare_changes;
using gazette::testing::FailingFiles;
using gazette::testing::FixedClock;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::TemporaryFolder;

namespace {

using Kind = SwitchOutcome::Kind;

SampleSite first_site() {
    return sample_site({{"index.html", "home 1"}, {"a.html", "a"}, {"404.html", "not here"}});
}

SampleSite second_site() {
    return sample_site({{"index.html", "home 2"}, {"a.html", "a"}, {"b.html", "b"}});
}

Result<void> store_blobs(const ReleaseStore& store, const SampleSite& site) {
    BlobBatch batch(store.blobs());
    for (const auto& [digest, bytes] : site.blobs) TRY(batch.add(digest, bytes));
    return batch.commit();
}

// Declares, uploads, publishes; what a publisher does.
Result<SwitchOutcome> publish_site(ReleaseStore& store, const SampleSite& site,
                                   std::uint64_t expected) {
    const DeclareOutcome declared = TRY(store.declare(declare_all(site), "desk"));
    TRY(store_blobs(store, site));
    return store.publish(declared.declared.id, {expected, "desk", ""});
}

struct Opened {
    explicit Opened(const TemporaryFolder& folder) {
        auto opened = ReleaseStore::open(*files, clock, folder / "data");
        REQUIRE(opened);
        store = std::move(*opened);
    }

    std::unique_ptr<Files> files = real_files();
    FixedClock clock;
    std::unique_ptr<ReleaseStore> store;
};

// What must hold whatever happened: the current release is whole.
void check_whole(const ReleaseStore& store) {
    const auto current = store.current();
    if (current == nullptr) return;
    CHECK(merkle_root(current->manifest.entries) == current->record.info.root);
    for (const ManifestEntry& entry : current->manifest.entries) {
        const auto bytes = real_files()->read(store.blobs().path_of(entry.digest), 1 << 20);
        REQUIRE(bytes);
        CHECK(sha256(*bytes) == entry.digest);
    }
}

}  // namespace

TEST_CASE("a release is declared, filled and published, and survives a restart", "[endpoint]") {
    const TemporaryFolder folder;
    const SampleSite site = first_site();
    {
        Opened opened(folder);
        CHECK(opened.store->current() == nullptr);
        const Result<DeclareOutcome> declared = opened.store->declare(declare_all(site), "desk");
        REQUIRE(declared);
        CHECK(declared->declared.missing.size() == 3);
        const std::string id = declared->declared.id;
        CHECK(opened.store->publish(id, {0, "desk", ""})->kind == Kind::Incomplete);
        REQUIRE(store_blobs(*opened.store, site));
        const Result<SwitchOutcome> published = opened.store->publish(id, {0, "desk", ""});
        REQUIRE(published);
        CHECK(published->kind == Kind::Published);
        CHECK(published->release.number == 1);
        CHECK(published->release.by == "desk");
        // The answer was lost: the same release, not a second one.
        const Result<SwitchOutcome> again = opened.store->publish(id, {0, "desk", ""});
        REQUIRE(again);
        CHECK(again->kind == Kind::PublishedBefore);
        CHECK(again->release.number == 1);
    }
    Opened again(folder);
    REQUIRE(again.store->current() != nullptr);
    CHECK(again.store->current()->record.info.number == 1);
    CHECK(again.store->current()->manifest == site.manifest);
    CHECK(again.store->releases().size() == 1);
    check_whole(*again.store);
}

TEST_CASE("a delta needs only what changed; a base that is not current is unknown", "[endpoint]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    ReleaseStore& store = *opened.store;
    const SampleSite one = first_site();
    const SampleSite two = second_site();
    REQUIRE(publish_site(store, one, 0));
    const Result<DeclareOutcome> declared =
        store.declare(declare_changes(two, one.manifest, 1), "desk");
    REQUIRE(declared);
    CHECK(declared->declared.missing.size() == 2);  // home 2 and b
    REQUIRE(store_blobs(store, two));
    REQUIRE(store.publish(declared->declared.id, {1, "desk", ""})->kind == Kind::Published);
    CHECK(store.current()->manifest.entries == two.manifest.entries);
    const Result<DeclareOutcome> stale =
        store.declare(declare_changes(one, one.manifest, 1), "desk");
    REQUIRE(stale);
    CHECK(stale->kind == DeclareOutcome::Kind::BaseUnknown);
}

TEST_CASE("a declaration whose answer was lost meets the same open release", "[endpoint]") {
    const TemporaryFolder folder;
    std::string id;
    {
        Opened opened(folder);
        id = opened.store->declare(declare_all(first_site()), "desk")->declared.id;
        const Result<DeclareOutcome> again =
            opened.store->declare(declare_all(first_site()), "desk");
        REQUIRE(again);
        CHECK(again->kind == DeclareOutcome::Kind::KnownAlready);
        CHECK(again->declared.id == id);
        CHECK(opened.store->declare(declare_all(first_site()), "other")->declared.id != id);
    }
    Opened restarted(folder);
    REQUIRE(restarted.store->find_open(id) != nullptr);
    CHECK(restarted.store->find_open(id)->manifest == first_site().manifest);
}

TEST_CASE("who publishes second is told who was first", "[endpoint]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    ReleaseStore& store = *opened.store;
    const std::string a = store.declare(declare_all(first_site()), "desk-a")->declared.id;
    const std::string b = store.declare(declare_all(second_site()), "desk-b")->declared.id;
    REQUIRE(store_blobs(store, first_site()));
    REQUIRE(store_blobs(store, second_site()));
    REQUIRE(store.publish(a, {0, "desk-a", ""})->kind == Kind::Published);
    const Result<SwitchOutcome> late = store.publish(b, {0, "desk-b", ""});
    REQUIRE(late);
    CHECK(late->kind == Kind::Superseded);
    CHECK(late->release.number == 1);
    CHECK(late->release.by == "desk-a");
    // Also when it claims to know the new one: its changes were made against the old.
    CHECK(store.publish(b, {1, "desk-b", ""})->kind == Kind::Superseded);
    CHECK(store.current()->manifest == first_site().manifest);
}

TEST_CASE("going back makes a new release with the old tree", "[endpoint]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    ReleaseStore& store = *opened.store;
    REQUIRE(publish_site(store, first_site(), 0));
    REQUIRE(publish_site(store, second_site(), 1));
    CHECK(store.activate(1, {1, "chief", "wrong page"})->kind == Kind::Superseded);
    const Result<SwitchOutcome> back = store.activate(1, {2, "chief", "wrong page"});
    REQUIRE(back);
    CHECK(back->kind == Kind::Published);
    CHECK(back->release.number == 3);
    CHECK(back->release.tree_of == 1);
    CHECK(back->release.note == "wrong page");
    CHECK(store.current()->manifest == first_site().manifest);
    CHECK(store.releases().size() == 3);
    const Result<SwitchOutcome> unknown = store.activate(9, {3, "chief", ""});
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == ErrorCode::NotFound);
}

TEST_CASE("times that readers compare rise with every release, whatever the clock does",
          "[endpoint]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    REQUIRE(publish_site(*opened.store, first_site(), 0));
    const Instant first = opened.store->current()->record.modified_at;
    opened.clock.time.seconds -= 86'400;
    REQUIRE(publish_site(*opened.store, second_site(), 1));
    CHECK(opened.store->current()->record.modified_at > first);
}

TEST_CASE("previews, other sites and wrong roots are not taken", "[endpoint]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    ReleaseStore& store = *opened.store;
    const auto refusal = [&](const Declaration& declaration) {
        const Result<DeclareOutcome> declared = store.declare(declaration, "desk");
        REQUIRE_FALSE(declared);
        return declared.error().code;
    };
    Declaration preview = declare_all(first_site());
    preview.preview = true;
    CHECK(refusal(preview) == ErrorCode::Denied);
    Declaration wrong_root = declare_all(first_site());
    wrong_root.root = sha256("other");
    CHECK(refusal(wrong_root) == ErrorCode::Invalid);
    SampleSite two_sizes = sample_site({{"a.html", "x"}, {"b.html", "x"}});
    two_sizes.manifest.entries[1].size_bytes = 2;
    CHECK(refusal(declare_all(two_sizes)) == ErrorCode::Invalid);
    Declaration bad_name = declare_all(first_site());
    bad_name.site = "a\nb";
    CHECK(refusal(bad_name) == ErrorCode::Invalid);
    REQUIRE(publish_site(store, first_site(), 0));
    Declaration other_site = declare_all(second_site());
    other_site.site = "another";
    CHECK(refusal(other_site) == ErrorCode::Conflict);
}

TEST_CASE("fault 1: an endpoint killed at any write opens with the old release or the new, whole",
          "[endpoint][fault]") {
    int survived = 0;
    for (std::size_t last_write = 0;; ++last_write) {
        CAPTURE(last_write);
        const TemporaryFolder folder;
        {
            Opened opened(folder);
            REQUIRE(publish_site(*opened.store, first_site(), 0));
        }
        bool acknowledged = false;
        {
            FailingFiles files;
            FixedClock clock;
            auto store = ReleaseStore::open(files, clock, folder / "data");
            REQUIRE(store);
            files.writes_until_full = files.writes + last_write;
            acknowledged = publish_site(**store, second_site(), 1).has_value();
        }
        Opened restarted(folder);
        const std::uint64_t number = restarted.store->current()->record.info.number;
        CHECK(number == (acknowledged ? 2 : 1));
        check_whole(*restarted.store);
        // And it goes on: the same publish again ends in the same tree.
        if (number == 1) REQUIRE(publish_site(*restarted.store, second_site(), 1));
        CHECK(restarted.store->current()->manifest == second_site().manifest);
        ++survived;
        if (acknowledged) break;
    }
    CHECK(survived > 5);
}

TEST_CASE("what a killed upload left behind is removed and many blobs are stored at once",
          "[endpoint]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    std::map<std::string, std::string> many;
    for (int i = 0; i < 100; ++i) many[fmt::format("{}.html", i)] = fmt::format("page {}", i);
    const SampleSite site = sample_site(many);
    REQUIRE(publish_site(*opened.store, site, 0));
    check_whole(*opened.store);
    REQUIRE(opened.files->write_new(folder / "data/incoming/abcdefghijklmnopqrstuvwxyz", "xyz"));
    REQUIRE(opened.files->write_new(folder / "data/releases/00000002.manifest", "never switched"));
    const Opened restarted(folder);
    CHECK(opened.files->list(folder / "data/incoming")->empty());
    CHECK_FALSE(opened.files->info(folder / "data/releases/00000002.manifest"));
    CHECK(restarted.store->current()->record.info.number == 1);
}

TEST_CASE("a folder that does not check is not opened", "[endpoint]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    {
        Opened opened(folder);
        REQUIRE(publish_site(*opened.store, first_site(), 0));
    }
    const FixedClock clock;
    for (const std::string name :
         {"current", "releases/00000001.manifest", "releases/00000001.record", "format"}) {
        CAPTURE(name);
        const std::string path = folder / ("data/" + name);
        const std::string bytes = *files->read(path, 1 << 20);
        for (const std::size_t length : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
            REQUIRE(files->replace(path, bytes.substr(0, length)));
            CHECK_FALSE(ReleaseStore::open(*files, clock, folder / "data"));
        }
        REQUIRE(files->replace(path, bytes));
    }
    CHECK(ReleaseStore::open(*files, clock, folder / "data"));
}

TEST_CASE("a large blob is kept only with its own digest", "[endpoint]") {
    const TemporaryFolder folder;
    const Opened opened(folder);
    const BlobStore& blobs = opened.store->blobs();
    const std::string bytes(3'000'000, 'v');
    {
        LargeBlob blob(blobs);
        for (std::size_t at = 0; at < bytes.size(); at += 30'000) {
            REQUIRE(blob.add(std::string_view(bytes).substr(at, 30'000)));
        }
        REQUIRE(blob.finish(sha256(bytes)));
    }
    CHECK(*blobs.size_of(sha256(bytes)) == bytes.size());
    {
        LargeBlob blob(blobs);
        REQUIRE(blob.add("something else"));
        const Result<void> finished = blob.finish(sha256("x"));
        REQUIRE_FALSE(finished);
        CHECK(finished.error().code == ErrorCode::Invalid);
    }
    CHECK_FALSE(*blobs.size_of(sha256("x")));
    CHECK(opened.files->list(folder / "data/incoming")->empty());
}

TEST_CASE("a folder that is not an endpoint's is refused and stays as it is", "[endpoint]") {
    const auto files = real_files();
    const FixedClock clock;
    for (const std::string stranger : {"incoming/essay.txt", "releases/1.0.tar", "open/door.jpg",
                                       "current", "blobs/x", "notes.txt", ".hidden"}) {
        CAPTURE(stranger);
        const TemporaryFolder folder;
        const std::string path = folder / ("data/" + stranger);
        REQUIRE(files->make_directories(std::string(parent_path(path))));
        REQUIRE(files->write_new(path, "mine"));
        const auto opened = ReleaseStore::open(*files, clock, folder / "data");
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == ErrorCode::Conflict);
        CHECK(files->read(path, 100) == "mine");
        CHECK(files->list(folder / "data")->size() == 1);
    }
    // Tokens are made before the first start.
    const TemporaryFolder folder;
    REQUIRE(files->make_directories(folder / "data"));
    for (const std::string ours : {"tokens", "tokens.lock", "lock", "format.gazette-tmp-1-1"}) {
        REQUIRE(files->write_new(folder / ("data/" + ours), ""));
    }
    CHECK(ReleaseStore::open(*files, clock, folder / "data"));
}

TEST_CASE("files that are not ours stay in an endpoint's folder", "[endpoint]") {
    const TemporaryFolder folder;
    const Opened opened(folder);
    REQUIRE(publish_site(*opened.store, first_site(), 0));
    const std::vector<std::string> strangers = {
        "incoming/README",          "releases/notes.txt",  "releases/2.manifest",
        "releases/00000009.backup", "open/list.record",    "open/README",
        "releases/0000000x.record", "releases/.nfs000012", "current.old"};
    for (const std::string& name : strangers) {
        REQUIRE(opened.files->write_new(folder / ("data/" + name), "mine"));
    }
    const Opened restarted(folder);
    for (const std::string& name : strangers) {
        CAPTURE(name);
        CHECK(opened.files->read(folder / ("data/" + name), 100) == "mine");
    }
}

TEST_CASE("a lost or older 'current' is damage, and no release is removed for it", "[endpoint]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const std::string current = folder / "data/current";
    std::vector<std::string> pointers;
    {
        Opened opened(folder);
        pointers.push_back(*files->read(current, 1000));
        REQUIRE(publish_site(*opened.store, first_site(), 0));
        pointers.push_back(*files->read(current, 1000));
        REQUIRE(publish_site(*opened.store, second_site(), 1));
        REQUIRE(publish_site(*opened.store, first_site(), 2));
    }
    const std::string newest = *files->read(current, 1000);
    const std::size_t kept = files->list(folder / "data/releases")->size();
    CHECK(kept == 6);
    const auto check_damaged = [&] {
        const auto opened = ReleaseStore::open(*files, clock, folder / "data");
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == ErrorCode::Damaged);
        CHECK(files->list(folder / "data/releases")->size() == kept);
    };
    for (const std::string& pointer : pointers) {
        REQUIRE(files->replace(current, pointer));
        check_damaged();
    }
    REQUIRE(files->remove(current));
    check_damaged();
    REQUIRE(files->replace(current, newest));
    const Opened restored(folder);
    CHECK(restored.store->current()->record.info.number == 3);
}

TEST_CASE("a disk that was full at the switch refuses that one and no later one", "[endpoint]") {
    const TemporaryFolder folder;
    FailingFiles files;
    const FixedClock clock;
    const auto store = ReleaseStore::open(files, clock, folder / "data");
    REQUIRE(store);
    REQUIRE(publish_site(**store, first_site(), 0));
    files.refuses = [](std::string_view step, const std::string& path) {
        return step == "append" && path.find("/current") != std::string::npos;
    };
    const Result<SwitchOutcome> full = publish_site(**store, second_site(), 1);
    REQUIRE_FALSE(full);
    CHECK(full.error().code == ErrorCode::Full);
    files.refuses = [](std::string_view, const std::string&) { return false; };
    REQUIRE(publish_site(**store, second_site(), 1));
    CHECK((*store)->current()->manifest == second_site().manifest);
}

TEST_CASE("after a switch whose rename or sync failed there is none until a restart",
          "[endpoint]") {
    for (const std::string_view refused : {"rename", "sync"}) {
        CAPTURE(refused);
        const TemporaryFolder folder;
        {
            FailingFiles files;
            const FixedClock clock;
            const auto store = ReleaseStore::open(files, clock, folder / "data");
            REQUIRE(store);
            REQUIRE(publish_site(**store, first_site(), 0));
            files.refuses = [&](std::string_view step, const std::string& path) {
                return step == refused && (path.ends_with("/current") || path == folder / "data");
            };
            CHECK_FALSE(publish_site(**store, second_site(), 1));
            files.refuses = [](std::string_view, const std::string&) { return false; };
            const Result<SwitchOutcome> after = publish_site(**store, second_site(), 1);
            REQUIRE_FALSE(after);
            CHECK(after.error().code == ErrorCode::Damaged);
        }
        const Opened restarted(folder);
        check_whole(*restarted.store);
    }
}

TEST_CASE("asked again for a release that was replaced since, the condition decides",
          "[endpoint]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    ReleaseStore& store = *opened.store;
    const std::string id = store.declare(declare_all(first_site()), "desk")->declared.id;
    REQUIRE(store_blobs(store, first_site()));
    REQUIRE(store.publish(id, {0, "desk", ""})->kind == Kind::Published);
    REQUIRE(publish_site(store, second_site(), 1));
    const Result<SwitchOutcome> late = store.publish(id, {0, "desk", ""});
    REQUIRE(late);
    CHECK(late->kind == Kind::Superseded);
    CHECK(late->release.number == 2);
    const Result<SwitchOutcome> gone = store.publish(id, {2, "desk", ""});
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == ErrorCode::NotFound);
}

TEST_CASE("a declared release is dropped after a day, also without a restart", "[endpoint]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    const std::string id = opened.store->declare(declare_all(first_site()), "desk")->declared.id;
    CHECK(opened.files->list(folder / "data/open")->size() == 2);
    opened.clock.time.seconds += 86'400;
    CHECK(opened.store->find_open(id) != nullptr);
    opened.clock.time.seconds += 1;
    CHECK(opened.store->find_open(id) == nullptr);
    CHECK(opened.files->list(folder / "data/open")->empty());
}

TEST_CASE("a damaged blob of the right length is mended when it is sent again", "[endpoint]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    REQUIRE(publish_site(*opened.store, first_site(), 0));
    const BlobStore& blobs = opened.store->blobs();
    REQUIRE(opened.files->replace(blobs.path_of(sha256("home 1")), "homE 1"));
    REQUIRE(store_blobs(*opened.store, first_site()));
    check_whole(*opened.store);
    REQUIRE(opened.files->replace(blobs.path_of(sha256("home 1")), "homE 1"));
    LargeBlob large(blobs);
    REQUIRE(large.add("home 1"));
    REQUIRE(large.finish(sha256("home 1")));
    check_whole(*opened.store);
}

TEST_CASE("blobs whose sync failed are asked for again, a second sync is no proof", "[endpoint]") {
    const TemporaryFolder folder;
    FailingFiles files;
    const FixedClock clock;
    const auto store = ReleaseStore::open(files, clock, folder / "data");
    REQUIRE(store);
    std::map<std::string, std::string> many;
    for (int i = 0; i < 100; ++i) many[fmt::format("{}.html", i)] = fmt::format("page {}", i);
    const SampleSite site = sample_site(many);
    const std::string id = (*store)->declare(declare_all(site), "desk")->declared.id;
    files.refuses = [&](std::string_view step, const std::string& path) {
        return step == "sync" && path == folder / "data/blobs";
    };
    CHECK_FALSE(store_blobs(**store, site));
    files.refuses = [](std::string_view, const std::string&) { return false; };
    CHECK(*(*store)->count_missing(*(*store)->find_open(id)) == 100);
    CHECK((*store)->publish(id, {0, "desk", ""})->kind == Kind::Incomplete);
    REQUIRE(store_blobs(**store, site));
    CHECK((*store)->publish(id, {0, "desk", ""})->kind == Kind::Published);
}

TEST_CASE("fault 33: the bytes of a recalled story stay barred when no release names them any more",
          "[endpoint][recall]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    SampleSite with = sample_site({{"a.html", "the story's text"}, {"index.html", "home"}});
    with.manifest.entries[0].own = "a";
    REQUIRE(publish_site(*opened.store, with, 0));
    REQUIRE(opened.store->recall({"a", "why", ""}, "duty"));
    REQUIRE(publish_site(*opened.store, second_site(), 1));
    REQUIRE(publish_site(*opened.store, sample_site({{"index.html", "home 3"}}), 2));
    REQUIRE(opened.store->keep_newest(2));
    // Asked once more, as a publisher does that had no answer.
    REQUIRE(opened.store->recall({"a", "why", ""}, "duty"));
    const SampleSite again = sample_site({{"b.html", "the story's text"}});
    const auto refused = opened.store->declare(declare_all(again), "desk");
    REQUIRE_FALSE(refused);
    CHECK(describe(refused.error()).find("b.html") != std::string::npos);
}

TEST_CASE("fault 32: what somebody sends of a story that is recalled meanwhile is not kept",
          "[endpoint][recall]") {
    const TemporaryFolder folder;
    Opened opened(folder);
    SampleSite site = sample_site({{"a.html", "the story's text"}, {"a.jpg", "its picture"}});
    for (ManifestEntry& entry : site.manifest.entries) entry.own = "a";
    const std::string id = opened.store->declare(declare_all(site), "desk")->declared.id;
    BlobBatch batch(opened.store->blobs());
    REQUIRE(batch.add(sha256("the story's text"), "the story's text"));
    LargeBlob large(opened.store->blobs());
    REQUIRE(large.add("its picture"));
    REQUIRE(opened.store->recall({"a", "why", ""}, "duty"));
    REQUIRE(batch.commit());
    REQUIRE(large.finish(sha256("its picture")));
    CHECK_FALSE(*opened.store->blobs().size_of(sha256("the story's text")));
    CHECK_FALSE(*opened.store->blobs().size_of(sha256("its picture")));
    const auto late = opened.store->publish(id, {0, "desk", ""});
    REQUIRE_FALSE(late);
    CHECK(late.error().code == ErrorCode::NotFound);
}
