// Publishing, rollbacks, recalls, lifts, restarts and collections in an order by chance, beside a
// model that is much simpler than the endpoint: what every address must answer after each step.
// Readers poll all the time; each answer must be of one of the states that were the newest while it
// was asked for, and no reader may go back to a state before one that it has seen. What is here
// takes seconds; `tools/soak publish` goes on with other seeds.
#include "base/guarded.h"
#include "base/text.h"
#include "publish/publisher.h"
#include "support/catch.h"
#include "support/decoding.h"
#include "support/dice.h"
#include "support/release_oracle.h"
#include "support/release_samples.h"
#include "support/running_endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace gazette;
using gazette::testing::declare_all;
using gazette::testing::Dice;
using gazette::testing::in_lines;
using gazette::testing::kNothingWrong;
using gazette::testing::look_at_folder;
using gazette::testing::look_at_readers;
using gazette::testing::pack_all;
using gazette::testing::Promises;
using gazette::testing::RunningEndpoint;
using gazette::testing::sample_site;
using gazette::testing::SampleSite;

namespace {

constexpr std::size_t kStories = 5;
constexpr std::size_t kKeptReleases = 3;

// What an address must answer.
struct Expected {
    int status = 404;
    std::string body = {};  // of a 200

    friend bool operator==(const Expected&, const Expected&) = default;
};

using State = std::map<std::string, Expected>;  // of all addresses; others are 404

// Who waits for no lock and who writes: the states so far, and which of them may be the newest.
class Timeline {
public:
    struct Range {
        std::size_t first = 0;  // may have been current since
        std::size_t last = 0;
    };

    [[nodiscard]] std::size_t settled() const {
        return states_.with([](const States& states) { return states.settled; });
    }

    // It may become current from now on.
    void begin(State state) {
        states_.with([&](States& states) { states.all.push_back(std::move(state)); });
    }

    void settle(bool is_current) {
        states_.with([&](States& states) {
            if (is_current) {
                states.settled = states.all.size() - 1;
            } else {
                states.all.pop_back();
            }
        });
    }

    // The first state from `from` on in which the address answers so; nothing: there is none.
    [[nodiscard]] std::optional<std::size_t> find(std::size_t from, const std::string& path,
                                                  const Expected& found) const {
        return states_.with([&](const States& states) -> std::optional<std::size_t> {
            for (std::size_t i = from; i < states.all.size(); ++i) {
                const auto expected = states.all[i].find(path);
                if ((expected == states.all[i].end() ? Expected{} : expected->second) == found) {
                    return i;
                }
            }
            return std::nullopt;
        });
    }

private:
    struct States {
        std::vector<State> all;
        std::size_t settled = 0;
    };

    mutable Guarded<States> states_;
};

// One that polls, in a thread of its own.
class Reader {
public:
    Reader(const Timeline& timeline, std::uint16_t port, std::vector<std::string> paths,
           std::uint64_t seed)
        : timeline_(timeline), port_(port), paths_(std::move(paths)), dice_(seed), thread_([this] {
              while (!stops_) poll();
          }) {}

    ~Reader() {
        stops_ = true;
        thread_.join();
    }

    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Reader(Reader&&) = delete;
    Reader& operator=(Reader&&) = delete;

    [[nodiscard]] std::string wrong() const {
        return wrong_.with([](const std::string& wrong) { return wrong; });
    }

    [[nodiscard]] std::size_t answers() const { return answers_; }

private:
    void poll() {
        const std::string& path = dice_.pick(paths_);
        HttpCall call;
        call.url = Url{"http", "127.0.0.1", port_, "/" + path, ""};
        if (dice_.chance(30)) call.headers.push_back({"Accept-Encoding", "gzip, br"});
        const std::size_t from = std::max(seen_, timeline_.settled());
        const Result<HttpReply> reply = client_.send(call);
        if (!reply) return;  // it is being restarted, or a recall has cut the answer
        Expected found{reply->status, {}};
        if (reply->status == 200) found.body = plain(*reply);
        const std::optional<std::size_t> at = timeline_.find(from, path, found);
        ++answers_;
        if (at) {
            seen_ = *at;
            return;
        }
        wrong_.with([&](std::string& wrong) {
            if (wrong == kNothingWrong) {
                wrong = fmt::format("/{} answered {} {} after state {}", path, found.status,
                                    found.body, from);
            }
        });
    }

