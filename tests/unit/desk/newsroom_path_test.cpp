#include "desk/newsroom_path.h"

#include "support/catch.h"

#include <string>

using namespace gazette;

TEST_CASE("the desk writes stories, guides, logs and what stories show, and nothing else",
          "[desk][newsroom]") {
    struct Example {
        std::string path;
        std::optional<NewsroomPlace> place;
    };

    const std::string deep(205, 'a');
    const Example examples[] = {
        {"2022/07/06/象棋协会.md", NewsroomPlace::Article},
        {"x.md", NewsroomPlace::Article},
        {"guides/hukou.md", NewsroomPlace::Article},
        {"reviews/k3jx7.jsonl", NewsroomPlace::ReviewLog},
        {"2022/07/06/棋.jpg", NewsroomPlace::Asset},
        {"assets/LOGO.PNG", NewsroomPlace::Asset},
        {"2022/07/06/名单.xlsx", NewsroomPlace::Asset},
        // settings and what is the technician's
        {"site.yml", {}},
        {"home.yml", {}},
        {"redirects.tsv", {}},
        {"logo.png", {}},
        {"style/sources.tsv", {}},
        {"templates/pages/article.mustache", {}},
        {"templates/x.md", {}},
        {"static/x.pdf", {}},
        {"issues/2022-07-06.yml", {}},
        {"Templates/x.md", {}},
        {"REVIEWS/k3jx7.jsonl", {}},
        {"reviews/_site.jsonl", {}},
        {"reviews/a/b.jsonl", {}},
        {"reviews/x.md", {}},
        {"reviews/.jsonl", {}},
        {"guides/a/b.md", {}},
        {"guides/a.jpg", {}},
        {"assets/x.md", {}},
        {"Assets/x.md", {}},
        {"2022/README.md", {}},
        {"2022/readme.md", {}},
        // what browsers would run
        {"2022/a.html", {}},
        {"2022/a.svg", {}},
        {"2022/a.js", {}},
        {"2022/a", {}},
        // out of the newsroom, hidden, or not what it looks like
        {"", {}},
        {"/etc/passwd.md", {}},
        {"../x.md", {}},
        {"2022/../../x.md", {}},
        {"2022/./x.md", {}},
        {"2022//x.md", {}},
        {"2022/", {}},
        {".gazette/x.md", {}},
        {"2022/.x.md", {}},
        {"2022\\x.md", {}},
        {"2022/ x.md", {}},
        {"2022/x.md ", {}},
        {std::string("2022/x\0.md", 10), {}},
        {"2022/x\n.md", {}},
        {"2022/\xE2\x80\xAE"
         "dm.x.md",
         {}},
        {"2022/e\xCC\x81.md", {}},
        {"2022/\xFF.md", {}},
        {"2022/x.md.gazette-tmp-1-1.md", {}},
        {"2022/" + deep + ".md", {}},
    };
    for (const Example& example : examples) {
        INFO(example.path);
        CHECK(newsroom_place(example.path) == example.place);
    }
    std::string long_path;
    for (int i = 0; i < 120; ++i) long_path += "123456789/";
    CHECK_FALSE(newsroom_place(long_path + "x.md"));
}
