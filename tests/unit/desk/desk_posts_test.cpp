#include "desk/desk_posts.h"

#include "desk/press.h"
#include "desk/quotas.h"
#include "desk/sign_offs.h"
#include "desk/stories.h"
#include "desk/story_media.h"
#include "desk/story_pictures.h"
#include "support/catch.h"
#include "support/micropub_world.h"
#include "support/picture_bytes.h"

#include <fmt/format.h>

using namespace gazette;
using namespace gazette::testing;

namespace {

struct World {
    MicropubWorld programs{Behind::Desk};
    PostingDesk& desk = *programs.desk;

    std::string make(std::string_view form, std::string_view token = MicropubWorld::kToken) {
        const Answer answer = programs.form(form, token);
        REQUIRE(answer.status == 201);
        return answer.header("Location");
    }

    static std::string id_of(const std::string& address) {
        return address.substr(address.rfind('/') + 1);
    }

    int update(const std::string& address, std::string_view change,
               std::string_view token = MicropubWorld::kToken) {
        return programs
            .json(fmt::format(R"({{"action":"update","url":"{}",{}}})", address, change), token)
            .status;
    }

    std::vector<StoryAction> actions(const std::string& id) {
        std::vector<StoryAction> actions;
        const auto events =
            desk.core->with_database([&](Database& database) { return events_of(database, id); });
        for (const StoryEvent& event : events.value()) actions.push_back(event.action);
        return actions;
    }

    StoryFields fields(const std::string& id) {
        const Story story = desk.story(id);
        return desk.core
            ->with_database([&](Database& database) { return newest_version(database, story); })
            .value()
            .fields;
    }

    // The manager, then three reviewers.
    void approve(const std::string& id) {
        REQUIRE(desk.core->with_database([&](Database& database) {
            return approve_story(database, {id, desk.zhou, desk.core->now(), {}, {}});
        }));
        REQUIRE(choose_path(*desk.core, desk.story(id), desk.core->now()));
    }

    void sign(const std::string& id) {
        for (const Account& reviewer : desk.reviewers) {
            const Story story = desk.story(id);
            const auto version = desk.core->with_database(
                [&](Database& database) { return newest_version(database, story); });
            const auto seen = digest_of(*desk.core, story, *version);
            REQUIRE(seen);
            const auto signed_now =
                sign_story(*desk.core, {story, reviewer, to_hex(seen->content), desk.core->now()});
            REQUIRE(signed_now);
        }
    }
};

}  // namespace

TEST_CASE("a member's post waits for the manager, with what its author may say", "[desk][posts]") {
    World world;
    const std::string id =
        World::id_of(world.make("name=象棋赛&kicker=引题&byline=通讯员 "
                                "林砚&content=文&category[]=象棋 棋&category[]=青少年&"
                                "channel=要闻&author=书记&published=2030-01-01&section=要闻"));
    const Story story = world.desk.story(id);
    CHECK(story.author == world.desk.lin.id);
    CHECK(story.organisation == "qixiang");
    CHECK(story.state == StoryStatus::AtOrganisation);
    const StoryFields fields = world.fields(id);
    CHECK(fields.title == "象棋赛");
    CHECK(fields.kicker == "引题");
    CHECK(fields.byline == "通讯员 林砚");
    CHECK(fields.tags == "象棋-棋 青少年");
    CHECK(fields.body == "文");
    CHECK(fields.section.empty());
    CHECK(world.actions(id) == std::vector<StoryAction>{StoryAction::SubmitToOrganisation});
}

TEST_CASE("a draft stays with its author until it is handed in", "[desk][posts]") {
    World world;
    const std::string address = world.make("content=文&post-status=draft");
    const std::string id = World::id_of(address);
    CHECK(world.desk.story(id).state == StoryStatus::Draft);
    CHECK(world.update(address, R"("add":{"category":["象棋"]})") == 204);
    CHECK(world.desk.story(id).state == StoryStatus::Draft);
    CHECK(world.update(address, R"("replace":{"post-status":["published"]})") == 204);
    CHECK(world.desk.story(id).state == StoryStatus::AtOrganisation);
}

TEST_CASE("a manager's own post goes to the first stage", "[desk][posts]") {
    World world;
    world.desk.put_token("token-of-zhou", world.desk.zhou, {kAppScopes.begin(), kAppScopes.end()});
    const std::string id = World::id_of(world.make("name=题&content=文", "token-of-zhou"));
    CHECK(world.desk.story(id).state == StoryStatus::InReview);
    CHECK(world.desk.story(id).stage == 1);
    CHECK_FALSE(world.desk.story(id).path.empty());
}

