#include "desk/app_tokens.h"

#include <algorithm>

namespace gazette {

std::string_view name_of(AppScope scope) {
    switch (scope) {
        case AppScope::Create:
            return "create";
        case AppScope::Draft:
            return "draft";
        case AppScope::Update:
            return "update";
        case AppScope::Delete:
            return "delete";
        case AppScope::Undelete:
            return "undelete";
        case AppScope::Media:
            return "media";
    }
    return {};
}

std::optional<AppScope> app_scope_named(std::string_view name) {
    const auto* const found =
        std::ranges::find_if(kAppScopes, [&](AppScope scope) { return name_of(scope) == name; });
    return found == kAppScopes.end() ? std::nullopt : std::optional(*found);
}

bool AppGrant::allows(AppScope scope) const {
    return std::ranges::find(scopes, scope) != scopes.end();
}

}  // namespace gazette
