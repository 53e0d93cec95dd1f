#include "release/signature.h"

#include "support/catch.h"

#include <functional>
#include <set>
#include <vector>

using namespace gazette;

TEST_CASE("the signed message has the bytes that the format lays down", "[signature]") {
    ReleaseStatement statement;
    statement.site = "dcf";
    statement.number = 7;
    statement.base = 6;
    statement.root.bytes.fill(0x11);
    statement.reviews_root.bytes.fill(0x22);
    statement.audit_head.bytes.fill(0x33);
    statement.audit_count = 258;
    statement.epoch = 2;
    const std::string message = signed_message(statement);
    CHECK(bytes_to_hex(message) ==
          "67617a657474652d7075626c6973682d763100"  // gazette-publish-v1, a zero byte
          "0000000000000003646366"                  // site
          "0000000000000007"
          "0000000000000006" +
              std::string(64, '1') + std::string(64, '2') + std::string(64, '3') +
              "0000000000000102"
              "0000000000000002");
}

TEST_CASE("no two statements have one signed message", "[signature]") {
    const std::vector<std::function<void(ReleaseStatement&)>> changes = {
        [](ReleaseStatement&) {},
        [](ReleaseStatement& s) { s.action = SignedAction::Activate; },
        [](ReleaseStatement& s) { s.site = "x"; },
        [](ReleaseStatement& s) { s.number = 1; },
        [](ReleaseStatement& s) { s.base = 1; },
        [](ReleaseStatement& s) { s.root.bytes[0] = 1; },
        [](ReleaseStatement& s) { s.reviews_root.bytes[0] = 1; },
        [](ReleaseStatement& s) { s.audit_head.bytes[0] = 1; },
        [](ReleaseStatement& s) { s.audit_count = 1; },
        [](ReleaseStatement& s) { s.epoch = 1; },
    };
    std::set<std::string> messages;
    for (const auto& change : changes) {
        ReleaseStatement statement;
        change(statement);
        messages.insert(signed_message(statement));
    }
    CHECK(messages.size() == changes.size());
}
