#include "endpoint/recall_store.h"

#include "endpoint/sealed_list.h"
#include "release/recall_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gazette {
namespace {

constexpr std::string_view kMagic = "gazette-recalls 1";
constexpr std::string_view kWord = "recall";
constexpr SealedList kList = {"recalls", kMagic, kWord};

Result<std::vector<Recall>> read_copy(Files& files, const std::string& folder,
                                      const SealedList& list) {
    std::vector<Recall> all;
    for (const std::string& entry : TRY(read_list(files, folder, list))) {
        all.push_back(
            TRY(parse_recall(entry).context(fmt::format("reading {}/{}", folder, list.file))));
    }
    return all;
}

Result<void> write_copy(Files& files, const std::string& folder, const SealedList& list,
                        const std::vector<Recall>& all) {
    std::vector<std::string> entries;
    entries.reserve(all.size());
    for (const Recall& recall : all) entries.push_back(print_recall(recall));
    return write_list(files, folder, list, entries);
}

// The second copy as a list: its folder and its name.
struct SecondCopy {
    std::string folder;
    SealedList list;
};

SecondCopy second_copy_of(const std::string& path) {
    const std::string_view folder = parent_path(path);
    const bool is_in_root = folder.empty() && path.starts_with('/');
    const std::string_view none = is_in_root ? "/" : ".";
    return {std::string(folder.empty() ? none : folder), {file_name(path), kMagic, kWord}};
}

}  // namespace

Result<Recalls> read_recalls(Files& files, const std::string& data) {
    return Recalls(TRY(read_copy(files, data, kList)));
}

RecallStore::RecallStore(Files& files, std::string data, RecallStoreOptions options)
    : files_(files), data_(std::move(data)), options_(std::move(options)) {}

Result<std::unique_ptr<RecallStore>> RecallStore::open(Files& files, const std::string& data,
                                                       RecallStoreOptions options) {
    std::unique_ptr<RecallStore> store(new RecallStore(files, data, std::move(options)));
    TRY(store->load());
    store->fill_reserve();
    return store;
}

Result<void> RecallStore::load() {
    const std::vector<Recall> here = TRY(read_copy(files_, data_, kList));
    std::vector<Recall> all = here;
    if (!options_.second_copy.empty()) {
        const SecondCopy second = second_copy_of(options_.second_copy);
        const std::vector<Recall> there = TRY(read_copy(files_, second.folder, second.list));
        all = united(std::move(all), there);
        if (all != here) TRY(write_copy(files_, data_, kList, all));
        if (all != there) TRY(write_copy(files_, second.folder, second.list, all));
    }
    recalls_.with(
        [&](auto& recalls) { recalls = std::make_shared<const Recalls>(std::move(all)); });
    return {};
}

// Where there is no room for it now there was none to begin with: the disk's owner sees that.
void RecallStore::fill_reserve() {
    constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
    const std::string path = join_path(data_, "reserve");
    const Result<FileInfo> there = files_.info(path);
    const std::uint64_t has = there ? there->size_bytes : 0;
    const std::string zeros(kPieceBytes, '\0');
    for (std::uint64_t size = has; size < options_.reserve_bytes; size += kPieceBytes) {
        if (!files_.append(path, zeros, false)) {
            static_cast<void>(files_.remove(path));
            return;
        }
    }
}

std::shared_ptr<const Recalls> RecallStore::all() const {
    return recalls_.with([](const auto& recalls) { return recalls; });
}

Result<void> RecallStore::replace(std::vector<Recall> all) {
    Result<void> kept = write_copy(files_, data_, kList, all);
    if (!kept && kept.error().code == ErrorCode::Full) {
        TRY(files_.remove(join_path(data_, "reserve")));
        kept = write_copy(files_, data_, kList, all);
    }
    TRY(std::move(kept));
    recalls_.with(
        [&](auto& recalls) { recalls = std::make_shared<const Recalls>(std::move(all)); });
    return {};
}

Result<void> RecallStore::write_second_copy() {
    if (options_.second_copy.empty()) return {};
    const SecondCopy second = second_copy_of(options_.second_copy);
    return write_copy(files_, second.folder, second.list, all()->all())
        .context(fmt::format("writing the second copy of the recalls, {}", options_.second_copy));
}

}  // namespace gazette
