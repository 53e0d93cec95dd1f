#include "endpoint/tokens.h"

#include "base/random.h"
#include "base/text.h"
#include "endpoint/sealed_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gazette {
namespace {

constexpr SealedList kTokens = {"tokens", "gazette-tokens 1", "token"};
constexpr std::string_view kPrefix = "gazette_";  // so that leaked ones are found by a search
constexpr std::size_t kSecretCharacters = 52;
constexpr std::array kScopes = {TokenScope::Publish, TokenScope::Rollback, TokenScope::Recall,
                                TokenScope::Lift, TokenScope::Read};

// "name digest scopes created expires": separated by spaces, expires "-" when it never does.
std::string print_token(const Token& token) {
    std::vector<std::string> scopes;
    for (const TokenScope scope : token.scopes) scopes.emplace_back(name_of(scope));
    return fmt::format("{} {} {} {} {}", token.name, to_hex(token.digest), join(scopes, ","),
                       token.created.seconds,
                       token.expires ? fmt::format("{}", token.expires->seconds) : "-");
}

Result<Token> parse_token(std::string_view line) {
    const std::vector<std::string_view> fields = split(line, ' ');
    if (fields.size() != 5 || !is_entry_name(fields[0]))
        return failure(ErrorCode::Damaged, "a token's line is malformed");
    Token token;
    token.name = fields[0];
    const std::optional<Sha256> digest = sha256_from_hex(fields[1]);
    if (!digest) return failure(ErrorCode::Damaged, "a token without a digest");
    token.digest = *digest;
    for (const std::string_view name : split(fields[2], ',')) {
        const std::optional<TokenScope> scope = scope_named(name);
        if (!scope) return failure(ErrorCode::Damaged, "a token with an unknown scope");
        token.scopes.push_back(*scope);
    }
    token.created = TRY(parse_seconds(fields[3]));
    if (fields[4] != "-") token.expires = TRY(parse_seconds(fields[4]));
    return token;
}

Result<void> write_tokens(Files& files, const std::string& data, const std::vector<Token>& tokens) {
    std::vector<std::string> entries;
    entries.reserve(tokens.size());
    for (const Token& token : tokens) entries.push_back(print_token(token));
    return write_list(files, data, kTokens, entries);
}

Result<void> check_new(const NewToken& token, const std::vector<Token>& tokens) {
    if (!is_entry_name(token.name)) {
        return failure(ErrorCode::Invalid, "a token's name is 1 to 64 of a-z A-Z 0-9 . _ -");
    }
    if (std::ranges::find(tokens, token.name, &Token::name) != tokens.end()) {
        return failure(ErrorCode::AlreadyExists,
                       fmt::format("there is a token named '{}'", token.name));
    }
    const auto has = [&](TokenScope scope) {
        return std::ranges::find(token.scopes, scope) != token.scopes.end();
    };
    if (token.scopes.empty()) return failure(ErrorCode::Invalid, "a token needs a scope");
    if (has(TokenScope::Recall) && has(TokenScope::Lift)) {
        return failure(ErrorCode::Invalid, "recall and lift never go into one token");
    }
    return {};
}

}  // namespace

std::string_view name_of(TokenScope scope) {
    switch (scope) {
        case TokenScope::Publish:
            return "publish";
        case TokenScope::Rollback:
            return "rollback";
        case TokenScope::Recall:
            return "recall";
        case TokenScope::Lift:
            return "lift";
        case TokenScope::Read:
            return "read";
    }
    return {};
}

std::optional<TokenScope> scope_named(std::string_view name) {
    const auto* const found =
        std::ranges::find_if(kScopes, [&](TokenScope scope) { return name_of(scope) == name; });
    return found == kScopes.end() ? std::nullopt : std::optional(*found);
}

bool Token::allows(TokenScope scope) const {
    return std::ranges::find(scopes, scope) != scopes.end();
}

Result<std::string> add_token(Files& files, const std::string& data, const NewToken& token,
                              Instant now) {
    const auto lock = TRY(lock_list(files, data, kTokens));
    std::vector<Token> tokens = TRY(list_tokens(files, data));
    TRY(check_new(token, tokens));
    std::string secret = fmt::format("{}{}", kPrefix, random_id(kSecretCharacters));
    Token made{token.name, sha256(secret), token.scopes, now, token.expires};
    tokens.push_back(std::move(made));
    TRY(write_tokens(files, data, tokens));
    return secret;
}

Result<std::vector<Token>> list_tokens(Files& files, const std::string& data) {
    std::vector<Token> tokens;
    for (const std::string& entry : TRY(read_list(files, data, kTokens))) {
        tokens.push_back(TRY(parse_token(entry)));
    }
    return tokens;
}

Result<void> revoke_token(Files& files, const std::string& data, std::string_view name) {
    const auto lock = TRY(lock_list(files, data, kTokens));
    std::vector<Token> tokens = TRY(list_tokens(files, data));
    const auto found = std::ranges::find(tokens, name, &Token::name);
    if (found == tokens.end()) {
        return failure(ErrorCode::NotFound, fmt::format("there is no token named '{}'", name));
    }
    tokens.erase(found);
    return write_tokens(files, data, tokens);
}

std::optional<Token> find_token(const std::vector<Token>& tokens, std::string_view secret,
                                Instant now) {
    // Compared by digest: how long it takes tells nothing about the secret.
    const auto found = std::ranges::find(tokens, sha256(secret), &Token::digest);
    if (found == tokens.end()) return std::nullopt;
    if (found->expires && *found->expires <= now) return std::nullopt;
    return *found;
}

}  // namespace gazette
