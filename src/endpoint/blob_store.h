#pragma once
// The bytes of all releases, each once, in files named by their SHA-256: DIR/blobs/ab/cdef….
// A file with its final name is whole and on disk: it is written elsewhere (DIR/incoming), synced,
// then renamed, then the folder is synced. What a killed endpoint left in incoming/ is removed at
// the next start, which also syncs what may have been renamed and no more. When a sync has failed,
// a second one says nothing of what the first has lost (Linux takes the pages for clean once it has
// told the error): what it was for is removed, so that it is missing and sent again.
//
// Beside a blob may lie its coded forms, DIR/coded/ab/cdef….gz and ….br, made once and in the
// background (endpoint/blob_coder.h): the bytes that are sent, and behind them their SHA-256, since
// Brotli has no checksum of its own. Such a file is whole and on disk before it has its name, so a
// kill or a power cut costs only the work; an empty one says that the form does not pay. A form
// goes with its blob, also one that is just being made.
// A blob that was found damaged lies in DIR/quarantine under its whole digest, one that was found
// missing is an empty DIR/quarantine/DIGEST.missing: both are missing for who asks, and are told
// of until their bytes have come again. What a reader found to be of a wrong length is remembered
// until the end of the process.
//
// Thread-safe but for BlobBatch and LargeBlob, which belong to one upload. Errors: those of Files;
// Invalid when bytes have another digest.
#include "base/files.h"
#include "base/guarded.h"
#include "base/hash.h"
#include "base/result.h"
#include "net/content_coding.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace gazette {

// A blob in a coding other than Identity.
struct CodedBlob {
    Sha256 digest;  // of the blob, before coding
    ContentCoding coding = ContentCoding::Gzip;
    std::string bytes;  // empty: it does not pay
};

// Behind the bytes of a form in its file.
inline constexpr std::uint64_t kCodedTrailerBytes = sizeof(Sha256::bytes);

class BlobStore {
public:
    // Makes the folders below `data`, removes what an upload left in incoming/, syncs.
    static Result<BlobStore> open(Files& files, const std::string& data);
    // For another process than the endpoint's: changes nothing. Nothing may be added through it.
    static BlobStore look_at(Files& files, const std::string& data);

    // Nothing when there is no such blob.
    [[nodiscard]] Result<std::optional<std::uint64_t>> size_of(const Sha256& digest) const;
    [[nodiscard]] std::string path_of(const Sha256& digest) const;
    // Its bytes are gone when it returns, in every coding, save for answers that are on their way.
    // One that is not there is right; asked again it does what was left undone.
    [[nodiscard]] Result<void> erase(const Sha256& digest) const;
    // Whether there is anything that erase() would remove.
    [[nodiscard]] bool has_any_of(const Sha256& digest) const;
    // As erase(), but a power cut may bring it back: for what nobody needs, and nobody minds.
    [[nodiscard]] Result<void> drop(const Sha256& digest) const;
    // The blobs whose digest begins with this byte, in no order. What comes or goes meanwhile may
    // be among them or not. Names that are no blob's are left out.
    [[nodiscard]] Result<std::vector<Sha256>> list(unsigned char first_byte) const;
    // What was found damaged or missing; also what has come again since, until forget_healed().
    [[nodiscard]] Result<std::set<Sha256>> suspects() const;
    // Of these the ones that lie in quarantine.
    [[nodiscard]] Result<std::set<Sha256>> quarantined() const;
    // What a reader found: missing, or of another length. Any thread; never waits for the disk.
    void suspect(const Sha256& digest) const;
    // Takes a blob out of use whose file was found damaged; on disk when it returns. False when
    // another file has come in its place since (`inode` was the damaged one's): that one stays.
    [[nodiscard]] Result<bool> set_aside(const Sha256& digest, std::uint64_t inode) const;
    [[nodiscard]] Result<void> note_missing(const Sha256& digest) const;
    // Removes from quarantine what has come again.
    [[nodiscard]] Result<void> forget_healed() const;
    // Removes from quarantine what nobody needs any more.
    [[nodiscard]] Result<void> forget_suspect(const Sha256& digest) const;

    // These are never stored again, whoever has begun to send them: what comes is erased. Before
    // erase(), so that nothing can come between. Held in memory; to be told anew after a start.
    void bar(const std::vector<Sha256>& digests) const;

    // That every blob that has its name is on disk. Damaged when a sync has failed and what it was
    // for could not be removed: until a restart nothing may be trusted to these names.
    [[nodiscard]] Result<void> check_durable() const;

    // Of Identity the blob itself.
    [[nodiscard]] std::string path_of(const Sha256& digest, ContentCoding coding) const;
    // Whether this form was made, or found not to pay.
    [[nodiscard]] bool has_coded(const Sha256& digest, ContentCoding coding) const;
    // Keeps forms that were made; of a blob that was erased meanwhile nothing is kept.
    [[nodiscard]] Result<void> keep_coded(const std::vector<CodedBlob>& forms) const;
    // Reads the forms of a blob that are there, removes those that the disk has damaged, and says
    // how many these were. They are made again after the next start.
    [[nodiscard]] Result<std::size_t> check_coded(const Sha256& digest) const;
    // Removes forms of which the blob is gone: what a kill in the middle of an erase left.
    [[nodiscard]] Result<void> sweep_coded() const;

private:
    friend class BlobBatch;
    friend class LargeBlob;
    BlobStore(Files& files, const std::string& data);
    [[nodiscard]] std::string incoming_path() const;
    // May be new: the folder above is synced before what lies in it is answered for.
    [[nodiscard]] Result<void> make_folder_of(const Sha256& digest) const;
    void give_up_folder_of(const Sha256& digest) const;
    [[nodiscard]] Result<void> erase_file(const std::string& path) const;
    [[nodiscard]] Result<void> name_coded(const CodedBlob& form, const std::string& written) const;
    [[nodiscard]] bool holds(const Sha256& digest, std::string_view bytes) const;
    // Hands the result on; what a failed sync was for is removed.
    [[nodiscard]] Result<void> trusted(Result<void> synced, const Sha256& digest) const;
    [[nodiscard]] Result<void> erase_if_barred(const Sha256& digest) const;

    Files* files_;
    std::string blobs_;
    std::string incoming_;
    std::string coded_;
    std::string quarantine_;
    // Behind pointers: the store is moved.
    std::unique_ptr<std::atomic<bool>> is_doubtful_;  // a blob may have its name and not be on disk
    std::unique_ptr<Guarded<std::unordered_set<Sha256>>> barred_;
    std::unique_ptr<std::mutex> forms_;  // held while a form gets its name, and while a blob goes
    std::unique_ptr<Guarded<std::set<Sha256>>> seen_by_readers_;  // suspects
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

    Result<void> write_each();
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
