#pragma once
// Reads every byte that an endpoint has stored and compares: each blob with the digest that is its
// name, each manifest with the root in its record, the small files with their seals. A blob that is
// damaged is set aside and one that is missing noted (blob_store.h): readers get 503 for it, and
// the next publish brings it again. A compressed form that is damaged is removed: it is only made
// again.
//
// For a process of its own, beside a running endpoint or with none. The two agree without a lock: a
// blob has its final name only when it is whole, is replaced by rename and removed only when
// nothing needs it; a file that came anew between reading and setting aside is put back
// (set_aside); a release that was let go meanwhile needs nothing, so what is missing is asked for
// at the end.
//
// One thread. Errors: those of Files; NotFound when the folder is no endpoint's; Interrupted.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace gazette {

struct BlobUse {
    std::uint64_t release = 0;
    std::string path;
};

struct DamagedBlob {
    enum class Kind {
        Damaged,  // other bytes than its name says, or bytes that the disk does not give
        Missing,
    } kind = Kind::Damaged;

    Sha256 digest;
    std::vector<BlobUse> uses;  // newest release first; at most kMostUses
    std::size_t all_uses = 0;   // 0: nothing needs it
};

inline constexpr std::size_t kMostUses = 5;

struct VerifyReport {
    std::size_t releases = 0;
    std::size_t blobs = 0;
    std::uint64_t bytes = 0;
    std::vector<DamagedBlob> damaged_blobs;  // by digest
    std::size_t removed_forms = 0;           // compressed ones that were damaged
    std::vector<std::string> damaged_files;  // manifests, records and lists: "name: what is wrong"

    [[nodiscard]] bool is_right() const { return damaged_blobs.empty() && damaged_files.empty(); }
};

struct VerifyOptions {
    std::string data;
    // Told of every piece that was read; may wait, to read no faster. False: stop.
    std::function<bool(std::uint64_t bytes)> pace = [](std::uint64_t) { return true; };
};

Result<VerifyReport> verify_folder(const VerifyOptions& options, Files& files);

}  // namespace gazette
