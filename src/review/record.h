#pragma once
// One line of a story's review log reviews/<id>.jsonl: what somebody decided, signed by the desk.
// docs/formats/reviews.md lays the bytes down.
//
//     {"payload":"…","key":"…","sig":"…"}
//
// `payload` is base64url of the exact bytes that were signed (a JSON object), `key` the id of the
// key, `sig` an Ed25519 signature over "gazette-record-v1", a zero byte and those bytes. The
// signature is looked at before the payload is parsed: a parser sees nothing that a stranger wrote.
//
// The desk attests: a record says that the desk knew this person to have done this. A desk that
// lies can sign anything; what is caught is everybody else who can write in the newsroom.
//
// Values; pure; any thread. Errors: Invalid (not a record), Denied (the signature does not fit).
#include "base/hash.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "release/signature.h"
#include "review/stages.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

inline constexpr std::size_t kMaxPayloadBytes = std::size_t{16} << 10U;
inline constexpr std::size_t kMaxNoteCharacters = 500;

enum class RecordType : std::uint8_t {
    SignOff,    // 审签: a stage passed a text on
    Return,     // 退回: a stage gave it back; all stages begin anew
    Withdraw,   // its author took it back
    Schedule,   // 定时: shown from a moment on, or no longer bound to one
    Recall,     // 撤稿: barred until it is lifted
    Lift,       // ends a recall; all stages begin anew
    Exception,  // 带班领导 lets somebody sign who else could not
};

std::string_view name_of(RecordType type);  // "signoff", "return" …

enum class ReturnKind : std::uint8_t { Revise, Refuse, Spare };  // 退修, 退稿, 备用

// Which members a type has: those behind its name; the others are left as they are.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order of the file
struct Record {
    RecordType type = RecordType::SignOff;
    std::string site;       // SiteConfig::id
    std::string article;    // its id
    std::uint64_t seq = 0;  // from 1, without a gap; sign_record sets it
    Sha256 prev;            // of the line before, without its line feed; zero: none; set likewise
    Instant at;             // by the desk's clock; proves nothing
    std::string person;     // account of who decided
    std::string note;       // a sentence for the newsroom, or empty; shown to no reader

    // SignOff, Return, Exception
    std::string stage;
    // SignOff
    ReviewStages stages;  // all, in order
    std::string path;     // of the story within the newsroom
    // SignOff, Exception. What the stage was given: of the first stage what was submitted, else the
    // `content` of the sign-off before. A stage that signs again, because a text was edited outside
    // of a step, names the text that was signed last and takes the whole difference upon itself.
    Sha256 received;
    // SignOff (what the stage passed on), Return (what it gave back). See canonical_form.h.
    Sha256 content;
    Sha256 assets;           // SignOff: assets_digest
    std::string author;      // SignOff: account of who wrote the story
    std::string stands_for;  // SignOff: account for whom the person acted (代审), or empty
    // Return
    ReturnKind kind = ReturnKind::Revise;
    // Exception: account that may sign `stage` of `received`, though it wrote the story or signed
    // another stage. Lift: the second person, who agreed.
    std::string other;
    // Schedule; nothing: no longer
    std::optional<Instant> not_before;

    friend bool operator==(const Record&, const Record&) = default;
};

// A line as it stands in the file, its signature not looked at yet.
struct SealedRecord {
    std::string payload;
    std::string key;  // PublicKey::id
    Signature signature;
    Sha256 digest;  // of the line without its line feed: the `prev` of the next

    friend bool operator==(const SealedRecord&, const SealedRecord&) = default;
};

// `line` has no line feed. There is one way to write a line.
Result<SealedRecord> parse_sealed(std::string_view line);
std::string print_sealed(const SealedRecord& sealed);  // without a line feed

// The bytes that are signed.
std::string signed_message(std::string_view payload);
// Denied when the signature is not that key's.
Result<Record> open_sealed(const SealedRecord& sealed, const PublicKey& key);
// What a signature was seen to fit before: only parsed.
Result<Record> parse_payload(std::string_view payload);
// Invalid: a member that its type needs is missing or malformed.
Result<std::string> print_payload(const Record& record);

// An account as records name it: 1 to 64 of A–Z a–z 0–9 . _ @ -
bool is_account_name(std::string_view text);

}  // namespace gazette
