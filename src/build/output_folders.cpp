#include "build/output_folders.h"

#include "build/file_identity.h"
#include "build/output_marker.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace gazette {
namespace {

constexpr std::size_t kFoldersPerRun = 16;

// How many files lie in each folder.
std::unordered_map<std::string_view, std::size_t> count_by_folder(
    std::span<const ManifestLine> lines) {
    std::unordered_map<std::string_view, std::size_t> counts;
    std::size_t* count = nullptr;
    std::string_view last;
    for (const ManifestLine& line : lines) {
        const std::string_view folder = parent_path(line.path);
        if (count == nullptr || folder != last) count = &counts[folder];
        ++*count;
        last = folder;
    }
    return counts;
}

}  // namespace

OutputFolders::OutputFolders(Files& files, std::string output,
                             std::vector<RememberedFolder> remembered)
    : files_(files),
      output_(std::move(output)),
      remembered_(std::move(remembered)),
      is_trusted_(remembered_.size()) {}

void OutputFolders::look(const TaskPool& pool) {
    std::vector<char> is_folder(remembered_.size());
    pool.parallel_for(remembered_.size(), kFoldersPerRun, [&](std::size_t index, std::size_t) {
        const RememberedFolder& folder = remembered_[index];
        const Result<FileInfo> info = files_.info(join_path(output_, folder.path));
        is_folder[index] = static_cast<char>(info && info->kind == FileKind::Directory);
        is_trusted_[index] = static_cast<char>(is_folder[index] != 0 && folder.is_sure &&
                                               is_same_file(*info, folder.info));
    });
    // A link in place of a folder may lead to the very folders that were there; parents come first.
    for (std::size_t i = 0; i < remembered_.size(); ++i) {
        if (remembered_[i].path.empty()) continue;
        const auto parent = std::ranges::lower_bound(remembered_, parent_path(remembered_[i].path),
                                                     {}, &RememberedFolder::path);
        const auto index = static_cast<std::size_t>(parent - remembered_.begin());
        const bool is_real =
            index < i && is_folder[index] != 0 && parent->path == parent_path(remembered_[i].path);
        if (is_real) continue;
        is_folder[i] = 0;
        is_trusted_[i] = 0;
    }
}

const RememberedFolder* OutputFolders::trusted(std::string_view folder) const {
    const auto found = std::ranges::lower_bound(remembered_, folder, {}, &RememberedFolder::path);
    if (found == remembered_.end() || found->path != folder) return nullptr;
    return is_trusted_[static_cast<std::size_t>(found - remembered_.begin())] != 0 ? &*found
                                                                                   : nullptr;
}

bool OutputFolders::is_trusted(std::string_view folder) const { return trusted(folder) != nullptr; }

bool OutputFolders::are_all_trusted() const {
    return !remembered_.empty() &&
           std::ranges::all_of(is_trusted_, [](char trusted) { return trusted != 0; });
}

// A folder, and what of it the walk has to go on with.
struct OutputFolders::Listed {
    std::optional<RememberedFolder> state;  // nothing: it is gone
    bool is_kept = false;                   // it was not read
    std::vector<std::string> folders;
    std::vector<std::string> unnamed;  // files that no line names
    Result<void> result;
};

Result<OutputFolders::Found> OutputFolders::walk(std::span<const ManifestLine> lines,
                                                 const std::vector<std::string>& known_strangers,
                                                 std::int64_t now_ns, const IsOurs& is_ours,
                                                 const TaskPool& pool) const {
    const auto expected = count_by_folder(lines);
    const auto read = [&](Listed& listed) -> Result<void> {
        const std::string& path = listed.state->path;
        std::size_t named = 0;
        for (const DirectoryEntry& entry : TRY(files_.list(join_path(output_, path)))) {
            std::string whole = join_path(path, entry.name);
            if (whole == kOutputMarker) continue;
            if (entry.kind == FileKind::Directory) {
                listed.folders.push_back(std::move(whole));
            } else if (find_line(lines, whole) != nullptr) {
                ++named;
            } else {
                listed.unnamed.push_back(std::move(whole));
            }
        }
        const auto count = expected.find(path);
        if (named != (count == expected.end() ? 0 : count->second)) listed.state->is_sure = false;
        return {};
    };
    const auto visit = [&](const std::string& path, Listed& listed) {
        // Before it is read: what changes it later shows in its time.
        const Result<FileInfo> info = files_.info(join_path(output_, path));
        if (!info || info->kind != FileKind::Directory) return;
        listed.state = RememberedFolder{path, *info, has_sure_time(*info, now_ns)};
        const RememberedFolder* known = trusted(path);
        listed.is_kept = known != nullptr && is_same_file(*info, known->info);
        if (!listed.is_kept) listed.result = read(listed);
    };

    Found found;
    std::unordered_set<std::string> kept;
    std::vector<std::string> unnamed;
    std::vector<std::string> round{""};
    for (const RememberedFolder& folder : remembered_) {
        if (!folder.path.empty()) round.push_back(folder.path);
    }
    std::unordered_set<std::string> seen(round.begin(), round.end());
    while (!round.empty()) {
        std::vector<Listed> listed(round.size());
        pool.parallel_for(round.size(), kFoldersPerRun,
                          [&](std::size_t i, std::size_t) { visit(round[i], listed[i]); });
        std::vector<std::string> next;
        for (Listed& folder : listed) {
            TRY(std::move(folder.result));
            if (!folder.state) continue;
            if (folder.is_kept) kept.insert(folder.state->path);
            found.folders.push_back(std::move(*folder.state));
            for (std::string& path : folder.folders) {
                if (seen.insert(path).second) next.push_back(std::move(path));
            }
            std::ranges::move(folder.unnamed, std::back_inserter(unnamed));
        }
        round = std::move(next);
    }
    std::ranges::sort(found.folders, {}, &RememberedFolder::path);
    for (std::string& path : unnamed) {
        if (!TRY(is_ours(path))) {
            found.strangers.push_back(std::move(path));
            continue;
        }
        // It is gone by now, so the folder has another time.
        const auto folder =
            std::ranges::lower_bound(found.folders, parent_path(path), {}, &RememberedFolder::path);
        folder->is_sure = false;
    }
    for (const std::string& path : known_strangers) {
        if (kept.contains(std::string(parent_path(path)))) found.strangers.push_back(path);
    }
    std::ranges::sort(found.strangers);
    return found;
}

}  // namespace gazette
