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

// What a "{" in a text opens: "{3}" is the argument itself, "{3|file|files}" the word that its
// number asks for.
struct Place {
    std::size_t number = std::string_view::npos;  // of the argument; npos: only a brace
    std::string_view one;
    std::string_view many;
    bool is_word = false;
    std::size_t end = 0;  // the offset behind its "}"
};

Place place_at(std::string_view text, std::size_t offset) {
    const std::size_t close = text.find('}', offset);
    if (close == std::string_view::npos) return {};
    const std::string_view inner = text.substr(offset + 1, close - offset - 1);
    Place place;
    place.end = close + 1;
    const std::string_view digits = inner.substr(0, inner.find('|'));
    if (digits.empty() || digits.size() > 2) return {};
    std::size_t number = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return {};
        number = number * 10 + static_cast<std::size_t>(digit - '0');
    }
    if (digits.size() < inner.size()) {
        const std::string_view words = inner.substr(digits.size() + 1);
        const std::size_t bar = words.find('|');
        if (bar == std::string_view::npos) return {};
        place.one = words.substr(0, bar);
        place.many = words.substr(bar + 1);
        place.is_word = true;
    }
    place.number = number;
    return place;
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
        const Place place = pattern[at] == '{' ? place_at(pattern, at) : Place();
        if (place.number >= arguments.size()) {
            out += pattern[at++];
            continue;
        }
        const std::string& argument = arguments[place.number];
        out += !place.is_word    ? std::string_view(argument)
               : argument == "1" ? place.one
                                 : place.many;
        at = place.end;
    }
    return out;
}

MessageCatalogue diagnostic_texts(std::string_view language) {
    return builtin_catalogue("messages", language);
}

}  // namespace gazette
