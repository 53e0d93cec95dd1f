#include "cli/publish_command.h"

#include "cli/command_line.h"
#include "cli/endpoint_command.h"
#include "cli/key_command.h"
#include "cli/recall_command.h"
#include "support/catch.h"
#include "support/lossy_proxy.h"
#include "support/publish_desk.h"

#include <atomic>
#include <filesystem>
#include <sstream>

namespace gazette {

using Desk = testing::PublishDesk;

namespace {

std::string head(const std::string& title, const std::string& id) {
    return "title: " + title + "\nid: " + id +
           "\nsection: 要闻\nbyline: 融媒体记者 王宁\ndate: 2022-07-05\n";
}

std::size_t list_of_releases(Desk& desk) {
    std::ostringstream out;
    const Surroundings around{*desk.files, desk.clock, desk.environment, desk.words, out,
                              out,         false};
    REQUIRE(run(ReleasesCommand{.where = desk.here(), .json = true}, around) == ExitStatus::Right);
    return parse_releases(std::string_view(out.str()).substr(0, out.str().size() - 1))->size();
}

}  // namespace

TEST_CASE("publish, releases and rollback speak of what readers get", "[cli]") {
    Desk desk;
    CHECK(run(PublishCommand{.where = desk.here(), .note = "早报", .no_build = true},
              desk.around()) == ExitStatus::Right);
    CHECK(desk.out.str().starts_with("Release 1 is published: 2 files changed, 0 removed, 2 sent"));
    desk.clear();
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::Right);
    CHECK(desk.out.str() == "Nothing to do: release 1 is this very site\n");
    desk.build({{"index.html", "home 2"}, {"guides/a.html", "guide"}});
    CHECK(run(PublishCommand{.where = desk.here(), .targets = {"client"}, .no_build = true},
              desk.around()) == ExitStatus::Right);
    desk.clear();
    // A lone number is a release.
    CHECK(run(RollbackCommand{.where = {.source = desk.newsroom, .target = "1"}}, desk.around()) ==
          ExitStatus::Right);
    CHECK(desk.out.str() == "Release 3 is published: the tree of release 1\n");
    desk.clear();
    CHECK(run(ReleasesCommand{.where = desk.here()}, desk.around()) == ExitStatus::Right);
    CHECK(desk.out.str() ==
          "3\t2022-07-06T08:30:00+08:00\tdesk\t= 1\n"
          "2\t2022-07-06T08:30:00+08:00\tdesk\n"
          "1\t2022-07-06T08:30:00+08:00\tdesk\t早报\n");
    desk.clear();
    CHECK(run(ReleasesCommand{.where = desk.here(), .json = true}, desk.around()) ==
          ExitStatus::Right);
    CHECK(parse_releases(desk.out.str().substr(0, desk.out.str().size() - 1))->size() == 3);
}

TEST_CASE("a publish that would break promises names them and exits 1", "[cli]") {
    Desk desk;
    REQUIRE(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
            ExitStatus::Right);
    desk.clear();
    desk.build({{"index.html", "home"}});
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::ContentWrong);
    CHECK(desk.err.str().find("/guides/a.html would vanish") != std::string::npos);
    CHECK(desk.err.str().find("--allow-removals") != std::string::npos);
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true, .allow_removals = true},
              desk.around()) == ExitStatus::Right);
}