TEST_CASE("a manager's token sees the organisation's posts and changes its owner's",
          "[desk][posts]") {
    World world;
    world.desk.put_token("token-of-zhou", world.desk.zhou, {kAppScopes.begin(), kAppScopes.end()});
    const std::string waiting = world.make("content=一");
    const std::string draft = world.make("content=二&post-status=draft");
    CHECK(world.programs.get(waiting, "token-of-zhou").status == 200);
    CHECK(world.programs.get(draft, "token-of-zhou").status == 404);
    CHECK(world.update(waiting, R"("add":{"category":["x"]})", "token-of-zhou") == 400);
    CHECK(world.programs.form("action=delete&url=" + waiting, "token-of-zhou").status == 400);
    CHECK(world.programs.get(waiting, MicropubWorld::kOtherToken).status == 404);
}

TEST_CASE("what waits for the manager is still its author's", "[desk][posts]") {
    World world;
    const std::string address = world.make("name=旧题&content=旧文");
    const std::string id = World::id_of(address);
    CHECK(world.update(address, R"("replace":{"content":["新文"]})") == 204);
    CHECK(world.desk.story(id).state == StoryStatus::AtOrganisation);
    CHECK(world.fields(id).body == "新文");
    CHECK(world.actions(id) == std::vector<StoryAction>{StoryAction::SubmitToOrganisation,
                                                        StoryAction::TakeBack,
                                                        StoryAction::SubmitToOrganisation});
    // The manager approves what they saw, or nothing.
    const auto approved = world.desk.core->with_database([&](Database& database) {
        return approve_story(database, {id, world.desk.zhou, world.desk.core->now(), {}, 1});
    });
    CHECK(approved.error().code == ErrorCode::Conflict);

    CHECK(world.programs.form("action=delete&url=" + address).status == 204);
    CHECK(world.desk.story(id).state == StoryStatus::Discarded);
    CHECK(world.programs.form("action=undelete&url=" + address).status == 204);
    CHECK(world.desk.story(id).state == StoryStatus::Draft);
    CHECK(world.fields(id).body == "新文");
}

TEST_CASE("further on a change is asked of the newsroom, and changes nothing", "[desk][posts]") {
    World world;
    const std::string address = world.make("name=题&content=文");
    const std::string id = World::id_of(address);
    world.approve(id);
    CHECK(world.update(address, R"("replace":{"content":["改成这样"]})") == 202);
    CHECK(world.programs.form("action=delete&url=" + address).status == 202);
    CHECK(world.programs.form("action=undelete&url=" + address).status == 204);
    CHECK(world.fields(id).body == "文");
    CHECK(world.desk.story(id).state == StoryStatus::InReview);
    const std::vector<StoryAction> actions = world.actions(id);
    REQUIRE(actions.size() == 4);
    CHECK(actions[2] == StoryAction::AskChange);
    CHECK(actions[3] == StoryAction::AskRemoval);
    // The reviewers sign the text that is there.
    world.sign(id);
    CHECK(world.update(address, R"("replace":{"content":["再改"]})") == 202);
    CHECK(world.desk.story(id).state == StoryStatus::Signed);
}

TEST_CASE("a post's pictures are signed with it and brought into the newsroom before it",
          "[desk][posts]") {
    World world;
    const Answer made = world.programs.multipart({{"name", "志愿者"}, {"content", "文"}},
                                                 {{"photo", "a.png", "image/png", png(20, 10)}});
    const std::string id = World::id_of(made.header("Location"));
    world.approve(id);
    const std::string media =
        world.desk.media
            ->find({"qixiang", world.desk.lin.id, "Quill"}, media_in(world.fields(id).body).at(0))
            ->id;
    const std::string file = world.desk.core->uploaded_file(media + ".png").value();
    const Story story = world.desk.story(id);
    const auto version = world.desk.core->with_database(
        [&](Database& database) { return newest_version(database, story); });
    const auto with_picture = digest_of(*world.desk.core, story, *version);
    // Another picture under the same name is another text to sign.
    const std::string kept = world.desk.files->read(file, 1 << 20).value();
    REQUIRE(world.desk.files->replace(file, png(21, 10)));
    CHECK(digest_of(*world.desk.core, story, *version)->content != with_picture->content);
    REQUIRE(world.desk.files->replace(file, kept));

    world.sign(id);
    const auto rows = world.desk.core->with_database(
        [](Database& database) { return database.query("select path from outbox order by seq"); });
    REQUIRE(rows->size() == 3);
    CHECK((*rows)[0].text(0).ends_with("/" + media + ".png"));
    CHECK((*rows)[1].text(0) == "reviews/" + id + ".jsonl");
    CHECK((*rows)[2].text(0).ends_with(".md"));
}

