#pragma once
// Who may do what with the endpoint. A token is random, shown once when it is made, and kept as its
// SHA-256 only (it has 260 random bits: no slow hash is needed). Made by the command line on the
// machine of the endpoint, never over the network; a running endpoint reads the file at each
// request of the API, so that a token that is revoked is refused at once.
//
// The file is replaced durably, readable by its owner alone. Functions; any process, one at a time
// (a lock beside the file). Errors: those of Files; Damaged; Invalid, AlreadyExists, NotFound for
// names.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"
#include "base/time_zone.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class TokenScope { Publish, Rollback, Recall, Lift, Read };

// "publish", "rollback", "recall", "lift", "read".
std::string_view name_of(TokenScope scope);
std::optional<TokenScope> scope_named(std::string_view name);

struct Token {
    std::string name;  // 1–64 of a–z A–Z 0–9 . _ -
    Sha256 digest;     // of the token itself
    std::vector<TokenScope> scopes;
    Instant created;
    std::optional<Instant> expires;

    [[nodiscard]] bool allows(TokenScope scope) const;
};

struct NewToken {
    std::string name;
    std::vector<TokenScope> scopes;  // at least one; recall and lift never together
    std::optional<Instant> expires;
};

// The token, to be shown once. `data` is the endpoint's folder; it is made when missing.
Result<std::string> add_token(Files& files, const std::string& data, const NewToken& token,
                              Instant now);
Result<std::vector<Token>> list_tokens(Files& files, const std::string& data);
Result<void> revoke_token(Files& files, const std::string& data, std::string_view name);

// The token that `secret` is; nothing when there is none or it has expired.
std::optional<Token> find_token(const std::vector<Token>& tokens, std::string_view secret,
                                Instant now);

}  // namespace gazette
