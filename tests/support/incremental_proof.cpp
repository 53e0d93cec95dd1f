#include "support/incremental_proof.h"

#include "build/build.h"
#include "support/build_comparison.h"
#include "support/failing_files.h"
#include "support/newsroom_edits.h"
#include "support/signing_desk.h"
#include "support/temporary_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>
#include <utility>

namespace gazette::testing {
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kHourNs = std::int64_t{3600} * 1'000'000'000;
constexpr std::int64_t kCoarseTickNs = std::int64_t{2} * 1'000'000'000;

ProofKind kind_of(std::uint64_t seed) { return static_cast<ProofKind>(seed % kProofKinds); }

// How a build is asked for, beside the newsroom and the output.
struct BuildChoice {
    BuildOptions options;
    bool has_old_files = false;
    bool has_reversed_folders = false;
    std::int64_t tick_ns = 1;

    void apply(FailingFiles& files) const {
        files.clock_ahead_ns = has_old_files ? kHourNs : 0;
        files.tick_ns = tick_ns;
        files.reverse_folders = has_reversed_folders;
    }

    [[nodiscard]] std::string text() const {
        return fmt::format(
            "now {}{}{}{}{}{}{}, {} jobs, {} bytes kept, times {}", rfc3339_utc(options.now),
            options.drafts ? ", drafts" : "", options.is_preview ? ", preview" : "",
            options.keep_going ? ", keep going" : "",
            options.allow_unknown ? ", allow unknown" : "", options.paranoid ? ", paranoid" : "",
            options.explain ? ", explain" : "", options.jobs, options.most_kept_bytes,
            has_old_files ? "believed" : "young");
    }
};

// Edits in an order by chance; each is made once before one is made again.
class EditDeck {
public:
    explicit EditDeck(const NewsroomKind& kind) {
        for (const auto& list : {story_edits(), site_edits(), review_edits()}) {
            for (const ContentEdit& edit : list) {
                if (edit.needs_pictures && !kind.has_pictures) continue;
                if (edit.needs_reviews && !kind.has_reviews) continue;
                all_.push_back({&edit, nullptr});
            }
        }
        // Often enough among all others.
        for (std::size_t again = 0; kind.has_reviews && again < 3; ++again) {
            for (const ContentEdit& edit : review_edits()) all_.push_back({&edit, nullptr});
        }
        for (const DiskEdit& edit : disk_edits()) all_.push_back({nullptr, &edit});
    }

    struct Card {
        const ContentEdit* content = nullptr;
        const DiskEdit* disk = nullptr;

        [[nodiscard]] std::string name() const {
            return std::string(content != nullptr ? content->name : disk->name);
        }
    };

    // Makes the next edit for which there is something: `make` says whether there was.
    template <typename Make>
    void play(Dice& dice, const Make& make) {
        constexpr std::size_t kMostTries = 40;
        for (std::size_t tries = 0; tries < kMostTries; ++tries) {
            if (left_.empty()) left_ = all_;
            std::swap(dice.pick(left_), left_.back());
            if (!make(left_.back())) continue;
            left_.pop_back();
            return;
        }
        left_.insert(left_.end(), all_.begin(), all_.end());
    }

    [[nodiscard]] std::set<std::string> names() const {
        std::set<std::string> names;
        for (const Card& card : all_) names.insert(card.name());
        return names;
    }

private:
    std::vector<Card> all_;
    std::vector<Card> left_;
};

NewsroomKind newsroom_of(ProofKind kind) {
    return {kind == ProofKind::Pictures, kind == ProofKind::Reviewed};
}

class Sequence {
public:
    explicit Sequence(std::uint64_t seed)
        : seed_(seed),
          kind_(kind_of(seed)),
          dice_(seed),
          state_(first_newsroom(newsroom_of(kind_), dice_)),
          // A site within its newsroom, as is usual, or beside it.
          folders_(root_ / "newsroom", root_ / (dice_.chance(50) ? "newsroom/public" : "site"),
                   root_ / (kind_ == ProofKind::Reviewed ? "memory" : "newsroom")),
          deck_(newsroom_of(kind_)) {}

