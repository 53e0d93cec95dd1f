#include "endpoint/release_collector.h"

#include "release/merkle_tree.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

using namespace gazette;
using gazette::testing::declare_all;
using gazette::testing::FailingFiles;
using gazette::testing::FixedClock;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::TemporaryFolder;

namespace {

using Kind = SwitchOutcome::Kind;

bool always() { return true; }

Result<void> upload(const ReleaseStore& store, const SampleSite& site) {
    BlobBatch batch(store.blobs());
    for (const auto& [digest, bytes] : site.blobs) TRY(batch.add(digest, bytes));
    return batch.commit();
}

Result<SwitchOutcome> publish_site(ReleaseStore& store, const SampleSite& site,
                                   const std::string& by = "desk") {
    const std::uint64_t current = store.current() ? store.current()->record.info.number : 0;
    const DeclareOutcome declared = TRY(store.declare(declare_all(site), by));
    TRY(upload(store, site));
    return store.publish(declared.declared.id, {current, by, ""});
}

SampleSite numbered_site(int number) {
    return sample_site({{"index.html", fmt::format("home {}", number)},
                        {"a.html", "the same in all"},
                        {"b.html", fmt::format("b {}", number / 2)}});
}

bool is_there(const ReleaseStore& store, const Sha256& digest, std::string_view bytes) {
    const auto stored = real_files()->read(store.blobs().path_of(digest), 1 << 20);
    return stored && *stored == bytes;
}

std::set<Sha256> all_blobs(const ReleaseStore& store) {
    std::set<Sha256> all;
    for (unsigned byte = 0; byte < 256; ++byte) {
        const auto listed = store.blobs().list(static_cast<unsigned char>(byte));
        REQUIRE(listed);
        all.insert(listed->begin(), listed->end());
    }
    return all;
}

std::unique_ptr<ReleaseStore> open_store(Files& files, const Clock& clock,
                                         const TemporaryFolder& folder) {
    auto opened = ReleaseStore::open(files, clock, folder / "data");
    REQUIRE(opened);
    return std::move(*opened);
}

// What must hold at any moment: every listed release has all its blobs.
void check_kept_are_whole(const ReleaseStore& store) {
    for (const ReleaseInfo& info : store.releases()) {
        const auto manifest = store.manifest_bytes(info.number);
        REQUIRE(manifest);
        const Result<Manifest> parsed = parse_manifest(*manifest);
        REQUIRE(parsed);
        for (const ManifestEntry& entry : parsed->entries) {
            CHECK(*store.blobs().size_of(entry.digest) == entry.size_bytes);
        }
    }
}

// A store and what it should hold. Steps are drawn at random; each is followed by a look at every
// blob that anybody needs.
class Model {
public:
    explicit Model(unsigned seed) : random_(seed) { restart(); }

    void step() {
        switch (draw(12)) {
            case 0:
            case 1:
            case 2:
                declare();
                break;
            case 3:
            case 4:
                upload_open();
                break;
            case 5:
            case 6:
            case 7:
                publish();
                break;
            case 8:
                go_back();
                break;
            case 9:
                if (draw(6) == 0) recall();
                break;
            case 10:
                if (!collecting_ && draw(3) == 0) restart();
                break;
            default:
                if (!collecting_) collect();
                break;
        }
        check();
    }

    // When nothing is open any more only what the kept releases need is there.
    void check_rest_is_gone() {
        clock_.time.seconds += std::int64_t{2} * 86'400;
        static_cast<void>(store_->find_open("x"));  // the day of all open ones is over
        REQUIRE(ReleaseCollector(*store_, kKeep).collect(always));
        CHECK(store_->count_releases() <= kKeep);
        std::set<Sha256> needed;
        for (const ReleaseInfo& info : store_->releases()) {
            const Result<std::string> manifest = store_->manifest_bytes(info.number);
            REQUIRE(manifest);
            const Result<Manifest> parsed = parse_manifest(*manifest);
            REQUIRE(parsed);
            for (const ManifestEntry& entry : parsed->entries) needed.insert(entry.digest);
        }
        for (const Sha256& digest : all_blobs(*store_)) CHECK(needed.contains(digest));
    }