    static std::string plain(const HttpReply& reply) {
        const std::optional<std::string_view> coding = reply.header("Content-Encoding");
        if (coding == "gzip") return testing::gunzip(reply.body).value_or("damaged");
        if (coding == "br") return testing::unbrotli(reply.body).value_or("damaged");
        return reply.body;
    }

    const Timeline& timeline_;
    std::uint16_t port_;
    std::vector<std::string> paths_;
    Dice dice_;
    HttpClient client_;
    std::size_t seen_ = 0;
    std::atomic<std::size_t> answers_ = 0;
    mutable Guarded<std::string> wrong_{std::string(kNothingWrong)};
    std::atomic<bool> stops_ = false;
    std::thread thread_;  // last: it uses all above
};

std::string page_of(std::size_t story) { return fmt::format("2022/07/06/{}.html", story); }

std::string picture_of(std::size_t story) { return fmt::format("media/{}.jpg", story); }

std::string id_of(std::size_t story) { return fmt::format("story-{}", story); }

// An edition of the paper: which text each story has (0: it is not in it).
struct Edition {
    std::size_t home = 0;
    std::vector<std::size_t> texts = std::vector<std::size_t>(kStories, 0);

    [[nodiscard]] std::string text_of(std::size_t story) const {
        return fmt::format("正文 {} 第{}稿。{}", story, texts[story], std::string(700, '.'));
    }

    [[nodiscard]] std::string picture_text(std::size_t story) const {
        return fmt::format("图片 {} 第{}稿。", story, texts[story]);
    }

    [[nodiscard]] std::string feed() const {
        std::string feed = "feed";
        for (std::size_t story = 0; story < kStories; ++story) {
            if (texts[story] > 0) feed += fmt::format(" {}:{}", story, texts[story]);
        }
        return feed;
    }

    [[nodiscard]] SampleSite site() const {
        std::map<std::string, std::string> content = {{"index.html", fmt::format("home {}", home)},
                                                      {"logo.png", "logo"},
                                                      {"feed.json", feed()}};
        for (std::size_t story = 0; story < kStories; ++story) {
            if (texts[story] == 0) continue;
            content[page_of(story)] = text_of(story);
            content[picture_of(story)] = picture_text(story);
            content[fmt::format("media/{}-logo.png", story)] = "logo";
        }
        SampleSite site = sample_site(content);
        for (ManifestEntry& entry : site.manifest.entries) {
            for (std::size_t story = 0; story < kStories; ++story) {
                const bool is_own = entry.path == page_of(story) ||
                                    entry.path.starts_with(fmt::format("media/{}", story));
                if (is_own) entry.own = id_of(story);
                if (entry.path == "feed.json" && texts[story] > 0) {
                    entry.shows.push_back({id_of(story), true});
                }
            }
        }
        return site;
    }
};

// A tree as readers get it, in the model's terms.
struct Tree {
    struct Page {
        int status = 200;
        std::string body;
        std::optional<std::size_t> story = {};  // whose own it is
        std::set<std::size_t> shown = {};       // whose bodies can be read there
    };

    std::map<std::string, Page> pages;
};

Tree tree_of(const Edition& edition) {
    Tree tree;
    const SampleSite site = edition.site();
    for (const ManifestEntry& entry : site.manifest.entries) {
        Tree::Page page{entry.status, site.blobs.at(entry.digest)};
        for (std::size_t story = 0; story < kStories; ++story) {
            if (entry.own == id_of(story)) page.story = story;
            if (!entry.shows.empty() && edition.texts[story] > 0) page.shown.insert(story);
        }
        tree.pages[entry.path] = std::move(page);
    }
    return tree;
}

class Model {
public:
    explicit Model(std::uint64_t seed)
        : dice_(seed),
          running_(EndpointOptions{.data = {},
                                   .idle_seconds = 10,
                                   .keep = kKeptReleases,
                                   .collect_every = std::chrono::milliseconds(3)}) {
        running_.address = fmt::format("127.0.0.1:{}", running_.endpoint->port());
        paths_ = {"index.html", "logo.png", "feed.json"};
        for (std::size_t story = 0; story < kStories; ++story) {
            paths_.push_back(page_of(story));
            paths_.push_back(picture_of(story));
            paths_.push_back(fmt::format("media/{}-logo.png", story));
        }
        // Before there is a release every address answers 503.
        State none;
        for (const std::string& path : paths_) none[path] = {503, {}};
        timeline_.begin(std::move(none));
        timeline_.settle(true);
        for (std::uint64_t i = 0; i < 2; ++i) {
            readers_.push_back(std::make_unique<Reader>(timeline_, running_.endpoint->port(),
                                                        paths_, seed * 10 + i));
        }
    }

