#include "support/lossy_disk.h"

#include "support/dice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <utility>

namespace gazette::testing {
namespace {

class Copied final : private std::string, public MappedFile {
public:
    explicit Copied(std::string bytes)
        : std::string(std::move(bytes)), MappedFile(static_cast<const std::string&>(*this)) {}
};

tl::unexpected<Error> refused(ErrorCode code, std::string_view doing, const std::string& path) {
    return failure(code, fmt::format("cannot {} {}", doing, path));
}

std::string folder_of(const std::string& path) {
    const std::string_view folder = parent_path(path);
    return std::string(folder.empty() ? "/" : folder);
}

}  // namespace

LossyDisk::LossyDisk() : nodes_(2) { nodes_[kRoot].is_folder = true; }

LossyDisk::Place LossyDisk::find(const std::string& path) const {
    Place place{kRoot, "", kRoot};
    std::size_t at = 1;
    while (at < path.size()) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string name = path.substr(at, end - at);
        at = end + 1;
        if (name.empty()) continue;
        if (place.node == 0 || !nodes_[place.node].is_folder) return {};
        const auto& names = nodes_[place.node].names;
        const auto found = names.find(name);
        place = {place.node, name, found == names.end() ? 0 : found->second};
    }
    return place;
}

Result<void> LossyDisk::step(std::string_view name, const std::string& path) const {
    if (before_step) before_step(name, path);
    if (refuses && refuses(name, path)) return refused(refused_with, name, path);
    return {};
}

void LossyDisk::set(Id folder, const std::string& name, Id node, bool is_rename) {
    Node& in = nodes_[folder];
    if (node == 0) {
        in.names.erase(name);
    } else {
        in.names[name] = node;
    }
    in.changes.push_back({order_, name, node, false, is_rename});
}

// A name that a rename has taken away is gone only when the new one stays. False: it does not.
bool LossyDisk::sync_set_of(std::uint64_t order) {
    for (Node& node : nodes_) {
        const auto set = std::ranges::find_if(node.changes, [&](const Change& change) {
            return change.order == order && !change.is_rename;
        });
        if (set == node.changes.end()) continue;
        if (set->is_lost) return false;
        node.synced_names[set->name] = set->node;
        node.changes.erase(set);
        return true;
    }
    return true;  // it was synced before
}

void LossyDisk::sync_names(Id folder) {
    const std::vector<Change> changes = std::exchange(nodes_[folder].changes, {});
    for (const Change& change : changes) {
        auto& synced = nodes_[folder].synced_names;
        const bool is_halved = change.is_rename && !sync_set_of(change.order);
        if (change.is_lost || is_halved) {
            nodes_[folder].changes.push_back(change);
        } else if (change.node == 0) {
            synced.erase(change.name);
        } else {
            synced[change.name] = change.node;
        }
    }
}

void LossyDisk::lose(Id id) {
    Node& node = nodes_[id];
    if (node.synced_bytes < node.bytes.size()) node.is_lost = true;
    for (Change& change : node.changes) change.is_lost = true;
}

std::unique_ptr<LossyDisk> LossyDisk::copy() const {
    const std::scoped_lock lock(mutex_);
    auto copy = std::make_unique<LossyDisk>();
    copy->nodes_ = nodes_;
    copy->order_ = order_;
    copy->temporary_ = temporary_;
    return copy;
}

std::unique_ptr<LossyDisk> LossyDisk::after(Loss loss, Dice& dice) const {
    const std::scoped_lock lock(mutex_);
    auto left = copy();
    if (loss == Loss::Nothing) return left;
    std::set<std::uint64_t> dropped;  // what was set and is not there
    const auto stays = [&](const Change& change) {
        return loss != Loss::Unsynced && !change.is_lost &&
               (loss != Loss::ByChance || dice.chance(50));
    };
    for (const Node& node : nodes_) {
        for (const Change& change : node.changes) {
            if (!change.is_rename && !stays(change)) dropped.insert(change.order);
        }
    }
    for (Node& node : left->nodes_) {
        for (const Change& change : node.changes) {
            const bool is_dropped =
                dropped.contains(change.order) || (change.is_rename && !stays(change));
            if (is_dropped) continue;
            if (change.node == 0) {
                node.synced_names.erase(change.name);
            } else {
                node.synced_names[change.name] = change.node;
            }
        }
    }
    for (Node& node : left->nodes_) {
        node.names = node.synced_names;
        node.changes.clear();
        const std::size_t unsynced = node.bytes.size() - node.synced_bytes;
        Loss of_bytes = loss;
        if (loss == Loss::ByChance) {
            constexpr std::array kOfBytes = {Loss::Nothing, Loss::Bytes, Loss::Torn, Loss::Garbage};
            of_bytes = dice.pick(kOfBytes);
        }
        if (of_bytes == Loss::Unsynced || of_bytes == Loss::Bytes || node.is_lost) {
            node.bytes.resize(node.synced_bytes);
        } else if (of_bytes == Loss::Torn) {
            node.bytes.resize(node.synced_bytes + unsynced / 2);
        } else if (of_bytes == Loss::Garbage) {
            node.bytes.replace(node.synced_bytes, unsynced, unsynced, '\xA5');
        }
        node.synced_bytes = node.bytes.size();
        node.is_lost = false;
    }
    return left;
}

