#include "release/recall.h"

#include "support/catch.h"

using namespace gazette;

namespace {

ManifestEntry own_page(const std::string& id, std::string_view bytes) {
    ManifestEntry entry;
    entry.path = "2022/07/06/a.html";
    entry.own = id;
    entry.digest = sha256(bytes);
    return entry;
}

}  // namespace

TEST_CASE("a lift frees the id and not the bytes", "[recall]") {
    Recall recall{"a", "why", "", "duty", Instant{100}, {sha256("old text")}};
    CHECK(Recalls({recall}).refuses(own_page("a", "new text")));
    recall.lift = Lift{Instant{200}, "chief", "核实", {"甲", "乙"}};
    const Recalls lifted({recall});
    CHECK(lifted.find("a") == nullptr);
    CHECK_FALSE(lifted.refuses(own_page("a", "new text")));
    CHECK(lifted.refuses(own_page("a", "old text")));
    // Taken back once more: that one counts.
    const Recalls again({recall, {"a", "again", "", "duty", Instant{300}}});
    REQUIRE(again.find("a") != nullptr);
    CHECK(again.find("a")->reason == "again");
    CHECK(again.refuses(own_page("a", "new text")));
}

TEST_CASE("two copies of a list know together what either knows", "[recall]") {
    const Recall plain{"a", "why", "", "duty", Instant{100}, {sha256("1")}};
    Recall lifted = plain;
    lifted.erased = {sha256("2")};
    lifted.lift = Lift{Instant{200}, "chief", "核实", {"甲", "乙"}};
    const Recall other{"b", "why", "", "duty", Instant{50}, {}};
    const std::vector<Recall> all = united({plain}, {lifted, other});
    REQUIRE(all.size() == 2);
    CHECK(all[0] == other);  // the older one
    CHECK(all[1].lift == lifted.lift);
    CHECK(all[1].erased.size() == 2);
    CHECK(united({lifted, other}, {plain}) == all);
    CHECK(united(all, {}) == all);
    CHECK(united({}, all) == all);
    CHECK(united(all, all) == all);
}
