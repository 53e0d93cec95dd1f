#pragma once
// A template cut into text and tags, with its partials put in and its labels replaced: the first
// half of compiling (mustache.h). Not for others. Standalone lines and the indentation of partials
// follow the Mustache specification 1.3 (sections.yml, partials.yml). Pure; any thread.
#include "formats/mustache.h"

#include <string>
#include <vector>

namespace gazette {

struct TemplateToken {
    enum class Kind { Text, Escaped, Raw, Open, OpenInverted, Close };

    Kind kind = Kind::Text;
    std::string text;  // the text, or the name
    std::string file;
    Position position;
};

// Sections are balanced within each file, else there are errors.
std::vector<TemplateToken> tokenize(const TemplateSource& source,
                                    std::vector<TemplateError>& errors);

}  // namespace gazette