    void step() {
        ++steps;
        const std::size_t what = dice_.below(100);
        if (what < 25) {
            declare();
        } else if (what < 45) {
            upload();
        } else if (what < 70) {
            publish();
        } else if (what < 78) {
            go_back();
        } else if (what < 84) {
            recall();
        } else if (what < 90) {
            lift();
        } else if (what < 94) {
            restart();
        }
        for (const auto& reader : readers_) REQUIRE(reader->wrong() == kNothingWrong);
    }

    // At the end: all is whole, and somebody read it meanwhile.
    void finish() {
        restart();
        for (const auto& reader : readers_) {
            while (reader->answers() < 20) std::this_thread::yield();
            REQUIRE(reader->wrong() == kNothingWrong);
        }
    }

    std::size_t steps = 0;
    std::size_t published = 0;
    std::size_t recalled = 0;
    std::size_t restarts = 0;

private:
    struct Open {
        Edition edition;
        std::uint64_t base = 0;
        bool is_uploaded = false;
    };

    [[nodiscard]] bool names_recalled(const Edition& edition) const {
        return std::ranges::any_of(recalled_,
                                   [&](std::size_t story) { return edition.texts[story] > 0; });
    }

    [[nodiscard]] bool is_barred_text(const Tree::Page& page) const {
        return barred_texts_.contains(page.body);
    }

    // What readers get of a tree under the recalls of now.
    [[nodiscard]] State state_of(const Tree& tree) const {
        State state;
        for (const auto& [path, page] : tree.pages) {
            const bool is_gone = (page.story && recalled_.contains(*page.story)) ||
                                 page.status == 410 || is_barred_text(page);
            const bool is_held = std::ranges::any_of(
                page.shown, [&](std::size_t story) { return recalled_.contains(story); });
            if (is_gone) {
                state[path] = {410, {}};
            } else if (is_held) {
                state[path] = {503, {}};
            } else {
                state[path] = {200, page.body};
            }
        }
        return state;
    }

    // As the endpoint says that it goes back: recalled stories become notices, pages that show them
    // are as they are now.
    [[nodiscard]] Tree without_recalled(const Tree& old) const {
        const auto is_refused = [&](const Tree::Page& page) {
            return (page.story && recalled_.contains(*page.story)) || is_barred_text(page) ||
                   std::ranges::any_of(
                       page.shown, [&](std::size_t story) { return recalled_.contains(story); });
        };
        Tree tree;
        for (const auto& [path, page] : old.pages) {
            if (!is_refused(page)) {
                tree.pages[path] = page;
            } else if (page.story && recalled_.contains(*page.story)) {
                tree.pages[path] = {410, "", {}, {}};
            } else if (const auto now = current_.pages.find(path);
                       now != current_.pages.end() && !is_refused(now->second)) {
                tree.pages[path] = now->second;
            }
        }
        return tree;
    }

    void declare() {
        constexpr std::size_t kMostOpen = 3;
        if (open_.size() >= kMostOpen) open_.erase(open_.begin());
        Edition edition;
        edition.home = dice_.below(5);
        for (std::size_t story = 0; story < kStories; ++story) {
            if (recalled_.contains(story) ? dice_.chance(3) : dice_.chance(70)) {
                edition.texts[story] = newest_text_[story] + dice_.below(2);
            }
        }
        const HttpReply reply =
            running_.call("POST", "/api/v1/releases", {RunningEndpoint::bearer(running_.publisher)},
                          print_declaration(declare_all(edition.site())));
        if (names_recalled(edition)) {
            REQUIRE(reply.status == 409);
            return;
        }
        INFO(reply.body);
        REQUIRE((reply.status == 201 || reply.status == 200));
        for (std::size_t story = 0; story < kStories; ++story) {
            seen_texts_[story] = std::max(seen_texts_[story], edition.texts[story]);
        }
        const std::string id = parse_declared(reply.body)->id;
        if (!open_.contains(id)) open_[id] = {edition, number_, false};
    }