void LossyDisk::copy_to(Files& files, const std::string& folder, const std::string& to) const {
    for (const std::string& path : all_files()) {
        if (!path.starts_with(folder + "/")) continue;
        const std::string target = to + path.substr(folder.size());
        const std::scoped_lock lock(mutex_);
        if (!files.make_directories(folder_of(target)) ||
            !files.write_new(target, nodes_[find(path).node].bytes)) {
            throw std::runtime_error("cannot write " + target);
        }
    }
}

void LossyDisk::spoil(const std::string& path,
                      const std::function<void(std::string& bytes)>& change) {
    const std::scoped_lock lock(mutex_);
    Node& node = nodes_[find(path).node];
    change(node.bytes);
    node.synced_bytes = node.bytes.size();
}

std::vector<std::string> LossyDisk::all_files() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> files;
    std::vector<std::pair<std::string, Id>> open = {{"", kRoot}};
    while (!open.empty()) {
        const auto [path, id] = open.back();
        open.pop_back();
        if (!nodes_[id].is_folder) files.push_back(path);
        for (const auto& [name, node] : nodes_[id].names) {
            open.emplace_back(fmt::format("{}/{}", path, name), node);
        }
    }
    std::ranges::sort(files);
    return files;
}

Result<std::string> LossyDisk::read(const std::string& path, std::uint64_t most_bytes) {
    const std::scoped_lock lock(mutex_);
    const Place place = find(path);
    if (place.node == 0) return refused(ErrorCode::NotFound, "open", path);
    const Node& node = nodes_[place.node];
    if (node.is_folder) return refused(ErrorCode::Invalid, "read", path);
    if (node.bytes.size() > most_bytes) return refused(ErrorCode::TooLarge, "read", path);
    return node.bytes;
}

FileInfo LossyDisk::info_of(Id node) const {
    FileInfo info;
    info.kind = nodes_[node].is_folder ? FileKind::Directory : FileKind::File;
    info.size_bytes = nodes_[node].bytes.size();
    info.inode = node;
    return info;
}

Result<FileInfo> LossyDisk::info(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    const Place place = find(path);
    if (place.node == 0) return refused(ErrorCode::NotFound, "look at", path);
    return info_of(place.node);
}

Result<std::vector<DirectoryEntry>> LossyDisk::list(const std::string& directory) {
    const std::scoped_lock lock(mutex_);
    const Place place = find(directory);
    if (place.node == 0) return refused(ErrorCode::NotFound, "open folder", directory);
    std::vector<DirectoryEntry> entries;
    for (const auto& [name, node] : nodes_[place.node].names) {
        entries.push_back({name, info_of(node).kind});
    }
    return entries;
}

Result<std::vector<ListedFile>> LossyDisk::list_with_info(const std::string& directory) {
    const std::scoped_lock lock(mutex_);
    const Place place = find(directory);
    if (place.node == 0) return refused(ErrorCode::NotFound, "open folder", directory);
    std::vector<ListedFile> entries;
    for (const auto& [name, node] : nodes_[place.node].names) {
        entries.push_back({name, info_of(node)});
    }
    return entries;
}

Result<std::unique_ptr<MappedFile>> LossyDisk::map(const std::string& path,
                                                   std::uint64_t most_bytes) {
    std::string bytes = TRY(read(path, most_bytes));
    return std::unique_ptr<MappedFile>(std::make_unique<Copied>(std::move(bytes)));
}

Result<std::string> LossyDisk::resolve(const std::string& path) { return path; }

