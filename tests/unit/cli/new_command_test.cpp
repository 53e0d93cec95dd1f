#include "cli/new_command.h"

#include "cli/build_command.h"
#include "cli/check_command.h"
#include "cli/init_command.h"
#include "content/front_matter.h"
#include "support/catch.h"
#include "support/command_run.h"
#include "support/file_bytes.h"
#include "support/file_size_limit.h"

#include <filesystem>

namespace gazette::testing {

namespace {

// A newsroom made by `gazette init`.
struct Newsroom : CommandRun {
    Newsroom() { REQUIRE(run(InitCommand{path}, around) == ExitStatus::Right); }

    TemporaryFolder folder;
    std::string path = folder / "county";
};

std::string created(Newsroom& newsroom, const NewCommand& command) {
    newsroom.out.str("");
    REQUIRE(run(command, newsroom.around) == ExitStatus::Right);
    std::string path = newsroom.out.str();
    REQUIRE(path.ends_with('\n'));
    path.pop_back();
    return path;
}

}  // namespace

TEST_CASE("a new newsroom builds at once without a finding", "[cli]") {
    Newsroom newsroom;
    CHECK(run(BuildCommand{.source = newsroom.path}, newsroom.around) == ExitStatus::Right);
    CHECK(newsroom.err.str().empty());
    CHECK(std::filesystem::exists(newsroom.path + "/public/index.html"));
    CHECK(std::filesystem::exists(newsroom.path + "/public/2022/07/06/welcome.html"));
}

TEST_CASE("every newsroom has an id of its own", "[cli]") {
    Newsroom one;
    Newsroom two;
    CHECK(file_bytes(one.path + "/site.yml") != file_bytes(two.path + "/site.yml"));
    CHECK(file_bytes(one.path + "/site.yml").find('@' + std::string("site-id")) ==
          std::string::npos);
}

TEST_CASE("init leaves a folder in use as it is", "[cli]") {
    Newsroom newsroom;
    const std::string before = file_bytes(newsroom.path + "/site.yml");
    CHECK(run(InitCommand{newsroom.path}, newsroom.around) == ExitStatus::Usage);
    CHECK(run(InitCommand{newsroom.path + "/site.yml"}, newsroom.around) == ExitStatus::Usage);
    CHECK(file_bytes(newsroom.path + "/site.yml") == before);
}

TEST_CASE("init on a full disk leaves nothing, and can be tried again", "[cli]") {
    CommandRun program;
    const TemporaryFolder folder;
    const std::string empty = folder / "empty";
    std::filesystem::create_directory(empty);
    for (const std::string& path : {folder / "county", empty}) {
        INFO(path);
        for (const rlim_t most_bytes : {rlim_t{5}, rlim_t{100}, rlim_t{1'000}}) {
            const FileSizeLimit full(most_bytes);
            CHECK(run(InitCommand{path}, program.around) == ExitStatus::WorldRefused);
        }
        CHECK((!std::filesystem::exists(path) || std::filesystem::is_empty(path)));
        CHECK(run(InitCommand{path}, program.around) == ExitStatus::Right);
    }
    CHECK(std::filesystem::exists(empty + "/site.yml"));
}

TEST_CASE("new on a full disk leaves no empty article", "[cli]") {
    Newsroom newsroom;
    {
        const FileSizeLimit full(50);
        CHECK(run(NewCommand{.source = newsroom.path, .title = "要闻"}, newsroom.around) ==
              ExitStatus::WorldRefused);
    }
    CHECK_FALSE(std::filesystem::exists(newsroom.path + "/2022/07/06/yaowen.md"));
}

TEST_CASE("a new article lies in its day's folder, with pinyin slug and id", "[cli]") {
    Newsroom newsroom;
    const std::string path =
        created(newsroom, {.source = newsroom.path, .title = "要闻一则", .section = "wenhua"});
    CHECK(path == newsroom.path + "/2022/07/06/yaowen-yize.md");
    const std::string text = file_bytes(path);
    CHECK(text.find("title: 要闻一则\n") != std::string::npos);
    CHECK(text.find("date: 2022-07-06T08:30:00+08:00\n") != std::string::npos);
    CHECK(text.find("section: 文化\n") != std::string::npos);
    CHECK(text.find("slug: yaowen-yize\n") != std::string::npos);
    CHECK(text.find("status: draft") != std::string::npos);
    CHECK(newsroom.err.str().empty());
}

TEST_CASE("a second article of the same title gets a name of its own", "[cli]") {
    Newsroom newsroom;
    const NewCommand command{.source = newsroom.path, .title = "要闻", .date = "2022-07-05"};
    const std::string first = created(newsroom, command);
    const std::string before = file_bytes(first);
    const std::string second = created(newsroom, command);
    CHECK(second == newsroom.path + "/2022/07/05/yaowen-2.md");
    CHECK(file_bytes(second).find("slug: yaowen-2\n") != std::string::npos);
    CHECK(file_bytes(first) == before);
    CHECK(created(newsroom, command) == newsroom.path + "/2022/07/05/yaowen-3.md");
}

TEST_CASE("whatever the title holds, it is read back as it was given", "[cli]") {
    Newsroom newsroom;
    Diagnostics unused;
    const auto site = read_site_config(file_bytes(newsroom.path + "/site.yml"), unused);
    REQUIRE(site.has_value());
    for (const std::string_view title : {"\"引号\": 是",
                                         "- no",
                                         "# 一",
                                         "016",
                                         "no",
                                         "~",
                                         "null",
                                         "10:00",
                                         "</script>",
                                         "---",
                                         "{a: b}",
                                         "[x]",
                                         "&a *b",
                                         "!tag",
                                         "%YAML 1.2",
                                         "@x",
                                         "`y`",
                                         "| z",
                                         "> z",
                                         "\\n",
                                         "'single'",
                                         "a: b # c",
                                         "../../etc/passwd",
                                         "🎉",
                                         "?",
                                         ",",
                                         "十万个“为什么”——问！",
                                         "a\\",
                                         "\"",
                                         "'",
                                         "{{title}}",
                                         "{0}"}) {
        INFO(title);
        const std::string path =
            created(newsroom, {.source = newsroom.path, .title = std::string(title)});
        CHECK(path.starts_with(newsroom.path + "/2022/07/06/"));
        CHECK(path.find("..") == std::string::npos);
        Diagnostics diagnostics;
        const auto article = read_article(file_bytes(path), "2022/07/06/x.md", *site, diagnostics);
        REQUIRE(article.has_value());
        CHECK(article->title == title);
        CHECK(article->status == Status::Draft);
        CHECK(diagnostics.empty());
    }
    CHECK(run(CheckCommand{.source = newsroom.path}, newsroom.around) == ExitStatus::Right);
}

TEST_CASE("control characters in a title become spaces", "[cli]") {
    Newsroom newsroom;
    const std::string path =
        created(newsroom, {.source = newsroom.path, .title = "\ttwo\nlines\x01\x7f"});
    CHECK(file_bytes(path).find("title: two lines\n") != std::string::npos);
}

TEST_CASE("what cannot be an article is refused and nothing is written", "[cli]") {
    Newsroom newsroom;
    const std::vector<NewCommand> table{
        {.source = newsroom.path, .title = " \n"},
        {.source = newsroom.path, .title = "a\xff"},
        {.source = newsroom.path,
         .title = "\xE2\x80\xAE"
                  "txt.exe"},  // a right-to-left override
        {.source = newsroom.path, .title = "a", .section = "要问"},
        {.source = newsroom.path, .title = "a", .date = "2022-02-30"},
        {.source = newsroom.path, .title = "a", .byline = "记者 通讯员 乙"},
        {.source = newsroom.path + "/2022", .title = "a"},
        {.source = newsroom.path, .title = std::string(100'000, 'a')},
    };
    for (const NewCommand& command : table) {
        INFO(command.title.substr(0, 20) << command.section << command.date << command.byline);
        newsroom.err.str("");
        CHECK(run(command, newsroom.around) == ExitStatus::Usage);
        CHECK_FALSE(newsroom.err.str().empty());
    }
    std::size_t articles = 0;
    for (const auto& entry : std::filesystem::directory_iterator(newsroom.path + "/2022/07/06")) {
        (void)entry;
        ++articles;
    }
    CHECK(articles == 1);  // the one of init
}

}  // namespace gazette::testing
