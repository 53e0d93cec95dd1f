#include "content/check_settings.h"

#include "content/diagnostic_codes.h"
#include "support/catch.h"

using namespace gazette;

TEST_CASE("what site.yml switches off is dropped, what it weighs otherwise changes", "[checks]") {
    Diagnostics unused;
    const auto site = read_site_config(
        "title: x\nurl: https://x.org\n"
        "checks: {raw-html: off, byline-missing: warning, byline-unsure: {severity: error}}\n",
        unused);
    REQUIRE(site.has_value());
    Diagnostics diagnostics;
    diagnostics.add(codes::kRawHtml, "a.md", {3, 1});
    diagnostics.add(codes::kBylineMissing, "a.md", {4, 1});
    diagnostics.add(codes::kBylineUnsure, "b.md", {5, 2}, {"甲", "乙"});
    diagnostics.add(codes::kYamlSyntax, "c.md", {6, 1});
    apply_checks(*site, diagnostics);
    REQUIRE(diagnostics.all().size() == 3);
    CHECK(diagnostics.all()[0].code == "byline-missing");
    CHECK(diagnostics.all()[0].severity == Severity::Warning);
    CHECK(diagnostics.all()[1].severity == Severity::Error);
    CHECK(diagnostics.all()[1].arguments.at(1) == "乙");
    CHECK(diagnostics.all()[1].position == Position{5, 2});
    CHECK(diagnostics.all()[2].severity == Severity::Error);
}

TEST_CASE("without checks in site.yml nothing changes", "[checks]") {
    Diagnostics diagnostics;
    diagnostics.add(codes::kRawHtml, "a.md", {3, 1});
    apply_checks(SiteConfig(), diagnostics);
    CHECK(diagnostics.count(Severity::Warning) == 1);
}
