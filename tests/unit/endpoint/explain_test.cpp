#include "endpoint/explain.h"

#include "support/catch.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

using namespace gazette;
using gazette::testing::declare_all;
using gazette::testing::FixedClock;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::TemporaryFolder;

namespace {

// A story, a list that shows it and a notice, published again and again.
class Published {
public:
    Published() : store(*ReleaseStore::open(*files, clock, folder / "data")) {}

    void publish(const std::string& home, const std::string& story) {
        SampleSite site = sample_site({{"index.html", home},
                                       {"2022/07/06/x.html", story},
                                       {"list/index.html", "list of " + story},
                                       {"gone.html", "withdrawn"}});
        for (ManifestEntry& entry : site.manifest.entries) {
            if (entry.path == "2022/07/06/x.html") entry.own = "story";
            if (entry.path == "list/index.html") entry.shows = {{"other", false}, {"story", true}};
            if (entry.path == "gone.html") {
                entry.status = 410;
                entry.notice = "withdrawn-story";
            }
        }
        const auto declared = store->declare(declare_all(site), "desk");
        REQUIRE(declared);
        BlobBatch batch(store->blobs());
        for (const auto& [digest, bytes] : site.blobs) REQUIRE(batch.add(digest, bytes));
        REQUIRE(batch.commit());
        const std::uint64_t current = store->current() ? store->current()->record.info.number : 0;
        clock.time.seconds += 60;
        REQUIRE(store->publish(declared->declared.id, {current, "desk", ""}));
    }

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
    FixedClock clock;
    std::unique_ptr<ReleaseStore> store;
};

}  // namespace

TEST_CASE("an address is explained: which bytes, whose, since which release", "[endpoint][why]") {
    Published site;
    CHECK(explain(*site.store, {.path = "a.html"}).error().code == ErrorCode::NotFound);
    site.publish("home 1", "first");
    site.publish("home 2", "second");
    site.publish("home 3", "second");
    const Result<Why> why = explain(*site.store, {.path = "2022/07/06/x.html"});
    REQUIRE(why);
    CHECK(why->release == 3);
    CHECK(why->by == "desk");
    REQUIRE(why->entries.size() == 1);
    const WhyEntry& entry = why->entries.front();
    CHECK(entry.since == 2);
    CHECK(entry.since_at.seconds == why->published_at.seconds - 60);
    CHECK_FALSE(entry.may_be_older);
    CHECK(entry.entry.digest == sha256("second"));
    CHECK(entry.entry.own == "story");
    CHECK(entry.recalled.empty());
    CHECK_FALSE(entry.is_damaged);
    // As readers name them: a folder, with and without its slash; the home page.
    CHECK(explain(*site.store, {.path = "list/"})->entries.front().entry.path == "list/index.html");
    CHECK(explain(*site.store, {.path = "list"})->entries.front().entry.path == "list/index.html");
    CHECK(explain(*site.store, {.path = ""})->entries.front().since == 3);
    CHECK(explain(*site.store, {.path = "not/there.html"})->entries.empty());
    // What is there since the first; then the first is not kept any more.
    CHECK(explain(*site.store, {.path = "gone.html"})->entries.front().since == 1);
    CHECK_FALSE(explain(*site.store, {.path = "gone.html"})->entries.front().may_be_older);
    REQUIRE(site.store->keep_newest(2));
    CHECK(explain(*site.store, {.path = "gone.html"})->entries.front().since == 2);
    CHECK(explain(*site.store, {.path = "gone.html"})->entries.front().may_be_older);
}

TEST_CASE("an article is explained by what is its own, shows it or stands for it",
          "[endpoint][why]") {
    Published site;
    site.publish("home", "text");
    const Result<Why> why = explain(*site.store, {.article = "story"});
    REQUIRE(why);
    CHECK(why->all_entries == 2);
    CHECK(why->entries[0].entry.own == "story");  // its own first
    CHECK(why->entries[1].entry.path == "list/index.html");
    CHECK_FALSE(why->recall);
    CHECK(explain(*site.store, {.article = "withdrawn-story"})->entries.front().entry.status ==
          410);
    CHECK(explain(*site.store, {.article = "unknown"})->entries.empty());
    REQUIRE(site.files->remove(site.store->blobs().path_of(sha256("list of text"))));
    REQUIRE(site.store->recall({"story", "by chance", "taken back"}, "chief"));
    const Result<Why> recalled = explain(*site.store, {.article = "story"});
    REQUIRE(recalled);
    CHECK(recalled->entries[0].recalled == "gone");
    CHECK(recalled->entries[1].recalled == "held");
    CHECK(recalled->entries[1].is_damaged);
    REQUIRE(recalled->recall);
    CHECK(recalled->recall->by == "chief");
    CHECK(recalled->recall->notice == "taken back");
    CHECK(explain(*site.store, {.path = "2022/07/06/x.html"})->recall);
}

TEST_CASE("an explanation reads back as it was printed, and nothing else", "[endpoint][why]") {
    Published site;
    site.publish("home", "text");
    REQUIRE(site.store->recall({"story", "by chance", ""}, "chief"));
    const Why why = *explain(*site.store, {.article = "story"});
    const std::string json = print_why(why);
    const Result<Why> again = parse_why(json);
    REQUIRE(again);
    CHECK(print_why(*again) == json);
    CHECK(again->entries[0].entry.digest == why.entries[0].entry.digest);
    for (std::size_t cut = 0; cut < json.size(); ++cut) CHECK_FALSE(parse_why(json.substr(0, cut)));
    for (const std::string_view wrong :
         {"{}", "[]", R"({"release":-1})", R"({"release":1,"published_at":"x","by":"d"})"}) {
        CHECK_FALSE(parse_why(wrong));
    }
}

TEST_CASE("an article that stands at many addresses is told in part", "[endpoint][why]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const auto store = *ReleaseStore::open(*files, clock, folder / "data");
    std::map<std::string, std::string> content;
    for (int i = 0; i < 30; ++i) content[fmt::format("{}.html", i)] = fmt::format("page {}", i);
    SampleSite site = sample_site(content);
    for (ManifestEntry& entry : site.manifest.entries) entry.shows = {{"story", false}};
    const auto declared = store->declare(declare_all(site), "desk");
    BlobBatch batch(store->blobs());
    for (const auto& [digest, bytes] : site.blobs) REQUIRE(batch.add(digest, bytes));
    REQUIRE(batch.commit());
    REQUIRE(store->publish(declared->declared.id, {0, "desk", ""}));
    const Result<Why> why = explain(*store, {.article = "story"});
    REQUIRE(why);
    CHECK(why->all_entries == 30);
    CHECK(why->entries.size() == kMostWhyEntries);
}
