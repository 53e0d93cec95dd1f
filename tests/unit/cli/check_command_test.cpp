#include "cli/check_command.h"

#include "cli/diagnostic_output.h"
#include "content/diagnostic_codes.h"
#include "formats/json.h"
#include "support/catch.h"
#include "support/command_run.h"

#include <filesystem>
#include <fstream>

namespace gazette::testing {

namespace {

void write_file(const std::string& path, std::string_view bytes) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

struct SmallNewsroom : CommandRun {
    SmallNewsroom() {
        write_file(folder / "site.yml",
                   "title: a\nurl: https://a.example/\ntimezone: UTC\nlanguage: en\n"
                   "sections: [news]\n");
    }

    TemporaryFolder folder;
};

constexpr std::string_view kWrong =
    "---\ntitle: \"a \\\"b\\\"\"\ndate: 2022-07-06\nid: aaaaaaaaaaaaaaaaaaaaaaaaaa\nbyline: "
    "融媒体 林砚\nsectoin: news\n---\n\nText.\n";

}  // namespace

TEST_CASE("check's JSON names place, code and how to mend it", "[cli]") {
    SmallNewsroom newsroom;
    write_file(newsroom.folder / "2022/07/06/x.md", kWrong);
    CHECK(run(CheckCommand{.source = newsroom.folder.path(), .json = true}, newsroom.around) ==
          ExitStatus::ContentWrong);
    const auto json = parse_json(newsroom.out.str());
    REQUIRE(json.has_value());
    CHECK(*json->find("errors")->integer() == 1);
    const JsonValue& finding = json->find("diagnostics")->array()->front();
    CHECK(*finding.find("file")->string() == "2022/07/06/x.md");
    CHECK(*finding.find("line")->integer() == 6);
    CHECK(*finding.find("column")->integer() == 1);
    CHECK(*finding.find("severity")->string() == "error");
    CHECK(*finding.find("code")->string() == "key-unknown");
    CHECK(finding.find("message")->string()->find("sectoin") != std::string::npos);
    CHECK_FALSE(finding.find("hint")->string()->empty());
}

TEST_CASE("check's text shows the line with a caret", "[cli]") {
    SmallNewsroom newsroom;
    write_file(newsroom.folder / "2022/07/06/x.md", kWrong);
    CHECK(run(CheckCommand{.source = newsroom.folder.path()}, newsroom.around) ==
          ExitStatus::ContentWrong);
    const std::string out = newsroom.out.str();
    CHECK(out.find("2022/07/06/x.md:6:1: error[key-unknown]: ") == 0);
    CHECK(out.find("sectoin: news\n") != std::string::npos);
    CHECK(out.find('^') != std::string::npos);
}

TEST_CASE("check only reports what concerns the given paths", "[cli]") {
    SmallNewsroom newsroom;
    write_file(newsroom.folder / "2022/07/05/y.md", kWrong);
    write_file(newsroom.folder / "2022/07/06/x.md",
               "---\ntitle: b\ndate: 2022-07-06\nid: bbbbbbbbbbbbbbbbbbbbbbbbbb\n"
               "byline: 融媒体 林砚\n---\n\nText.\n");
    const std::string root = newsroom.folder.path();
    CHECK(run(CheckCommand{.source = root, .paths = {root + "/2022/07/06"}}, newsroom.around) ==
          ExitStatus::Right);
    CHECK(run(CheckCommand{.source = root, .paths = {root + "/2022/07/05"}}, newsroom.around) ==
          ExitStatus::ContentWrong);
    CHECK(run(CheckCommand{.source = root, .paths = {root}}, newsroom.around) ==
          ExitStatus::ContentWrong);
    CHECK(run(CheckCommand{.source = root, .paths = {"/etc"}}, newsroom.around) ==
          ExitStatus::Usage);
}

TEST_CASE("names of files cannot speak to the terminal", "[cli]") {
    CHECK(shown_name("a/b c.md") == "a/b c.md");
    CHECK(shown_name("稿件.md") == "稿件.md");
    CHECK(shown_name("a\033[2Jb") == "a\uFFFD[2Jb");
    CHECK(shown_name("a\xff\nb") == "a\uFFFD\uFFFDb");
    CHECK(shown_name("").empty());
}

TEST_CASE("a diagnostic of a file that is no text prints without its line", "[cli]") {
    const TemporaryFolder folder;
    write_file(folder / "x.md", "a\n\xff\xfe\nc\n");
    const std::unique_ptr<Files> files = real_files();
    SourceLines lines(*files, folder.path());
    Diagnostic diagnostic{codes::kEncodingInvalid.id, Severity::Error, "x.md", {2, 1}, {}};
    CHECK(lines.line(diagnostic).empty());
    diagnostic.position = {3, 1};
    CHECK(lines.line(diagnostic) == "c");
    diagnostic.position = {4, 1};
    CHECK(lines.line(diagnostic).empty());
    diagnostic.position = {};
    CHECK(lines.line(diagnostic).empty());
    diagnostic.file = "gone.md";
    diagnostic.position = {1, 1};
    CHECK(lines.line(diagnostic).empty());
}

}  // namespace gazette::testing
