#include "cli/words.h"

#include "cli/environment.h"
#include "cli/progress_bar.h"
#include "support/catch.h"

#include <sstream>

namespace gazette {

TEST_CASE("the language follows the locale's variables in their order", "[cli]") {
    using Variables = std::map<std::string, std::string, std::less<>>;
    const auto language = [](Variables variables) {
        return language_of(Environment(std::move(variables)));
    };
    CHECK(language({}) == "en");
    CHECK(language({{"LANG", "zh_CN.UTF-8"}}) == "zh-CN");
    CHECK(language({{"LANG", "zh_CN.UTF-8"}, {"LC_ALL", "C.UTF-8"}}) == "en");
    CHECK(language({{"LANG", "en_GB.UTF-8"}, {"LC_MESSAGES", "zh_TW"}}) == "zh-CN");
    CHECK(language({{"LANG", "zh_CN"}, {"LC_ALL", ""}}) == "zh-CN");
    CHECK(language({{"LANG", "de_DE"}}) == "en");
}

TEST_CASE("the environment is read as the system gives it", "[cli]") {
    const char* const variables[] = {"A=1", "EMPTY=", "WITH=a=b", "no equals", nullptr};
    const Environment environment = Environment::of_process(variables);
    CHECK(environment.get("A") == "1");
    CHECK(environment.get("EMPTY").empty());
    CHECK(environment.get("WITH") == "a=b");
    CHECK(environment.get("no equals").empty());
    CHECK(Environment::of_process(nullptr).get("A").empty());
}

TEST_CASE("arguments fill a text once, whatever they hold", "[cli]") {
    const Words words = Words::in("en");
    CHECK(words.text("no-time", {"x"}).starts_with("x is not a time"));
    CHECK(words.text("target-unknown", {"{1}", "{0}"}) ==
          "There is no target {1}; site.yml has: {0}");
    CHECK(words.text("target-unknown", {"x"}) == "There is no target x; site.yml has: {1}");
    CHECK(words.text("target-unknown") == "There is no target {0}; site.yml has: {1}");
    CHECK(words.text("no-such-text", {"1"}) == "no-such-text");
}

TEST_CASE("English counts one error and two errors", "[cli]") {
    const Words words = Words::in("en");
    CHECK(words.text("check-summary", {"1", "2"}) == "1 error, 2 warnings");
    CHECK(words.text("check-summary", {"0", "1"}) == "0 errors, 1 warning");
    CHECK(words.text("build-left-out", {"1"}) == "1 wrong article was left out");
    CHECK(words.text("build-left-out", {"21"}) == "21 wrong articles were left out");
    CHECK(Words::in("zh-CN").text("check-summary", {"1", "2"}) == "1 个错误，2 个提醒");
}

TEST_CASE("the progress bar wipes itself", "[cli]") {
    std::ostringstream out;
    {
        ProgressBar bar(out, "Building");
        bar.show(1, 2);
        bar.show(2, 2);  // comes too soon to be shown
    }
    CHECK(out.str() == "\rBuilding [###############---------------] 1/2\033[K\r\033[K");
    CHECK(progress_text(0, 0) == "[##############################] 0/0");
    CHECK(progress_text(5, 3) == "[##############################] 3/3");
}

TEST_CASE("a progress bar that was never shown prints nothing", "[cli]") {
    std::ostringstream out;
    { const ProgressBar bar(out, "Building"); }
    CHECK(out.str().empty());
}

}  // namespace gazette
