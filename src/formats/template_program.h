#pragma once
// The compiled form of a template: what template_compiler.cpp makes and mustache.cpp walks. Not for
// others. The engine is given `engine_text`, in which every section and every run of steps is a
// number, the index of its (first) step; so its grammar is the engine's business and the meaning of
// a name ours. A run is text, variables, and sections that only ask whether there is something.
#include "base/hash.h"
#include "formats/view_name.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct TemplateStep {
    enum class Kind { Text, Escaped, Raw, Section, Inverted, If, Unless };

    Kind kind = Kind::Text;
    std::string text;  // Text: to be written as it is
    std::size_t frame =
        0;  // where the name is looked up: 0 the whole view, 1 the outermost section
    std::vector<ViewName> path;  // from there; empty: the frame itself
    std::size_t first_name = 0;  // of `path`, among those of all steps
    bool is_closed = false;      // Section: nothing in it looks at what is around it
    bool goes_on = false;        // the next step is of the same run
    std::size_t end = 0;         // If, Unless: the step behind what they decide about
};

struct TemplateProgram {
    std::vector<TemplateStep> steps;
    std::string engine_text;
    std::size_t deepest_section = 0;
    std::size_t name_count = 0;  // in the paths of all steps
    std::vector<std::string> names;
    Fingerprint fingerprint;
};

}  // namespace gazette