    std::map<std::string, Open>::iterator any_open() {
        auto open = open_.begin();
        if (!open_.empty()) std::advance(open, dice_.below(open_.size()));
        return open;
    }

    // All of it, or a part.
    void upload() {
        const auto open = any_open();
        if (open == open_.end()) return;
        SampleSite site = open->second.edition.site();
        const bool is_whole = dice_.chance(90);
        if (!is_whole) {
            std::erase_if(site.blobs, [&](const auto&) { return dice_.chance(40); });
        }
        const HttpReply reply =
            running_.call("POST", "/api/v1/packs?release=" + open->first,
                          {RunningEndpoint::bearer(running_.publisher)}, pack_all(site));
        INFO(reply.body);
        if (reply.status == 404) {  // the oldest of too many open ones are dropped
            open_.erase(open);
            return;
        }
        REQUIRE(reply.status == 200);
        open->second.is_uploaded = open->second.is_uploaded || is_whole;
    }

    // Sends what may make another tree current, and says whether it did.
    template <typename Send>
    int switch_to(const Tree& tree, Send send) {
        timeline_.begin(state_of(tree));
        const int status = send();
        timeline_.settle(status == 200);
        if (status != 200) return status;
        current_ = tree;
        ++number_;
        ++published;
        trees_[number_] = tree;
        return status;
    }

    void publish() {
        const auto open = any_open();
        if (open == open_.end()) return;
        const std::uint64_t expected = dice_.chance(90) ? number_ : open->second.base;
        const Tree tree = tree_of(open->second.edition);
        const int status =
            switch_to(tree, [&] { return running_.switch_to(open->first, expected).status; });
        const bool is_current = open->second.base == number_ - (status == 200 ? 1 : 0);
        if (status == 409) {
            REQUIRE_FALSE(open->second.is_uploaded);  // what was promised was kept
            return;
        }
        REQUIRE((status == 200 || status == 412 || status == 404));
        if (status == 200) REQUIRE(is_current);
        if (status == 412) REQUIRE_FALSE(open->second.base == number_);
        open_.erase(open);
    }

    void go_back() {
        const HttpReply listed =
            running_.call("GET", "/api/v1/releases", {RunningEndpoint::bearer(running_.reader)});
        const auto releases = parse_releases(listed.body);
        REQUIRE(releases);
        if (releases->empty()) return;
        REQUIRE(releases->front().number == number_);
        const std::uint64_t to = dice_.pick(*releases).number;
        const Tree tree = without_recalled(trees_.at(to));
        const int status = switch_to(tree, [&] { return running_.go_back_to(to, number_).status; });
        // Just now it may have been let go; the newest two never are.
        if (status != 200) REQUIRE((status == 404 && to + 1 < number_));
    }

    void recall() {
        const std::size_t story = dice_.below(kStories);
        if (number_ == 0) return;
        const std::set<std::size_t> before = recalled_;
        recalled_.insert(story);
        timeline_.begin(state_of(current_));
        const HttpReply reply = running_.recall(id_of(story));
        INFO(reply.body);
        REQUIRE(reply.status == 200);
        // Also what it had in releases that are kept and open ones.
        Edition all;
        for (std::size_t text = 1; text <= seen_texts_[story]; ++text) {
            all.texts[story] = text;
            barred_texts_.insert(all.text_of(story));
            barred_texts_.insert(all.picture_text(story));
            if (!is_surely_kept(all, story)) continue;
            promises_.markers.insert(fmt::format("正文 {} 第{}稿", story, text));
            promises_.markers.insert(fmt::format("图片 {} 第{}稿", story, text));
        }
        newest_text_[story] = seen_texts_[story] + 1;
        timeline_.settle(true);
        std::erase_if(open_, [&](const auto& open) { return names_recalled(open.second.edition); });
        promises_.recalled.insert(id_of(story));
        if (!before.contains(story)) ++recalled;
    }

