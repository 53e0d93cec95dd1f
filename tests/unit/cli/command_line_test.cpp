#include "cli/command_line.h"

#include "pages/builtin_files.h"
#include "support/catch.h"
#include "support/file_bytes.h"

#include <regex>
#include <set>

namespace gazette {

namespace {

std::variant<Command, Answer> parse(const std::vector<std::string>& arguments,
                                    std::string_view language = "en") {
    return parse_command_line(arguments, Words::in(language));
}

template <typename Wanted>
Wanted command_of(const std::vector<std::string>& arguments) {
    const auto parsed = parse(arguments);
    REQUIRE(std::holds_alternative<Command>(parsed));
    REQUIRE(std::holds_alternative<Wanted>(std::get<Command>(parsed)));
    return std::get<Wanted>(std::get<Command>(parsed));
}

Answer answer_of(const std::vector<std::string>& arguments, std::string_view language = "en") {
    const auto parsed = parse(arguments, language);
    REQUIRE(std::holds_alternative<Answer>(parsed));
    return std::get<Answer>(parsed);
}

}  // namespace

TEST_CASE("build takes all its options", "[cli]") {
    const auto build = command_of<BuildCommand>(
        {"build", "--source", "a", "--out", "b", "--now", "2022-07-06", "--drafts", "--jobs", "3",
         "--keep-going", "--allow-unknown", "--stats", "json", "--profile"});
    CHECK(build.source == "a");
    CHECK(build.out == "b");
    CHECK(build.now == "2022-07-06");
    CHECK(build.drafts);
    CHECK(build.jobs == 3);
    CHECK(build.keep_going);
    CHECK(build.allow_unknown);
    CHECK(build.stats_json);
    CHECK(build.profile);
}

TEST_CASE("build without options does nothing unusual", "[cli]") {
    const auto build = command_of<BuildCommand>({"build"});
    CHECK(build.source.empty());
    CHECK(build.out.empty());
    CHECK_FALSE(build.drafts);
    CHECK_FALSE(build.keep_going);
    CHECK_FALSE(build.stats_json);
    CHECK(build.jobs == 0);
}

TEST_CASE("check takes several paths and a format", "[cli]") {
    const auto check = command_of<CheckCommand>({"check", "a.md", "2022", "--format=json"});
    CHECK(check.paths == std::vector<std::string>{"a.md", "2022"});
    CHECK(check.json);
    CHECK_FALSE(check.fix);
    CHECK_FALSE(command_of<CheckCommand>({"check", "--format", "text", "--fix"}).json);
}

TEST_CASE("the endpoint's access log is on unless told, and says little of an address", "[cli]") {
    const auto usual = command_of<EndpointCommand>({"endpoint", "--data", "d"});
    CHECK(usual.log_days == 190);
    CHECK(usual.log_address == "truncated");
    const auto chosen = command_of<EndpointCommand>(
        {"endpoint", "--data", "d", "--log-days", "0", "--log-address=full"});
    CHECK(chosen.log_days == 0);
    CHECK(chosen.log_address == "full");
}

TEST_CASE("a title may begin with dashes behind a lone --", "[cli]") {
    CHECK(command_of<NewCommand>({"new", "--", "--help"}).title == "--help");
    CHECK(command_of<NewCommand>({"new", "a b \"c\"\n", "--section", "文化"}).title ==
          "a b \"c\"\n");
}

TEST_CASE("theme export is a command within a command", "[cli]") {
    CHECK(command_of<ThemeExportCommand>({"theme", "export", "dir"}).folder == "dir");
    CHECK(answer_of({"theme"}).status == ExitStatus::Usage);
}

TEST_CASE("the version can be had as text and as JSON", "[cli]") {
    CHECK_FALSE(command_of<VersionCommand>({"--version"}).json);
    CHECK(command_of<VersionCommand>({"--version", "--json"}).json);
}

TEST_CASE("wrong arguments are usage errors that name what is meant", "[cli]") {
    const Answer option = answer_of({"build", "--sorce", "."});
    CHECK(option.status == ExitStatus::Usage);
    CHECK(option.text.find("unknown argument --sorce; is it --source?") != std::string::npos);
    CHECK(option.text.find("gazette build --help") != std::string::npos);
    CHECK(answer_of({"biuld"}).text.find("is it build?") != std::string::npos);
    CHECK(answer_of({"build", "--sorce=x"}, "zh-CN").text.find("不认识的参数") !=
          std::string::npos);
}

TEST_CASE("impossible values are usage errors", "[cli]") {
    const std::vector<std::vector<std::string>> table{
        {},
        {"--json"},
        {"build", "--jobs", "0"},
        {"build", "--jobs", "-1"},
        {"build", "--jobs", "many"},
        {"build", "--jobs", "99999999999999999999"},
        {"build", "--stats", "xml"},
        {"build", "--out"},
        {"check", "--format", "yaml"},
        {"init"},
        {"init", ""},
        {"init", "a", "b"},
        {"new"},
        {"new", "a", "b"},
        {"serve", "--port", "65536"},
        {"serve", "--port", "-1"},
        {"endpoint", "--data", "d", "--log-days", "-1"},
        {"endpoint", "--data", "d", "--log-address", "half"},
        {"build", "check"},
        {std::string("\xff\xfe")},
        {std::string(100'000, '-')},
    };
    for (const auto& arguments : table) {
        INFO((arguments.empty() ? std::string("(nothing)") : arguments.back().substr(0, 40)));
        const Answer answer = answer_of(arguments);
        CHECK(answer.status == ExitStatus::Usage);
        CHECK_FALSE(answer.text.empty());
    }
}

TEST_CASE("a wrong value is told in the reader's language", "[cli]") {
    const auto said = [](const std::vector<std::string>& arguments, std::string_view language) {
        return answer_of(arguments, language).text;
    };
    using Catch::Matchers::Contains;
    CHECK_THAT(said({"build", "--jobs", "0"}, "en"),
               Contains("--jobs: not 0 but a whole number from 1 to 1024"));
    CHECK_THAT(said({"build", "--jobs", "0"}, "zh-CN"),
               Contains("--jobs: 不能写 0；要写 1 到 1024"));
    CHECK_THAT(said({"serve", "--port", "65536"}, "zh-CN"), Contains("0 到 65535 之间的整数"));
    CHECK_THAT(said({"check", "--format", "xml"}, "zh-CN"), Contains("要写 text | json"));
    CHECK_THAT(said({"build", "--out"}, "zh-CN"), Contains("--out 后面要写一个值"));
}

TEST_CASE("every command has help with an example, in both languages", "[cli]") {
    const std::vector<std::vector<std::string>> commands{{"init"},
                                                         {"new"},
                                                         {"build"},
                                                         {"check"},
                                                         {"serve"},
                                                         {"clean"},
                                                         {"publish"},
                                                         {"releases"},
                                                         {"rollback"},
                                                         {"theme", "export"},
                                                         {"endpoint"},
                                                         {"endpoint", "token", "add"},
                                                         {"endpoint", "token", "list"},
                                                         {"endpoint", "token", "revoke"}};
    for (const std::string_view language : {"en", "zh-CN"}) {
        for (std::vector<std::string> arguments : commands) {
            INFO(language << ' ' << arguments.back());
            arguments.emplace_back("--help");
            const Answer answer = answer_of(arguments, language);
            CHECK(answer.status == ExitStatus::Right);
            CHECK(answer.text.find(language == "en" ? "Examples:" : "例子:") != std::string::npos);
            CHECK(answer.text.find("  gazette " + arguments.front()) != std::string::npos);
        }
    }
}

TEST_CASE("both languages of the command line say the same things", "[cli]") {
    std::set<std::string> english;
    std::set<std::string> chinese;
    const auto keys = [](std::string_view language, std::set<std::string>& into) {
        const Words words = Words::in(language);
        for (const auto& [key, text] : words.catalogue().labels()) {
            INFO(key);
            CHECK_FALSE(text.empty());
            into.insert(key);
        }
    };
    keys("en", english);
    keys("zh-CN", chinese);
    CHECK(english == chinese);
}

TEST_CASE("every text that the commands ask for exists", "[cli]") {
    const Words words = Words::in("en");
    const std::regex asked("(?:words_?\\.text|\\bw)\\(\\s*\"([a-z-]+)\"");
    for (const std::string_view file :
         {"build_command", "check_command", "clean_command", "command_line", "init_command",
          "new_command", "serve_command", "theme_command"}) {
        const std::string source = testing::file_bytes(std::string(GAZETTE_SOURCE_DIR "/src/cli/") +
                                                       std::string(file) + ".cpp");
        REQUIRE_FALSE(source.empty());
        for (std::sregex_iterator found(source.begin(), source.end(), asked), end; found != end;
             ++found) {
            const std::string key = (*found)[1];
            INFO(file << ": " << key);
            CHECK(words.catalogue().label(key) != nullptr);
        }
    }
}

}  // namespace gazette
