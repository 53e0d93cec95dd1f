#include "endpoint/data_folder.h"

#include "endpoint/sealed_lines.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace gazette {
namespace {

constexpr std::string_view kFormatMagic = "gazette-endpoint 1";
constexpr std::uint64_t kMostFormatBytes = 4096;

// What may lie in a folder that no endpoint has used yet: tokens are made before the first start,
// and a start that was killed leaves its lock and a temporary file.
bool is_there_before_us(std::string_view name) {
    name = name.substr(0, name.find(kTemporaryMark));
    return name == "tokens" || name == "tokens.lock" || name == "keys" || name == "keys.lock" ||
           name == "lock" || name == "hold" || name == "format" || name == "lost+found";
}

// A folder with anything else in it is a stranger's, or an endpoint's that lost its `format`: to go
// on would write into it, and take for ours what is not.
Result<void> claim_empty(Files& files, const std::string& data, const std::string& format_path) {
    for (const DirectoryEntry& entry : TRY(files.list(data))) {
        if (is_there_before_us(entry.name)) continue;
        return failure(
            ErrorCode::Conflict,
            fmt::format("{} is not empty and has no 'format': it is no endpoint's folder", data));
    }
    return files.replace_durably(format_path, SealedLines(kFormatMagic).print());
}

}  // namespace

Result<void> claim_data_folder(Files& files, const std::string& data) {
    const std::string path = join_path(data, "format");
    const Result<std::string> bytes = files.read(path, kMostFormatBytes);
    if (!bytes && bytes.error().code == ErrorCode::NotFound) {
        return claim_empty(files, data, path);
    }
    if (!bytes) return failure(bytes.error());
    TRY(SealedLines::parse(kFormatMagic, *bytes).context("reading the format of the folder"));
    return {};
}

std::optional<StoredName> stored_name(std::string_view name) {
    StoredName stored;
    const std::size_t mark = name.find(kTemporaryMark);
    stored.is_temporary = mark != std::string_view::npos;
    name = name.substr(0, mark);
    stored.stem = name.substr(0, name.find('.'));
    const std::string_view kind = name.substr(stored.stem.size());
    stored.is_record = kind == ".record";
    if (!stored.is_record && kind != ".manifest") return std::nullopt;
    return stored;
}

std::string release_stem(std::uint64_t number) { return fmt::format("{:08}", number); }

std::optional<std::uint64_t> release_number_of(std::string_view stem) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
    const bool is_ours = error == std::errc{} && end == stem.data() + stem.size() && number > 0 &&
                         stem == release_stem(number);
    return is_ours ? std::optional(number) : std::nullopt;
}

}  // namespace gazette
