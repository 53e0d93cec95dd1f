#pragma once
// The bytes of all releases, each once, in files named by their SHA-256: DIR/blobs/ab/cdef….
// A file with its final name is whole and on disk: it is written elsewhere (DIR/incoming), synced,
// then renamed, then the folder is synced. What a killed endpoint left in incoming/ is removed at
// the next start, which also syncs what may have been renamed and no more. A sync that failed is
// remembered: make_durable() makes up for it before a release is trusted to these names.
//
// Thread-safe but for BlobBatch and LargeBlob, which belong to one upload. Errors: those of Files;
// Invalid when bytes have another digest.
#include "base/files.h"
#include "base/hash.h"
#include "base/result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace gazette {

class BlobStore {
public:
    // Makes the folders below `data`, removes what an upload left in incoming/, syncs.
    static Result<BlobStore> open(Files& files, const std::string& data);

    // Nothing when there is no such blob.
    [[nodiscard]] Result<std::optional<std::uint64_t>> size_of(const Sha256& digest) const;
    [[nodiscard]] std::string path_of(const Sha256& digest) const;
    // Its bytes are gone when it returns, save for answers that are on their way. One that is not
    // there is right.
    [[nodiscard]] Result<void> erase(const Sha256& digest) const;
    // After it every blob that has its name is on disk: syncs again if a sync has failed.
    [[nodiscard]] Result<void> make_durable() const;

private:
    friend class BlobBatch;
    friend class LargeBlob;
    BlobStore(Files& files, const std::string& data);
    [[nodiscard]] std::string incoming_path() const;
    // May be new: the folder above is synced before what lies in it is answered for.
    [[nodiscard]] Result<void> make_folder_of(const Sha256& digest) const;
    [[nodiscard]] bool holds(const Sha256& digest, std::string_view bytes) const;
    // Hands the result on, and remembers that it failed.
    [[nodiscard]] Result<void> remembered(Result<void> synced) const;

    Files* files_;
    std::string blobs_;
    std::string incoming_;
    std::unique_ptr<std::atomic<bool>> sync_failed_;  // behind a pointer: the store is moved
};

// Small blobs that come together. Held in memory up to some MiB, then written and synced as one.
class BlobBatch {
public:
    explicit BlobBatch(const BlobStore& store) : store_(store) {}

    // Bytes that were checked to have this digest. May commit.
    Result<void> add(const Sha256& digest, std::string_view bytes);
    // After it all that was added is on disk.
    Result<void> commit();

    // Blobs that are on disk through this batch.
    [[nodiscard]] std::uint64_t stored() const { return stored_; }

private:
    struct Pending {
        Sha256 digest;
        std::string bytes;
    };

    Result<void> write_together();

    const BlobStore& store_;
    std::vector<Pending> pending_;
    std::size_t pending_bytes_ = 0;
    std::uint64_t stored_ = 0;
};

// One blob of any size, written as it comes. Removed again unless finish() kept it.
class LargeBlob {
public:
    explicit LargeBlob(const BlobStore& store);
    ~LargeBlob();
    LargeBlob(const LargeBlob&) = delete;
    LargeBlob& operator=(const LargeBlob&) = delete;
    LargeBlob(LargeBlob&&) = delete;
    LargeBlob& operator=(LargeBlob&&) = delete;

    Result<void> add(std::string_view piece);
    // Invalid when what came is not what the digest names; else it is on disk.
    Result<void> finish(const Sha256& digest);

private:
    Result<void> write_buffer();

    const BlobStore& store_;
    std::string path_;
    std::string buffer_;
    Sha256Hasher hasher_;
};

}  // namespace gazette
