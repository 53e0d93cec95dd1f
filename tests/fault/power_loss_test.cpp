// The power goes before every single step that an endpoint takes on its disk, and what was not
// synced is lost in every way that a disk may lose it; or a step is refused, and the endpoint goes
// on. Whatever was acknowledged must be there at the next start, whole, and what was recalled gone
// (support/release_oracle.h). The disk is support/lossy_disk.h.
#include "endpoint/release_collector.h"
#include "endpoint/release_store.h"
#include "formats/brotli.h"
#include "formats/gzip.h"
#include "support/catch.h"
#include "support/dice.h"
#include "support/lossy_disk.h"
#include "support/release_oracle.h"
#include "support/release_samples.h"
#include "support/sanitized.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>
#include <string>

using namespace gazette;
using gazette::testing::declare_all;
using gazette::testing::Dice;
using gazette::testing::FixedClock;
using gazette::testing::in_lines;
using gazette::testing::kIsSanitized;
using gazette::testing::kNothingWrong;
using gazette::testing::look_at_folder;
using gazette::testing::Loss;
using gazette::testing::LossyDisk;
using gazette::testing::Promises;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;

namespace {

const std::string kParent = "/srv";
const std::string kData = "/srv/county";
// Of the story that is recalled; the second after it was lifted and written anew.
const std::string kMarker = "县医院院长接受调查的消息";
const std::string kSecondMarker = "县医院院长一事的新说法";
const std::string kStory = "a";

std::string story_text(const std::string& marker) {
    std::string text;
    for (int i = 0; i < 30; ++i) text += fmt::format("<p>{}，第{}段。</p>\n", marker, i);
    return text;
}

// More pages than are synced one by one when `is_large`.
SampleSite county_site(int version, bool is_large, const std::string& marker) {
    std::map<std::string, std::string> content = {{"index.html", fmt::format("home {}", version)},
                                                  {"logo.png", "the county's logo"}};
    for (int i = 0; is_large && i < 18; ++i) {
        content[fmt::format("2022/07/06/{}.html", i)] = fmt::format("page {} of {}", i, version);
    }
    if (!marker.empty()) {
        content["2022/07/07/a.html"] = story_text(marker);
        content["media/a.jpg"] = "picture: " + marker;
        content["media/a-logo.png"] = "the county's logo";
        content["feed.json"] = fmt::format("feed with the text of a, {}", version);
    }
    SampleSite site = sample_site(content);
    for (ManifestEntry& entry : site.manifest.entries) {
        const bool is_own = entry.path == "2022/07/07/a.html" || entry.path.starts_with("media/a");
        if (is_own) entry.own = kStory;
        if (entry.path == "feed.json") entry.shows = {{kStory, true}};
    }
    return site;
}

Result<SwitchOutcome> publish_site(ReleaseStore& store, const SampleSite& site) {
    const std::uint64_t current = store.current() ? store.current()->record.info.number : 0;
    const DeclareOutcome declared = TRY(store.declare(declare_all(site), "desk"));
    BlobBatch batch(store.blobs());
    for (const auto& [digest, bytes] : site.blobs) {
        if (bytes.starts_with("picture")) {
            LargeBlob large(store.blobs());
            TRY(large.add(bytes));
            TRY(large.finish(digest));
        } else {
            TRY(batch.add(digest, bytes));
        }
    }
    TRY(batch.commit());
    return store.publish(declared.declared.id, {current, "desk", ""});
}

Result<void> keep_forms(const ReleaseStore& store) {
    const auto served = store.current();
    if (served == nullptr) return {};
    std::vector<CodedBlob> forms;
    for (const ManifestEntry& entry : served->manifest.entries) {
        const auto bytes = store.blobs().has_coded(entry.digest, ContentCoding::Gzip);
        if (bytes || !entry.path.ends_with("a.html")) continue;
        const std::string text = story_text(kMarker);
        if (sha256(text) != entry.digest) continue;
        forms.push_back({entry.digest, ContentCoding::Gzip, gzip_compress(text)});
        forms.push_back({entry.digest, ContentCoding::Brotli, brotli_compress(text)});
    }
    return store.blobs().keep_coded(forms);
}

// What happens to a county's endpoint in some days. What is refused is not repeated: the next
// thing comes.
class Life {
public:
    explicit Life(Files& files) : files_(files) {}