TEST_CASE("a target or token that is not there is a wrong use, and says what there is", "[cli]") {
    Desk desk;
    const auto refused = [&](const PublishCommand& command) {
        desk.clear();
        CHECK(run(command, desk.around()) == ExitStatus::Usage);
        return desk.err.str();
    };
    CHECK(refused({.where = desk.here(), .targets = {"mirror"}}).find("client") !=
          std::string::npos);
    CHECK(refused({.where = {.source = desk.newsroom, .url = "ftp://h/"}}).find("ftp://h/") !=
          std::string::npos);
    CHECK(refused({.where = desk.here(), .out = desk.folder / "nothing", .no_build = true})
              .find("gazette build") != std::string::npos);
    CHECK(refused({.where = desk.here(), .note = "two\nlines"}).find("note") != std::string::npos);
    desk.set_token("");
    CHECK(refused({.where = desk.here()}).find("GAZETTE_TOKEN") != std::string::npos);
    desk.set_token("two words");
    CHECK(refused({.where = desk.here()}).find("GAZETTE_TOKEN") != std::string::npos);
    desk.set_token("wrong");
    desk.clear();
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::WorldRefused);
    CHECK(desk.err.str().find("401") != std::string::npos);
    desk.write_site("");
    CHECK(refused({.where = desk.here()}).find("names no target yet") != std::string::npos);
    desk.write_site("publish: {m: {type: s3, endpoint: 'https://h/', bucket: b}}\n");
    CHECK(refused({.where = desk.here()}).find("s3") != std::string::npos);
}

TEST_CASE("a token file named in site.yml is used, unless others can read it", "[cli]") {
    Desk desk;
    desk.set_token("");
    desk.write_site("publish: {client: {type: endpoint, url: " + desk.url +
                    ", token_file: secret}}\n");
    REQUIRE(desk.files->replace_durably(desk.newsroom + "/secret", desk.token + "\n", 0600));
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::Right);
    std::filesystem::permissions(desk.newsroom + "/secret", std::filesystem::perms(0644));
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::WorldRefused);
    CHECK(desk.err.str().find("chmod 600") != std::string::npos);
}

TEST_CASE("tokens are made, listed and revoked on the endpoint's machine", "[cli]") {
    Desk desk;
    CHECK(run(TokenAddCommand{desk.data, "watch", {"read"}, "2027-01-01"}, desk.around()) ==
          ExitStatus::Right);
    CHECK(desk.out.str().starts_with("gazette_"));
    desk.clear();
    CHECK(run(TokenListCommand{desk.data}, desk.around()) == ExitStatus::Right);
    CHECK(desk.out.str() ==
          "desk\tpublish,rollback\t2022-07-06T00:30:00Z\t-\n"
          "watch\tread\t2022-07-06T00:30:00Z\t2027-01-01T00:00:00Z\n");
    CHECK(run(TokenRevokeCommand{desk.data, "watch"}, desk.around()) == ExitStatus::Right);
    CHECK(run(TokenRevokeCommand{desk.data, "watch"}, desk.around()) == ExitStatus::WorldRefused);
    CHECK(run(TokenAddCommand{desk.data, "x", {"everything"}, ""}, desk.around()) ==
          ExitStatus::Usage);
    CHECK(run(TokenAddCommand{desk.data, "x", {}, ""}, desk.around()) == ExitStatus::Usage);
    CHECK(run(TokenAddCommand{desk.data, "x", {"read"}, "soon"}, desk.around()) ==
          ExitStatus::Usage);
}

