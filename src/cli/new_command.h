#pragma once
// gazette new: an article to write on, in YYYY/MM/DD/<slug>.md by its date, with id and slug, as a
// draft. Never overwrites: a second one of that name gets "-2". Prints its path. What it writes can
// be read back without a diagnostic, whatever the title holds; else it writes nothing and says why.
#include "base/result.h"
#include "cli/surroundings.h"
#include "content/site_config.h"

#include <string>

namespace gazette {

struct NewCommand {
    std::string source = {};
    std::string title = {};
    std::string section = {};  // name or slug
    std::string byline = {};   // in the paper's form: 融媒体 甲 通讯员 乙
    std::string date = {};     // empty: today
};

ExitStatus run(const NewCommand& command, const Surroundings& surroundings);

// The scaffolded file. `date` is written as it is, slug and id are those of the article.
struct Scaffold {
    std::string title = {};
    std::string section = {};
    std::string byline = {};  // empty: the unit signs
    std::string unit = {};
    std::string date = {};
    std::string slug = {};
    std::string id = {};
};

std::string scaffold_text(const Scaffold& scaffold, const Words& words);

}  // namespace gazette
