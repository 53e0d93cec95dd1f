#include "cli/publish_command.h"

#include "build/output_marker.h"
#include "cli/command_line.h"
#include "cli/endpoint_command.h"
#include "cli/key_command.h"
#include "cli/recall_command.h"
#include "endpoint/endpoint.h"
#include "support/catch.h"
#include "support/release_samples.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>

namespace gazette {

namespace {

using testing::FixedClock;
using testing::sample_site;
using testing::SampleSite;

// A newsroom folder with a built site, an endpoint, and commands that print into strings.
class Desk {
public:
    Desk() {
        REQUIRE(run(TokenAddCommand{data, "desk", {"publish", "rollback"}, ""}, around()) ==
                ExitStatus::Right);
        token = out.str().substr(0, out.str().find('\n'));
        auto started = Endpoint::start({.data = data, .listen = "127.0.0.1:0"}, *files, clock);
        REQUIRE(started);
        endpoint = std::move(*started);
        url = fmt::format("http://127.0.0.1:{}/", endpoint->port());
        write_site("publish: {client: {type: endpoint, url: " + url + "}}\n");
        set_token(token);
        build({{"index.html", "home"}, {"guides/a.html", "guide"}});
        clear();
    }

    void write_site(const std::string& rest) const {
        REQUIRE(files->make_directories(newsroom));
        REQUIRE(files->replace(newsroom + "/site.yml",
                               "id: s\ntitle: T\nurl: https://news.example.org/\nlanguage: en\n"
                               "timezone: Asia/Shanghai\nsections: [要闻]\n" +
                                   rest));
    }

    void set_token(const std::string& value) {
        environment = Environment({{"GAZETTE_TOKEN", value}});
    }

    void build(const std::map<std::string, std::string>& content) const {
        const SampleSite site = sample_site(content);
        const std::string folder_of_manifest = newsroom + "/public/" + std::string(kOutputMarker);
        REQUIRE(files->make_directories(folder_of_manifest));
        for (const ManifestEntry& entry : site.manifest.entries) {
            const std::string path = newsroom + "/public/" + entry.path;
            REQUIRE(files->make_directories(std::string(parent_path(path))));
            REQUIRE(files->replace(path, site.blobs.at(entry.digest)));
        }
        REQUIRE(files->replace(folder_of_manifest + "/manifest", *print_manifest(site.manifest)));
    }

    Surroundings around() { return {*files, clock, environment, words, out, err, false}; }

    TargetChoice here() const { return {.source = newsroom}; }

    void clear() {
        out.str("");
        err.str("");
    }

    testing::TemporaryFolder folder;
    std::string data = folder / "data";
    std::string newsroom = folder / "newsroom";
    std::unique_ptr<Files> files = real_files();
    FixedClock clock;
    Environment environment;
    Words words = Words::in("en");
    std::ostringstream out;
    std::ostringstream err;
    std::string token;
    std::string url;
    std::unique_ptr<Endpoint> endpoint;
};

}  // namespace

TEST_CASE("publish, releases and rollback speak of what readers get", "[cli]") {
    Desk desk;
    CHECK(run(PublishCommand{.where = desk.here(), .note = "早报"}, desk.around()) ==
          ExitStatus::Right);
    CHECK(desk.out.str().starts_with("Release 1 is published: 2 files changed, 0 removed, 2 sent"));
    desk.clear();
    CHECK(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::Right);
    CHECK(desk.out.str() == "Nothing to do: release 1 is this very site\n");
    desk.build({{"index.html", "home 2"}, {"guides/a.html", "guide"}});
    CHECK(run(PublishCommand{.where = {.source = desk.newsroom, .target = "client"}},
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
    REQUIRE(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::Right);
    desk.clear();
    desk.build({{"index.html", "home"}});
    CHECK(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::ContentWrong);
    CHECK(desk.err.str().find("/guides/a.html would vanish") != std::string::npos);
    CHECK(desk.err.str().find("--allow-removals") != std::string::npos);
    CHECK(run(PublishCommand{.where = desk.here(), .allow_removals = true}, desk.around()) ==
          ExitStatus::Right);
}

TEST_CASE("a target or token that is not there is a wrong use, and says what there is", "[cli]") {
    Desk desk;
    const auto refused = [&](const PublishCommand& command) {
        desk.clear();
        CHECK(run(command, desk.around()) == ExitStatus::Usage);
        return desk.err.str();
    };
    CHECK(refused({.where = {.source = desk.newsroom, .target = "mirror"}}).find("client") !=
          std::string::npos);
    CHECK(refused({.where = {.source = desk.newsroom, .url = "ftp://h/"}}).find("ftp://h/") !=
          std::string::npos);
    CHECK(refused({.where = desk.here(), .out = desk.folder / "nothing"}).find("gazette build") !=
          std::string::npos);
    CHECK(refused({.where = desk.here(), .note = "two\nlines"}).find("note") != std::string::npos);
    desk.set_token("");
    CHECK(refused({.where = desk.here()}).find("GAZETTE_TOKEN") != std::string::npos);
    desk.set_token("two words");
    CHECK(refused({.where = desk.here()}).find("GAZETTE_TOKEN") != std::string::npos);
    desk.set_token("wrong");
    desk.clear();
    CHECK(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::WorldRefused);
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
    CHECK(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::Right);
    std::filesystem::permissions(desk.newsroom + "/secret", std::filesystem::perms(0644));
    CHECK(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::WorldRefused);
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
    CHECK(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::Right);

    desk.build({{"index.html", "changed"}, {"guides/a.html", "guide"}});
    desk.set_token(desk.token);  // and no home
    CHECK(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::WorldRefused);
    CHECK(run(KeyNewCommand{}, desk.around()) == ExitStatus::Usage);
    desk.environment = Environment({{"GAZETTE_TOKEN", desk.token}, {"GAZETTE_KEY", file}});
    CHECK(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::Right);
    desk.environment = Environment({{"GAZETTE_TOKEN", desk.token}, {"GAZETTE_KEY", file + "x"}});
    CHECK(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::WorldRefused);
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
    REQUIRE(run(PublishCommand{.where = desk.here()}, desk.around()) == ExitStatus::Right);
    desk.clear();
    const RecallCommand command{.where = desk.here(), .article = "a", .reason = "why"};
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

TEST_CASE("the command line takes targets, tokens and what is theirs", "[cli]") {
    const auto parsed = [](const std::vector<std::string>& arguments) {
        return parse_command_line(arguments, Words::in("en"));
    };
    const auto publish = std::get<PublishCommand>(
        std::get<Command>(parsed({"publish", "client", "--source", "n", "--out", "o", "--note", "x",
                                  "--allow-removals", "--allow-plain-http"})));
    CHECK(publish.where.target == "client");
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
