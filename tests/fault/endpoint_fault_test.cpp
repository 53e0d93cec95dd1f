// Faults by number (docs/testing.md has the list), of an endpoint in this process: files cut off
// and spoilt, a disk that takes nothing, a clock that leaps, clients that are slow, idle or gone,
// and recalls of what is being read. Kills are endpoint_kill_test.cpp's, power cuts
// power_loss_test.cpp's, bad lines bad_line_test.cpp's.
#include "endpoint/release_store.h"
#include "endpoint/verify_folder.h"
#include "formats/gzip.h"
#include "formats/pack_zstd.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/lossy_disk.h"
#include "support/raw_http.h"
#include "support/release_oracle.h"
#include "support/release_samples.h"
#include "support/running_endpoint.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace gazette;
using gazette::testing::declare_all;
using gazette::testing::FailingFiles;
using gazette::testing::FixedClock;
using gazette::testing::in_lines;
using gazette::testing::kNothingWrong;
using gazette::testing::look_at_folder;
using gazette::testing::look_at_readers;
using gazette::testing::LossyDisk;
using gazette::testing::pack_all;
using gazette::testing::Promises;
using gazette::testing::RawConnection;
using gazette::testing::RunningEndpoint;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;
using gazette::testing::status_of;
using gazette::testing::TemporaryFolder;

namespace {

constexpr std::size_t kFilmBytes = std::size_t{24} << 20;  // more than a connection's buffers take

SampleSite small_site(const std::string& edition) {
    return sample_site({{"index.html", "<p>首页 " + edition + "</p>"},
                        {"2022/07/06/b.html", "<p>县城防汛</p>" + std::string(600, '.')},
                        {"404.html", "<p>没有这个页面</p>"}});
}

std::string get_head(const std::string& path, const std::string& more = {}) {
    return fmt::format("GET /{} HTTP/1.1\r\nHost: h\r\n{}\r\n", path, more);
}

// What is wrong now, of the folder and for readers.
std::string wrong_of(const RunningEndpoint& running, const Promises& promises) {
    std::vector<std::string> wrong = look_at_folder(*running.files, running.data, promises);
    for (std::string& line :
         look_at_readers(running.endpoint->port(), *running.files, running.data, promises)) {
        wrong.push_back(std::move(line));
    }
    return in_lines(wrong);
}

Result<SwitchOutcome> publish_all_of(ReleaseStore& store, const SampleSite& site) {
    const std::uint64_t current = store.current() ? store.current()->record.info.number : 0;
    const DeclareOutcome declared = TRY(store.declare(declare_all(site), "desk"));
    BlobBatch batch(store.blobs());
    for (const auto& [digest, bytes] : site.blobs) TRY(batch.add(digest, bytes));
    TRY(batch.commit());
    return store.publish(declared.declared.id, {current, "desk", ""});
}

// A folder in which there is one file of each kind, on a disk in memory.
std::unique_ptr<LossyDisk> disk_with_all(const std::string& data) {
    auto disk = std::make_unique<LossyDisk>();
    const FixedClock clock;
    const auto store = ReleaseStore::open(*disk, clock, data);
    REQUIRE(store);
    SampleSite with = small_site("一");
    with.manifest.entries[0].own = "b";
    REQUIRE(publish_all_of(**store, with));
    REQUIRE((*store)->recall({"b", "why", ""}, "duty"));
    SampleSite without = small_site("二");
    std::erase_if(without.manifest.entries,
                  [](const ManifestEntry& entry) { return entry.path.starts_with("2022/"); });
    const std::string text(900, 'x');
    const SampleSite page = sample_site({{"c.html", text}});
    without.manifest.entries.push_back(page.manifest.entries.front());
    without.blobs[sha256(text)] = text;
    sort_manifest(without.manifest);
    REQUIRE(publish_all_of(**store, without));
    REQUIRE(
        (*store)->blobs().keep_coded({{sha256(text), ContentCoding::Gzip, gzip_compress(text)}}));
    REQUIRE((*store)->declare(declare_all(sample_site({{"index.html", "open"}})), "desk"));
    return disk;
}

}  // namespace