    void live() {
        auto opened = ReleaseStore::open(files_, clock_, kData);
        if (!opened) {
            ++failed;
            return;
        }
        store_ = std::move(*opened);
        collector_.emplace(*store_, 2);
        publish(county_site(1, false, kMarker));
        act(keep_forms(*store_));
        publish(county_site(2, true, kMarker));
        act(set_aside("picture: " + kMarker));
        recall(kMarker);
        publish(county_site(3, true, ""));
        go_back();
        publish(county_site(4, false, ""));
        collect();
        lift();
        publish(county_site(5, true, kSecondMarker));
        recall(kSecondMarker);
        publish(county_site(6, false, ""));
        collect();
    }

    Promises promises;
    std::size_t failed = 0;

private:
    template <typename Value>
    bool act(const Result<Value>& result) {
        if (!result) ++failed;
        return result.has_value();
    }

    void publish(const SampleSite& site) {
        const Result<SwitchOutcome> outcome = publish_site(*store_, site);
        if (!act(outcome)) return;
        if (outcome->kind == SwitchOutcome::Kind::Published) {
            promises.number = outcome->release.number;
        } else {
            ++failed;
        }
    }

    void go_back() {
        if (store_->current() == nullptr) return;
        const std::uint64_t current = store_->current()->record.info.number;
        const auto outcome = store_->activate(1, {current, "chief", ""});
        if (act(outcome)) promises.number = outcome->release.number;
    }

    // As a check of the folder does with what it finds damaged.
    Result<void> set_aside(const std::string& bytes) {
        const std::string path = store_->blobs().path_of(sha256(bytes));
        const Result<FileInfo> info = files_.info(path);
        if (!info) return {};
        TRY(store_->blobs().set_aside(sha256(bytes), info->inode));
        return {};
    }

    void recall(const std::string& marker) {
        if (!act(store_->recall({kStory, "the source took it back", ""}, "duty"))) return;
        promises.recalled.insert(kStory);
        promises.markers.insert(marker);
    }

    void lift() {
        const Recall* const recall = store_->recalls()->find(kStory);
        if (recall == nullptr) return;
        promises.recalled.erase(kStory);  // from now on it may be
        act(store_->lift({"dongchangfu", kStory, recall->at, "checked", {"王", "李"}}, "two"));
    }

    void collect() {
        act(collector_->collect([] { return true; }));
    }

    Files& files_;
    FixedClock clock_;
    std::unique_ptr<ReleaseStore> store_;
    std::optional<ReleaseCollector> collector_;
};

// A recall that was not acknowledged may be there all the same, and then it is a whole one.
void expect_started_recall(const ReleaseStore& store, Promises& promises) {
    const std::shared_ptr<const Recalls> known = store.recalls();
    for (const Recall& recall : known->all()) {
        if (recall.lift) continue;
        const bool is_second = known->all().size() > 1;
        promises.markers.insert(is_second ? kSecondMarker : kMarker);
        promises.recalled.insert(recall.article);
    }
}

// Opens what a loss has left, looks at it, publishes once more. What is wrong.
std::string wrong_after_restart(LossyDisk& left, Promises promises) {
    const FixedClock clock;
    auto opened = ReleaseStore::open(left, clock, kData);
    if (!opened) return "it does not open: " + describe(opened.error());
    ReleaseStore& store = **opened;
    if (!store.finish_recalls()) return "a recall cannot be finished";
    expect_started_recall(store, promises);
    std::string wrong = in_lines(look_at_folder(left, kData, promises));
    if (wrong != kNothingWrong) return wrong;
    const SampleSite next = county_site(9, true, "");
    const auto outcome = publish_site(store, next);
    if (!outcome) return "the next publish fails: " + describe(outcome.error());
    if (outcome->kind != SwitchOutcome::Kind::Published) return "the next publish is refused";
    promises.number = std::max(promises.number + 1, outcome->release.number);
    return in_lines(look_at_folder(left, kData, promises));
}

std::unique_ptr<LossyDisk> new_disk() {
    auto disk = std::make_unique<LossyDisk>();
    REQUIRE(disk->make_directories(kParent));
    REQUIRE(disk->sync_directory("/"));
    return disk;
}

struct Moments {
    std::size_t count = 0;
    std::string wrong = std::string(kNothingWrong);  // the first, and where
};

// Lives once, and looks at every moment of it at what a loss would leave: the two that leave least
// and most to chance each time, of the others one in turn.
Moments lose_power_at_each_step(LossyDisk& disk) {
    Life life(disk);
    Moments moments;
    Dice dice(42);
    disk.before_step = [&](std::string_view step, const std::string& path) {
        ++moments.count;
        if (kIsSanitized && moments.count % 11 != 0) return;
        constexpr std::array kInTurn = {Loss::Nothing, Loss::Bytes, Loss::Torn, Loss::Garbage};
        for (const Loss loss :
             {Loss::Unsynced, Loss::ByChance, kInTurn[moments.count % kInTurn.size()]}) {
            if (moments.wrong != kNothingWrong) return;
            const std::unique_ptr<LossyDisk> left = disk.after(loss, dice);
            const std::string wrong = wrong_after_restart(*left, life.promises);
            if (wrong == kNothingWrong) continue;
            moments.wrong = fmt::format("before step {}, {} {}, loss {}: {}", moments.count, step,
                                        path, static_cast<int>(loss), wrong);
        }
    };
    life.live();
    disk.before_step = {};
    if (life.failed > 0 && moments.wrong == kNothingWrong)
        moments.wrong = "a step of the life failed";
    return moments;
}

}  // namespace