    std::size_t published = 0;
    std::size_t let_go = 0;
    std::size_t removed = 0;

private:
    static constexpr std::size_t kKeep = 3;

    struct Open {
        SampleSite site;
        std::set<Sha256> promised;  // known at the declare, or brought since
    };

    unsigned draw(unsigned below) { return static_cast<unsigned>(random_() % below); }

    SampleSite random_site() {
        std::map<std::string, std::string> contents = {
            {"index.html", fmt::format("home {}", draw(6))}};
        for (unsigned path = 0; path < 6; ++path) {
            if (draw(3) > 0) {
                contents[fmt::format("{}.html", path)] =
                    fmt::format("text {} {}", draw(4) == 0 ? 9 : path, draw(5));
            }
        }
        SampleSite site = sample_site(contents);
        for (ManifestEntry& entry : site.manifest.entries) {
            if (entry.path != "index.html") entry.own = "story" + entry.path.substr(0, 1);
        }
        return site;
    }

    void declare() {
        const SampleSite site = random_site();
        const auto declared = store_->declare(declare_all(site), fmt::format("desk-{}", draw(3)));
        if (!declared) {  // it names a recalled story
            CHECK(declared.error().code == ErrorCode::Conflict);
            return;
        }
        Open open{site, {}};
        const auto& missing = declared->declared.missing;
        for (const auto& [digest, bytes] : site.blobs) {
            if (!std::binary_search(missing.begin(), missing.end(), digest)) {
                open.promised.insert(digest);
            }
        }
        open_[declared->declared.id] = std::move(open);
    }

    std::map<std::string, Open>::iterator any_open() {
        auto open = open_.begin();
        if (!open_.empty()) std::advance(open, draw(static_cast<unsigned>(open_.size())));
        return open;
    }

    // All of it or a part.
    void upload_open() {
        const auto open = any_open();
        if (open == open_.end() || store_->find_open(open->first) == nullptr) return;
        BlobBatch batch(store_->blobs());
        for (const auto& [digest, bytes] : open->second.site.blobs) {
            if (draw(5) == 0) continue;
            REQUIRE(batch.add(digest, bytes));
            open->second.promised.insert(digest);
        }
        REQUIRE(batch.commit());
    }

    [[nodiscard]] std::uint64_t current() const {
        return store_->current() ? store_->current()->record.info.number : 0;
    }

    void publish() {
        const auto open = any_open();
        if (open == open_.end()) return;
        const bool is_whole = open->second.promised.size() == open->second.site.blobs.size();
        const auto outcome = store_->publish(open->first, {current(), "desk", ""});
        if (!outcome) return;
        if (outcome->kind == Kind::Published) ++published;
        // What was promised was kept. (What another one brought may make it whole as well.)
        if (outcome->kind == Kind::Incomplete) CHECK_FALSE(is_whole);
        if (outcome->kind != Kind::Incomplete) open_.erase(open);
    }

    void go_back() {
        const auto releases = store_->releases();
        if (releases.empty()) return;
        const auto& to = releases[draw(static_cast<unsigned>(releases.size()))];
        const auto outcome = store_->activate(to.number, {current(), "chief", ""});
        REQUIRE(outcome);
        CHECK(outcome->kind == Kind::Published);
        ++published;
    }

    void recall() {
        const RecallOrder order{fmt::format("story{}", draw(6)), "by chance", ""};
        REQUIRE(store_->recall(order, "chief"));
    }

    void restart() {
        store_.reset();
        store_ = open_store(*files_, clock_, folder_);
    }

