#include "pages/source_credit.h"

#include "base/text.h"
#include "pages/date_text.h"
#include "pages/source_text.h"

#include <vector>

namespace gazette {

std::string page_text(const PageInput& input, std::string_view number) {
    const bool is_number = number.find_first_not_of("0123456789") == std::string_view::npos;
    return is_number ? input.word("page-label", number) : std::string(number);
}

// Author, title and editor there: who takes over a story has to name them.
std::string source_details(const PageInput& input, const Source& source) {
    std::vector<std::string> parts;
    const auto add = [&](std::string_view label, const std::string& text) {
        if (!text.empty()) parts.push_back(input.word(label, text));
    };
    std::string place = source.date;
    if (const auto date = parse_iso_date(source.date)) {
        place = date_text(*date, DateStyle::Day, input.site().language);
        if (date->year != input.page().period.year) {
            place = date_text(*date, DateStyle::Full, input.site().language);
        }
    }
    if (!source.page.empty()) {
        if (!place.empty()) place += ' ';
        place += page_text(input, source.page);
    }
    if (!place.empty()) parts.push_back(std::move(place));
    add("source-author", source.author);
    add("source-title", source.title);
    add("source-editor", source.editor);
    add("source-licence", source.licence);
    return join(parts, input.word("source-separator"));
}

std::string source_credit(const PageInput& input, const Source& source) {
    std::string names = source_names(source);
    switch (source.use) {
        case SourceUse::Reprint:
            return names;
        case SourceUse::Edited:
            return input.word("source-edited", names);
        case SourceUse::Compiled:
            return input.word("source-compiled", names);
    }
    return names;
}

}  // namespace gazette
