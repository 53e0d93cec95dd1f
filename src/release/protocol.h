#pragma once
// The JSON that publisher and endpoint exchange: both print and read it here, so that they cannot
// differ. docs/release-api.yaml describes the requests around it. Reading is strict: an unknown or
// missing member, a wrong type or a value that breaks the manifest's rules is ErrorCode::Invalid,
// naming the member. Pure; any thread.
#include "base/hash.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "release/delta.h"
#include "release/signature.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

inline constexpr std::size_t kMaxNoteBytes = 1000;
inline constexpr std::size_t kMaxStatementBytes = 4096;
inline constexpr std::size_t kMaxDeclarationBytes = std::size_t{512} << 20;
// Of JSON: with 1,000,000 entries in full there are some 8,000,000.
inline constexpr std::size_t kMaxDeclarationValues = 24'000'000;

// "This is the release that I want to publish": a delta against `base`, or the whole in `put`.
struct Declaration {
    std::optional<std::uint64_t> base;  // number of a release; nothing: the full form
    Sha256 root;
    std::string site;
    std::string review = "none";
    bool preview = false;
    std::string note;  // for people; one line of at most kMaxNoteBytes
    Delta delta;

    friend bool operator==(const Declaration&, const Declaration&) = default;
};

struct Declared {
    std::string id;
    std::vector<Sha256> missing;  // sorted

    friend bool operator==(const Declared&, const Declared&) = default;
};

// A release as it is listed.
struct ReleaseInfo {
    std::uint64_t number = 0;
    std::uint64_t base = 0;     // the release that it replaced; 0: none
    std::uint64_t tree_of = 0;  // went back to the tree of this one; 0: a tree of its own
    Sha256 root;
    std::string site;
    std::string review;
    Instant published_at;
    std::string by;  // name of the token
    std::string note;
    std::uint64_t entries = 0;
    std::string key = {};     // id of the pinned key that signed it; empty: the endpoint has none
    std::uint64_t epoch = 0;  // of its statement
    // Of the current one: files that the endpoint found damaged or missing. To be sent again.
    std::uint64_t damaged = 0;

    friend bool operator==(const ReleaseInfo&, const ReleaseInfo&) = default;
};

// What an endpoint answers when it refuses.
struct ApiProblem {
    std::string error;                   // a word for programs: "superseded"
    std::string message;                 // a sentence for people
    std::optional<ReleaseInfo> current;  // with "superseded": what is published now

    friend bool operator==(const ApiProblem&, const ApiProblem&) = default;
};

std::string print_declaration(const Declaration& declaration);
Result<Declaration> parse_declaration(std::string_view json);

std::string print_declared(const Declared& declared);
Result<Declared> parse_declared(std::string_view json);

std::string print_release(const ReleaseInfo& release);
Result<ReleaseInfo> parse_release(std::string_view json);

// Newest first; the first is the one that readers get.
std::string print_releases(const std::vector<ReleaseInfo>& releases);
Result<std::vector<ReleaseInfo>> parse_releases(std::string_view json);

// The body of a publish or activate that is signed.
std::string print_statement(const SignedStatement& given);
Result<SignedStatement> parse_statement(std::string_view json);

std::string print_problem(const ApiProblem& problem);
Result<ApiProblem> parse_problem(std::string_view json);

// One line of plain text: UTF-8 without control characters, at most kMaxNoteBytes.
bool is_note(std::string_view text);

}  // namespace gazette
