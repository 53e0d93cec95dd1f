// Stories from the first word to the newsroom, as people send them.
#include "desk/desk_words.h"
#include "desk/passwords.h"
#include "desk/press.h"
#include "desk/sign_offs.h"
#include "desk/stories.h"
#include "review/canonical_form.h"
#include "review/chain.h"
#include "support/catch.h"
#include "support/desk_stage.h"

#include <fmt/format.h>

#include <string>

using namespace gazette;
using gazette::testing::DeskStage;
using gazette::testing::Fields;
using gazette::testing::form_of;
using gazette::testing::sample_text;

namespace {

std::string version_of(DeskStage& stage, const std::string& id) {
    return fmt::format("{}", stage.story(id).version);
}

HttpResponse send_back(DeskStage& stage, const std::string& reviewer, const std::string& id,
                       const std::string& how) {
    return stage.post(
        reviewer, "/stories/" + id + "/return",
        {{"how", how}, {"reason", "导语里缺了地点，请补上"}, {"version", version_of(stage, id)}});
}

std::string file(DeskStage& stage, const std::string& path) {
    const auto bytes = stage.core().files().read(stage.newsroom() + "/" + path, 1U << 20U);
    return bytes.has_value() ? *bytes : std::string();
}

// What a build on another machine makes of the story as it lies in the newsroom.
ChainOutcome chain_of(DeskStage& stage, const std::string& id) {
    const PublicKey key = stage.key().public_key();
    const SiteTrust trust{
        "s6qnmfalhvgaym5hfja2ijrafj", stage_names(*stage.core().site()), {{key, key.id(), {}, {}}}};
    const std::string path = stage.story(id).path;
    const auto words = canonical_words(file(stage, path));
    REQUIRE(words.has_value());
    return check_chain(trust,
                       {id, path, content_digest(std::string_view(*words), {}), assets_digest({})},
                       file(stage, review_log_path(id)));
}

}  // namespace

TEST_CASE("a story goes through three stages into the newsroom, signed", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.submit("reporter", id);
    CHECK(stage.story(id).state == StoryStatus::InReview);
    CHECK(stage.story(id).path == "2022/07/06/qingshaonian-xiangqi-xiehui-chengli.md");
    stage.clock().pass(24 * 3600);
    for (const DeskRole role :
         {DeskRole::FirstReviewer, DeskRole::SecondReviewer, DeskRole::FinalReviewer}) {
        stage.log_in_again(std::string(name_of(role)));
        REQUIRE(stage.sign(std::string(name_of(role)), id).status == 303);
    }
    // Signed, and on its way: the newsroom has nothing yet.
    CHECK(stage.story(id).state == StoryStatus::Signed);
    CHECK(file(stage, stage.story(id).path).empty());
    CHECK(deliver_outbox(stage.core()).value() == false);
    CHECK(stage.story(id).state == StoryStatus::Published);
    const std::string article = file(stage, stage.story(id).path);
    CHECK(article.find("title: 青少年象棋协会成立\n") != std::string::npos);
    // Readers find it under the day of its last signature.
    CHECK(article.find("date: 2022-07-07T08:00:00+08:00\n") != std::string::npos);
    CHECK(article.find("id: " + id + "\n") != std::string::npos);
    const ChainOutcome chain = chain_of(stage, id);
    for (const ChainFinding& finding : chain.findings) INFO(finding.detail);
    CHECK(chain.status == ChainStatus::Signed);
    REQUIRE(chain.round.size() == 3);
    CHECK(chain.round[0].person == "first-reviewer");
    CHECK(chain.round[2].author == "reporter");
    stage.log_in_again("reporter");
    CHECK(stage.get("reporter", "/stories/" + id).text.find("/2022/07/07/qingshaonian") !=
          std::string::npos);
}

TEST_CASE("a member's post goes to the manager first, then like all others", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("member", "象棋进校园");
    stage.submit("member", id);
    CHECK(stage.story(id).state == StoryStatus::AtOrganisation);
    CHECK(stage.get("first-reviewer", "/stories/" + id).status == 404);
    CHECK(stage.post("member", "/stories/" + id + "/approve", {{"version", "2"}}).status == 404);
    CHECK(stage.post("foreign-manager", "/stories/" + id + "/approve", {{"version", "2"}}).status ==
          404);
    REQUIRE(stage.post("manager", "/stories/" + id + "/approve", {{"version", "2"}}).status == 303);
    REQUIRE(stage.sign("first-reviewer", id).status == 303);
    // One return, and the way begins again.
    REQUIRE(send_back(stage, "second-reviewer", id, "return").status == 303);
    CHECK(stage.story(id).state == StoryStatus::Returned);
    CHECK(stage.get("member", "/stories/" + id + "/edit").text.find("导语里缺了地点") !=
          std::string::npos);
    StoryFields mended = stage.newest(id).fields;
    mended.body = "临溪讯 7月5日，协会走进临溪二小。";
    REQUIRE(
        stage.post("member", "/stories/" + id + "/submit", form_of(mended, stage.story(id).version))
            .status == 303);
    REQUIRE(
        stage.post("manager", "/stories/" + id + "/approve", {{"version", version_of(stage, id)}})
            .status == 303);
    for (const char* reviewer : {"first-reviewer", "second-reviewer", "final-reviewer"}) {
        REQUIRE(stage.sign(reviewer, id).status == 303);
    }
    REQUIRE(deliver_outbox(stage.core()).has_value());
    const std::string article = file(stage, stage.story(id).path);
    CHECK(article.find("channel: youth\norganisation: chess-association\n") != std::string::npos);
    CHECK(article.find("临溪二小") != std::string::npos);
    CHECK(chain_of(stage, id).status == ChainStatus::Signed);
}