    // Other steps come between its own.
    void collect() {
        collecting_ = true;
        const auto collected = ReleaseCollector(*store_, kKeep).collect([this] {
            if (draw(40) == 0) step();
            return draw(2'000) > 0;  // now and then it is stopped
        });
        collecting_ = false;
        REQUIRE(collected);
        let_go += collected->releases;
        removed += collected->blobs;
    }

    void check() {
        std::set<Sha256> erased;
        const std::shared_ptr<const Recalls> recalls = store_->recalls();
        for (const Recall& recall : recalls->all()) {
            erased.insert(recall.erased.begin(), recall.erased.end());
        }
        for (const ReleaseInfo& info : store_->releases()) {
            const auto manifest = store_->manifest_bytes(info.number);
            REQUIRE(manifest);
            const Result<Manifest> parsed = parse_manifest(*manifest);
            REQUIRE(parsed);
            for (const ManifestEntry& entry : parsed->entries) {
                if (erased.contains(entry.digest)) continue;
                CHECK(*store_->blobs().size_of(entry.digest) == entry.size_bytes);
            }
        }
        for (const auto& [id, open] : open_) {
            if (store_->find_open(id) == nullptr) continue;
            for (const Sha256& digest : open.promised) {
                if (!erased.contains(digest)) {
                    CHECK(is_there(*store_, digest, open.site.blobs.at(digest)));
                }
            }
        }
    }

    TemporaryFolder folder_ = TemporaryFolder::in_memory();
    std::unique_ptr<Files> files_ = real_files();
    FixedClock clock_;
    std::unique_ptr<ReleaseStore> store_;
    std::map<std::string, Open> open_;
    std::mt19937 random_;
    bool collecting_ = false;
};

}  // namespace

TEST_CASE("the newest releases are kept, older ones and their blobs go", "[endpoint][collect]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    auto store = open_store(*files, clock, folder);
    for (int number = 1; number <= 5; ++number)
        REQUIRE(publish_site(*store, numbered_site(number)));
    ReleaseCollector collector(*store, 2);
    CHECK(collector.has_work());
    const Result<Collected> collected = collector.collect(always);
    REQUIRE(collected);
    CHECK(collected->releases == 3);
    CHECK(collected->blobs == 5);  // homes 1, 2 and 3, b 0 and 1
    CHECK_FALSE(collector.has_work());
    const auto kept = store->releases();
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].number == 5);
    CHECK(kept[1].number == 4);
    CHECK(all_blobs(*store).size() == 4);
    check_kept_are_whole(*store);
    CHECK(store->activate(1, {5, "chief", ""}).error().code == ErrorCode::NotFound);
    // Also after a restart; the records of all stay, and numbers go on.
    store.reset();
    store = open_store(*files, clock, folder);
    CHECK(store->releases() == kept);
    CHECK(files->info(folder / "data/releases/00000001.record"));
    CHECK_FALSE(files->info(folder / "data/releases/00000001.manifest"));
    CHECK(publish_site(*store, numbered_site(6))->release.number == 6);
    CHECK(store->activate(4, {6, "chief", ""})->kind == Kind::Published);
}

TEST_CASE("at least two releases stay, whatever is asked for", "[endpoint][collect]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const auto store = open_store(*files, clock, folder);
    for (int number = 1; number <= 3; ++number)
        REQUIRE(publish_site(*store, numbered_site(number)));
    REQUIRE(ReleaseCollector(*store, 0).collect(always));
    CHECK(store->releases().size() == 2);
    check_kept_are_whole(*store);
}

TEST_CASE("what an open release needs stays; what a dropped one has brought goes",
          "[endpoint][collect]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    FixedClock clock;
    const auto store = open_store(*files, clock, folder);
    REQUIRE(publish_site(*store, numbered_site(1)));
    const SampleSite next = numbered_site(20);
    const auto declared = store->declare(declare_all(next), "desk");
    REQUIRE(declared);
    REQUIRE(upload(*store, next));
    ReleaseCollector collector(*store, 2);
    CHECK(collector.collect(always)->blobs == 0);
    CHECK_FALSE(collector.has_work());
    // A day later it is dropped; its publisher has to declare again.
    clock.time.seconds += 86'401;
    CHECK(store->find_open(declared->declared.id) == nullptr);
    CHECK(collector.has_work());
    CHECK(collector.collect(always)->blobs == 2);
    const auto again = store->declare(declare_all(next), "desk");
    REQUIRE(again);
    CHECK(again->declared.missing.size() == 2);
    check_kept_are_whole(*store);
}

