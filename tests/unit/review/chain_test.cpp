#include "review/chain.h"

#include "support/catch.h"
#include "support/review_samples.h"

#include <functional>
#include <string>
#include <vector>

using namespace gazette;
using namespace gazette::testing;

namespace {

using enum ChainProblem;

ChainOutcome check(const std::string& log, const StoryState& state, const KnownLog& known = {}) {
    return check_chain(sample_trust(), state, log, known);
}

ChainOutcome check(const SampleLog& log, std::string_view text) {
    return check(log.bytes(), story(text));
}

std::vector<ChainProblem> problems(const ChainOutcome& outcome) {
    std::vector<ChainProblem> all;
    for (const ChainFinding& finding : outcome.findings) all.push_back(finding.problem);
    return all;
}

SampleLog signed_through(const std::string& text = "文") {
    SampleLog log;
    log.sign_through(text);
    return log;
}

// The lines of a log, each with its line feed.
std::vector<std::string> lines_of(const std::string& log) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < log.size();) {
        const std::size_t end = log.find('\n', at) + 1;
        lines.push_back(log.substr(at, end - at));
        at = end;
    }
    return lines;
}

}  // namespace

TEST_CASE("three persons who pass a text on sign it through", "[review][chain]") {
    const ChainOutcome outcome = check(signed_through(), "文");
    CHECK(outcome.status == ChainStatus::Signed);
    CHECK(outcome.findings.empty());
    CHECK(outcome.was_signed);
    CHECK_FALSE(outcome.has_exception);
    CHECK(outcome.signatures == 3);
    CHECK(outcome.end == signed_through().end());
    REQUIRE(outcome.round.size() == 3);
    CHECK(outcome.round[1].person == "director");
}

TEST_CASE("what is not signed yet waits, and the missing stages are named", "[review][chain]") {
    ChainOutcome outcome = check("", story("文"));
    CHECK(outcome.status == ChainStatus::Waiting);
    REQUIRE(outcome.findings.size() == 4);
    CHECK(outcome.findings[0].problem == NotBegun);
    CHECK(outcome.findings[3] == ChainFinding{StageMissing, 0, "终审", {}});
    CHECK_FALSE(outcome.was_signed);

    SampleLog log;
    log.sign(0, "editor", "稿", "初");
    outcome = check(log, "初");
    CHECK(outcome.status == ChainStatus::Waiting);
    REQUIRE(outcome.findings.size() == 2);
    CHECK(outcome.findings[0].stage == "复审");
}

TEST_CASE("a text or file that is another now is told from one that was signed before",
          "[review][chain]") {
    const SampleLog log = signed_through();
    ChainOutcome outcome = check(log, "文 改");
    CHECK(outcome.status == ChainStatus::Broken);
    CHECK(problems(outcome) == std::vector{TextChanged});

    StoryState state = story("文 改");
    state.assets = sha256("another picture");
    CHECK(problems(check(log.bytes(), state)) == std::vector{FilesChanged});

    state = story("文");
    state.path = "2022/07/07/象棋.md";
    outcome = check(log.bytes(), state);
    CHECK(problems(outcome) == std::vector{PathChanged});
    CHECK(outcome.findings[0].detail == "2022/07/06/象棋.md");

    SampleLog twice = signed_through("旧");
    twice.sign_through("新");
    CHECK(check(twice, "新").status == ChainStatus::Signed);
    CHECK(problems(check(twice, "旧")) == std::vector{OlderText});
    CHECK(check(twice, "旧").status == ChainStatus::Broken);
}

