#pragma once
// Names the limit of formats/markdown.h that a body breaks. Pure; any thread.
#include "content/yaml_fields.h"
#include "formats/markdown.h"

#include <string_view>

namespace gazette {

// Reports body-too-long, paragraph-too-long, brackets-too-many, nesting-too-deep or
// definition-too-long, the first there is; false when there is one. `first_line`: where the body
// begins in its file.
bool keeps_body_limits(const Reading& reading, std::string_view body, int first_line);

}  // namespace gazette
