// An organisation at the desk: what became of its posts, who is of it, how much it may still send;
// and where an administrator says how much that is.
#include "base/percent.h"
#include "desk/answers.h"
#include "desk/days.h"
#include "desk/quotas.h"
#include "desk/sign_offs.h"
#include "desk/stories.h"
#include "desk/story_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gazette {

namespace {

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return number;
}

// ---- one's own organisation

// Posts as they are counted; of one author alone where one is named.
struct PostCounts {
    std::int64_t posted = 0;
    std::int64_t posted_this_month = 0;
    std::int64_t waiting = 0;
    std::int64_t returned = 0;
    std::int64_t published = 0;
    std::int64_t published_this_month = 0;
};

Result<PostCounts> count_posts(Database& database, std::string_view organisation,
                               std::string_view author, Instant month) {
    PostCounts counts;
    for (const DbRow& row : TRY(database.query(
             "select state, count(*), sum(case when handed_in >= $3 then 1 else 0 end), "
             "sum(case when delivered >= $3 then 1 else 0 end) from (select s.state as state, "
             "min(case when e.action in ('submit-to-organisation', 'submit-to-newsroom') then "
             "e.at end) as handed_in, max(case when e.action = 'deliver' then e.at end) as "
             "delivered from story s join event e on e.story = s.id where s.organisation = $1 and "
             "($2 = '' or s.author = $2) group by s.id, s.state) as posts "
             "where handed_in is not null group by state",
             {organisation, author, month.seconds}))) {
        const std::optional<StoryStatus> state = state_named(row.text(0));
        if (!state.has_value()) return failure(ErrorCode::Damaged, "a story's state is unknown");
        const std::int64_t number = row.integer(1);
        counts.posted += number;
        counts.posted_this_month += row.integer(2);
        switch (*state) {
            case StoryStatus::AtOrganisation:
            case StoryStatus::InReview:
            case StoryStatus::Kept:
            case StoryStatus::Signed:
                counts.waiting += number;
                break;
            case StoryStatus::Returned:
            case StoryStatus::Rejected:
                counts.returned += number;
                break;
            case StoryStatus::Published:
                counts.published += number;
                counts.published_this_month += row.integer(3);
                break;
            case StoryStatus::Draft:
            case StoryStatus::Discarded:
                break;
        }
    }
    return counts;
}

struct OrganisationFacts {
    std::vector<Story> stories;
    PostCounts counts;
    Quota quota;
    Quota use;
    std::vector<Account> members;
};

// A member sees what became of their own posts, a manager of all. Quotas and members are the
// organisation's.
Result<OrganisationFacts> organisation_facts(const Visit& visit) {
    const Account& account = visit.account();
    const std::string& organisation = account.organisation;
    const bool is_manager = account.role == DeskRole::Manager;
    CivilDate first = visit.site->time_zone.local(visit.now).time.date;
    first.day = 1;
    const Instant month = begin_of_day(visit.site->time_zone, first);
    return visit.core.with_database([&](Database& database) -> Result<OrganisationFacts> {
        OrganisationFacts facts;
        facts.stories = is_manager ? TRY(stories_of_organisation(database, organisation))
                                   : TRY(stories_of_author(database, account.id));
        facts.counts =
            TRY(count_posts(database, organisation, is_manager ? "" : account.id, month));
        facts.quota = TRY(quota_of(database, organisation));
        facts.use = TRY(quota_use(database, organisation, visit.now));
        for (Account& one : TRY(list_accounts(database))) {
            if (one.organisation == organisation && one.is_active) {
                facts.members.push_back(std::move(one));
            }
        }
        return facts;
    });
}

void add_counts(View& view, const Visit& visit, const PostCounts& counts) {
    const auto add = [&](std::string_view label, std::int64_t number) {
        View& count = view.add("counts");
        count.set("number", fmt::format("{}", number));
        count.set("label", visit.words.text(label));
        return &count;
    };
    const auto add_month = [&](View& count, std::int64_t number) {
        count.set("month", visit.words.text("count-this-month", fmt::format("{}", number)));
    };
    add_month(*add("count-posted", counts.posted), counts.posted_this_month);
    add("count-waiting", counts.waiting);
    add("count-returned", counts.returned);
    add_month(*add("count-published", counts.published), counts.published_this_month);
}

void add_use(View& view, const Visit& visit, const Quota& quota, const Quota& use) {
    for (const QuotaField& field : kQuotaFields) {
        View& line = view.add("quotas");
        line.set("label", visit.words.text(fmt::format("quota-{}", field.name)));
        line.set("used", fmt::format("{}", use.*field.number));
        line.set("most", fmt::format("{}", quota.*field.number));
        line.set_flag("is_full", use.*field.number >= quota.*field.number);
    }
}

void add_members(View& view, const Visit& visit, const std::vector<Account>& members) {
    view.list("members");
    for (const Account& member : members) {
        View& line = view.add("members");
        line.set("shown", member.shown_name);
        line.set("role", visit.words.role(member.role));
    }
}

