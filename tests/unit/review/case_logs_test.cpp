// Writes what a person cannot write by hand into the case folders of reviews: signed logs, and the
// keys that are pinned. Only when it is asked for by name; the folders are in the repository.
#include "base/files.h"
#include "support/catch.h"
#include "support/signing_desk.h"

#include <string>

using namespace gazette;
using namespace gazette::testing;

TEST_CASE("the logs of the case folders are written anew", "[.review-cases]") {
    const std::string cases = std::string(GAZETTE_SOURCE_DIR) + "/tests/cases/diagnostics/review-";
    const std::string story = "2022/07/06/x.md";
    const auto files = real_files();
    const auto newsroom = [&](const std::string& name) {
        std::string folder = cases + name + "/newsroom";
        REQUIRE(files->replace(folder + "/trust.yml", SigningDesk::trust_text()));
        const std::string log = folder + "/reviews/xiangqi.jsonl";
        if (files->info(log)) REQUIRE(files->remove(log));
        return folder;
    };
    newsroom("differs");
    newsroom("waiting");
    const SigningDesk returned(newsroom("returned"));
    const StoryState state = returned.state_of(story);
    returned.add(state.id, returned.sign_off(0, "editor", state));
    Record back = returned.record(RecordType::Return, "director", state);
    back.stage = "复审";
    back.note = "核实成立的日期";
    returned.add(state.id, back);
    const SigningDesk withdrawn(newsroom("withdrawn"));
    withdrawn.add(state.id, withdrawn.record(RecordType::Withdraw, "reporter", state));
    const SigningDesk recalled(newsroom("recalled"));
    recalled.sign_through(story);
    recalled.add(state.id, recalled.record(RecordType::Recall, "chief", state));
    const SigningDesk broken(newsroom("log-broken"));
    broken.sign_through(story);
    const std::string log = cases + "log-broken/newsroom/reviews/xiangqi.jsonl";
    const std::string bytes = files->read(log, kMaxLogBytes).value();
    REQUIRE(files->replace(log, bytes.substr(bytes.find('\n') + 1)));
    // Signed as it was, and then changed.
    const std::string changed = newsroom("changed") + "/" + story;
    const std::string now = files->read(changed, 1U << 20U).value();
    std::string before = now;
    const std::string day = "7月5日";
    REQUIRE(before.find(day) != std::string::npos);
    before.replace(before.find(day), day.size(), "7月4日");
    REQUIRE(files->replace(changed, before));
    SigningDesk(cases + "changed/newsroom").sign_through(story);
    REQUIRE(files->replace(changed, now));
}
