#pragma once
// Sends the files that a target misses: small ones together in packs, large ones by themselves.
// Every file is hashed as its bytes are read for sending; one that is not what the manifest says
// ends it with ErrorCode::Conflict, naming it.
//
// When a connection breaks, the target is asked what it still misses and only that is sent, in
// smaller packs: what it has of a pack that was cut off is kept there in steps of 8 MiB or by whole
// packs, so that a line that holds for a few hundred KiB at a time comes to an end too (a single
// file must fit). One thread.
#include "base/files.h"
#include "base/result.h"
#include "publish/publisher.h"

#include <cstddef>
#include <functional>

namespace gazette {

// The release that was declared, with what the target misses of it.
struct MissingFiles {
    Declared declared;
    std::function<Result<Declared>()> declare_again;  // asks what is missing now
};

// How many files were missing and were sent.
Result<std::size_t> upload_missing(const PublishOptions& options, const Manifest& manifest,
                                   const MissingFiles& missing, Files& files,
                                   TargetConnection& target);

}  // namespace gazette
