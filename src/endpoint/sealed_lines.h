#pragma once
// The small files that an endpoint keeps (which release is current, what a release is, tokens):
//   <magic and version>
//   <name> <value>
//   …
//   end <SHA-256 of all bytes before this line>
// A file cut off or changed is ErrorCode::Damaged. Names may repeat. Values; any thread.
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

class SealedLines {
public:
    explicit SealedLines(std::string_view magic) : magic_(magic) {}

    // The value may hold no line break.
    SealedLines& add(std::string_view name, std::string_view value);
    SealedLines& add(std::string_view name, std::uint64_t number);
    [[nodiscard]] std::string print() const;

    // Damaged, also when the magic is another.
    static Result<SealedLines> parse(std::string_view magic, std::string_view bytes);

    // The first of this name; Damaged when there is none.
    [[nodiscard]] Result<std::string> text(std::string_view name) const;
    [[nodiscard]] Result<std::uint64_t> number(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;

    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const {
        return lines_;
    }

private:
    std::string magic_;
    std::vector<std::pair<std::string, std::string>> lines_;
};

}  // namespace gazette
