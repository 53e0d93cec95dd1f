#pragma once
// Sends the files that a target misses: small ones together in packs, large ones by themselves.
// Every file is hashed when it is read; one that is not what the manifest says ends it with
// ErrorCode::Conflict. One thread.
#include "base/files.h"
#include "base/result.h"
#include "publish/publisher.h"

#include <cstddef>

namespace gazette {

// How many files were sent.
Result<std::size_t> upload_missing(const PublishOptions& options, const Manifest& manifest,
                                   const Declared& declared, Files& files,
                                   TargetConnection& target);

}  // namespace gazette