    ProofResult run(std::size_t builds) {
        folders_.write(state_, dice_);
        right_ = state_;
        for (std::size_t i = 0; i < builds && result_.failure.empty(); ++i) {
            if (i > 0) edit_some();
            build_and_compare();
        }
        return std::move(result_);
    }

private:
    void edit_some() {
        // Mostly one thing, for one that changes all pages hides what others do; or several at
        // once, or nothing but time, or not even that: then a build may do nothing at all.
        const std::size_t how = dice_.below(100);
        is_quiet_ = how < 24;
        if (is_quiet_) {
            if (how >= 4) move_clock();
            return;
        }
        const std::size_t count = how < 56 ? 1 : 2 + dice_.below(how < 82 ? 2 : 11);
        for (std::size_t i = 0; i < count; ++i) edit();
        if (kind_ != ProofKind::YoungFiles) return;
        if (dice_.chance(85)) edit_same_again();
        if (dice_.chance(40)) {
            note("replace a file of the output: " + replace_output_file(folders_, state_, dice_));
        }
    }

    void move_clock() {
        std::vector<const ContentEdit*> moves;
        for (const ContentEdit& edit : story_edits()) {
            if (edit.name.starts_with("move the clock")) moves.push_back(&edit);
        }
        const ContentEdit& move = *dice_.pick(moves);
        const EditedThing moment = move.make(state_, dice_);
        if (!moment.empty()) note(fmt::format("{}: {}", move.name, moment));
    }

    // The first story anew, in the same size: only its bytes tell it from what it was a moment ago.
    void edit_same_again() {
        StoryState& story = state_.stories.front();
        story.text = fmt::format("第{}段正文。这一篇改了又改。", next_number(state_));
        folders_.write_in_place(state_);
        note("edit the same text again: " + story.path);
    }

    void edit() {
        deck_.play(dice_, [&](const EditDeck::Card& card) {
            const EditedThing thing = card.content != nullptr
                                          ? card.content->make(state_, dice_)
                                          : card.disk->make(folders_, state_, dice_);
            if (thing.empty()) return false;
            folders_.write(state_, dice_);
            result_.edits.insert(card.name());
            note(fmt::format("{}: {}", card.name(), thing));
            return true;
        });
        if (state_.has_reviews && dice_.chance(80)) sign_changes();
    }

    // Else nearly all edits would make the next build refuse.
    void sign_changes() {
        const EditedThing stories = sign_what_changed(state_, dice_);
        if (stories.empty()) return;
        folders_.write(state_, dice_);
        note("sign what changed: " + stories);
    }

    // After a build that found errors: as it was when all was right, or more edits over them.
    void perhaps_mend() {
        if (!dice_.chance(85)) return;
        mend(state_, right_);
        folders_.write(state_, dice_);
        note("mend: all as it was when it was right");
    }

    BuildChoice choose() {
        BuildChoice choice;
        BuildOptions& options = choice.options;
        options.source = folders_.newsroom;
        options.out = folders_.out;
        options.now = state_.now;
        if (state_.has_reviews) {
            options.trust = SigningDesk::trust();
            options.memory = folders_.memory;
        }
        options.drafts = dice_.chance(8);
        options.is_preview = dice_.chance(4);
        options.keep_going = dice_.chance(15);
        options.allow_unknown = dice_.chance(4);
        options.paranoid = dice_.chance(4);
        options.explain = dice_.chance(10);
        options.jobs = 1 + dice_.below(3);
        if (dice_.chance(15)) options.most_kept_bytes = 0;
        choice.has_reversed_folders = dice_.chance(20);
        if (kind_ == ProofKind::YoungFiles) choice.tick_ns = kCoarseTickNs;
        choice.has_old_files =
            kind_ == ProofKind::OldFiles || (kind_ != ProofKind::YoungFiles && dice_.chance(70));
        return choice;
    }