TEST_CASE("a member sets only what members may set", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("member");
    StoryFields fields = stage.newest(id).fields;
    fields.section = "要闻";
    Fields form = form_of(fields, 2);
    for (const char* name : {"channel", "organisation", "id", "slug", "status", "date", "source",
                             "corrections", "author", "path", "state", "stage"}) {
        form.push_back({name, "published"});
    }
    form.push_back({"title", "第二个标题"});  // a field twice: the first counts
    REQUIRE(stage.post("member", "/stories/" + id + "/edit", form).status == 303);
    CHECK(stage.newest(id).fields.section.empty());
    CHECK(stage.newest(id).fields.title == "青少年象棋协会成立");
    CHECK(stage.story(id).organisation == "chess-association");
    CHECK(stage.story(id).state == StoryStatus::Draft);
}

TEST_CASE("a reviewer edits as they sign, and the next one sees what changed", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.submit("reporter", id);
    StoryFields fields = stage.newest(id).fields;
    fields.body = "临溪讯 7月5日，区青少年象棋协会正式成立。\n\n孩子们当场下了三盘棋。";
    REQUIRE(stage
                .post("first-reviewer", "/stories/" + id + "/edit",
                      form_of(fields, stage.story(id).version))
                .status == 303);
    CHECK(stage.story(id).state == StoryStatus::InReview);
    REQUIRE(stage.sign("first-reviewer", id).status == 303);
    const std::string page = stage.get("second-reviewer", "/stories/" + id + "/review").text;
    CHECK(page.find("<ins>正式</ins>") != std::string::npos);
    CHECK(page.find("审签时改过") != std::string::npos);
    // The author cannot write into it meanwhile.
    CHECK(stage.post("reporter", "/stories/" + id + "/edit", form_of(fields, 9)).status == 409);
    for (const char* reviewer : {"second-reviewer", "final-reviewer"}) {
        REQUIRE(stage.sign(reviewer, id).status == 303);
    }
    REQUIRE(deliver_outbox(stage.core()).has_value());
    const ChainOutcome chain = chain_of(stage, id);
    CHECK(chain.status == ChainStatus::Signed);
    REQUIRE(chain.round.size() == 3);
    CHECK(chain.round[0].received != chain.round[0].content);
    CHECK(chain.round[1].received == chain.round[0].content);
}

TEST_CASE("nobody signs a text that they have not seen", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.submit("reporter", id);
    const std::string page = stage.get("first-reviewer", "/stories/" + id + "/review").text;
    const std::string seen = DeskStage::hidden(page, "seen");
    REQUIRE(seen.size() == 64);
    StoryFields fields = stage.newest(id).fields;
    fields.title += "了";
    REQUIRE(stage
                .post("first-reviewer-2", "/stories/" + id + "/edit",
                      form_of(fields, stage.story(id).version))
                .status == 303);
    const std::string path = "/stories/" + id + "/sign";
    CHECK(stage.post("first-reviewer", path, {{"seen", seen}}).status == 409);
    CHECK(stage.post("first-reviewer", path, {{"seen", ""}}).status == 409);
    CHECK(stage.post("first-reviewer", path).status == 409);
    CHECK(stage.story(id).stage == 1);
    CHECK(stage.sign("first-reviewer", id).status == 303);
    CHECK(stage.story(id).stage == 2);
}

TEST_CASE("three different persons sign, none of them the author", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("first-reviewer");
    stage.submit("first-reviewer", id);
    CHECK(stage.get("first-reviewer", "/stories/" + id + "/review").status == 404);
    CHECK(stage.post("first-reviewer", "/stories/" + id + "/sign").status == 404);
    CHECK(stage.get("first-reviewer", "/queue").text.find("要由别人审") != std::string::npos);
    CHECK(stage.get("second-reviewer", "/stories/" + id + "/review").status == 404);
    REQUIRE(stage.sign("first-reviewer-2", id).status == 303);
    CHECK(stage.post("first-reviewer-2", "/stories/" + id + "/sign").status == 404);
    // Who becomes a reviewer of another stage has signed already.
    stage.core().with_database([&](Database& database) {
        REQUIRE(database.run("update account set role = 'second-reviewer' where name = $1",
                             {"first-reviewer-2"}));
        return 0;
    });
    CHECK(stage.get("first-reviewer-2", "/stories/" + id + "/review").status == 404);
    CHECK(stage.sign("second-reviewer", id).status == 303);
}

