#include "release/recall_protocol.h"

#include "support/catch.h"

using namespace gazette;

TEST_CASE("recalls are read as they were written, and nothing like them", "[recall]") {
    const RecallOrder order{"urn:x", "消息来源撤回", "本稿已撤回。"};
    CHECK(parse_recall_order(print_recall_order(order)) == order);
    CHECK_FALSE(parse_recall_order(print_recall_order({"", "why", ""})));
    CHECK_FALSE(parse_recall_order(print_recall_order({"a", "", ""})));
    CHECK_FALSE(parse_recall_order(print_recall_order({"a", "two\nlines", ""})));
    CHECK_FALSE(parse_recall_order(print_recall_order({"a", "why", std::string(1001, 'x')})));
    const RecallReport report{"a", true, 3, 2, 1};
    CHECK(parse_recall_report(print_recall_report(report)) == report);
    Recall recall;
    recall.article = "a";
    recall.reason = "why \"so\"";
    recall.by = "duty";
    recall.at = Instant{1'657'067'400};
    recall.erased = {sha256("1"), sha256("2")};
    CHECK(parse_recall(print_recall(recall)) == recall);
    CHECK(print_recall(recall).find('\n') == std::string::npos);
    CHECK_FALSE(parse_recall("{}"));
}

TEST_CASE("an order to lift says which recall and who, and is read strictly", "[recall]") {
    LiftOrder order{"site-1", "a", Instant{1'657'067'400}, "核实", {"总编辑", "值班编辑"}};
    CHECK(parse_lift_order(print_lift_order(order)) == order);
    const SigningKey key = SigningKey::from_seed(std::string(SigningKey::kSeedBytes, 'k'));
    order.signed_by = {key.public_key().id(), key.sign(signed_message(order))};
    const Result<LiftOrder> read = parse_lift_order(print_lift_order(order));
    REQUIRE(read);
    CHECK(*read == order);
    CHECK(key.public_key().fits(signed_message(*read), read->signed_by->signature));
    const auto refused = [&](auto change) {
        LiftOrder other = order;
        change(other);
        // Nothing that was signed can be said of anything else.
        CHECK_FALSE(key.public_key().fits(signed_message(other), other.signed_by->signature));
        return !parse_lift_order(print_lift_order(other));
    };
    CHECK_FALSE(refused([](LiftOrder& o) { o.recalled_at.seconds += 1; }));
    CHECK_FALSE(refused([](LiftOrder& o) { o.site = "site-2"; }));
    CHECK(refused([](LiftOrder& o) { o.site.clear(); }));
    CHECK(refused([](LiftOrder& o) { o.article = "two\nlines"; }));
    CHECK(refused([](LiftOrder& o) { o.reason.clear(); }));
    CHECK(refused([](LiftOrder& o) { o.persons[1] = o.persons[0]; }));
    CHECK(refused([](LiftOrder& o) { o.persons[0].clear(); }));
    std::string one = print_lift_order(order);
    one.replace(one.find(R"(,"值班编辑")"), std::string_view(R"(,"值班编辑")").size(), "");
    CHECK_FALSE(parse_lift_order(one));
    for (std::size_t size = 0; size < one.size(); ++size) {
        CHECK_FALSE(parse_lift_order(one.substr(0, size)));
    }
}

TEST_CASE("a list of recalls is read as it was written", "[recall]") {
    Recall first{"a", "why", "notice", "duty", Instant{100}, {sha256("1")}};
    first.lift = Lift{Instant{200}, "chief", "核实", {"甲", "乙"}};
    const std::vector<Recall> recalls = {first, {"a", "again", "", "duty", Instant{300}}};
    const Result<std::vector<Recall>> read = parse_recalls(print_recalls(recalls));
    REQUIRE(read);
    CHECK(*read == recalls);
    CHECK(parse_recall(print_recall(first)) == first);
    CHECK_FALSE(parse_recalls(R"({"recalls":[{}]})"));
    CHECK_FALSE(parse_recalls("[]"));
}
