#include "endpoint/release_changes.h"

#include "support/catch.h"
#include "support/release_samples.h"

using namespace gazette;
using gazette::testing::sample_site;

namespace {

Manifest tree(const std::vector<std::pair<std::string, std::string>>& files) {
    Manifest manifest = sample_site({files.begin(), files.end()}).manifest;
    for (ManifestEntry& entry : manifest.entries) {
        // "2022/07/06/a.html" and "media/a-….jpg" are of the article a.
        const std::size_t name = entry.path.rfind('/') + 1;
        const bool is_own = entry.path.starts_with("2022/") || entry.path.starts_with("media/");
        if (is_own) entry.own = entry.path.substr(name, 1);
    }
    return manifest;
}

}  // namespace

TEST_CASE("changes name articles and days, and nothing that stayed", "[changes]") {
    const Manifest before = tree({{"2022/07/06/a.html", "a"},
                                  {"2022/07/06/b.html", "b"},
                                  {"2022/07/06/c.html", "c"},
                                  {"2022/07/06/d.html", "d"},
                                  {"media/d-1.jpg", "picture"},
                                  {"app/v1/days/2022-07-05.json", "5"},
                                  {"app/v1/days/2022-07-06.json", "6"},
                                  {"app/v1/days/2022-07-07.json", "7"},
                                  {"index.html", "home"}});
    const Manifest after = tree({{"2022/07/06/a.html", "a"},
                                 {"2022/07/06/b.html", "b, edited"},
                                 {"2022/07/06/d.html", "d"},
                                 {"media/d-1.jpg", "another picture"},
                                 {"2022/07/08/e.html", "e"},
                                 {"app/v1/days/2022-07-05.json", "5"},
                                 {"app/v1/days/2022-07-06.json", "6, edited"},
                                 {"app/v1/days/2022-07-08.json", "8"},
                                 {"index.html", "home, too"}});
    const TreeChanges changes = changes_between(before, after);
    CHECK(changes.added == std::vector<std::string>{"e"});
    CHECK(changes.updated == std::vector<std::string>{"b", "d"});
    CHECK(changes.removed == std::vector<std::string>{"c"});
    CHECK(changes.days == std::vector<std::string>{"2022-07-06", "2022-07-07", "2022-07-08"});
    CHECK(changes_between(after, after) == TreeChanges{});
    CHECK(changes_between({}, {}) == TreeChanges{});
}

TEST_CASE("an article at another address is another page of it", "[changes]") {
    const Manifest before = tree({{"2022/07/06/a.html", "a"}});
    const Manifest after = tree({{"2022/07/07/a.html", "a"}});
    CHECK(changes_between(before, after).updated == std::vector<std::string>{"a"});
}