TEST_CASE("a signing key is made once, pinned by the endpoint and used by publish", "[cli]") {
    Desk desk;
    const std::string file = desk.folder / "home/.config/gazette/signing-key";
    desk.environment = Environment({{"GAZETTE_TOKEN", desk.token}, {"HOME", desk.folder / "home"}});
    REQUIRE(run(KeyNewCommand{}, desk.around()) == ExitStatus::Right);
    const std::string shown = desk.out.str();
    CHECK(shown.starts_with("ed25519:"));
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms(0077)) ==
          std::filesystem::perms::none);
    const std::string kept = *desk.files->read(file, 4096);
    CHECK(run(KeyNewCommand{}, desk.around()) == ExitStatus::Usage);
    CHECK(*desk.files->read(file, 4096) == kept);
    desk.clear();
    CHECK(run(KeyExportCommand{}, desk.around()) == ExitStatus::Right);
    CHECK(desk.out.str() == shown);
    const std::string key = shown.substr(0, shown.size() - 1);

    CHECK(run(KeyPinCommand{desk.data, "desk", "ed25519:abc"}, desk.around()) == ExitStatus::Usage);
    CHECK(run(KeyPinCommand{desk.data, "desk", key}, desk.around()) == ExitStatus::Right);
    CHECK(run(KeyPinCommand{desk.data, "desk", key}, desk.around()) == ExitStatus::Usage);
    desk.clear();
    CHECK(run(KeyListCommand{desk.data}, desk.around()) == ExitStatus::Right);
    CHECK(desk.out.str().starts_with("desk\t"));
    CHECK(desk.out.str().find(key) != std::string::npos);
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::Right);

    desk.build({{"index.html", "changed"}, {"guides/a.html", "guide"}});
    desk.set_token(desk.token);  // and no home
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::WorldRefused);
    CHECK(run(KeyNewCommand{}, desk.around()) == ExitStatus::Usage);
    desk.environment = Environment({{"GAZETTE_TOKEN", desk.token}, {"GAZETTE_KEY", file}});
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::Right);
    desk.environment = Environment({{"GAZETTE_TOKEN", desk.token}, {"GAZETTE_KEY", file + "x"}});
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::WorldRefused);
    REQUIRE(desk.files->replace(file, "no key\n"));
    CHECK(run(KeyExportCommand{file}, desk.around()) == ExitStatus::WorldRefused);
    CHECK(run(KeyUnpinCommand{desk.data, "desk"}, desk.around()) == ExitStatus::Right);
    CHECK(run(KeyUnpinCommand{desk.data, "desk"}, desk.around()) == ExitStatus::WorldRefused);
}

TEST_CASE("a recall goes to every target and says of each what it did", "[cli]") {
    Desk desk;
    REQUIRE(run(TokenAddCommand{desk.data, "duty", {"recall"}, ""}, desk.around()) ==
            ExitStatus::Right);
    const std::string token = desk.out.str().substr(0, desk.out.str().find('\n'));
    REQUIRE(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
            ExitStatus::Right);
    desk.clear();
    const RecallCommand command{
        .where = desk.here(), .article = "a", .reason = "why", .no_build = true};
    CHECK(run(command, desk.around()) == ExitStatus::WorldRefused);  // the publisher's token
    CHECK(desk.err.str().find("NOT taken back") != std::string::npos);
    desk.set_token(token);
    desk.write_site("publish:\n  client: {type: endpoint, url: " + desk.url +
                    "}\n  second: {type: endpoint, url: \"http://127.0.0.1:1/\"}\n");
    desk.clear();
    // One target is dead: the other has it all the same.
    CHECK(run(command, desk.around()) == ExitStatus::WorldRefused);
    CHECK(desk.out.str().starts_with("client: the story a is taken back"));
    CHECK(desk.err.str().find("second: the story was NOT") != std::string::npos);
    CHECK(desk.err.str().find("No published page") != std::string::npos);
    CHECK(desk.err.str().find("status: withdrawn") != std::string::npos);
    CHECK(run(RecallCommand{.where = desk.here(), .article = "a", .reason = "two\nlines"},
              desk.around()) == ExitStatus::Usage);
}