TEST_CASE("faults 1 to 6: the power goes at any step and nothing that was answered is lost",
          "[fault][endpoint][power]") {
    const auto disk = new_disk();
    const Moments moments = lose_power_at_each_step(*disk);
    CHECK(moments.wrong == kNothingWrong);
    CHECK(moments.count > 200);
}

TEST_CASE("a disk that does not sync what it says to have synced is found out", "[fault][power]") {
    const auto disk = new_disk();
    disk->ignores_syncs = true;
    CHECK(lose_power_at_each_step(*disk).wrong != kNothingWrong);
}

TEST_CASE("fault 12: a sync that fails once is never made up for by a second",
          "[fault][endpoint][power]") {
    Dice dice(7);
    std::size_t syncs = 0;
    for (bool has_failed = true; has_failed; syncs += kIsSanitized ? 12 : 1) {
        CAPTURE(syncs);
        const auto disk = new_disk();
        Life life(*disk);
        std::size_t seen = 0;
        has_failed = false;
        std::string where;
        disk->refuses = [&](std::string_view step, const std::string& path) {
            const bool fails = step.starts_with("sync") && seen++ == syncs;
            has_failed = has_failed || fails;
            if (fails) where = path;
            return fails;
        };
        life.live();
        CAPTURE(where);
        for (const Loss loss : {Loss::Unsynced, Loss::Bytes, Loss::ByChance}) {
            CAPTURE(static_cast<int>(loss));
            const auto left = disk->after(loss, dice);
            CHECK(wrong_after_restart(*left, life.promises) == kNothingWrong);
        }
    }
    CHECK(syncs > 50);
}

TEST_CASE("faults 11 and 15: a write or rename that is refused loses nothing, and the next works",
          "[fault][endpoint]") {
    struct Refusal {
        std::string_view step;
        ErrorCode code;
    };

    for (const Refusal refusal : {Refusal{"write", ErrorCode::Full},
                                  {"make", ErrorCode::Full},
                                  {"rename", ErrorCode::Denied},
                                  {"rename", ErrorCode::System},
                                  {"remove", ErrorCode::Denied}}) {
        CAPTURE(refusal.step);
        std::size_t steps = 0;
        for (bool has_failed = true; has_failed; steps += kIsSanitized ? 23 : 2) {
            CAPTURE(steps);
            const auto disk = new_disk();
            Life life(*disk);
            std::size_t seen = 0;
            has_failed = false;
            disk->refused_with = refusal.code;
            disk->refuses = [&](std::string_view step, const std::string&) {
                const bool fails = step == refusal.step && seen++ == steps;
                has_failed = has_failed || fails;
                return fails;
            };
            life.live();
            disk->refuses = {};
            CHECK(wrong_after_restart(*disk, life.promises) == kNothingWrong);
        }
        CHECK(steps > 5);
    }
}
