#pragma once
// What a program may do that posts for somebody. A token is bound to one account, one organisation
// and one program; it is random, shown once, and kept as its digest only.
#include "base/result.h"
#include "desk/posts.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gazette {

enum class AppScope : std::uint8_t { Create, Draft, Update, Delete, Undelete, Media };

inline constexpr std::array kAppScopes = {AppScope::Create, AppScope::Draft,    AppScope::Update,
                                          AppScope::Delete, AppScope::Undelete, AppScope::Media};

// "create", "draft", "update", "delete", "undelete", "media".
std::string_view name_of(AppScope scope);
std::optional<AppScope> app_scope_named(std::string_view name);

struct AppGrant {
    PostAuthor author;
    std::vector<AppScope> scopes;

    [[nodiscard]] bool allows(AppScope scope) const;
};

// Thread-safe.
class AppTokens {
public:
    virtual ~AppTokens() = default;
    AppTokens(const AppTokens&) = delete;
    AppTokens& operator=(const AppTokens&) = delete;
    AppTokens(AppTokens&&) = delete;
    AppTokens& operator=(AppTokens&&) = delete;

    // Nothing when there is no such token, it has expired or was revoked, or its account may post
    // no more.
    virtual Result<std::optional<AppGrant>> find(std::string_view secret) = 0;

protected:
    AppTokens() = default;
};

}  // namespace gazette
