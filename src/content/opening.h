#pragma once
// How a story begins: what the front page says of its lead, and the summary of a story that has
// none of its own. Whole sentences where they fit. Pure; any thread.
#include "formats/markdown.h"

#include <string>

namespace gazette {

// Up to some 200 characters, without the dateline.
std::string opening_of(const BodyFacts& facts);
// Up to 80.
std::string summary_of(const BodyFacts& facts);

}  // namespace gazette
