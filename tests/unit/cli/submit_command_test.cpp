#include "cli/submit_command.h"

#include "cli/submitted_story.h"
#include "net/http_server.h"
#include "support/catch.h"
#include "support/command_run.h"
#include "support/micropub_world.h"
#include "support/picture_bytes.h"

#include <fmt/format.h>

using namespace gazette;
using namespace gazette::testing;

namespace {

// The real endpoint of a desk on loopback.
class DeskServer final : public HttpHandler {
public:
    DeskServer() : server_(HttpServer::start({.listen = {"127.0.0.1", 0}}, *this).value()) {
        const std::string base = fmt::format("http://127.0.0.1:{}", server_->port());
        world.endpoint.emplace(
            MicropubOptions{.base = base},
            MicropubParts{world.posts, *world.media, world.tokens, [](const Error&) {}});
    }

    Outcome begin(const HttpRequest& request) override {
        REQUIRE(MicropubEndpoint::is_path(request.path));
        return world.endpoint->begin(request);
    }

    [[nodiscard]] std::string address() const {
        return fmt::format("http://127.0.0.1:{}/micropub", server_->port());
    }

    MicropubWorld world;

private:
    std::unique_ptr<HttpServer> server_;
};

struct Submitter : CommandRun {
    Submitter() { use_token(std::string(MicropubWorld::kToken)); }

    void use_token(std::string token) {
        std::map<std::string, std::string, std::less<>> variables;
        variables.emplace("GAZETTE_TOKEN", std::move(token));
        environment = Environment(std::move(variables));
    }

    std::string put(const std::string& name, std::string_view bytes) {
        REQUIRE(files->make_directories(std::string(parent_path(folder / name))));
        REQUIRE(files->replace(folder / name, bytes));
        return folder / name;
    }

    ExitStatus submit(const std::string& file, bool is_draft = false) {
        out.str("");
        err.str("");
        return run(SubmitCommand{.file = file, .to = desk.address(), .is_draft = is_draft}, around);
    }

    const Post& post() {
        REQUIRE(desk.world.posts.count() == 1);
        return desk.world.posts.only();
    }

    DeskServer desk;
    TemporaryFolder folder;
};

}  // namespace

TEST_CASE("a story goes to the desk with what its author may say and its pictures", "[submit]") {
    Submitter it;
    it.put("图/棋盘.png", png(20, 10));
    it.put("b.png", png(8, 8));
    const std::string file = it.put("xiangqi.md",
                                    "---\n"
                                    "title: 青少年象棋赛开赛\n"
                                    "kicker: 引题\n"
                                    "byline: 通讯员 林砚\n"
                                    "tags: [象棋, 青少年]\n"
                                    "section: 要闻\n"
                                    "channel: youth\n"
                                    "---\n\n"
                                    "第一段。\n\n![棋盘](图/棋盘.png)\n\n![再看](<b.png>)\n"
                                    "![远处](https://example.org/c.png)\n");
    REQUIRE(it.submit(file) == ExitStatus::Right);
    CHECK(it.err.str().find("section, channel") != std::string::npos);
    CHECK(it.out.str().find("/posts/" + it.post().id) != std::string::npos);
    const PostContent& content = it.post().content;
    CHECK(content.title == "青少年象棋赛开赛");
    CHECK(content.kicker == "引题");
    CHECK(content.byline == "通讯员 林砚");
    CHECK(content.tags == std::vector<std::string>{"象棋", "青少年"});
    CHECK(content.other.empty());
    REQUIRE(it.desk.world.rows.rows.size() == 2);
    const auto address = [&](std::size_t i) {
        return it.desk.world.endpoint->address_of_media(it.desk.world.rows.rows[i].id);
    };
    CHECK(content.body == fmt::format("第一段。\n\n![棋盘]({})\n\n![再看](<{}>)\n"
                                      "![远处](https://example.org/c.png)\n",
                                      address(0), address(1)));
    // Again: the same post, the same pictures.
    const std::string first = it.out.str();
    REQUIRE(it.submit(file) == ExitStatus::Right);
    CHECK(it.out.str() == first);
    CHECK(it.desk.world.posts.count() == 1);
    CHECK(it.desk.world.rows.rows.size() == 2);
}

TEST_CASE("a text without front matter has its headline in the first line", "[submit]") {
    Submitter it;
    REQUIRE(it.submit(it.put("a.txt", "\n# 象棋赛开赛\n\n第一段。\n"), true) == ExitStatus::Right);
    CHECK(it.post().content.title == "象棋赛开赛");
    CHECK(it.post().content.body == "第一段。\n");
    CHECK(it.post().is_draft);
}

TEST_CASE("nothing but pictures leaves the machine", "[submit]") {
    Submitter it;
    it.put("secret/id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----");
    CHECK(it.submit(it.put("story/a.md", "题\n\n![x](../secret/id_rsa)\n")) ==
          ExitStatus::ContentWrong);
    CHECK(it.err.str().find("no JPEG") != std::string::npos);
    CHECK(it.submit(it.put("story/b.md", "题\n\n![x](gone.jpg)\n")) == ExitStatus::ContentWrong);
    CHECK(it.err.str().find("gone.jpg") != std::string::npos);
    CHECK(it.submit(it.put("story/c.md", "题\n\n![x][1]\n\n[1]: ../d.png\n")) ==
          ExitStatus::ContentWrong);
    CHECK(it.desk.world.posts.count() == 0);
    CHECK(it.desk.world.rows.rows.empty());
}

TEST_CASE("what is wrong with a submission is said, with the status that it has", "[submit]") {
    Submitter it;
    const std::string file = it.put("a.md", "题\n\n文\n");
    CHECK(it.submit(it.folder / "gone.md") == ExitStatus::WorldRefused);
    CHECK(it.submit(it.put("binary.md", std::string("\0\1\2", 3))) == ExitStatus::ContentWrong);
    CHECK(it.submit(it.put("yaml.md", "---\ntitle: [\n---\n文\n")) == ExitStatus::ContentWrong);
    CHECK(it.submit(it.put("empty.md", "---\nsection: x\n---\n")) == ExitStatus::ContentWrong);
    CHECK(it.err.str().find("neither text nor pictures") != std::string::npos);
    it.use_token("nobody");
    CHECK(it.submit(file) == ExitStatus::WorldRefused);
    CHECK(it.err.str().find("unknown") != std::string::npos);
    it.use_token("two words");
    CHECK(it.submit(file) == ExitStatus::Usage);
    it.environment = Environment();
    CHECK(it.submit(file) == ExitStatus::Usage);
    CHECK(run(SubmitCommand{.file = file, .to = "desk.example.org"}, it.around) ==
          ExitStatus::Usage);
    CHECK(it.desk.world.posts.count() == 0);
}

TEST_CASE("the token of a submission comes from a file that only its owner can read", "[submit]") {
    Submitter it;
    it.environment = Environment();
    const std::string file = it.put("a.md", "题\n\n文\n");
    const std::string token_file = it.folder / "token";
    const SubmitCommand command{.file = file, .to = it.desk.address(), .token_file = token_file};
    REQUIRE(it.files->replace_durably(token_file, std::string(MicropubWorld::kToken) + "\n", 0644));
    CHECK(run(command, it.around) == ExitStatus::WorldRefused);
    REQUIRE(it.files->replace_durably(token_file, std::string(MicropubWorld::kToken) + "\n", 0600));
    CHECK(run(command, it.around) == ExitStatus::Right);
}