    // In one of the newest two releases or an open one. What lies in a folder and in none of them
    // is nobody's, and goes with the next collection.
    [[nodiscard]] bool is_surely_kept(const Edition& edition, std::size_t story) const {
        const auto has_it = [&](std::uint64_t release) {
            const auto tree = trees_.find(release);
            if (tree == trees_.end()) return false;
            const auto page = tree->second.pages.find(page_of(story));
            return page != tree->second.pages.end() && page->second.body == edition.text_of(story);
        };
        return has_it(number_) || has_it(number_ - 1) ||
               std::ranges::any_of(open_, [&](const auto& open) {
                   return open.second.edition.texts[story] == edition.texts[story];
               });
    }

    void lift() {
        if (recalled_.empty()) return;
        auto story = recalled_.begin();
        std::advance(story, dice_.below(recalled_.size()));
        const HttpReply listed =
            running_.call("GET", "/api/v1/recalls", {RunningEndpoint::bearer(running_.lifter)});
        const auto recalls = parse_recalls(listed.body);
        REQUIRE(recalls);
        const auto recall = std::ranges::find_if(
            *recalls, [&](const Recall& one) { return one.article == id_of(*story) && !one.lift; });
        REQUIRE(recall != recalls->end());
        const LiftOrder order{"dongchangfu", recall->article, recall->at, "核实", {"王", "李"}};
        const std::size_t lifted = *story;
        recalled_.erase(story);
        promises_.recalled.erase(id_of(lifted));
        timeline_.begin(state_of(current_));
        REQUIRE(running_
                    .call("POST", "/api/v1/lifts", {RunningEndpoint::bearer(running_.lifter)},
                          print_lift_order(order))
                    .status == 200);
        timeline_.settle(true);
    }

    void restart() {
        ++restarts;
        running_.endpoint.reset();
        promises_.number = number_;
        REQUIRE(in_lines(look_at_folder(*running_.files, running_.data, promises_)) ==
                kNothingWrong);
        running_.clock.time.seconds += 60;
        running_.start();
        REQUIRE(in_lines(look_at_readers(running_.endpoint->port(), *running_.files, running_.data,
                                         promises_)) == kNothingWrong);
    }

    Dice dice_;
    RunningEndpoint running_;
    Timeline timeline_;
    std::vector<std::string> paths_;
    std::uint64_t number_ = 0;
    Tree current_;
    std::map<std::uint64_t, Tree> trees_;  // by release
    std::map<std::string, Open> open_;
    std::set<std::size_t> recalled_;
    std::set<std::string> barred_texts_;
    // After a recall a story is written anew: from the text after all that anybody has seen.
    std::vector<std::size_t> newest_text_ = std::vector<std::size_t>(kStories, 1);
    std::vector<std::size_t> seen_texts_ = std::vector<std::size_t>(kStories, 0);
    Promises promises_;
    std::vector<std::unique_ptr<Reader>> readers_;  // last: they poll until all else may go
};

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("at random, with readers that poll, publishing does what the model does",
          "[fault][endpoint][property]") {
    std::size_t published = 0;
    std::size_t recalled = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        Model model(seed);
        for (int i = 0; i < 150; ++i) {
            CAPTURE(i);
            model.step();
        }
        model.finish();
        published += model.published;
        recalled += model.recalled;
    }
    // The steps were worth something.
    CHECK(published > 30);
    CHECK(recalled > 10);
}

// GAZETTE_SOAK_SEED names the first sequence, GAZETTE_SOAK_MINUTES how long to go on with those
// after it; 0: that one alone.
TEST_CASE("publishing is right for as long as one cares to look", "[.soak-publish]") {
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t kSteps = 500;
    const std::uint64_t first = number_from_environment("GAZETTE_SOAK_SEED", 1000);
    const auto end =
        Clock::now() + std::chrono::minutes(number_from_environment("GAZETTE_SOAK_MINUTES", 0));
    std::size_t steps = 0;
    std::uint64_t seed = first;
    do {
        INFO(fmt::format("once more: tools/soak publish --minutes 0 --seed {}", seed));
        Model model(seed);
        for (std::size_t i = 0; i < kSteps; ++i) {
            CAPTURE(i);
            model.step();
        }
        model.finish();
        steps += model.steps;
        ++seed;
    } while (Clock::now() < end);
    std::cout << fmt::format("seeds {} to {}: {} steps were right\n", first, seed - 1, steps);
}