TEST_CASE("fault 10: a file of the endpoint that is cut off at any byte is found at the start",
          "[fault][endpoint]") {
    const std::string data = "/srv";
    const auto disk = disk_with_all(data);
    const FixedClock clock;
    std::size_t refused = 0;
    for (const std::string& path : disk->all_files()) {
        const bool is_small_file =
            path.find("/blobs/") == std::string::npos && path.find("/coded/") == std::string::npos;
        const bool is_old = path.find("/00000001.") != std::string::npos;  // not read at a start
        if (!is_small_file || is_old) continue;
        CAPTURE(path);
        const std::size_t length = disk->read(path, 1 << 20)->size();
        for (std::size_t bytes = 0; bytes < length; ++bytes) {
            CAPTURE(bytes);
            const auto left = disk->copy();
            left->spoil(path, [&](std::string& whole) { whole.resize(bytes); });
            const auto opened = ReleaseStore::open(*left, clock, data);
            if (path.find("/open/") != std::string::npos) {
                REQUIRE(opened);  // dropped: its publisher declares it again
                CHECK((*opened)->current()->record.info.number == 2);
            } else {
                CHECK_FALSE(opened);
                ++refused;
            }
        }
    }
    CHECK(refused > 500);
}

TEST_CASE("fault 16: one bit that flips anywhere is named, and never served as right",
          "[fault][endpoint][verify]") {
    const std::string data = "/srv";
    const auto disk = disk_with_all(data);
    const FixedClock clock;
    std::size_t flips = 0;
    for (const std::string& path : disk->all_files()) {
        if (path.find("/open/") != std::string::npos) continue;  // dropped, see above
        CAPTURE(path);
        const std::size_t length = disk->read(path, 1 << 20)->size();
        for (std::size_t byte = 0; byte < length; byte += 7) {
            CAPTURE(byte);
            const TemporaryFolder folder = TemporaryFolder::in_memory();
            const auto left = disk->copy();
            left->spoil(path, [&](std::string& whole) {
                whole[byte] = static_cast<char>(whole[byte] ^ (1 << (byte % 8)));
            });
            const auto files = real_files();
            left->copy_to(*files, data, folder / "data");
            const Result<VerifyReport> report = verify_folder({.data = folder / "data"}, *files);
            // A folder whose own files cannot be trusted is not looked at further.
            const bool is_named = !report || !report->is_right() || report->removed_forms > 0;
            CHECK(is_named);
            ++flips;
            const auto opened = ReleaseStore::open(*files, clock, folder / "data");
            if (!opened) continue;
            for (const ManifestEntry& entry : (*opened)->current()->manifest.entries) {
                const auto bytes =
                    files->read((*opened)->blobs().path_of(entry.digest), std::uint64_t{1} << 20);
                if (bytes) CHECK(sha256(*bytes) == entry.digest);
            }
        }
    }
    CHECK(flips > 200);
}

TEST_CASE("fault 13: an upload without descriptors left is refused, and goes through later",
          "[fault][endpoint]") {
    const TemporaryFolder folder;
    const auto files = real_files();
    const FixedClock clock;
    const auto store = ReleaseStore::open(*files, clock, folder / "data");
    REQUIRE(store);
    std::map<std::string, std::string> many;
    for (int i = 0; i < 40; ++i) many[fmt::format("{}.html", i)] = fmt::format("第{}页", i);
    const SampleSite site = sample_site(many);
    const std::string id = (*store)->declare(declare_all(site), "desk")->declared.id;
    const auto upload = [&]() -> Result<void> {
        BlobBatch batch((*store)->blobs());
        for (const auto& [digest, bytes] : site.blobs) TRY(batch.add(digest, bytes));
        return batch.commit();
    };
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit none = before;
    none.rlim_cur = 0;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    const Result<void> refused = upload();
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK_FALSE(refused);
    CHECK((*store)->publish(id, {0, "desk", ""})->kind == SwitchOutcome::Kind::Incomplete);
    REQUIRE(upload());
    CHECK((*store)->publish(id, {0, "desk", ""})->kind == SwitchOutcome::Kind::Published);
    CHECK(files->list(folder / "data/incoming")->empty());
    CHECK(in_lines(look_at_folder(*files, folder / "data", {.number = 1})) == kNothingWrong);
}

namespace {

void ignore_signal(int) {}

// Signals that interrupt calls of all threads but this one, some thousand a second.
class Interruptions {
public:
    Interruptions() {
        struct sigaction interrupt {};

        interrupt.sa_handler = &ignore_signal;  // without SA_RESTART
        sigset_t alarm;
        ::sigemptyset(&alarm);
        ::sigaddset(&alarm, SIGALRM);
        const itimerval often{{0, 200}, {0, 200}};
        const bool is_set = ::pthread_sigmask(SIG_BLOCK, &alarm, &mask_before_) == 0 &&
                            ::sigaction(SIGALRM, &interrupt, &before_) == 0 &&
                            ::setitimer(ITIMER_REAL, &often, nullptr) == 0;
        REQUIRE(is_set);
    }