    void build_and_compare() {
        bool is_after_interruption = false;
        while (interrupts() && dice_.chance(is_after_interruption ? 30 : 60)) {
            interrupt();
            is_after_interruption = true;
            if (dice_.chance(30)) edit();
        }
        if (dice_.chance(6)) build_dry();
        BuildChoice choice = choose();
        if (is_quiet_ && last_choice_ && dice_.chance(90)) {
            choice = *last_choice_;
            choice.options.now = state_.now;
            choice.options.explain = false;
        }
        last_choice_ = choice;
        note("build: " + choice.text());
        const OutputSnapshot before = take_snapshot(folders_.out);
        const Tree strangers = folders_.strangers();
        const BuildOutcome now = build(choice);
        const BuildOutcome clean = build_clean(choice);
        ++result_.builds;
        Problems problems;
        compare_reports(now, clean, problems);
        if (was_set_aside(now) && !folders_.is_memory_damaged) {
            problems.add("what was remembered was set aside, but nobody damaged it");
        }
        if (problems.empty() && now.report->written) {
            compare_outputs({before, strangers, is_after_interruption}, now, clean, problems);
        } else if (problems.empty() && now.tree != before) {
            problems.add("refused, but the output was changed");
        }
        if (!problems.empty()) fail(problems);
        settle(choice, now);
        wait_for_tick();
    }

    // Which says what would be made and changes nothing.
    void build_dry() {
        BuildChoice choice = choose();
        choice.options.dry_run = true;
        note("dry run: " + choice.text());
        const OutputSnapshot before = take_snapshot(folders_.out);
        const BuildOutcome now = build(choice);
        Problems problems;
        if (!now.report) problems.add("it failed: " + describe(now.report.error()));
        if (now.tree != before) problems.add("a dry run changed the output");
        if (!problems.empty()) fail(problems);
    }

    [[nodiscard]] bool interrupts() const {
        return kind_ == ProofKind::FullDisk || kind_ == ProofKind::Killed;
    }

    [[nodiscard]] BuildOutcome build(const BuildChoice& choice) const {
        FailingFiles files;
        choice.apply(files);
        BuildOutcome outcome;
        outcome.report = gazette::build(choice.options, files, outcome.diagnostics);
        outcome.tree = take_snapshot(folders_.out);
        return outcome;
    }

    // Of a copy that shares nothing with the newsroom.
    [[nodiscard]] BuildOutcome build_clean(const BuildChoice& choice) const {
        const std::string copy = clean_ / "copy";
        fs::remove_all(copy);
        fs::create_directories(copy + "/newsroom");
        for (const auto& entry : fs::directory_iterator(folders_.newsroom)) {
            const fs::path name = entry.path().filename();
            if (name == ".gazette" || entry.path() == folders_.out) continue;
            fs::copy(entry.path(), fs::path(copy) / "newsroom" / name, fs::copy_options::recursive);
        }
        BuildOptions options = choice.options;
        options.source = copy + "/newsroom";
        options.out = copy + "/site";
        if (state_.has_reviews) {
            // A log that was cut is one to who has seen it: that much it is told.
            options.memory = copy + "/memory";
            const std::string seen = "/.gazette/catalog/reviews";
            if (fs::exists(folders_.memory + seen)) {
                fs::create_directories(options.memory + "/.gazette/catalog");
                fs::copy(folders_.memory + seen, options.memory + seen);
            }
        }
        options.paranoid = false;
        options.jobs = 2;
        const auto files = real_files();
        BuildOutcome outcome;
        outcome.report = gazette::build(options, *files, outcome.diagnostics);
        outcome.tree = take_snapshot(options.out);
        return outcome;
    }