TEST_CASE("newer events end what was signed before", "[review][chain]") {
    struct Example {
        std::string what;
        std::function<void(SampleLog&)> then;
        ChainStatus status;
    };

    const std::vector<Example> examples = {
        {"nothing", [](SampleLog&) {}, ChainStatus::Signed},
        {"the same bytes again", [](SampleLog& l) { l.sign(0, "editor", "文", "文"); },
         ChainStatus::Signed},
        {"a new round begun", [](SampleLog& l) { l.sign(0, "editor", "文", "新"); },
         ChainStatus::Broken},
        {"the last stage again, with other bytes",
         [](SampleLog& l) { l.sign(2, "chief", "文", "新"); }, ChainStatus::Broken},
        {"the middle stage again, with other bytes",
         [](SampleLog& l) { l.sign(1, "director", "文", "新"); }, ChainStatus::Broken},
        {"a return",
         [](SampleLog& l) {
             Record back = l.record(RecordType::Return, "chief");
             back.stage = "终审";
             l.add(back);
         },
         ChainStatus::Waiting},
        {"a withdrawal", [](SampleLog& l) { l.add(l.record(RecordType::Withdraw, "reporter")); },
         ChainStatus::Withdrawn},
        {"a recall", [](SampleLog& l) { l.add(l.record(RecordType::Recall, "chief")); },
         ChainStatus::Recalled},
        {"a recall, lifted",
         [](SampleLog& l) {
             l.add(l.record(RecordType::Recall, "chief"));
             Record lift = l.record(RecordType::Lift, "chief");
             lift.other = "director";
             l.add(lift);
         },
         ChainStatus::Waiting},
        {"a recall, lifted by one",
         [](SampleLog& l) {
             l.add(l.record(RecordType::Recall, "chief"));
             Record lift = l.record(RecordType::Lift, "chief");
             lift.other = "chief";
             l.add(lift);
         },
         ChainStatus::Recalled},
        {"a recall, and signed on",
         [](SampleLog& l) {
             l.add(l.record(RecordType::Recall, "chief"));
             l.sign_through("文");
         },
         ChainStatus::Recalled},
        {"a schedule", [](SampleLog& l) { l.add(l.record(RecordType::Schedule, "chief")); },
         ChainStatus::Signed},
    };
    for (const Example& example : examples) {
        INFO(example.what);
        SampleLog log = signed_through();
        example.then(log);
        CHECK(check(log, "文").status == example.status);
    }
}

TEST_CASE("after a lift or a return all stages sign anew", "[review][chain]") {
    SampleLog log = signed_through();
    log.add(log.record(RecordType::Recall, "chief"));
    Record lift = log.record(RecordType::Lift, "chief");
    lift.other = "director";
    log.add(lift);
    SampleLog last_only = log;
    last_only.sign(2, "chief", "文", "文");
    CHECK(problems(check(last_only, "文")) == std::vector{StageOrder});
    log.sign_through("文");
    CHECK(check(log, "文").status == ChainStatus::Signed);
}

TEST_CASE("an edit outside of a step is signed by the last stage, or those that are asked",
          "[review][chain]") {
    SampleLog log = signed_through();
    log.sign(2, "chief", "文", "文二");
    CHECK(check(log, "文二").status == ChainStatus::Signed);
    // Another person may do it, but none of the earlier stages.
    SampleLog other = log;
    other.sign(2, "deputy", "文二", "文三");
    CHECK(check(other, "文三").status == ChainStatus::Signed);
    SampleLog same = log;
    same.sign(2, "director", "文二", "文三");
    CHECK(problems(check(same, "文三")) == std::vector{PersonTwice});
    // From the middle on.
    log.sign(1, "director", "文二", "文三").sign(2, "chief", "文三", "文四");
    CHECK(check(log, "文四").status == ChainStatus::Signed);
}

TEST_CASE("what a desk must not sign ends the round", "[review][chain]") {
    struct Example {
        std::string what;
        std::function<void(SampleLog&)> sign;
        ChainProblem problem;
    };

    const std::vector<Example> examples = {
        {"no first stage", [](SampleLog& l) { l.sign(1, "director", "稿", "文"); }, StageOrder},
        {"the middle stage left out",
         [](SampleLog& l) { l.sign(0, "editor", "稿", "初").sign(2, "chief", "初", "文"); },
         StageOrder},
        {"a text in between",
         [](SampleLog& l) {
             l.sign(0, "editor", "稿", "初").sign(1, "director", "别", "复");
             l.sign(2, "chief", "复", "文");
         },
         TextBetween},
        {"one person for two stages",
         [](SampleLog& l) {
             l.sign(0, "editor", "稿", "初").sign(1, "director", "初", "复");
             l.sign(2, "editor", "复", "文");
         },
         PersonTwice},
        {"the author signs",
         [](SampleLog& l) {
             l.sign(0, "editor", "稿", "初").sign(1, "reporter", "初", "复");
             l.sign(2, "chief", "复", "文");
         },
         PersonIsAuthor},
        {"the author is another for the last stage",
         [](SampleLog& l) {
             l.sign(0, "editor", "稿", "初").sign(1, "director", "初", "复");
             Record last = l.sign_off(2, "chief", "复", "文");
             last.author = "editor";
             l.add(last);
         },
         PersonIsAuthor},
        {"stages that are not pinned",
         [](SampleLog& l) {
             Record only = l.sign_off(0, "editor", "稿", "文");
             only.stages = {"初审"};
             l.add(only);
         },
         StagesDiffer},
        {"stages in another order",
         [](SampleLog& l) {
             for (std::size_t i = 3; i-- > 0;) {
                 Record record = l.sign_off(i, "person" + std::to_string(i), "文", "文");
                 record.stages = {"终审", "复审", "初审"};
                 l.add(record);
             }
         },
         StagesDiffer},
    };
    for (const Example& example : examples) {
        INFO(example.what);
        SampleLog log;
        example.sign(log);
        const ChainOutcome outcome = check(log, "文");
        CHECK(outcome.status == ChainStatus::Broken);
        CHECK(problems(outcome) == std::vector{example.problem});
        // A right round behind it mends it.
        log.sign_through("文");
        CHECK(check(log, "文").status == ChainStatus::Signed);
    }
}