    ~Interruptions() {
        const itimerval never{};
        ::setitimer(ITIMER_REAL, &never, nullptr);
        // What is pending is taken before the signal has its old meaning, which ends the process.
        ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
        ::sigaction(SIGALRM, &before_, nullptr);
    }

    Interruptions(const Interruptions&) = delete;
    Interruptions& operator=(const Interruptions&) = delete;
    Interruptions(Interruptions&&) = delete;
    Interruptions& operator=(Interruptions&&) = delete;

private:
    struct sigaction before_ {};

    sigset_t mask_before_{};
};

}  // namespace

TEST_CASE("fault 14: calls that a signal interrupts are made again", "[fault][endpoint]") {
    RunningEndpoint running;
    const Interruptions interruptions;
    for (std::uint64_t number = 0; number < 5; ++number) {
        CHECK(running.publish(small_site(std::to_string(number)), number).status == 200);
    }
    CHECK(wrong_of(running, {.number = 5}) == kNothingWrong);
}

TEST_CASE("fault 17: on a disk that takes nothing readers are served, and publishing goes on later",
          "[fault][endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(small_site("一"), 0).status == 200);
    const std::string id = running.declare(small_site("二"));
    running.endpoint.reset();
    auto failing = std::make_unique<FailingFiles>();
    FailingFiles& disk = *failing;
    running.files = std::move(failing);
    running.start();
    disk.writes_until_full = 0;
    CHECK(running.call("GET", "/").status == 200);
    CHECK(running.call("GET", "/healthz").status == 200);
    const HttpReply pack =
        running.call("POST", "/api/v1/packs?release=" + id,
                     {RunningEndpoint::bearer(running.publisher)}, pack_all(small_site("二")));
    CHECK((pack.status == 500 || pack.status == 503 || pack.status == 507));
    CHECK(running.recall("b").status >= 500);
    CHECK(running.call("GET", "/2022/07/06/b.html").status == 200);  // it was told that it failed
    disk.writes_until_full = std::numeric_limits<std::size_t>::max();
    CHECK(running.publish(small_site("二"), 1).status == 200);
    CHECK(wrong_of(running, {.number = 2}) == kNothingWrong);
}