TEST_CASE("who is not vouched for yet does not sign", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.submit("reporter", id);
    stage.core().with_database([&](Database& database) {
        const Account reviewer = find_account_named(database, "first-reviewer").value().value();
        REQUIRE(set_password(database, reviewer, {"h", "administrator", stage.clock().now()}));
        return 0;
    });
    stage.log_in_again("first-reviewer");
    CHECK(stage.get("first-reviewer", "/stories/" + id + "/review").status == 404);
    CHECK(stage.get("first-reviewer", "/queue").text.find("还要由另一位") != std::string::npos);
    const std::string confirm = "/people/" + stage.account("first-reviewer").id + "/confirm";
    CHECK(stage.post("administrator", confirm).status == 404);
    CHECK(stage.post("first-reviewer", confirm).status == 404);
    CHECK(stage.post("second-reviewer", confirm).status == 303);
    CHECK(stage.sign("first-reviewer", id).status == 303);
}

TEST_CASE("what is kept is taken up again and signed anew by all", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.submit("reporter", id);
    REQUIRE(stage.sign("first-reviewer", id).status == 303);
    REQUIRE(send_back(stage, "second-reviewer", id, "keep").status == 303);
    CHECK(stage.story(id).state == StoryStatus::Kept);
    CHECK(stage.post("reporter", "/stories/" + id + "/take-up").status == 404);
    REQUIRE(
        stage.post("editor", "/stories/" + id + "/take-up", {{"version", version_of(stage, id)}})
            .status == 303);
    CHECK(stage.story(id).stage == 1);
    for (const char* reviewer : {"first-reviewer", "second-reviewer", "final-reviewer"}) {
        REQUIRE(stage.sign(reviewer, id).status == 303);
    }
    REQUIRE(deliver_outbox(stage.core()).has_value());
    CHECK(chain_of(stage, id).status == ChainStatus::Signed);
}

TEST_CASE("a return says why, or nothing happens", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.submit("reporter", id);
    const std::string path = "/stories/" + id + "/return";
    const auto answer = stage.post("first-reviewer", path,
                                   {{"how", "return"}, {"reason", " \n"}, {"version", "3"}});
    CHECK(answer.status == 422);
    CHECK(answer.text.find("请写明原因") != std::string::npos);
    CHECK(stage.post("first-reviewer", path, {{"how", "publish"}, {"reason", "x"}}).status == 409);
    CHECK(stage.post("first-reviewer", path, {{"how", "return"}, {"reason", "x"}, {"version", "2"}})
              .status == 409);  // not the text that was seen
    CHECK(stage.story(id).state == StoryStatus::InReview);
    REQUIRE(send_back(stage, "first-reviewer", id, "reject").status == 303);
    CHECK(stage.story(id).state == StoryStatus::Rejected);
    CHECK(stage.post("reporter", "/stories/" + id + "/submit", form_of(sample_text(), 3)).status ==
          409);
}

TEST_CASE("a faulty story is not handed in, and the page says what to mend", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    StoryFields fields = sample_text("");
    fields.byline = "融媒体 沈青禾 通讯员";
    const auto answer = stage.post("reporter", "/stories/" + id + "/submit", form_of(fields, 2));
    CHECK(answer.status == 422);
    CHECK(answer.text.find("“通讯员”没有名字") != std::string::npos);
    CHECK(answer.text.find("孩子们当场下了三盘棋") != std::string::npos);
    CHECK(stage.story(id).state == StoryStatus::Draft);
    CHECK(stage.newest(id).fields.byline == "融媒体 沈青禾 通讯员");  // saved all the same
}

TEST_CASE("a file that is not what the desk left is never overwritten", "[desk][flow]") {
    DeskStage stage;
    const std::string id = stage.write("reporter");
    stage.submit("reporter", id);
    for (const char* reviewer : {"first-reviewer", "second-reviewer", "final-reviewer"}) {
        REQUIRE(stage.sign(reviewer, id).status == 303);
    }
    const std::string path = stage.story(id).path;
    REQUIRE(stage.core().files().make_directories(stage.newsroom() + "/2022/07/06").has_value());
    REQUIRE(
        stage.core().files().replace(stage.newsroom() + "/" + path, "手写的另一篇\n").has_value());
    CHECK(deliver_outbox(stage.core()).value() == true);
    CHECK(file(stage, path) == "手写的另一篇\n");
    CHECK(stage.story(id).state == StoryStatus::Signed);
    CHECK(stage.get("reporter", "/stories/" + id).text.find(path) != std::string::npos);
    REQUIRE(stage.core().files().remove(stage.newsroom() + "/" + path).has_value());
    CHECK(deliver_outbox(stage.core()).value() == false);
    CHECK(stage.story(id).state == StoryStatus::Published);
    CHECK(chain_of(stage, id).status == ChainStatus::Signed);
}
