#include "endpoint/sealed_list.h"

#include "endpoint/sealed_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gazette {
namespace {

constexpr std::uint64_t kMostFileBytes = std::uint64_t{64} << 20;

}  // namespace

Result<std::vector<std::string>> read_list(Files& files, const std::string& data,
                                           const SealedList& list) {
    std::vector<std::string> entries;
    Result<std::string> bytes = files.read(join_path(data, list.file), kMostFileBytes);
    if (!bytes) {
        if (bytes.error().code == ErrorCode::NotFound) return entries;
        return failure(std::move(bytes).error());
    }
    const SealedLines lines =
        TRY(SealedLines::parse(list.magic, *bytes).context(fmt::format("reading {}", list.file)));
    for (const auto& [word, value] : lines.all()) {
        if (word != list.word) {
            return failure(ErrorCode::Damaged, fmt::format("{} has an unknown line", list.file));
        }
        entries.push_back(value);
    }
    return entries;
}

Result<void> write_list(Files& files, const std::string& data, const SealedList& list,
                        const std::vector<std::string>& entries) {
    SealedLines lines(list.magic);
    for (const std::string& entry : entries) lines.add(list.word, entry);
    return files.replace_durably(join_path(data, list.file), lines.print(), 0600);
}

Result<std::unique_ptr<FileLock>> lock_list(Files& files, const std::string& data,
                                            const SealedList& list) {
    TRY(files.make_directories(data));
    return lock_file(join_path(data, std::string(list.file) + ".lock"), WhenLocked::Wait);
}

bool is_entry_name(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, allowed);
}

Result<Instant> parse_seconds(std::string_view text) {
    Instant instant;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), instant.seconds);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return failure(ErrorCode::Damaged, "no time");
    }
    return instant;
}

}  // namespace gazette
