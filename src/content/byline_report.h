#pragma once
// What is to be said about the reading of a byline. Pure; any thread.
#include "content/byline.h"
#include "content/yaml_fields.h"

namespace gazette {

// role-without-name for each such role, else byline-unsure where there is another reading.
void report_byline(const Reading& reading, const BylineReading& byline, Position position);

}  // namespace gazette
