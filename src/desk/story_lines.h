#pragma once
// A story as one line of a list, and what comes next with it. Pure; any thread.
#include "desk/visit.h"

#include <string>

namespace gazette {

// "下一步：复审审签": what comes next and who does it, as the reader of the page is concerned.
std::string next_step(const Visit& visit, const Story& story);
// Whose story it is: the author, and the organisation.
std::string whose(const Visit& visit, const Story& story);

enum class LineFor {
    Author,  // who knows that it is theirs
    Others,
};

void fill_story_line(View& line, const Visit& visit, const Story& story, LineFor reader);

// A heading with its stories; nothing for none.
void add_group(View& view, const Visit& visit, std::string_view heading,
               const std::vector<Story>& stories, LineFor reader);

}  // namespace gazette
