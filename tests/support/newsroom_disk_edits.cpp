// The folders on disk: the newsroom's files, and what befalls them, the output and what builds
// remember, without anybody changing a word.
#include "base/files.h"
#include "support/file_bytes.h"
#include "support/newsroom_edits.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>

namespace gazette::testing {
namespace fs = std::filesystem;

namespace {

void overwrite(const fs::path& path, const std::string& bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// As editors and other programs do it: another inode.
void write_by_rename(const fs::path& path, const std::string& bytes) {
    const fs::path beside = path.parent_path() / ".written-beside";
    overwrite(beside, bytes);
    fs::rename(beside, path);
}

std::optional<timespec> time_of(const fs::path& path) {
    struct stat info {};

    if (::lstat(path.c_str(), &info) != 0) return std::nullopt;
    return info.st_mtim;
}

void set_time(const fs::path& path, timespec time) {
    const std::array<timespec, 2> times{time, time};
    static_cast<void>(::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW));
}

// Files below a folder, or folders, by their paths within it, sorted; what is gazette's own within
// the output is none of them.
std::vector<std::string> below(const std::string& folder, fs::file_type type) {
    std::vector<std::string> paths;
    if (!fs::exists(folder)) return paths;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string path = entry.path().lexically_relative(folder).string();
        if (entry.symlink_status().type() != type || path.starts_with(".gazette-output")) continue;
        paths.push_back(path);
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

// A file of gazette's in the output by chance.
std::string output_file(const EditedFolders& folders, Dice& dice) {
    std::vector<std::string> paths = below(folders.out, fs::file_type::regular);
    const Tree strangers = folders.strangers();
    std::erase_if(paths, [&](const std::string& path) {
        return strangers.contains(path) || path.find(kTemporaryMark) != std::string::npos;
    });
    return paths.empty() ? std::string() : dice.pick(paths);
}

// ---- sources ----

EditedThing touch_source(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    const std::vector<std::string> sources = folders.sources();
    std::string path = dice.pick(sources);
    timespec time{0, UTIME_NOW};
    if (dice.chance(50)) time = {1'000'000'000 + static_cast<time_t>(dice.below(1'000'000)), 5};
    set_time(folders.newsroom + "/" + path, time);
    return path;
}

EditedThing rewrite_source(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    const std::vector<std::string> sources = folders.sources();
    std::string path = dice.pick(sources);
    const fs::path file = folders.newsroom + "/" + path;
    write_by_rename(file, file_bytes(file));
    return path;
}

// With an alias for its old address, or without; who links to it does so by its new name, mostly.
EditedThing rename_story(EditedFolders& folders, NewsroomState& state, Dice& dice) {
    StoryState& story = dice.pick(state.stories);
    const std::string before = story.path;
    story.path = fmt::format("{}/r{}.md", before.substr(0, 10), next_number(state));
    folders.rename_source(before, story.path);
    const std::string stem = before.substr(0, before.size() - 3);
    if (dice.chance(40) && story.slug.empty()) story.aliases.push_back("/" + stem + ".html");
    const bool is_whole = dice.chance(75);
    for (StoryState& other : state.stories) {
        for (std::string& link : other.links) {
            if (!is_whole || !link.starts_with("/" + before)) continue;
            link = "/" + story.path + link.substr(before.size() + 1);
        }
    }
    return before + " to " + story.path;
}

EditedThing swap_stories(EditedFolders& folders, NewsroomState& state, Dice& dice) {
    StoryState& one = dice.pick(state.stories);
    StoryState& other = dice.pick(state.stories);
    if (&one == &other) return {};
    folders.swap_sources(one.path, other.path);
    std::swap(one.path, other.path);
    return one.path + " and " + other.path;
}

// ---- the output ----

EditedThing delete_output_file(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    std::string path = output_file(folders, dice);
    if (!path.empty()) fs::remove(folders.out + "/" + path);
    return path;
}

EditedThing delete_output_folder(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    std::vector<std::string> paths = below(folders.out, fs::file_type::directory);
    if (paths.empty()) return {};
    std::string path = dice.pick(paths);
    fs::remove_all(folders.out + "/" + path);
    return path;
}

EditedThing delete_output(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    if (!dice.chance(40)) return {};
    fs::remove_all(folders.out);
    return folders.out;
}

EditedThing restore_output_file(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    std::string path = output_file(folders, dice);
    if (path.empty()) return {};
    const fs::path file = folders.out + "/" + path;
    write_by_rename(file, file_bytes(file));
    return path;
}

EditedThing swap_output_files(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    const std::string one = output_file(folders, dice);
    const std::string other = output_file(folders, dice);
    if (one == other) return {};
    const fs::path beside = folders.out + "/.moved-aside";
    fs::rename(folders.out + "/" + one, beside);
    fs::rename(folders.out + "/" + other, folders.out + "/" + one);
    fs::rename(beside, folders.out + "/" + other);
    return one + " and " + other;
}

EditedThing move_output_file(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    std::string path = output_file(folders, dice);
    if (path.empty()) return {};
    fs::rename(folders.out + "/" + path, folders.out + "/" + path + ".old");
    folders.note_stranger(path + ".old");
    return path;
}

EditedThing add_strangers_file(EditedFolders& folders, NewsroomState& state, Dice& dice) {
    std::vector<std::string> places = below(folders.out, fs::file_type::directory);
    places.emplace_back();
    const std::string& place = dice.pick(places);
    const std::string number = next_number(state);
    const std::string name = dice.chance(50) ? "notes" + number + ".html" : ".hidden" + number;
    std::string path = place.empty() ? name : place + "/" + name;
    folders.add_stranger(path, "mine " + number);
    return path;
}

// ---- what builds remember ----

std::string memory_file(const EditedFolders& folders, Dice& dice) {
    const std::string memory = folders.memory + "/.gazette";
    const std::vector<std::string> paths = below(memory, fs::file_type::regular);
    return paths.empty() ? std::string() : memory + "/" + dice.pick(paths);
}

EditedThing delete_memory(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    if (dice.chance(60)) {
        fs::remove_all(folders.memory + "/.gazette");
        return ".gazette";
    }
    std::string path = memory_file(folders, dice);
    if (!path.empty()) fs::remove(path);
    return path;
}

EditedThing cut_memory(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    std::string path = memory_file(folders, dice);
    if (path.empty()) return {};
    const std::string bytes = file_bytes(path);
    write_by_rename(path, bytes.substr(0, dice.below(bytes.size() + 1)));
    folders.is_memory_damaged = true;
    return path;
}

EditedThing flip_memory(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    std::string path = memory_file(folders, dice);
    std::string bytes = path.empty() ? std::string() : file_bytes(path);
    if (bytes.empty()) return {};
    for (std::size_t i = 0; i < 3; ++i) {
        char& byte = bytes[dice.below(bytes.size())];
        byte = static_cast<char>(byte ^ (1 << dice.below(8)));
    }
    write_by_rename(path, bytes);
    folders.is_memory_damaged = true;
    return path;
}

constexpr std::array kDiskEdits = {
    DiskEdit{"touch a source", touch_source},
    DiskEdit{"write a source's bytes again", rewrite_source},
    DiskEdit{"rename a story", rename_story},
    DiskEdit{"swap two stories", swap_stories},
    DiskEdit{"delete a file of the output", delete_output_file},
    DiskEdit{"delete a folder of the output", delete_output_folder},
    DiskEdit{"delete the output", delete_output},
    DiskEdit{"replace a file of the output", replace_output_file},
    DiskEdit{"replace a file of the output", replace_output_file},
    DiskEdit{"write a file of the output again", restore_output_file},
    DiskEdit{"swap two files of the output", swap_output_files},
    DiskEdit{"move a file of the output", move_output_file},
    DiskEdit{"add a stranger's file", add_strangers_file},
    DiskEdit{"delete what is remembered", delete_memory},
    DiskEdit{"cut off what is remembered", cut_memory},
    DiskEdit{"flip bits of what is remembered", flip_memory},
};

}  // namespace

EditedFolders::EditedFolders(std::string newsroom_folder, std::string out_folder,
                             std::string memory_folder)
    : newsroom(std::move(newsroom_folder)),
      out(std::move(out_folder)),
      memory(std::move(memory_folder)) {}

void EditedFolders::write(const NewsroomState& state, Dice& dice) { write_changed(state, &dice); }

void EditedFolders::write_in_place(const NewsroomState& state) { write_changed(state, nullptr); }

void EditedFolders::write_changed(const NewsroomState& state, Dice* dice) {
    const Tree wanted = files_of(state);
    for (const auto& [path, bytes] : written_) {
        if (wanted.contains(path)) continue;
        fs::path file = newsroom + "/" + path;
        fs::remove(file);
        // Mostly with its folder.
        while (file.parent_path() != newsroom && (dice == nullptr || dice->chance(80))) {
            file = file.parent_path();
            if (!fs::is_empty(file)) break;
            fs::remove(file);
        }
    }
    for (const auto& [path, bytes] : wanted) {
        const auto before = written_.find(path);
        if (before == written_.end() || before->second != bytes) write_file(path, bytes, dice);
    }
    written_ = wanted;
}

void EditedFolders::write_file(const std::string& path, const std::string& bytes, Dice* dice) {
    const fs::path file = newsroom + "/" + path;
    const auto time = time_of(file);
    if (dice == nullptr || dice->chance(50)) {
        overwrite(file, bytes);
    } else {
        write_by_rename(file, bytes);
    }
    if (time && dice != nullptr && dice->chance(25)) set_time(file, *time);
}

void EditedFolders::rename_source(const std::string& from, const std::string& to) {
    fs::rename(newsroom + "/" + from, newsroom + "/" + to);
    written_[to] = written_[from];
    written_.erase(from);
}

void EditedFolders::swap_sources(const std::string& a, const std::string& b) {
    const std::string aside = newsroom + "/.moved-aside";
    fs::rename(newsroom + "/" + a, aside);
    fs::rename(newsroom + "/" + b, newsroom + "/" + a);
    fs::rename(aside, newsroom + "/" + b);
    std::swap(written_[a], written_[b]);
}

std::vector<std::string> EditedFolders::sources() const {
    std::vector<std::string> paths;
    for (const auto& [path, bytes] : written_) paths.push_back(path);
    return paths;
}

Tree EditedFolders::strangers() const {
    Tree found;
    for (const std::string& path : strangers_) {
        if (fs::exists(out + "/" + path)) found[path] = file_bytes(out + "/" + path);
    }
    return found;
}

void EditedFolders::add_stranger(const std::string& path, const std::string& bytes) {
    if (!fs::exists(out)) return;
    overwrite(out + "/" + path, bytes);
    strangers_.insert(path);
}

EditedThing replace_output_file(EditedFolders& folders, NewsroomState& /*state*/, Dice& dice) {
    std::string path = output_file(folders, dice);
    if (path.empty()) return {};
    const fs::path file = folders.out + "/" + path;
    std::string bytes = file_bytes(file);
    const auto time = time_of(file);
    if (bytes.empty() || dice.chance(30)) {
        bytes += "vandal";
    } else {
        bytes[dice.below(bytes.size())] ^= 1;
    }
    write_by_rename(file, bytes);
    if (time && dice.chance(50)) set_time(file, *time);
    return path;
}

std::span<const DiskEdit> disk_edits() { return kDiskEdits; }

}  // namespace gazette::testing