TEST_CASE("a story's preview shows its uploaded picture", "[desk][posts]") {
    World world;
    const Answer made = world.programs.multipart({{"name", "志愿者"}, {"content", "文"}},
                                                 {{"photo", "a.png", "image/png", png(20, 10)}});
    const std::string id = World::id_of(made.header("Location"));
    const std::string cookie = world.desk.log_in(world.desk.lin);
    const HttpResponse page = world.desk.get("/stories/" + id + "/preview", cookie);
    REQUIRE(page.status == 200);
    const std::size_t at = page.text.find("src=\"/pictures/");
    REQUIRE(at != std::string::npos);
    const std::string path = page.text.substr(at + 5, page.text.find('"', at + 5) - at - 5);
    // The sandboxed page sends no cookie.
    const HttpResponse picture = world.desk.get(path, "");
    CHECK(picture.status == 200);
    CHECK(picture.text.starts_with("\xFF\xD8\xFF"));
    for (const std::string other : {"/pictures/index", "/pictures/a.jpg", "/pictures/.jpg",
                                    "/pictures/x/../../../desk.db.jpg"}) {
        CHECK(world.desk.get(other, "").status == 404);
    }
}

TEST_CASE("a repeated request finds a draft that was not handed in any more, and hands it in",
          "[desk][posts]") {
    World world;
    const std::string address = world.make("name=题&content=文");
    const std::string id = World::id_of(address);
    // As a kill between the two steps leaves it.
    REQUIRE(world.desk.core->with_database([&](Database& database) {
        return database.run("update story set state = 'draft' where id = $1", {id});
    }));
    CHECK(world.make("name=题&content=文") == address);
    CHECK(world.desk.story(id).state == StoryStatus::AtOrganisation);
    CHECK(world.desk.count("story") == 1);
}

TEST_CASE("an organisation's quotas hold, and are its own", "[desk][posts]") {
    World world;
    REQUIRE(world.desk.core->with_database([&](Database& database) {
        return set_quota(database, "qixiang", {.posts_a_day = 2, .open_drafts = 1}, "admin",
                         world.desk.core->now());
    }));
    CHECK(world.programs.form("content=1").status == 201);
    CHECK(world.programs.form("content=2").status == 201);
    const Answer refused = world.programs.form("content=文");
    CHECK(refused.error() == "forbidden");
    CHECK(refused.body.find("投稿数或图片空间已满，请联系编辑部") != std::string::npos);
    CHECK(world.desk.count("story") == 2);  // nothing is left of it
    // A draft is no post; of drafts there may be one.
    CHECK(world.programs.form("content=草稿&post-status=draft").status == 201);
    CHECK(world.programs.form("content=又一个&post-status=draft").error() == "forbidden");
    CHECK(world.programs.form("content=文", MicropubWorld::kOtherToken).status == 201);
    world.programs.clock.moment.seconds += 24 * 3600 + 1;
    CHECK(world.programs.form("content=文").status == 201);
}

TEST_CASE("pictures that no story names go after a day, those of stories stay", "[desk][posts]") {
    World world;
    const auto upload = [&](int width) {
        return world.programs
            .multipart({}, {{"file", "a.png", "image/png", png(width, 2)}}, MicropubWorld::kToken,
                       "/media")
            .header("Location");
    };
    const std::string used = upload(2);
    const std::string unused = upload(3);
    const std::string address = world.make("content=文&photo=" + used);
    const auto forget = [&] {
        return world.desk.core
            ->with_database([&](Database& database) {
                return forget_unused_media(database, world.desk.core->now());
            })
            .value();
    };
    CHECK(forget() == 0);
    world.programs.clock.moment.seconds += kUnusedMediaSeconds + 1;
    CHECK(forget() == 1);
    REQUIRE(world.desk.media->sweep());
    CHECK(world.programs.get(used).status == 200);
    CHECK(world.programs.get(unused).status == 404);
    CHECK(world.programs.source(address).find("photo") != nullptr);
}

