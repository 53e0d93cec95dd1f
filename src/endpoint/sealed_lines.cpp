#include "endpoint/sealed_lines.h"

#include "base/assert.h"
#include "base/hash.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gazette {
SealedLines& SealedLines::add(std::string_view name, std::string_view value) {
    GAZETTE_ASSERT(value.find('\n') == std::string_view::npos, "values were checked to be lines");
    lines_.emplace_back(name, value);
    return *this;
}

SealedLines& SealedLines::add(std::string_view name, std::uint64_t number) {
    return add(name, fmt::format("{}", number));
}

std::string SealedLines::print() const {
    std::string out = magic_ + "\n";
    for (const auto& [name, value] : lines_) {
        fmt::format_to(std::back_inserter(out), "{} {}\n", name, value);
    }
    const std::string checksum = to_hex(sha256(out));
    fmt::format_to(std::back_inserter(out), "end {}\n", checksum);
    return out;
}

Result<SealedLines> SealedLines::parse(std::string_view magic, std::string_view bytes) {
    constexpr std::size_t kEndBytes = 4 + 64 + 1;  // "end ", digest, line feed
    if (bytes.size() < kEndBytes) return failure(ErrorCode::Damaged, "the file is cut off");
    const std::string_view sealed = bytes.substr(0, bytes.size() - kEndBytes);
    if (bytes.substr(sealed.size()) != fmt::format("end {}\n", to_hex(sha256(sealed)))) {
        return failure(ErrorCode::Damaged, "the file is cut off or its checksum is wrong");
    }
    SealedLines parsed(magic);
    const std::vector<std::string_view> lines = split_lines(sealed);
    if (lines.empty() || lines.front() != magic) {
        return failure(ErrorCode::Damaged, fmt::format("the file does not begin with '{}'", magic));
    }
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::size_t space = lines[i].find(' ');
        if (space == std::string_view::npos)
            return failure(ErrorCode::Damaged, "a line without a value");
        parsed.lines_.emplace_back(lines[i].substr(0, space), lines[i].substr(space + 1));
    }
    return parsed;
}

Result<std::string> SealedLines::text(std::string_view name) const {
    const auto found =
        std::ranges::find_if(lines_, [&](const auto& line) { return line.first == name; });
    if (found == lines_.end())
        return failure(ErrorCode::Damaged, fmt::format("no line '{}'", name));
    return found->second;
}

bool SealedLines::has(std::string_view name) const {
    return std::ranges::any_of(lines_, [&](const auto& line) { return line.first == name; });
}

Result<std::uint64_t> SealedLines::number(std::string_view name) const {
    const std::string text = TRY(this->text(name));
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return failure(ErrorCode::Damaged, fmt::format("'{}' is no number", name));
    }
    return number;
}

}  // namespace gazette