// The newest of each place; a list that never ends helps nobody.
void add_places(View& view, const Visit& visit, const std::vector<Story>& stories) {
    constexpr std::size_t kMostOfOne = 50;
    const auto add = [&](std::string_view heading, std::initializer_list<StoryStatus> states) {
        std::vector<Story> some;
        for (const Story& story : stories) {
            const bool is_here = std::ranges::find(states, story.state) != states.end();
            if (is_here && some.size() < kMostOfOne) some.push_back(story);
        }
        add_group(view, visit, heading, some, LineFor::Others);
    };
    using enum StoryStatus;
    add("group-to-approve", {AtOrganisation});
    add("group-in-newsroom", {InReview, Kept, Signed});
    add("group-returned", {Returned, Rejected});
    add("group-published", {Published});
}

// ---- all organisations, for an administrator

// `refused`: the organisation whose numbers, as they were typed, cannot be; empty: none.
Result<HttpResponse> organisations_page(const Visit& visit, std::string_view refused, int status) {
    View view = TRY(frame_view(visit, visit.words.text("nav-organisations")));
    view.list("organisations");
    view.set_flag("has_organisations", !visit.site->organisations.empty());
    for (const Organisation& organisation : visit.site->organisations) {
        Quota quota;
        Quota use;
        TRY(visit.core.with_database([&](Database& database) -> Result<void> {
            quota = TRY(quota_of(database, organisation.id));
            use = TRY(quota_use(database, organisation.id, visit.now));
            return {};
        }));
        const bool is_refused = organisation.id == refused;
        View& one = view.add("organisations");
        one.set("name", organisation.name);
        one.set("id", organisation.id);
        const Channel* const channel = visit.site->channel(organisation.channel);
        one.set("channel",
                visit.words.text("organisation-channel", channel == nullptr ? "" : channel->name));
        one.set("save", percent_encode_path("/organisations/" + organisation.id + "/quota"));
        one.set_flag("is_refused", is_refused);
        for (const QuotaField& field : kQuotaFields) {
            View& line = one.add("quotas");
            line.set("name", field.name);
            line.set("label", visit.words.text(fmt::format("quota-{}", field.name)));
            line.set("used", visit.words.text("quota-used", fmt::format("{}", use.*field.number)));
            line.set("value", is_refused ? std::string(visit.field(field.name))
                                         : fmt::format("{}", quota.*field.number));
            line.set("most", fmt::format("{}", field.most));
        }
    }
    return page_answer(visit, DeskPage::Organisations, view, status);
}

}  // namespace

Result<HttpResponse> answer_organisation_page(const Visit& visit) {
    return organisation_page(visit, {}, 200);
}

Result<HttpResponse> organisation_page(const Visit& visit, const InvitationNews& news, int status) {
    const Account& account = visit.account();
    const OrganisationFacts facts = TRY(organisation_facts(visit));
    const Organisation* const organisation = visit.site->organisation(account.organisation);
    const std::string name = organisation == nullptr ? account.organisation : organisation->name;
    View view = TRY(frame_view(visit, name));
    view.set("name", name);
    const Channel* const channel =
        organisation == nullptr ? nullptr : visit.site->channel(organisation->channel);
    view.set("channel",
             visit.words.text("organisation-channel", channel == nullptr ? "" : channel->name));
    if (organisation != nullptr) view.set_unless_empty("description", organisation->description);
    const bool is_manager = account.role == DeskRole::Manager;
    view.set("counted", visit.words.text(is_manager ? "counted-all" : "counted-own"));
    add_counts(view, visit, facts.counts);
    add_use(view, visit, facts.quota, facts.use);
    add_members(view, visit, facts.members);
    add_places(view, visit, facts.stories);
    view.set_flag("may_invite", is_manager);
    if (is_manager) {
        view.set("typed_shown", news.shown);
        view.set_unless_empty("wrong", news.wrong);
        TRY(add_invitations(view, visit, news));
    }
    return page_answer(visit, DeskPage::Organisation, view, status);
}

Result<HttpResponse> answer_approve(const Visit& visit) {
    Act act{visit.story->id, visit.account(), visit.now, {}, {}};
    if (visit.has_field("version")) {
        act.version = static_cast<int>(number_in(visit.field("version")).value_or(-1));
    }
    TRY(choose_path(visit.core, *visit.story, visit.now));
    TRY(visit.core.with_database([&](Database& database) { return approve_story(database, act); }));
    return see_other("/organisation?done=approved");
}

Result<HttpResponse> answer_organisations_page(const Visit& visit) {
    return organisations_page(visit, {}, 200);
}

Result<HttpResponse> answer_set_quota(const Visit& visit) {
    if (visit.site->organisation(visit.id) == nullptr) return not_found(visit);
    Quota quota;
    for (const QuotaField& field : kQuotaFields) {
        quota.*field.number = number_in(visit.field(field.name)).value_or(-1);
    }
    Result<void> set = visit.core.with_database([&](Database& database) {
        return set_quota(database, visit.id, quota, visit.account().name, visit.now);
    });
    if (!set.has_value() && set.error().code == ErrorCode::Invalid) {
        return organisations_page(visit, visit.id, 422);
    }
    TRY(std::move(set));
    return see_other("/organisations?done=quota-set");
}

}  // namespace gazette