TEST_CASE("an exception lets one person sign one stage of one text", "[review][chain]") {
    const auto exception = [](const SampleLog& log, std::string leader) {
        Record record = log.record(RecordType::Exception, std::move(leader));
        record.stage = "终审";
        record.received = sha256("复");
        record.other = "editor";
        return record;
    };
    SampleLog log;
    log.sign(0, "editor", "稿", "初").sign(1, "director", "初", "复");
    log.add(exception(log, "leader"));
    SampleLog right = log;
    right.sign(2, "editor", "复", "文");
    CHECK(check(right, "文").status == ChainStatus::Signed);
    CHECK(check(right, "文").has_exception);
    // Not another person, not granted by oneself, not after a return.
    SampleLog other = log;
    other.sign(2, "director", "复", "文");
    CHECK(problems(check(other, "文")) == std::vector{PersonTwice});
    SampleLog own;
    own.sign(0, "editor", "稿", "初").sign(1, "director", "初", "复");
    own.add(exception(own, "editor")).sign(2, "editor", "复", "文");
    CHECK(problems(check(own, "文")) == std::vector{PersonTwice});
    Record back = log.record(RecordType::Return, "chief");
    back.stage = "终审";
    log.add(back);
    log.sign(0, "editor", "稿", "初").sign(1, "director", "初", "复").sign(2, "editor", "复", "文");
    CHECK(problems(check(log, "文")) == std::vector{PersonTwice});
}