TEST_CASE("the epoch of a release that was let go still counts", "[endpoint][collect]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    auto store = open_store(*files, clock, folder);
    const auto publish_in_epoch = [&](int number, std::optional<std::uint64_t> epoch) {
        const SampleSite site = numbered_site(number);
        const auto declared = store->declare(declare_all(site), "desk");
        REQUIRE(declared);
        REQUIRE(upload(*store, site));
        const std::uint64_t current = store->current() ? store->current()->record.info.number : 0;
        SwitchRequest request{current, "desk", ""};
        if (epoch) {
            request.statement = SignedStatement{};
            request.statement->statement.epoch = *epoch;
        }
        return store->publish(declared->declared.id, request);
    };
    REQUIRE(publish_in_epoch(1, 7));
    for (int number = 2; number <= 4; ++number) REQUIRE(publish_in_epoch(number, {}));
    REQUIRE(ReleaseCollector(*store, 2).collect(always));
    store.reset();
    store = open_store(*files, clock, folder);
    CHECK(store->releases().size() == 2);
    CHECK(publish_in_epoch(5, 6).error().code == ErrorCode::Denied);
    CHECK(publish_in_epoch(6, 7)->kind == Kind::Published);
}

TEST_CASE("a collection that is cut off at any write leaves every kept release whole",
          "[endpoint][collect]") {
    bool has_ended = false;
    for (std::size_t writes = 0; !has_ended; ++writes) {
        CAPTURE(writes);
        REQUIRE(writes < 50);
        const TemporaryFolder folder;
        const FixedClock clock;
        {
            FailingFiles files;
            const auto store = open_store(files, clock, folder);
            for (int number = 1; number <= 4; ++number) {
                REQUIRE(publish_site(*store, numbered_site(number)));
            }
            files.writes = 0;
            files.writes_until_full = writes;
            has_ended = ReleaseCollector(*store, 2).collect(always).has_value();
        }
        const auto files = real_files();
        const auto store = open_store(*files, clock, folder);
        check_kept_are_whole(*store);
        REQUIRE(ReleaseCollector(*store, 2).collect(always));
        CHECK(store->releases().size() == 2);
        CHECK(all_blobs(*store).size() == 5);
        check_kept_are_whole(*store);
    }
}

TEST_CASE("no blob goes while a power cut could bring its release back", "[endpoint][collect]") {
    const TemporaryFolder folder;
    FailingFiles files;
    const FixedClock clock;
    const auto store = open_store(files, clock, folder);
    for (int number = 1; number <= 4; ++number)
        REQUIRE(publish_site(*store, numbered_site(number)));
    const std::size_t before = all_blobs(*store).size();
    files.refuses = [](std::string_view step, const std::string& path) {
        return step == "sync" && path.ends_with("/releases");
    };
    ReleaseCollector collector(*store, 2);
    CHECK_FALSE(collector.collect(always));
    CHECK(all_blobs(*store).size() == before);
    // A second sync that succeeds says nothing of what the first has lost.
    files.refuses = [](std::string_view, const std::string&) { return false; };
    CHECK_FALSE(collector.has_work());
    CHECK(collector.collect(always)->blobs == 0);
    CHECK(all_blobs(*store).size() == before);
}