TEST_CASE("a recall ends with the story withdrawn, and the pages that waited back", "[cli]") {
    Desk desk;
    desk.write_story("2022/07/05/a.md", head("甲", "aaa"), "甲的正文。");
    desk.write_story("2022/07/05/b.md", head("乙", "bbb") + "status: published  # 已核\n",
                     "乙的正文。");
    REQUIRE(run(TokenAddCommand{desk.data, "duty", {"recall", "publish"}, ""}, desk.around()) ==
            ExitStatus::Right);
    desk.set_token(desk.out.str().substr(0, desk.out.str().find('\n')));
    REQUIRE(run(PublishCommand{.where = desk.here(), .out = desk.folder / "out"}, desk.around()) ==
            ExitStatus::Right);
    REQUIRE(desk.get("/2022/07/05/b.html").find(" 200 ") != std::string::npos);
    desk.clear();

    const RecallCommand command{
        .where = desk.here(), .article = "bbb", .reason = "why", .out = desk.folder / "out"};
    CHECK(run(command, desk.around()) == ExitStatus::Right);
    INFO(desk.err.str());
    const std::string told = desk.out.str();
    const std::size_t taken_back = told.find("the story bbb is taken back");
    const std::size_t marked = told.find("2022/07/05/b.md: status: withdrawn is written");
    const std::size_t published = told.find("Release 2 is published");
    CHECK(taken_back < marked);
    CHECK(marked < published);
    CHECK(published != std::string::npos);
    CHECK(*desk.files->read(desk.newsroom + "/2022/07/05/b.md", 4096) ==
          "---\n" + head("乙", "bbb") + "status: withdrawn  # 已核\n---\n\n乙的正文。\n");
    CHECK(desk.get("/2022/07/05/b.html").find(" 410 ") != std::string::npos);
    CHECK(desk.get("/").find(" 200 ") != std::string::npos);
    CHECK(desk.get("/feed.json").find(" 200 ") != std::string::npos);
    CHECK(desk.get("/feed.json").find("乙的正文") == std::string::npos);

    desk.clear();  // once more at any moment
    CHECK(run(command, desk.around()) == ExitStatus::Right);
    CHECK(desk.out.str().find("was withdrawn before") != std::string::npos);
    CHECK(desk.out.str().find("Nothing to do: release 2") != std::string::npos);
}

TEST_CASE("a recall that cannot mark the story says so and publishes nothing", "[cli]") {
    Desk desk;
    desk.write_story("2022/07/05/a.md", head("甲", "aaa") + "status: |\n  draft\n", "甲的正文。");
    REQUIRE(run(TokenAddCommand{desk.data, "duty", {"recall", "publish"}, ""}, desk.around()) ==
            ExitStatus::Right);
    desk.set_token(desk.out.str().substr(0, desk.out.str().find('\n')));
    REQUIRE(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
            ExitStatus::Right);
    desk.clear();
    RecallCommand command{.where = desk.here(), .article = "aaa", .reason = "why"};
    CHECK(run(command, desk.around()) == ExitStatus::ContentWrong);
    CHECK(desk.err.str().find("2022/07/05/a.md: status: withdrawn could not be written") !=
          std::string::npos);
    command.article = "nobody";
    CHECK(run(command, desk.around()) == ExitStatus::ContentWrong);
    CHECK(desk.err.str().find("No story of the newsroom has the id nobody") != std::string::npos);
    CHECK(list_of_releases(desk) == 1);
}

TEST_CASE("publish builds first, and a wrong story keeps all as it was", "[cli]") {
    Desk desk;
    const PublishCommand command{.where = desk.here(), .out = desk.folder / "out"};
    desk.write_story("2022/07/05/a.md", head("甲", "aaa"), "甲的正文。");
    CHECK(run(command, desk.around()) == ExitStatus::Right);
    INFO(desk.err.str());
    CHECK(desk.get("/2022/07/05/a.html").find("甲的正文") != std::string::npos);
    CHECK(desk.out.str().find("Read back as a reader: 2 pages are") != std::string::npos);
    desk.write_story("2022/07/05/a.md", head("甲", "aaa") + "column: 没有\n", "改了。");
    desk.clear();
    CHECK(run(command, desk.around()) == ExitStatus::ContentWrong);
    CHECK(desk.err.str().find("nothing is published") != std::string::npos);
    CHECK(desk.get("/2022/07/05/a.html").find("甲的正文") != std::string::npos);
}

TEST_CASE("a dry run of publish lists what would be sent, and changes nothing", "[cli]") {
    Desk desk;
    PublishCommand command{.where = desk.here(), .no_build = true, .dry_run = true};
    CHECK(run(command, desk.around()) == ExitStatus::Right);
    CHECK(desk.out.str() ==
          "+ /guides/a.html\n+ /index.html\n"
          "Would be sent: 2 new addresses, 0 changed, 0 removed; 9 bytes before packing\n");
    CHECK(list_of_releases(desk) == 0);
}

