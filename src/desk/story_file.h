#pragma once
// A story as the file that the newsroom gets: front matter and Markdown, the same bytes from the
// same version. And what the newsroom's own reading finds wrong with it, field by field.
// Pure; any thread.
#include "base/diagnostic.h"
#include "content/site_config.h"
#include "desk/story.h"

#include <string>
#include <string_view>
#include <vector>

namespace gazette {

// The path names the file in diagnostics and must be chosen, as must the date.
std::string print_story_file(const Story& story, const StoryVersion& version,
                             const SiteConfig& site);

// The words of `tags`: cut at blanks, commas and 、 of any width.
std::vector<std::string> tags_of(std::string_view typed);

struct StoryFinding {
    std::string_view field;  // of kStoryFields; empty: the story as a whole
    int line = 0;            // of the body, from 1; 0 where that says nothing
    Diagnostic diagnostic;
};

// Errors first, then by place. What the newsroom has switched off is not in it. Path and date need
// not be chosen yet.
std::vector<StoryFinding> findings_of(const Story& story, const StoryVersion& version,
                                      const SiteConfig& site);
bool has_errors(const std::vector<StoryFinding>& findings);

// "2022/07/06/qingshaonian-xiangqi.md" for a day in the newsroom's zone.
std::string story_path(const SiteConfig& site, Instant date, std::string_view slug);

}  // namespace gazette
