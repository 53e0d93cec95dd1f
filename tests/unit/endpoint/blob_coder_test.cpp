#include "endpoint/blob_coder.h"

#include "support/catch.h"
#include "support/decoding.h"
#include "support/failing_files.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace gazette;
using gazette::testing::FailingFiles;
using gazette::testing::gunzip;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::TemporaryFolder;
using gazette::testing::unbrotli;

namespace {

std::string page_of(const std::string& words) {
    std::string page;
    while (page.size() < 2000) page += "<p>" + words + "</p>\n";
    return page;
}

SampleSite site_of(const std::string& words) {
    return sample_site({{"index.html", page_of(words)},
                        {"same/index.html", page_of(words)},
                        {"feed.json", page_of("feed " + words)},
                        {"small.html", "<p>small</p>"},
                        {"picture.webp", page_of("a picture")}});
}

// A store with the blobs of a site.
struct Store {
    Store() : blobs(*BlobStore::open(files, folder / "data")) {}

    [[nodiscard]] std::shared_ptr<const ServedRelease> release(const SampleSite& site) const {
        BlobBatch batch(blobs);
        for (const auto& [digest, bytes] : site.blobs) REQUIRE(batch.add(digest, bytes));
        REQUIRE(batch.commit());
        auto served = std::make_shared<ServedRelease>();
        served->manifest = site.manifest;
        return served;
    }

