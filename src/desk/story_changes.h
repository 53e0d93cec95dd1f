#pragma once
// What differs between two texts of a story, field by field and word by word, for pages that show
// it. One thread.
#include "desk/visit.h"

namespace gazette {

// Adds "changes"; whether there are any.
bool add_changes(View& view, const Visit& visit, const StoryFields& before, const StoryFields& now);
// All fields that are not empty, as if nothing had changed: a text as a whole.
void add_whole(View& view, const Visit& visit, const StoryFields& fields);

}  // namespace gazette