TEST_CASE("a kept manifest that cannot be read stops the collection", "[endpoint][collect]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const auto store = open_store(*files, clock, folder);
    for (int number = 1; number <= 4; ++number)
        REQUIRE(publish_site(*store, numbered_site(number)));
    const std::size_t before = all_blobs(*store).size();
    const std::string manifest = folder / "data/releases/00000003.manifest";
    const std::string bytes = *files->read(manifest, 100'000);
    REQUIRE(files->replace(manifest, bytes.substr(0, bytes.size() / 2)));
    ReleaseCollector collector(*store, 2);
    CHECK_FALSE(collector.collect(always));
    CHECK(all_blobs(*store).size() == before);
    REQUIRE(files->replace(manifest, bytes));
    CHECK(collector.has_work());
    CHECK(collector.collect(always)->blobs > 0);
    check_kept_are_whole(*store);
}

TEST_CASE("names that are no blob's are left where blobs lie", "[endpoint][collect]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const auto store = open_store(*files, clock, folder);
    REQUIRE(publish_site(*store, numbered_site(1)));
    REQUIRE(files->make_directories(folder / "data/blobs/ab"));
    REQUIRE(files->write_new(folder / "data/blobs/ab/README", "mine"));
    REQUIRE(ReleaseCollector(*store, 2).collect(always));
    CHECK(files->read(folder / "data/blobs/ab/README", 10) == "mine");
}

TEST_CASE("fault 5: at random, with other steps between its own, nothing that is needed goes",
          "[endpoint][collect][property]") {
    std::size_t removed = 0;
    std::size_t let_go = 0;
    std::size_t published = 0;
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        Model model(seed);
        for (int step = 0; step < 90; ++step) model.step();
        model.check_rest_is_gone();
        removed += model.removed;
        let_go += model.let_go;
        published += model.published;
    }
    // The steps were worth something.
    CHECK(published > 100);
    CHECK(let_go > 30);
    CHECK(removed > 30);
}

TEST_CASE("publishers in threads of their own lose nothing to a collector in its own",
          "[endpoint][collect][threads]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const auto store = open_store(*files, clock, folder);
    constexpr int kPublishers = 3;
    constexpr int kRounds = 15;
    std::atomic<int> at_work = kPublishers;
    std::atomic<int> published = 0;
    std::atomic<int> incomplete = 0;
    std::atomic<int> failed = 0;
    std::atomic<std::size_t> removed = 0;
    std::vector<std::thread> threads;
    threads.reserve(kPublishers);
    for (int publisher = 0; publisher < kPublishers; ++publisher) {
        threads.emplace_back([&, publisher] {
            std::mt19937 random(static_cast<unsigned>(publisher));  // NOLINT: the same each time
            // On a fast disk until the collector has had its turn.
            for (int round = 0; round < kRounds || (removed == 0 && round < 200 * kRounds);
                 ++round) {
                // Contents that come again, so that what one lets go is what another declares.
                const SampleSite site = numbered_site(static_cast<int>(random() % 200));
                const auto outcome = publish_site(*store, site, fmt::format("d{}", publisher));
                if (!outcome) {
                    // One of more than are kept open: to be declared again.
                    if (outcome.error().code != ErrorCode::NotFound) ++failed;
                } else if (outcome->kind == Kind::Published) {
                    ++published;
                } else if (outcome->kind == Kind::Incomplete) {
                    ++incomplete;
                }
            }
            --at_work;
        });
    }
    std::atomic<int> collection_failed = 0;
    threads.emplace_back([&] {
        ReleaseCollector collector(*store, 2);
        while (at_work > 0) {
            const Result<Collected> collected = collector.collect(always);
            if (collected) {
                removed += collected->blobs;
            } else {
                ++collection_failed;
            }
        }
    });
    for (std::thread& thread : threads) thread.join();
    CHECK(failed == 0);
    CHECK(incomplete == 0);
    CHECK(collection_failed == 0);
    CHECK(published > 0);
    CHECK(removed > 0);
    check_kept_are_whole(*store);
}

TEST_CASE("an endpoint collects by itself", "[endpoint][collect][threads]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const auto store = open_store(*files, clock, folder);
    for (int number = 1; number <= 4; ++number)
        REQUIRE(publish_site(*store, numbered_site(number)));
    ErrorLog log({});
    const BackgroundCollection collection(*store, 2, std::chrono::milliseconds(5), log);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (all_blobs(*store).size() > 5 && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    CHECK(store->count_releases() == 2);
    CHECK(all_blobs(*store).size() == 5);
    check_kept_are_whole(*store);
}
