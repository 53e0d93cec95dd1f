#pragma once
// What publisher and endpoint say to each other about recalls, and how an endpoint keeps them:
// JSON, read as strictly as release/protocol.h. Pure; any thread. Errors: Invalid, naming the
// member.
#include "base/result.h"
#include "base/time_zone.h"
#include "release/recall.h"
#include "release/signature.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kMaxRecallOrderBytes = 16384;

// "Take this article back": what a recall asks for.
struct RecallOrder {
    std::string article;  // id
    std::string reason;   // a note; needed
    std::string notice;   // a note, or empty

    friend bool operator==(const RecallOrder&, const RecallOrder&) = default;
};

// What a recall did.
struct RecallReport {
    std::string article;
    bool was_known = false;    // it was recalled before
    std::uint64_t gone = 0;    // addresses of the current release that answer 410 from now on
    std::uint64_t held = 0;    // that answer 503 until the next release
    std::uint64_t erased = 0;  // files that belonged to it alone

    friend bool operator==(const RecallReport&, const RecallReport&) = default;
};

// "This article may be published again", by two persons.
struct LiftOrder {
    std::string site;     // id
    std::string article;  // id
    Instant recalled_at;  // of the recall that is meant: an order does not lift a later one
    std::string reason;   // a note; needed
    std::array<std::string, 2> persons;

    struct Signed {
        std::string key;  // PublicKey::id
        Signature signature;

        friend bool operator==(const Signed&, const Signed&) = default;
    };

    std::optional<Signed> signed_by = {};

    friend bool operator==(const LiftOrder&, const LiftOrder&) = default;
};

// The exact bytes to sign.
std::string signed_message(const LiftOrder& order);

Result<void> check_recall_order(const RecallOrder& order);
std::string print_recall_order(const RecallOrder& order);
Result<RecallOrder> parse_recall_order(std::string_view json);
std::string print_recall_report(const RecallReport& report);
Result<RecallReport> parse_recall_report(std::string_view json);

// Also that the two persons are two.
Result<void> check_lift_order(const LiftOrder& order);
std::string print_lift_order(const LiftOrder& order);
Result<LiftOrder> parse_lift_order(std::string_view json);

// A recall as it is kept: one line.
std::string print_recall(const Recall& recall);
Result<Recall> parse_recall(std::string_view json);
// All of a site, as they are listed.
std::string print_recalls(const std::vector<Recall>& recalls);
Result<std::vector<Recall>> parse_recalls(std::string_view json);

}  // namespace gazette
