#include "review/chain.h"

#include <algorithm>
#include <utility>

namespace gazette {
namespace {

// The first records of a log up to a known end; 0 when the log does not go on from there.
std::size_t known_records(const ReviewLog& log, const LogEnd& end) {
    if (end.count == 0 || end.count > log.size()) return 0;
    return log[end.count - 1].digest == end.head ? static_cast<std::size_t>(end.count) : 0;
}

// Reads a log record by record, until one is not what it should be.
class LogReader {
public:
    LogReader(const SiteTrust& trust, const std::string& article, ChainOutcome& outcome)
        : trust_(trust), article_(article), outcome_(outcome) {}

    // False: the log is not what a desk writes, and the outcome says why.
    bool read(std::string_view bytes, const KnownLog& known) {
        Result<ReviewLog> log = parse_review_log(bytes);
        if (!log) return refuse(ChainProblem::LogUnreadable, 0, log.error().what);
        const std::size_t verified = known_records(*log, known.verified);
        if (verified != known.verified.count) return refuse(ChainProblem::LogCut, 0);
        const std::size_t published = known_records(*log, known.published);
        Sha256 before;
        for (std::size_t i = 0; i < log->size(); ++i) {
            const SealedRecord& sealed = (*log)[i];
            if (!open(sealed, i, i < verified, i < published)) return false;
            const Record& record = records_.back();
            if (record.site != trust_.site) {
                return refuse(ChainProblem::OtherSite, i + 1, record.site);
            }
            if (record.article != article_) {
                return refuse(ChainProblem::OtherStory, i + 1, record.article);
            }
            if (record.seq != i + 1) return refuse(ChainProblem::NumberBroken, i + 1);
            if (record.prev != before) return refuse(ChainProblem::LineBroken, i + 1);
            before = sealed.digest;
        }
        outcome_.end = end_of(*log);
        return true;
    }

    [[nodiscard]] std::vector<Record> take() { return std::move(records_); }

private:
    bool open(const SealedRecord& sealed, std::size_t index, bool is_verified, bool is_published) {
        const TrustedKey* const key = trust_.key(sealed.key);
        if (key == nullptr) return refuse(ChainProblem::KeyUnknown, index + 1, sealed.key);
        if (key->last_release && !is_published) {
            return refuse(ChainProblem::KeyEnded, index + 1, sealed.key);
        }
        if (!is_verified) ++outcome_.signatures;
        Result<Record> record =
            is_verified ? parse_payload(sealed.payload) : open_sealed(sealed, key->key);
        if (!record) {
            if (record.error().code == ErrorCode::Denied) {
                return refuse(ChainProblem::SignatureWrong, index + 1);
            }
            return refuse(ChainProblem::RecordMalformed, index + 1, record.error().what);
        }
        if (record->at < key->from) return refuse(ChainProblem::KeyEnded, index + 1, sealed.key);
        records_.push_back(std::move(*record));
        return true;
    }

    bool refuse(ChainProblem problem, std::size_t line, std::string detail = {}) {
        outcome_.status = ChainStatus::Broken;
        outcome_.findings.push_back({problem, line, {}, std::move(detail)});
        return false;
    }

    const SiteTrust& trust_;
    const std::string& article_;
    ChainOutcome& outcome_;
    std::vector<Record> records_;
};

struct SignOff {
    Record record;
    bool is_excepted = false;  // the person may be the author, or have signed another stage
};

// What has become of a story, record by record.
class Rounds {
public:
    explicit Rounds(const ReviewStages& stages) : stages_(stages) {}

    void add(const Record& record) {
        ++line_;
        switch (record.type) {
            case RecordType::SignOff:
                return sign(record);
            case RecordType::Return:
                end();
                ended_ = Ended::Returned;
                returned_by_ = record.stage;
                return;
            case RecordType::Withdraw:
                end();
                ended_ = Ended::Withdrawn;
                return;
            case RecordType::Schedule:
                not_before_ = record.not_before;
                return;
            case RecordType::Recall:
                end();
                ended_ = Ended::No;
                is_recalled_ = true;
                return;
            case RecordType::Lift:
                return lift(record);
            case RecordType::Exception:
                if (record.other != record.person) exceptions_.push_back(record);
                return;
        }
    }

    // Fills all but the log's end.
    void conclude(const StoryState& story, ChainOutcome& outcome) const {
        for (const SignOff& signed_off : round_) {
            outcome.round.push_back(signed_off.record);
            outcome.has_exception = outcome.has_exception || signed_off.is_excepted;
        }
        outcome.was_signed = !complete_.empty();
        outcome.not_before = not_before_;
        if (is_recalled_) {
            outcome.status = ChainStatus::Recalled;
            if (flaw_) outcome.findings.push_back(*flaw_);
        } else if (flaw_) {
            outcome.status = ChainStatus::Broken;
            outcome.findings.push_back(*flaw_);
        } else if (is_complete()) {
            compare(story, outcome);
        } else {
            explain(story, outcome);
        }
    }

private:
    enum class Ended : std::uint8_t { No, Returned, Withdrawn };

    [[nodiscard]] bool is_complete() const { return round_.size() == stages_.size(); }

    void end() {
        round_.clear();
        exceptions_.clear();
        flaw_.reset();
    }