TEST_CASE("without a name all targets get it, and one that fails stops no other", "[cli]") {
    Desk desk;
    const std::string second = "  second: {type: endpoint, url: \"http://127.0.0.1:1/\"}\n";
    const std::string third = "  third: {type: endpoint, url: " + desk.url + "}\n";
    desk.write_site("publish:\n" + second + third);
    const PublishCommand all{.where = desk.here(), .no_build = true};
    CHECK(run(all, desk.around()) == ExitStatus::WorldRefused);
    CHECK(desk.out.str().starts_with("third: Release 1 is published"));
    CHECK(desk.err.str().find("second: ") != std::string::npos);
    CHECK(desk.err.str().find("1 of 2 targets did not get it: second") != std::string::npos);
    desk.clear();
    // It catches up as soon as it is there.
    desk.write_site("publish:\n  second: {type: endpoint, url: " + desk.url + "}\n" + third);
    CHECK(run(all, desk.around()) == ExitStatus::Right);
    CHECK(desk.out.str() ==
          "second: Nothing to do: release 1 is this very site\n"
          "third: Nothing to do: release 1 is this very site\n");
    CHECK(desk.err.str().empty());
    desk.clear();
    CHECK(run(PublishCommand{.where = desk.here(), .targets = {"third", "nowhere"}},
              desk.around()) == ExitStatus::Usage);
    CHECK(desk.err.str().find("nowhere") != std::string::npos);
    CHECK(desk.out.str().empty());
}

TEST_CASE("of several targets each gets its own token where it has one", "[cli]") {
    Desk desk;
    REQUIRE(desk.files->replace_durably(desk.newsroom + "/secret", desk.token + "\n", 0600));
    desk.write_site("publish:\n  one: {type: endpoint, url: " + desk.url +
                    ", token_file: secret}\n  two: {type: endpoint, url: " + desk.url + "}\n");
    desk.set_token("of_another");
    CHECK(run(PublishCommand{.where = desk.here(), .no_build = true}, desk.around()) ==
          ExitStatus::WorldRefused);
    CHECK(desk.out.str().starts_with("one: Release 1 is published"));
    CHECK(desk.err.str().find("of 2 targets did not get it: two") != std::string::npos);
}

