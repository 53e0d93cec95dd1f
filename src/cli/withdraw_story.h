#pragma once
// Marks a story of the newsroom as withdrawn: finds it by its id and writes `status: withdrawn`
// into its front matter, where nothing else changes. Durable when it returns; one thread.
#include "base/files.h"
#include "base/result.h"
#include "content/site_config.h"

#include <string>
#include <vector>

namespace gazette {

struct WithdrawnStory {
    enum class Outcome {
        Marked,
        Before,       // it was withdrawn already
        NotPossible,  // no front matter, a status that is not a plain word, a link out of here
    } outcome = Outcome::Marked;

    std::string path;  // within the newsroom
};

// Every file with that id; none: no story has it.
Result<std::vector<WithdrawnStory>> withdraw_story(Files& files, const std::string& newsroom,
                                                   const SiteConfig& site, const std::string& id);

}  // namespace gazette
