#include "cli/trust_file.h"

#include "base/hash.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

namespace gazette {
namespace {

constexpr std::string_view kUsualFile = "/etc/gazette/trust.yml";
constexpr std::uint32_t kOthersMayWrite = 0022;

// Empty when neither a variable nor a home says where.
std::string cache_folder(const Environment& environment) {
    const std::string_view cache = environment.get("XDG_CACHE_HOME");
    const std::string_view home = environment.get("HOME");
    if (cache.empty() && home.empty()) return {};
    return join_path(cache.empty() ? join_path(home, ".cache") : cache, "gazette/newsrooms");
}

Result<Trust> read_trust(Files& files, const std::string& path) {
    const std::string file = TRY(files.resolve(path));
    const FileInfo info = TRY(files.info(file));
    const bool is_ours = info.owner == 0 || info.owner == ::geteuid();
    if (!is_ours || (info.mode & kOthersMayWrite) != 0) {
        return failure(ErrorCode::Denied,
                       fmt::format("others can write to {}: it must belong to root or to this "
                                   "user, with mode 644 or less",
                                   path));
    }
    return parse_trust(TRY(files.read(file, kMaxTrustBytes)));
}

}  // namespace

Result<std::optional<Trust>> machine_trust(Files& files, const Environment& environment) {
    const std::string_view named = environment.get("GAZETTE_TRUST");
    const std::string path(named.empty() ? kUsualFile : named);
    // A link that leads nowhere is there: only a file that nobody put there may be missing.
    if (named.empty() && !files.info(path)) return std::optional<Trust>();
    return std::optional(TRY(read_trust(files, path).context("reading " + path)));
}

Result<void> pin_reviews(Files& files, const Environment& environment, BuildOptions& options) {
    options.trust = TRY(machine_trust(files, environment));
    if (!options.trust) return {};
    const std::string cache = cache_folder(environment);
    const Result<std::string> newsroom = files.resolve(options.source);
    if (cache.empty() || !newsroom) return {};  // then nothing is remembered
    constexpr std::size_t kDigits = 32;
    options.memory = join_path(cache, to_hex(sha256(*newsroom)).substr(0, kDigits));
    return {};
}

}  // namespace gazette