    // A sign-off that must not be ends the round: what comes behind it cannot mend it.
    void refuse(ChainProblem problem, const Record& record, std::string detail = {}) {
        round_.clear();
        flaw_ = ChainFinding{problem, line_, record.stage, std::move(detail)};
    }

    void lift(const Record& record) {
        if (record.other == record.person) return refuse(ChainProblem::LiftByOne, record);
        end();
        ended_ = Ended::No;
        is_recalled_ = false;
    }

    void sign(const Record& record) {
        if (is_recalled_) return refuse(ChainProblem::SignedWhileRecalled, record);
        if (record.stages != stages_) return refuse(ChainProblem::StagesDiffer, record);
        if (is_repeated(record)) return;
        const std::size_t place = place_of(stages_, record.stage).value_or(stages_.size());
        if (place == 0) {
            round_.clear();
            flaw_.reset();
            ended_ = Ended::No;
        } else if (flaw_) {
            return;  // the round is lost already
        } else if (place > round_.size()) {
            return refuse(ChainProblem::StageOrder, record);
        } else if (record.received != round_.back().record.content) {
            return refuse(ChainProblem::TextBetween, record);
        }
        round_.resize(place);
        const bool is_excepted = has_exception(record);
        if (const auto problem = problem_of_persons(record, is_excepted)) {
            return refuse(*problem, record, record.person);
        }
        round_.push_back({record, is_excepted});
        if (is_complete()) complete_.push_back(record.content);
    }

    // The same bytes keep their sign-offs.
    [[nodiscard]] bool is_repeated(const Record& record) const {
        if (!is_complete()) return false;
        const Record& last = round_.back().record;
        return last.content == record.content && last.assets == record.assets &&
               last.path == record.path;
    }

    [[nodiscard]] bool has_exception(const Record& record) const {
        return std::ranges::any_of(exceptions_, [&](const Record& exception) {
            return exception.stage == record.stage && exception.other == record.person &&
                   exception.received == record.received;
        });
    }

    [[nodiscard]] std::optional<ChainProblem> problem_of_persons(const Record& record,
                                                                 bool is_excepted) const {
        if (record.person == record.author && !is_excepted) return ChainProblem::PersonIsAuthor;
        for (const SignOff& earlier : round_) {
            // Who wrote it may have been told another way by another stage.
            const bool is_author =
                (earlier.record.person == record.author && !earlier.is_excepted) ||
                (record.person == earlier.record.author && !is_excepted);
            if (is_author) return ChainProblem::PersonIsAuthor;
            if (earlier.record.person == record.person && !is_excepted) {
                return ChainProblem::PersonTwice;
            }
        }
        return std::nullopt;
    }

    void compare(const StoryState& story, ChainOutcome& outcome) const {
        const Record& last = round_.back().record;
        if (last.path != story.path) add(outcome, ChainProblem::PathChanged, last.path);
        if (last.content != story.content) {
            if (is_older(story)) {
                add(outcome, ChainProblem::OlderText);
            } else if (last.assets != story.assets) {
                add(outcome, ChainProblem::FilesChanged);
            } else {
                add(outcome, ChainProblem::TextChanged);
            }
        }
        outcome.status = outcome.findings.empty() ? ChainStatus::Signed : ChainStatus::Broken;
    }

    void explain(const StoryState& story, ChainOutcome& outcome) const {
        if (ended_ == Ended::Withdrawn) {
            outcome.status = ChainStatus::Withdrawn;
            return;
        }
        outcome.status = ChainStatus::Waiting;
        if (ended_ == Ended::Returned) {
            outcome.findings.push_back({ChainProblem::Returned, 0, returned_by_, {}});
            return;
        }
        // Signed through once, and then another text was begun: that is the one that counts.
        if (!complete_.empty() && !round_.empty()) {
            outcome.status = ChainStatus::Broken;
            if (is_older(story)) add(outcome, ChainProblem::OlderText);
        }
        if (round_.empty()) add(outcome, ChainProblem::NotBegun);
        for (std::size_t i = round_.size(); i < stages_.size(); ++i) {
            outcome.findings.push_back({ChainProblem::StageMissing, 0, stages_[i], {}});
        }
    }

    [[nodiscard]] bool is_older(const StoryState& story) const {
        return std::ranges::find(complete_, story.content) != complete_.end();
    }

    static void add(ChainOutcome& outcome, ChainProblem problem, std::string detail = {}) {
        outcome.findings.push_back({problem, 0, {}, std::move(detail)});
    }

    const ReviewStages& stages_;
    std::size_t line_ = 0;
    std::vector<SignOff> round_;
    std::vector<Record> exceptions_;
    std::optional<ChainFinding> flaw_;
    std::vector<Sha256> complete_;  // what was signed through, in the order of signing
    Ended ended_ = Ended::No;
    std::string returned_by_;
    bool is_recalled_ = false;
    std::optional<Instant> not_before_;
};

}  // namespace

ChainOutcome check_chain(const SiteTrust& trust, const StoryState& story, std::string_view log,
                         const KnownLog& known) {
    ChainOutcome outcome;
    LogReader reader(trust, story.id, outcome);
    if (!reader.read(log, known)) return outcome;
    Rounds rounds(trust.stages);
    for (const Record& record : reader.take()) rounds.add(record);
    rounds.conclude(story, outcome);
    return outcome;
}

}  // namespace gazette