TEST_CASE("fault 30: of two who publish on the same base exactly one is told that it is late",
          "[fault][endpoint]") {
    RunningEndpoint running;
    REQUIRE(running.publish(sample_site({{"index.html", "home"}}), 0).status == 200);
    for (std::uint64_t round = 1; round <= 50; ++round) {
        CAPTURE(round);
        std::vector<std::string> ids;
        for (const char who : {'a', 'b'}) {
            const SampleSite site =
                sample_site({{"index.html", fmt::format("{} {}", who, round)}, {"x.html", "x"}});
            ids.push_back(running.declare(site));
            REQUIRE(running
                        .call("POST", "/api/v1/packs?release=" + ids.back(),
                              {RunningEndpoint::bearer(running.publisher)}, pack_all(site))
                        .status == 200);
        }
        std::vector<int> statuses(2);
        std::vector<std::thread> threads;
        for (std::size_t who = 0; who < 2; ++who) {
            threads.emplace_back([&, who] {
                HttpClient client;
                const std::string path = fmt::format("/api/v1/releases/{}/publish", ids[who]);
                statuses[who] = running
                                    .call_with(client, "POST", path,
                                               {RunningEndpoint::bearer(running.publisher),
                                                {"If-Match", fmt::format("\"{}\"", round)}})
                                    .status;
            });
        }
        for (std::thread& thread : threads) thread.join();
        std::ranges::sort(statuses);
        REQUIRE(statuses == std::vector<int>{200, 412});
    }
    CHECK(in_lines(look_at_folder(*running.files, running.data, {.number = 51})) == kNothingWrong);
}

TEST_CASE("fifty pairs of publishers at once make one row of whole releases",
          "[fault][endpoint][publish]") {
    constexpr std::size_t kPublishers = 100;
    RunningEndpoint running(EndpointOptions{.data = {}, .keep = 1000});

    struct Publisher {
        PublishOptions options;
        std::optional<Result<PublishReport>> report;
        std::string home;
    };

    std::vector<Publisher> publishers(kPublishers);
    for (std::size_t i = 0; i < kPublishers; ++i) {
        Publisher& one = publishers[i];
        one.home = fmt::format("home of {}", i);
        const SampleSite site =
            sample_site({{"index.html", one.home}, {"a.html", fmt::format("pair {}", i / 2)}});
        one.options.out = running.folder / fmt::format("public-{}", i);
        one.options.manifest = running.folder / fmt::format("manifest-{}", i);
        one.options.target.url = Url{"http", "127.0.0.1", running.endpoint->port(), "/", ""};
        one.options.target.token = running.publisher;
        one.options.target.retries.sleep = [](std::chrono::milliseconds) {};
        REQUIRE(running.files->make_directories(one.options.out));
        for (const ManifestEntry& entry : site.manifest.entries) {
            REQUIRE(running.files->replace(join_path(one.options.out, entry.path),
                                           site.blobs.at(entry.digest)));
        }
        REQUIRE(running.files->replace(one.options.manifest, *print_manifest(site.manifest)));
    }
    std::vector<std::thread> threads;
    threads.reserve(kPublishers);
    for (Publisher& one : publishers) {
        threads.emplace_back([&] {
            const std::unique_ptr<Files> files = real_files();
            one.report = publish(one.options, *files);
        });
    }
    for (std::thread& thread : threads) thread.join();
    std::map<std::uint64_t, std::string> home_of;
    std::size_t late = 0;
    for (const Publisher& one : publishers) {
        if (!*one.report) {
            // One of more than are kept open, which was dropped: to be published again.
            INFO(describe(one.report->error()));
            CHECK(one.report->error().code == ErrorCode::NotFound);
            ++late;
        } else if ((*one.report)->outcome == PublishReport::Outcome::Superseded) {
            ++late;
        } else {
            CHECK((*one.report)->outcome == PublishReport::Outcome::Published);
            CHECK(home_of.emplace((*one.report)->release.number, one.home).second);
        }
    }
    CHECK(home_of.size() + late == kPublishers);
    REQUIRE(!home_of.empty());
    CHECK(home_of.rbegin()->first == home_of.size());  // without a gap
    CHECK(running.call("GET", "/").body == home_of.rbegin()->second);
    const Promises promises{.number = home_of.size()};
    CHECK(in_lines(look_at_folder(*running.files, running.data, promises)) == kNothingWrong);
    CHECK(in_lines(look_at_readers(running.endpoint->port(), *running.files, running.data,
                                   promises)) == kNothingWrong);
}
