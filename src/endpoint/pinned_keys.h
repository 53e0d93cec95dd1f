#pragma once
// Whose signature a release needs: public keys, pinned by the command line on the machine of the
// endpoint, never over the network. With one or more of them the endpoint makes no switch without a
// statement that one of them signed; without any, tokens alone decide.
//
// Lists and errors as in sealed_list.h; Invalid, AlreadyExists, NotFound for names.
#include "base/files.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "release/signature.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct PinnedKey {
    std::string name;  // 1–64 of a–z A–Z 0–9 . _ -
    PublicKey key;
    Instant pinned;
};

Result<void> pin_key(Files& files, const std::string& data, const PinnedKey& key);
Result<std::vector<PinnedKey>> list_keys(Files& files, const std::string& data);
Result<void> unpin_key(Files& files, const std::string& data, std::string_view name);

// Denied, saying why, unless one of `keys` signed for exactly this action, site, number, base and
// root; what else was signed (logs, epoch) is the statement's own.
Result<void> check_statement(const std::vector<PinnedKey>& keys,
                             const std::optional<SignedStatement>& given,
                             const ReleaseStatement& expected);

// The same for the bytes of any order: denied unless the pinned key that is named signed them.
Result<void> check_signature(const std::vector<PinnedKey>& keys, std::string_view key,
                             std::string_view message, const Signature& signature);

}  // namespace gazette
