#pragma once
// Whom a machine believes: which sites have stages of review, and whose signatures count. Pinned
// outside of every newsroom (GAZETTE_TRUST, else /etc/gazette/trust.yml), because who can write in
// a newsroom could change it there. docs/formats/reviews.md describes the file.
//
// Values; pure; any thread. Errors: Invalid, naming the line.
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
#include <vector>

namespace gazette {

inline constexpr std::size_t kMaxTrustBytes = std::size_t{256} << 10U;

struct TrustedKey {
    PublicKey key;
    std::string id;  // PublicKey::id
    Instant from;    // no record of an earlier moment counts; 0: any
    // The key is revoked: what it signed counts only as far as it went out with a release up to
    // this one. A record's own date proves nothing.
    std::optional<std::uint64_t> last_release;
};

struct SiteTrust {
    std::string site;     // SiteConfig::id
    ReviewStages stages;  // empty: this site has none
    std::vector<TrustedKey> keys;

    // Null when it is none of these.
    [[nodiscard]] const TrustedKey* key(std::string_view id) const;
};

struct Trust {
    std::vector<SiteTrust> sites;
    Sha256 digest;  // of the file's bytes

    // Null: nothing is pinned for that site.
    [[nodiscard]] const SiteTrust* site(std::string_view id) const;
};

Result<Trust> parse_trust(std::string_view bytes);

}  // namespace gazette
