#pragma once
// All that people do to a newsroom between two builds, each as a function that dice may choose:
// edits of its contents (newsroom_story_edits.cpp, newsroom_site_edits.cpp), and of the folders
// themselves: the newsroom's, the output's, what builds remember (newsroom_disk_edits.cpp).
#include "support/dice.h"
#include "support/newsroom_state.h"

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace gazette::testing {

// What an edit was done to, for the list of edits; empty: there was nothing to do it to.
using EditedThing = std::string;

struct ContentEdit {
    std::string_view name;
    EditedThing (*make)(NewsroomState&, Dice&);
    bool needs_pictures = false;
    bool needs_reviews = false;
};

std::span<const ContentEdit> story_edits();
std::span<const ContentEdit> site_edits();
// What a desk does, and what others do to its logs; they need a newsroom with stages.
std::span<const ContentEdit> review_edits();

// Signs what was signed once and is another now; answers which stories.
EditedThing sign_what_changed(NewsroomState& state, Dice& dice);
// Signs a story as it is through the first stages.
void sign(NewsroomState& state, const StoryState& story, std::size_t stages);

// A newsroom and its output on disk.
class EditedFolders {
public:
    // `memory`: the folder whose .gazette/ builds remember in.
    EditedFolders(std::string newsroom, std::string out, std::string memory);

    const std::string newsroom;
    const std::string out;
    const std::string memory;
    bool is_memory_damaged = false;  // since the last build that told so

    // Makes the newsroom's files those of the state: in place or by rename, sometimes with the time
    // that the file had before.
    void write(const NewsroomState& state, Dice& dice);
    // In place, so that a file keeps its inode.
    void write_in_place(const NewsroomState& state);

    // To be followed by write(): the file keeps its inode and its time.
    void rename_source(const std::string& from, const std::string& to);
    // The two files change places, each with inode and time.
    void swap_sources(const std::string& a, const std::string& b);

    [[nodiscard]] std::vector<std::string> sources() const;

    // Files in the output folder that are not gazette's, and what is in them.
    [[nodiscard]] Tree strangers() const;
    void add_stranger(const std::string& path, const std::string& bytes);

    void note_stranger(const std::string& path) { strangers_.insert(path); }

private:
    void write_changed(const NewsroomState& state, Dice* dice);
    void write_file(const std::string& path, const std::string& bytes, Dice* dice);

    Tree written_;
    std::set<std::string> strangers_;
};

struct DiskEdit {
    std::string_view name;
    EditedThing (*make)(EditedFolders&, NewsroomState&, Dice&);
};

std::span<const DiskEdit> disk_edits();

// One of them: other bytes by rename, mostly of the same size and often with the same time.
EditedThing replace_output_file(EditedFolders& folders, NewsroomState& state, Dice& dice);

}  // namespace gazette::testing