TEST_CASE("fault 18: a clock that leaps back a day or on a year loses nothing",
          "[fault][endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(small_site("一"), 0).status == 200);
    REQUIRE(running.recall("x").status == 200);
    std::uint64_t number = 1;
    for (const std::int64_t leap : {std::int64_t{-86'400}, std::int64_t{365} * 86'400}) {
        CAPTURE(leap);
        running.clock.time.seconds += leap;
        running.restart();
        CHECK(running.publish(small_site(std::to_string(leap)), number).status == 200);
        ++number;
        CHECK(running.recall(fmt::format("y{}", leap)).status == 200);
        CHECK(wrong_of(running, {.number = number, .recalled = {"x", fmt::format("y{}", leap)}}) ==
              kNothingWrong);
    }
    CHECK(running.go_back_to(1, number).status == 200);
}

TEST_CASE("fault 24: a request that comes twice does what it does once", "[fault][endpoint]") {
    RunningEndpoint running;
    const SampleSite first = small_site("一");
    const std::string id = running.declare(first);
    CHECK(running.declare(first) == id);
    const HttpField token = RunningEndpoint::bearer(running.publisher);
    for (int i = 0; i < 2; ++i) {
        CHECK(
            running.call("POST", "/api/v1/packs?release=" + id, {token}, pack_all(first)).status ==
            200);
    }
    for (int i = 0; i < 2; ++i) {
        const HttpReply published = running.switch_to(id, 0);
        CHECK(published.status == 200);
        CHECK(parse_release(published.body)->number == 1);
    }
    REQUIRE(running.publish(small_site("二"), 1).status == 200);
    CHECK(running.switch_to(id, 0).status == 412);  // once more, after the next release
    REQUIRE(running.go_back_to(1, 2).status == 200);
    CHECK(running.go_back_to(1, 2).status == 412);
    CHECK(running.recall("b").status == 200);
    CHECK(running.recall("b").status == 200);
    CHECK(wrong_of(running, {.number = 3, .recalled = {"b"}}) == kNothingWrong);
}

TEST_CASE("fault 25: a body that is shorter or longer than it says changes nothing",
          "[fault][endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(small_site("一"), 0).status == 200);
    const SampleSite next = small_site("二");
    const std::string id = running.declare(next);
    const std::string pack = pack_all(next);
    const auto send = [&](std::size_t said, std::string_view body) {
        const RawConnection connection(running.endpoint->port());
        connection.send(
            fmt::format("POST /api/v1/packs?release={} HTTP/1.1\r\nHost: h\r\n"
                        "Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
                        id, running.publisher, said));
        connection.send(body);
        connection.end_sending();
        return status_of(connection.receive_all());
    };
    CHECK(send(pack.size() + 100, pack) != 200);
    CHECK(send(pack.size() - 1, pack) == 422);  // the rest is no request
    CHECK(send(0, pack) == 422);
    CHECK(running.switch_to(id, 1).status == 409);
    CHECK(wrong_of(running, {.number = 1}) == kNothingWrong);
    CHECK(send(pack.size(), pack) == 200);
    CHECK(running.switch_to(id, 1).status == 200);
}

TEST_CASE(
    "fault 26: packs and paths that are made to harm are refused, and nothing of them is kept",
    "[fault][endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(small_site("一"), 0).status == 200);
    const SampleSite next =
        sample_site({{"index.html", "二"}, {"large.html", std::string(5'000, 'l')}});
    const std::string id = running.declare(next);
    const HttpField token = RunningEndpoint::bearer(running.publisher);
    const auto pack_of = [](const std::map<Sha256, std::string>& blobs) {
        PackWriter writer;
        for (const auto& [digest, bytes] : blobs) writer.add(digest, bytes);
        return writer.finish();
    };
    const auto send = [&](const std::string& pack) {
        return running.call("POST", "/api/v1/packs?release=" + id, {token}, pack).status;
    };
    const Sha256 wanted = sha256("二");
    CHECK(send(pack_of({{wanted, "三"}})) == 422);  // other bytes of the same length
    CHECK(send(pack_of({{wanted, "二"}, {sha256("x"), "x"}})) == 422);  // one blob too many
    CHECK(send(pack_of({{wanted, std::string(kMaxPackedFileBytes, '\0')}})) == 422);  // a bomb
    CHECK(send(pack_of({})) == 200);
    for (const std::string& path :
         {std::string("../etc/passwd"), std::string("a/../b.html"), std::string("/etc/passwd"),
          std::string("a\\b.html"), std::string("a\0b.html", 8), std::string(4'096, 'n') + ".html",
          std::string("a//b.html"), std::string("./a.html"), std::string("api/v1/x.html"),
          std::string("events"), std::string("caf\x65\xCC\x81.html"), std::string("\xFF.html")}) {
        CAPTURE(path);
        SampleSite bad = sample_site({{"index.html", "二"}});
        bad.manifest.entries[0].path = path;
        const HttpReply reply =
            running.call("POST", "/api/v1/releases", {token}, print_declaration(declare_all(bad)));
        CHECK((reply.status == 400 || reply.status == 422));
    }
    running.endpoint.reset();  // an upload goes after its answer; all are gone when it has stopped
    CHECK(running.files->list(running.data + "/incoming")->empty());
    CHECK_FALSE(running.files->info(running.folder / "etc"));
    running.start();
    CHECK(wrong_of(running, {.number = 1}) == kNothingWrong);
    // The release that was declared is still good.
    CHECK(send(pack_all(next)) == 200);
    CHECK(running.switch_to(id, 1).status == 200);
}

TEST_CASE("fault 34: a recall of one file under ten thousand addresses takes them all",
          "[fault][endpoint][recall]") {
    constexpr std::size_t kAddresses = 10'000;
    RunningEndpoint running;
    const std::string marker = "一万个地址下的同一篇";
    SampleSite site = small_site("一");
    const SampleSite story = sample_site({{"s.html", marker}});
    for (std::size_t i = 0; i < kAddresses; ++i) {
        ManifestEntry entry = story.manifest.entries.front();
        entry.path = fmt::format("tags/{}.html", i);
        entry.own = "s";
        site.manifest.entries.push_back(std::move(entry));
    }
    sort_manifest(site.manifest);
    site.blobs[sha256(marker)] = marker;
    REQUIRE(running.publish(site, 0).status == 200);
    const Result<RecallReport> report = parse_recall_report(running.recall("s").body);
    REQUIRE(report);
    CHECK(report->gone == kAddresses);
    CHECK(report->erased == 1);
    for (std::size_t i = 0; i < kAddresses; i += 999) {
        CHECK(running.call("GET", fmt::format("/tags/{}.html", i)).status == 410);
    }
    CHECK(in_lines(look_at_folder(*running.files, running.data,
                                  {.number = 1, .recalled = {"s"}, .markers = {marker}})) ==
          kNothingWrong);
}

TEST_CASE("fault 36: a download that runs while its story is recalled is cut",
          "[fault][endpoint][recall]") {
    RunningEndpoint running;
    SampleSite site = small_site("一");
    const auto add = [&](const std::string& path, char filling) {
        const SampleSite one = sample_site({{path, std::string(kFilmBytes, filling)}});
        site.manifest.entries.push_back(one.manifest.entries.front());
        return &site.manifest.entries.back();
    };
    add("media/film.mp4", 'f')->own = "s";
    add("feed.json", 'g')->shows = {{"s", true}};
    add("media/other.mp4", 'o');
    sort_manifest(site.manifest);
    const std::string id = running.declare(site);
    for (const auto& [digest, bytes] : site.blobs) {
        const std::string path = fmt::format("/api/v1/blobs/{}?release={}", to_hex(digest), id);
        REQUIRE(
            running.call("PUT", path, {RunningEndpoint::bearer(running.publisher)}, bytes).status ==
            201);
    }
    for (const char filling : {'f', 'g', 'o'}) {
        const std::string bytes(kFilmBytes, filling);
        const std::string path =
            fmt::format("/api/v1/blobs/{}?release={}", to_hex(sha256(bytes)), id);
        REQUIRE(
            running.call("PUT", path, {RunningEndpoint::bearer(running.publisher)}, bytes).status ==
            201);
    }
    REQUIRE(running.switch_to(id, 0).status == 200);

    const RawConnection film(running.endpoint->port());
    const RawConnection range(running.endpoint->port());
    const RawConnection feed(running.endpoint->port());
    const RawConnection other(running.endpoint->port());
    film.send(get_head("media/film.mp4"));
    range.send(get_head("media/film.mp4", fmt::format("Range: bytes=1-{}\r\n", kFilmBytes - 2)));
    feed.send(get_head("feed.json"));
    other.send(get_head("media/other.mp4", "Connection: close\r\n"));
    std::vector<std::string> heads;
    for (const RawConnection* reader : {&film, &range, &feed, &other}) {
        heads.push_back(reader->receive_until("\r\n\r\n"));
    }
    CHECK(status_of(heads[0]) == 200);
    CHECK(status_of(heads[1]) == 206);
    REQUIRE(running.recall("s").status == 200);
    CHECK(heads[0].size() + film.receive_all().size() < kFilmBytes);
    CHECK(heads[1].size() + range.receive_all().size() < kFilmBytes);
    CHECK(heads[2].size() + feed.receive_all().size() < kFilmBytes);
    CHECK(heads[3].size() + other.receive_all().size() > kFilmBytes);  // nobody else's
    CHECK(running.call("GET", "/media/film.mp4", {{"Range", "bytes=0-4"}}).status == 410);
    CHECK(running.call("GET", "/feed.json").status == 503);
    CHECK(wrong_of(running, {.number = 1, .recalled = {"s"}, .markers = {std::string(100, 'f')}}) ==
          kNothingWrong);
}

TEST_CASE("faults 23 and 40: who is slow, idle or drips holds up no reader and no publish",
          "[fault][endpoint]") {
    RunningEndpoint running(EndpointOptions{.data = {}, .idle_seconds = 60});
    SampleSite site = small_site("一");
    const std::string film(kMaxPackedFileBytes, 'f');
    const SampleSite large = sample_site({{"media/film.mp4", film}});
    site.manifest.entries.push_back(large.manifest.entries.front());
    site.blobs[sha256(film)] = film;
    sort_manifest(site.manifest);
    REQUIRE(running.publish(site, 0).status == 200);
    std::vector<std::unique_ptr<RawConnection>> slow;
    const auto connect = [&] {
        slow.push_back(std::make_unique<RawConnection>(running.endpoint->port()));
        return slow.back().get();
    };
    for (int i = 0; i < 100; ++i) {
        connect();                                    // says nothing
        connect()->send("GET / HTTP/1.1\r\nHo");      // a head that never ends
        connect()->send(get_head("media/film.mp4"));  // an answer that nobody reads
        connect()->send(
            fmt::format("POST /api/v1/releases HTTP/1.1\r\nHost: h\r\nAuthorization: "
                        "Bearer {}\r\nContent-Length: 9\r\n\r\n{{",
                        running.publisher));  // a body that never ends
    }
    for (std::uint64_t number = 1; number < 4; ++number) {
        for (const auto& one : slow) one->send("X");  // they drip on
        CHECK(running.publish(small_site(std::to_string(number)), number).status == 200);
        CHECK(running.call("GET", "/").body.find(std::to_string(number)) != std::string::npos);
    }
    CHECK(wrong_of(running, {.number = 4}) == kNothingWrong);
    slow.clear();  // and leave without a word
}
