#include "endpoint/folder_status.h"

#include "endpoint/blob_store.h"
#include "endpoint/data_folder.h"
#include "endpoint/release_store.h"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace gazette {
namespace {

void tell(FolderStatus& status, std::string_view what, const Error& error) {
    status.unreadable.push_back(fmt::format("{}: {}", what, describe(error)));
}

void look_at_release(Files& files, const std::string& data, FolderStatus& status) {
    const Result<CurrentPointer> current = read_current(files, data);
    if (!current && current.error().code == ErrorCode::NotFound) return;
    if (!current) return tell(status, "current", current.error());
    if (current->number == 0) return;
    const Result<ReleaseRecord> record = read_record(files, data, current->number);
    if (!record) return tell(status, "release", record.error());
    status.release = record->info;
}

// Files of a folder by what their names say.
std::size_t count_named(Files& files, const std::string& folder, bool records) {
    const Result<std::vector<DirectoryEntry>> entries = files.list(folder);
    std::size_t count = 0;
    for (const DirectoryEntry& entry : entries.value_or(std::vector<DirectoryEntry>())) {
        const std::optional<StoredName> name = stored_name(entry.name);
        if (name && !name->is_temporary && name->is_record == records) ++count;
    }
    return count;
}

void look_at_blobs(Files& files, const std::string& data, FolderStatus& status) {
    constexpr unsigned kFolders = 256;
    for (unsigned byte = 0; byte < kFolders; ++byte) {
        const Result<std::vector<ListedFile>> listed =
            files.list_with_info(fmt::format("{}/blobs/{:02x}", data, byte));
        if (!listed && listed.error().code == ErrorCode::NotFound) continue;
        if (!listed) {
            tell(status, "blobs", listed.error());
            continue;
        }
        for (const ListedFile& file : *listed) {
            if (file.info.kind != FileKind::File) continue;
            ++status.blobs;
            status.blob_bytes += file.info.size_bytes;
        }
    }
}

}  // namespace

Result<FolderStatus> folder_status(Files& files, const std::string& data) {
    if (!files.info(join_path(data, "format"))) {
        return failure(ErrorCode::NotFound, fmt::format("{} is no endpoint's folder", data));
    }
    FolderStatus status;
    look_at_release(files, data, status);
    status.releases = count_named(files, join_path(data, "releases"), false);
    status.open = count_named(files, join_path(data, "open"), true);
    look_at_blobs(files, data, status);
    const Result<std::vector<DirectoryEntry>> incoming = files.list(join_path(data, "incoming"));
    status.incoming = incoming ? incoming->size() : 0;
    std::error_code failed;
    const std::filesystem::space_info space = std::filesystem::space(data, failed);
    if (failed) {
        tell(status, "free space", system_error("cannot ask the file system", failed.value()));
    } else {
        status.free_bytes = space.available;
    }
    Result<std::optional<Hold>> hold = read_hold(files, data);
    if (hold) {
        status.hold = std::move(*hold);
    } else {
        tell(status, "hold", hold.error());
    }
    const BlobStore blobs = BlobStore::look_at(files, data);
    const Result<std::set<Sha256>> quarantined = blobs.quarantined();
    if (quarantined) {
        for (const Sha256& digest : *quarantined) {
            const Result<std::optional<std::uint64_t>> size = blobs.size_of(digest);
            if (size && !*size) ++status.quarantined;  // else it has come again
        }
    } else {
        tell(status, "quarantine", quarantined.error());
    }
    const Result<Recalls> recalls = read_recalls(files, data);
    if (recalls) {
        status.recalls = recalls->all().size();
    } else {
        tell(status, "recalls", recalls.error());
    }
    return status;
}

}  // namespace gazette
