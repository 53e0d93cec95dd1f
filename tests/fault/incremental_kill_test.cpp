// Builds killed with SIGKILL at a write by chance, between edits by chance: what they leave never
// shows in what the next build makes (tests/support/incremental_proof.h).
#include "support/catch.h"
#include "support/incremental_proof.h"

using namespace gazette::testing;

TEST_CASE("after edits and kills the next build makes what a clean one makes",
          "[fault][build][incremental]") {
    constexpr std::size_t kBuilds = 8;
    const ProofResult result = prove_incremental_builds(proof_seed(ProofKind::Killed, 1), kBuilds);
    INFO(result.failure);
    REQUIRE(result.failure.empty());
    CHECK(result.builds == kBuilds);
    CHECK(result.interrupted_builds > 0);
}