    // All forms that are kept, as paths below coded/.
    [[nodiscard]] std::vector<std::string> kept() {
        std::vector<std::string> names;
        const auto folders = files.list(folder / "data/coded");
        if (!folders) return names;
        for (const DirectoryEntry& entry : *folders) {
            const auto forms = files.list(folder / "data/coded/" + entry.name);
            REQUIRE(forms);
            for (const DirectoryEntry& form : *forms) names.push_back(entry.name + "/" + form.name);
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    // Without its trailer.
    [[nodiscard]] std::string form(const std::string& bytes, ContentCoding coding) {
        std::string file =
            files.read(blobs.path_of(sha256(bytes), coding), 1 << 20).value_or("none");
        if (!file.empty()) file.resize(file.size() - kCodedTrailerBytes);
        return file;
    }

    TemporaryFolder folder;
    FailingFiles files;
    BlobStore blobs;
    std::mutex mutex;
    std::vector<std::string> lines;
    ErrorLog log{[this](std::string_view line) {
        const std::scoped_lock lock(mutex);
        lines.emplace_back(line);
    }};
};

}  // namespace

TEST_CASE("text gets its coded forms once, pictures and small files get none", "[coder]") {
    Store store;
    const auto release = store.release(site_of("one"));
    BlobCoder coder(store.files, store.blobs, store.log);
    coder.follow(release);
    coder.wait_until_done();
    CHECK(store.kept().size() == 4);  // two texts, each in two codings
    CHECK(coder.counts().made == 4);
    CHECK(coder.counts().waiting == 0);
    const std::string page = page_of("one");
    CHECK(gunzip(store.form(page, ContentCoding::Gzip)) == page);
    CHECK(unbrotli(store.form(page, ContentCoding::Brotli)) == page);
    CHECK(store.files.list(store.folder / "data/incoming")->empty());
    CHECK(store.lines.empty());

    // Of the next release only what is new; what was there stays.
    SampleSite next = site_of("one");
    const SampleSite more = sample_site({{"more.html", page_of("more")}});
    next.manifest.entries.push_back(more.manifest.entries.front());
    next.blobs.insert(more.blobs.begin(), more.blobs.end());
    sort_manifest(next.manifest);
    coder.follow(store.release(next));
    coder.wait_until_done();
    CHECK(coder.counts().made == 6);
    CHECK(store.kept().size() == 6);
}

TEST_CASE("what a restart interrupted is made after it, and nothing twice", "[coder]") {
    Store store;
    const auto release = store.release(site_of("one"));
    {
        BlobCoder coder(store.files, store.blobs, store.log);
        coder.follow(release);
        coder.wait_until_done();
    }
    REQUIRE(store.files.remove(store.blobs.path_of(sha256(page_of("one")), ContentCoding::Gzip)));
    BlobCoder coder(store.files, store.blobs, store.log);
    coder.follow(release);
    coder.wait_until_done();
    CHECK(coder.counts().made == 1);
    CHECK(store.kept().size() == 4);
}

TEST_CASE("a form that does not pay is not made again and again", "[coder]") {
    Store store;
    std::string noise;
    std::uint32_t state = 1;
    while (noise.size() < 4000) {
        state = state * 1'664'525U + 1'013'904'223U;
        noise += static_cast<char>(state >> 24U);
    }
    const auto release = store.release(sample_site({{"noise.txt", noise}}));
    {
        BlobCoder coder(store.files, store.blobs, store.log);
        coder.follow(release);
        coder.wait_until_done();
        CHECK(store.form(noise, ContentCoding::Gzip).empty());
        CHECK(store.form(noise, ContentCoding::Brotli).empty());
    }
    BlobCoder coder(store.files, store.blobs, store.log);
    coder.follow(release);
    coder.wait_until_done();
    CHECK(coder.counts().made == 0);
}

TEST_CASE("a damaged blob is told and never coded", "[coder]") {
    Store store;
    const auto release = store.release(site_of("one"));
    const Sha256 digest = sha256(page_of("one"));
    std::string damaged = page_of("one");
    damaged[100] ^= 1;
    REQUIRE(store.files.replace(store.blobs.path_of(digest), damaged));
    BlobCoder coder(store.files, store.blobs, store.log);
    coder.follow(release);
    coder.wait_until_done();
    CHECK(store.kept().size() == 2);  // the feed's
    REQUIRE(store.lines.size() == 1);
    CHECK(store.lines.front().find(to_hex(digest)) != std::string::npos);
}

TEST_CASE("a full disk costs the forms, is told once and mended later", "[coder]") {
    Store store;
    const auto release = store.release(site_of("one"));
    std::atomic<bool> is_full = true;
    std::atomic<int> refused = 0;
    store.files.refuses = [&](std::string_view step, const std::string& path) {
        const bool refuses = is_full && step == "append" && path.find("incoming") != path.npos;
        if (refuses) ++refused;
        return refuses;
    };
    BlobCoder coder(store.files, store.blobs, store.log, std::chrono::milliseconds(1));
    coder.follow(release);
    while (refused < 3) std::this_thread::yield();
    CHECK(store.kept().empty());
    is_full = false;
    coder.wait_until_done();
    CHECK(store.kept().size() == 4);
    CHECK(store.lines.size() == 1);
    CHECK(store.files.list(store.folder / "data/incoming")->empty());
}

TEST_CASE("a form goes with its blob, also one that is just being made", "[coder][recall]") {
    Store store;
    const auto release = store.release(site_of("one"));
    const Sha256 digest = sha256(page_of("one"));
    const auto has_any = [&] {
        return store.blobs.has_coded(digest, ContentCoding::Gzip) ||
               store.blobs.has_coded(digest, ContentCoding::Brotli);
    };
    {
        BlobCoder coder(store.files, store.blobs, store.log);
        coder.follow(release);
        coder.wait_until_done();
    }
    CHECK(has_any());
    REQUIRE(store.blobs.erase(digest));
    CHECK_FALSE(has_any());
    CHECK_FALSE(store.files.info(store.blobs.path_of(digest)));
    CHECK(store.blobs.erase(digest));

    // Read, and erased before it is kept.
    REQUIRE(store.blobs.keep_coded({{digest, ContentCoding::Gzip, "late"}}));
    CHECK_FALSE(has_any());
    std::vector<CodedBlob> many(30, {digest, ContentCoding::Brotli, "late"});
    REQUIRE(store.blobs.keep_coded(many));
    CHECK_FALSE(has_any());
    CHECK(store.files.list(store.folder / "data/incoming")->empty());
}

TEST_CASE("no form outlives its blob, whenever it is erased", "[coder][recall]") {
    constexpr int kRounds = 20;
    for (int round = 0; round < kRounds; ++round) {
        Store store;
        const auto release = store.release(site_of(fmt::format("round {}", round)));
        const Sha256 digest = sha256(page_of(fmt::format("round {}", round)));
        std::atomic<int> steps = 0;
        store.files.refuses = [&](std::string_view, const std::string& path) {
            if (path.find("data/") != path.npos) ++steps;
            return false;
        };
        BlobCoder coder(store.files, store.blobs, store.log);
        coder.follow(release);
        while (steps < round % 6) std::this_thread::yield();
        REQUIRE(store.blobs.erase(digest));
        coder.wait_until_done();
        CHECK_FALSE(store.blobs.has_coded(digest, ContentCoding::Gzip));
        CHECK_FALSE(store.blobs.has_coded(digest, ContentCoding::Brotli));
    }
}

TEST_CASE("what a kill left of an erase is swept, a stranger's file is not", "[coder]") {
    Store store;
    const auto release = store.release(site_of("one"));
    {
        BlobCoder coder(store.files, store.blobs, store.log);
        coder.follow(release);
        coder.wait_until_done();
    }
    const Sha256 digest = sha256(page_of("one"));
    const std::string form = store.blobs.path_of(digest, ContentCoding::Gzip);
    REQUIRE(store.files.remove(store.blobs.path_of(digest)));
    const std::vector<std::string> strange = {form + ".old", store.folder / "data/coded/notes.gz",
                                              std::string(parent_path(form)) + "/readme"};
    for (const std::string& path : strange) REQUIRE(store.files.replace(path, "mine"));
    REQUIRE(store.blobs.sweep_coded());
    CHECK_FALSE(store.files.info(form));
    for (const std::string& path : strange) CHECK(store.files.info(path));
    CHECK(store.blobs.has_coded(sha256(page_of("feed one")), ContentCoding::Gzip));
}

TEST_CASE("a form that the disk has damaged in any byte is found and made again", "[coder]") {
    Store store;
    const auto release = store.release(site_of("one"));
    const auto code = [&] {
        BlobCoder coder(store.files, store.blobs, store.log);
        coder.follow(release);
        coder.wait_until_done();
        return coder.counts().made;
    };
    CHECK(code() == 4);
    const std::string page = page_of("one");
    const Sha256 digest = sha256(page);
    const std::string path = store.blobs.path_of(digest, ContentCoding::Brotli);
    const std::string whole = *store.files.read(path, 1 << 20);
    CHECK(store.blobs.check_coded(digest) == 0U);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        CAPTURE(i);
        std::string damaged = whole;
        damaged[i] ^= 4;
        REQUIRE(store.files.replace(path, damaged));
        CHECK(store.blobs.check_coded(digest) == 1U);
        CHECK_FALSE(store.blobs.has_coded(digest, ContentCoding::Brotli));
        // Cut off; of nothing is left only that it does not pay, which is no wrong answer.
        if (i == 0) continue;
        REQUIRE(store.files.replace(path, whole.substr(0, i)));
        CHECK(store.blobs.check_coded(digest) == 1U);
    }
    CHECK(store.blobs.has_coded(digest, ContentCoding::Gzip));
    CHECK(code() == 1);
    CHECK(unbrotli(store.form(page, ContentCoding::Brotli)) == page);
    // Nothing is there: nothing is wrong.
    CHECK(store.blobs.check_coded(sha256("no blob")) == 0U);
}
