#include "build/vanished.h"

#include "build/output_marker.h"
#include "release/manifest.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

namespace gazette::testing {

namespace {

// An output folder whose last build made these pages.
struct Built {
    explicit Built(const std::vector<std::string>& paths, bool preview = false) {
        Manifest manifest;
        manifest.site = "s";
        manifest.preview = preview;
        for (const std::string& path : paths) {
            ManifestEntry entry;
            entry.path = path;
            entry.digest = sha256(path);
            entry.size_bytes = path.size();
            entry.type = "text/html; charset=utf-8";
            manifest.entries.push_back(entry);
        }
        sort_manifest(manifest);
        const Result<std::string> bytes = print_manifest(manifest);
        REQUIRE(bytes.has_value());
        write(*bytes);
    }

    void write(std::string_view bytes) const {
        const std::string marker = folder / std::string(kOutputMarker);
        REQUIRE(files->make_directories(marker).has_value());
        REQUIRE(files->replace(marker + "/manifest", bytes).has_value());
    }

    [[nodiscard]] std::vector<std::string> vanished(const std::vector<std::string>& planned) const {
        SitePlan plan;
        for (const std::string& address : planned) {
            plan.pages.emplace_back();
            plan.pages.back().address = address;
        }
        Diagnostics diagnostics;
        REQUIRE(report_vanished(*files, folder.path(), plan, diagnostics).has_value());
        std::vector<std::string> addresses;
        for (const Diagnostic& diagnostic : diagnostics.all()) {
            CHECK(diagnostic.code == "address-vanished");
            CHECK(diagnostic.severity == Severity::Warning);
            addresses.push_back(diagnostic.arguments.front());
        }
        return addresses;
    }

    TemporaryFolder folder;
    std::unique_ptr<Files> files = real_files();
};

}  // namespace

TEST_CASE("articles, guides and printed pages last, lists come and go", "[build]") {
    for (const std::string_view path :
         {"2022/07/06/x.html", "1999/12/31/一.html", "issues/2022-07-06/index.html",
          "issues/2022-07-06/02.html", "guides/x.html"}) {
        INFO(path);
        CHECK(is_lasting_path(path));
    }
    for (const std::string_view path :
         {"", "index.html", "404.html", "issues/index.html", "guides/index.html",
          "sections/yaowen/index.html", "sections/yaowen/2022-07.html", "archive/2022-07-06.html",
          "2022/07/06/x.jpg", "22/07/06/x.html", "2022/7/6/x.html", "pictures/a.webp",
          "app/v1/days/2022-07-06.json"}) {
        INFO(path);
        CHECK_FALSE(is_lasting_path(path));
    }
}

TEST_CASE("what was published and is planned no more has vanished", "[build]") {
    const Built built({"2022/07/06/x.html", "2022/07/06/y.html", "issues/2022-07-06/index.html",
                       "issues/2022-07-06/01.html", "tags/a/index.html"});
    CHECK(built
              .vanished({"/2022/07/06/x.html", "/2022/07/06/y.html", "/issues/2022-07-06/",
                         "/issues/2022-07-06/01.html"})
              .empty());
    CHECK(built.vanished({"/2022/07/06/x.html", "/issues/2022-07-06/"}) ==
          std::vector<std::string>{"/2022/07/06/y.html", "/issues/2022-07-06/01.html"});
}

TEST_CASE("without a sound manifest of a real build nothing is said to have vanished", "[build]") {
    CHECK(Built({"2022/07/06/x.html"}, true).vanished({}).empty());
    const Built damaged({"2022/07/06/x.html"});
    damaged.write("gazette-manifest 1\n");
    CHECK(damaged.vanished({}).empty());
    REQUIRE(remove_tree(*damaged.files, damaged.folder / std::string(kOutputMarker)).has_value());
    CHECK(damaged.vanished({}).empty());
}

}  // namespace gazette::testing
