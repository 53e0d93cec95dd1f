#pragma once
// Makes the coded forms (gzip, Brotli) of what readers get, once a blob, so that no request ever
// waits for a compressor: one thread of low priority works through a release after the switch and
// keeps the forms beside the blobs (endpoint/blob_store.h). Until a form is there, readers get the
// bytes as they are. What a restart interrupted is made after it: what is missing is what has no
// file. Of the next release only what differs from the one before is looked at.
//
// A blob is checked against its digest before it is coded: a damaged one is told to the log and
// left alone. When a form cannot be kept (a full disk), that is told once and tried again later.
//
// Thread-safe. Memory: a batch of forms (8 MiB), one blob, and a compressor's 20 MiB.
#include "base/files.h"
#include "endpoint/blob_store.h"
#include "endpoint/error_log.h"
#include "endpoint/release_store.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace gazette {

// Whether an entry's bytes are given in coded forms at all: text of a size at which it pays.
bool has_coded_forms(const ManifestEntry& entry);

class BlobCoder {
public:
    struct Counts {
        std::uint64_t waiting = 0;  // blobs that are still to be looked at
        std::uint64_t made = 0;     // forms, since the start
    };

    // All must outlive it. `retry` is how long it rests after a form could not be kept.
    BlobCoder(Files& files, const BlobStore& blobs, ErrorLog& log,
              std::chrono::milliseconds retry = std::chrono::minutes(1));
    // Ends after the form that is being made.
    ~BlobCoder();
    BlobCoder(const BlobCoder&) = delete;
    BlobCoder& operator=(const BlobCoder&) = delete;
    BlobCoder(BlobCoder&&) = delete;
    BlobCoder& operator=(BlobCoder&&) = delete;

    // Readers get this release from now on. Null: nothing was published yet.
    void follow(std::shared_ptr<const ServedRelease> release);

    [[nodiscard]] Counts counts() const;
    // Returns when there is nothing left to do; for tests.
    void wait_until_done() const;

private:
    enum class Ended { Done, Interrupted, Failed };

    void run();
    Ended code_release(const ServedRelease& release, const ServedRelease* before);
    Result<void> code_blob(const ManifestEntry& entry);
    Result<void> keep_batch();
    // By the end, or by a newer release: what both need is found made.
    [[nodiscard]] bool is_interrupted(const ServedRelease& release) const;

    Files& files_;
    const BlobStore& blobs_;
    ErrorLog& log_;
    std::chrono::milliseconds retry_;

    // Of the thread alone.
    std::vector<CodedBlob> batch_;
    std::size_t batch_bytes_ = 0;
    bool is_failing_ = false;  // and has told it

    mutable std::mutex mutex_;  // guards what follows
    mutable std::condition_variable changed_;
    std::shared_ptr<const ServedRelease> wanted_;
    std::shared_ptr<const ServedRelease> done_;
    bool stops_ = false;
    bool is_idle_ = true;
    Counts counts_;

    std::thread thread_;  // last: it uses all above
};

}  // namespace gazette
