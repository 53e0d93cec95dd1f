// That an incremental build is a clean one, after hundreds of edits by dice (issue 4): the proof is
// tests/support/incremental_proof.h. What is here takes seconds; `tools/soak build` goes on with
// other seeds for as long as it is told.
#include "support/catch.h"
#include "support/incremental_proof.h"
#include "support/newsroom_edits.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

using namespace gazette::testing;

namespace {

// A sequence of edits and builds, each of which must be right.
ProofResult prove(ProofKind kind, std::size_t builds) {
    ProofResult result = prove_incremental_builds(proof_seed(kind, 1), builds);
    INFO(result.failure);
    REQUIRE(result.failure.empty());
    // Else it would be the dice, and not the builds, that were tried.
    CHECK(result.builds == builds);
    CHECK(result.refused * 3 < builds * 2);
    CHECK(result.files_written > builds);
    return result;
}

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("whatever is edited, a build that trusts old files makes what a clean one makes",
          "[build][incremental]") {
    const ProofResult result = prove(ProofKind::OldFiles, 30);
    CHECK(result.remembering_builds * 4 > result.builds);
    CHECK(result.skipping_builds * 4 > result.builds);
    CHECK(result.repeated_builds > 0);
    // In some order each is made before one is made again; tools/soak comes to the rest.
    CHECK(result.edits.size() * 2 > edits_of(ProofKind::OldFiles).size());
}

TEST_CASE("a build right after an edit makes what a clean one makes", "[build][incremental]") {
    prove(ProofKind::YoungFiles, 8);
}

TEST_CASE("a build that trusts some files and not others makes what a clean one makes",
          "[build][incremental]") {
    prove(ProofKind::MixedFiles, 8);
}

TEST_CASE("whatever becomes of pictures, a build makes what a clean one makes",
          "[build][incremental]") {
    prove(ProofKind::Pictures, 5);
}

TEST_CASE("whatever is signed or not any more, a build makes what a clean one makes",
          "[build][incremental][review]") {
    const ProofResult result = prove(ProofKind::Reviewed, 16);
    CHECK(result.remembering_builds > 0);
    std::size_t reviews = 0;
    for (const ContentEdit& edit : review_edits()) {
        if (result.edits.contains(std::string(edit.name))) ++reviews;
    }
    CHECK(reviews >= 4);
}

TEST_CASE("after edits and a full disk the next build makes what a clean one makes",
          "[build][incremental]") {
    CHECK(prove(ProofKind::FullDisk, 8).interrupted_builds > 0);
}

// GAZETTE_SOAK_SEED names the first sequence, GAZETTE_SOAK_MINUTES how long to go on with those
// after it; 0: that one alone.
TEST_CASE("incremental builds are right for as long as one cares to look", "[.soak]") {
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t kBuilds = 30;
    const std::uint64_t first = number_from_environment("GAZETTE_SOAK_SEED", 1000);
    const auto end =
        Clock::now() + std::chrono::minutes(number_from_environment("GAZETTE_SOAK_MINUTES", 0));
    std::size_t builds = 0;
    std::uint64_t seed = first;
    do {
        const ProofResult result = prove_incremental_builds(seed, kBuilds);
        builds += result.builds;
        INFO(result.failure);
        REQUIRE(result.failure.empty());
        ++seed;
    } while (Clock::now() < end);
    std::cout << fmt::format("seeds {} to {}: {} builds were right\n", first, seed - 1, builds);
}