Result<void> LossyDisk::make_directories(const std::string& directory) {
    const std::scoped_lock lock(mutex_);
    for (std::size_t end = directory.find('/', 1);; end = directory.find('/', end + 1)) {
        const std::string part = directory.substr(0, end);
        const Place place = find(part);
        if (place.node == 0) {
            TRY(step("make", part));
            ++order_;
            nodes_.emplace_back().is_folder = true;
            set(place.folder, place.name, nodes_.size() - 1);
        } else if (!nodes_[place.node].is_folder) {
            return refused(ErrorCode::Invalid, "create folder", part);
        }
        if (end == std::string::npos) return {};
    }
}

Result<void> LossyDisk::write(const std::string& path, std::string_view bytes, bool is_new) {
    TRY(step("write", path));
    const Place place = find(path);
    if (place.folder == 0) return refused(ErrorCode::NotFound, "create", path);
    if (is_new && place.node != 0) return refused(ErrorCode::AlreadyExists, "create", path);
    Id node = place.node;
    if (node == 0) {
        ++order_;
        node = nodes_.size();
        nodes_.emplace_back();
        set(place.folder, place.name, node);
    }
    nodes_[node].bytes += bytes;
    return {};
}

Result<void> LossyDisk::sync_file(const std::string& path) {
    Node& node = nodes_[find(path).node];
    const Result<void> synced = step("sync file", path);
    if (!synced) {
        node.is_lost = node.synced_bytes < node.bytes.size();
        return failure(synced.error());
    }
    if (!node.is_lost && !ignores_syncs) node.synced_bytes = node.bytes.size();
    return {};
}

Result<void> LossyDisk::write_new(const std::string& path, std::string_view bytes) {
    const std::scoped_lock lock(mutex_);
    return write(path, bytes, true);
}

Result<void> LossyDisk::replace(const std::string& path, std::string_view bytes) {
    const std::scoped_lock lock(mutex_);
    const std::string temporary = fmt::format("{}{}0-{}", path, kTemporaryMark, temporary_++);
    TRY(write(temporary, bytes, true));
    return rename(temporary, path);
}

Result<void> LossyDisk::replace_durably(const std::string& path, std::string_view bytes,
                                        std::uint32_t) {
    const std::scoped_lock lock(mutex_);
    const std::string temporary = fmt::format("{}{}0-{}", path, kTemporaryMark, temporary_++);
    TRY(write(temporary, bytes, true));
    Result<void> moved = sync_file(temporary);
    if (moved) moved = rename(temporary, path);
    if (!moved) {
        static_cast<void>(remove(temporary));
        return moved;
    }
    return sync_directory(folder_of(path));
}

Result<void> LossyDisk::append(const std::string& path, std::string_view bytes, bool durably) {
    const std::scoped_lock lock(mutex_);
    TRY(write(path, bytes, false));
    return durably ? sync_file(path) : Result<void>();
}

Result<void> LossyDisk::rename(const std::string& from, const std::string& to) {
    const std::scoped_lock lock(mutex_);
    TRY(step("rename", to));
    const Place source = find(from);
    const Place target = find(to);
    if (source.node == 0 || target.folder == 0) {
        return refused(ErrorCode::NotFound, "rename to", to);
    }
    ++order_;
    set(target.folder, target.name, source.node);
    set(source.folder, source.name, 0, true);
    return {};
}

Result<void> LossyDisk::remove(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    const Place place = find(path);
    if (place.node == 0) return refused(ErrorCode::NotFound, "remove", path);
    if (!nodes_[place.node].names.empty()) return refused(ErrorCode::Invalid, "remove", path);
    TRY(step("remove", path));
    ++order_;
    set(place.folder, place.name, 0);
    return {};
}

Result<void> LossyDisk::sync_directory(const std::string& directory) {
    const std::scoped_lock lock(mutex_);
    const Place place = find(directory.empty() ? "/" : directory);
    if (place.node == 0) return refused(ErrorCode::NotFound, "open folder", directory);
    const Result<void> synced = step("sync folder", directory);
    if (!synced) {
        for (Change& change : nodes_[place.node].changes) change.is_lost = true;
        return failure(synced.error());
    }
    if (!ignores_syncs) sync_names(place.node);
    return {};
}

Result<void> LossyDisk::sync_file_system(const std::string& directory) {
    const std::scoped_lock lock(mutex_);
    Result<void> synced = step("sync all", directory);
    if (ignores_syncs) return synced;
    for (Id id = kRoot; id < nodes_.size(); ++id) {
        if (!synced) {
            lose(id);
            continue;
        }
        sync_names(id);
        if (!nodes_[id].is_lost) nodes_[id].synced_bytes = nodes_[id].bytes.size();
    }
    return synced;
}

}  // namespace gazette::testing
