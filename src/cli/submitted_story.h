#pragma once
// A story's file as `gazette submit` sends it: what an organisation's member may say of a story,
// and the pictures that its text names. Front matter that is the newsroom's to say (section, date,
// channel …) is not sent; it is named, so that nobody wonders. Without front matter the first line
// is the headline. Pure; any thread.
#include "base/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

struct SubmittedPicture {
    std::string target;  // as the text names it
    std::string alt;
};

struct SubmittedStory {
    std::string title;
    std::string kicker;
    std::string subtitle;
    std::string byline;
    std::string summary;
    std::vector<std::string> tags;
    std::string body;                        // Markdown
    std::vector<SubmittedPicture> pictures;  // files beside the story, each once
    std::vector<std::string> not_sent;       // keys of the front matter
};

// Nothing, with errors, when the file cannot be a story.
std::optional<SubmittedStory> read_submitted_story(std::string_view bytes, const std::string& path,
                                                   Diagnostics& diagnostics);

// The text with a picture's target replaced wherever it stands as one; nothing when it stands
// nowhere so (a reference elsewhere, an odd spelling).
std::optional<std::string> with_picture_at(std::string_view body, std::string_view target,
                                           std::string_view address);

// The request that makes the post (docs/formats/micropub.md).
std::string print_submission(const SubmittedStory& story, bool is_draft);

}  // namespace gazette
