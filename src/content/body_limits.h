#pragma once
// The limits that a Markdown body keeps before it is parsed (DESIGN: cmark 0.30.2 is quadratic on
// many brackets or "<!" in one paragraph, and nests as deep as it is told to). One pass, cheap for
// ordinary texts. Pure; any thread.
#include "content/article.h"
#include "content/yaml_fields.h"

namespace gazette {

// Reports what is over a limit (body-too-long, paragraph-too-long, brackets-too-many,
// nesting-too-deep); false when anything is.
bool keeps_body_limits(const Reading& reading, std::string_view body, int first_line);

}  // namespace gazette
