// Every view of the sample newsroom has exactly the names that its schema declares.
#include "build/article_bodies.h"
#include "build/load.h"
#include "build/sources.h"
#include "build/theme.h"
#include "pages/frame_parts.h"
#include "pages/page_kinds.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

using namespace gazette;
using gazette::testing::TemporaryFolder;

TEST_CASE("every view of the sample newsroom is as its schema declares it", "[build][sample]") {
    const TemporaryFolder folder;
    const std::string newsroom = folder / "articles";
    std::filesystem::copy(std::string(GAZETTE_SOURCE_DIR) + "/articles", newsroom,
                          std::filesystem::copy_options::recursive);
    std::filesystem::remove_all(newsroom + "/public");
    std::filesystem::remove_all(newsroom + "/.gazette");
    const auto files = real_files();
    Diagnostics diagnostics;
    const Sources sources = scan(*files, newsroom, {}, TaskPool(1), diagnostics).value();
    // Pictures are left unmade: their own tests make them, and here they would cost seconds.
    LoadOptions options;
    options.newsroom = newsroom;
    options.make_pictures = false;
    Loaded loaded = load(*files, sources, options, TaskPool(2), diagnostics).value();
    REQUIRE(loaded.usable);
    CHECK_FALSE(diagnostics.has_errors());
    const auto theme =
        load_theme(*files, newsroom, sources, loaded.paper.site.language, diagnostics).value();
    REQUIRE(theme);
    for (const FileRow& file : loaded.paper.rows.front().files) {
        CHECK_FALSE(file.source.empty());
    }
    const Instant now = *parse_rfc3339("2022-07-08T00:00:00Z");
    const SitePlan plan = plan_pages(loaded.paper, {now, false});
    ArticleBodies bodies({*files, newsroom, false}, {loaded.paper, plan, theme->words});
    FrameParts frame;
    std::set<PageKind> kinds;
    for (const PlannedPage& page : plan.pages) {
        const PageMaker& maker = maker_of(page.kind);
        kinds.insert(page.kind);
        if (maker.schema == nullptr) continue;
        View view;
        maker.make_view(
            PageInput({loaded.paper, plan, theme->words, theme->assets}, page, bodies, frame),
            view);
        INFO(page.address);
        const std::vector<std::string> wrong = check(view, maker.schema());
        CAPTURE(wrong);
        CHECK(wrong.empty());
    }
    CHECK(kinds.size() == kPageKinds);
}