TEST_CASE("feeds name the hubs that are told of them, and no longer when there are none", "[cli]") {
    Desk desk;
    const std::string targets = "publish: {client: {type: endpoint, url: " + desk.url + "}}\n";
    desk.write_site(targets + "notices: {websub: [\"http://127.0.0.1:1/hub\"]}\n");
    desk.write_story("2022/07/05/a.md", head("甲", "aaa"), "甲的正文。");
    const PublishCommand command{.where = desk.here(), .out = desk.folder / "out"};
    REQUIRE(run(command, desk.around()) == ExitStatus::Right);
    const auto names_hub = [&](const std::string& feed, const std::string& text) {
        return desk.get(feed).find(text) != std::string::npos;
    };
    CHECK(names_hub("/feed.json", R"("hubs":[{"type":"WebSub","url":"http://127.0.0.1:1/hub"}])"));
    CHECK(names_hub("/atom.xml", R"(<link rel="hub" href="http://127.0.0.1:1/hub"/>)"));
    CHECK(names_hub("/rss.xml", R"(<atom:link rel="hub" href="http://127.0.0.1:1/hub"/>)"));
    desk.write_site(targets);
    REQUIRE(run(command, desk.around()) == ExitStatus::Right);
    for (const std::string feed : {"/feed.json", "/atom.xml", "/rss.xml"}) {
        CHECK_FALSE(names_hub(feed, "hub"));
    }
}

TEST_CASE("who wants to be told of a release is told, and fails nothing", "[cli]") {
    Desk desk;
    std::atomic<int> status = 500;
    testing::LossyProxy hub(0, [&](std::size_t) {
        return testing::Fault{
            .answer = fmt::format("HTTP/1.1 {} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                                  status.load())};
    });
    const std::string address = fmt::format("http://127.0.0.1:{}/", hub.port());
    desk.write_site("publish: {client: {type: endpoint, url: " + desk.url +
                    "}}\nnotices: {websub: [" + address + "hub], webhooks: [{url: " + address +
                    "hook}]}\n");
    desk.build({{"index.html", "home"}, {"guides/a.html", "guide"}, {"feed.json", "{}"}});
    const PublishCommand command{.where = desk.here(), .no_build = true};
    CHECK(run(command, desk.around()) == ExitStatus::Right);
    CHECK(desk.err.str().find("hub was not told of the release: HTTP 500") != std::string::npos);
    CHECK(desk.err.str().find("hook was not told of the release: HTTP 500") != std::string::npos);
    status = 204;
    desk.clock.time.seconds += 3600;
    desk.clear();
    CHECK(run(command, desk.around()) == ExitStatus::Right);  // nothing new, but the rest is told
    CHECK(desk.err.str().empty());
    CHECK(hub.received().find("hub.url=https%3A%2F%2Fnews.example.org%2Ffeed.json") !=
          std::string::npos);
    CHECK(hub.received().find("\"target\":\"client\",\"release\":1") != std::string::npos);
    CHECK(hub.connections() == 4);
}

TEST_CASE("the command line takes targets, tokens and what is theirs", "[cli]") {
    const auto parsed = [](const std::vector<std::string>& arguments) {
        return parse_command_line(arguments, Words::in("en"));
    };
    const auto publish = std::get<PublishCommand>(std::get<Command>(
        parsed({"publish", "client", "mirror", "--source", "n", "--out", "o", "--note", "x",
                "--no-build", "--dry-run", "--allow-removals", "--allow-plain-http"})));
    CHECK(publish.targets == std::vector<std::string>{"client", "mirror"});
    CHECK(publish.no_build);
    CHECK(publish.dry_run);
    CHECK_FALSE(publish.watch);
    CHECK(publish.where.source == "n");
    CHECK(publish.where.allow_plain_http);
    CHECK(publish.allow_removals);
    const auto rollback =
        std::get<RollbackCommand>(std::get<Command>(parsed({"rollback", "client", "3"})));
    CHECK(rollback.where.target == "client");
    CHECK(rollback.number == "3");
    const auto add = std::get<TokenAddCommand>(
        std::get<Command>(parsed({"endpoint", "token", "add", "desk", "--scope", "publish,read",
                                  "--scope", "rollback", "--data", "d"})));
    CHECK(add.name == "desk");
    CHECK(add.scopes == std::vector<std::string>{"publish", "read", "rollback"});
    CHECK(add.data == "d");
    const auto endpoint =
        std::get<EndpointCommand>(std::get<Command>(parsed({"endpoint", "--data", "d"})));
    CHECK(endpoint.listen == "127.0.0.1:8640");
    const auto pin = std::get<KeyPinCommand>(
        std::get<Command>(parsed({"endpoint", "key", "add", "desk", "ed25519:x", "--data", "d"})));
    CHECK(pin.name == "desk");
    CHECK(pin.key == "ed25519:x");
    CHECK(pin.data == "d");
    CHECK(std::get<KeyNewCommand>(std::get<Command>(parsed({"key", "new", "--file", "k"}))).file ==
          "k");
    CHECK(std::get<Answer>(parsed({"endpoint", "key", "add", "desk"})).status == ExitStatus::Usage);
    const auto recall = std::get<RecallCommand>(
        std::get<Command>(parsed({"recall", "id", "client", "--reason", "why", "--notice", "x"})));
    CHECK(recall.article == "id");
    CHECK(recall.where.target == "client");
    CHECK(recall.reason == "why");
    CHECK(recall.notice == "x");
    CHECK(std::get<Answer>(parsed({"recall", "id"})).status == ExitStatus::Usage);
    CHECK(std::get<Answer>(parsed({"endpoint"})).status == ExitStatus::Usage);
    CHECK(std::get<Answer>(parsed({"endpoint", "token", "add", "x"})).status == ExitStatus::Usage);
}

}  // namespace gazette
