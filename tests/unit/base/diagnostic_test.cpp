#include "base/diagnostic.h"

#include "support/catch.h"

using namespace gazette;

TEST_CASE("diagnostics sort by place and equal ones stand once", "[diagnostic]") {
    constexpr DiagnosticCode kLate{"late", Severity::Warning};
    constexpr DiagnosticCode kEarly{"early", Severity::Error};
    Diagnostics found;
    found.add(kLate, "b.md", {2, 1}, {"x"});
    found.add(kEarly, "b.md", {1, 7});
    Diagnostics more;
    more.add(kLate, "b.md", {2, 1}, {"x"});
    more.add(kEarly, "a.md", {9, 9});
    found.append(std::move(more));
    found.sort();
    REQUIRE(found.all().size() == 3);
    CHECK(found.all()[0].file == "a.md");
    CHECK(found.all()[1].position == Position{1, 7});
    CHECK(found.all()[2].code == "late");
    CHECK(found.count(Severity::Warning) == 1);
    CHECK(found.has_errors());
}