TEST_CASE("a program's picture is shown to those who may see its story, to nobody else",
          "[desk][posts]") {
    World world;
    const Answer made = world.programs.multipart({{"content", "文"}, {"post-status", "draft"}},
                                                 {{"photo", "a.png", "image/png", png(4, 4)}});
    const std::string id = World::id_of(made.header("Location"));
    const std::string path = "/media/" + media_in(world.fields(id).body).at(0);
    const std::string unknown = "/media/" + std::string(26, 'a');
    const auto status = [&](const Account& account) {
        const std::string cookie = world.desk.log_in(account);
        const HttpResponse seen = world.desk.get(path, cookie);
        if (seen.status != 200) {
            const HttpResponse nothing = world.desk.get(unknown, cookie);
            CHECK(seen.status == nothing.status);
            CHECK(seen.text == nothing.text);
        }
        return seen.status;
    };
    CHECK(status(world.desk.lin) == 200);
    CHECK(status(world.desk.zhou) == 404);  // a draft is its author's alone
    CHECK(status(world.desk.wu) == 404);
    CHECK(status(world.desk.reviewers[0]) == 404);
    CHECK(world.update(made.header("Location"), R"("replace":{"post-status":["published"]})") ==
          204);
    CHECK(status(world.desk.zhou) == 200);
    CHECK(status(world.desk.wu) == 404);
    CHECK(status(world.desk.reviewers[0]) == 404);
    world.approve(id);
    CHECK(status(world.desk.reviewers[0]) == 200);
    CHECK(status(world.desk.wu) == 404);
    CHECK(world.desk.get(path, "").status == 303);  // strangers log in first
}

TEST_CASE("a member makes a token on their page, sees it once and revokes it", "[desk][tokens]") {
    World world;
    const std::string cookie = world.desk.log_in(world.desk.lin);
    const HttpResponse made =
        world.desk.post("/account/tokens", cookie, "client=手机&kind=create&days=30");
    CHECK(made.status == 200);
    const std::size_t at = made.text.find("gazette_desk_");
    REQUIRE(at != std::string::npos);
    const std::string secret = made.text.substr(at, made.text.find('<', at) - at);
    CHECK(world.programs.form("content=文", secret).status == 201);
    CHECK(world.programs.form("action=delete&url=x", secret).error() == "insufficient_scope");
    const HttpResponse page = world.desk.get("/account", cookie);
    CHECK(page.text.find(secret) == std::string::npos);
    CHECK(page.text.find("手机") != std::string::npos);
    const std::size_t revoke = page.text.find("/account/tokens/");
    const std::string action = page.text.substr(revoke, page.text.find('"', revoke) - revoke);
    // Another's token is as unknown as one that is not there.
    const std::string other = world.desk.log_in(world.desk.wu);
    const HttpResponse foreign = world.desk.post(action, other, "");
    const HttpResponse unknown =
        world.desk.post("/account/tokens/" + std::string(26, 'a') + "/revoke", other, "");
    CHECK(foreign.status == 404);
    CHECK(foreign.text == unknown.text);
    CHECK(world.desk.post(action, cookie, "").status == 303);
    CHECK(world.programs.form("content=再", secret).status == 401);

    CHECK(world.desk.post("/account/tokens", cookie, "client=&kind=create&days=30").status == 422);
    CHECK(world.desk.post("/account/tokens", cookie, "client=x&kind=admin&days=30").status == 422);
    CHECK(world.desk.post("/account/tokens", cookie, "client=x&kind=all&days=9999").status == 422);
    const std::string reviewer = world.desk.log_in(world.desk.reviewers[0]);
    CHECK(world.desk.post("/account/tokens", reviewer, "client=x&kind=all&days=30").status == 404);
    CHECK(world.desk.get("/account", reviewer).text.find("/account/tokens") == std::string::npos);
}

TEST_CASE("a program's requests go past log-ins, a browser's do not pass for one",
          "[desk][tokens]") {
    World world;
    HttpRequest request;
    request.method = "POST";
    request.path = "/micropub";
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                       {"Authorization", "Bearer token-of-qixiang"},
                       {"Origin", "https://app.example.org"}};
    CHECK(world.desk.send(request, "content=1").status == 201);
    // A cookie is no token.
    request.headers[1] = {"Cookie", "gazette-desk=" + world.desk.log_in(world.desk.lin)};
    CHECK(world.desk.send(request, "content=2").status == 401);
    // Another host that resolves to this machine.
    HttpRequest rebound = request;
    rebound.headers = {{"Host", "evil.example"}, {"Authorization", "Bearer token-of-qixiang"}};
    CHECK(world.desk.send(rebound, "").status == 421);
    const std::string address = World::id_of(world.make("content=3"));
    CHECK(world.desk.get("/posts/" + address, world.desk.log_in(world.desk.lin)).status == 303);
}
