#include "endpoint/hold.h"

#include "endpoint/sealed_lines.h"
#include "endpoint/sealed_list.h"
#include "release/protocol.h"

#include <algorithm>

namespace gazette {
namespace {

constexpr std::string_view kMagic = "gazette-hold 1";
constexpr std::uint64_t kMostBytes = 4096;

std::string path_in(const std::string& data) { return join_path(data, "hold"); }

}  // namespace

Result<std::optional<Hold>> read_hold(Files& files, const std::string& data) {
    const Result<std::string> bytes = files.read(path_in(data), kMostBytes);
    if (!bytes && bytes.error().code == ErrorCode::NotFound) return std::optional<Hold>();
    if (!bytes) return failure(bytes.error());
    const SealedLines lines = TRY(SealedLines::parse(kMagic, *bytes).context("reading the hold"));
    Hold hold;
    hold.reason = TRY(lines.text("reason"));
    hold.since = TRY(parse_seconds(TRY(lines.text("since"))));
    return std::optional(std::move(hold));
}

Result<void> set_hold(Files& files, const std::string& data, const Hold& hold) {
    if (!is_note(hold.reason)) {
        return failure(ErrorCode::Invalid, "the reason is not one line of at most 1,000 bytes");
    }
    TRY(files.info(data));  // nothing is held in a folder that is not there
    const auto since = static_cast<std::uint64_t>(std::max<std::int64_t>(hold.since.seconds, 0));
    return files.replace_durably(
        path_in(data), SealedLines(kMagic).add("since", since).add("reason", hold.reason).print());
}

Result<bool> end_hold(Files& files, const std::string& data) {
    const Result<void> removed = files.remove(path_in(data));
    if (!removed && removed.error().code == ErrorCode::NotFound) return false;
    if (!removed) return failure(removed.error());
    TRY(files.sync_directory(data));
    return true;
}

}  // namespace gazette
