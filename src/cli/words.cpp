#include "cli/words.h"

#include "base/assert.h"
#include "pages/builtin_files.h"

#include <cstddef>
#include <optional>

namespace gazette {

namespace {

MessageCatalogue builtin_catalogue(std::string_view folder, std::string_view language) {
    const std::string_view file = language.starts_with("zh") ? "zh-CN" : "en";
    const std::string path = std::string(folder) + "/" + std::string(file) + ".yml";
    std::string problem;
    std::optional<MessageCatalogue> catalogue =
        MessageCatalogue::parse(builtin_file(path), problem);
    GAZETTE_ASSERT(catalogue.has_value(), "a test parses every catalogue that is built in");
    return *std::move(catalogue);
}

// The argument that "{3" at `offset` asks for and the offset behind its "}"; npos when it asks
// none.
std::size_t argument_number(std::string_view text, std::size_t offset, std::size_t& end) {
    std::size_t number = 0;
    std::size_t at = offset + 1;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9' && number < 100) {
        number = number * 10 + static_cast<std::size_t>(text[at] - '0');
        ++at;
    }
    if (at == offset + 1 || at >= text.size() || text[at] != '}') return std::string_view::npos;
    end = at + 1;
    return number;
}

}  // namespace

Words Words::in(std::string_view language) {
    return Words(builtin_catalogue("commands", language));
}

std::string Words::text(std::string_view key, const std::vector<std::string>& arguments) const {
    const std::string* words = catalogue_.label(key);
    if (words == nullptr) return std::string(key);
    const std::string_view pattern = *words;
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
        std::size_t end = 0;
        const std::size_t number =
            pattern[at] == '{' ? argument_number(pattern, at, end) : std::string_view::npos;
        if (number < arguments.size()) {
            out += arguments[number];
            at = end;
        } else {
            out += pattern[at++];
        }
    }
    return out;
}

MessageCatalogue diagnostic_texts(std::string_view language) {
    return builtin_catalogue("messages", language);
}

}  // namespace gazette