TEST_CASE("the newest schedule counts", "[review][chain]") {
    SampleLog log = signed_through();
    CHECK_FALSE(check(log, "文").not_before);
    Record schedule = log.record(RecordType::Schedule, "chief");
    schedule.not_before = Instant{2'000'000'000};
    log.add(schedule);
    CHECK(check(log, "文").not_before == Instant{2'000'000'000});
    log.add(log.record(RecordType::Schedule, "chief"));
    CHECK_FALSE(check(log, "文").not_before);
}

TEST_CASE("a log that was cut, spliced, turned or taken from elsewhere is refused",
          "[review][chain]") {
    const SampleLog good = signed_through();
    const std::vector<std::string> lines = lines_of(good.bytes());
    SampleLog longer = good;
    longer.add(longer.record(RecordType::Recall, "chief"));
    const std::vector<std::string> more = lines_of(longer.bytes());
    SampleLog other_story("other");
    other_story.sign_through("文");
    SampleLog other_site("k3jx7", "elsewhere");
    other_site.sign_through("文");
    SampleLog second = good;
    second.sign_through("新");
    const std::vector<std::string> rounds = lines_of(second.bytes());
    SampleLog stranger;
    stranger.add(stranger.sign_off(0, "editor", "稿", "初"), desk_key('x'));

    struct Example {
        std::string what;
        std::string log;
        ChainProblem problem;
    };

    const std::vector<Example> examples = {
        {"the first line is gone", lines[1] + lines[2], NumberBroken},
        {"a line in the middle is gone", lines[0] + lines[2], NumberBroken},
        {"two lines are turned", lines[0] + lines[2] + lines[1], NumberBroken},
        {"a line is there twice", lines[0] + lines[0] + lines[1] + lines[2], NumberBroken},
        {"replayed", good.bytes() + good.bytes(), NumberBroken},
        {"a torn line", good.bytes().substr(0, good.bytes().size() - 9), LogUnreadable},
        {"no last line feed", good.bytes().substr(0, good.bytes().size() - 1), LogUnreadable},
        {"an empty line", good.bytes() + "\n", LogUnreadable},
        {"of another story", other_story.bytes(), OtherStory},
        {"of another site", other_site.bytes(), OtherSite},
        {"a line of another story", lines[0] + lines[1] + lines_of(other_story.bytes())[2],
         OtherStory},
        {"a line of another round", rounds[0] + rounds[1] + rounds[5], NumberBroken},
        {"the second round alone", rounds[3] + rounds[4] + rounds[5], NumberBroken},
        {"signed by a stranger", stranger.bytes(), KeyUnknown},
        {"recall cut out before what follows",
         [&] {
             SampleLog later = longer;
             later.sign_through("文");
             const auto all = lines_of(later.bytes());
             return more[0] + more[1] + more[2] + all[4] + all[5] + all[6];
         }(),
         NumberBroken},
    };
    for (const Example& example : examples) {
        INFO(example.what);
        const ChainOutcome outcome = check(example.log, story("文"));
        CHECK(outcome.status == ChainStatus::Broken);
        CHECK(problems(outcome) == std::vector{example.problem});
    }
}

TEST_CASE("two lines of one number from two histories do not fit together", "[review][chain]") {
    SampleLog one;
    one.sign(0, "editor", "稿", "初");
    SampleLog other;
    other.sign(0, "editor", "稿", "别的");
    SampleLog end = other;
    end.sign(1, "director", "初", "复");
    const std::string spliced = one.bytes() + lines_of(end.bytes())[1];
    CHECK(problems(check(spliced, story("复"))) == std::vector{LineBroken});
}

TEST_CASE("a signature that does not fit is refused, whoever's name it has", "[review][chain]") {
    SampleLog forged;
    forged.sign(0, "editor", "稿", "初");
    auto log = parse_review_log(forged.bytes());
    REQUIRE(log);
    log->front().payload[log->front().payload.size() - 5] ^= 1;
    CHECK(problems(check(print_review_log(*log), story("初"))) == std::vector{SignatureWrong});
    // A stranger's signature under the pinned key's name.
    SampleLog stranger;
    stranger.add(stranger.sign_off(0, "editor", "稿", "初"), desk_key('x'));
    log = parse_review_log(stranger.bytes());
    REQUIRE(log);
    log->front().key = desk_key().public_key().id();
    CHECK(problems(check(print_review_log(*log), story("初"))) == std::vector{SignatureWrong});
}

TEST_CASE("a log cut at its end is the log of a time before, and says so where it can",
          "[review][chain]") {
    const std::vector<std::string> lines = lines_of(signed_through().bytes());
    const ChainOutcome outcome = check(lines[0] + lines[1], story("文"));
    CHECK(outcome.status == ChainStatus::Waiting);
    CHECK(check("", story("文")).status == ChainStatus::Waiting);
}

TEST_CASE("a log that was seen to be longer was cut", "[review][chain]") {
    SampleLog recalled = signed_through();
    recalled.add(recalled.record(RecordType::Recall, "chief"));
    KnownLog known;
    known.verified = recalled.end();
    CHECK(check(recalled.bytes(), story("文"), known).status == ChainStatus::Recalled);
    for (const std::string& log : {std::string(), signed_through().bytes()}) {
        const ChainOutcome outcome = check(log, story("文"), known);
        CHECK(outcome.status == ChainStatus::Broken);
        CHECK(problems(outcome) == std::vector{LogCut});
    }
    // As long, but another history.
    SampleLog other = signed_through("别");
    other.add(other.record(RecordType::Recall, "chief"));
    CHECK(problems(check(other.bytes(), story("文"), known)) == std::vector{LogCut});
    // A longer one goes on from there.
    recalled.add(recalled.record(RecordType::Schedule, "chief"));
    CHECK(check(recalled.bytes(), story("文"), known).status == ChainStatus::Recalled);
}

TEST_CASE("a key of another time signs nothing", "[review][chain]") {
    SiteTrust trust = sample_trust();
    trust.keys[0].from = Instant{1'657'067'402};  // of the third record
    CHECK(problems(check_chain(trust, story("文"), signed_through().bytes())) ==
          std::vector{KeyEnded});
    trust = sample_trust();
    trust.keys[0].last_release = 7;
    CHECK(problems(check_chain(trust, story("文"), signed_through().bytes())) ==
          std::vector{KeyEnded});
    // What went out while it was trusted still counts, and nothing behind it.
    KnownLog known;
    known.published = signed_through().end();
    CHECK(check_chain(trust, story("文"), signed_through().bytes(), known).status ==
          ChainStatus::Signed);
    SampleLog longer = signed_through();
    longer.sign(2, "chief", "文", "文二");
    CHECK(problems(check_chain(trust, story("文二"), longer.bytes(), known)) ==
          std::vector{KeyEnded});
    trust.keys.push_back({desk_key('n').public_key(), desk_key('n').public_key().id(), {}, {}});
    SampleLog renewed = signed_through();
    renewed.add(renewed.sign_off(2, "chief", "文", "文二"), desk_key('n'));
    CHECK(check_chain(trust, story("文二"), renewed.bytes(), known).status == ChainStatus::Signed);
}

TEST_CASE("of a log that is remembered only the new lines are verified", "[review][chain]") {
    SampleLog log = signed_through();
    KnownLog known;
    known.verified = log.end();
    CHECK(check(log.bytes(), story("文"), known).signatures == 0);
    log.sign(2, "chief", "文", "文二");
    const ChainOutcome outcome = check(log.bytes(), story("文二"), known);
    CHECK(outcome.status == ChainStatus::Signed);
    CHECK(outcome.signatures == 1);
}
