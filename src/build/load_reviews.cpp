#include "build/load_reviews.h"

#include "base/text.h"
#include "build/file_identity.h"
#include "build/review_memory.h"
#include "content/diagnostic_codes.h"
#include "release/byte_fields.h"
#include "review/canonical_form.h"
#include "review/chain.h"
#include "review/named_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace gazette {
namespace {

constexpr std::size_t kReviewedRowsPerRun = 32;
constexpr std::uint64_t kMostFileBytes = std::uint64_t{2} << 30U;

// What a broken chain is called in the message catalogues; empty where the story itself is another.
std::string_view word_of(ChainProblem problem) {
    switch (problem) {
        case ChainProblem::NotBegun:
        case ChainProblem::StageMissing:
        case ChainProblem::Returned:
            return {};  // nothing is broken
        case ChainProblem::TextChanged:
            return "@review-text";
        case ChainProblem::FilesChanged:
            return "@review-files";
        case ChainProblem::OlderText:
            return "@review-older";
        case ChainProblem::PathChanged:
            return "@review-path";
        case ChainProblem::StagesDiffer:
            return "@review-stages";
        case ChainProblem::StageOrder:
            return "@review-order";
        case ChainProblem::TextBetween:
            return "@review-between";
        case ChainProblem::PersonTwice:
            return "@review-person-twice";
        case ChainProblem::PersonIsAuthor:
            return "@review-person-author";
        case ChainProblem::SignedWhileRecalled:
            return "@review-while-recalled";
        case ChainProblem::LiftByOne:
            return "@review-lift-by-one";
        case ChainProblem::LogUnreadable:
            return "@review-unreadable";
        case ChainProblem::KeyUnknown:
            return "@review-key-unknown";
        case ChainProblem::KeyEnded:
            return "@review-key-ended";
        case ChainProblem::SignatureWrong:
            return "@review-signature";
        case ChainProblem::RecordMalformed:
            return "@review-record";
        case ChainProblem::NumberBroken:
            return "@review-number";
        case ChainProblem::LineBroken:
            return "@review-line";
        case ChainProblem::LogCut:
            return "@review-cut";
        case ChainProblem::OtherSite:
            return "@review-other-site";
        case ChainProblem::OtherStory:
            return "@review-other-story";
    }
    return {};
}

// Whether the log is right and the story beside it is not.
bool is_of_story(ChainProblem problem) {
    return problem == ChainProblem::TextChanged || problem == ChainProblem::FilesChanged ||
           problem == ChainProblem::OlderText || problem == ChainProblem::PathChanged;
}

class ReviewLoader {
public:
    ReviewLoader(const ReviewSources& from, const LoadOptions& options, const TaskPool& pool,
                 Loaded& loaded)
        : from_(from), options_(options), pool_(pool), loaded_(loaded) {}

    Result<void> run(Diagnostics& diagnostics) {
        const std::vector<ArticleRow>& rows = loaded_.paper.rows;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].visibility == Visibility::Public) asked_.push_back(i);
        }
        slots_.resize(asked_.size());
        find_files();
        TRY(digest_files());
        const bool remembers = !options_.memory.empty();
        if (remembers) {
            memory_ = TRY(read_review_memory(from_.files, options_.memory));
        }
        pool_.parallel_for(asked_.size(), kReviewedRowsPerRun,
                           [&](std::size_t index, std::size_t) { check(index); });
        for (std::size_t i = 0; i < asked_.size(); ++i) settle(i, diagnostics);
        if (remembers && options_.remember && options_.scanned_at_ns != 0) TRY(remember());
        return {};
    }