    // A build that ends before its end. What it leaves is looked at by the next one only.
    void interrupt() {
        const BuildChoice choice = choose();
        const std::size_t writes = dice_.below(dice_.chance(50) ? 15 : 250);
        const bool is_killed = kind_ == ProofKind::Killed;
        note(fmt::format("build, {} at write {}: {}", is_killed ? "killed" : "disk full", writes,
                         choice.text()));
        FailingFiles files;
        choice.apply(files);
        files.writes_until_full = writes;
        Diagnostics diagnostics;
        if (is_killed) {
            files.dies_when_full = true;
            const pid_t child = ::fork();
            if (child == 0) {
                static_cast<void>(gazette::build(choice.options, files, diagnostics));
                ::_exit(0);
            }
            int status = 0;
            ::waitpid(child, &status, 0);
            if (WIFSIGNALED(status)) ++result_.interrupted_builds;
            if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL) {
                result_.failure = "a build in a child died of itself";
            }
        } else {
            const auto report = gazette::build(choice.options, files, diagnostics);
            if (!report) ++result_.interrupted_builds;
            if (!report && report.error().code != ErrorCode::Full) {
                note("failed: " + describe(report.error()));
                Problems problems;
                problems.add("a full disk was told as something else");
                fail(problems);
            }
        }
        wait_for_tick();
    }

    void settle(const BuildChoice& choice, const BuildOutcome& now) {
        if (!now.report) return;
        result_.files_written += now.report->files_written;
        if (now.report->articles_read * 2 < now.report->articles) ++result_.remembering_builds;
        if (now.report->pages_made * 2 < now.report->pages) ++result_.skipping_builds;
        const bool is_repeated = now.report->written && now.report->steps.back().name == "recall";
        if (is_repeated) ++result_.repeated_builds;
        // A refused build may not have looked at all that is remembered.
        if (was_set_aside(now) && now.report->written) folders_.is_memory_damaged = false;
        if (!now.report->written) ++result_.refused;
        if (now.report->written) state_.next_change = now.report->next_change;
        if (now.diagnostics.has_errors()) {
            perhaps_mend();
        } else if (!choice.options.allow_unknown) {
            right_ = state_;
        }
    }

    // Until a file that is changed from now on gets another time than any before.
    void wait_for_tick() const {
        if (kind_ == ProofKind::YoungFiles) return;
        const std::string probe = root_ / "probe";
        std::ofstream(probe) << "x";
        const auto touch = [&] {
            struct stat info {};
            static_cast<void>(::utimensat(AT_FDCWD, probe.c_str(), nullptr, 0));
            static_cast<void>(::stat(probe.c_str(), &info));
            return std::pair(info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
        };
        const auto before = touch();
        while (touch() == before) std::this_thread::yield();
    }

    void note(std::string line) { log_.push_back(std::move(line)); }

    void fail(const Problems& problems) {
        std::string text = fmt::format("seed {}, after these edits:\n", seed_);
        for (const std::string& line : log_) text += "  " + line + "\n";
        text += "it was wrong:\n" + problems.text();
        text += fmt::format("once more: tools/soak build --minutes 0 --seed {}\n", seed_);
        result_.failure = std::move(text);
    }

    TemporaryFolder root_;
    TemporaryFolder clean_ = TemporaryFolder::in_memory();
    const std::uint64_t seed_;
    const ProofKind kind_;
    Dice dice_;
    NewsroomState state_;
    NewsroomState right_;  // when the last build found no error
    EditedFolders folders_;
    EditDeck deck_;
    bool is_quiet_ = false;  // nothing was edited before this build
    std::optional<BuildChoice> last_choice_;
    std::vector<std::string> log_;
    ProofResult result_;
};

}  // namespace

std::uint64_t proof_seed(ProofKind kind, std::uint64_t number) {
    return number * kProofKinds + static_cast<std::uint64_t>(kind);
}

ProofResult prove_incremental_builds(std::uint64_t seed, std::size_t builds) {
    return Sequence(seed).run(builds);
}

std::set<std::string> edits_of(ProofKind kind) { return EditDeck(newsroom_of(kind)).names(); }

}  // namespace gazette::testing
