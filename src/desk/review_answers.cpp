// The queues, the page of a review, and what a stage decides.
#include "base/text.h"
#include "desk/answers.h"
#include "desk/sign_offs.h"
#include "desk/stories.h"
#include "desk/story_changes.h"
#include "desk/story_file.h"
#include "desk/story_lines.h"

#include <fmt/format.h>

#include <charconv>

namespace gazette {

namespace {

constexpr std::size_t kMostReasonCharacters = 500;

// The version that a stage is compared with: what it decided about last, else what was handed in.
struct Compared {
    StoryVersion version;
    bool was_seen = false;
};

Result<Compared> compared_with(Database& database, const Story& story) {
    const std::optional<DbRow> seen = TRY(
        database.find("select version from event where story = $1 and stage = $2 and action in "
                      "('sign', 'sign-last', 'return', 'reject', 'keep') order by seq desc limit 1",
                      {story.id, story.stage}));
    const std::optional<DbRow> begun = TRY(database.find(
        "select version from event where story = $1 and action in ('submit-to-newsroom', "
        "'approve', 'take-up') order by seq desc limit 1",
        {story.id}));
    const std::optional<DbRow>& row = seen.has_value() ? seen : begun;
    std::optional<StoryVersion> version;
    if (row.has_value()) {
        version = TRY(find_version(database, story.id, static_cast<int>(row->integer(0))));
    }
    if (!version.has_value()) return failure(ErrorCode::Damaged, "a story was never handed in");
    return Compared{*std::move(version), seen.has_value()};
}

void add_signatures(View& view, const Visit& visit, const std::vector<StorySignature>& signatures) {
    for (const StorySignature& signature : signatures) {
        View& line = view.add("signatures");
        line.set("stage", visit.stage(signature.stage));
        line.set("who", signature.account_shown);
        line.set("at", visit.time(signature.at));
        line.set_flag("edited", signature.received != signature.content);
    }
}

bool add_findings(View& view, const Visit& visit, const StoryVersion& version) {
    const std::vector<StoryFinding> findings = findings_of(*visit.story, version, *visit.site);
    for (const StoryFinding& finding : findings) {
        View& line = view.add("general");
        line.set("text", visit.words.diagnostics().text(finding.diagnostic));
        line.set("hint", visit.words.diagnostics().hint(finding.diagnostic));
        line.set_flag("is_error", finding.diagnostic.severity == Severity::Error);
        if (finding.line > 0) {
            line.set("line", visit.words.text("line", fmt::format("{}", finding.line)));
        }
    }
    return has_errors(findings);
}

struct ReviewFacts {
    StoryVersion version;
    Compared compared;
    std::vector<StorySignature> signatures;
};

Result<ReviewFacts> review_facts(const Visit& visit) {
    return visit.core.with_database([&](Database& database) -> Result<ReviewFacts> {
        ReviewFacts facts;
        facts.version = TRY(newest_version(database, *visit.story));
        facts.compared = TRY(compared_with(database, *visit.story));
        facts.signatures = TRY(signatures_of(database, *visit.story));
        return facts;
    });
}

Result<HttpResponse> review_page(const Visit& visit, bool is_reason_missing, int status) {
    const Story& story = *visit.story;
    if (story.state != StoryStatus::InReview) return see_other(story_href(story));
    const ReviewFacts facts = TRY(review_facts(visit));
    const TextDigest digest = TRY(digest_of(visit.core, story, facts.version));
    View view = TRY(frame_view(visit, visit.words.title(story)));
    view.set("title", visit.words.title(story));
    view.set("state", visit.state(story));
    view.set("from", whose(visit, story));
    view.set("since", visit.words.text("since", visit.time(story.since)));
    view.set("edit", story_href(story, "edit"));
    view.set("preview", story_href(story, "preview"));
    view.set("compared",
             visit.words.text(facts.compared.was_seen ? "changes-since" : "changes-first"));
    view.set_flag("has_changes",
                  add_changes(view, visit, facts.compared.version.fields, facts.version.fields));
    add_signatures(view, visit, facts.signatures);
    const bool is_last = static_cast<std::size_t>(story.stage) == kDeskStages;
    view.set("sign_label", visit.words.text(is_last ? "sign-last" : "sign"));
    view.set("sign_help", is_last ? visit.words.text("sign-last-help")
                                  : visit.words.text("sign-help", visit.stage(story.stage + 1)));
    view.set("seen", to_hex(digest.content));
    if (!add_findings(view, visit, facts.version)) view.set("sign", story_href(story, "sign"));
    view.set("send_back", story_href(story, "return"));
    view.set("version", fmt::format("{}", story.version));
    view.set_flag("may_keep", true);
    view.set_flag("reason_missing", is_reason_missing);
    view.set("typed_reason", visit.field("reason"));
    return page_answer(visit, DeskPage::Review, view, status);
}

std::optional<StoryAction> way_back(std::string_view how) {
    if (how == "return") return StoryAction::Return;
    if (how == "reject") return StoryAction::Reject;
    if (how == "keep") return StoryAction::Keep;
    return std::nullopt;
}

std::optional<int> number_of(std::string_view text) {
    int number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return number;
}

Result<HttpResponse> reviewers_queue(const Visit& visit) {
    const int stage = stage_of(visit.account().role);
    std::vector<Story> mine;
    std::vector<Story> others;
    TRY(visit.core.with_database([&](Database& database) -> Result<void> {
        for (Story& story : TRY(queue_of_stage(database, stage))) {
            const bool has_signed = TRY(has_signed_round(database, story, visit.account()));
            const bool is_own = story.author == visit.account().id || has_signed;
            (is_own ? others : mine).push_back(std::move(story));
        }
        return {};
    }));
    View view = TRY(frame_view(visit, visit.words.text("queue", visit.stage(stage))));
    view.set("heading", visit.words.text("queue", visit.stage(stage)));
    if (!visit.account().may_sign()) view.set("unconfirmed", visit.words.text("unconfirmed"));
    add_group(view, visit, "group-waiting", mine, LineFor::Others);
    add_group(view, visit, "group-own", others, LineFor::Author);
    return page_answer(visit, DeskPage::Queue, view);
}

Result<HttpResponse> editors_queue(const Visit& visit) {
    const std::vector<Story> all = TRY(
        visit.core.with_database([](Database& database) { return stories_in_newsroom(database); }));
    View view = TRY(frame_view(visit, visit.words.text("queue-all")));
    view.set("heading", visit.words.text("queue-all"));
    const auto add = [&](StoryStatus state, int stage, std::string_view heading) {
        std::vector<Story> some;
        for (const Story& story : all) {
            if (story.state == state && (stage == 0 || story.stage == stage)) {
                some.push_back(story);
            }
        }
        add_group(view, visit, heading, some, LineFor::Others);
    };
    for (std::size_t stage = 1; stage <= kDeskStages; ++stage) {
        add(StoryStatus::InReview, static_cast<int>(stage), fmt::format("stage-{}", stage));
    }
    add(StoryStatus::Kept, 0, "group-kept");
    add(StoryStatus::Signed, 0, "group-signed");
    return page_answer(visit, DeskPage::Queue, view);
}

}  // namespace

Result<HttpResponse> answer_queue(const Visit& visit) {
    return stage_of(visit.account().role) > 0 ? reviewers_queue(visit) : editors_queue(visit);
}

Result<HttpResponse> answer_review_page(const Visit& visit) {
    return review_page(visit, false, 200);
}

Result<HttpResponse> answer_sign(const Visit& visit) {
    const Story& story = *visit.story;
    const StoryVersion version = TRY(visit.core.with_database(
        [&](Database& database) { return newest_version(database, story); }));
    // The page has no button then: somebody has changed the text meanwhile.
    if (has_errors(findings_of(story, version, *visit.site))) {
        return failure(ErrorCode::Conflict, "there are errors in the story");
    }
    const StoryStatus state =
        TRY(sign_story(visit.core, {story, visit.account(), visit.field("seen"), visit.now}));
    if (state != StoryStatus::Signed) return see_other("/queue?done=signed");
    visit.core.wake_press();
    return see_other("/queue?done=signed-last");
}

Result<HttpResponse> answer_send_back(const Visit& visit) {
    const Story& story = *visit.story;
    const std::string reason(trim(visit.field("reason")));
    const std::optional<StoryAction> how = way_back(visit.field("how"));
    const bool is_manager = visit.account().role == DeskRole::Manager;
    if (!how.has_value() || !after(story.state, *how).has_value()) {
        return failure(ErrorCode::Conflict, "the story cannot go that way");
    }
    if (reason.empty() || count_code_points(reason) > kMostReasonCharacters) {
        return is_manager ? see_other(story_href(story)) : review_page(visit, true, 422);
    }
    Act act{story.id, visit.account(), visit.now, reason, number_of(visit.field("version"))};
    TRY(send_back(visit.core, act, *how));
    return see_other(is_manager ? "/organisation?done=sent-back" : "/queue?done=sent-back");
}

Result<HttpResponse> answer_take_up(const Visit& visit) {
    const Act act{
        visit.story->id, visit.account(), visit.now, {}, number_of(visit.field("version"))};
    TRY(visit.core.with_database([&](Database& database) { return take_up(database, act); }));
    return see_other("/queue?done=taken-up");
}

}  // namespace gazette