private:
    struct Slot {
        std::vector<std::string> files;   // that the story brings onto the site
        const SourceFile* log = nullptr;  // null: there is none
        Sha256 state;                     // see state_of()
        ChainOutcome outcome;
    };

    void find_files() {
        const HasFile has_file = [&](const std::string& path) {
            return from_.known.contains(path);
        };
        pool_.parallel_for(asked_.size(), kReviewedRowsPerRun, [&](std::size_t index, std::size_t) {
            slots_[index].files = named_files(loaded_.paper.rows[asked_[index]], has_file);
        });
    }

    // Of what was read for its page already the digest is known.
    Result<void> digest_files() {
        const Newspaper& paper = loaded_.paper;
        std::vector<std::string> unknown;
        for (const Slot& slot : slots_) {
            for (const std::string& path : slot.files) {
                const auto [place, is_new] = digests_.try_emplace(path);
                if (!is_new) continue;
                const auto picture = paper.pictures.find(path);
                const auto file = paper.files.find(path);
                if (picture != paper.pictures.end()) {
                    place->second = picture->second.digest;
                } else if (file != paper.files.end()) {
                    place->second = file->second.digest;
                } else {
                    unknown.push_back(path);
                }
            }
        }
        std::vector<Result<Sha256>> read(unknown.size());
        pool_.parallel_for(unknown.size(), 1, [&](std::size_t index, std::size_t) {
            const Result<std::string> bytes =
                from_.files.read(join_path(options_.newsroom, unknown[index]), kMostFileBytes);
            if (bytes) {
                read[index] = sha256(*bytes);
            } else {
                read[index] = failure(bytes.error());
            }
        });
        // What cannot be read is signed by nobody; that it cannot has been said already.
        for (std::size_t i = 0; i < unknown.size(); ++i) {
            if (read[i]) digests_[unknown[i]] = *read[i];
        }
        return {};
    }

    void check(std::size_t index) {
        const ArticleRow& row = loaded_.paper.rows[asked_[index]];
        Slot& slot = slots_[index];
        std::vector<AssetDigest> assets;
        for (const std::string& path : slot.files) assets.push_back({path, digests_.at(path)});
        StoryState story;
        story.id = std::string(row.id);
        story.path = std::string(row.path);
        story.assets = assets_digest(assets);
        // Words that cannot be read have no digest, and no log signs that.
        if (row.signable != nullptr && row.signable->words) {
            story.content = content_digest(*row.signable->words, assets);
        }
        const std::string path = review_log_path(row.id);
        slot.log = find_log(path);
        slot.state = state_of(story);
        const RememberedReview* const known = remembered(row.id);
        if (known != nullptr && is_still_signed(slot, *known)) {
            slot.outcome.status = ChainStatus::Signed;
            slot.outcome.not_before = known->signed_as->not_before;
            slot.outcome.end = known->verified;
            return;
        }
        Result<std::string> log = std::string();
        if (slot.log != nullptr) {
            log = from_.files.read(join_path(options_.newsroom, path), kMaxLogBytes);
        }
        if (!log) {
            slot.outcome.status = ChainStatus::Broken;
            slot.outcome.findings.push_back(
                {ChainProblem::LogUnreadable, 0, {}, describe(log.error())});
            return;
        }
        KnownLog before;
        if (known != nullptr) before.verified = known->verified;
        slot.outcome = check_chain(from_.trust, story, *log, before);
    }

    // Null where there is none.
    [[nodiscard]] const SourceFile* find_log(const std::string& path) const {
        const std::vector<SourceFile>& logs = from_.sources.reviews;
        const auto found = std::ranges::lower_bound(logs, path, {}, &SourceFile::path);
        return found == logs.end() || found->path != path ? nullptr : &*found;
    }

    // Of all that a chain is compared with.
    [[nodiscard]] Sha256 state_of(const StoryState& story) const {
        return sha256(ByteFields("gazette-signed-as")
                          .digest(options_.trust->digest)
                          .text(story.path)
                          .digest(story.content)
                          .digest(story.assets)
                          .bytes());
    }

    [[nodiscard]] const RememberedReview* remembered(std::string_view id) const {
        const auto found = memory_.find(id);
        return found == memory_.end() ? nullptr : &found->second;
    }

    // OPTIMIZATION: reading and parsing a log takes longer than all else that is done for a story
    // whose file is the same.
    [[nodiscard]] bool is_still_signed(const Slot& slot, const RememberedReview& known) const {
        return !options_.paranoid && slot.log != nullptr && known.signed_as.has_value() &&
               known.signed_as->state == slot.state &&
               is_same_file(known.signed_as->log, slot.log->info);
    }

    // What becomes of a story, and what is said of it.
    void settle(std::size_t index, Diagnostics& diagnostics) {
        ArticleRow& row = loaded_.paper.rows[asked_[index]];
        const ChainOutcome& outcome = slots_[index].outcome;
        const std::string file(row.path);
        if (outcome.not_before) row.visible_from = std::max(row.visible_from, *outcome.not_before);
        switch (outcome.status) {
            case ChainStatus::Signed:
                return;
            case ChainStatus::Waiting:
                row.visibility = Visibility::Draft;
                report_waiting(file, outcome, diagnostics);
                return;
            case ChainStatus::Withdrawn:
            case ChainStatus::Recalled:
                // Its address was published once: there a notice stands.
                row.visibility = outcome.was_signed ? Visibility::Withdrawn : Visibility::Draft;
                diagnostics.add(outcome.status == ChainStatus::Recalled ? codes::kReviewRecalled
                                                                        : codes::kReviewWithdrawn,
                                file, {});
                return;
            case ChainStatus::Broken:
                if (options_.drafts) row.visibility = Visibility::Draft;
                report_broken(row, outcome, diagnostics);
                return;
        }
    }

    static void report_waiting(const std::string& file, const ChainOutcome& outcome,
                               Diagnostics& diagnostics) {
        std::vector<std::string> missing;
        for (const ChainFinding& finding : outcome.findings) {
            if (finding.problem == ChainProblem::Returned) {
                diagnostics.add(codes::kReviewReturned, file, {}, {finding.stage});
                return;
            }
            if (finding.problem == ChainProblem::StageMissing) missing.push_back(finding.stage);
        }
        diagnostics.add(codes::kReviewWaiting, file, {}, {join(missing, "、")});
    }

    void report_broken(const ArticleRow& row, const ChainOutcome& outcome,
                       Diagnostics& diagnostics) const {
        const std::string log = review_log_path(row.id);
        const Severity severity = options_.drafts ? Severity::Warning : Severity::Error;
        for (const ChainFinding& finding : outcome.findings) {
            const std::string word(word_of(finding.problem));
            if (word.empty()) continue;
            if (is_of_story(finding.problem)) {
                diagnostics.add({codes::kReviewChanged.id, severity}, std::string(row.path), {},
                                {word, last_signature(outcome, finding.detail)});
                continue;
            }
            const std::string place =
                finding.line == 0 ? log : fmt::format("{}:{}", log, finding.line);
            std::string what = finding.detail.empty() ? finding.stage : finding.detail;
            if (!what.empty()) what.insert(0, 1, ' ');
            diagnostics.add({codes::kReviewLogBroken.id, severity}, std::string(row.path), {},
                            {place, word, what});
        }
        // Another text was begun since this one was signed through.
        const bool is_told = std::ranges::any_of(outcome.findings, [](const ChainFinding& finding) {
            return !word_of(finding.problem).empty();
        });
        if (is_told) return;
        diagnostics.add({codes::kReviewChanged.id, severity}, std::string(row.path), {},
                        {"@review-begun", last_signature(outcome, {})});
    }

    // "终审 chief 2022-07-06T08:30:00+08:00", and where it was signed when that is elsewhere.
    [[nodiscard]] std::string last_signature(const ChainOutcome& outcome,
                                             const std::string& path) const {
        if (outcome.round.empty()) return "-";
        const Record& last = outcome.round.back();
        std::string text = fmt::format("{} {} {}", last.stage, last.person,
                                       rfc3339(loaded_.paper.site.time_zone.local(last.at)));
        if (!path.empty()) text += " " + path;
        return text;
    }

    // A log that was cut keeps the end that it was seen to have, until it is whole again.
    Result<void> remember() {
        ReviewMemory memory = memory_;
        for (std::size_t i = 0; i < asked_.size(); ++i) {
            const Slot& slot = slots_[i];
            if (slot.outcome.end.count == 0) continue;
            RememberedReview& review = memory[std::string(loaded_.paper.rows[asked_[i]].id)];
            review.verified = slot.outcome.end;
            review.signed_as.reset();
            const bool is_sure =
                slot.log != nullptr && has_sure_time(slot.log->info, options_.scanned_at_ns);
            if (slot.outcome.status != ChainStatus::Signed || !is_sure) continue;
            review.signed_as = SignedAs{slot.log->info, slot.state, slot.outcome.not_before};
        }
        if (memory == memory_) return {};
        return write_review_memory(from_.files, options_.memory, memory);
    }

    const ReviewSources& from_;
    const LoadOptions& options_;
    const TaskPool& pool_;
    Loaded& loaded_;
    std::vector<std::size_t> asked_;  // rows that would be published
    std::vector<Slot> slots_;         // of these
    std::map<std::string, Sha256> digests_;
    ReviewMemory memory_;
};

}  // namespace

ReviewDemand review_demand(const SiteConfig& site, const LoadOptions& options,
                           Diagnostics& diagnostics) {
    const std::vector<std::string>& asked = site.review.stages;
    const Trust* const trust = options.trust;
    if (trust == nullptr && asked.empty()) return {};
    const SiteTrust* const pinned = trust == nullptr ? nullptr : trust->site(site.id);
    if (pinned == nullptr) {
        const bool is_told_only = trust == nullptr && options.is_for_show;
        const Severity severity = is_told_only ? Severity::Warning : Severity::Error;
        diagnostics.add({codes::kReviewNotPinned.id, severity}, "site.yml", site.review.position,
                        {site.id});
        return {is_told_only, nullptr};
    }
    if (pinned->stages != asked) {
        diagnostics.add(codes::kReviewDiffers, "site.yml", site.review.position,
                        {print_stages(asked), print_stages(pinned->stages)});
        return {false, nullptr};
    }
    return {true, asked.empty() ? nullptr : pinned};
}

Result<void> load_reviews(const ReviewSources& from, const LoadOptions& options,
                          const TaskPool& pool, Loaded& loaded, Diagnostics& diagnostics) {
    return ReviewLoader(from, options, pool, loaded).run(diagnostics);
}

}  // namespace gazette
