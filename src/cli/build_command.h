#pragma once
// gazette build: the newsroom → its site in the output folder. Diagnostics go to err in the site's
// language; then one line says what was done and when the site changes by itself. With --explain,
// out also says which pages were made and why.
// Exit 0: the whole site is right; 1: something a person wrote is wrong (nothing is written then,
// or with --keep-going the rest); 2: options or a configuration that is refused; 3: the world
// refused.
#include "cli/surroundings.h"

#include <cstddef>
#include <string>

namespace gazette {

struct BuildCommand {
    std::string source = {};  // empty: the newsroom around the current folder
    std::string out = {};     // empty: public/ in the newsroom
    std::string now = {};     // empty: the clock's
    bool drafts = false;
    bool keep_going = false;
    bool allow_unknown = false;
    bool stats_json = false;        // the report as JSON on out, instead of the summary
    bool profile = false;           // the time of each step on err
    bool paranoid = false;          // believe no time stamp
    bool dry_run = false;           // write nothing
    bool explain = false;           // say of each page that is made why
    std::string explain_page = {};  // of this one only: its address, or its file in the output
    std::size_t jobs = 0;           // 0: one a processor
};

ExitStatus run(const BuildCommand& command, const Surroundings& surroundings);

}  // namespace gazette
