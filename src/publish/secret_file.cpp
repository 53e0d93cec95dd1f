#include "publish/secret_file.h"

#include "base/text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace gazette {
namespace {

constexpr std::uint32_t kOthersBits = 0077;
constexpr std::uint64_t kMostFileBytes = 4096;

}  // namespace

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
}

Result<std::string> read_secret_file(Files& files, const std::string& path) {
    const FileInfo info = TRY(files.info(path));
    if (info.kind != FileKind::File) {
        return failure(ErrorCode::Denied, fmt::format("{} is not a regular file", path));
    }
    if (info.owner != ::geteuid() || (info.mode & kOthersBits) != 0) {
        return failure(ErrorCode::Denied,
                       fmt::format("{} can be read by others: chmod 600 it", path));
    }
    const std::string bytes = TRY(files.read(path, kMostFileBytes));
    const std::string_view secret = trim_ascii(bytes);
    if (!is_token(secret))
        return failure(ErrorCode::Invalid, fmt::format("{} holds no token and no key", path));
    return std::string(secret);
}

}  // namespace gazette
