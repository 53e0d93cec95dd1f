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

// Round by round: first all folders that are remembered, then those that were found in them.
class OutputFolders::Walk {
public:
    Walk(const OutputFolders& folders, std::span<const ManifestLine> lines, std::int64_t now_ns)
        : folders_(folders), lines_(lines), now_ns_(now_ns), expected_(count_by_folder(lines)) {}

    Result<void> run(const TaskPool& pool) {
        std::vector<std::string> round{""};
        for (const RememberedFolder& folder : folders_.remembered_) {
            if (!folder.path.empty()) round.push_back(folder.path);
        }
        seen_.insert(round.begin(), round.end());
        while (!round.empty()) {
            std::vector<Listed> listed(round.size());
            pool.parallel_for(round.size(), kFoldersPerRun,
                              [&](std::size_t i, std::size_t) { visit(round[i], listed[i]); });
            round.clear();
            for (Listed& folder : listed) TRY(take(std::move(folder), round));
        }
        std::ranges::sort(found_.folders, {}, &RememberedFolder::path);
        return {};
    }

    Result<Found> sort_out(const std::vector<std::string>& known_strangers, const IsOurs& is_ours) {
        for (std::string& path : unnamed_) {
            if (TRY(is_ours(path))) {
                // It is gone by now, so the folder has another time.
                std::ranges::lower_bound(found_.folders, parent_path(path), {},
                                         &RememberedFolder::path)
                    ->is_sure = false;
            } else {
                found_.strangers.push_back(std::move(path));
            }
        }
        for (const std::string& path : known_strangers) {
            if (kept_.contains(std::string(parent_path(path)))) found_.strangers.push_back(path);
        }
        std::ranges::sort(found_.strangers);
        return std::move(found_);
    }

private:
    // A folder, and what of it the walk has to go on with.
    struct Listed {
        std::optional<RememberedFolder> state;  // nothing: it is gone
        bool is_kept = false;                   // it was not read
        std::vector<std::string> folders;
        std::vector<std::string> unnamed;  // files that no line names
        Result<void> result;
    };

    void visit(const std::string& path, Listed& listed) const {
        // Before it is read: what changes it later shows in its time.
        const Result<FileInfo> info = folders_.files_.info(join_path(folders_.output_, path));
        if (!info || info->kind != FileKind::Directory) return;
        listed.state = RememberedFolder{path, *info, has_sure_time(*info, now_ns_)};
        const RememberedFolder* known = folders_.trusted(path);
        listed.is_kept = known != nullptr && is_same_file(*info, known->info);
        if (!listed.is_kept) listed.result = read(listed);
    }

    Result<void> read(Listed& listed) const {
        const std::string& path = listed.state->path;
        std::size_t named = 0;
        for (const DirectoryEntry& entry :
             TRY(folders_.files_.list(join_path(folders_.output_, path)))) {
            std::string whole = join_path(path, entry.name);
            if (whole == kOutputMarker) continue;
            if (entry.kind == FileKind::Directory) {
                listed.folders.push_back(std::move(whole));
            } else if (find_line(lines_, whole) != nullptr) {
                ++named;
            } else {
                listed.unnamed.push_back(std::move(whole));
            }
        }
        const auto count = expected_.find(path);
        if (named != (count == expected_.end() ? 0 : count->second)) listed.state->is_sure = false;
        return {};
    }

    Result<void> take(Listed listed, std::vector<std::string>& next) {
        TRY(std::move(listed.result));
        if (!listed.state) return {};
        if (listed.is_kept) kept_.insert(listed.state->path);
        found_.folders.push_back(std::move(*listed.state));
        for (std::string& path : listed.folders) {
            if (seen_.insert(path).second) next.push_back(std::move(path));
        }
        std::ranges::move(listed.unnamed, std::back_inserter(unnamed_));
        return {};
    }

    const OutputFolders& folders_;
    std::span<const ManifestLine> lines_;
    std::int64_t now_ns_;
    std::unordered_map<std::string_view, std::size_t> expected_;  // named files, by folder
    std::unordered_set<std::string> seen_;
    std::unordered_set<std::string> kept_;
    std::vector<std::string> unnamed_;
    Found found_;
};

Result<OutputFolders::Found> OutputFolders::walk(std::span<const ManifestLine> lines,
                                                 const std::vector<std::string>& known_strangers,
                                                 std::int64_t now_ns, const IsOurs& is_ours,
                                                 const TaskPool& pool) const {
    Walk walk(*this, lines, now_ns);
    TRY(walk.run(pool));
    return walk.sort_out(known_strangers, is_ours);
}

}  // namespace gazette
