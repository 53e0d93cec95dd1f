#pragma once
// What a technician asks of an endpoint's folder at two in the morning: which release readers get,
// how much there is of everything, what stands in the way. Only looks; beside a running endpoint or
// with none, without a lock: what changes meanwhile is counted or not. What cannot be read is told
// and not an error, save a folder that is no endpoint's (NotFound). One thread.
#include "base/files.h"
#include "base/result.h"
#include "endpoint/hold.h"
#include "release/protocol.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gazette {

struct FolderStatus {
    std::optional<ReleaseInfo> release;  // what readers get; nothing before the first publish
    std::size_t releases = 0;            // kept
    std::size_t blobs = 0;
    std::uint64_t blob_bytes = 0;
    std::size_t open = 0;      // declared, not yet published
    std::size_t incoming = 0;  // files on their way, or left by a kill until the next start
    std::uint64_t free_bytes = 0;
    std::optional<Hold> hold;
    std::size_t quarantined = 0;
    std::size_t recalls = 0;
    std::vector<std::string> unreadable = {};  // "current: what is wrong"
};

Result<FolderStatus> folder_status(Files& files, const std::string& data);

}  // namespace gazette
