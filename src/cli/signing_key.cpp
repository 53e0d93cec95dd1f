#include "cli/signing_key.h"

#include "publish/secret_file.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace gazette {
namespace {

constexpr std::string_view kVariable = "GAZETTE_KEY";

}  // namespace

std::string signing_key_path(const Environment& environment) {
    constexpr std::string_view kPlace = "gazette/signing-key";
    if (const std::string_view named = environment.get(kVariable); !named.empty()) {
        return std::string(named);
    }
    if (const std::string_view settings = environment.get("XDG_CONFIG_HOME"); !settings.empty()) {
        return join_path(settings, kPlace);
    }
    const std::string_view home = environment.get("HOME");
    return home.empty() ? std::string() : join_path(join_path(home, ".config"), kPlace);
}

Result<SigningKey> read_signing_key(Files& files, const std::string& path) {
    std::optional<SigningKey> key = SigningKey::parse(TRY(read_secret_file(files, path)));
    if (!key) return failure(ErrorCode::Invalid, fmt::format("{} holds no signing key", path));
    return std::move(*key);
}

Result<std::optional<SigningKey>> own_signing_key(Files& files, const Environment& environment) {
    const std::string path = signing_key_path(environment);
    const bool is_named = !environment.get(kVariable).empty();
    if (path.empty() || (!is_named && !files.info(path))) return std::optional<SigningKey>();
    return std::optional(TRY(read_signing_key(files, path)));
}

}  // namespace gazette
